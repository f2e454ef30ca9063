//! Settings that contents write again and again, word for word: nearly every text object sets its font and its colour
//! anew, to what they were.

use super::color::Space;
use super::operands::{Operand, Operations};
use super::operator::Operator;
use super::state::State;
use crate::font::Font;
use crate::words::Color;
use std::rc::Rc;

/// The latest font and the latest fill colour that one content stream set, as they are written there and what that
/// means. Whoever writes the same once more means the same, and it need not be read.
#[derive(Default)]
pub(super) struct Repeated<'c> {
    font: Written<'c, (Option<Rc<Font>>, f64)>,
    fill: Written<'c, (Rc<Space>, Color)>,
    /// Whether a text object is open: paths repeat little, and there are many of them.
    in_text: bool,
}

/// An operator as it is written, up to the blank behind it, and what it sets.
type Written<'c, T> = Option<(&'c [u8], T)>;

impl<'c> Repeated<'c> {
    /// Sets what comes next in the contents if it is written as the time before; whether it was.
    #[inline]
    pub(super) fn set(&self, operations: &mut Operations<'c>, state: &mut State) -> bool {
        if !self.in_text {
            return false;
        }
        if let Some((written, (font, size))) = &self.font
            && operations.skip(written)
        {
            let text = &mut state.text;
            text.size = *size;
            // Nearly always it is the same again, and a comparison costs less than giving up one font for another.
            if text.font.as_ref().map(Rc::as_ptr) != font.as_ref().map(Rc::as_ptr) {
                text.font.clone_from(font);
            }
            return true;
        }
        if let Some((written, (space, color))) = &self.fill
            && operations.skip(written)
        {
            state.fill = *color;
            if !Rc::ptr_eq(&state.fill_space, space) {
                state.fill_space.clone_from(space);
            }
            return true;
        }
        false
    }

    /// Remembers what an operator that was just executed set, if that is nobody's doing but its own.
    #[inline]
    pub(super) fn remember(&mut self, operator: Operator, operations: &Operations<'c>, state: &State) {
        let numbers = |count: usize| {
            let operands = operations.operands();
            operands.len() == count && operands.iter().all(|operand| matches!(operand, Operand::Number(_)))
        };
        match operator {
            Operator::BEGIN_TEXT => self.in_text = true,
            Operator::END_TEXT => self.in_text = false,
            Operator::FONT => {
                if let [Operand::Name(_), Operand::Number(size)] = operations.operands() {
                    self.font =
                        operations.written().map(|written| (written, (state.text.font.clone(), *size)));
                }
            }
            Operator::FILL_GRAY if numbers(1) => self.remember_fill(operations, state),
            Operator::FILL_RGB if numbers(3) => self.remember_fill(operations, state),
            Operator::FILL_CMYK if numbers(4) => self.remember_fill(operations, state),
            _ => {}
        }
    }

    fn remember_fill(&mut self, operations: &Operations<'c>, state: &State) {
        let set = (state.fill_space.clone(), state.fill);
        self.fill = operations.written().map(|written| (written, set));
    }
}
