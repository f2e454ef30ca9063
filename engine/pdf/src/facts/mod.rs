//! What the file says about itself: the raw material of the document heuristics.

mod census;
mod edits;
mod fingerprint;
mod fonts;
mod kind;
mod moment;
mod references;
mod revisions;
mod signatures;
mod structure;
mod touched;
mod xmp;

pub use census::{Orphan, PrivateEntry};
pub use edits::Edit;
pub use fingerprint::{Fingerprint, LineEnd, Numbering};
pub(crate) use fonts::subset;
pub use fonts::{FontFact, family};
pub use kind::ObjectKind;
pub use moment::Moment;
pub use revisions::{Change, Revision, XrefForm};
pub use signatures::Signature;
pub use structure::Structure;
pub use xmp::{HistoryEvent, Xmp};

use crate::document::Page;
use crate::font::pdf_doc_encoding;
use crate::objects::{Dict, File};
use crate::pages::PageNode;

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
    /// Whether some of what the pages show is lost or may be wrong: a page is listed and is not there, its contents are lost, or
    /// a compressed stream that was read breaks off or does not match its checksum. Warnings name the pages.
    pub damaged: bool,
    /// Cross-reference sections that are chained to each other: 1 for a file written once. A linearised file has two
    /// from birth, of which one is counted. 0 when the table had to be rebuilt.
    pub revisions: u32,
    /// Whether the file is arranged for display while it is still loading.
    pub linearized: bool,
    /// The two halves of the file identifier in hexadecimal; the first is from the file's birth, the second changes
    /// with each save.
    pub id: Option<[String; 2]>,
    /// What the XMP metadata packet states; only with [`crate::OpenOptions::examine`].
    pub xmp: Option<Xmp>,
    /// What the objects tell about how the file came to be; only with [`crate::OpenOptions::examine`], and not for
    /// files of so many objects that looking at them would cost too much.
    pub structure: Option<Structure>,
    /// Fonts in use, in order of first use; of several with one name the first.
    pub fonts: Vec<FontFact>,
}

impl Facts {
    /// What the header, the Info dictionary and the markers between revisions say.
    pub(crate) fn load(file: &File<'_>, bytes: &[u8], trailer: &Dict) -> Facts {
        let info = file.get_dict(trailer, b"Info").unwrap_or_default();
        let text =
            |key: &[u8]| file.get(&info, key).as_string().map(text_string).filter(|text| !text.is_empty());
        Facts {
            version: header_version(bytes).unwrap_or_default(),
            producer: text(b"Producer"),
            creator: text(b"Creator"),
            author: text(b"Author"),
            title: text(b"Title"),
            created: text(b"CreationDate"),
            modified: text(b"ModDate"),
            eof_markers: count_eof_markers(bytes),
            linearized: is_linearized(bytes),
            id: file_id(file, trailer),
            ..Facts::default()
        }
    }

    /// Adds what takes a look at all objects.
    pub(crate) fn examine(&mut self, file: &File<'_>, bytes: &[u8], nodes: &[PageNode], catalog: &Dict) {
        self.xmp = xmp(file, catalog);
        self.structure = Structure::examine(file, bytes, nodes, catalog, self.linearized);
    }

    /// Where the first revision ends, if a later one replaced what pages show and nobody has looked yet what that was.
    pub(crate) fn end_of_first_to_compare(&self) -> Option<usize> {
        self.structure.as_ref().filter(|structure| !structure.compared)?.first_end_if_edited()
    }

    /// Whether an object and all that it leads to are for certain what they were in the first revision.
    pub(crate) fn is_as_it_was(&self, object: u32) -> bool {
        let altered = self.structure.as_ref().and_then(|structure| structure.altered.as_ref());
        altered.is_some_and(|altered| !altered.contains(&object))
    }

    /// Numbers of the pages that revisions after the first can have changed; `None` when that may be any of them.
    pub(crate) fn touched(&self) -> Option<&[u32]> {
        self.structure.as_ref()?.touched.as_deref()
    }

    /// Notes where the pages differ from those of the first revision, of which only those that can differ were read.
    pub(crate) fn compare(&mut self, first: &[Page], now: &[Page]) {
        if let Some(structure) = &mut self.structure {
            let touched = structure.touched.as_deref();
            let now = now.iter().filter(|page| touched.is_none_or(|touched| touched.contains(&page.number)));
            structure.edits = edits::edits(first, now);
            structure.compared = true;
        }
    }
}

/// Linearised files say so in their first object, which must lie within the first kilobyte.
fn is_linearized(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    head.windows(11).any(|window| window == b"/Linearized")
}

fn file_id(file: &File<'_>, trailer: &Dict) -> Option<[String; 2]> {
    let halves = file.get_array(trailer, b"ID")?;
    let hex = |index: usize| {
        let half = file.resolve(halves.get(index)?);
        let bytes = half.as_string()?.get(..64.min(half.as_string()?.len()))?;
        Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    };
    Some([hex(0)?, hex(1)?])
}

fn xmp(file: &File<'_>, catalog: &Dict) -> Option<Xmp> {
    let stream = file.get(catalog, b"Metadata");
    Xmp::parse(&file.stream_data(stream.as_stream()?))
}

/// The number behind `%PDF-`.
fn header_version(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(1024))?;
    let at = head.windows(5).position(|window| window == b"%PDF-")?;
    let digits =
        head.get(at + 5..)?.iter().take(8).take_while(|byte| byte.is_ascii_digit() || **byte == b'.');
    Some(digits.map(|byte| char::from(*byte)).collect())
}

fn count_eof_markers(bytes: &[u8]) -> u32 {
    u32::try_from(memchr::memmem::find_iter(bytes, b"%%EOF").count()).unwrap_or(u32::MAX)
}

/// A text string of the file: UTF-16 or UTF-8 with a byte order mark, or else PDFDocEncoding.
pub(crate) fn text_string(bytes: &[u8]) -> String {
    let text: String = match bytes {
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        plain => pdf_doc_encoding(plain),
    };
    text.trim_matches(|c: char| c == '\0' || c.is_whitespace()).to_owned()
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).map(|pair| match pair {
        [first, second] => unit([*first, *second]),
        _ => 0,
    });
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
