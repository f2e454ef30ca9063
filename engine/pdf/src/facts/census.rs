//! One pass over all objects of a file: what each is for, what it refers to, and what it should not contain.

use super::kind::{ObjectKind, Roles};
use super::signatures::{self, Signature};
use crate::objects::{Dict, File, Object, ObjectId, Section};
use std::collections::HashSet;

/// Objects that are looked at; files with more are not examined.
const MAX_OBJECTS: usize = 100_000;
/// References that are followed.
const MAX_REFERENCES: usize = 2_000_000;
/// Private entries and orphans that are kept.
const MAX_KEPT: usize = 500;
/// Objects between two looks at the clock.
const CLOCK_EVERY: usize = 256;

/// An entry that the standard does not know, as programs leave them for themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateEntry {
    /// The key; for entries below `PieceInfo` the name of the program.
    pub key: String,
    /// What kind of object it stands in.
    pub within: ObjectKind,
    /// Whether it stands below `PieceInfo`, where programs keep their own data.
    pub piece_info: bool,
    /// Number of the object.
    pub object: u32,
}

/// An object that nothing leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// Number of the object.
    pub object: u32,
    /// What it is.
    pub kind: ObjectKind,
}

/// What leads from one page to others.
const STOPS: [ObjectKind; 6] = [
    ObjectKind::Catalog,
    ObjectKind::PageTree,
    ObjectKind::Page,
    ObjectKind::Structure,
    ObjectKind::Info,
    ObjectKind::Metadata,
];

/// What the pass found.
#[derive(Default)]
pub(super) struct Census {
    pub(super) roles: Roles,
    pub(super) private_entries: Vec<PrivateEntry>,
    pub(super) signatures: Vec<Signature>,
    pub(super) orphans: Vec<Orphan>,
    pub(super) objects: u32,
    pub(super) references: References,
    /// Objects that lead from one page to all others: what a page shows does not lie behind them.
    pub(super) stops: HashSet<u32>,
}

impl Census {
    /// Looks at every object; nothing when there are too many or the time is up.
    pub(super) fn take(
        file: &File<'_>,
        bytes: &[u8],
        sections: &[Section],
        catalog: &Dict,
    ) -> Option<Census> {
        let ids = file.ids();
        if ids.len() > MAX_OBJECTS {
            return None;
        }
        let mut census = Census::default();
        let trailers: Vec<Dict> = match sections {
            [] => vec![file.trailer()],
            sections => sections.iter().map(|section| section.trailer.clone()).collect(),
        };
        for trailer in &trailers {
            census.roles.is(trailer.get(b"Info"), ObjectKind::Info);
            census.roles.is(trailer.get(b"Encrypt"), ObjectKind::Container);
        }
        let mut references = References::default();
        // Elements of the logical structure are told apart before anything is made of them, and kept as nothing.
        let tagged = catalog.get(b"StructTreeRoot").is_some();
        let mut objects: Vec<(u32, Option<Object>)> = Vec::with_capacity(ids.len());
        for (count, id) in ids.iter().enumerate() {
            let too_long = count.is_multiple_of(CLOCK_EVERY) && file.budget.out_of_time();
            if too_long || references.all.len() > MAX_REFERENCES {
                return None;
            }
            if tagged && file.structure_element(*id, &mut references.all) {
                references.end(id.0);
                objects.push((id.0, None));
                continue;
            }
            let Some(object) = file.glance(*id) else { continue };
            collect(&object, &mut references.all);
            references.end(id.0);
            if let Some(dict) = object.as_dict() {
                census.roles.learn(file, dict);
                census.visit(*id, &object, dict, bytes);
            }
            if object != Object::Null {
                objects.push((id.0, Some(object)));
            }
        }
        census.objects = u32::try_from(objects.len()).unwrap_or(u32::MAX);
        let used = references.reached_from(&trailers);
        for (number, object) in &objects {
            let kind =
                object.as_ref().map_or(ObjectKind::Structure, |object| census.roles.kind(*number, object));
            if STOPS.contains(&kind) {
                census.stops.insert(*number);
            }
            if !used.contains(number) && kind != ObjectKind::Container && census.orphans.len() < MAX_KEPT {
                census.orphans.push(Orphan { object: *number, kind });
            }
        }
        for signature in &mut census.signatures {
            signature.in_use = used.contains(&signature.object);
        }
        census.references = references;
        Some(census)
    }

