//! Documents in an object store of a cloud: S3 and what speaks its protocol, Google Cloud Storage, Azure Blob Storage.
//!
//! Address: `s3://BUCKET/PREFIX`, `gs://BUCKET/PREFIX`, `az://CONTAINER/PREFIX`. Who we are there comes from the environment, as
//! the tools of each cloud have it (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT`, `GOOGLE_SERVICE_ACCOUNT`, `AZURE_STORAGE_ACCOUNT_NAME`
//! and so on), or from the machine's own identity.

use super::{Complete, checked};
use crate::http::tls;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use std::io;
use std::sync::Arc;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncWriteExt as _};
use tokio_util::io::StreamReader;

/// Larger documents go up in parts of this size, so that none is held in memory whole.
const PART: usize = 8 << 20;

/// A bucket, or a folder in it.
#[derive(Clone, Debug)]
pub(super) struct Cloud {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

/// The object store of an address, and the path within it. Who we are there comes from the environment.
///
/// # Errors
/// The address is not understood, or the environment lacks what the store needs.
pub(crate) fn store_at(url: &str) -> io::Result<(Arc<dyn ObjectStore>, Path)> {
    tls::provide();
    let url = url::Url::parse(url).map_err(io::Error::other)?;
    let ours = |name: &str| ["aws_", "google_", "azure_"].iter().any(|start| name.starts_with(start));
    let options = std::env::vars_os().filter_map(|(name, value)| {
        let (name, value) = (name.into_string().ok()?.to_ascii_lowercase(), value.into_string().ok()?);
        ours(&name).then_some((name, value))
    });
    let (store, path) = object_store::parse_url_opts(&url, options)?;
    Ok((Arc::from(store), path))
}

impl Cloud {
    pub(super) fn at(url: &str) -> io::Result<Cloud> {
        let (store, prefix) = store_at(url)?;
        Ok(Cloud { store, prefix })
    }

    pub(super) async fn put(&self, complete: Complete) -> io::Result<()> {
        let mut file = File::open(&complete.file.0).await?;
        let mut writer = BufWriter::with_capacity(Arc::clone(&self.store), self.path(&complete.key)?, PART)
            .with_max_concurrency(1);
        tokio::io::copy(&mut file, &mut writer).await?;
        // The store answers this only when it has the document; it is durable then.
        writer.shutdown().await
    }

    pub(super) async fn remove(&self, key: &str) -> io::Result<()> {
        match self.store.delete(&self.path(key)?).await {
            Err(object_store::Error::NotFound { .. }) | Ok(()) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The bytes of a kept document and their number.
    pub(super) async fn open(&self, key: &str) -> io::Result<(Box<dyn AsyncRead + Send + Unpin>, u64)> {
        let found = self.store.get(&self.path(key)?).await?;
        let length = found.meta.size;
        Ok((Box::new(StreamReader::new(found.into_stream())), length))
    }

    fn path(&self, key: &str) -> io::Result<Path> {
        Ok(self.prefix.clone().join(checked(key)?))
    }
}
