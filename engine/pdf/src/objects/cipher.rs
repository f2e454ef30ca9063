//! What the key of an encrypted file does to its strings and streams.

use super::{Dict, Object, ObjectId};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use md5::{Digest, Md5};

/// How strings or streams are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Not at all.
    Identity,
    Rc4,
    /// AES with a key of 128 bits for each object.
    Aes128,
    /// AES with the key of the file, 256 bits.
    Aes256,
}

/// The key of a file, and what it is used for.
#[derive(Clone)]
pub(super) struct Cipher {
    pub(super) key: Vec<u8>,
    pub(super) streams: Method,
    pub(super) strings: Method,
    /// Whether the XMP packet is encrypted too.
    pub(super) metadata: bool,
}

impl Cipher {
    /// Decrypts all strings of an object, which the parser has kept from being nested too deep.
    pub(super) fn decrypt_strings(&self, object: Object, id: ObjectId) -> Object {
        if self.strings == Method::Identity { object } else { self.strings_of(&object, id) }
    }

    fn strings_of(&self, object: &Object, id: ObjectId) -> Object {
        let dict = |dict: &Dict| {
            let entries = dict.entries().map(|(key, value)| (key.into(), self.strings_of(value, id)));
            Dict::new(entries.collect())
        };
        match object {
            Object::String(bytes) => Object::String(self.decrypt(self.strings, bytes, id).into()),
            Object::Array(items) => {
                Object::Array(items.iter().map(|item| self.strings_of(item, id)).collect())
            }
            Object::Dict(entries) => Object::Dict(dict(entries)),
            Object::Stream(stream) => {
                Object::Stream(super::Stream { dict: dict(&stream.dict), id: stream.id })
            }
            other => other.clone(),
        }
    }

    /// Whether the bytes of a stream with this dictionary are encrypted.
    pub(super) fn covers(&self, dict: &Dict) -> bool {
        let kind = dict.get(b"Type").and_then(Object::as_name);
        let own = |key: &[u8]| match dict.get(key) {
            Some(Object::Array(items)) => items.first(),
            single => single,
        };
        // A stream may name a way of its own, which honest files only do to say that it is left open.
        let parameters = own(b"DecodeParms").and_then(Object::as_dict);
        let named = parameters.and_then(|dict| dict.get(b"Name")).and_then(Object::as_name);
        let open = own(b"Filter").and_then(Object::as_name) == Some(b"Crypt")
            && matches!(named, None | Some(b"Identity"));
        let left_open = kind == Some(b"XRef") || kind == Some(b"Metadata") && !self.metadata;
        self.streams != Method::Identity && !left_open && !open
    }

    /// Decrypts the bytes of a stream that is covered.
    pub(super) fn decrypt_stream(&self, bytes: &[u8], id: ObjectId) -> Vec<u8> {
        self.decrypt(self.streams, bytes, id)
    }

    fn decrypt(&self, method: Method, bytes: &[u8], id: ObjectId) -> Vec<u8> {
        match method {
            Method::Identity => bytes.to_vec(),
            Method::Rc4 => rc4(&self.object_key(id, b""), bytes),
            Method::Aes128 => match <[u8; 16]>::try_from(self.object_key(id, b"sAlT")) {
                Ok(key) => cbc_with_padding(bytes, |iv, data| aes_128(&key, iv, data)),
                Err(_) => Vec::new(),
            },
            Method::Aes256 => match <[u8; 32]>::try_from(self.key.as_slice()) {
                Ok(key) => cbc_with_padding(bytes, |iv, data| aes_256(&key, iv, data)),
                Err(_) => Vec::new(),
            },
        }
    }

    /// Each object has a key of its own, made of the file's key and the object's number.
    fn object_key(&self, (number, generation): ObjectId, salt: &[u8]) -> Vec<u8> {
        let [first, second, third, _] = number.to_le_bytes();
        let mut digest = Md5::new();
        digest.update(&self.key);
        digest.update([first, second, third]);
        digest.update(generation.to_le_bytes());
        digest.update(salt);
        let mut key = digest.finalize().to_vec();
        key.truncate(self.key.len().saturating_add(5).min(16));
        key
    }
}

