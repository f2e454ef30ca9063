//! From bytes to objects: repair, encryption, and which error says what went wrong.

use crate::encryption_in_trailer;
use crate::error::OpenError;
use crate::limits::Limits;
use crate::objects::LopdfSource;
use lopdf::encryption::DecryptionError;
use lopdf::{LoadOptions, Object};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// No object stream may inflate to more than this.
const MAX_OBJECT_STREAM: u64 = 64 << 20;

/// Versions of the standard handler whose algorithms are published.
const VERSIONS: [i64; 4] = [1, 2, 4, 5];
/// What passwords are held against has at least this many bytes.
const SHORTEST_LOCK: usize = 32;

/// A loaded file and what loading it revealed.
pub(crate) struct Loaded {
    pub(crate) source: LopdfSource,
    pub(crate) encrypted: bool,
    pub(crate) repaired: bool,
}

/// Refuses what cannot be a PDF, or is too large to look at.
pub(crate) fn check_bytes(bytes: &[u8], limits: &Limits) -> Result<(), OpenError> {
    if bytes.is_empty() {
        return Err(OpenError::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(OpenError::OverLimit { limit: "file_bytes", allowed: limits.file_bytes });
    }
    let head = bytes.get(..bytes.len().min(1024)).unwrap_or_default();
    let has_header = contains(head, b"%PDF-");
    let has_objects = || contains(bytes, b" obj") && contains(bytes, b"endobj");
    if has_header || has_objects() { Ok(()) } else { Err(OpenError::NotPdf) }
}

/// Loads the objects of a file, decrypted.
pub(crate) fn load(bytes: &[u8], password: Option<&str>, limits: &Limits) -> Result<Loaded, OpenError> {
    let document = match parse(bytes, password, limits, false) {
        Err(OpenError::Damaged(why)) => match with_header(bytes) {
            Some(repaired) => parse(&repaired, password, limits, true)?,
            None => return Err(OpenError::Damaged(why)),
        },
        Err(refused @ (OpenError::PasswordWrong | OpenError::PasswordNeeded)) => {
            let locked = parse(bytes, None, limits, false)?;
            check_lock(&locked)?;
            let moved = encryption_in_trailer::moved_out(bytes, &locked).ok_or(refused)?;
            parse(&moved, password, limits, false)?
        }
        Err(other) => return Err(other),
        Ok(document) => match encryption_in_trailer::moved_out(bytes, &document) {
            Some(moved) => parse(&moved, password, limits, false)?,
            None => document,
        },
    };
    let document = check_encryption(document, password)?;
    if document.objects.len() as u64 > limits.objects {
        return Err(OpenError::OverLimit { limit: "objects", allowed: limits.objects });
    }
    Ok(Loaded {
        encrypted: document.encryption_state.is_some(),
        repaired: document.xref_recovery.is_some(),
        source: LopdfSource { document, depth: limits.object_depth },
    })
}

/// The file with a header that can be parsed, unless it has one: `%PDF-` and a version.
fn with_header(bytes: &[u8]) -> Option<Vec<u8>> {
    let at = bytes.windows(5).take(1024).position(|window| window == b"%PDF-");
    let version = at.and_then(|at| bytes.get(at + 5..at + 8));
    if version.is_some_and(|version| matches!(version, [b'0'..=b'9', b'.', b'0'..=b'9'])) {
        return None;
    }
    let mut repaired = b"%PDF-1.4\n".to_vec();
    repaired.extend_from_slice(bytes.get(at.map_or(0, |at| at + 5)..)?);
    Some(repaired)
}

fn parse(
    bytes: &[u8],
    password: Option<&str>,
    limits: &Limits,
    rebuild: bool,
) -> Result<lopdf::Document, OpenError> {
    let most = limits.inflated_bytes.min(MAX_OBJECT_STREAM);
    let options = LoadOptions {
        password: password.map(str::to_owned),
        max_decompressed_size: usize::try_from(most).ok(),
        force_reconstruct: rebuild,
        ..LoadOptions::default()
    };
    // The parser is not ours: should it ever panic, that is this file's fault and ends with it.
    let result = catch_unwind(AssertUnwindSafe(|| lopdf::Document::load_mem_with_options(bytes, options)));
    let result = result.map_err(|_| OpenError::Damaged("its structure cannot be parsed".to_owned()))?;
    result.map_err(|error| match error {
        lopdf::Error::InvalidPassword => wrong(password),
        lopdf::Error::Decryption(error) => decryption_error(&error, password),
        lopdf::Error::UnsupportedSecurityHandler(name) => {
            OpenError::EncryptionUnsupported(String::from_utf8_lossy(&name).into_owned())
        }
        lopdf::Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            OpenError::OverLimit { limit: "inflated_bytes", allowed: limits.inflated_bytes }
        }
        error => OpenError::Damaged(error.to_string()),
    })
}

