//! Which pages later revisions of a file can have changed: only those are compared with the first revision.

use super::census::{Census, collect};
use super::kind::ObjectKind;
use super::revisions::{Changed, Revision};
use crate::objects::{Dict, Object};
use crate::pages::PageNode;

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

/// Numbers, from 1, of the pages that lead to an object of which a later revision made something else. `None` where any page may
/// have changed: the page tree or what the catalog says about pages is another, or a page stands in no object of its own.
pub(super) fn pages(
    nodes: &[PageNode],
    revisions: &[Revision],
    catalog: &Dict,
    changed: &Changed,
    census: &Census,
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
    if may_change_all || changed.is_cut || changed.numbers.iter().any(unknown) || open.iter().any(direct) {
        return None;
    }
    let mut touched = Vec::new();
    for (node, number) in nodes.iter().zip(1..) {
        // Resources may be those of the page tree, where nothing else leads from a page to them.
        let mut open = vec![node.object?];
        collect(&Object::Dict(node.resources.clone()), &mut open);
        if census.references.leads_to(open, &census.stops, &changed.numbers) {
            touched.push(number);
        }
    }
    Some(touched)
}
