//! What the file says about itself: the raw material of the document heuristics.

/// Facts about the document as a whole. Strings are as the file has them, decoded to Unicode.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Header version, such as `1.4`.
    pub version: String,
    /// Info dictionary: Producer.
    pub producer: Option<String>,
    /// Info dictionary: Creator.
    pub creator: Option<String>,
    /// Info dictionary: Author.
    pub author: Option<String>,
    /// Info dictionary: Title.
    pub title: Option<String>,
    /// Info dictionary: CreationDate, unparsed (`D:20250401...`).
    pub created: Option<String>,
    /// Info dictionary: ModDate, unparsed.
    pub modified: Option<String>,
    /// Whether the file is encrypted.
    pub encrypted: bool,
    /// Number of `%%EOF` markers, an upper bound on revisions.
    pub eof_markers: u32,
    /// Whether the cross-reference table had to be rebuilt.
    pub repaired: bool,
    /// Font names in use, subset prefix included, in order of first use.
    pub fonts: Vec<String>,
}
