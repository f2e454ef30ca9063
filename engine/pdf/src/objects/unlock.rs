//! From a password to the key of a file, by the standard security handler of PDF (ISO 32000-2, 7.6.4).
//!
//! Only what surely opens the file is taken: a wrong password and every oddity of the dictionary are nothing, and left
//! to lopdf, which knows more about them and names the error.

use super::cipher::{Cipher, Method, aes_256, rc4};
use super::{Dict, Object};
use crate::error::OpenError;
use crate::font::pdf_doc_bytes;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};
use unicode_normalization::UnicodeNormalization;

/// What short passwords are filled up with.
const FILLING: [u8; 32] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08, 0x2E,
    0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
];
/// Longer passwords are cut.
const LONGEST: usize = 127;
/// Rounds of the hash of revision 6. Each goes on with a chance of at most 7 in 8, so this is never reached.
const MAX_ROUNDS: u32 = 2_000;

/// The cipher of a file, if this password or the empty one opens it.
pub(super) fn unlock(encrypt: &Dict, id: &[u8], password: Option<&str>) -> Option<Cipher> {
    let int = |key: &[u8]| encrypt.get(key).map(Object::as_int);
    if encrypt.get(b"Filter").and_then(Object::as_name) != Some(b"Standard") {
        return None;
    }
    let metadata = match encrypt.get(b"EncryptMetadata") {
        None => true,
        Some(Object::Bool(metadata)) => *metadata,
        Some(_) => return None,
    };
    let (version, revision) = (int(b"V")??, int(b"R")??);
    let bits = int(b"Length").unwrap_or(Some(40))?;
    let (streams, strings) = match version {
        1 | 2 => (Method::Rc4, Method::Rc4),
        4 | 5 => (method(encrypt, b"StmF")?, method(encrypt, b"StrF")?),
        _ => return None,
    };
    // Nothing that a page shows is encrypted, only what is attached to the file: no password is needed.
    if [streams, strings] == [Method::Identity; 2] {
        return Some(Cipher { key: Vec::new(), streams, strings, metadata });
    }
    // Some writers count bytes, and some leave the length out or lie about it. Whether a key is right is seen when it is tried.
    let stated = if (5..=16).contains(&bits) { bits } else { bits / 8 };
    let lengths = match version {
        1 => vec![5],
        2 => [usize::try_from(stated).ok().filter(|length| (5..=16).contains(length)), Some(16), Some(5)]
            .into_iter()
            .flatten()
            .collect(),
        4 => vec![16],
        _ => vec![32],
    };
    if [streams, strings]
        .iter()
        .any(|method| (*method == Method::Aes256) != (version == 5) && *method != Method::Identity)
    {
        return None;
    }
    let string = |key: &[u8]| encrypt.get(key).and_then(Object::as_string);
    let spellings = password.map(spellings).unwrap_or_default();
    let passwords = || spellings.iter().map(Vec::as_slice).chain([b"".as_slice()]);
    let key = match revision {
        2..=4 if version < 5 => {
            let permissions = (int(b"P")?? as i32).to_le_bytes();
            let (owner, user) = (string(b"O")?.first_chunk()?, string(b"U")?);
            let open_metadata = revision >= 4 && !metadata;
            lengths.into_iter().find_map(|length| {
                let lock = OldLock { revision, length, owner, user, permissions, id, open_metadata };
                passwords().find_map(|password| lock.key(password))
            })?
        }
        5 | 6 if version == 5 => {
            let lock = NewLock {
                hardened: revision == 6,
                owner: string(b"O")?.first_chunk()?,
                user: string(b"U")?.first_chunk()?,
                owner_key: string(b"OE")?.first_chunk()?,
                user_key: string(b"UE")?.first_chunk()?,
            };
            passwords().find_map(|password| lock.key(password))?
        }
        _ => return None,
    };
    Some(Cipher { key, streams, strings, metadata })
}

/// Why a lock was not opened, as far as its dictionary says.
pub(super) fn refusal(encrypt: Option<&Dict>, password: Option<&str>) -> OpenError {
    let Some(encrypt) = encrypt else {
        return OpenError::Damaged("its encryption dictionary is missing".to_owned());
    };
    let handler = encrypt.get(b"Filter").and_then(Object::as_name).unwrap_or(b"Standard");
    if handler != b"Standard" {
        return OpenError::EncryptionUnsupported(String::from_utf8_lossy(handler).into_owned());
    }
    match encrypt.get(b"V").and_then(Object::as_int).unwrap_or(0) {
        1 | 2 | 4 | 5 if password.is_none_or(str::is_empty) => OpenError::PasswordNeeded,
        1 | 2 | 4 | 5 => OpenError::PasswordWrong,
        version => OpenError::EncryptionUnsupported(format!("version {version} of the standard handler")),
    }
}

/// The bytes that a password may stand for. Each is tried, so none needs to be the right one: old files know the
/// encoding of PDF or what the writer's machine used, new ones Unicode in a normal form.
fn spellings(password: &str) -> Vec<Vec<u8>> {
    let mut spellings = vec![password.as_bytes().to_vec()];
    if !password.is_ascii() {
        let mapped = password.chars().filter(|c| !is_left_out(*c)).map(|c| if is_space(c) { ' ' } else { c });
        spellings.push(mapped.nfkc().collect::<String>().into_bytes());
        spellings.extend(pdf_doc_bytes(password));
        spellings
            .extend(password.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect::<Option<Vec<u8>>>());
        spellings.dedup();
    }
    spellings
}

/// Characters that SASLprep (RFC 4013) takes for a space.
fn is_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200B}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

