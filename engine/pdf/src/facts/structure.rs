//! What the objects of a file tell about how it came to be.

use super::census::{Census, Orphan, PrivateEntry};
use super::edits::Edit;
use super::fingerprint::Fingerprint;
use super::kind::ObjectKind;
use super::revisions::{self, Changed, Revision};
use super::signatures::Signature;
use super::touched;
use crate::objects::{Dict, File};
use crate::pages::PageNode;
use std::collections::HashSet;

/// The result of looking at all objects, beyond those that the pages need.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Structure {
    /// Revisions, oldest first; none when the cross-reference table had to be rebuilt, for then nobody knows.
    pub revisions: Vec<Revision>,
    /// Signatures and time stamps.
    pub signatures: Vec<Signature>,
    /// How the file is written.
    pub fingerprint: Fingerprint,
    /// Entries that programs left for themselves.
    pub private_entries: Vec<PrivateEntry>,
    /// Objects that nothing leads to.
    pub orphans: Vec<Orphan>,
    /// Words that revisions after the first put on the pages; none when no page was touched.
    pub edits: Vec<Edit>,
    /// Whether the pages of the first revision could be compared with those of today.
    pub compared: bool,
    /// Numbers of the pages that revisions after the first can have changed; `None` when that may be any of them.
    pub(crate) touched: Option<Vec<u32>>,
    /// Numbers of the objects that later revisions made something else of, or of something that they lead to. Objects that lead
    /// to everything, as pages do, are not told apart. `None` when nobody knows.
    pub(crate) altered: Option<HashSet<u32>>,
}

impl Structure {
    /// Looks at everything; nothing when that would cost more than the limits allow.
    pub(crate) fn examine(
        file: &File<'_>,
        bytes: &[u8],
        nodes: &[PageNode],
        catalog: &Dict,
        linearized: bool,
    ) -> Option<Structure> {
        let sections = file.sections();
        let mut census = Census::take(file, bytes, sections, catalog)?;
        let mut fingerprint = Fingerprint::take(file, bytes, sections, nodes, catalog);
        fingerprint.objects = census.objects;
        let mut changed = Changed::default();
        let revisions =
            revisions::revisions(file, bytes, sections, linearized, &mut census.roles, &mut changed);
        let altered = touched::altered(&changed, &census);
        let touched = altered
            .as_ref()
            .and_then(|altered| touched::pages(nodes, &revisions, catalog, &changed, &census, altered));
        Some(Structure {
            touched,
            altered,
            revisions,
            signatures: census.signatures,
            fingerprint,
            private_entries: census.private_entries,
            orphans: census.orphans,
            edits: Vec::new(),
            compared: false,
        })
    }

    /// Where the first revision ends, if a later one replaced what pages show.
    pub(crate) fn first_end_if_edited(&self) -> Option<usize> {
        let (first, later) = self.revisions.split_first()?;
        let shown =
            [ObjectKind::Page, ObjectKind::Content, ObjectKind::Font, ObjectKind::Form, ObjectKind::PageTree];
        let touched =
            later.iter().flat_map(|revision| &revision.replaced).any(|change| shown.contains(&change.kind));
        touched.then_some(first.end)
    }
}
