//! Glyphs to words, as they are drawn.
//!
//! A word ends at a space, at a gap, at a change of size or direction, and wherever the pen jumps. A change of font
//! does not end it when the glyphs touch: browsers take single letters from other fonts, and so do editors. Where
//! that happened is noted beside the words.
//! What is drawn twice with a tiny offset, which is how some producers make bold letters, is kept once.

mod open;

use crate::font::{Font, Text};
use crate::geometry::Rect;
use crate::letterspacing;
use crate::readable::{is_blank, push_char};
use crate::slices;
use crate::twins::{MAX_TWINS, Twins, is_twin, twin_distance};
use crate::words::{Color, FontChange, Word};
use open::{Fit, Open};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::rc::Rc;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Character spacing up to this much of the em spaces letters of one word; beyond, it separates.
const TRACKING: f64 = 0.6;
/// Glyphs of one word at most.
const MAX_LENGTH: usize = 4_000;

/// What the glyphs of one shown string have in common.
pub(crate) struct Run<'f> {
    /// Tells the run from all others of the page; never zero.
    pub(crate) id: u64,
    pub(crate) font: &'f Rc<Font>,
    /// Unit vector of writing on the page.
    pub(crate) direction: (f64, f64),
    /// Points on the page per unit of text space, along the direction.
    pub(crate) unit: f64,
    /// Character spacing after each glyph, in points along the direction.
    pub(crate) spacing: f64,
    /// From the baseline to the top of the em square, on the page.
    pub(crate) up: (f64, f64),
    /// In ems, along `up`.
    pub(crate) ascent: f64,
    pub(crate) descent: f64,
    /// Length of `up`.
    pub(crate) size: f64,
    pub(crate) color: Color,
    pub(crate) mode: u8,
    /// Box of the clip on the page: left, top, right, bottom.
    pub(crate) clip: [f64; 4],
}

impl Run<'_> {
    /// Whether the letters of the run make one word as long as no blank is among them: each begins where the one before
    /// ends, or a little further on, so that none of them can be apart from it or lie upon it.
    pub(crate) fn is_smooth(&self) -> bool {
        (0.0..=0.8 * TRACKING * self.size).contains(&self.spacing)
    }
}

/// One glyph at its place on the page.
pub(crate) struct Glyph<'t> {
    pub(crate) text: Text<'t>,
    pub(crate) origin: (f64, f64),
    /// Points along the direction, without spacing.
    pub(crate) advance: f64,
}

/// Letters of one run at their place on the page.
pub(crate) struct Place {
    /// The origins of the first and of the last of them.
    pub(crate) first: (f64, f64),
    pub(crate) last: (f64, f64),
    /// Of the last one: points along the direction, without spacing.
    pub(crate) advance: f64,
}

/// Collects the words of a page.
pub(crate) struct WordBuilder<'d> {
    open: Option<Open>,
    /// What the open word says so far; kept from word to word, so that each word allocates once.
    text: String,
    done: Done<'d>,
}

/// The words of a page that are whole.
struct Done<'d> {
    words: Vec<Word>,
    font_changes: Vec<FontChange>,
    twins: &'d mut Twins,
    /// Whether some word stands where an earlier copy of it stood, out of drawing order.
    replaced: bool,
}

