//! Glyphs to words, as they are drawn.
//!
//! A word ends at a space, at a gap, at a change of size or direction, and wherever the pen jumps. A change of font
//! does not end it when the glyphs touch: browsers take single letters from other fonts, and so do editors. Where
//! that happened is noted beside the words.
//! What is drawn twice with a tiny offset, which is how some producers make bold letters, is kept once.

use crate::font::{Font, Text};
use crate::geometry::Rect;
use crate::letterspacing;
use crate::readable::{is_blank, push_char};
use crate::seams;
use crate::slices;
use crate::twins::{MAX_TWINS, Twins, is_twin, twin_distance};
use crate::words::{Clip, Color, FontChange, Word};
use smol_str::SmolStr;
use std::rc::Rc;
use std::sync::Arc;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A gap of this much of the em separates words.
const GAP: f64 = 0.13;
/// Character spacing up to this much of the em spaces letters of one word; beyond, it separates.
const TRACKING: f64 = 0.6;
/// The pen may step back this much of the em within a word, for tight kerning.
const BACK: f64 = 0.35;
/// The baseline may shift this much of the em within a word.
const SHIFT: f64 = 0.2;
/// Across a change of font the glyphs must follow each other this closely, in ems.
const TOUCHING: f64 = 0.1;
/// A mark above the line (`14th`, `Rate†`) is at most this large and raised by this much, in ems of its word.
const RAISED_SIZE: f64 = 0.8;
const RAISED_BY: std::ops::RangeInclusive<f64> = 0.15..=0.65;
/// Small capitals are at least this large beside the large ones.
const SMALL_CAPITALS: f64 = 0.6;
/// Places within one word where it may be several.
const MAX_SEAMS: usize = 64;
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

/// Collects the words of a page.
pub(crate) struct WordBuilder<'d> {
    open: Option<Open>,
    /// What the open word says so far; kept from word to word, so that each word allocates once.
    text: String,
    words: Vec<Word>,
    font_changes: Vec<FontChange>,
    twins: &'d mut Twins,
    /// Whether some word stands where an earlier copy of it stood, out of drawing order.
    replaced: bool,
}

/// The word being built.
#[derive(Clone)]
struct Open {
    /// The run of the last glyph.
    run: u64,
    font: Rc<Font>,
    /// Where other fonts take over: the length of the text in bytes at that point, and the font.
    changes: Vec<(usize, Rc<Font>)>,
    direction: (f64, f64),
    up: (f64, f64),
    ascent: f64,
    descent: f64,
    size: f64,
    color: Color,
    mode: u8,
    clip: [f64; 4],
    start: (f64, f64),
    /// Where the last glyph ends, without and with character spacing.
    end: (f64, f64),
    spacing: f64,
    last_origin: (f64, f64),
    last_advance: f64,
    last_text: Option<char>,
    glyphs: usize,
    order: u32,
    /// Where it may be two words after all.
    seams: Vec<Seam>,
}

/// A place where one string ends in a figure and the next one goes on without a gap.
#[derive(Clone)]
struct Seam {
    /// Length of the text before it, in bytes.
    at: usize,
    /// Where the glyph before it ends.
    end: (f64, f64),
    /// Where the glyph behind it begins.
    start: (f64, f64),
    /// The number of the word behind it.
    order: u32,
}

