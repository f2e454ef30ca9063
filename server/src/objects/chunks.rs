//! The format of a stored document: a short head, then AES-256-GCM chunks in the STREAM construction, so that a document can
//! be written and read piece by piece and no piece can be changed, dropped, repeated or reordered.

use super::{Complete, TemporaryFile};
use crate::crypto::{Key, to_hex};
use crate::failpoint;
use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::Aes256Gcm;
use aes_gcm::aead::Payload;
use sha2::{Digest as _, Sha256};
use std::io;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};

const MAGIC: &[u8; 8] = b"statera1";
/// The part of the nonce that is not the counter. Zero will do: each document has a key of its own.
const PREFIX: [u8; 7] = [0; 7];
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a stored document was changed or does not fit its key")
}

/// A document that is being written.
pub struct Staged {
    key: String,
    temporary: TemporaryFile,
    file: File,
    encryptor: EncryptorBE32<Aes256Gcm>,
    waiting: Vec<u8>,
    hasher: Sha256,
    bytes: u64,
}

impl Staged {
    pub(super) async fn create(key: &str, secret: &Key, temporary: TemporaryFile) -> io::Result<Staged> {
        let mut file = File::create_new(&temporary.0).await?;
        file.write_all(MAGIC).await?;
        Ok(Staged {
            key: key.to_owned(),
            temporary,
            file,
            encryptor: EncryptorBE32::new((&**secret).into(), &PREFIX.into()),
            waiting: Vec::with_capacity(CHUNK),
            hasher: Sha256::new(),
            bytes: 0,
        })
    }

    /// Adds bytes to the document.
    ///
    /// # Errors
    /// The disk is full or fails.
    pub async fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        while !bytes.is_empty() {
            // A full chunk is written only when more follows: the last one is sealed differently.
            if self.waiting.len() == CHUNK {
                let payload = Payload { msg: &self.waiting, aad: self.key.as_bytes() };
                let sealed = self.encryptor.encrypt_next(payload).map_err(|_| broken())?;
                self.file.write_all(&sealed).await?;
                self.waiting.clear();
                failpoint::reached("body arriving");
            }
            let (now, later) = bytes.split_at(bytes.len().min(CHUNK - self.waiting.len()));
            self.waiting.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Ends the document. It is not yet durable; [`super::Objects::put`] makes it so.
    ///
    /// # Errors
    /// The disk is full or fails.
    pub async fn complete(mut self) -> io::Result<Complete> {
        let payload = Payload { msg: &self.waiting, aad: self.key.as_bytes() };
        let sealed = self.encryptor.encrypt_last(payload).map_err(|_| broken())?;
        self.file.write_all(&sealed).await?;
        self.file.flush().await?;
        failpoint::reached("body staged");
        let sha256 = to_hex(&self.hasher.finalize());
        Ok(Complete { key: self.key, file: self.temporary, sha256, bytes: self.bytes })
    }
}

/// A document that is being read.
pub struct ObjectReader {
    key: String,
    source: Box<dyn AsyncRead + Send + Unpin>,
    decryptor: Option<DecryptorBE32<Aes256Gcm>>,
    left: u64,
    bytes: u64,
}

impl ObjectReader {
    /// Reads the head of a stored document of `length` bytes.
    pub(super) async fn open(
        mut source: Box<dyn AsyncRead + Send + Unpin>,
        length: u64,
        key: &str,
        secret: &Key,
    ) -> io::Result<ObjectReader> {
        let mut magic = [0; MAGIC.len()];
        source.read_exact(&mut magic).await?;
        let left = length.saturating_sub(MAGIC.len() as u64);
        let chunks = left.div_ceil((CHUNK + TAG) as u64).max(1);
        let bytes = left.checked_sub(chunks * TAG as u64).ok_or_else(broken)?;
        if magic != *MAGIC {
            return Err(broken());
        }
        let decryptor = Some(DecryptorBE32::new((&**secret).into(), &PREFIX.into()));
        Ok(ObjectReader { key: key.to_owned(), source, decryptor, left, bytes })
    }

    /// Length of the plain document.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next piece of the plain document; `None` after the last.
    ///
    /// # Errors
    /// The file cannot be read, or was changed.
    pub async fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(mut decryptor) = self.decryptor.take() else {
            return Ok(None);
        };
        let size = self.left.min((CHUNK + TAG) as u64);
        let mut sealed = vec![0; usize::try_from(size).map_err(io::Error::other)?];
        self.source.read_exact(&mut sealed).await?;
        self.left -= size;
        let payload = Payload { msg: &sealed, aad: self.key.as_bytes() };
        let plain = if self.left == 0 {
            decryptor.decrypt_last(payload).map_err(|_| broken())?
        } else {
            let plain = decryptor.decrypt_next(payload).map_err(|_| broken())?;
            self.decryptor = Some(decryptor);
            plain
        };
        Ok(Some(plain))
    }
}
