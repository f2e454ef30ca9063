//! lopdf as the source of objects: it repairs and decrypts; objects are converted when they are asked for.

use super::{Dict, Object, ObjectId, Source, Stream};
use std::borrow::Cow;
use std::rc::Rc;

/// Direct objects nested deeper than this are read as null; lopdf stops at a similar depth.
const MAX_DEPTH: u32 = 100;

/// A document loaded by lopdf.
pub(crate) struct LopdfSource(pub(crate) lopdf::Document);

impl Source for LopdfSource {
    fn object(&self, id: ObjectId) -> Option<Object> {
        self.0.objects.get(&id).map(|object| convert(object, id, 0))
    }

    fn raw_stream(&self, id: ObjectId) -> Option<Cow<'_, [u8]>> {
        match self.0.objects.get(&id) {
            Some(lopdf::Object::Stream(stream)) => Some(Cow::Borrowed(&stream.content)),
            _ => None,
        }
    }

    fn trailer(&self) -> Dict {
        convert_dict(&self.0.trailer, (0, 0), 0)
    }

    fn revisions(&self) -> u32 {
        let sections = u32::try_from(self.0.xref_section_count).unwrap_or(u32::MAX);
        if self.0.linearization.is_some() && sections > 1 { sections - 1 } else { sections }
    }

    fn ids(&self) -> Vec<ObjectId> {
        self.0.objects.keys().copied().collect()
    }
}

fn convert(object: &lopdf::Object, id: ObjectId, depth: u32) -> Object {
    if depth > MAX_DEPTH {
        return Object::Null;
    }
    match object {
        lopdf::Object::Null => Object::Null,
        lopdf::Object::Boolean(value) => Object::Bool(*value),
        lopdf::Object::Integer(value) => Object::Int(*value),
        lopdf::Object::Real(value) => Object::Real(f64::from(*value)),
        lopdf::Object::Name(name) => Object::Name(Rc::from(name.as_slice())),
        lopdf::Object::String(bytes, _) => Object::String(Rc::from(bytes.as_slice())),
        lopdf::Object::Array(items) => {
            Object::Array(items.iter().map(|item| convert(item, id, depth + 1)).collect())
        }
        lopdf::Object::Dictionary(dict) => Object::Dict(convert_dict(dict, id, depth + 1)),
        lopdf::Object::Stream(stream) => {
            Object::Stream(Stream { dict: convert_dict(&stream.dict, id, depth + 1), id })
        }
        lopdf::Object::Reference(id) => Object::Ref(*id),
    }
}

fn convert_dict(dict: &lopdf::Dictionary, id: ObjectId, depth: u32) -> Dict {
    Dict::new(
        dict.iter().map(|(key, value)| (Rc::from(key.as_slice()), convert(value, id, depth + 1))).collect(),
    )
}
