//! Ours beside theirs: which words and glyphs of a file were found.

use crate::peers::{Glyph, Page, Peer, Reading};
use crate::words::{Bag, bag, comparable, consensus, is_numeric, is_readable, missing};
use std::collections::HashMap;

/// How far apart two readers may place the same glyph, in points.
const NEAR: f32 = 1.0;

/// Found, of how many.
#[derive(Clone, Copy, Default)]
pub(crate) struct Score {
    pub(crate) found: u64,
    pub(crate) of: u64,
}

impl Score {
    pub(crate) fn add(&mut self, other: Score) {
        self.found += other.found;
        self.of += other.of;
    }

    /// The share that was found; nothing when there was nothing to find.
    pub(crate) fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.found as f64 / self.of as f64)
    }
}

/// How one reader did on a file.
#[derive(Clone, Copy, Default)]
pub(crate) struct Recall {
    pub(crate) words: Score,
    pub(crate) numbers: Score,
}

/// The differences on one page.
pub(crate) struct PageDifferences {
    pub(crate) number: usize,
    /// Words that the others agree on and we have not.
    pub(crate) lost: Bag,
    /// Words of ours that nobody else has.
    pub(crate) own: Bag,
    /// Glyphs that MuPDF has and we have not, or elsewhere.
    pub(crate) strayed: Vec<Glyph>,
}

/// One file.
pub(crate) struct Comparison {
    pub(crate) ours: Recall,
    /// The other readers in order; nothing for those that did not read the file.
    pub(crate) others: Vec<Option<Recall>>,
    pub(crate) glyphs: Score,
    /// Words of ours that nobody else has, of all words of ours.
    pub(crate) own: Score,
    /// Whether a single reader had to be believed.
    pub(crate) single: bool,
    /// What failed, and why.
    pub(crate) failures: Vec<(&'static str, String)>,
    pub(crate) pages: Vec<PageDifferences>,
}

/// Compares the readings of one file.
pub(crate) fn compare(
    ours: &Result<Reading, String>,
    others: &[(Peer, Result<Reading, String>)],
) -> Comparison {
    let mut failures = Vec::new();
    if let Err(why) = ours {
        failures.push(("ours", why.clone()));
    }
    for (peer, result) in others {
        if let Err(why) = result {
            failures.push((peer.name, why.clone()));
        }
    }
    let nothing = Reading::default();
    let our_pages = &ours.as_ref().unwrap_or(&nothing).pages;
    let read: Vec<Option<&Reading>> = others.iter().map(|(_, result)| result.as_ref().ok()).collect();
    let voters = others.iter().filter(|(peer, result)| peer.votes && result.is_ok()).count();
    let mut comparison = Comparison {
        ours: Recall::default(),
        others: read.iter().map(|reading| reading.map(|_| Recall::default())).collect(),
        glyphs: Score::default(),
        own: Score::default(),
        single: voters == 1,
        failures,
        pages: Vec::new(),
    };
    let count = read.iter().flatten().map(|reading| reading.pages.len()).chain([our_pages.len()]).max();
    let empty = Page::default();
    for index in 0..count.unwrap_or_default() {
        let our_page = our_pages.get(index).unwrap_or(&empty);
        let our_words = words(our_page);
        let their_words: Vec<Bag> = read
            .iter()
            .map(|reading| {
                reading.and_then(|reading| reading.pages.get(index)).map(words).unwrap_or_default()
            })
            .collect();
        let voices =
            others.iter().zip(&their_words).filter(|((peer, result), _)| peer.votes && result.is_ok());
        let voices: Vec<&Bag> = voices.map(|(_, words)| words).collect();
        let agreed = match voices.as_slice() {
            [only] => only
                .iter()
                .filter(|(word, _)| is_readable(word))
                .map(|(word, count)| (word.clone(), *count))
                .collect(),
            voices => consensus(voices),
        };
        let our_words = with_letters_apart(our_words, &agreed);
        comparison.ours.add(&agreed, &our_words);
        for (recall, words) in comparison.others.iter_mut().zip(&their_words) {
            recall.iter_mut().for_each(|recall| recall.add(&agreed, words));
        }
        let lost = missing(&agreed, &our_words);
        let own = their_words.iter().fold(our_words.clone(), |own, words| missing(&own, words));
        comparison.own.add(Score { found: total(&own), of: total(&our_words) });
        let theirs = read.iter().flatten().filter_map(|reading| reading.pages.get(index));
        let theirs = theirs.max_by_key(|page| page.glyphs.len()).unwrap_or(&empty);
        let strayed = strayed(theirs, our_page, &agreed, &mut comparison.glyphs);
        if !(lost.is_empty() && own.is_empty() && strayed.is_empty()) {
            comparison.pages.push(PageDifferences { number: index + 1, lost, own, strayed });
        }
    }
    comparison
}

fn words(page: &Page) -> Bag {
    bag(page.words.iter().map(String::as_str))
}

fn total(bag: &Bag) -> u64 {
    bag.values().map(|count| u64::from(*count)).sum()
}

impl Recall {
    /// Counts which of some words were read, as often as they stand there.
    pub(crate) fn add(&mut self, agreed: &Bag, read: &Bag) {
        for (word, count) in agreed {
            let found = read.get(word).copied().unwrap_or_default().min(*count);
            let score = Score { found: found.into(), of: (*count).into() };
            self.words.add(score);
            if is_numeric(word) {
                self.numbers.add(score);
            }
        }
    }

