//! Documents at rest: encrypted under a key of their own, staged on this machine, then made durable where they are kept.
//!
//! An upload is encrypted while it arrives, so no plain document ever touches the disk and no document is held in memory
//! whole. Staging is always local; only [`Objects::put`], [`Objects::open`] and [`Objects::remove`] know where documents live.

mod chunks;
mod cloud;
mod disk;

pub use chunks::{ObjectReader, Staged};
pub(crate) use cloud::store_at;

use crate::crypto::Key;
use cloud::Cloud;
use disk::Disk;
use std::io;
use std::path::{Path, PathBuf};
use tokio::fs::File;

/// Where documents are kept.
#[derive(Clone, Debug)]
pub struct Objects {
    staging: PathBuf,
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    /// Files of this machine.
    Disk(Disk),
    /// An object store that all machines reach.
    Cloud(Cloud),
}

/// An encrypted document that waits to be kept; its temporary file goes when this is dropped before.
#[derive(Debug)]
pub struct Complete {
    key: String,
    file: TemporaryFile,
    /// SHA-256 of the plain document, lower-case hexadecimal.
    pub sha256: String,
    /// Length of the plain document.
    pub bytes: u64,
}

impl Complete {
    /// The key that it will be kept under.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// A file that is removed unless it was renamed away.
#[derive(Debug)]
pub(crate) struct TemporaryFile(PathBuf);

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // After a rename there is nothing here, which is as it should be.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Objects {
    /// Documents in a folder of this machine, staged within it.
    ///
    /// # Errors
    /// The folder cannot be made or used.
    pub fn on_disk(root: &Path) -> io::Result<Objects> {
        let staging = root.join("staging");
        std::fs::create_dir_all(&staging)?;
        Ok(Objects { staging, place: Place::Disk(Disk::at(root)?) })
    }

    /// Documents at an address: `file://`, `s3://`, `gs://` or `az://`, staged in a folder of this machine.
    ///
    /// # Errors
    /// The address is not understood, or the folder cannot be made.
    pub fn at(url: &str, staging: &Path) -> io::Result<Objects> {
        std::fs::create_dir_all(staging)?;
        let place = match url.strip_prefix("file://") {
            Some(path) => Place::Disk(Disk::at(Path::new(path))?),
            None => Place::Cloud(Cloud::at(url)?),
        };
        Ok(Objects { staging: staging.to_owned(), place })
    }

