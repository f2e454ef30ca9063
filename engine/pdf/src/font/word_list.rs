//! Lists that are compiled in as text: a word and what belongs to it on each line, sorted by the word.

/// A sorted list whose lines are found without building anything at start-up.
pub(super) struct WordList<const LINES: usize> {
    text: &'static str,
    /// Where each line begins.
    starts: [u32; LINES],
}

/// How many lines a text has; each must end with a line break.
pub(super) const fn count_lines(mut text: &[u8]) -> usize {
    let mut count = 0;
    while let [byte, rest @ ..] = text {
        if *byte == b'\n' {
            count += 1;
        }
        text = rest;
    }
    count
}

impl<const LINES: usize> WordList<LINES> {
    /// A list of `LINES` lines, as [`count_lines`] counts them.
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which checks the bounds")]
    pub(super) const fn new(text: &'static str) -> WordList<LINES> {
        let mut starts = [0; LINES];
        let (mut line, mut at) = (1, 0);
        let mut rest = text.as_bytes();
        while let [byte, tail @ ..] = rest {
            at += 1;
            if *byte == b'\n' && line < LINES {
                starts[line] = at;
                line += 1;
            }
            rest = tail;
        }
        WordList { text, starts }
    }

    /// What stands behind a word and a space.
    pub(super) fn get(&self, word: &str) -> Option<&'static str> {
        let from = |start: &u32| self.text.get(*start as usize..).unwrap_or_default();
        let at = self.starts.binary_search_by(|start| {
            // The space behind a word sorts before whatever a longer word goes on with.
            let line = from(start).as_bytes();
            let (key, behind) = line.split_at_checked(word.len()).unwrap_or((line, &[]));
            key.cmp(word.as_bytes()).then_with(|| behind.first().cmp(&Some(&b' ')))
        });
        let rest = from(self.starts.get(at.ok()?)?);
        // No line is longer than this; looking for the end within a short piece is quicker.
        let rest = rest.get(..96).unwrap_or(rest);
        rest.split('\n').next()?.split_once(' ').map(|(_, behind)| behind)
    }
}
