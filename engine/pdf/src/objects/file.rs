//! Following references and decoding streams, with a cache and a price.

use super::{Dict, Former, Object, ObjectId, Place, Section, Source, Stream};
use crate::budget::Budget;
use crate::filters::{self, Decoder, MOST_FILTERS};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// How many references in a row are followed before a chain counts as a loop.
const MAX_REFERENCES: u32 = 32;

/// What a map that every reader knows costs, in ranges of others: some take up megabytes.
const KNOWN_MAP: u64 = 150_000;

/// A file whose objects can be asked for.
pub(crate) struct File<'a> {
    source: &'a dyn Source,
    pub(crate) budget: &'a Budget,
    objects: RefCell<HashMap<ObjectId, Object>>,
    decoder: RefCell<Decoder>,
    maps: RefCell<HashMap<Box<[u8]>, Rc<hayro_cmap::CMap>>>,
}

impl<'a> File<'a> {
    pub(crate) fn new(source: &'a dyn Source, budget: &'a Budget) -> File<'a> {
        File {
            source,
            budget,
            objects: RefCell::default(),
            decoder: RefCell::default(),
            maps: RefCell::default(),
        }
    }

    pub(crate) fn trailer(&self) -> Dict {
        self.source.trailer()
    }

    pub(crate) fn ids(&self) -> Vec<ObjectId> {
        self.source.ids()
    }

    /// See [`Source::ids_as_written`].
    pub(crate) fn ids_as_written(&self) -> Vec<ObjectId> {
        self.source.ids_as_written()
    }

    /// The object of that number without keeping it, for passing over all of them.
    pub(crate) fn glance(&self, id: ObjectId) -> Option<Object> {
        match self.objects.borrow().get(&id) {
            Some(object) => Some(object.clone()),
            None => self.source.object(id),
        }
    }

    /// See [`Source::structure_element`].
    pub(crate) fn structure_element(&self, id: ObjectId, references: &mut Vec<u32>) -> bool {
        self.source.structure_element(id, references)
    }

    /// See [`Source::sections`].
    pub(crate) fn sections(&self) -> &[Section] {
        self.source.sections()
    }

    /// See [`Source::former`].
    pub(crate) fn former(&self, number: u32, place: Place) -> Option<Former<'_>> {
        self.source.former(number, place)
    }

    /// The object behind any chain of references; null when there is none.
    pub(crate) fn resolve(&self, object: &Object) -> Object {
        let mut object = object.clone();
        for _ in 0..MAX_REFERENCES {
            match object {
                Object::Ref(id) => object = self.object(id),
                other => return other,
            }
        }
        Object::Null
    }

    fn object(&self, id: ObjectId) -> Object {
        if let Some(object) = self.objects.borrow().get(&id) {
            return object.clone();
        }
        let object = self.source.object(id).unwrap_or_default();
        // What is no longer kept is read again whenever it is asked for.
        if self.budget.keeps_items(object.items()) {
            self.objects.borrow_mut().insert(id, object.clone());
        }
        object
    }

    /// The resolved value of a key; null when absent.
    pub(crate) fn get(&self, dict: &Dict, key: &[u8]) -> Object {
        dict.get(key).map(|value| self.resolve(value)).unwrap_or_default()
    }

    pub(crate) fn get_dict(&self, dict: &Dict, key: &[u8]) -> Option<Dict> {
        self.get(dict, key).as_dict().cloned()
    }

    pub(crate) fn get_number(&self, dict: &Dict, key: &[u8]) -> Option<f64> {
        self.get(dict, key).as_number()
    }

    pub(crate) fn get_int(&self, dict: &Dict, key: &[u8]) -> Option<i64> {
        self.get(dict, key).as_int()
    }

    pub(crate) fn get_name(&self, dict: &Dict, key: &[u8]) -> Option<Rc<[u8]>> {
        match self.get(dict, key) {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }

    pub(crate) fn get_array(&self, dict: &Dict, key: &[u8]) -> Option<Rc<[Object]>> {
        match self.get(dict, key) {
            Object::Array(items) => Some(items),
            _ => None,
        }
    }

    /// Numbers of an array, references resolved; nothing when an item is no number or the count is not `N`.
    pub(crate) fn get_numbers<const N: usize>(&self, dict: &Dict, key: &[u8]) -> Option<[f64; N]> {
        let items = self.get_array(dict, key)?;
        let mut numbers = [0.0; N];
        if items.len() < N {
            return None;
        }
        for (number, item) in numbers.iter_mut().zip(items.iter()) {
            *number = self.resolve(item).as_number().filter(|value| value.is_finite())?;
        }
        Some(numbers)
    }

    /// A character map that every reader knows by name, read once; nothing when the fonts have cost too much already.
    pub(crate) fn known_map(
        &self,
        name: &[u8],
        read: impl FnOnce() -> Option<hayro_cmap::CMap>,
    ) -> Option<Rc<hayro_cmap::CMap>> {
        if let Some(known) = self.maps.borrow().get(name) {
            return Some(known.clone());
        }
        if self.budget.ranges_left() == 0 {
            return None;
        }
        let map = Rc::new(read()?);
        self.budget.spend_ranges(KNOWN_MAP);
        self.maps.borrow_mut().insert(name.into(), map.clone());
        Some(map)
    }

    /// The decoded bytes of a stream. Damaged or over-long data ends early; data behind an image filter is nothing.
    pub(crate) fn stream_data(&self, stream: &Stream) -> Vec<u8> {
        let mut data = Vec::new();
        self.read_stream(stream, &mut data);
        data
    }

    /// Appends the decoded bytes of a stream to `out`; see [`File::stream_data`].
    pub(crate) fn read_stream(&self, stream: &Stream, out: &mut Vec<u8>) {
        if self.budget.out_of_time() || self.budget.inflated_left() == 0 {
            return;
        }
        let Some(raw) = self.source.raw_stream(stream.id) else {
            return;
        };
        let list = |long: &[u8], short: &[u8]| {
            let value = match self.get(&stream.dict, long) {
                Object::Null => self.get(&stream.dict, short),
                value => value,
            };
            match value {
                Object::Array(items) => {
                    items.iter().take(MOST_FILTERS).map(|item| self.resolve(item)).collect()
                }
                Object::Null => Vec::new(),
                single => vec![single],
            }
        };
        let filters = list(b"Filter", b"F");
        if !self.budget.allows_filters(filters.len()) {
            return;
        }
        let parameters = list(b"DecodeParms", b"DP");
        let mut data = raw;
        for (index, filter) in filters.iter().enumerate() {
            let limit = self.budget.stream_left();
            let name = filter.as_name().unwrap_or_default();
            let parameters = parameters.get(index).and_then(Object::as_dict);
            let predictor = parameters.map(|dict| filters::Parameters::read(|key| self.get_int(dict, key)));
            let predictor = predictor.unwrap_or_default();
            let mut decoder = self.decoder.borrow_mut();
            // The common stream has one filter, whose output goes straight to where it belongs.
            if index + 1 == filters.len()
                && let Some(bytes) = decoder.inflate_onto(name, &data, predictor, limit, self.budget, out)
            {
                return self.budget.spend_inflated(bytes);
            }
            let is_last = index + 1 == filters.len();
            let decoded = decoder.decode(name, is_last, &data, predictor, limit, self.budget);
            let Some(decoded) = decoded else { return };
            self.budget.spend_inflated(decoded.len() as u64);
            data = decoded.into();
        }
        if filters.is_empty() {
            let allowed = usize::try_from(self.budget.stream_left()).unwrap_or(usize::MAX);
            let data = data.get(..allowed).unwrap_or(&data);
            self.budget.spend_inflated(data.len() as u64);
            out.extend_from_slice(data);
        } else {
            out.extend_from_slice(&data);
        }
    }
}
