//! Encryption at rest, in layers: a master key per installation seals a random key per entity, which seals the records of the
//! entity and the random keys of its documents. Whoever destroys an entity's key makes all of it unreadable.

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};
use std::fmt;
use std::io::Write as _;
use std::path::Path;
use zeroize::Zeroizing;

/// Length of keys in bytes.
pub const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;
const FORMAT: u8 = 1;

/// A secret key that is wiped when it is dropped.
pub type Key = Zeroizing<[u8; KEY_BYTES]>;

/// Something sealed could not be opened or sealed: a wrong key, a changed record, or no randomness.
#[derive(Debug)]
pub struct SealError;

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sealed record does not fit the master key, or was changed")
    }
}

impl std::error::Error for SealError {}

/// Seals and opens small records under one key: the master key, or that of an entity.
///
/// Each record is encrypted under a key derived from the vault's key and the record's name, so that no key ever sees more
/// than the few versions of one record, however many records there are, and no record can be passed off as another.
///
/// What only compares or signs uses the marking key, which is the same key at first. The master key's vault is given one of its own
/// that outlives a change of the master key: what was marked under it cannot be marked anew, since nothing leads back from a mark.
#[derive(Clone)]
pub struct Vault {
    key: Key,
    marking: Key,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault")
    }
}

impl Vault {
    /// Reads the master key from a file.
    ///
    /// # Errors
    /// The file cannot be read, or does not hold 64 hexadecimal digits.
    pub fn from_file(path: &Path) -> std::io::Result<Vault> {
        let text = Zeroizing::new(std::fs::read_to_string(path)?);
        let wrong = || std::io::Error::other("the master key must be 64 hexadecimal digits");
        Vault::from_hex(text.trim()).ok_or_else(wrong)
    }

    /// Reads the master key from a file, or makes the file (readable by its owner only) when there is none.
    ///
    /// # Errors
    /// The file cannot be read or written, or does not hold 64 hexadecimal digits.
    pub fn open_or_create(path: &Path) -> std::io::Result<Vault> {
        match Vault::from_file(path) {
            Ok(vault) => Ok(vault),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let key = random_key()?;
                write_private(path, &to_hex(key.as_slice()))?;
                Ok(Vault::of(key))
            }
            Err(error) => Err(error),
        }
    }

    /// The vault of the key that 64 hexadecimal digits spell.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Vault> {
        from_hex(text).map(Vault::of)
    }

    fn of(key: Key) -> Vault {
        Vault { marking: key.clone(), key }
    }

    /// This vault, marking and signing under another key.
    #[must_use]
    pub fn marking_with(self, marking: &Vault) -> Vault {
        Vault { marking: marking.key.clone(), ..self }
    }

    /// Tells keys apart without telling anything of them: the fingerprint of the key that seals.
    #[must_use]
    pub fn identity(&self) -> String {
        fingerprint(&self.key, &["installation"])
    }

    /// This vault's key, sealed by another vault under a name.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn sealed_by(&self, outer: &Vault, name: &str) -> Result<Vec<u8>, SealError> {
        outer.seal(name, self.key.as_slice())
    }

    /// A fresh vault, and its key as this one seals it under a name.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn make_inner(&self, name: &str) -> Result<(Vault, Vec<u8>), SealError> {
        let key = random_key().map_err(|_| SealError)?;
        let sealed = self.seal(name, key.as_slice())?;
        Ok((Vault::of(key), sealed))
    }

    /// The vault whose key was sealed under a name.
    ///
    /// # Errors
    /// The key was sealed under another name or key, or was changed.
    pub fn open_inner(&self, name: &str, sealed: &[u8]) -> Result<Vault, SealError> {
        let plain = Zeroizing::new(self.open(name, sealed)?);
        let key = plain.as_slice().try_into().map_err(|_| SealError)?;
        Ok(Vault::of(Zeroizing::new(key)))
    }

    /// Encrypts a record under its name.
    ///
    /// # Errors
    /// The system gives no randomness.
    pub fn seal(&self, name: &str, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0u8; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| SealError)?;
        let payload = Payload { msg: plain, aad: name.as_bytes() };
        let sealed = self.cipher(name).encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError)?;
        let mut record = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        record.push(FORMAT);
        record.extend_from_slice(&nonce);
        record.extend_from_slice(&sealed);
        Ok(record)
    }

    /// Decrypts a record that was sealed under the same name.
    ///
    /// # Errors
    /// The record was sealed under another name or key, or was changed.
    pub fn open(&self, name: &str, record: &[u8]) -> Result<Vec<u8>, SealError> {
        let (format, rest) = record.split_first().ok_or(SealError)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError)?;
        if *format != FORMAT {
            return Err(SealError);
        }
        let payload = Payload { msg: sealed, aad: name.as_bytes() };
        self.cipher(name).decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError)
    }

    /// A keyed fingerprint: equal texts give equal fingerprints, and without the marking key nothing can be tried against it.
    #[must_use]
    pub fn fingerprint(&self, parts: &[&str]) -> String {
        fingerprint(&self.marking, parts)
    }

    /// A signature that only this marking key can make, over parts that cannot run into each other.
    #[must_use]
    pub fn sign(&self, purpose: &str, parts: &[&str]) -> String {
        let mut all = vec!["signature", purpose];
        all.extend_from_slice(parts);
        self.fingerprint(&all)
    }

    /// Whether the signature is the one that [`Vault::sign`] makes; takes the same time wherever they differ.
    #[must_use]
    pub fn is_signed(&self, purpose: &str, parts: &[&str], signature: &str) -> bool {
        let (Ok(wanted), Ok(given)) =
            (blake3::Hash::from_hex(self.sign(purpose, parts)), blake3::Hash::from_hex(signature))
        else {
            return false;
        };
        // Comparing two of these hashes takes constant time.
        wanted == given
    }

    fn cipher(&self, name: &str) -> Aes256Gcm {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(b"record");
        hasher.update(name.as_bytes());
        let key = Zeroizing::new(*hasher.finalize().as_bytes());
        Aes256Gcm::new((&*key).into())
    }
}