    /// Removes what an earlier life left half-written in the staging folder; only its one owner may do so.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn clear_staging(&self) -> io::Result<()> {
        for entry in std::fs::read_dir(&self.staging)? {
            std::fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    /// Begins a document under a key: lower-case letters, digits and hyphens only.
    ///
    /// # Errors
    /// The key is not of that form, or the temporary file cannot be made.
    pub async fn stage(&self, key: &str, secret: &Key) -> io::Result<Staged> {
        let file = TemporaryFile(self.staging.join(checked(key)?));
        Staged::create(key, secret, file).await
    }

    /// A document that is staged and not yet kept, to be looked at.
    ///
    /// # Errors
    /// The file cannot be read.
    pub async fn open_staged(&self, complete: &Complete, secret: &Key) -> io::Result<ObjectReader> {
        open_file(&complete.file.0, &complete.key, secret).await
    }

    /// Keeps a document. When this returns it survives the loss of power.
    ///
    /// # Errors
    /// The file system or the object store fails; then the document is not kept.
    pub async fn put(&self, complete: Complete) -> io::Result<()> {
        match &self.place {
            Place::Disk(disk) => disk.put(complete).await,
            Place::Cloud(cloud) => cloud.put(complete).await,
        }
    }

    /// Removes a kept document; one that is not there is removed already.
    ///
    /// # Errors
    /// The file system or the object store fails.
    pub async fn remove(&self, key: &str) -> io::Result<()> {
        match &self.place {
            Place::Disk(disk) => disk.remove(key).await,
            Place::Cloud(cloud) => cloud.remove(key).await,
        }
    }

    /// A kept document.
    ///
    /// # Errors
    /// There is none under this key, or it cannot be read.
    pub async fn open(&self, key: &str, secret: &Key) -> io::Result<ObjectReader> {
        match &self.place {
            Place::Disk(disk) => open_file(&disk.path(key)?, key, secret).await,
            Place::Cloud(cloud) => {
                let (bytes, length) = cloud.open(key).await?;
                ObjectReader::open(bytes, length, key, secret).await
            }
        }
    }
}

async fn open_file(path: &Path, key: &str, secret: &Key) -> io::Result<ObjectReader> {
    let file = File::open(path).await?;
    let length = file.metadata().await?.len();
    ObjectReader::open(Box::new(file), length, key, secret).await
}

/// A key can never lead out of the folder.
fn checked(key: &str) -> io::Result<&str> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if key.len() >= 2 && key.len() <= 64 && key.bytes().all(plain) {
        Ok(key)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not an object key"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::random_key;

    async fn kept(objects: &Objects, key: &str, secret: &Key, plain: &[u8]) -> Complete {
        let mut staged = objects.stage(key, secret).await.unwrap();
        for piece in plain.chunks(10_000) {
            staged.write(piece).await.unwrap();
        }
        staged.complete().await.unwrap()
    }

    async fn read(mut reader: ObjectReader) -> io::Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(chunk) = reader.next().await? {
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }

    #[tokio::test]
    async fn documents_of_any_size_come_back_and_are_not_plain_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::on_disk(folder.path()).unwrap();
        for (at, size) in [0usize, 1, 65_535, 65_536, 65_537, 200_000].into_iter().enumerate() {
            let (key, secret) = (format!("ab-{at}"), random_key().unwrap());
            let plain: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            let complete = kept(&objects, &key, &secret, &plain).await;
            assert_eq!(complete.bytes, size as u64);
            let staged = objects.open_staged(&complete, &secret).await.unwrap();
            assert_eq!(staged.bytes(), size as u64);
            assert_eq!(read(staged).await.unwrap(), plain);
            objects.put(complete).await.unwrap();
            assert_eq!(read(objects.open(&key, &secret).await.unwrap()).await.unwrap(), plain);
            if size > 1_000 {
                let stored = std::fs::read(folder.path().join("ab").join(&key)).unwrap();
                assert!(!stored.windows(64).any(|window| window == &plain[..64]));
            }
        }
    }

    #[tokio::test]
    async fn a_changed_cut_or_swapped_document_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::on_disk(folder.path()).unwrap();
        let secret = random_key().unwrap();
        let complete = kept(&objects, "ab-1", &secret, &[7; 150_000]).await;
        objects.put(complete).await.unwrap();
        let path = folder.path().join("ab").join("ab-1");
        let good = std::fs::read(&path).unwrap();
        let mut flipped = good.clone();
        flipped[70_000] ^= 1;
        let cut = good[..65_536 + 16 + 15].to_vec();
        for bad in [flipped, cut] {
            std::fs::write(&path, bad).unwrap();
            assert!(read(objects.open("ab-1", &secret).await.unwrap()).await.is_err());
        }
        std::fs::write(folder.path().join("ab").join("ab-2"), good).unwrap();
        assert!(read(objects.open("ab-2", &secret).await.unwrap()).await.is_err(), "under another name");
    }

    #[tokio::test]
    async fn an_upload_that_is_given_up_leaves_nothing_and_a_key_cannot_leave_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let objects = Objects::on_disk(folder.path()).unwrap();
        let secret = random_key().unwrap();
        let mut staged = objects.stage("ab-1", &secret).await.unwrap();
        staged.write(b"half").await.unwrap();
        drop(staged);
        drop(kept(&objects, "ab-2", &secret, b"whole").await);
        assert_eq!(std::fs::read_dir(folder.path().join("staging")).unwrap().count(), 0);
        for key in ["../x", "a", "", "ab/c", "AB"] {
            assert!(objects.stage(key, &secret).await.is_err(), "{key}");
        }
    }
}
