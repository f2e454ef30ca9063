//! The word being built: which glyphs go on with it, and what it is in the end.

use super::{Glyph, MAX_LENGTH, Run, TRACKING};
use crate::font::{Font, Text};
use crate::geometry::Rect;
use crate::readable::push_char;
use crate::seams;
use crate::twins::twin_distance;
use crate::words::{Clip, Color, FontChange, FontId, Word};
use std::rc::Rc;

/// A gap of this much of the em separates words.
const GAP: f64 = 0.13;
/// The pen may step back this much of the em within a word, for tight kerning.
const BACK: f64 = 0.35;
/// The baseline may shift this much of the em within a word.
const SHIFT: f64 = 0.2;
/// Across a change of font the glyphs must follow each other this closely, in ems.
const TOUCHING: f64 = 0.1;
/// What is this many ems off the line is apart, and no copy.
const FAR: f64 = 1.0;
/// A mark above the line (`14th`, `Rate†`) is at most this large and raised by this much, in ems of its word.
const RAISED_SIZE: f64 = 0.8;
const RAISED_BY: std::ops::RangeInclusive<f64> = 0.15..=0.65;
/// Small capitals are at least this large beside the large ones.
const SMALL_CAPITALS: f64 = 0.6;
/// Places within one word where it may be several.
const MAX_SEAMS: usize = 64;

/// The word being built.
#[derive(Clone)]
pub(super) struct Open {
    /// The run of the last glyph.
    pub(super) run: u64,
    pub(super) font: Rc<Font>,
    /// Where other fonts take over: the length of the text in bytes at that point, and the font.
    pub(super) changes: Vec<(usize, Rc<Font>)>,
    pub(super) direction: (f64, f64),
    pub(super) up: (f64, f64),
    pub(super) ascent: f64,
    pub(super) descent: f64,
    pub(super) size: f64,
    pub(super) color: Color,
    pub(super) mode: u8,
    pub(super) clip: [f64; 4],
    pub(super) start: (f64, f64),
    /// Where the last glyph ends, without and with character spacing.
    pub(super) end: (f64, f64),
    pub(super) spacing: f64,
    pub(super) last_origin: (f64, f64),
    pub(super) last_advance: f64,
    pub(super) last_text: Option<char>,
    pub(super) glyphs: usize,
    /// How many of them there were before the run of the last one.
    glyphs_before_run: usize,
    pub(super) order: u32,
    /// Where it may be two words after all.
    pub(super) seams: Vec<Seam>,
}

/// A place where one string ends and a figure may begin without a gap.
#[derive(Clone)]
pub(super) struct Seam {
    /// Length of the text before it, in bytes.
    at: usize,
    kind: SeamKind,
    /// The runs of the glyphs before and behind it.
    runs: (u64, u64),
    /// Where the glyph before it ends.
    end: (f64, f64),
    /// Where the glyph behind it begins.
    start: (f64, f64),
    /// The number of the word behind it.
    order: u32,
}

/// What stands before a seam.
#[derive(Clone, Copy, PartialEq)]
enum SeamKind {
    AfterFigure,
    AfterNarration,
}

/// How a glyph relates to the word before it.
pub(super) enum Fit {
    Next,
    /// A small mark above the line, by so many ems.
    Raised(f64),
    /// The last glyph once more, in nearly the same place.
    Twin,
    Apart,
}

impl Open {
    /// The word that begins with a glyph of a run, without that glyph yet.
    pub(super) fn new(run: &Run<'_>, start: (f64, f64), end: (f64, f64), order: u32) -> Open {
        Open {
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
            start,
            end,
            spacing: 0.0,
            last_origin: start,
            last_advance: 0.0,
            last_text: None,
            glyphs: 0,
            glyphs_before_run: 0,
            order,
            seams: Vec::new(),
        }
    }

    /// Whether letters of a smooth run that begin here go on with the word or are apart from it: [`Open::fits`] for the
    /// cases that are most frequent, in which it does not matter what they say.
    #[inline]
    pub(super) fn letters_from(&self, run: &Run<'_>, start: (f64, f64)) -> Option<Fit> {
        if self.size != run.size || self.direction != run.direction {
            return None;
        }
        let along = |from: (f64, f64)| {
            let (dx, dy) = (start.0 - from.0, start.1 - from.1);
            (
                dx * self.direction.0 + dy * self.direction.1,
                (dy * self.direction.0 - dx * self.direction.1).abs(),
            )
        };
        let (gap, shift) = along(self.end);
        // As far off the line, or beyond the end, nothing is a copy of the last glyph.
        if shift > FAR * self.size || gap - self.allowed_spacing(run) > GAP * self.size {
            return Some(Fit::Apart);
        }
        let goes_on = self.run == run.id
            && self.glyphs < MAX_LENGTH
            && shift <= SHIFT * self.size
            && (-BACK * self.size..=GAP * self.size).contains(&gap)
            && along(self.last_origin).0 >= 0.5 * self.last_advance;
        goes_on.then_some(Fit::Next)
    }