    fn visit(&mut self, (number, _): ObjectId, object: &Object, dict: &Dict, bytes: &[u8]) {
        let within = self.roles.kind(number, object);
        if within == ObjectKind::Signature
            && let Some(signature) = signatures::signature(number, dict, bytes)
        {
            self.signatures.push(signature);
        }
        let looked_at = [
            ObjectKind::Catalog,
            ObjectKind::Page,
            ObjectKind::Info,
            ObjectKind::Annotation,
            ObjectKind::Form,
            ObjectKind::Font,
        ];
        if !looked_at.contains(&within) {
            return;
        }
        for (key, value) in dict.entries() {
            if key == b"PieceInfo" {
                for (program, _) in value.as_dict().iter().flat_map(|programs| programs.entries()) {
                    self.keep(program, within, true, number);
                }
            } else if is_private(key, within) {
                self.keep(key, within, false, number);
            }
        }
    }

    fn keep(&mut self, key: &[u8], within: ObjectKind, piece_info: bool, object: u32) {
        let key: String = String::from_utf8_lossy(key).chars().take(64).collect();
        let known = |entry: &PrivateEntry| entry.key == key && entry.within == within;
        if self.private_entries.len() < MAX_KEPT && !self.private_entries.iter().any(known) {
            self.private_entries.push(PrivateEntry { key, within, piece_info, object });
        }
    }
}

/// The standard reserves plain names for itself; programs mark theirs by a prefix. In the Info dictionary anything
/// goes, so there all that the standard does not list is private.
fn is_private(key: &[u8], within: ObjectKind) -> bool {
    const INFO: [&[u8]; 9] = [
        b"Title",
        b"Author",
        b"Subject",
        b"Keywords",
        b"Creator",
        b"Producer",
        b"CreationDate",
        b"ModDate",
        b"Trapped",
    ];
    match within {
        ObjectKind::Info => !INFO.contains(&key),
        _ => key.iter().any(|byte| matches!(byte, b':' | b'.' | b'_' | b'#' | b'-')),
    }
}

/// Who refers to whom: the references of all objects one after the other.
#[derive(Default)]
pub(super) struct References {
    /// Object numbers in ascending order, and where their references end.
    ends: Vec<(u32, usize)>,
    all: Vec<u32>,
}

impl References {
    /// Says that the references added since the last object were those of this one; objects come by their numbers.
    fn end(&mut self, from: u32) {
        self.ends.push((from, self.all.len()));
    }

    fn place(&self, number: u32) -> Option<usize> {
        self.ends.binary_search_by_key(&number, |(known, _)| *known).ok()
    }

    /// The numbers of the objects that the trailers lead to.
    fn reached_from(&self, trailers: &[Dict]) -> HashSet<u32> {
        let mut open = Vec::new();
        for trailer in trailers {
            trailer.entries().for_each(|(_, value)| collect(value, &mut open));
        }
        let mut reached = HashSet::with_capacity(self.ends.len());
        while let Some(number) = open.pop() {
            if !reached.insert(number) {
                continue;
            }
            open.extend(self.of(number));
        }
        reached
    }

    /// The references of an object.
    fn of(&self, number: u32) -> &[u32] {
        let Some(place) = self.place(number) else { return &[] };
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(_, end)| *end);
        let end = self.ends.get(place).map_or(start, |(_, end)| *end);
        self.all.get(start..end).unwrap_or_default()
    }

    /// Whether some objects lead to one of those that are sought, past none of those that stop. The objects themselves do not stop.
    pub(super) fn leads_to(&self, open: Vec<u32>, stops: &HashSet<u32>, sought: &HashSet<u32>) -> bool {
        let mut reached: HashSet<u32> = HashSet::new();
        let mut open: Vec<(u32, bool)> = open.into_iter().map(|number| (number, true)).collect();
        while let Some((number, is_start)) = open.pop() {
            if !is_start && stops.contains(&number) || !reached.insert(number) {
                continue;
            }
            if sought.contains(&number) {
                return true;
            }
            open.extend(self.of(number).iter().map(|number| (*number, false)));
        }
        false
    }
}

/// The references within an object, which the parser has kept from being nested too deep.
pub(super) fn collect(object: &Object, found: &mut Vec<u32>) {
    match object {
        Object::Ref((number, _)) => found.push(*number),
        Object::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Object::Dict(dict) => dict.entries().for_each(|(_, value)| collect(value, found)),
        Object::Stream(stream) => {
            stream.dict.entries().for_each(|(_, value)| collect(value, found));
        }
        _ => {}
    }
}
