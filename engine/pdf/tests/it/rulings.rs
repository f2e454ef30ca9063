//! Lines and boxes.

use crate::write::Pdf;
use pdf::{Color, Ruling};

fn rulings(content: &str) -> Vec<Ruling> {
    Pdf::new(content).first_page().rulings
}

fn bounds(ruling: &Ruling) -> (f32, f32, f32, f32) {
    (ruling.at.x0, ruling.at.top, ruling.at.x1, ruling.at.bottom)
}

#[test]
fn strokes_are_lines_without_thickness() {
    let found = rulings("1 0 0 RG 100 700 m 300 700 l S 100 700 m 100 600 l S");
    assert_eq!(
        found.iter().map(bounds).collect::<Vec<_>>(),
        [(100.0, 100.0, 300.0, 100.0), (100.0, 100.0, 100.0, 200.0)]
    );
    assert!(found.iter().all(|ruling| !ruling.filled && ruling.color == Color { r: 255, g: 0, b: 0 }));
}

#[test]
fn corners_rounded_by_nothing_are_corners() {
    // As some writers draw every border: each corner a curve that leads from a point to itself.
    let found = rulings(
        "100 700 m 300 700 l 300 700 300 700 300 700 c 300 680 l 300 680 300 680 v 100 680 l \
                         100 680 l 100 680 100 680 100 680 c 100 700 l h f",
    );
    assert_eq!(found.iter().map(bounds).collect::<Vec<_>>(), [(100.0, 100.0, 300.0, 120.0)]);
    let line = rulings("300 700 m 300 700 300 700 300 700 c 200 700 150 700 100 700 c S");
    assert_eq!(line.iter().map(bounds).collect::<Vec<_>>(), [(100.0, 100.0, 300.0, 100.0)]);
    // A curve that bulges is no line, nor is one that overshoots.
    assert!(rulings("300 700 m 200 690 150 690 100 700 c S").is_empty());
    assert!(rulings("300 700 m 400 700 150 700 100 700 c S").is_empty());
}

#[test]
fn fills_are_boxes_in_the_fill_colour() {
    let found = rulings("0.9 g 100 600 200 20 re f");
    assert_eq!(bounds(&found[0]), (100.0, 180.0, 300.0, 200.0));
    assert!(found[0].filled);
    assert_eq!(found[0].color, Color { r: 230, g: 230, b: 230 });
}

#[test]
fn a_stroked_box_is_one_outline() {
    let found = rulings("100 600 200 20 re S");
    assert_eq!((found.len(), found[0].filled), (1, false));
    assert_eq!(rulings("100 600 200 20 re B").len(), 2);
}

#[test]
fn very_thick_lines_are_boxes() {
    let found = rulings("12 w 100 700 m 300 700 l S");
    assert_eq!(bounds(&found[0]), (100.0, 94.0, 300.0, 106.0));
    assert!(found[0].filled);
}

#[test]
fn slanted_and_curved_shapes_are_no_rulings() {
    assert_eq!(rulings("100 700 m 300 650 l S 100 700 m 150 720 180 730 200 700 c f"), []);
}

#[test]
fn boxes_are_cut_by_the_clip() {
    let found = rulings("100 100 50 50 re W n 0 0 600 800 re f");
    assert_eq!(bounds(&found[0]), (100.0, 650.0, 150.0, 700.0));
}

#[test]
fn polygons_that_are_boxes_count() {
    assert_eq!(rulings("10 10 m 60 10 l 60 30 l 10 30 l h f").len(), 1);
    assert_eq!(rulings("10 10 m 60 10 l 60 30 l 10 30 l 10 10 l f").len(), 1);
}