fn wrong(password: Option<&str>) -> OpenError {
    match password {
        Some(password) if !password.is_empty() => OpenError::PasswordWrong,
        _ => OpenError::PasswordNeeded,
    }
}

fn decryption_error(error: &DecryptionError, password: Option<&str>) -> OpenError {
    match error {
        DecryptionError::IncorrectPassword | DecryptionError::Padding => wrong(password),
        DecryptionError::UnsupportedEncryption
        | DecryptionError::UnsupportedVersion
        | DecryptionError::UnsupportedRevision
        | DecryptionError::InvalidVersion
        | DecryptionError::InvalidRevision => OpenError::EncryptionUnsupported(error.to_string()),
        other => OpenError::Damaged(format!("its encryption dictionary: {other}")),
    }
}

/// A lock of an unknown make, or one that lacks what passwords are held against, opens to none: no fault of the password.
fn check_lock(document: &lopdf::Document) -> Result<(), OpenError> {
    let encrypt = document.trailer.get(b"Encrypt").ok();
    let dict = encrypt.and_then(|encrypt| document.dereference(encrypt).ok()?.1.as_dict().ok());
    let Some(dict) = dict else { return Ok(()) };
    let version = dict.get(b"V").and_then(Object::as_i64).unwrap_or(0);
    if !VERSIONS.contains(&version) {
        return Err(OpenError::EncryptionUnsupported(format!("version {version} of the standard handler")));
    }
    let whole = |key: &[u8]| {
        let bytes = dict.get(key).and_then(Object::as_str);
        bytes.is_ok_and(|bytes| bytes.len() >= SHORTEST_LOCK)
    };
    if !(whole(b"O") && whole(b"U")) {
        return Err(OpenError::Damaged("its encryption dictionary is incomplete".to_owned()));
    }
    Ok(())
}

/// lopdf loads an encrypted file without its password as a document without objects; that is an error here.
fn check_encryption(document: lopdf::Document, password: Option<&str>) -> Result<lopdf::Document, OpenError> {
    let Ok(encrypt) = document.trailer.get(b"Encrypt") else {
        return Ok(document);
    };
    if document.encryption_state.is_some() {
        return Ok(document);
    }
    let dict = document.dereference(encrypt).ok().and_then(|(_, object)| object.as_dict().ok());
    let Some(dict) = dict else {
        return Err(OpenError::Damaged("its encryption dictionary is missing".to_owned()));
    };
    let handler = dict.get(b"Filter").and_then(Object::as_name).unwrap_or(b"Standard");
    if handler != b"Standard" {
        return Err(OpenError::EncryptionUnsupported(String::from_utf8_lossy(handler).into_owned()));
    }
    match document.authenticate_password(password.unwrap_or_default()) {
        Err(lopdf::Error::Decryption(error)) => Err(decryption_error(&error, password)),
        Err(lopdf::Error::UnsupportedSecurityHandler(name)) => {
            Err(OpenError::EncryptionUnsupported(String::from_utf8_lossy(&name).into_owned()))
        }
        Err(lopdf::Error::InvalidPassword) => Err(wrong(password)),
        Err(other) => Err(OpenError::Damaged(format!("its encryption dictionary: {other}"))),
        Ok(()) => Err(OpenError::Damaged("its objects cannot be decrypted".to_owned())),
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(bytes, needle).is_some()
}