    /// Whether a place lies before the end of the word, so that a blank there does not end it.
    pub(super) fn is_before_end(&self, (x, y): (f64, f64)) -> bool {
        let (dx, dy) = (x - self.end.0, y - self.end.1);
        dx * self.direction.0 + dy * self.direction.1 < -BACK * self.size
    }

    /// Letters spaced by the producer's character spacing still make one word: how much of it the word bears before a
    /// glyph of that run. Producers that place each letter write the blank behind a word as spacing of its last letter,
    /// which then neither the one before it has nor the one behind it.
    fn allowed_spacing(&self, run: &Run<'_>) -> f64 {
        let alone = self.glyphs - self.glyphs_before_run <= 1;
        let spacing = if alone { self.spacing.min(run.spacing) } else { self.spacing };
        if spacing > 0.0 && spacing <= TRACKING * self.size { spacing } else { 0.0 }
    }

    /// Whether a letter of the same run surely goes on with the word: [`Open::fits`] without the rarer cases.
    #[inline]
    pub(super) fn is_next(&self, run: &Run<'_>, glyph: &Glyph<'_>, c: char) -> bool {
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

    pub(super) fn fits(&self, run: &Run<'_>, glyph: &Glyph<'_>, single: Option<char>, text: &str) -> Fit {
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
        if gap - self.allowed_spacing(run) > GAP * self.size { Fit::Apart } else { Fit::Next }
    }

    /// By how many ems a letter or footnote sign stands above the line that it is attached to. Digits never do: behind
    /// an amount a raised digit is a footnote, and would make another amount of it.
    pub(super) fn raised(&self, run: &Run<'_>, glyph: &Glyph<'_>, c: char) -> Option<f64> {
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

    /// Whether a smaller capital goes on with a word of capitals: `BANK` set as a large B and smaller letters, `L’ÉTAT`.
    pub(super) fn is_small_capital(&self, run: &Run<'_>, glyph: &Glyph<'_>, c: char) -> bool {
        let (dx, dy) = (glyph.origin.0 - self.end.0, glyph.origin.1 - self.end.1);
        let gap = dx * self.direction.0 + dy * self.direction.1;
        let shift = (dy * self.direction.0 - dx * self.direction.1).abs();
        let goes_with_capitals = |c: char| c.is_uppercase() || matches!(c, '’' | '\'' | '-');
        goes_with_capitals(c)
            && self.last_text.is_some_and(goes_with_capitals)
            && (SMALL_CAPITALS * self.size..self.size).contains(&run.size)
            && gap.abs() <= TOUCHING * self.size
            && shift <= 0.02 * self.size
    }

    /// The font of the last glyph.
    pub(super) fn last_font(&self) -> &Rc<Font> {
        self.changes.last().map_or(&self.font, |(_, font)| font)
    }

    pub(super) fn append(
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
            self.glyphs_before_run = self.glyphs;
        }
        match glyph.text {
            Text::Char(c) => push_char(text, c),
            Text::Str(several) => several.chars().for_each(|c| push_char(text, c)),
            Text::Unknown => text.push(char::REPLACEMENT_CHARACTER),
        }
        self.go_to(run, glyph, single, end);
    }

    /// Remembers the place before the first glyph of a run if what stands before it is a figure by itself, or a narration
    /// that a figure may follow.
    #[inline]
    pub(super) fn note_seam(
        &mut self,
        run: &Run<'_>,
        glyph: &Glyph<'_>,
        single: Option<char>,
        text: &str,
        order: &mut u32,
    ) {
        let figure = seams::may_be_complete(text);
        let narration = single.is_some_and(|c| c.is_ascii_digit()) && seams::ends_narration(text);
        let from = self.seams.last().map_or(0, |seam| seam.at);
        let Some(before) = text.get(from..).filter(|_| self.seams.len() < MAX_SEAMS) else { return };
        let kind = if figure && seams::is_complete(before) {
            SeamKind::AfterFigure
        } else if narration && seams::ends_narration(before) {
            SeamKind::AfterNarration
        } else {
            return;
        };
        let runs = (self.run, run.id);
        self.seams.push(Seam {
            at: text.len(),
            kind,
            end: self.end,
            start: glyph.origin,
            order: *order,
            runs,
        });
        *order += 1;
    }

    /// The seams at which this is several words in truth.
    fn true_seams(&self, text: &str) -> &[Seam] {
        let complete = |seam: &Seam| text.get(seam.at..).is_some_and(seams::is_complete);
        let kept = if seams::is_complete(text) { None } else { self.seams.iter().rposition(complete) };
        let seams = self.seams.get(..kept.map_or(0, |last| last + 1)).unwrap_or_default();
        // Behind a narration the figure has to be one string: single digits are placed one by one within words too.
        let ends = seams.iter().skip(1).map(|next| (next.kind, next.runs.0));
        let ends = ends.chain([(SeamKind::AfterFigure, self.run)]);
        let whole = |(seam, end): (&Seam, (SeamKind, u64))| {
            seam.kind == SeamKind::AfterFigure || end == (SeamKind::AfterFigure, seam.runs.1)
        };
        if seams.iter().zip(ends).all(whole) { seams } else { &[] }
    }

    /// The words that this is in truth, with their texts: several when figures follow what stands before them without a
    /// gap.
    pub(super) fn pieces<'t>(&self, text: &'t str) -> Vec<(Open, &'t str)> {
        let seams = self.true_seams(text);
        let ends = seams.iter().map(|seam| (seam.at, seam.end)).chain([(text.len(), self.end)]);
        let starts = seams.iter().map(|seam| (seam.at, seam.start, seam.order));
        let starts = [(0, self.start, self.order)].into_iter().chain(starts);
        let piece = |((from, start, order), (to, end)): ((usize, _, _), (usize, _))| {
            let changes = self.changes.iter().filter(|(at, _)| (from + 1..to).contains(at));
            let changes = changes.map(|(at, font)| (at - from, font.clone())).collect();
            let font = self.changes.iter().rfind(|(at, _)| *at <= from).map_or(&self.font, |(_, font)| font);
            let open =
                Open { font: font.clone(), changes, start, end, order, seams: Vec::new(), ..self.clone() };
            Some((open, text.get(from..to)?))
        };
        starts.zip(ends).filter_map(piece).collect()
    }