fn fingerprint(key: &Key, parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(b"fingerprint");
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// A fresh random key.
///
/// # Errors
/// The system gives no randomness.
pub fn random_key() -> std::io::Result<Key> {
    let mut key = Zeroizing::new([0u8; KEY_BYTES]);
    getrandom::fill(key.as_mut_slice()).map_err(std::io::Error::other)?;
    Ok(key)
}

/// Lower-case hexadecimal digits.
#[must_use]
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The key that 64 hexadecimal digits spell.
#[must_use]
pub fn from_hex(text: &str) -> Option<Key> {
    let mut key = Zeroizing::new([0u8; KEY_BYTES]);
    if text.len() != KEY_BYTES * 2 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(key)
}

/// Writes a file that only its owner may read, and that must not exist, and makes it durable.
///
/// # Errors
/// The file is there or cannot be written.
pub fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    match path.parent() {
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open_or_create(&folder.path().join("master.key")).unwrap();
        (folder, vault)
    }

    #[test]
    fn a_sealed_record_opens_under_its_own_name_only() {
        let (_folder, vault) = vault();
        let sealed = vault.seal("account/1", b"Asha Rao").unwrap();
        assert_eq!(vault.open("account/1", &sealed).unwrap(), b"Asha Rao");
        assert!(vault.open("account/2", &sealed).is_err());
        assert!(!sealed.windows(4).any(|window| window == b"Asha"));
    }

    #[test]
    fn an_entitys_key_opens_its_records_and_the_master_key_alone_does_not() {
        let (_folder, master) = vault();
        let (first, sealed) = master.make_inner("entity/1/key").unwrap();
        let record = first.seal("report", b"Asha Rao").unwrap();
        let again = master.open_inner("entity/1/key", &sealed).unwrap();
        assert_eq!(again.open("report", &record).unwrap(), b"Asha Rao");
        assert!(master.open("report", &record).is_err());
        assert!(master.open_inner("entity/2/key", &sealed).is_err());
        let (other, _) = master.make_inner("entity/1/key").unwrap();
        assert!(other.open("report", &record).is_err(), "each key is random");
    }

    #[test]
    fn marks_outlive_the_key_that_seals() {
        let (first_folder, first) = vault();
        let (_folder, second) = vault();
        let (marking, _) = first.make_inner("marking").unwrap();
        let (one, other) = (first.clone().marking_with(&marking), second.marking_with(&marking));
        assert_eq!(one.fingerprint(&["a"]), other.fingerprint(&["a"]));
        assert!(other.is_signed("link", &["a"], &one.sign("link", &["a"])));
        assert_ne!(one.identity(), other.identity());
        let again = Vault::from_file(&first_folder.path().join("master.key")).unwrap();
        assert_eq!(one.identity(), again.identity(), "whatever it marks with");
        let sealed = marking.sealed_by(&other, "marking").unwrap();
        assert_eq!(other.open_inner("marking", &sealed).unwrap().identity(), marking.identity());
    }

    #[test]
    fn a_changed_or_cut_record_is_refused() {
        let (_folder, vault) = vault();
        let sealed = vault.seal("r", b"12345").unwrap();
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(vault.open("r", &changed).is_err(), "byte {at}");
            assert!(vault.open("r", &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn the_master_key_is_private_and_kept() {
        let (folder, first) = vault();
        let path = folder.path().join("master.key");
        let again = Vault::open_or_create(&path).unwrap();
        assert_eq!(first.fingerprint(&["a", "b"]), again.fingerprint(&["a", "b"]));
        assert_ne!(first.fingerprint(&["ab"]), again.fingerprint(&["a", "b"]));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