/// RC4, which encrypts and decrypts alike.
pub(super) fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|index| index as u8);
    let mut other = 0u8;
    for (index, key) in (0..=255u8).zip(key.iter().cycle()) {
        let value = at(&state, index);
        other = other.wrapping_add(value).wrapping_add(*key);
        state.swap(usize::from(index), usize::from(other));
    }
    let (mut index, mut other) = (0u8, 0u8);
    let mut next = || {
        index = index.wrapping_add(1);
        let value = at(&state, index);
        other = other.wrapping_add(value);
        let swapped = at(&state, other);
        state.swap(usize::from(index), usize::from(other));
        at(&state, value.wrapping_add(swapped))
    };
    bytes.iter().map(|byte| byte ^ next()).collect()
}

fn at(state: &[u8; 256], index: u8) -> u8 {
    state.get(usize::from(index)).copied().unwrap_or_default()
}

/// The initial vector comes first; the last byte says how many bytes of the last block are filling. What is no whole
/// block is left out, and filling that makes no sense stays.
fn cbc_with_padding(bytes: &[u8], decrypt: impl Fn(&[u8; 16], &mut [u8])) -> Vec<u8> {
    let Some((iv, data)) = bytes.split_first_chunk::<16>() else {
        return Vec::new();
    };
    let mut data = data.get(..data.len() / 16 * 16).unwrap_or_default().to_vec();
    decrypt(iv, &mut data);
    if let Some(filling @ 1..=16) = data.last().copied() {
        data.truncate(data.len().saturating_sub(usize::from(filling)));
    }
    data
}

fn aes_128(key: &[u8; 16], iv: &[u8; 16], data: &mut [u8]) {
    // Whole blocks without filling cannot fail.
    let _ = cbc::Decryptor::<aes::Aes128>::new(key.into(), iv.into()).decrypt_padded::<NoPadding>(data);
}

/// AES with 256 bits in CBC mode, in place; only whole blocks.
pub(super) fn aes_256(key: &[u8; 32], iv: &[u8; 16], data: &mut [u8]) {
    let _ = cbc::Decryptor::<aes::Aes256>::new(key.into(), iv.into()).decrypt_padded::<NoPadding>(data);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rc4_gives_the_published_bytes() {
        assert_eq!(rc4(b"Key", b"Plaintext"), [0xBB, 0xF3, 0x16, 0xE8, 0xD9, 0x40, 0xAF, 0x0A, 0xD3]);
        assert_eq!(rc4(b"Wiki", b"pedia"), [0x10, 0x21, 0xBF, 0x04, 0x20]);
        assert_eq!(rc4(b"", b""), []);
    }

    #[test]
    fn filling_is_taken_off_and_odd_ends_do_no_harm() {
        let same = |_: &[u8; 16], _: &mut [u8]| {};
        let mut bytes = vec![0; 16];
        assert_eq!(cbc_with_padding(&bytes, same), []);
        assert_eq!(cbc_with_padding(b"short", same), []);
        bytes.extend_from_slice(b"thirteen bytes\x02\x02 tail");
        assert_eq!(cbc_with_padding(&bytes, same), b"thirteen bytes");
    }

    #[test]
    fn open_streams_stay_as_they_are() {
        let name = |name: &[u8]| Object::Name(name.into());
        let dict = |entries: &[(&[u8], Object)]| {
            Dict::new(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
        };
        let cipher = Cipher { key: vec![1; 16], streams: Method::Rc4, strings: Method::Rc4, metadata: false };
        assert!(cipher.covers(&Dict::default()));
        assert!(!cipher.covers(&dict(&[(b"Type", name(b"XRef"))])));
        assert!(!cipher.covers(&dict(&[(b"Type", name(b"Metadata"))])));
        assert!(!cipher.covers(&dict(&[(b"Filter", Object::Array([name(b"Crypt")].into()))])));
    }
}