    /// Moves on behind a glyph.
    #[inline]
    pub(super) fn go_to(&mut self, run: &Run<'_>, glyph: &Glyph<'_>, single: Option<char>, end: (f64, f64)) {
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
    pub(super) fn font_changes(&self, text: &str) -> impl Iterator<Item = FontChange> {
        self.changes.iter().map(|(at, font)| FontChange {
            word: self.order,
            at_char: text.get(..*at).map_or(0, |head| head.chars().count() as u32),
            font: font.id,
        })
    }

    /// Writes all of the word but what it says.
    #[inline]
    pub(super) fn write(&self, font: FontId, word: &mut Word) {
        // The corners are either end of the baseline, moved up to the ascent or down to the descent.
        let range = |start: f64, end: f64, up: f64| {
            let (from, to) = in_order(start, end);
            let (least, most) = in_order(up * self.ascent, up * self.descent);
            (from + least, to + most)
        };
        let (x0, x1) = range(self.start.0, self.end.0, self.up.0);
        let (top, bottom) = range(self.start.1, self.end.1, self.up.1);
        let at = Rect { x0: x0 as f32, top: top as f32, x1: x1 as f32, bottom: bottom as f32 };
        let upright = self.direction.1 == 0.0 && self.direction.0 > 0.0;
        let angle = if upright { 0.0 } else { self.direction.1.atan2(self.direction.0).to_degrees() };
        word.at = at;
        word.baseline = self.start.1 as f32;
        word.font = font;
        word.size = self.size as f32;
        word.color = self.color;
        word.render_mode = self.mode;
        word.clip = Clip::of(at, self.clip);
        // Rounding noise of upright text would otherwise show as minus zero and the like.
        word.angle = if angle.abs() < 0.01 { 0.0 } else { angle as f32 };
        word.order = self.order;
    }

    /// The font of the longest piece.
    pub(super) fn main_font(&self, length: usize) -> FontId {
        if self.changes.is_empty() {
            return self.font.id;
        }
        let starts = [(0, &self.font)].into_iter().chain(self.changes.iter().map(|(at, font)| (*at, font)));
        let ends = self.changes.iter().map(|(at, _)| *at).chain([length]);
        let pieces = starts.zip(ends).map(|((start, font), end)| (end.saturating_sub(start), font));
        let longest = pieces.reduce(|best, piece| if piece.0 > best.0 { piece } else { best });
        longest.map_or(&self.font, |(_, font)| font).id
    }
}

/// The lesser of two numbers and the greater one. Neither is NaN, which [`f64::min`] would have to look for.
fn in_order(a: f64, b: f64) -> (f64, f64) {
    if a <= b { (a, b) } else { (b, a) }
}
