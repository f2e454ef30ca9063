//! Paths, as far as they are straight: the lines and boxes that tables are drawn with.

use super::state::State;
use crate::geometry::Rect;
use crate::matrix::Matrix;
use crate::rulings::Ruling;
use crate::words::Color;

/// Points kept of one path; drawings with more are no table.
const MAX_POINTS: usize = 100_000;
/// A line at least this thick, in points, is a filled box to the eye.
const THICK: f64 = 3.0;
/// How far from straight a line may be, in points.
const STRAIGHT: f64 = 0.5;

/// The current path, in page coordinates. All subpaths share one list of points, which is kept from path to path.
#[derive(Default)]
pub(super) struct Path {
    points: Vec<(f64, f64)>,
    subpaths: Vec<Subpath>,
    counted: usize,
    current: Option<(f64, f64)>,
}

#[derive(Default)]
struct Subpath {
    /// Where its points begin; they end where those of the next subpath begin.
    first: usize,
    curved: bool,
    closed: bool,
}

impl Path {
    pub(super) fn move_to(&mut self, ctm: &Matrix, x: f64, y: f64) {
        let point = ctm.apply(x, y);
        if self.room() {
            self.open_subpath(Some(point));
        }
        self.current = Some(point);
    }

    pub(super) fn line_to(&mut self, ctm: &Matrix, x: f64, y: f64) {
        let point = ctm.apply(x, y);
        if self.current.is_none() {
            return self.move_to(ctm, x, y);
        }
        if self.room() {
            // A closed subpath is continued by a new one from its start.
            if self.subpaths.last().is_none_or(|subpath| subpath.closed) {
                self.open_subpath(self.current);
            }
            // A line that leads nowhere is no side of anything; some producers draw one at each corner.
            if self.current != Some(point) {
                self.points.push(point);
            }
        }
        self.current = Some(point);
    }

    /// Only the end of a curve is kept, and that there was one, unless it is a straight line or a mere point: some
    /// producers draw boxes with corners rounded by nothing.
    pub(super) fn curve_to(&mut self, ctm: &Matrix, controls: [(f64, f64); 2], x: f64, y: f64) {
        let from = self.current;
        self.line_to(ctm, x, y);
        let to = ctm.apply(x, y);
        let straight = from.is_some_and(|from| {
            let between =
                |value: f64, a: f64, b: f64| (a.min(b) - STRAIGHT..=a.max(b) + STRAIGHT).contains(&value);
            let near = |(x, y): (f64, f64)| between(x, from.0, to.0) && between(y, from.1, to.1);
            (straight(from.0, to.0) || straight(from.1, to.1))
                && controls.iter().all(|(x, y)| near(ctm.apply(*x, *y)))
        });
        if !straight && let Some(subpath) = self.subpaths.last_mut() {
            subpath.curved = true;
        }
    }

    pub(super) fn rectangle(&mut self, ctm: &Matrix, x: f64, y: f64, width: f64, height: f64) {
        self.move_to(ctm, x, y);
        self.line_to(ctm, x + width, y);
        self.line_to(ctm, x + width, y + height);
        self.line_to(ctm, x, y + height);
        self.close();
    }

    pub(super) fn close(&mut self) {
        if let Some(subpath) = self.subpaths.last_mut() {
            subpath.closed = true;
            self.current = self.points.get(subpath.first).copied();
        }
    }

    fn room(&mut self) -> bool {
        self.counted += 1;
        self.counted <= MAX_POINTS
    }

    fn open_subpath(&mut self, from: Option<(f64, f64)>) {
        self.subpaths.push(Subpath { first: self.points.len(), ..Subpath::default() });
        self.points.extend(from);
    }

    pub(super) fn clear(&mut self) {
        self.points.clear();
        self.subpaths.clear();
        self.counted = 0;
        self.current = None;
    }

    /// Each subpath with its points.
    fn pieces(&self) -> impl Iterator<Item = (&Subpath, &[(f64, f64)])> {
        let ends = self.subpaths.iter().skip(1).map(|next| next.first).chain([self.points.len()]);
        self.subpaths
            .iter()
            .zip(ends)
            .map(|(subpath, end)| (subpath, self.points.get(subpath.first..end).unwrap_or_default()))
    }

