//! Text operators: where each glyph stands and what it says.

use super::marked::Replaced;
use super::operands::Operand;
use super::operator::Operator;
use super::{Interpreter, MAX_NAMES, Operations, Scope};
use crate::font::{Font, Text};
use crate::grouping::{Glyph, Place, Run};
use crate::matrix::Matrix;
use std::rc::Rc;

/// Glyphs further off the page than this many pages are nonsense.
const FAR: f64 = 10.0;

/// Letters that are added to a word at a time.
const MAX_LETTERS: usize = 64;

/// What a text operator shows: strings, and how far the pen steps back between them.
enum Piece<'t> {
    Text(&'t [u8]),
    /// Thousandths of the em.
    Back(f64),
}

impl Interpreter<'_, '_> {
    #[inline]
    pub(super) fn execute_text(
        &mut self,
        operator: Operator,
        operations: &Operations<'_>,
        scope: &mut Scope,
    ) {
        let number = || operations.number();
        let text = &mut self.state.text;
        match operator {
            Operator::BEGIN_TEXT => self.begin_text(),
            Operator::CHAR_SPACING => text.char_spacing = number().unwrap_or(0.0),
            Operator::WORD_SPACING => text.word_spacing = number().unwrap_or(0.0),
            Operator::SCALE => text.scale = number().unwrap_or(100.0) / 100.0,
            Operator::LEADING => text.leading = number().unwrap_or(0.0),
            Operator::RISE => text.rise = number().unwrap_or(0.0),
            Operator::RENDER_MODE => text.mode = number().map_or(0, |mode| mode.clamp(0.0, 7.0) as u8),
            Operator::FONT => self.set_font(operations, scope),
            Operator::MOVE => {
                if let Some([x, y]) = operations.numbers() {
                    self.next_line(x, y);
                }
            }
            Operator::MOVE_SET_LEADING => {
                if let Some([x, y]) = operations.numbers() {
                    text.leading = -y;
                    self.next_line(x, y);
                }
            }
            Operator::TEXT_MATRIX => {
                if let Some(numbers) = operations.numbers() {
                    let matrix = Matrix::new(numbers);
                    (self.text_matrix, self.line_matrix) = (matrix, matrix);
                }
            }
            Operator::NEXT_LINE => self.next_line(0.0, -self.state.text.leading),
            Operator::SHOW => self.show_operand(operations),
            Operator::SHOW_NEXT_LINE => {
                self.next_line(0.0, -self.state.text.leading);
                self.show_operand(operations);
            }
            Operator::SHOW_SPACED => {
                if let [Operand::Number(word), Operand::Number(char), ..] = operations.operands() {
                    (text.word_spacing, text.char_spacing) = (*word, *char);
                }
                self.next_line(0.0, -self.state.text.leading);
                self.show_operand(operations);
            }
            Operator::SHOW_ARRAY => self.show_array(operations),
            // Everything else does not touch text, tables or pictures.
            _ => {}
        }
    }

    #[inline]
    pub(super) fn begin_text(&mut self) {
        self.text_matrix = Matrix::IDENTITY;
        self.line_matrix = Matrix::IDENTITY;
    }

    fn set_font(&mut self, operations: &Operations<'_>, scope: &mut Scope) {
        self.state.text.size = operations.number().unwrap_or(self.state.text.size);
        let Some(name) = operations.name() else { return };
        if let Some((_, font)) = scope.fonts.iter().find(|(known, _)| known.as_ref() == name) {
            self.state.text.font = font.clone();
            return;
        }
        let entry = self.resource(scope, b"Font", name);
        let font = entry.and_then(|entry| self.fonts.get(self.file, &entry, name));
        // A missing font is shown in a standard one by every viewer.
        let font = font.or_else(|| self.fonts.substitute(self.file, name));
        if scope.fonts.len() < MAX_NAMES {
            scope.fonts.push((name.into(), font.clone()));
        }
        self.state.text.font = font;
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix = self.line_matrix.after_move(x, y);
        self.text_matrix = self.line_matrix;
    }

    fn show_operand(&mut self, operations: &Operations<'_>) {
        match operations.string() {
            Some(text) => self.show([Piece::Text(text)]),
            // `[(text) Tj`: an operand that was meant for `TJ`, or a stray bracket.
            None if operations.array().is_some() => self.show_array(operations),
            None => {}
        }
    }

    fn show_array(&mut self, operations: &Operations<'_>) {
        match (operations.array(), operations.string()) {
            (Some(items), _) => self.show(items.iter().map(|item| match item {
                Operand::String(text) => Piece::Text(operations.bytes(*text)),
                Operand::Number(back) => Piece::Back(*back),
                _ => Piece::Back(0.0),
            })),
            // `(text) TJ` is read like `(text) Tj`.
            (None, Some(text)) => self.show([Piece::Text(text)]),
            (None, None) => {}
        }
    }