impl<'d> WordBuilder<'d> {
    /// `twins` are handed on from page to page for the sake of their memory.
    pub(crate) fn new(twins: &'d mut Twins) -> WordBuilder<'d> {
        // The page before says about how many words there will be.
        let words = Vec::with_capacity(twins.count());
        twins.clear();
        let done = Done { words, font_changes: Vec::new(), twins, replaced: false };
        WordBuilder { open: None, text: String::new(), done }
    }

    /// Adds a glyph; takes a number from `order` when it begins a new word.
    #[inline]
    pub(crate) fn push(&mut self, run: &Run<'_>, glyph: &Glyph<'_>, order: &mut u32) {
        // Nearly all glyphs are a plain letter that follows another one of the same run.
        if let Some(open) = &mut self.open
            && let Text::Char(c @ '!'..='~') = glyph.text
            && open.run == run.id
            && open.is_next(run, glyph, c)
        {
            self.text.push(c);
            return open.go_to(run, glyph, Some(c), along(glyph.origin, run.direction, glyph.advance));
        }
        self.push_any(run, glyph, order);
    }

    /// Whether letters of a smooth run surely go on with the open word or begin one; `start` is where the first of them
    /// stands if they are the first of their string. A word that they are apart from is ended.
    #[inline]
    pub(crate) fn takes_letters(&mut self, run: &Run<'_>, start: Option<(f64, f64)>) -> bool {
        match (&self.open, start) {
            (None, _) => true,
            (Some(open), None) => open.run == run.id && open.glyphs < MAX_LENGTH,
            (Some(open), Some(start)) => match open.letters_from(run, start) {
                Some(Fit::Next) => true,
                Some(_) => {
                    self.flush();
                    true
                }
                None => false,
            },
        }
    }

    /// Adds letters of a smooth run that [takes](Self::takes_letters) them; takes a number from `order` when they begin a
    /// new word.
    #[inline]
    pub(crate) fn push_letters(&mut self, run: &Run<'_>, letters: &[u8], at: &Place, order: &mut u32) {
        let (Ok(text), Some(last)) = (std::str::from_utf8(letters), letters.last()) else { return };
        let end = along(at.last, run.direction, at.advance);
        let open = self.open.get_or_insert_with(|| Open::new(run, at.first, end, next(order)));
        self.text.push_str(text);
        open.glyphs += letters.len() - 1;
        let glyph = Glyph { text: Text::Unknown, origin: at.last, advance: at.advance };
        open.go_to(run, &glyph, Some(char::from(*last)), end);
    }

    fn push_any(&mut self, run: &Run<'_>, glyph: &Glyph<'_>, order: &mut u32) {
        let single = match glyph.text {
            Text::Char(c) => Some(c),
            Text::Str(_) => None,
            Text::Unknown => Some(char::REPLACEMENT_CHARACTER),
        };
        if is_blank(glyph.text) {
            // Some producers lay an invisible blank over the one that they had drawn, and then go on with the word.
            if self.open.as_ref().is_some_and(|open| open.is_before_end(glyph.origin)) {
                return;
            }
            return self.flush();
        }
        if let Text::Str(text) = glyph.text
            && text.contains(char::is_whitespace)
        {
            return self.push_around_blanks(run, glyph, text, order);
        }
        let end = along(glyph.origin, run.direction, glyph.advance);
        if let Some(open) = &mut self.open {
            match open.fits(run, glyph, single, &self.text) {
                Fit::Next => {
                    if open.run != run.id {
                        open.note_seam(run, glyph, single, &self.text, order);
                    }
                    return open.append(run, glyph, single, end, &mut self.text);
                }
                Fit::Raised(by) => {
                    // The line goes on below the mark.
                    let down = (end.0 - open.up.0 * by, end.1 - open.up.1 * by);
                    single.into_iter().for_each(|c| push_char(&mut self.text, c));
                    return open.go_to(run, glyph, single, down);
                }
                Fit::Twin => return,
                Fit::Apart => {}
            }
        }
        self.flush();
        let open = self.open.insert(Open::new(run, glyph.origin, end, next(order)));
        open.append(run, glyph, single, end, &mut self.text);
    }

    /// A glyph that stands for text with blanks in it, such as a leader of dots: the blanks end words.
    fn push_around_blanks(&mut self, run: &Run<'_>, glyph: &Glyph<'_>, text: &str, order: &mut u32) {
        let length = text.chars().count().max(1) as f64;
        let mut at = 0.0;
        for piece in text.split_inclusive(char::is_whitespace) {
            let said = piece.trim_end();
            let share = |text: &str| glyph.advance * text.chars().count() as f64 / length;
            let origin = along(glyph.origin, run.direction, at);
            at += share(piece);
            if !said.is_empty() {
                let part = Glyph { text: Text::Str(said), origin, advance: share(said) };
                self.push_any(run, &part, order);
            }
            if said.len() < piece.len() {
                self.flush();
            }
        }
    }

    /// Ends the word being built.
    #[inline]
    pub(crate) fn flush(&mut self) {
        let Some(open) = &self.open else { return };
        if open.seams.is_empty() {
            self.done.add(open, &self.text);
        } else {
            open.pieces(&self.text).iter().for_each(|(open, piece)| self.done.add(open, piece));
        }
        self.text.clear();
        self.open = None;
    }

    /// The words that lie on a page of that width and height, those beside it, and where fonts change.
    pub(crate) fn finish(mut self, (width, height): (f64, f64)) -> (Vec<Word>, Vec<Word>, Vec<FontChange>) {
        self.flush();
        let Done { mut words, font_changes, replaced, .. } = self.done;
        if replaced {
            words.sort_by_key(|word| word.order);
        }
        let page = Rect { x0: 0.0, top: 0.0, x1: width as f32, bottom: height as f32 };
        let on_page =
            |at: &Rect| at.x1 > page.x0 && at.x0 < page.x1 && at.bottom > page.top && at.top < page.bottom;
        let (words, off_page) = if words.iter().all(|word| on_page(&word.at)) {
            (words, Vec::new())
        } else {
            words.into_iter().partition(|word| on_page(&word.at))
        };
        (letterspacing::join(slices::dropped(words)), off_page, font_changes)
    }
}

impl Done<'_> {
    /// Adds a word, unless it stands there already or there is nothing to read.
    fn add(&mut self, open: &Open, text: &str) {
        if text.chars().all(char::is_whitespace) {
            return;
        }
        let normal = normalized(text);
        // What was just written is slow to move. So the word is written where it stays, and its text is made long before
        // it is put there.
        let said = SmolStr::new(&normal);
        self.words.push(Word::default());
        let Some((word, earlier)) = self.words.split_last_mut() else { return };
        open.write(open.main_font(text.len()), word);
        let hash = self.twins.hash(&normal);
        let twin =
            self.twins.latest(hash).and_then(|latest| twin(self.twins, earlier, word, &normal, latest));
        word.text = said;
        if let Some(twin) = twin {
            return self.merge(twin);
        }
        self.twins.add(hash);
        if !open.changes.is_empty() {
            self.font_changes.extend(open.font_changes(text));
        }
    }

