//! One page as a list of marks, with the origin at the top left and points as the unit.

use super::typeface::{Fonts, Weight};
use crate::layout::Align;

pub(super) const BLACK: [f32; 3] = [0.0, 0.0, 0.0];
pub(super) const GREY: [f32; 3] = [0.35, 0.35, 0.38];
pub(super) const HAIRLINE: [f32; 3] = [0.72, 0.75, 0.78];

/// Something painted.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// Text with its baseline at `y`.
    Text { x: f32, y: f32, style: Style, text: String },
    /// Text that climbs from the lower left to the upper right, centred on the page.
    Watermark { text: String, size: f32 },
    /// A filled box.
    Fill { x: f32, top: f32, width: f32, height: f32, colour: [f32; 3] },
    /// A stroked line.
    Line { from: (f32, f32), to: (f32, f32), thickness: f32, colour: [f32; 3] },
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    pub(super) size: f32,
    pub(super) weight: Weight,
    pub(super) colour: [f32; 3],
}

impl Style {
    pub(super) fn regular(size: f32) -> Self {
        Self { size, weight: Weight::Regular, colour: BLACK }
    }

    pub(super) fn bold(size: f32) -> Self {
        Self { weight: Weight::Bold, ..Self::regular(size) }
    }

    pub(super) fn coloured(self, colour: [f32; 3]) -> Self {
        Self { colour, ..self }
    }
}

/// A page in the making.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sheet {
    pub(super) marks: Vec<Mark>,
}

impl Sheet {
    pub(super) fn text(&mut self, x: f32, y: f32, style: Style, text: &str) {
        if !text.is_empty() {
            self.marks.push(Mark::Text { x, y, style, text: text.to_string() });
        }
    }

    /// Puts text between `left` and `right` and returns where it begins.
    pub(super) fn aligned(
        &mut self,
        fonts: &Fonts,
        (left, right): (f32, f32),
        y: f32,
        align: Align,
        style: Style,
        text: &str,
    ) -> f32 {
        let width = fonts.of(style.weight).width(text, style.size);
        let x = match align {
            Align::Left => left,
            Align::Right => right - width,
            Align::Centre => (left + right - width) / 2.0,
        };
        self.text(x, y, style, text);
        x
    }

    pub(super) fn fill(&mut self, x: f32, top: f32, width: f32, height: f32, colour: [f32; 3]) {
        self.marks.push(Mark::Fill { x, top, width, height, colour });
    }

    pub(super) fn across(&mut self, left: f32, right: f32, y: f32, thickness: f32, colour: [f32; 3]) {
        self.marks.push(Mark::Line { from: (left, y), to: (right, y), thickness, colour });
    }

    pub(super) fn down(&mut self, x: f32, top: f32, bottom: f32, thickness: f32, colour: [f32; 3]) {
        self.marks.push(Mark::Line { from: (x, top), to: (x, bottom), thickness, colour });
    }
}
