//! Boxes of a page by their height, so that what stands beside a box is found without a look at all others.

use pdf::Rect;
use std::cell::Cell;

/// Boxes that are looked at before nothing more is found: many times what the densest page takes. Letters that are as high as the page
/// stand beside everything, and a page of such letters would be compared with itself.
const MOST_LOOKED_AT: usize = 500_000;

/// Boxes from top to bottom.
pub(super) struct Strips {
    boxes: Vec<Strip>,
    /// How many may still be looked at.
    room: Cell<usize>,
}

struct Strip {
    top: f32,
    bottom: f32,
    /// How far down this one and those before it reach.
    reach: f32,
    place: usize,
}

impl Strips {
    /// Boxes with their places in the order in which they come.
    pub(super) fn of(boxes: impl Iterator<Item = Rect>) -> Strips {
        let strip =
            |(place, at): (usize, Rect)| Strip { top: at.top, bottom: at.bottom, reach: at.bottom, place };
        let mut boxes: Vec<Strip> = boxes.enumerate().map(strip).collect();
        boxes.sort_by(|a, b| a.top.total_cmp(&b.top));
        let mut reach = f32::NEG_INFINITY;
        for strip in &mut boxes {
            reach = reach.max(strip.bottom);
            strip.reach = reach;
        }
        Strips { boxes, room: Cell::new(MOST_LOOKED_AT) }
    }

    /// Places of the boxes that lie between two heights with some part, in order.
    pub(super) fn between(&self, top: f32, bottom: f32) -> Vec<usize> {
        let end = self.boxes.partition_point(|strip| strip.top <= bottom);
        let above = self.boxes.get(..end).unwrap_or_default();
        let near = above.iter().rev().take_while(|strip| strip.reach >= top).take(self.room.get());
        let mut looked_at = 0;
        let near = near.inspect(|_| looked_at += 1);
        let mut places: Vec<usize> =
            near.filter(|strip| strip.bottom >= top).map(|strip| strip.place).collect();
        self.room.set(self.room.get() - looked_at);
        places.sort_unstable();
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn high(top: f32, bottom: f32) -> Rect {
        Rect { x0: 0.0, top, x1: 1.0, bottom }
    }

    #[test]
    fn boxes_between_two_heights_are_found_in_order() {
        let boxes =
            [high(50.0, 60.0), high(10.0, 20.0), high(0.0, 100.0), high(20.0, 30.0), high(70.0, 80.0)];
        let strips = Strips::of(boxes.into_iter());
        assert_eq!(strips.between(15.0, 25.0), [1, 2, 3]);
        assert_eq!(strips.between(55.0, 75.0), [0, 2, 4]);
        assert_eq!(strips.between(90.0, 200.0), [2]);
        assert_eq!(strips.between(101.0, 200.0), [] as [usize; 0]);
        assert_eq!(strips.between(-20.0, -10.0), [] as [usize; 0]);
    }

    #[test]
    fn boxes_as_high_as_the_page_are_not_looked_at_for_ever() {
        let strips = Strips::of((0..2_000).map(|_| high(0.0, 800.0)));
        let found: usize = (0..2_000).map(|_| strips.between(10.0, 20.0).len()).sum();
        assert_eq!(found, MOST_LOOKED_AT);
    }
}
