//! How a file is written, which tells the program that wrote it better than the name it gives.

use super::revisions::XrefForm;
use crate::lexer::is_space;
use crate::objects::{Dict, File, Object, Place, Section};
use crate::pages::PageNode;
use std::collections::BTreeSet;

/// Names and comments that are kept of each sort.
const MAX_KEPT: usize = 100;
/// Bytes of a comment that are kept.
const MAX_COMMENT: usize = 80;
/// How far from either end of the file comments are looked for.
const MARGIN: usize = 1_024;

/// How a line ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// Line feed.
    Lf,
    /// Carriage return and line feed.
    CrLf,
    /// Carriage return.
    Cr,
    /// The line does not end within reach.
    #[default]
    Unknown,
}

/// In which order objects stand in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Numbering {
    /// By their numbers.
    Ascending,
    /// In the order in which the program finished them.
    Mixed,
    /// Not known: the table had to be rebuilt.
    #[default]
    Unknown,
}

/// The traits of the writer. What is said of sections is said of the oldest revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// The bytes of the comment behind the header, without its `%`: each program has its own.
    pub header_comment: Vec<u8>,
    /// How the header line ends.
    pub header_end: LineEnd,
    /// How objects are listed; nothing when the table had to be rebuilt.
    pub xref: Option<XrefForm>,
    /// Whether objects are packed into streams.
    pub packed: bool,
    /// The order of objects in the file.
    pub numbering: Numbering,
    /// Objects in use.
    pub objects: u32,
    /// Numbers of the catalog, the page tree and the first page.
    pub catalog: Option<u32>,
    /// Number of the root of the page tree.
    pub page_tree: Option<u32>,
    /// Number of the Info dictionary.
    pub info: Option<u32>,
    /// Number of the first page.
    pub first_page: Option<u32>,
    /// Keys of the trailer, sorted.
    pub trailer_keys: Vec<String>,
    /// Names that the pages give to fonts, sorted.
    pub font_names: Vec<String>,
    /// Names that the pages give to pictures and forms, sorted.
    pub drawing_names: Vec<String>,
    /// Filters of the page contents, joined by `+`, sorted.
    pub filters: Vec<String>,
    /// Comments near the beginning and the end of the file, other than the ones that every file has.
    pub comments: Vec<String>,
    /// The byte behind the keyword `obj` of the first object.
    pub after_obj: Option<u8>,
}

impl Fingerprint {
    pub(super) fn take(
        file: &File<'_>,
        bytes: &[u8],
        sections: &[Section],
        nodes: &[PageNode],
        catalog: &Dict,
    ) -> Fingerprint {
        let oldest = sections.last();
        let trailer = oldest.map_or_else(|| file.trailer(), |section| section.trailer.clone());
        let number = |dict: &Dict, key: &[u8]| dict.get(key).and_then(Object::as_ref_id).map(|id| id.0);
        let (header_comment, header_end) = header(bytes);
        let mut print = Fingerprint {
            header_comment,
            header_end,
            xref: oldest.map(|section| section.form.into()),
            packed: oldest.is_some_and(|section| {
                section.places.iter().any(|(_, place)| matches!(place, Place::In(..)))
            }),
            numbering: oldest.map_or(Numbering::Unknown, numbering),
            objects: 0,
            catalog: number(&trailer, b"Root"),
            page_tree: number(catalog, b"Pages"),
            info: number(&trailer, b"Info"),
            first_page: nodes.first().and_then(|node| node.object),
            trailer_keys: trailer.entries().map(|(key, _)| text(key)).collect(),
            comments: comments(bytes),
            after_obj: after_obj(bytes),
            ..Fingerprint::default()
        };
        print.name_resources(file, nodes);
        print
    }

