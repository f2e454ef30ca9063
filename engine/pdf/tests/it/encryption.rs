//! Encrypted files: every cipher, every kind of password.

use crate::write::Pdf;
use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter};
use lopdf::{EncryptionState, EncryptionVersion, Object, Permissions};
use pdf::{Document, OpenError, OpenOptions};
use std::collections::BTreeMap;
use std::sync::Arc;

const USER: &str = "1111";
const OWNER: &str = "bank";

#[derive(Clone, Copy, Debug)]
enum Cipher {
    Rc4With40Bits,
    Rc4With128Bits,
    Aes128,
    Aes256,
}

const CIPHERS: [Cipher; 4] = [Cipher::Rc4With40Bits, Cipher::Rc4With128Bits, Cipher::Aes128, Cipher::Aes256];

fn encrypted(cipher: Cipher, user_password: &str) -> Vec<u8> {
    let plain = Pdf::new("BT /F1 10 Tf 100 700 Td (secret) Tj ET").trailer("/ID [<31> <31>]").bytes();
    let mut document = lopdf::Document::load_mem(&plain).unwrap();
    let (owner_password, permissions) = (OWNER, Permissions::all());
    let filters = |filter: Arc<dyn CryptFilter>| BTreeMap::from([(b"StdCF".to_vec(), filter)]);
    let (stream_filter, string_filter) = (b"StdCF".to_vec(), b"StdCF".to_vec());
    let version = match cipher {
        Cipher::Rc4With40Bits => {
            EncryptionVersion::V1 { document: &document, owner_password, user_password, permissions }
        }
        Cipher::Rc4With128Bits => EncryptionVersion::V2 {
            document: &document,
            owner_password,
            user_password,
            key_length: 128,
            permissions,
        },
        Cipher::Aes128 => EncryptionVersion::V4 {
            document: &document,
            encrypt_metadata: true,
            crypt_filters: filters(Arc::new(Aes128CryptFilter)),
            stream_filter,
            string_filter,
            owner_password,
            user_password,
            permissions,
        },
        Cipher::Aes256 => EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: filters(Arc::new(Aes256CryptFilter)),
            file_encryption_key: &[7; 32],
            stream_filter,
            string_filter,
            owner_password,
            user_password,
            permissions,
        },
    };
    let state = EncryptionState::try_from(version).unwrap();
    document.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn read(bytes: &[u8], password: Option<&str>) -> Result<String, OpenError> {
    let document = Document::open(bytes, &OpenOptions { password, ..OpenOptions::default() })?;
    assert!(document.facts.encrypted);
    Ok(document.pages[0].words[0].text.to_string())
}

#[test]
fn opens_with_the_user_and_the_owner_password() {
    for cipher in CIPHERS {
        let bytes = encrypted(cipher, USER);
        for password in [USER, OWNER] {
            assert_eq!(read(&bytes, Some(password)).as_deref(), Ok("secret"), "{cipher:?} with {password}");
        }
    }
}

#[test]
fn tells_a_missing_password_from_a_wrong_one() {
    for cipher in CIPHERS {
        let bytes = encrypted(cipher, USER);
        assert_eq!(read(&bytes, None), Err(OpenError::PasswordNeeded), "{cipher:?}");
        assert_eq!(read(&bytes, Some("")), Err(OpenError::PasswordNeeded), "{cipher:?}");
        assert_eq!(read(&bytes, Some("2222")), Err(OpenError::PasswordWrong), "{cipher:?}");
    }
}

#[test]
fn an_empty_user_password_needs_none() {
    for cipher in CIPHERS {
        assert_eq!(read(&encrypted(cipher, ""), None).as_deref(), Ok("secret"), "{cipher:?}");
    }
}

#[test]
fn the_length_of_a_key_may_be_given_in_bytes_or_be_missing() {
    let bytes = encrypted(Cipher::Rc4With128Bits, USER);
    let at = bytes.windows(11).position(|window| window == b"/Length 128").unwrap();
    for length in ["/Length 16 ", "           ", "/Length 40 "] {
        let changed = [&bytes[..at], length.as_bytes(), &bytes[at + 11..]].concat();
        assert_eq!(read(&changed, Some(USER)).as_deref(), Ok("secret"), "{length:?}");
        assert_eq!(read(&changed, Some("2222")), Err(OpenError::PasswordWrong), "{length:?}");
    }
}

