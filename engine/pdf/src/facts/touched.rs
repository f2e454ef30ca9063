//! Which pages later revisions of a file can have changed: only those are compared with the first revision.

use super::census::Census;
use super::kind::ObjectKind;
use super::references::collect;
use super::revisions::{Changed, Revision};
use crate::objects::Dict;
use crate::pages::PageNode;
use std::collections::{HashMap, HashSet};

/// Keys of the catalog that say nothing about what pages show.
const BESIDE: [&str; 12] = [
    "Metadata",
    "Lang",
    "MarkInfo",
    "StructTreeRoot",
    "ViewerPreferences",
    "PageLayout",
    "PageMode",
    "OpenAction",
    "Outlines",
    "DSS",
    "Extensions",
    "Version",
];

/// Numbers of the objects of which later revisions made something else, and of those that lead to one of them other than by way
/// of what leads to everything. `None` when more was changed than was looked at.
pub(super) fn altered(changed: &Changed, census: &Census) -> Option<HashSet<u32>> {
    if changed.is_cut {
        return None;
    }
    // What was added may be what others were already waiting for.
    let sought = changed.numbers.union(&changed.added).copied().collect();
    Some(census.references.leading_to(&census.stops, &sought))
}

/// Numbers, from 1, of the pages that lead to an object of which a later revision made something else. `None` where any page may
/// have changed: the page tree or what the catalog says about pages is another, or a page stands in no object of its own.
pub(super) fn pages(
    nodes: &[PageNode],
    revisions: &[Revision],
    catalog: &Dict,
    changed: &Changed,
    census: &Census,
    altered: &HashSet<u32>,
) -> Option<Vec<u32>> {
    let replaced = || revisions.iter().skip(1).flat_map(|revision| &revision.replaced);
    let may_change_all = replaced().any(|change| match change.kind {
        ObjectKind::PageTree => true,
        ObjectKind::Catalog => change.keys.iter().any(|key| !BESIDE.contains(&key.as_str())),
        _ => false,
    });
    // What stood before cannot be read, so that nobody can say what became another: of a tree of pages that says nothing good.
    let unknown =
        |number: &u32| census.stops.contains(number) && !replaced().any(|change| change.object == *number);
    // Forms and layers are nowhere else but in the catalog.
    let of_all = [b"AcroForm".as_slice(), b"OCProperties"].map(|key| catalog.get(key).cloned());
    let mut open = Vec::new();
    of_all.iter().flatten().for_each(|object| collect(object, &mut open));
    let direct = |number: &u32| changed.numbers.contains(number);
    if may_change_all || changed.numbers.iter().any(unknown) || open.iter().any(direct) {
        return None;
    }
    // Where one looks first does not stop, be it a page or what holds its resources.
    let leads = |number: &u32| {
        let is_altered = |number: &u32| altered.contains(number);
        direct(number) || is_altered(number) || census.references.of(*number).iter().any(is_altered)
    };
    let mut touched = Vec::new();
    // Pages may be shown twice, and share what they inherit.
    let mut known: HashMap<u32, bool> = HashMap::new();
    let mut last: Option<(&Dict, bool)> = None;
    for (node, number) in nodes.iter().zip(1..) {
        let object = node.object?;
        // Resources may be those of the page tree, where nothing else leads from a page to them.
        let of_resources = match last {
            Some((resources, leads)) if resources.is_same(&node.resources) => leads,
            _ => {
                let mut open = Vec::new();
                node.resources.entries().for_each(|(_, value)| collect(value, &mut open));
                open.iter().any(leads)
            }
        };
        last = Some((&node.resources, of_resources));
        if of_resources || *known.entry(object).or_insert_with(|| leads(&object)) {
            touched.push(number);
        }
    }
    Some(touched)
}
