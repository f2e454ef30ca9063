//! Which words of a page nobody sees, and why; and which words stand in each other's place.
//!
//! Works on a page that was read, so it costs nothing to those who do not ask.

use crate::document::Page;
use crate::geometry::Rect;
use crate::words::{Clip, Color, Word};

/// How much of a word must be covered before it counts as covered.
const COVERED: f32 = 0.7;
/// Channels of two colours that differ by no more than this look alike.
const ALIKE: u8 = 12;
/// What a page is printed on.
const PAPER: Color = Color { r: 255, g: 255, b: 255 };
/// Different colours of boxes that are told apart.
const MAX_GROUNDS: usize = 64;
/// Pairs of words and boxes that are compared on one page; of a drawing the last boxes are left out.
const MAX_PAIRS: usize = 20_000_000;

/// A word that is in the file but not on the paper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unseen<'p> {
    /// The word.
    pub word: &'p Word,
    /// Why it is not seen.
    pub why: Why,
}

/// Why a word is not seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Why {
    /// Drawn without ink: render mode 3.
    NoInk,
    /// Beside the page.
    OffPage,
    /// Outside of the clip in force.
    Clipped,
    /// In the colour of what lies below it.
    SameColor,
    /// A box filled later lies over it.
    UnderBox(Rect),
    /// A picture drawn later lies over it.
    UnderImage(Rect),
}

/// The words of a page that nobody sees, in drawing order; those beside the page come last.
#[must_use]
pub fn unseen(page: &Page) -> Vec<Unseen<'_>> {
    let covers = Covers::of(page);
    let on_page = page.words.iter().filter_map(|word| Some(Unseen { word, why: covers.why(word)? }));
    let beside = page.off_page.iter().map(|word| Unseen { word, why: Why::OffPage });
    on_page.chain(beside).collect()
}

/// The seen words that stand where this box is: at least half covered by it, or covering half of it.
pub fn words_at(page: &Page, at: Rect) -> impl Iterator<Item = &Word> {
    page.words.iter().filter(move |word| word.render_mode != 3 && shared(word.at, at) > 0.5)
}

/// The share of the smaller of two boxes that lies within the other.
#[must_use]
pub fn shared(a: Rect, b: Rect) -> f32 {
    let area = |rect: Rect| rect.width().max(0.01) * rect.height().max(0.01);
    a.overlap_x(b) * a.overlap_y(b) / area(a).min(area(b))
}

/// The boxes of a page that could hide something, by drawing order.
struct Covers {
    boxes: Vec<Cover>,
    /// The colours that a word may stand on.
    grounds: Vec<Color>,
}

#[derive(Clone, Copy)]
struct Cover {
    at: Rect,
    order: u32,
    /// None for pictures.
    color: Option<Color>,
}

impl Covers {
    fn of(page: &Page) -> Covers {
        let fills = page
            .rulings
            .iter()
            .filter(|ruling| {
                ruling.filled && ruling.opaque && ruling.at.height() > 3.0 && ruling.at.width() > 3.0
            })
            .map(|ruling| Cover { at: ruling.at, order: ruling.order, color: Some(ruling.color) });
        let pictures = page.images.iter().filter(|image| image.opaque).map(|image| Cover {
            at: image.at,
            order: image.order,
            color: None,
        });
        let most = MAX_PAIRS / page.words.len().max(1);
        let mut boxes: Vec<Cover> = fills.chain(pictures).take(most).collect();
        boxes.sort_by_key(|cover| cover.order);
        let mut grounds = vec![PAPER];
        for color in boxes.iter().filter_map(|cover| cover.color) {
            if !grounds.contains(&color) && grounds.len() < MAX_GROUNDS {
                grounds.push(color);
            }
        }
        Covers { boxes, grounds }
    }