#[test]
fn what_was_edited_is_found_behind_the_lock_of_the_first_revision() {
    for cipher in CIPHERS {
        let first = encrypted(cipher, USER);
        let text = String::from_utf8_lossy(&first).into_owned();
        let entry = |key: &str| {
            let at = text.rfind(key).unwrap() + key.len();
            text[at..].split(['/', '>', '\n', ']']).next().unwrap().trim().to_owned()
        };
        let (encrypt, start) = (entry("/Encrypt "), entry("startxref\n"));
        for (name, wanted) in [("a", "s1cr1t"), ("e", "secret")] {
            let differences =
                format!("/Encoding << /Differences [101 /{}] >>", if name == "a" { "one" } else { "e" });
            let font = format!(
                "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica {differences} >> >>"
            );
            let page = format!(
                "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << {font} >> /MediaBox [0 0 600 800] >>"
            );
            let mut bytes = first.clone();
            let at = bytes.len();
            bytes.extend(format!("3 0 obj\n{page}\nendobj\n").as_bytes());
            let table = bytes.len();
            bytes.extend(format!("xref\n3 1\n{at:010} 00000 n \ntrailer << /Size 9 /Root 1 0 R /Encrypt {encrypt} /ID [<31> <31>] /Prev {start} >>\nstartxref\n{table}\n%%EOF\n").as_bytes());
            let options = OpenOptions { password: Some(USER), examine: true, ..OpenOptions::default() };
            let document = Document::open(&bytes, &options).unwrap();
            assert_eq!(
                (document.pages[0].words[0].text.as_str(), document.facts.repaired),
                (wanted, false),
                "{cipher:?}"
            );
            let structure = document.facts.structure.unwrap();
            let edits: Vec<&str> = structure.edits.iter().map(|edit| edit.text.as_str()).collect();
            let expected: &[&str] = if wanted == "secret" { &[] } else { &[wanted] };
            assert_eq!((edits.as_slice(), structure.compared), (expected, true), "{cipher:?}");
        }
    }
}

#[test]
fn an_unknown_handler_is_named() {
    let pdf = Pdf::new("")
        .trailer("/Encrypt 9 0 R /ID [<31> <31>]")
        .object(9, "<< /Filter /Adobe.PubSec /V 4 /R 4 /Length 128 >>");
    let error = Document::open(&pdf.bytes(), &OpenOptions::default()).unwrap_err();
    assert_eq!(error, OpenError::EncryptionUnsupported("Adobe.PubSec".to_owned()));
}

#[test]
fn the_dictionary_may_stand_in_the_trailer() {
    let bytes = encrypted(Cipher::Rc4With128Bits, USER);
    let mut document = lopdf::Document::load_mem(&bytes).unwrap();
    // Without its password the file is loaded as far as its encryption dictionary, which moves into the trailer here.
    let id = document.trailer.get(b"Encrypt").and_then(Object::as_reference).unwrap();
    let dict = document.get_object(id).unwrap().clone();
    document.trailer.set("Encrypt", dict);
    let trailer = document.trailer.clone();
    let start = bytes.windows(7).rposition(|window| window == b"trailer").unwrap();
    let tail = &bytes[bytes.windows(9).rposition(|window| window == b"startxref").unwrap()..];
    let mut inlined = bytes[..start].to_vec();
    inlined.extend_from_slice(b"trailer\n");
    inlined.extend_from_slice(print(&Object::Dictionary(trailer)).as_bytes());
    inlined.push(b'\n');
    inlined.extend_from_slice(tail);
    assert_eq!(read(&inlined, Some(USER)).as_deref(), Ok("secret"));
    assert_eq!(read(&inlined, None), Err(OpenError::PasswordNeeded));
    assert_eq!(read(&inlined, Some("2222")), Err(OpenError::PasswordWrong));
}

fn print(object: &Object) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    match object {
        Object::String(bytes, _) => format!("<{}>", hex(bytes)),
        Object::Name(name) => format!("/{}", String::from_utf8_lossy(name)),
        Object::Integer(value) => value.to_string(),
        Object::Boolean(value) => value.to_string(),
        Object::Reference((number, generation)) => format!("{number} {generation} R"),
        Object::Array(items) => format!("[{}]", items.iter().map(print).collect::<Vec<_>>().join(" ")),
        Object::Dictionary(dict) => {
            let entries =
                dict.iter().map(|(key, value)| format!("/{} {}", String::from_utf8_lossy(key), print(value)));
            format!("<< {} >>", entries.collect::<Vec<_>>().join(" "))
        }
        other => panic!("no {other:?} in an encryption dictionary"),
    }
}

