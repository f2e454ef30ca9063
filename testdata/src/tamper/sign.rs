//! Signatures: real in form, empty in content, for what matters here is which bytes they cover.

use super::save::{append, append_altered};
use super::{Honest, Place, Tampered};
use lopdf::{Document, Object, ObjectId, StringFormat, dictionary};

/// Room for each number of a byte range, so that it can be filled in once the file is whole.
const ROOM: i64 = 999_999_999;

/// Appends a revision with a signature over everything else in the file.
fn sign(bytes: &[u8]) -> Result<Vec<u8>, lopdf::Error> {
    let document = Document::load_mem(bytes)?;
    let root = document.trailer.get(b"Root")?.as_reference()?;
    let signature: ObjectId = (document.max_id + 1, 0);
    let field: ObjectId = (document.max_id + 2, 0);
    let mut catalog = document.catalog()?.clone();
    catalog.set("AcroForm", dictionary! { "Fields" => vec![Object::Reference(field)], "SigFlags" => 3 });
    let content = Object::String(vec![0; 64], StringFormat::Hexadecimal);
    let range = vec![0.into(), ROOM.into(), ROOM.into(), ROOM.into()];
    let value = dictionary! {
        "Type" => "Sig", "Filter" => "Adobe.PPKLite", "SubFilter" => "adbe.pkcs7.detached",
        "ByteRange" => range, "Contents" => content,
    };
    let widget = dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("Signature1"),
        "Rect" => vec![0.into(), 0.into(), 0.into(), 0.into()], "V" => Object::Reference(signature),
    };
    let objects = vec![
        (root, Object::Dictionary(catalog)),
        (signature, Object::Dictionary(value)),
        (field, Object::Dictionary(widget)),
    ];
    let mut signed = append(bytes, objects)?;
    fill_in_range(&mut signed);
    Ok(signed)
}

/// Writes the places of the hexadecimal string into the byte range, in as many digits as there is room for.
fn fill_in_range(file: &mut [u8]) {
    let zeros = format!("<{}>", "00".repeat(64));
    let find = |needle: &[u8]| file.windows(needle.len()).rposition(|window| window == needle);
    let (Some(from), Some(mut at)) = (find(zeros.as_bytes()), find(b"/ByteRange")) else { return };
    let to = from + zeros.len();
    let room = ROOM.to_string();
    for number in [from, to, file.len() - to] {
        let rest = file.get(at..).unwrap_or_default();
        let Some(next) = rest.windows(room.len()).position(|window| window == room.as_bytes()) else {
            return;
        };
        let digits = format!("{number:09}");
        if let Some(slot) = file.get_mut(at + next..at + next + room.len()) {
            slot.copy_from_slice(digits.as_bytes());
        }
        at += next + room.len();
    }
}

pub(super) fn signed(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    Ok(Tampered { bytes: sign(&honest.printed.bytes)?, place: None })
}

pub(super) fn certificates_added(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let signed = sign(&honest.printed.bytes)?;
    let document = Document::load_mem(&signed)?;
    let root = document.trailer.get(b"Root")?.as_reference()?;
    let (store, certificate) = ((document.max_id + 1, 0), (document.max_id + 2, 0));
    let mut catalog = document.catalog()?.clone();
    catalog.set("DSS", Object::Reference(store));
    let objects = vec![
        (root, Object::Dictionary(catalog)),
        (
            store,
            Object::Dictionary(
                dictionary! { "Type" => "DSS", "Certs" => vec![Object::Reference(certificate)] },
            ),
        ),
        (certificate, Object::Stream(lopdf::Stream::new(dictionary! {}, vec![0x30, 0x82]))),
    ];
    Ok(Tampered { bytes: append(&signed, objects)?, place: None })
}

pub(super) fn changed_after_signing(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let altered = honest.print_altered(super::alter::raise_and_rebalance(honest.salary()));
    let signed = sign(&honest.printed.bytes)?;
    let bytes = append_altered(&signed, &honest.printed.bytes, &altered.bytes)?;
    Ok(Tampered { bytes, place: honest.amount().map(|(row, cell)| Place::of(row, cell)) })
}