    /// Takes the last word away again, which is another one once more. The one of the two that is seen counts, or of
    /// which more is seen, as the one that people read.
    #[cold]
    fn merge(&mut self, twin: usize) {
        if let Some(word) = self.words.pop()
            && let Some(other) = self.words.get_mut(twin)
            && (other.render_mode == 3, other.clip) > (word.render_mode == 3, word.clip)
        {
            *other = word;
            self.replaced = true;
        }
    }
}

/// Text in Unicode NFC, which nearly all text is in.
fn normalized(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// The word that another one was drawn upon, which says `text`, among those that say the same, of which this is the
/// latest.
fn twin(twins: &Twins, words: &[Word], word: &Word, text: &str, latest: usize) -> Option<usize> {
    let distance = twin_distance(f64::from(word.size)) as f32;
    let earlier = std::iter::successors(Some(latest), |at| twins.before(*at));
    earlier
        .take(MAX_TWINS)
        .find(|at| words.get(*at).is_some_and(|other| is_twin(word, text, other, distance)))
}

/// Takes the next number.
fn next(order: &mut u32) -> u32 {
    *order += 1;
    *order - 1
}

fn along(from: (f64, f64), direction: (f64, f64), distance: f64) -> (f64, f64) {
    (from.0 + direction.0 * distance, from.1 + direction.1 * distance)
}
