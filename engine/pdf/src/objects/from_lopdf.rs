//! lopdf as the source of objects: it repairs and decrypts; objects are converted when they are asked for.

use super::{Dict, Object, ObjectId, Source, Stream};
use std::borrow::Cow;
use std::rc::Rc;

/// A document loaded by lopdf.
pub(crate) struct LopdfSource {
    pub(crate) document: lopdf::Document,
    /// Direct objects nested deeper than this are read as null; lopdf itself stops at a hundred.
    pub(crate) depth: u32,
}

impl Source for LopdfSource {
    fn object(&self, id: ObjectId) -> Option<Object> {
        self.document.objects.get(&id).map(|object| convert(object, id, self.depth))
    }

    fn raw_stream(&self, id: ObjectId) -> Option<Cow<'_, [u8]>> {
        match self.document.objects.get(&id) {
            Some(lopdf::Object::Stream(stream)) => Some(Cow::Borrowed(&stream.content)),
            _ => None,
        }
    }

    fn trailer(&self) -> Dict {
        convert_dict(&self.document.trailer, (0, 0), self.depth.saturating_sub(1))
    }

    fn revisions(&self) -> u32 {
        let sections = u32::try_from(self.document.xref_section_count).unwrap_or(u32::MAX);
        if self.document.linearization.is_some() && sections > 1 { sections - 1 } else { sections }
    }

    fn ids(&self) -> Vec<ObjectId> {
        self.document.objects.keys().copied().collect()
    }
}

/// Converts an object of at most so many levels of collections.
fn convert(object: &lopdf::Object, id: ObjectId, levels: u32) -> Object {
    use lopdf::Object as Theirs;
    let below = levels.saturating_sub(1);
    match object {
        Theirs::Array(_) | Theirs::Dictionary(_) | Theirs::Stream(_) if levels == 0 => Object::Null,
        Theirs::Null => Object::Null,
        Theirs::Boolean(value) => Object::Bool(*value),
        Theirs::Integer(value) => Object::Int(*value),
        Theirs::Real(value) => Object::Real(f64::from(*value)),
        Theirs::Name(name) => Object::Name(Rc::from(name.as_slice())),
        Theirs::String(bytes, _) => Object::String(Rc::from(bytes.as_slice())),
        Theirs::Array(items) => Object::Array(items.iter().map(|item| convert(item, id, below)).collect()),
        Theirs::Dictionary(dict) => Object::Dict(convert_dict(dict, id, below)),
        Theirs::Stream(stream) => Object::Stream(Stream { dict: convert_dict(&stream.dict, id, below), id }),
        Theirs::Reference(id) => Object::Ref(*id),
    }
}

/// Converts a dictionary whose values have at most so many levels of collections.
fn convert_dict(dict: &lopdf::Dictionary, id: ObjectId, levels: u32) -> Dict {
    Dict::new(
        dict.iter().map(|(key, value)| (Rc::from(key.as_slice()), convert(value, id, levels))).collect(),
    )
}