    /// Shows strings in one go: they share font, size and direction.
    fn show<'t>(&mut self, pieces: impl IntoIterator<Item = Piece<'t>>) {
        let Some(font) = self.state.text.font.clone() else {
            self.file.budget.warn(format!("page {}: text without a font was not read", self.page_number));
            return;
        };
        let mut matrix = self.text_matrix.then(&self.state.ctm);
        let run = self.start_run(&font, &matrix);
        let mut moved = false;
        for piece in pieces {
            let (x, y) = match piece {
                Piece::Text(bytes) => {
                    if std::mem::take(&mut moved) {
                        // The pen moved, and nothing else of the matrix changed.
                        (matrix.e, matrix.f) = self.state.ctm.apply(self.text_matrix.e, self.text_matrix.f);
                    }
                    // Text without extent does not move the pen either.
                    let Some(run) = run.as_ref().filter(|_| matrix.is_finite()) else { continue };
                    if font.vertical {
                        self.show_down(bytes, run, &matrix)
                    } else {
                        self.show_along(bytes, run, &matrix)
                    }
                }
                Piece::Back(back) => {
                    let text = &self.state.text;
                    let shift = -back / 1000.0 * text.size;
                    if font.vertical { (0.0, shift) } else { (shift * text.scale, 0.0) }
                }
            };
            self.text_matrix = self.text_matrix.after_move(x, y);
            moved = true;
            if self.stopped {
                break;
            }
        }
    }

    /// Shows a string along its line; how far the pen moved.
    fn show_along(&mut self, bytes: &[u8], run: &Run<'_>, matrix: &Matrix) -> (f64, f64) {
        let text = &self.state.text;
        let (size, scale, rise) = (text.size, text.scale, text.rise);
        let (char_spacing, word_spacing) = (text.char_spacing, text.word_spacing);
        let visible = !self.marks.hidden();
        let counted = visible && self.count_glyphs(bytes.len());
        // Whether letters simply follow each other.
        let smooth = counted && run.is_smooth() && !self.marks.speak() && self.glyph_log.is_none();
        let mut letters = [0; MAX_LETTERS];
        let mut glyphs = 0;
        let mut x = 0.0;
        let mut rest = bytes;
        while !rest.is_empty() && !self.stopped {
            // Nearly all glyphs are letters of a word, which are taken in one go, or the blank behind it.
            let start = (glyphs == 0).then(|| matrix.apply(x, rise));
            if smooth && self.words.takes_letters(run, start) {
                let (first, mut last) = (x, x);
                // Nearly nobody scales or spaces letters, and then two of four steps do nothing.
                let taken = if scale == 1.0 && char_spacing == 0.0 {
                    run.font.letters(rest, &mut letters, |width| {
                        last = x;
                        x += width * size;
                    })
                } else {
                    run.font.letters(rest, &mut letters, |width| {
                        last = x;
                        x = x + width * size * scale + char_spacing * scale;
                    })
                };
                let advance = taken.last * size * scale;
                if let Some(letters @ [_, ..]) = letters.get(..taken.count) {
                    rest = rest.get(taken.bytes..).unwrap_or_default();
                    glyphs += taken.count;
                    let (first, last) = (matrix.apply(first, rise), matrix.apply(last, rise));
                    if self.is_near(first) && self.is_near(last) && advance.is_finite() {
                        let place = Place { first, last, advance: advance * run.unit };
                        self.words.push_letters(run, letters, &place, &mut self.order);
                    }
                }
                if let Some(blank) = run.font.blank(rest) {
                    self.words.flush();
                    rest = rest.get(blank.bytes..).unwrap_or_default();
                    glyphs += 1;
                    let word_spacing = if blank.word_space { word_spacing } else { 0.0 };
                    x = x + blank.width * size * scale + (char_spacing + word_spacing) * scale;
                    continue;
                }
                if taken.count > 0 {
                    continue;
                }
            }
            let decoded = run.font.decode(rest);
            let said = self.said(run, decoded.text, rest);
            rest = rest.get(decoded.bytes.max(1)..).unwrap_or_default();
            let advance = decoded.width * size * scale;
            if visible && (counted || self.count_glyph()) {
                self.push_glyph(run, said, matrix.apply(x, rise), advance);
            }
            glyphs += 1;
            let word_spacing = if decoded.word_space { word_spacing } else { 0.0 };
            x = x + advance + (char_spacing + word_spacing) * scale;
        }
        if counted {
            self.return_glyphs(bytes.len() - glyphs);
        }
        (x, 0.0)
    }

    /// Shows a string from top to bottom; how far the pen moved.
    fn show_down(&mut self, bytes: &[u8], run: &Run<'_>, matrix: &Matrix) -> (f64, f64) {
        let text = &self.state.text;
        let (size, char_spacing, word_spacing) = (text.size, text.char_spacing, text.word_spacing);
        let visible = !self.marks.hidden();
        let mut y = 0.0;
        let mut rest = bytes;
        while !rest.is_empty() {
            let decoded = run.font.decode(rest);
            let said = self.said(run, decoded.text, rest);
            let advance = run.font.vertical_advance(rest) * size;
            rest = rest.get(decoded.bytes.max(1)..).unwrap_or_default();
            if visible && self.count_glyph() {
                self.push_glyph(run, said, matrix.apply(0.0, y), -advance);
            }
            let word_spacing = if decoded.word_space { word_spacing } else { 0.0 };
            y = y + advance + (char_spacing + word_spacing);
            if self.stopped {
                break;
            }
        }
        (0.0, y)
    }

    /// What a glyph says; the font program is asked when nothing else tells.
    #[inline]
    fn said<'r>(&self, run: &Run<'r>, decoded: Text<'r>, bytes: &[u8]) -> Text<'r> {
        match decoded {
            Text::Unknown => run.font.second_look(self.file, bytes),
            known => known,
        }
    }

    /// What all glyphs of one shown string have in common; nothing when they have no extent at all.
    fn start_run<'r>(&mut self, font: &'r Rc<Font>, matrix: &Matrix) -> Option<Run<'r>> {
        let text = &self.state.text;
        let up = matrix.apply_vector(0.0, text.size * font.em);
        let (along, ascent, descent) = if font.vertical {
            // Lines run downwards; the em square lies half to either side.
            (matrix.apply_vector(0.0, -1.0), 0.5, -0.5)
        } else {
            (matrix.apply_vector(1.0, 0.0), f64::from(font.ascent), f64::from(font.descent))
        };
        let unit = length(along);
        let size = length(up);
        // A vertical line's glyphs stand upright, so its "up" is to the side.
        let up = if font.vertical { matrix.apply_vector(text.size, 0.0) } else { up };
        if !(unit > 0.0 && unit.is_finite() && size > 0.0 && size.is_finite()) {
            return None;
        }
        // Mirrored text is written in the direction in which it advances.
        let forward = if font.vertical || text.size * text.scale >= 0.0 { 1.0 } else { -1.0 };
        let spacing = if font.vertical { -text.char_spacing } else { text.char_spacing * text.scale };
        self.runs += 1;
        Some(Run {
            id: self.runs,
            font,
            direction: (along.0 / unit * forward, along.1 / unit * forward),
            unit: unit * forward,
            spacing: spacing * (unit * forward),
            up,
            ascent,
            descent,
            size,
            color: self.state.fill,
            mode: text.mode,
            clip: self.state.clip,
        })
    }

    #[inline]
    fn push_glyph(&mut self, run: &Run<'_>, text: Text<'_>, origin: (f64, f64), advance: f64) {
        if !self.is_near(origin) || !advance.is_finite() {
            return;
        }
        let own = match text {
            Text::Char(c) => Some(c),
            _ => None,
        };
        let text = match self.marks.replace(own) {
            Replaced::No => text,
            Replaced::By(text) => Text::Str(text),
        };
        if text == Text::Unknown {
            run.font.report_unknown(self.file);
        }
        if let Some(glyphs) = &mut self.glyph_log {
            glyphs.push(placed(text, origin, advance * run.unit));
        }
        self.words.push(run, &Glyph { text, origin, advance: advance * run.unit }, &mut self.order);
    }

    #[inline]
    fn is_near(&self, origin: (f64, f64)) -> bool {
        let (width, height) = self.page_size;
        let near = |value: f64, size: f64| value.abs() <= FAR * size.max(1.0);
        near(origin.0, width) && near(origin.1, height)
    }

    /// Counts the glyphs of a whole string at once, as many as it has bytes; false, and nothing is counted, when a limit
    /// lies within the string.
    fn count_glyphs(&mut self, most: usize) -> bool {
        let most = most as u64;
        let room = self.file.budget.limits.glyphs_per_page.saturating_sub(self.glyphs);
        let fits = most <= room && self.file.budget.spend_glyphs(most);
        self.glyphs += if fits { most } else { 0 };
        fits
    }

    /// Gives back what a string of fewer glyphs than bytes had been counted for.
    fn return_glyphs(&mut self, count: usize) {
        self.glyphs = self.glyphs.saturating_sub(count as u64);
        self.file.budget.return_glyphs(count as u64);
    }

    fn count_glyph(&mut self) -> bool {
        let limit = self.file.budget.limits.glyphs_per_page;
        if self.glyphs >= limit {
            self.stop(&format!("more than {limit} glyphs (limit glyphs_per_page)"));
            return false;
        }
        self.glyphs += 1;
        if !self.file.budget.spend_glyph() {
            self.stopped = true;
        }
        !self.stopped
    }
}

fn placed(text: Text<'_>, (x, y): (f64, f64), advance: f64) -> crate::words::Glyph {
    let text = match text {
        Text::Char(c) => c.to_string(),
        Text::Str(text) => text.to_owned(),
        Text::Unknown => char::REPLACEMENT_CHARACTER.to_string(),
    };
    crate::words::Glyph { text, x: x as f32, y: y as f32, advance: advance as f32 }
}

/// The length of a vector; most stand upright, which needs no root.
fn length((x, y): (f64, f64)) -> f64 {
    if y == 0.0 {
        x.abs()
    } else if x == 0.0 {
        y.abs()
    } else {
        x.hypot(y)
    }
}