    fn name_resources(&mut self, file: &File<'_>, nodes: &[PageNode]) {
        let (mut fonts, mut drawings, mut filters) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for node in nodes.iter().take(MAX_KEPT) {
            for (key, names) in [(b"Font".as_slice(), &mut fonts), (b"XObject", &mut drawings)] {
                if let Some(dict) = file.get_dict(&node.resources, key) {
                    names.extend(dict.entries().take(MAX_KEPT).map(|(name, _)| text(name)));
                }
            }
            let streams = match file.get(&node.dict, b"Contents") {
                Object::Array(parts) => parts.iter().take(4).map(|part| file.resolve(part)).collect(),
                single => vec![single],
            };
            for stream in streams.iter().filter_map(Object::as_stream) {
                filters.insert(match file.get(&stream.dict, b"Filter") {
                    Object::Name(name) => text(&name),
                    Object::Array(names) => {
                        let names = names.iter().filter_map(Object::as_name).map(text);
                        names.collect::<Vec<_>>().join("+")
                    }
                    _ => String::new(),
                });
            }
        }
        let list = |names: BTreeSet<String>| names.into_iter().take(MAX_KEPT).collect();
        (self.font_names, self.drawing_names, self.filters) = (list(fonts), list(drawings), list(filters));
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).chars().take(MAX_COMMENT).collect()
}

/// The comment behind the header line, and how that line ends.
fn header(bytes: &[u8]) -> (Vec<u8>, LineEnd) {
    let head = bytes.get(..bytes.len().min(MARGIN)).unwrap_or_default();
    let Some(start) = memchr::memmem::find(head, b"%PDF-") else {
        return (Vec::new(), LineEnd::Unknown);
    };
    let head = head.get(start..).unwrap_or_default();
    let Some(at) = head.iter().position(|byte| matches!(byte, b'\r' | b'\n')) else {
        return (Vec::new(), LineEnd::Unknown);
    };
    let rest = head.get(at..).unwrap_or_default();
    let end = match rest {
        [b'\r', b'\n', ..] => LineEnd::CrLf,
        [b'\r', ..] => LineEnd::Cr,
        _ => LineEnd::Lf,
    };
    let comment = match rest.trim_ascii_start() {
        [b'%', comment @ ..] => {
            let length = comment.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
            comment.get(..length.min(16)).unwrap_or_default().to_vec()
        }
        _ => Vec::new(),
    };
    (comment, end)
}

fn numbering(section: &Section) -> Numbering {
    let mut places: Vec<(usize, u32)> = section
        .places
        .iter()
        .filter_map(|(number, place)| match place {
            Place::At(at) => Some((*at, *number)),
            _ => None,
        })
        .collect();
    places.sort_unstable();
    if places.is_sorted_by_key(|(_, number)| *number) { Numbering::Ascending } else { Numbering::Mixed }
}

/// Printable comments near both ends, which some programs sign with.
fn comments(bytes: &[u8]) -> Vec<String> {
    let head = bytes.get(..bytes.len().min(MARGIN)).unwrap_or_default();
    let tail = bytes.get(bytes.len().saturating_sub(MARGIN).max(head.len())..).unwrap_or_default();
    let lines = [head, tail].into_iter().flat_map(|part| part.split(|byte| matches!(byte, b'\r' | b'\n')));
    lines
        .filter_map(|line| line.strip_prefix(b"%"))
        .filter(|line| !line.starts_with(b"PDF-") && !line.starts_with(b"%EOF"))
        .map(|line| line.iter().filter(|byte| (b' '..=b'~').contains(*byte)).map(|byte| char::from(*byte)))
        .map(|line| line.take(MAX_COMMENT).collect::<String>().trim().to_owned())
        .filter(|line| line.len() >= 6)
        .take(MAX_KEPT)
        .collect()
}

fn after_obj(bytes: &[u8]) -> Option<u8> {
    let head = bytes.get(..bytes.len().min(MARGIN))?;
    let at = memchr::memmem::find(head, b" obj")?;
    let before = head.get(at.checked_sub(1)?)?;
    let after = *head.get(at + 4)?;
    (before.is_ascii_digit() && (is_space(after) || after == b'<')).then_some(after)
}
