//! PDF objects as the interpreter sees them, whoever parsed the file.
//!
//! [`Source`] is the one seam between reading a file's structure and interpreting it; [`File`] adds what every
//! caller needs on top: following references, decoding streams, and counting the cost.

mod cipher;
mod file;
mod former;
mod from_lopdf;
mod headless;
mod native;
mod opening;
mod parser;
mod places;
mod rebuild;
mod stream_end;
mod unlock;
mod xref;

pub(crate) use file::File;
pub(crate) use from_lopdf::LopdfSource;
pub(crate) use native::NativeSource;

use crate::budget::Budget;
use std::borrow::Cow;
use std::rc::Rc;

/// Where an object stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    Free,
    /// Byte offset in the file.
    At(usize),
    /// Number of the object stream, and the index within it.
    In(u32, usize),
}

/// How a cross-reference section is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum SectionForm {
    Table,
    Stream,
    /// A table, and a stream for the readers that know streams.
    Hybrid,
}

/// One cross-reference section: what one revision, or one half of a linearised file, says of its objects.
pub(crate) struct Section {
    pub(crate) at: usize,
    pub(crate) form: SectionForm,
    pub(crate) trailer: Dict,
    pub(crate) places: Vec<(u32, Place)>,
}

/// An object as it stood at some place, perhaps superseded since.
pub(crate) struct Former<'a> {
    pub(crate) object: Object,
    /// The bytes of a stream as they stand in the file.
    pub(crate) raw: &'a [u8],
}

/// Object number and generation.
pub(crate) type ObjectId = (u32, u16);

/// A PDF object; cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Object {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Real(f64),
    Name(Rc<[u8]>),
    String(Rc<[u8]>),
    Array(Rc<[Object]>),
    Dict(Dict),
    Stream(Stream),
    Ref(ObjectId),
}

/// A dictionary, sorted by key so that even a huge one is searched quickly.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dict(Rc<[(Rc<[u8]>, Object)]>);

/// The dictionary of a stream and the object that holds its bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stream {
    pub(crate) dict: Dict,
    pub(crate) id: ObjectId,
}

/// Where objects come from.
pub(crate) trait Source {
    /// The object of that number, unresolved, or nothing when the file lacks it.
    fn object(&self, id: ObjectId) -> Option<Object>;
    /// The bytes of a stream, decrypted but still encoded.
    fn raw_stream(&self, id: ObjectId) -> Option<Cow<'_, [u8]>>;
    /// The trailer dictionary.
    fn trailer(&self) -> Dict;
    /// Cross-reference sections, not counting the second one that a linearised file is born with; 0 if rebuilt.
    fn revisions(&self) -> u32;
    /// Every object number in the file, in order.
    fn ids(&self) -> Vec<ObjectId>;
    /// The same in the order in which they were first written, if the source knows it.
    fn ids_as_written(&self) -> Vec<ObjectId> {
        self.ids()
    }
    /// The cross-reference sections, newest first; none when the table had to be rebuilt.
    fn sections(&self) -> &[Section] {
        &[]
    }
    /// Whether an object is an element of the logical structure, of which tagged files have thousands; adds the numbers
    /// of the objects that it refers to without making an object of it. A source that cannot say so knows none.
    fn structure_element(&self, _id: ObjectId, _references: &mut Vec<u32>) -> bool {
        false
    }
    /// What stands at a place that one of the sections names, be it current or superseded.
    fn former(&self, _number: u32, _place: Place) -> Option<Former<'_>> {
        None
    }
    /// The file as it was before its last bytes were added, so many of them, if its sections say where everything stood then.
    fn without<'s>(&'s self, _last: usize, _budget: &'s Budget) -> Option<Box<dyn Source + 's>> {
        None
    }
}

impl Default for Dict {
    fn default() -> Dict {
        Dict(Rc::from([]))
    }
}

impl Dict {
    /// Takes entries in file order; of two with the same key the later one counts.
    pub(crate) fn new(mut entries: Vec<(Rc<[u8]>, Object)>) -> Dict {
        entries.reverse();
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        entries.dedup_by(|a, b| a.0 == b.0);
        Dict(entries.into())
    }

    /// Whether two are one and the same, rather than alike.
    pub(crate) fn is_same(&self, other: &Dict) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// How many objects it holds, itself and its keys included.
    pub(crate) fn items(&self) -> u64 {
        1 + self.0.iter().map(|(_, value)| 1 + value.items()).sum::<u64>()
    }

    /// Keys and values, sorted by key.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&[u8], &Object)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// The value as it stands in the file, possibly a reference.
    pub(crate) fn get(&self, key: &[u8]) -> Option<&Object> {
        let at = self.0.binary_search_by(|(name, _)| name.as_ref().cmp(key)).ok()?;
        self.0.get(at).map(|(_, value)| value)
    }
}

impl Object {
    /// How many objects it holds, itself included.
    pub(crate) fn items(&self) -> u64 {
        match self {
            Object::Array(items) => 1 + items.iter().map(Object::items).sum::<u64>(),
            Object::Dict(dict) | Object::Stream(Stream { dict, .. }) => dict.items(),
            _ => 1,
        }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            Object::Int(value) => Some(*value as f64),
            Object::Real(value) => Some(*value),
            _ => None,
        }
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        match self {
            Object::Int(value) => Some(*value),
            Object::Real(value) if value.is_finite() => Some(*value as i64),
            _ => None,
        }
    }

    pub(crate) fn as_name(&self) -> Option<&[u8]> {
        match self {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(crate) fn as_string(&self) -> Option<&[u8]> {
        match self {
            Object::String(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Object]> {
        match self {
            Object::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The dictionary of a dictionary or of a stream.
    pub(crate) fn as_dict(&self) -> Option<&Dict> {
        match self {
            Object::Dict(dict) => Some(dict),
            Object::Stream(stream) => Some(&stream.dict),
            _ => None,
        }
    }

    pub(crate) fn as_stream(&self) -> Option<&Stream> {
        match self {
            Object::Stream(stream) => Some(stream),
            _ => None,
        }
    }

    pub(crate) fn as_ref_id(&self) -> Option<ObjectId> {
        match self {
            Object::Ref(id) => Some(*id),
            _ => None,
        }
    }
}
