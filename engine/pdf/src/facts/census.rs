//! One pass over all objects of a file: what each is for, what it refers to, and what it should not contain.

use super::kind::{ObjectKind, Roles};
use super::references::{References, collect};
use super::signatures::{self, Printed, Signature};
use crate::objects::{Dict, File, Object, Section};
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
    printed: Printed,
    pub(super) orphans: Vec<Orphan>,
    pub(super) objects: u32,
    pub(super) references: References,
    /// Objects that lead from one page to all others: what a page shows does not lie behind them.
    pub(super) stops: HashSet<u32>,
}

/// An object that was looked at.
struct Seen {
    number: u32,
    /// Where its references are.
    place: usize,
    /// What its dictionary says that it is, if it has one.
    own: Option<ObjectKind>,
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
        // Elements of the logical structure are told apart before anything is made of them.
        let tagged = catalog.get(b"StructTreeRoot").is_some();
        let mut objects: Vec<Seen> = Vec::with_capacity(ids.len());
        for (count, id) in ids.iter().enumerate() {
            let too_long = count.is_multiple_of(CLOCK_EVERY) && file.budget.out_of_time();
            if too_long || references.len() > MAX_REFERENCES {
                return None;
            }
            let (number, place) = (id.0, references.objects());
            if tagged && file.structure_element(*id, references.open()) {
                references.end(number);
                objects.push(Seen { number, place, own: Some(ObjectKind::Structure) });
                continue;
            }
            let Some(object) = file.glance(*id) else { continue };
            collect(&object, references.open());
            references.end(number);
            let own = object.as_dict().map(|dict| {
                let own = census.roles.learn(file, dict);
                census.visit(number, own, dict, bytes);
                own
            });
            if object != Object::Null {
                objects.push(Seen { number, place, own });
            }
        }
        census.objects = u32::try_from(objects.len()).unwrap_or(u32::MAX);
        let used = references.reached_from(&trailers);
        let is_used = |place: usize| used.get(place).is_some_and(|used| *used);
        for Seen { number, place, own } in objects {
            let kind = census.roles.kind(number, own);
            if STOPS.contains(&kind) {
                census.stops.insert(number);
            }
            if !is_used(place) && kind != ObjectKind::Container && census.orphans.len() < MAX_KEPT {
                census.orphans.push(Orphan { object: number, kind });
            }
        }
        for signature in &mut census.signatures {
            signature.in_use = references.place(signature.object).is_some_and(is_used);
        }
        census.references = references;
        Some(census)
    }

    fn visit(&mut self, number: u32, own: ObjectKind, dict: &Dict, bytes: &[u8]) {
        let within = self.roles.kind(number, Some(own));
        if within == ObjectKind::Signature
            && self.signatures.len() < signatures::MAX_KEPT
            && let Some(signature) = signatures::signature(number, dict, bytes, &self.printed)
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