    fn why(&self, word: &Word) -> Option<Why> {
        if word.render_mode == 3 {
            return Some(Why::NoInk);
        }
        if word.clip == Clip::Nothing {
            return Some(Why::Clipped);
        }
        let later = self.boxes.partition_point(|cover| cover.order <= word.order);
        let (below, above) = self.boxes.split_at_checked(later)?;
        if let Some(cover) = above.iter().find(|cover| part_within(word.at, cover.at) >= COVERED) {
            return Some(match cover.color {
                Some(_) => Why::UnderBox(cover.at),
                None => Why::UnderImage(cover.at),
            });
        }
        // Outlined letters have a colour of their own.
        let filled = matches!(word.render_mode, 0 | 4);
        // Black text on light ground needs no look at what lies below it.
        if !filled || !self.grounds.iter().any(|ground| alike(*ground, word.color)) {
            return None;
        }
        let center = word.at.center_x();
        let ground = below.iter().rev().find(|cover| {
            cover.at.x0 <= center
                && cover.at.x1 >= center
                && cover.at.overlap_y(word.at) >= COVERED * word.at.height()
        });
        let ground = ground.map_or(Some(PAPER), |cover| cover.color);
        ground.is_some_and(|ground| alike(ground, word.color)).then_some(Why::SameColor)
    }
}

/// How much of a word's height and width a box covers, as a share of its area.
fn part_within(word: Rect, cover: Rect) -> f32 {
    let area = word.width().max(0.01) * word.height().max(0.01);
    word.overlap_x(cover) * word.overlap_y(cover) / area
}

fn alike(a: Color, b: Color) -> bool {
    [(a.r, b.r), (a.g, b.g), (a.b, b.b)].iter().all(|(a, b)| a.abs_diff(*b) <= ALIKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::images::Image;
    use crate::rulings::Ruling;

    const AT: Rect = Rect { x0: 100.0, top: 100.0, x1: 150.0, bottom: 110.0 };

    fn word(order: u32, color: Color) -> Word {
        Word { text: "9.00".into(), at: AT, order, color, ..Word::default() }
    }

    fn fill(order: u32, color: Color, opaque: bool) -> Ruling {
        let at = Rect { x0: 90.0, top: 95.0, x1: 160.0, bottom: 115.0 };
        Ruling { at, color, filled: true, opaque, order }
    }

    fn check(words: Vec<Word>, rulings: Vec<Ruling>, expected: &[fn(Why) -> bool]) {
        let page = Page { words, rulings, ..Page::default() };
        let found = unseen(&page);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert!(found.iter().zip(expected).all(|(found, expected)| expected(found.why)), "{found:?}");
    }

    const WHITE: Color = Color { r: 255, g: 255, b: 255 };
    const GRAY: Color = Color { r: 230, g: 230, b: 230 };
    const BLACK: Color = Color { r: 0, g: 0, b: 0 };

    #[test]
    fn what_is_drawn_later_hides_what_was_drawn_before() {
        check(vec![word(1, BLACK)], vec![fill(2, WHITE, true)], &[|why| matches!(why, Why::UnderBox(_))]);
        check(vec![word(3, BLACK)], vec![fill(2, GRAY, true)], &[]);
        check(vec![word(1, BLACK)], vec![fill(2, WHITE, false)], &[]);
        let at = Rect { x0: 0.0, top: 0.0, x1: 600.0, bottom: 800.0 };
        let images = vec![Image { at, object: None, opaque: true, order: 2 }];
        let page = Page { words: vec![word(1, BLACK)], images, ..Page::default() };
        assert!(matches!(unseen(&page)[0].why, Why::UnderImage(_)));
    }

    #[test]
    fn ink_of_the_colour_of_its_ground_is_not_seen() {
        check(vec![word(1, WHITE)], vec![], &[|why| why == Why::SameColor]);
        check(vec![word(3, GRAY)], vec![fill(2, GRAY, true)], &[|why| why == Why::SameColor]);
        check(vec![word(3, WHITE)], vec![fill(2, BLACK, true)], &[]);
        check(vec![Word { render_mode: 3, ..word(1, BLACK) }], vec![], &[|why| why == Why::NoInk]);
    }
}
