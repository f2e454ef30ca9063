//! Encryption dictionaries that stand in the trailer itself, which lopdf knows as objects of their own only.

use lopdf::{Document, Object};

/// How deep an encryption dictionary may nest: crypt filters are two levels down.
const MAX_DEPTH: u32 = 8;

/// The file with its encryption dictionary as an object, added the way an editor appends a revision. Nothing when the
/// file is not encrypted, or has the dictionary where lopdf looks for it.
pub(crate) fn moved_out(bytes: &[u8], document: &Document) -> Option<Vec<u8>> {
    let encrypt = document.trailer.get(b"Encrypt").ok()?;
    let Object::Dictionary(_) = encrypt else {
        return None;
    };
    let number = document.max_id.checked_add(1)?;
    let mut trailer = document.trailer.clone();
    trailer.set("Encrypt", Object::Reference((number, 0)));
    trailer.set("Size", i64::from(number) + 1);
    trailer.set("Prev", i64::try_from(document.xref_start).ok()?);
    for key in [b"XRefStm".as_slice(), b"Type", b"Filter", b"DecodeParms", b"W", b"Index", b"Length"] {
        trailer.remove(key);
    }
    let mut file = bytes.to_vec();
    file.push(b'\n');
    let place = file.len();
    file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
    print(encrypt, &mut file, 0);
    file.extend_from_slice(b"\nendobj\n");
    let table = file.len();
    file.extend_from_slice(format!("xref\n{number} 1\n{place:010} 00000 n \ntrailer\n").as_bytes());
    print(&Object::Dictionary(trailer), &mut file, 0);
    file.extend_from_slice(format!("\nstartxref\n{table}\n%%EOF\n").as_bytes());
    Some(file)
}

fn print(object: &Object, out: &mut Vec<u8>, depth: u32) {
    match object {
        _ if depth > MAX_DEPTH => out.extend_from_slice(b"null"),
        Object::String(bytes, _) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            out.extend_from_slice(format!("<{digits}>").as_bytes());
        }
        Object::Name(name) => print_name(name, out),
        Object::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Real(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Boolean(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Object::Reference((number, generation)) => {
            out.extend_from_slice(format!("{number} {generation} R").as_bytes());
        }
        Object::Array(items) => {
            out.push(b'[');
            for item in items {
                print(item, out, depth + 1);
                out.push(b' ');
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => {
            out.extend_from_slice(b"<<");
            for (key, value) in dict.iter() {
                print_name(key, out);
                out.push(b' ');
                print(value, out, depth + 1);
            }
            out.extend_from_slice(b">>");
        }
        Object::Null | Object::Stream(_) => out.extend_from_slice(b"null"),
    }
}

fn print_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for &byte in name {
        if byte.is_ascii_alphanumeric() || b"+-_.".contains(&byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}
