//! What one document may cost. Every loop over a stranger's data counts against one of these.

use std::time::Duration;

/// Upper bounds for reading one document. The defaults read every honest statement we know with room to spare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file in bytes.
    pub file_bytes: u64,
    /// Bytes that all streams of the document may inflate to, together.
    pub inflated_bytes: u64,
    /// Bytes that one stream may inflate to, and all contents of one page together.
    pub stream_bytes: u64,
    /// Filters of one stream, applied one after the other.
    pub filters: u32,
    /// Columns of the predictor that a stream was stored with.
    pub predictor_columns: u32,
    /// Ranges of codes that one character map keeps.
    pub cmap_ranges: u32,
    /// Glyph widths of one font.
    pub widths: u32,
    /// Number of objects.
    pub objects: u64,
    /// Arrays and dictionaries within each other. Each level takes a little of the stack, so thousands are too many.
    pub object_depth: u32,
    /// Items that one object holds, those of its arrays and dictionaries included. All objects that are kept at a time have
    /// twice as many at most, and all that are read, again and again if need be, sixteen times as many.
    pub object_items: u64,
    /// Number of pages.
    pub pages: u64,
    /// Content operators on one page, forms included.
    pub operators_per_page: u64,
    /// Content operators in the document.
    pub operators: u64,
    /// Glyphs on one page.
    pub glyphs_per_page: u64,
    /// Glyphs in the document.
    pub glyphs: u64,
    /// Nested form XObjects.
    pub form_depth: u32,
    /// Form XObjects executed on one page.
    pub forms_per_page: u64,
    /// Lines and boxes kept of one page.
    pub rulings_per_page: u64,
    /// Pictures kept of one page.
    pub images_per_page: u64,
    /// Annotations looked at on one page.
    pub annotations_per_page: u64,
    /// Wall clock for the whole document; pages read by then are kept.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 << 20,
            inflated_bytes: 256 << 20,
            stream_bytes: 64 << 20,
            filters: 8,
            predictor_columns: 250_000,
            cmap_ranges: 65_536,
            widths: 200_000,
            objects: 500_000,
            object_depth: 100,
            object_items: 1_000_000,
            pages: 2_000,
            operators_per_page: 5_000_000,
            operators: 50_000_000,
            glyphs_per_page: 200_000,
            glyphs: 5_000_000,
            form_depth: 12,
            forms_per_page: 10_000,
            rulings_per_page: 100_000,
            images_per_page: 20_000,
            annotations_per_page: 5_000,
            time: Duration::from_secs(20),
        }
    }
}
