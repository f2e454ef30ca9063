//! A printed statement rewritten: with a password, as banks send it by mail, or packed, as newer writers store it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use lopdf::encryption::crypt_filters::{Aes256CryptFilter, CryptFilter};
use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions};

/// How the file is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cipher {
    /// RC4 with 128 bits (revision 3), as most older bank mails have it.
    Rc4,
    /// AES with 256 bits (revision 6, PDF 2.0).
    Aes256,
}

/// Why a file could not be rewritten.
#[derive(Debug)]
pub struct RewriteError(lopdf::Error);

impl fmt::Display for RewriteError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "cannot rewrite the PDF: {}", self.0)
    }
}

impl std::error::Error for RewriteError {}

impl<E: Into<lopdf::Error>> From<E> for RewriteError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// Encrypts a PDF so that it opens with `user_password` (to read) or `owner_password` (to change).
///
/// Both ciphers mix in random bytes, so unlike [`print`](crate::print()) this gives other bytes each time.
///
/// # Errors
///
/// When `pdf` is not a whole PDF, or is encrypted already.
pub fn encrypt(
    pdf: &[u8],
    cipher: Cipher,
    user_password: &str,
    owner_password: &str,
) -> Result<Vec<u8>, RewriteError> {
    let mut document = Document::load_mem(pdf)?;
    // RC4 mixes the identifier into the key, so there must be one.
    if document.trailer.get(b"ID").is_err() {
        let id = lopdf::Object::string_literal(*b"LanternBay-stmt1");
        document.trailer.set("ID", vec![id.clone(), id]);
    }
    let permissions = Permissions::PRINTABLE | Permissions::PRINTABLE_IN_HIGH_QUALITY;
    let filter: Arc<dyn CryptFilter> = Arc::new(Aes256CryptFilter);
    let state = EncryptionState::try_from(match cipher {
        Cipher::Rc4 => EncryptionVersion::V2 {
            document: &document,
            owner_password,
            user_password,
            key_length: 128,
            permissions,
        },
        Cipher::Aes256 => EncryptionVersion::V5 {
            encrypt_metadata: true,
            crypt_filters: BTreeMap::from([(b"StdCF".to_vec(), filter)]),
            // It guards invented rows only; what a test needs is that the password unlocks it.
            file_encryption_key: b"lantern bay bank, invented rows!",
            stream_filter: b"StdCF".to_vec(),
            string_filter: b"StdCF".to_vec(),
            owner_password,
            user_password,
            permissions,
        },
    })?;
    document.encrypt(&state)?;
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

/// The same file with its objects packed into object streams and a cross-reference stream at its end.
///
/// # Errors
///
/// When `pdf` is not a whole PDF.
pub fn pack(pdf: &[u8]) -> Result<Vec<u8>, RewriteError> {
    let mut bytes = Vec::new();
    Document::load_mem(pdf)?.save_modern(&mut bytes)?;
    Ok(bytes)
}
