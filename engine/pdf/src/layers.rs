//! Optional content: which layers of the document are switched off.

use crate::objects::{Dict, File, Object, ObjectId};
use std::collections::HashSet;

/// Layers named by one membership dictionary at most.
const MAX_MEMBERS: usize = 1_000;

/// The layers that the default configuration hides.
#[derive(Default)]
pub(crate) struct Layers {
    off: HashSet<ObjectId>,
}

impl Layers {
    pub(crate) fn load(file: &File<'_>, catalog: &Dict) -> Layers {
        let mut layers = Layers::default();
        let Some(properties) = file.get_dict(catalog, b"OCProperties") else {
            return layers;
        };
        let config = file.get_dict(&properties, b"D").unwrap_or_default();
        let ids = |dict: &Dict, key: &[u8]| -> Vec<ObjectId> {
            let items = file.get_array(dict, key);
            items.iter().flat_map(|items| items.iter()).filter_map(Object::as_ref_id).collect()
        };
        if file.get_name(&config, b"BaseState").as_deref() == Some(b"OFF") {
            layers.off.extend(ids(&properties, b"OCGs"));
        }
        for id in ids(&config, b"ON") {
            layers.off.remove(&id);
        }
        layers.off.extend(ids(&config, b"OFF"));
        layers
    }

    /// Whether an `/OC` value hides what it marks.
    pub(crate) fn hides(&self, file: &File<'_>, mark: &Object) -> bool {
        if self.off.is_empty() {
            return false;
        }
        if let Object::Ref(id) = mark
            && self.off.contains(id)
        {
            return true;
        }
        let resolved = file.resolve(mark);
        let Some(dict) = resolved.as_dict() else {
            return false;
        };
        if file.get_name(dict, b"Type").as_deref() != Some(b"OCMD") {
            return false;
        }
        let members: Vec<ObjectId> = match dict.get(b"OCGs") {
            Some(Object::Ref(id)) => match file.resolve(&Object::Ref(*id)) {
                Object::Array(items) => {
                    items.iter().take(MAX_MEMBERS).filter_map(Object::as_ref_id).collect()
                }
                _ => vec![*id],
            },
            Some(Object::Array(items)) => {
                items.iter().take(MAX_MEMBERS).filter_map(Object::as_ref_id).collect()
            }
            _ => return false,
        };
        if members.is_empty() {
            return false;
        }
        let hidden = members.iter().filter(|id| self.off.contains(id)).count();
        match file.get_name(dict, b"P").as_deref() {
            Some(b"AllOn") => hidden > 0,
            Some(b"AnyOff") => hidden == 0,
            Some(b"AllOff") => hidden < members.len(),
            _ => hidden == members.len(),
        }
    }
}