    pub(crate) fn add_all(&mut self, other: &Recall) {
        self.words.add(other.words);
        self.numbers.add(other.numbers);
    }
}

/// Takes words that we put together of letters set apart (`S T A T E M E N T`) to pieces again, where the others agree
/// on the letters: which of the two is right is a matter of taste.
fn with_letters_apart(mut ours: Bag, agreed: &Bag) -> Bag {
    let own = missing(&ours, agreed);
    let mut letters = missing(agreed, &ours);
    for (word, count) in own {
        for _ in 0..count {
            let mut apart = Bag::new();
            word.chars().for_each(|c| *apart.entry(c.to_string()).or_default() += 1);
            if apart.len() < 2 || !missing(&apart, &letters).is_empty() {
                break;
            }
            letters = missing(&letters, &apart);
            ours = missing(&ours, &Bag::from([(word.clone(), 1)]));
            apart.into_iter().for_each(|(letter, count)| *ours.entry(letter).or_default() += count);
        }
    }
    ours
}

/// The glyphs of theirs that have no equal of ours within reach. Only glyphs of words that others read too count.
fn strayed(theirs: &Page, ours: &Page, agreed: &Bag, score: &mut Score) -> Vec<Glyph> {
    let mut cells: HashMap<(char, i32), Vec<&Glyph>> = HashMap::new();
    let row = |y: f32| y.clamp(-1e6, 1e6).floor() as i32;
    for glyph in &ours.glyphs {
        cells.entry((glyph.says, row(glyph.y))).or_default().push(glyph);
    }
    let (width, height) = theirs.size.unwrap_or((f32::MAX, f32::MAX));
    let mut strayed = Vec::new();
    for glyph in &theirs.glyphs {
        let on_page = (0.0..=width).contains(&glyph.x) && (0.0..=height).contains(&glyph.y);
        let text = comparable(&glyph.says.to_string());
        let counts = on_page && agreed.contains_key(&comparable(&glyph.word));
        let Some(says) = text.chars().next().filter(|_| counts) else {
            continue;
        };
        // The letters of a ligature may stand a row or several off where text is turned.
        let near = |ours: &&Glyph| (ours.x - glyph.x).hypot(ours.y - glyph.y) <= NEAR + ours.reach;
        let rows = row(glyph.y) - 1..=row(glyph.y) + 1;
        let found = rows.filter_map(|row| cells.get(&(says, row))).flatten().any(near);
        score.add(Score { found: found.into(), of: 1 });
        if !found {
            strayed.push(Glyph { says, ..glyph.clone() });
        }
    }
    strayed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(glyphs: &[(char, f32, f32, f32)]) -> Page {
        let glyph = |&(says, x, y, reach)| Glyph { says, x, y, reach, word: "w".to_owned() };
        let glyphs = glyphs.iter().map(glyph).collect();
        Page { size: Some((600.0, 800.0)), glyphs, ..Page::default() }
    }

    #[test]
    fn letters_set_apart_may_be_put_together() {
        let ours = bag(["SUM SUM 1,000.00"]);
        assert_eq!(with_letters_apart(ours.clone(), &bag(["S U M 1,000.00"])), bag(["S U M SUM 1,000.00"]));
        assert_eq!(with_letters_apart(ours.clone(), &bag(["S U SUM"])), ours, "a letter is missing");
    }

    #[test]
    fn glyphs_must_say_the_same_and_stand_within_a_point() {
        let theirs = page(&[
            ('1', 100.0, 99.9, 0.0),
            ('2', 110.0, 100.0, 0.0),
            ('3', 120.0, 100.0, 0.0),
            ('i', 133.0, 100.0, 0.0),
            ('x', 700.0, 100.0, 0.0),
        ]);
        let ours = page(&[
            ('1', 100.5, 100.2, 0.0),
            ('7', 110.0, 100.0, 0.0),
            ('3', 122.0, 100.0, 0.0),
            ('i', 130.0, 100.0, 5.0),
        ]);
        let mut score = Score::default();
        let strayed: String =
            strayed(&theirs, &ours, &bag(["w"]), &mut score).iter().map(|glyph| glyph.says).collect();
        assert_eq!(
            (strayed.as_str(), score.found, score.of),
            ("23", 2, 4),
            "what is off the page does not count"
        );
    }
}
