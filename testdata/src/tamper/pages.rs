//! Pages put in, left out, doubled and flattened.

use super::save::anew;
use super::{Honest, Place, Tampered};
use crate::layout::Layout;
use crate::ledger::{Ledger, LedgerPlan};
use crate::print::{PrintOptions, print};
use lopdf::{Document, Object, ObjectId};

/// Puts this list of pages in place of the present one.
fn set_pages(document: &mut Document, pages: Vec<ObjectId>) -> Result<(), lopdf::Error> {
    let tree = document.catalog()?.get(b"Pages")?.as_reference()?;
    for page in &pages {
        document.get_object_mut(*page)?.as_dict_mut()?.set("Parent", Object::Reference(tree));
    }
    let dict = document.get_object_mut(tree)?.as_dict_mut()?;
    dict.set("Count", i64::try_from(pages.len()).unwrap_or(0));
    dict.set("Kids", pages.into_iter().map(Object::Reference).collect::<Vec<_>>());
    Ok(())
}

fn pages(document: &Document) -> Vec<ObjectId> {
    document.get_pages().into_values().collect()
}

fn whole(page: u32) -> Option<Place> {
    Some(Place { page, x0: 0.0, top: 0.0, x1: 595.0, bottom: 842.0 })
}

/// Adds the objects of another file; its pages.
fn bring(document: &mut Document, other: &[u8]) -> Result<Vec<ObjectId>, lopdf::Error> {
    let mut other = Document::load_mem(other)?;
    other.renumber_objects_with(document.max_id + 1);
    let brought = pages(&other);
    document.max_id = other.max_id;
    document.objects.extend(other.objects);
    Ok(brought)
}

pub(super) fn page_of_another_file(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let ledger = Ledger::invent(991, &LedgerPlan { months: 4, ..LedgerPlan::default() });
    let layout = Layout { font: crate::layout::FontChoice::Base14, ..honest.layout.clone() };
    let other = print(&ledger, &layout, &PrintOptions::default());
    let bytes = anew(&honest.printed.bytes, |document| {
        let brought = bring(document, &other)?;
        let mut list = pages(document);
        if let (Some(second), Some(page)) = (list.get_mut(1), brought.get(1)) {
            *second = *page;
        }
        set_pages(document, list)
    })?;
    Ok(Tampered { bytes, place: whole(2) })
}

pub(super) fn page_dropped(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let bytes = anew(&honest.printed.bytes, |document| {
        let mut list = pages(document);
        if list.len() > 2 {
            list.remove(1);
        }
        set_pages(document, list)
    })?;
    Ok(Tampered { bytes, place: whole(2) })
}

pub(super) fn page_doubled(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let bytes = anew(&honest.printed.bytes, |document| {
        let mut list = pages(document);
        if let Some(second) = list.get(1).copied() {
            let copy = document.get_object(second)?.clone();
            let copy = document.add_object(copy);
            list.insert(2, copy);
        }
        set_pages(document, list)
    })?;
    Ok(Tampered { bytes, place: whole(3) })
}

pub(super) fn page_flattened(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let picture = crate::odd::image_only();
    let bytes = anew(&honest.printed.bytes, |document| {
        let brought = bring(document, &picture)?;
        let mut list = pages(document);
        if let (Some(second), Some(page)) = (list.get_mut(1), brought.first()) {
            *second = *page;
        }
        set_pages(document, list)
    })?;
    Ok(Tampered { bytes, place: whole(2) })
}
