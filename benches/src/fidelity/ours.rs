//! Our own reading.

use crate::files::File;
use crate::peers::{Glyph, Page, Reading};
use crate::words::comparable;
use pdf::{Document, OpenOptions};

/// Words and glyphs of a file, or why there are none.
pub(crate) fn read(file: &File) -> Result<Reading, String> {
    let bytes = std::fs::read(&file.path).map_err(|error| error.to_string())?;
    let open = |glyphs| {
        let options = OpenOptions { password: file.password.as_deref(), glyphs, ..OpenOptions::default() };
        Document::open(&bytes, &options).map_err(|error| error.code().to_owned())
    };
    // Glyphs are not kept while words are read for use, which takes a shorter way.
    let (words, glyphs) = (open(false)?, open(true)?);
    let pages = words.pages.iter().zip(&glyphs.pages).map(|(page, logged)| Page {
        size: Some((page.width, page.height)),
        words: page.words.iter().map(|word| word.text.to_string()).collect(),
        glyphs: logged.glyphs.iter().flat_map(letters).collect(),
        ..Page::default()
    });
    Ok(Reading { pages: pages.collect() })
}

/// The letters of a glyph; those of a ligature stand somewhere along it.
fn letters(glyph: &pdf::Glyph) -> Vec<Glyph> {
    let text = comparable(&glyph.text);
    let reach = if text.chars().count() > 1 { glyph.advance.abs() } else { 0.0 };
    text.chars().map(|says| Glyph { says, x: glyph.x, y: glyph.y, reach, ..Glyph::default() }).collect()
}