    /// The box around everything, for clipping.
    pub(super) fn bounds(&self) -> Option<[f64; 4]> {
        self.points.iter().fold(None, |bounds, &(x, y)| {
            let [x0, top, x1, bottom] = bounds.unwrap_or([x, y, x, y]);
            Some([x0.min(x), top.min(y), x1.max(x), bottom.max(y)])
        })
    }

    /// Adds the straight parts of what is painted to the rulings.
    pub(super) fn paint(
        &self,
        state: &State,
        fill: bool,
        stroke: bool,
        order: &mut u32,
        rulings: &mut Vec<Ruling>,
        most: u64,
    ) {
        let scale = (state.ctm.a * state.ctm.d - state.ctm.b * state.ctm.c).abs().sqrt();
        let width = state.line_width * scale;
        let mut painter = Painter { clip: state.clip, opaque: state.opaque, order, rulings, most };
        for (subpath, points) in self.pieces().filter(|(subpath, _)| !subpath.curved) {
            let rectangle = rectangle(points);
            if fill && let Some(rectangle) = rectangle {
                painter.push(rectangle, state.fill, true);
            }
            if !stroke {
                continue;
            }
            match rectangle {
                Some(rectangle) if points.len() > 2 => painter.push(rectangle, state.stroke, false),
                _ => stroke_lines(points, subpath.closed, width, state.stroke, &mut painter),
            }
        }
    }
}

struct Painter<'a> {
    clip: [f64; 4],
    opaque: bool,
    order: &'a mut u32,
    rulings: &'a mut Vec<Ruling>,
    most: u64,
}

impl Painter<'_> {
    fn push(&mut self, [x0, top, x1, bottom]: [f64; 4], color: Color, filled: bool) {
        let [left, upper, right, lower] = self.clip;
        let (x0, x1) = (x0.max(left), x1.min(right));
        let (top, bottom) = (top.max(upper), bottom.min(lower));
        if x0 > x1 || top > bottom || self.rulings.len() as u64 >= self.most {
            return;
        }
        let at = Rect { x0: x0 as f32, top: top as f32, x1: x1 as f32, bottom: bottom as f32 };
        self.rulings.push(Ruling { at, color, filled, opaque: self.opaque, order: *self.order });
        *self.order += 1;
    }
}

/// The box of an upright rectangle.
fn rectangle(points: &[(f64, f64)]) -> Option<[f64; 4]> {
    let corners = match points {
        [corners @ .., last] if corners.len() == 4 && near(corners.first()?, last) => corners,
        corners @ [_, _, _, _] => corners,
        _ => return None,
    };
    let [a, b, c, d] = corners else { return None };
    let turned = straight(a.0, b.0) && straight(b.1, c.1) && straight(c.0, d.0) && straight(d.1, a.1);
    let lying = straight(a.1, b.1) && straight(b.0, c.0) && straight(c.1, d.1) && straight(d.0, a.0);
    if !(turned || lying) {
        return None;
    }
    Some([a.0.min(c.0), a.1.min(c.1), a.0.max(c.0), a.1.max(c.1)])
}

fn stroke_lines(points: &[(f64, f64)], closed: bool, width: f64, color: Color, painter: &mut Painter<'_>) {
    let closing = if closed { points.first() } else { None };
    let ends = points.iter().skip(1).chain(closing);
    for (&(x0, y0), &(x1, y1)) in points.iter().zip(ends) {
        let half = if width >= THICK { width / 2.0 } else { 0.0 };
        let line = if straight(y0, y1) {
            let y = f64::midpoint(y0, y1);
            [x0.min(x1), y - half, x0.max(x1), y + half]
        } else if straight(x0, x1) {
            let x = f64::midpoint(x0, x1);
            [x - half, y0.min(y1), x + half, y0.max(y1)]
        } else {
            continue;
        };
        painter.push(line, color, half > 0.0);
    }
}

fn straight(from: f64, to: f64) -> bool {
    (from - to).abs() <= STRAIGHT
}

fn near(a: &(f64, f64), b: &(f64, f64)) -> bool {
    straight(a.0, b.0) && straight(a.1, b.1)
}
