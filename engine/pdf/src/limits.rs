//! What one document may cost. Every loop over a stranger's data counts against one of these.

use std::time::Duration;

/// Upper bounds for reading one document. The defaults read every honest statement we know with room to spare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file in bytes.
    pub file_bytes: u64,
    /// Bytes that all streams of the document may inflate to, together.
    pub inflated_bytes: u64,
    /// Number of objects.
    pub objects: u64,
    /// Number of pages.
    pub pages: u64,
    /// Content operators on one page, forms included.
    pub operators_per_page: u64,
    /// Glyphs on one page.
    pub glyphs_per_page: u64,
    /// Glyphs in the document.
    pub glyphs: u64,
    /// Nested form XObjects.
    pub form_depth: u32,
    /// Form XObjects executed on one page.
    pub forms_per_page: u64,
    /// Wall clock for the whole document; pages read by then are kept.
    pub time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 64 << 20,
            inflated_bytes: 256 << 20,
            objects: 500_000,
            pages: 2_000,
            operators_per_page: 5_000_000,
            glyphs_per_page: 200_000,
            glyphs: 5_000_000,
            form_depth: 12,
            forms_per_page: 10_000,
            time: Duration::from_secs(20),
        }
    }
}
