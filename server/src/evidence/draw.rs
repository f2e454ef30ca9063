//! Draws pages of a document with boxes on them. Only ever called in a child with limits: the document is a stranger's.

use super::{Mark, Picture};
use engine::model::Severity;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use std::collections::BTreeMap;

/// Pixels per point: 144 to the inch, so that small print can be read.
pub(super) const SCALE: f32 = 2.0;
/// Pixels of one picture; larger pages are drawn smaller.
const MOST_PIXELS: f32 = 6_000_000.0;
/// Pixels along one side, for pages that are very long and very narrow.
const LONGEST_SIDE: f32 = 16_000.0;
/// Points above and below the marks of a page that is cut: some lines, by which the place is known on the paper.
const AROUND: f32 = 90.0;
/// Pages drawn of one document.
const MOST_PAGES: usize = 20;
/// Width of the outline in pixels, and its distance from the box.
pub(super) const OUTLINE: usize = 3;

/// The wanted pages and those that have marks, each with its marks drawn around what they are about.
pub(super) fn draw(
    document: Vec<u8>,
    password: Option<&str>,
    wanted: &[u32],
    marks: &[Mark],
    is_cut: bool,
) -> Result<Vec<Picture>, String> {
    let pdf = Pdf::new_with_password(document, password.unwrap_or_default())
        .map_err(|error| format!("the file cannot be drawn: {error:?}"))?;
    let mut pages: BTreeMap<u32, Vec<&Mark>> = wanted.iter().map(|page| (*page, Vec::new())).collect();
    for mark in marks {
        pages.entry(mark.page).or_default().push(mark);
    }
    let cache = RenderCache::new();
    let mut pictures = Vec::new();
    for (number, marks) in pages.into_iter().take(MOST_PAGES) {
        let index = usize::try_from(number).unwrap_or(usize::MAX).checked_sub(1);
        let Some(page) = index.and_then(|index| pdf.pages().get(index)) else { continue };
        let (width, height) = page.render_dimensions();
        let scale = scale(width, height);
        let size = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
        let drawn = render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &size);
        let mut canvas = Canvas {
            width: drawn.width().into(),
            height: drawn.height().into(),
            pixels: drawn.data_as_u8_slice().to_vec(),
        };
        // The gravest is drawn last, so that nothing covers it.
        let mut marks = marks;
        marks.sort_by_key(|mark| mark.severity);
        for mark in &marks {
            canvas.outline(mark, scale);
        }
        if is_cut {
            canvas.cut(&marks, scale);
        }
        pictures.push(Picture { page: number, scale, png: canvas.png()? });
    }
    Ok(pictures)
}

/// How large a page of so many points is drawn.
fn scale(width: f32, height: f32) -> f32 {
    let area = (width * height).max(1.0);
    SCALE.min((MOST_PIXELS / area).sqrt()).min(LONGEST_SIDE / width.max(height).max(1.0))
}

pub(super) fn color(severity: Severity) -> [u8; 4] {
    match severity {
        Severity::High => [214, 32, 32, 255],
        Severity::Medium => [230, 126, 0, 255],
        Severity::Low => [60, 110, 200, 255],
    }
}

struct Canvas {
    width: usize,
    height: usize,
    /// Red, green, blue and opacity of each pixel, row by row.
    pixels: Vec<u8>,
}

impl Canvas {
    /// Draws a rectangle around a box, outside of it, so that what is printed there stays to be seen.
    fn outline(&mut self, mark: &Mark, scale: f32) {
        let color = color(mark.severity);
        let place = |points: f32| (points * scale).round().max(0.0) as usize;
        let (left, top) = (place(mark.at.x0), place(mark.at.top));
        let (right, bottom) = (place(mark.at.x1), place(mark.at.bottom));
        for step in 1..=OUTLINE {
            let (x0, y0) = (left.saturating_sub(step), top.saturating_sub(step));
            let (x1, y1) = (right + step, bottom + step);
            for x in x0..=x1.min(self.width) {
                self.set(x, y0, color);
                self.set(x, y1, color);
            }
            for y in y0..=y1.min(self.height) {
                self.set(x0, y, color);
                self.set(x1, y, color);
            }
        }
    }

    /// Leaves the lines of the page from above the first mark to below the last one; without marks the page stays whole.
    fn cut(&mut self, marks: &[&Mark], scale: f32) {
        let place = |points: f32| (points * scale).round().max(0.0) as usize;
        let first = marks.iter().map(|mark| mark.at.top).reduce(f32::min);
        let last = marks.iter().map(|mark| mark.at.bottom).reduce(f32::max);
        let (Some(first), Some(last)) = (first, last) else { return };
        let top = place(first - AROUND).min(self.height.saturating_sub(1));
        let bottom = place(last + AROUND).clamp(top + 1, self.height.max(top + 1));
        let row = self.width * 4;
        self.pixels = self.pixels.get(top * row..bottom * row).unwrap_or_default().to_vec();
        self.height = bottom - top;
    }

    fn set(&mut self, x: usize, y: usize, color: [u8; 4]) {
        // Boxes at the margin keep their outline within the page.
        let (x, y) = (x.min(self.width.saturating_sub(1)), y.min(self.height.saturating_sub(1)));
        let at = (y * self.width + x) * 4;
        if let Some(pixel) = self.pixels.get_mut(at..at + 4) {
            pixel.copy_from_slice(&color);
        }
    }

    fn png(&self) -> Result<Vec<u8>, String> {
        let trouble = |error: png::EncodingError| format!("a page cannot be written as PNG: {error}");
        let side = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, side(self.width), side(self.height));
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().map_err(trouble)?;
        writer.write_image_data(&self.pixels).map_err(trouble)?;
        writer.finish().map_err(trouble)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_cut_to_what_is_around_its_marks_and_never_beyond_its_ends() {
        let cut = |top: f32, bottom: f32| {
            let mut canvas =
                Canvas { width: 2, height: 400, pixels: (0..3_200).map(|at| (at / 8 % 251) as u8).collect() };
            let mark =
                Mark { page: 1, severity: Severity::High, at: pdf::Rect { x0: 0.0, top, x1: 1.0, bottom } };
            canvas.cut(&[&mark], 1.0);
            assert_eq!(canvas.pixels.len(), canvas.width * canvas.height * 4);
            (canvas.pixels[0], canvas.height)
        };
        assert_eq!(cut(150.0, 160.0), (60, 190));
        assert_eq!(cut(10.0, 20.0), (0, 110));
        assert_eq!(cut(390.0, 4_000.0), (49, 100), "a box beyond the page ends with the page");
        assert_eq!(cut(4_000.0, 4_010.0).1, 1);
        let mut whole = Canvas { width: 2, height: 400, pixels: vec![0; 3_200] };
        whole.cut(&[], 1.0);
        assert_eq!(whole.height, 400);
    }
}