/// Characters that SASLprep leaves out.
fn is_left_out(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{34F}' | '\u{1806}' | '\u{180B}'..='\u{180D}' | '\u{200C}' | '\u{200D}' | '\u{2060}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// What the crypt filter that `/StmF` or `/StrF` names does.
fn method(encrypt: &Dict, key: &[u8]) -> Option<Method> {
    let name = encrypt.get(key).map_or(Some(b"Identity".as_slice()), Object::as_name)?;
    if name == b"Identity" {
        return Some(Method::Identity);
    }
    let filter = encrypt.get(b"CF")?.as_dict()?.get(name)?.as_dict()?;
    match filter.get(b"CFM")?.as_name()? {
        b"None" => Some(Method::Identity),
        b"V2" => Some(Method::Rc4),
        b"AESV2" => Some(Method::Aes128),
        b"AESV3" => Some(Method::Aes256),
        _ => None,
    }
}

/// Revisions 2 to 4: MD5 and RC4.
struct OldLock<'a> {
    revision: i64,
    /// Of the key, in bytes.
    length: usize,
    owner: &'a [u8; 32],
    user: &'a [u8],
    permissions: [u8; 4],
    id: &'a [u8],
    open_metadata: bool,
}

impl OldLock<'_> {
    fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        self.user_key(&filled(password)).or_else(|| self.user_key(&self.user_password(password)))
    }

    /// The key that a user password makes, if it is the right one.
    fn user_key(&self, password: &[u8; 32]) -> Option<Vec<u8>> {
        let mut digest = Md5::new();
        digest.update(password);
        digest.update(self.owner);
        digest.update(self.permissions);
        digest.update(self.id);
        if self.open_metadata {
            digest.update([0xFF; 4]);
        }
        let key = self.stretched(digest.finalize().to_vec(), self.length);
        let expected = if self.revision == 2 {
            rc4(&key, &FILLING)
        } else {
            let digest = Md5::new().chain_update(FILLING).chain_update(self.id).finalize();
            (0..20).fold(digest.to_vec(), |text, round| rc4(&with_round(&key, round), &text))
        };
        (self.user.get(..expected.len()) == Some(&expected)).then_some(key)
    }

    /// The user password that an owner password leads to.
    fn user_password(&self, owner_password: &[u8]) -> [u8; 32] {
        let key = self.stretched(Md5::digest(filled(owner_password)).to_vec(), 16);
        let key = key.get(..self.length).unwrap_or(&key);
        let password = if self.revision == 2 {
            rc4(key, self.owner)
        } else {
            (0..20).rev().fold(self.owner.to_vec(), |text, round| rc4(&with_round(key, round), &text))
        };
        password.first_chunk().copied().unwrap_or(FILLING)
    }

    fn stretched(&self, mut key: Vec<u8>, length: usize) -> Vec<u8> {
        key.truncate(length);
        for _ in 0..if self.revision == 2 { 0 } else { 50 } {
            key = Md5::digest(&key).to_vec();
            key.truncate(length);
        }
        key
    }
}

fn filled(password: &[u8]) -> [u8; 32] {
    let mut filled = [0; 32];
    for (slot, byte) in filled.iter_mut().zip(password.iter().chain(&FILLING)) {
        *slot = *byte;
    }
    filled
}

fn with_round(key: &[u8], round: u8) -> Vec<u8> {
    key.iter().map(|byte| byte ^ round).collect()
}

/// Revisions 5 and 6: the key lies in the file, encrypted with each of the two passwords.
struct NewLock<'a> {
    /// Revision 6 makes guessing slow.
    hardened: bool,
    /// Hash, salt of the hash, salt of the key.
    owner: &'a [u8; 48],
    user: &'a [u8; 48],
    owner_key: &'a [u8; 32],
    user_key: &'a [u8; 32],
}

impl NewLock<'_> {
    fn key(&self, password: &[u8]) -> Option<Vec<u8>> {
        let password = password.get(..LONGEST).unwrap_or(password);
        self.open(password, self.user, b"", self.user_key)
            .or_else(|| self.open(password, self.owner, self.user, self.owner_key))
    }

    fn open(&self, password: &[u8], lock: &[u8; 48], more: &[u8], locked: &[u8; 32]) -> Option<Vec<u8>> {
        let (hash, salts) = lock.split_first_chunk::<32>()?;
        let (of_hash, of_key) = salts.split_first_chunk::<8>()?;
        if self.hash(password, of_hash, more)? != *hash {
            return None;
        }
        let mut key = locked.to_vec();
        aes_256(&self.hash(password, of_key, more)?, &[0; 16], &mut key);
        Some(key)
    }

    fn hash(&self, password: &[u8], salt: &[u8], more: &[u8]) -> Option<[u8; 32]> {
        let mut hash =
            Sha256::new().chain_update(password).chain_update(salt).chain_update(more).finalize().to_vec();
        let mut text = Vec::new();
        for round in 1..=MAX_ROUNDS {
            if !self.hardened {
                break;
            }
            text.clear();
            for _ in 0..64 {
                text.extend_from_slice(password);
                text.extend_from_slice(&hash);
                text.extend_from_slice(more);
            }
            let (key, rest) = hash.split_first_chunk::<16>()?;
            let length = text.len();
            cbc::Encryptor::<aes::Aes128>::new(key.into(), rest.first_chunk::<16>()?.into())
                .encrypt_padded::<NoPadding>(&mut text, length)
                .ok()?;
            // The remainder by three of a number in base 256 is that of the sum of its digits.
            hash = match text.iter().take(16).map(|byte| u32::from(*byte)).sum::<u32>() % 3 {
                0 => Sha256::digest(&text).to_vec(),
                1 => Sha384::digest(&text).to_vec(),
                _ => Sha512::digest(&text).to_vec(),
            };
            if round >= 64 && u32::from(*text.last()?) <= round - 32 {
                break;
            }
        }
        hash.first_chunk().copied()
    }
}
