//! Points that the contents of a page mark by name.

/// A name that the contents put between two marks of the page. Acrobat writes `TouchUp_TextEdit` where text was edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarkedPoint {
    /// The name.
    pub tag: String,
    /// Position in drawing order of what follows, comparable with [`crate::Word::order`].
    pub order: u32,
}