#[test]
fn passwords_need_not_be_ascii() {
    for cipher in CIPHERS {
        let bytes = encrypted(cipher, "pässwörd");
        assert_eq!(read(&bytes, Some("pässwörd")).as_deref(), Ok("secret"), "{cipher:?}");
        assert_eq!(read(&bytes, Some("passwörd")), Err(OpenError::PasswordWrong), "{cipher:?}");
    }
}

#[test]
fn damage_does_not_make_a_password_wrong_nor_a_wrong_password_damage() {
    for cipher in CIPHERS {
        let mut bytes = encrypted(cipher, USER);
        let at = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
        bytes.truncate(at);
        assert_eq!(read(&bytes, Some(USER)).as_deref(), Ok("secret"), "{cipher:?}");
        assert_eq!(read(&bytes, Some(OWNER)).as_deref(), Ok("secret"), "{cipher:?}");
        assert_eq!(read(&bytes, Some("2222")), Err(OpenError::PasswordWrong), "{cipher:?}");
        assert_eq!(read(&bytes, None), Err(OpenError::PasswordNeeded), "{cipher:?}");
    }
}

#[test]
fn a_lock_without_its_keyhole_is_damage() {
    let lock = |entries: &str| {
        let pdf = Pdf::new("")
            .trailer("/Encrypt 9 0 R /ID [<31> <31>]")
            .object(9, format!("<< /Filter /Standard {entries} >>"));
        Document::open(&pdf.bytes(), &OpenOptions { password: Some(USER), ..OpenOptions::default() })
            .unwrap_err()
            .code()
    };
    assert_eq!(lock("/V 2 /R 3 /Length 128 /P -4"), "damaged");
    assert_eq!(lock("/V 2 /R 3 /Length 128 /P -4 /O (short) /U (short)"), "damaged");
    assert_eq!(lock("/V 7 /R 9 /P -4 /O (x) /U (x)"), "encryption_unsupported");
}

#[test]
fn files_that_lock_only_their_attachments_need_no_password() {
    let lock = "<< /Filter /Standard /V 5 /R 6 /Length 256 /P -1028 /StmF /Identity /StrF /Identity /EFF /StdCF \
                /CF << /StdCF << /AuthEvent /EFOpen /CFM /AESV3 /Length 32 >> >> /O (unused) /U (unused) >>";
    let pdf = Pdf::new("BT /F1 10 Tf 100 700 Td (secret) Tj ET").trailer("/Encrypt 9 0 R").object(9, lock);
    assert_eq!(read(&pdf.bytes(), None).as_deref(), Ok("secret"));
    assert_eq!(read(&pdf.bytes(), Some("2222")).as_deref(), Ok("secret"));
}

#[test]
fn a_lock_whose_trailer_is_lost_is_still_a_lock() {
    for cipher in CIPHERS {
        let mut bytes = encrypted(cipher, USER);
        let table = bytes.windows(5).rposition(|window| window == b"\nxref").unwrap();
        bytes.truncate(table);
        let (read, wrong) = (read(&bytes, Some(USER)), read(&bytes, Some("2222")));
        if let Cipher::Aes256 = cipher {
            assert_eq!((read.as_deref(), wrong), (Ok("secret"), Err(OpenError::PasswordWrong)));
        } else {
            // The key needs the file identifier, which is gone with the trailer.
            assert_eq!(
                (read.unwrap_err().code(), wrong.unwrap_err().code()),
                ("damaged", "damaged"),
                "{cipher:?}"
            );
        }
    }
}

#[test]
fn a_lock_that_the_trailer_does_not_name_is_none() {
    let lock = "<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O (left over) /U (left over) >>";
    let bytes = Pdf::new("BT /F1 10 Tf 100 700 Td (open) Tj ET").object(9, lock).bytes();
    let bytes = String::from_utf8(bytes).unwrap().replace("startxref", "started");
    let document = Document::open(bytes.as_bytes(), &OpenOptions::default()).unwrap();
    assert_eq!((document.pages[0].words[0].text.as_str(), document.facts.encrypted), ("open", false));
}
