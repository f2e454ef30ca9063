//! Documents as files of this machine: made durable under a temporary name, then renamed.

use super::{Complete, TemporaryFile, checked};
use std::io;
use std::path::{Path, PathBuf};

/// A folder of documents.
#[derive(Clone, Debug)]
pub(super) struct Disk {
    root: PathBuf,
}

impl Disk {
    pub(super) fn at(root: &Path) -> io::Result<Disk> {
        std::fs::create_dir_all(root)?;
        Ok(Disk { root: root.to_owned() })
    }

    pub(super) async fn put(&self, complete: Complete) -> io::Result<()> {
        let (folder, path) = self.place(&complete.key)?;
        let root = self.root.clone();
        let work = move || {
            let temporary = &complete.file.0;
            std::fs::File::open(temporary)?.sync_all()?;
            if !folder.exists() {
                std::fs::create_dir_all(&folder)?;
                sync_folder(&root)?;
            }
            // Staging may be on another file system; then the bytes are copied, and the copy is what is renamed.
            if std::fs::rename(temporary, &path).is_err() {
                let beside = TemporaryFile(folder.join(format!("{}.part", complete.key)));
                std::fs::copy(temporary, &beside.0)?;
                std::fs::File::open(&beside.0)?.sync_all()?;
                std::fs::rename(&beside.0, &path)?;
            }
            sync_folder(&folder)
        };
        tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
    }

    pub(super) async fn remove(&self, key: &str) -> io::Result<()> {
        let (_, path) = self.place(key)?;
        match tokio::fs::remove_file(&path).await {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Path of a kept document.
    pub(super) fn path(&self, key: &str) -> io::Result<PathBuf> {
        Ok(self.place(key)?.1)
    }

    /// Folder and path of a key. The first two characters make the folder, so that no folder grows beyond reason.
    fn place(&self, key: &str) -> io::Result<(PathBuf, PathBuf)> {
        let key = checked(key)?;
        let folder = self.root.join(key.get(..2).unwrap_or("00"));
        let path = folder.join(key);
        Ok((folder, path))
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}
