//! The graphics state that `q` saves and `Q` restores.

use super::color::{Space, Use};
use crate::font::Font;
use crate::matrix::Matrix;
use crate::words::Color;
use std::rc::Rc;

/// Graphics and text state.
#[derive(Clone)]
pub(super) struct State {
    /// User space to the page as shown.
    pub(super) ctm: Matrix,
    pub(super) fill: Color,
    pub(super) stroke: Color,
    pub(super) fill_space: Rc<Space>,
    pub(super) stroke_space: Rc<Space>,
    pub(super) line_width: f64,
    /// Whether what is painted hides what lies below it.
    pub(super) opaque: bool,
    /// Bounding box of the clip: left, top, right, bottom on the page.
    pub(super) clip: [f64; 4],
    pub(super) text: TextState,
}

/// Text state parameters, named as in the operators that set them.
#[derive(Clone)]
pub(super) struct TextState {
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f64,
    /// Tc
    pub(super) char_spacing: f64,
    /// Tw
    pub(super) word_spacing: f64,
    /// Tz as a factor
    pub(super) scale: f64,
    /// TL
    pub(super) leading: f64,
    /// Ts
    pub(super) rise: f64,
    /// Tr
    pub(super) mode: u8,
}

impl State {
    pub(super) fn new(ctm: Matrix, clip: [f64; 4]) -> State {
        let gray = Rc::new(Space::Gray);
        State {
            ctm,
            fill: Color::default(),
            stroke: Color::default(),
            fill_space: gray.clone(),
            stroke_space: gray,
            line_width: 1.0,
            opaque: true,
            clip,
            text: TextState {
                font: None,
                size: 0.0,
                char_spacing: 0.0,
                word_spacing: 0.0,
                scale: 1.0,
                leading: 0.0,
                rise: 0.0,
                mode: 0,
            },
        }
    }

    /// Space and colour of fills or of strokes.
    #[inline]
    pub(super) fn paint(&mut self, of: Use) -> (&mut Rc<Space>, &mut Color) {
        match of {
            Use::Fill => (&mut self.fill_space, &mut self.fill),
            Use::Stroke => (&mut self.stroke_space, &mut self.stroke),
        }
    }

    /// Narrows the clip to a box.
    pub(super) fn clip_to(&mut self, [x0, top, x1, bottom]: [f64; 4]) {
        let [a, b, c, d] = self.clip;
        self.clip = [a.max(x0), b.max(top), c.min(x1), d.min(bottom)];
    }
}