impl<'d> WordBuilder<'d> {
    /// `twins` are handed on from page to page for the sake of their memory.
    pub(crate) fn new(twins: &'d mut Twins) -> WordBuilder<'d> {
        // The page before says about how many words there will be.
        let words = Vec::with_capacity(twins.count());
        twins.clear();
        WordBuilder {
            open: None,
            text: String::new(),
            words,
            font_changes: Vec::new(),
            twins,
            replaced: false,
        }
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

    /// Whether the last glyph of the run belongs to a word that may go on.
    #[inline]
    pub(crate) fn has_open(&self, run: &Run<'_>) -> bool {
        self.open.as_ref().is_some_and(|open| open.run == run.id && open.glyphs < MAX_LENGTH)
    }

    /// Adds letters of a smooth run that follow the last glyph of the open word; `origin` and `advance` are those of the
    /// last of them.
    #[inline]
    pub(crate) fn push_letters(&mut self, run: &Run<'_>, letters: &[u8], origin: (f64, f64), advance: f64) {
        let (Some(open), Ok(text), Some(last)) =
            (&mut self.open, std::str::from_utf8(letters), letters.last())
        else {
            return;
        };
        self.text.push_str(text);
        open.glyphs += letters.len() - 1;
        let glyph = Glyph { text: Text::Unknown, origin, advance };
        open.go_to(run, &glyph, Some(char::from(*last)), along(origin, run.direction, advance));
    }

    fn push_any(&mut self, run: &Run<'_>, glyph: &Glyph<'_>, order: &mut u32) {
        let single = match glyph.text {
            Text::Char(c) => Some(c),
            Text::Str(_) => None,
            Text::Unknown => Some(char::REPLACEMENT_CHARACTER),
        };
        if is_blank(glyph.text) {
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
                    if open.run != run.id && seams::may_be_complete(&self.text) {
                        open.note_seam(glyph, &self.text, order);
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
        let open = self.open.insert(Open {
            run: run.id,
            font: run.font.clone(),
            changes: Vec::new(),
            direction: run.direction,
            up: run.up,
            ascent: run.ascent,
            descent: run.descent,
            size: run.size,
            color: run.color,
            mode: run.mode,
            clip: run.clip,
            start: glyph.origin,
            end,
            spacing: 0.0,
            last_origin: glyph.origin,
            last_advance: 0.0,
            last_text: None,
            glyphs: 0,
            order: *order,
            seams: Vec::new(),
        });
        *order += 1;
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
    pub(crate) fn flush(&mut self) {
        let Some(open) = self.open.take() else { return };
        if open.seams.is_empty() {
            return self.add(&open);
        }
        let text = std::mem::take(&mut self.text);
        for (open, piece) in open.pieces(&text) {
            self.text.push_str(piece);
            self.add(&open);
        }
    }

    /// Adds the word that was built, unless it stands there already.
    fn add(&mut self, open: &Open) {
        let Some(word) = open.to_word(&self.text) else {
            self.text.clear();
            return;
        };
        let hash = self.twins.hash(&word.text);
        let mut twin = self.twins.latest(hash);
        for _ in 0..MAX_TWINS {
            let Some(at) = twin else { break };
            let Some(other) = self.words.get_mut(at) else {
                break;
            };
            if is_twin(&word, other) {
                // The one of the two that is seen counts, or of which more is seen, as the one that people read.
                if (other.render_mode == 3, other.clip) > (word.render_mode == 3, word.clip) {
                    *other = word;
                    self.replaced = true;
                }
                self.text.clear();
                return;
            }
            twin = self.twins.before(at);
        }
        self.twins.add(hash);
        if !open.changes.is_empty() {
            self.font_changes.extend(open.font_changes(&self.text));
        }
        self.text.clear();
        self.words.push(word);
    }

    /// The words that lie on a page of that width and height, those beside it, and where fonts change.
    pub(crate) fn finish(mut self, (width, height): (f64, f64)) -> (Vec<Word>, Vec<Word>, Vec<FontChange>) {
        if self.replaced {
            self.words.sort_by_key(|word| word.order);
        }
        let page = Rect { x0: 0.0, top: 0.0, x1: width as f32, bottom: height as f32 };
        let on_page =
            |at: &Rect| at.x1 > page.x0 && at.x0 < page.x1 && at.bottom > page.top && at.top < page.bottom;
        let (words, off_page) = if self.words.iter().all(|word| on_page(&word.at)) {
            (self.words, Vec::new())
        } else {
            self.words.into_iter().partition(|word| on_page(&word.at))
        };
        (letterspacing::join(slices::dropped(words)), off_page, self.font_changes)
    }
}

/// How a glyph relates to the word before it.
enum Fit {
    Next,
    /// A small mark above the line, by so many ems.
    Raised(f64),
    /// The last glyph once more, in nearly the same place.
    Twin,
    Apart,
}

impl Open {
    /// Whether a letter of the same run surely goes on with the word: [`Open::fits`] without the rarer cases.
    #[inline]
    fn is_next(&self, run: &Run<'_>, glyph: &Glyph<'_>, c: char) -> bool {
        let (dx, dy) = (glyph.origin.0 - self.end.0, glyph.origin.1 - self.end.1);
        let gap = dx * self.direction.0 + dy * self.direction.1;
        let shift = (dy * self.direction.0 - dx * self.direction.1).abs();
        let (near, far) = (-BACK * run.size, GAP * run.size);
        // Sizes within a word differ a little, so whoever comes close to a bound is looked at again.
        self.size == run.size
            && self.last_text != Some(c)
            && shift <= SHIFT * run.size
            && gap >= near
            && gap <= far
            && self.glyphs < MAX_LENGTH
    }

    fn fits(&self, run: &Run<'_>, glyph: &Glyph<'_>, single: Option<char>, text: &str) -> Fit {
        // Glyphs of one run share all but their place.
        let same_run = self.run == run.id;
        let same_kind = same_run
            || self.direction.0 * run.direction.0 + self.direction.1 * run.direction.1 > 0.999
                && (self.mode == 3) == (run.mode == 3);
        if let Some(c) = single
            && same_kind
            && run.size <= RAISED_SIZE * self.size
            && let Some(by) = self.raised(run, glyph, c)
        {
            return Fit::Raised(by);
        }
        let same_style = same_run
            || same_kind
                && ((self.size - run.size).abs() <= 0.05 * self.size
                    || single.is_some_and(|c| self.is_small_capital(run, glyph, c)));
        if !same_style || self.glyphs >= MAX_LENGTH {
            return Fit::Apart;
        }
        let offset = |from: (f64, f64)| (glyph.origin.0 - from.0, glyph.origin.1 - from.1);
        let (dx, dy) = offset(self.last_origin);
        if single.is_some()
            && single == self.last_text
            && dx.hypot(dy) < twin_distance(self.size).min(0.5 * self.last_advance)
        {
            return Fit::Twin;
        }
        let (dx, dy) = offset(self.end);
        let gap = dx * self.direction.0 + dy * self.direction.1;
        let shift = (dy * self.direction.0 - dx * self.direction.1).abs();
        if shift > SHIFT * self.size || gap < -BACK * self.size {
            return Fit::Apart;
        }
        if !same_run && !Rc::ptr_eq(self.last_font(), run.font) {
            // A bold label and the value right behind it are two words.
            let touching = gap.abs() <= TOUCHING * self.size && shift <= 0.5 * SHIFT * self.size;
            return if touching && !text.ends_with(':') { Fit::Next } else { Fit::Apart };
        }
        // Letters spaced by the producer's character spacing still make one word.
        let allowed =
            if self.spacing > 0.0 && self.spacing <= TRACKING * self.size { self.spacing } else { 0.0 };
        if gap - allowed > GAP * self.size { Fit::Apart } else { Fit::Next }
    }

    /// By how many ems a letter or footnote sign stands above the line that it is attached to. Digits never do: behind
    /// an amount a raised digit is a footnote, and would make another amount of it.
    fn raised(&self, run: &Run<'_>, glyph: &Glyph<'_>, c: char) -> Option<f64> {
        let mark = c.is_alphabetic() || matches!(c, '†' | '‡' | '*' | '#' | '^' | '§');
        if !mark || self.last_text.is_none_or(|last| last.is_ascii_punctuation()) {
            return None;
        }
        let (dx, dy) = (glyph.origin.0 - self.end.0, glyph.origin.1 - self.end.1);
        let gap = dx * self.direction.0 + dy * self.direction.1;
        let by = (dx * self.up.0 + dy * self.up.1) / (self.size * self.size);
        let attached = (-GAP * self.size..=GAP * self.size).contains(&gap);
        (attached && run.size > 0.0 && RAISED_BY.contains(&by)).then_some(by)
    }

    /// Whether a smaller capital goes on with a word of capitals: `BANK` set as a large B and smaller letters.
    fn is_small_capital(&self, run: &Run<'_>, glyph: &Glyph<'_>, c: char) -> bool {
        let (dx, dy) = (glyph.origin.0 - self.end.0, glyph.origin.1 - self.end.1);
        let gap = dx * self.direction.0 + dy * self.direction.1;
        let shift = (dy * self.direction.0 - dx * self.direction.1).abs();
        c.is_uppercase()
            && self.last_text.is_some_and(char::is_uppercase)
            && (SMALL_CAPITALS * self.size..self.size).contains(&run.size)
            && gap.abs() <= TOUCHING * self.size
            && shift <= 0.02 * self.size
    }

    /// The font of the last glyph.
    fn last_font(&self) -> &Rc<Font> {
        self.changes.last().map_or(&self.font, |(_, font)| font)
    }

    fn append(
        &mut self,
        run: &Run<'_>,
        glyph: &Glyph<'_>,
        single: Option<char>,
        end: (f64, f64),
        text: &mut String,
    ) {
        if self.run != run.id {
            if !Rc::ptr_eq(self.last_font(), run.font) {
                self.changes.push((text.len(), run.font.clone()));
            }
            self.run = run.id;
        }
        match glyph.text {
            Text::Char(c) => push_char(text, c),
            Text::Str(several) => several.chars().for_each(|c| push_char(text, c)),
            Text::Unknown => text.push(char::REPLACEMENT_CHARACTER),
        }
        self.go_to(run, glyph, single, end);
    }

    /// Remembers the place before a glyph if what stands before it is a figure by itself.
    fn note_seam(&mut self, glyph: &Glyph<'_>, text: &str, order: &mut u32) {
        let from = self.seams.last().map_or(0, |seam| seam.at);
        if self.seams.len() < MAX_SEAMS && text.get(from..).is_some_and(seams::is_complete) {
            self.seams.push(Seam { at: text.len(), end: self.end, start: glyph.origin, order: *order });
            *order += 1;
        }
    }

    /// The words that this is in truth, with their texts: several when figures follow each other without a gap.
    fn pieces(mut self, text: &str) -> Vec<(Open, &str)> {
        if seams::is_complete(text) {
            self.seams.clear();
        }
        while let Some(seam) = self.seams.last()
            && !text.get(seam.at..).is_some_and(seams::is_complete)
        {
            self.seams.pop();
        }
        let seams = std::mem::take(&mut self.seams);
        let ends = seams.iter().map(|seam| (seam.at, seam.end)).chain([(text.len(), self.end)]);
        let starts = seams.iter().map(|seam| (seam.at, seam.start, seam.order));
        let starts = [(0, self.start, self.order)].into_iter().chain(starts);
        let piece = |((from, start, order), (to, end)): ((usize, _, _), (usize, _))| {
            let changes = self.changes.iter().filter(|(at, _)| (from + 1..to).contains(at));
            let changes = changes.map(|(at, font)| (at - from, font.clone())).collect();
            let font = self.changes.iter().rfind(|(at, _)| *at <= from).map_or(&self.font, |(_, font)| font);
            let open = Open { font: font.clone(), changes, start, end, order, ..self.clone() };
            Some((open, text.get(from..to)?))
        };
        starts.zip(ends).filter_map(piece).collect()
    }

    /// Moves on behind a glyph.
    #[inline]
    fn go_to(&mut self, run: &Run<'_>, glyph: &Glyph<'_>, single: Option<char>, end: (f64, f64)) {
        // Accents may be drawn backwards; the word ends where its furthest glyph ends.
        let reach = (end.0 - self.end.0) * run.direction.0 + (end.1 - self.end.1) * run.direction.1;
        if reach >= 0.0 || self.glyphs == 0 {
            self.end = end;
        }
        self.spacing = run.spacing;
        self.last_origin = glyph.origin;
        self.last_advance = glyph.advance;
        self.last_text = single;
        self.glyphs += 1;
    }

    /// Where other fonts take over within the word.
    fn font_changes(&self, text: &str) -> impl Iterator<Item = FontChange> {
        self.changes.iter().map(|(at, font)| FontChange {
            word: self.order,
            at_char: text.get(..*at).map_or(0, |head| head.chars().count() as u32),
            font: font.name.clone(),
        })
    }

    /// The word, unless there is nothing to read.
    fn to_word(&self, text: &str) -> Option<Word> {
        if text.chars().all(char::is_whitespace) {
            return None;
        }
        let font = self.main_font(text.len());
        let normal = text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
        let text = if normal { SmolStr::new(text) } else { text.nfc().collect() };
        let corner = |from: (f64, f64), ems: f64| (from.0 + self.up.0 * ems, from.1 + self.up.1 * ems);
        let corners = [
            corner(self.start, self.ascent),
            corner(self.start, self.descent),
            corner(self.end, self.ascent),
            corner(self.end, self.descent),
        ];
        let mut at = Rect { x0: f32::MAX, top: f32::MAX, x1: f32::MIN, bottom: f32::MIN };
        for (x, y) in corners {
            let (x, y) = (x as f32, y as f32);
            at = at.union(Rect { x0: x, top: y, x1: x, bottom: y });
        }
        let upright = self.direction.1 == 0.0 && self.direction.0 > 0.0;
        let angle = if upright { 0.0 } else { self.direction.1.atan2(self.direction.0).to_degrees() };
        Some(Word {
            text,
            at,
            baseline: self.start.1 as f32,
            font,
            size: self.size as f32,
            color: self.color,
            render_mode: self.mode,
            clip: Clip::of(at, self.clip),
            // Rounding noise of upright text would otherwise show as minus zero and the like.
            angle: if angle.abs() < 0.01 { 0.0 } else { angle as f32 },
            order: self.order,
        })
    }

    /// The font of the longest piece.
    fn main_font(&self, length: usize) -> Arc<str> {
        if self.changes.is_empty() {
            return self.font.name.clone();
        }
        let starts = [(0, &self.font)].into_iter().chain(self.changes.iter().map(|(at, font)| (*at, font)));
        let ends = self.changes.iter().map(|(at, _)| *at).chain([length]);
        let pieces = starts.zip(ends).map(|((start, font), end)| (end.saturating_sub(start), font));
        let longest = pieces.reduce(|best, piece| if piece.0 > best.0 { piece } else { best });
        longest.map_or(&self.font, |(_, font)| font).name.clone()
    }
}

fn along(from: (f64, f64), direction: (f64, f64), distance: f64) -> (f64, f64) {
    (from.0 + direction.0 * distance, from.1 + direction.1 * distance)
}
