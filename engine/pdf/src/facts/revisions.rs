//! What each later revision of a file replaced, found through the chain of cross-reference sections.

use super::kind::{ObjectKind, Roles, of_dict};
use crate::objects::{File, Former, Object, Place, Section, SectionForm};
use std::collections::{HashMap, HashSet};

/// Changes kept of one revision; the counts go on.
const MAX_KEPT: usize = 2_000;

/// How a cross-reference section is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XrefForm {
    /// A table of text.
    Table,
    /// A stream.
    Stream,
    /// Both.
    Hybrid,
}

impl From<SectionForm> for XrefForm {
    fn from(form: SectionForm) -> XrefForm {
        match form {
            SectionForm::Table => XrefForm::Table,
            SectionForm::Stream => XrefForm::Stream,
            SectionForm::Hybrid => XrefForm::Hybrid,
        }
    }
}

/// One revision of a file: what was appended to the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Where the file ended when this revision was written.
    pub end: usize,
    /// How its objects are listed.
    pub xref: XrefForm,
    /// Objects that it put in place of others.
    pub replaced: Vec<Change>,
    /// Number of objects that it added.
    pub added: u32,
    /// Objects that it removed without putting others in their place.
    pub freed: u32,
}

/// An object that a revision replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Number of the object.
    pub object: u32,
    /// What it is.
    pub kind: ObjectKind,
    /// Of dictionaries the keys whose values differ, and `stream` when the bytes of a stream do.
    pub keys: Vec<String>,
}

/// Numbers of the objects that revisions after the first made something else of.
#[derive(Default)]
pub(super) struct Changed {
    pub(super) numbers: HashSet<u32>,
    /// Numbers of those that they added.
    pub(super) added: HashSet<u32>,
    /// Whether there are more than were looked at.
    pub(super) is_cut: bool,
}

/// Revisions, oldest first. The two sections that a linearised file is born with are one revision.
pub(super) fn revisions(
    file: &File<'_>,
    bytes: &[u8],
    sections: &[Section],
    linearized: bool,
    roles: &mut Roles,
    changed: &mut Changed,
) -> Vec<Revision> {
    let mut latest: HashMap<u32, Place> = HashMap::new();
    let mut revisions: Vec<Revision> = Vec::new();
    for (index, section) in sections.iter().rev().enumerate() {
        if file.budget.out_of_time() {
            changed.is_cut = true;
            break;
        }
        let end = end_after(bytes, section.at);
        let born_with = linearized && index == 1;
        let revision = changes(file, section, end, index == 0 || born_with, &mut latest, roles, changed);
        match revisions.last_mut().filter(|_| born_with) {
            Some(first) => first.end = first.end.max(end),
            None => revisions.push(revision),
        }
    }
    revisions
}

/// Where the first end mark behind a section ends.
fn end_after(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    match memchr::memmem::find(rest, b"%%EOF") {
        Some(mark) => {
            let end = at + mark + 5;
            let tail = bytes.get(end..).unwrap_or_default();
            end + tail.iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
        }
        None => bytes.len(),
    }
}

fn changes(
    file: &File<'_>,
    section: &Section,
    end: usize,
    first: bool,
    latest: &mut HashMap<u32, Place>,
    roles: &mut Roles,
    changed: &mut Changed,
) -> Revision {
    let mut revision = Revision { end, xref: section.form.into(), replaced: Vec::new(), added: 0, freed: 0 };
    let mut news = Vec::new();
    for &(number, place) in &section.places {
        let before = latest.insert(number, place).filter(|place| *place != Place::Free);
        if first || before == Some(place) {
            continue;
        }
        match (before, place) {
            (Some(_), Place::Free) => {
                revision.freed += 1;
                changed.numbers.insert(number);
            }
            (Some(before), place) => news.push((number, before, place)),
            (None, Place::Free) => {}
            (None, _) => {
                revision.added += 1;
                changed.added.insert(number);
            }
        }
    }
    changed.is_cut |= news.len() > MAX_KEPT;
    let pairs: Vec<_> = news
        .into_iter()
        .take(MAX_KEPT)
        .map(|(number, before, place)| {
            let now = file.former(number, place);
            let was = file.former(number, before);
            for version in [&was, &now] {
                if let Some(dict) = version.as_ref().and_then(|version| version.object.as_dict()) {
                    roles.learn(file, dict);
                }
            }
            (number, was, now)
        })
        .collect();
    // Only now is it known what those are for that do not say so themselves.
    for (number, was, now) in pairs {
        let is_same = was.as_ref().zip(now.as_ref()).is_some_and(|(was, now)| same(was, now));
        if is_same {
            continue;
        }
        changed.numbers.insert(number);
        let Some(now) = now else { continue };
        let kind_of = |version: &Former<'_>| roles.kind(number, version.object.as_dict().map(of_dict));
        let kind = kind_of(&now);
        match was {
            Some(was) => {
                let kind = match kind {
                    ObjectKind::Other => kind_of(&was),
                    kind => kind,
                };
                revision.replaced.push(Change { object: number, kind, keys: changed_keys(&was, &now) });
            }
            // What stood there cannot be read any more, or never could.
            None => revision.added += 1,
        }
    }
    revision
}

/// Some programs write objects again without changing them.
fn same(was: &Former<'_>, now: &Former<'_>) -> bool {
    was.object == now.object && was.raw == now.raw
}

fn changed_keys(was: &Former<'_>, now: &Former<'_>) -> Vec<String> {
    let (Some(old), Some(new)) = (was.object.as_dict(), now.object.as_dict()) else {
        return Vec::new();
    };
    let mut keys: Vec<&[u8]> = old
        .entries()
        .chain(new.entries())
        .map(|(key, _)| key)
        .filter(|key| old.get(key) != new.get(key))
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let mut names: Vec<String> =
        keys.into_iter().map(|key| String::from_utf8_lossy(key).into_owned()).collect();
    if matches!(now.object, Object::Stream(_)) && was.raw != now.raw {
        names.push("stream".to_owned());
    }
    names
}
