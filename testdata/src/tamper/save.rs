//! Saving: appending revisions, and writing files anew.

use super::{Honest, Tampered};
use crate::print::print_with_places;
use crate::rewrite::{Cipher, encrypt};
use lopdf::{Document, IncrementalDocument, Object, ObjectId};

/// Appends a revision in which these objects stand.
pub(super) fn append(bytes: &[u8], objects: Vec<(ObjectId, Object)>) -> Result<Vec<u8>, lopdf::Error> {
    let mut revision = IncrementalDocument::create_from(bytes.to_vec(), Document::load_mem(bytes)?);
    for (id, object) in objects {
        revision.new_document.set_object(id, object);
    }
    let mut saved = Vec::new();
    revision.save_to(&mut saved)?;
    Ok(saved)
}

/// Appends a revision to `bytes` with all objects of `altered` that differ from the `honest` ones of the same number, and
/// the date of the change, as editors do.
pub(super) fn append_altered(bytes: &[u8], honest: &[u8], altered: &[u8]) -> Result<Vec<u8>, lopdf::Error> {
    let (old, new) = (Document::load_mem(honest)?, Document::load_mem(altered)?);
    let mut changed: Vec<(ObjectId, Object)> = new
        .objects
        .iter()
        .filter(|(id, object)| old.objects.get(id) != Some(object))
        .map(|(id, object)| (*id, object.clone()))
        .collect();
    if let Ok(id) = old.trailer.get(b"Info").and_then(Object::as_reference) {
        let mut info = old.get_dictionary(id)?.clone();
        info.set("ModDate", Object::string_literal("D:20260918214705+02'00'"));
        changed.retain(|(known, _)| *known != id);
        changed.push((id, Object::Dictionary(info)));
    }
    append(bytes, changed)
}

/// Writes a file anew, after a change.
pub(super) fn anew(
    bytes: &[u8],
    change: impl Fn(&mut Document) -> Result<(), lopdf::Error>,
) -> Result<Vec<u8>, lopdf::Error> {
    let mut document = Document::load_mem(bytes)?;
    // It would keep the mark of whoever wrote the file first; other programs write their own.
    document.binary_mark = Document::new().binary_mark;
    change(&mut document)?;
    let mut saved = Vec::new();
    document.save_to(&mut saved)?;
    Ok(saved)
}

fn set_info(document: &mut Document, key: &str, value: Object) -> Result<(), lopdf::Error> {
    let id = document.trailer.get(b"Info")?.as_reference()?;
    document.get_object_mut(id)?.as_dict_mut()?.set(key, value);
    Ok(())
}

fn without_place(bytes: Vec<u8>) -> Result<Tampered, lopdf::Error> {
    Ok(Tampered { bytes, place: None })
}

pub(super) fn password_added(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let locked = encrypt(&honest.printed.bytes, Cipher::Aes256, "", "owner");
    without_place(locked.map_err(|error| lopdf::Error::IO(std::io::Error::other(error.to_string())))?)
}

pub(super) fn written_anew(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    without_place(anew(&honest.printed.bytes, |_| Ok(()))?)
}

pub(super) fn same_objects_again(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let document = Document::load_mem(&honest.printed.bytes)?;
    let pages = document.get_pages().into_values();
    let objects: Result<Vec<_>, lopdf::Error> =
        pages.map(|id| Ok((id, document.get_object(id)?.clone()))).collect();
    without_place(append(&honest.printed.bytes, objects?)?)
}

pub(super) fn saved_by_editor(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let altered = honest.print_altered(super::alter::raise_and_rebalance(honest.salary()));
    without_place(anew(&altered.bytes, |document| {
        set_info(document, "Producer", Object::string_literal("iLovePDF"))?;
        set_info(document, "ModDate", Object::string_literal("D:20260918214705+02'00'"))
    })?)
}

pub(super) fn saved_under_the_old_name(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let altered = honest.print_altered(super::alter::raise_and_rebalance(honest.salary()));
    without_place(anew(&altered.bytes, |_| Ok(()))?)
}

pub(super) fn producer_forged(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let options = crate::PrintOptions {
        producer: Some("iText 2.1.7 by 1T3XT".to_string()),
        creator: Some("JasperReports Library version 6.4.0".to_string()),
        ..honest.options.clone()
    };
    without_place(print_with_places(&honest.ledger, &honest.layout, &options).bytes)
}

pub(super) fn producer_copied_encrypted(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let garbage =
        [0x9C, 0x01, 0xE4, 0x07, 0xF3, 0x12, 0x84, 0x95, 0x1F, 0x08, 0x93, 0xD7, 0x02, 0x8A, 0x99, 0x11];
    without_place(anew(&honest.printed.bytes, |document| {
        set_info(document, "Producer", Object::string_literal(garbage.to_vec()))
    })?)
}

pub(super) fn one_date_renewed(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    without_place(anew(&honest.printed.bytes, |document| {
        set_info(document, "CreationDate", Object::string_literal("D:20260918214705+02'00'"))
    })?)
}

pub(super) fn made_before_its_rows(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let early = honest.ledger.from.at(9, 30, 0, 0);
    let options = crate::PrintOptions { created: Some(early), xmp: false, ..honest.options.clone() };
    without_place(print_with_places(&honest.ledger, &honest.layout, &options).bytes)
}
