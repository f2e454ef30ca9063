//! Where a process keeps what it is trusted with: database, documents and master key, embedded in one directory or outside.

use crate::config::{Config, StoreConfig};
use crate::crypto::Vault;
use crate::objects::Objects;
use crate::service::StartError;
use crate::store::master_key::KeyStanding;
use crate::store::{Store, StoreResult, new_id};
use crate::wording;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The environment variable that holds the master key, 64 hexadecimal digits, for machines without a disk to trust.
pub const MASTER_KEY: &str = "STATERA_MASTER_KEY";

/// What an operator says about storage. With a database and an object store outside, nothing of value stays on the machine.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Storage {
    /// Directory for the database, the documents and the master key, as far as they are not elsewhere; made when missing.
    #[arg(long, value_name = "DIR", required_unless_present_all = ["database_url", "object_store"])]
    pub data_dir: Option<PathBuf>,
    /// PostgreSQL database instead of the embedded one: postgres://USER:PASSWORD@HOST/NAME.
    #[arg(long, value_name = "URL", env = "STATERA_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Object store instead of the data directory: s3://BUCKET/PREFIX, gs://..., az://... or file:///DIR.
    #[arg(long, value_name = "URL", env = "STATERA_OBJECT_STORE", hide_env_values = true)]
    pub object_store: Option<String>,
    /// File with the master key, 64 hexadecimal digits; STATERA_MASTER_KEY may hold the key itself instead.
    #[arg(long, value_name = "FILE", env = "STATERA_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,
}

/// Storage that is open.
#[derive(Debug)]
pub struct Opened {
    /// The database.
    pub store: Store,
    /// The master key.
    pub vault: Vault,
}

impl Storage {
    /// All in one directory.
    #[must_use]
    pub fn at(data_dir: impl Into<PathBuf>) -> Storage {
        Storage { data_dir: Some(data_dir.into()), ..Storage::default() }
    }

    /// Opens the database and the master key, making what is missing in the data directory.
    ///
    /// # Errors
    /// Something cannot be reached, made or used, or the database belongs to another key.
    pub async fn open(&self, config: &Config) -> Result<Opened, StartError> {
        // Two commands on a fresh directory must not both make its key and its tables.
        let _lock = self.data_dir.as_deref().map(prepare).transpose()?;
        let vault = self.vault()?;
        let store = self.store(&config.store).await?;
        let vault = settle(&store, vault).await.map_err(|error| database_trouble(&error.to_string()))??;
        Ok(Opened { store, vault })
    }

    /// Opens the database and the master key as they are, for a change of that key.
    ///
    /// # Errors
    /// Something cannot be reached or used.
    pub async fn open_to_change_key(&self, config: &Config) -> Result<Opened, StartError> {
        let _lock = self.data_dir.as_deref().map(prepare).transpose()?;
        Ok(Opened { vault: self.vault()?, store: self.store(&config.store).await? })
    }

    /// The file in the data directory that the master key is read from, unless the operator keeps the key elsewhere.
    #[must_use]
    pub fn own_key_file(&self) -> Option<PathBuf> {
        if self.master_key_file.is_some() || std::env::var_os(MASTER_KEY).is_some() {
            return None;
        }
        self.data_dir.as_ref().map(|folder| folder.join("master.key"))
    }

    async fn store(&self, config: &StoreConfig) -> Result<Store, StartError> {
        match (&self.database_url, &self.data_dir) {
            (Some(url), _) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                let store = Store::open_postgres(url, config).await;
                store.map_err(|error| database_trouble(&error.to_string()))
            }
            (Some(_), _) => {
                let message = "the database URL does not begin with postgres://";
                Err(StartError::new(message, "leave it out for the embedded database in --data-dir"))
            }
            (None, Some(folder)) => {
                let store = Store::open_embedded(&folder.join("statera.db"), config).await;
                store.map_err(|error| trouble(folder, &format!("statera.db: {error}")))
            }
            (None, None) => Err(nowhere("a database", "--data-dir or --database-url")),
        }
    }

    fn vault(&self) -> Result<Vault, StartError> {
        if let Ok(text) = std::env::var(MASTER_KEY) {
            let hint = "make one with `openssl rand -hex 32`, once for all processes";
            let wrong = || StartError::new(format!("{MASTER_KEY} is not 64 hexadecimal digits"), hint);
            return Vault::from_hex(text.trim()).ok_or_else(wrong);
        }
        let path = match (&self.master_key_file, &self.data_dir) {
            (Some(file), _) => {
                let fail = |error| StartError::new(format!("{}: {error}", file.display()), "check the file");
                return Vault::from_file(file).map_err(fail);
            }
            (None, Some(folder)) => folder.join("master.key"),
            (None, None) => return Err(nowhere("the master key", MASTER_KEY)),
        };
        // A key made here would be known to this machine alone, and what it seals lost to all others.
        let opened =
            if self.database_url.is_some() { Vault::from_file(&path) } else { Vault::open_or_create(&path) };
        opened.map_err(|error| {
            let hint = format!("give the key that all processes share as {MASTER_KEY} or --master-key-file");
            StartError::new(format!("cannot use the master key {}: {error}", path.display()), hint)
        })
    }

    /// Opens the place of documents. The folder that comes with it holds what is staged and goes with the process.
    ///
    /// # Errors
    /// The address is not understood, or a folder cannot be made.
    pub fn objects(&self) -> Result<(Objects, Option<TempDir>), StartError> {
        let fail = |error: io::Error| {
            let hint = "use s3://BUCKET/PREFIX, gs://BUCKET/PREFIX, az://CONTAINER/PREFIX or file:///DIR";
            StartError::new(format!("cannot use the object store: {error}"), hint)
        };
        match (&self.object_store, &self.data_dir) {
            (Some(url), Some(folder)) => Ok((Objects::at(url, &folder.join("staging")).map_err(fail)?, None)),
            (Some(url), None) => {
                let staging = tempfile::Builder::new().prefix("statera-staging-").tempdir().map_err(fail)?;
                Ok((Objects::at(url, staging.path()).map_err(fail)?, Some(staging)))
            }
            (None, Some(folder)) => {
                let objects = Objects::on_disk(&folder.join("objects"));
                Ok((objects.map_err(|error| trouble(folder, &error.to_string()))?, None))
            }
            (None, None) => Err(nowhere("documents", "--data-dir or --object-store")),
        }
    }

    /// Makes this process the one server of its data directory, if it has one; the system frees the lock however it ends.
    ///
    /// # Errors
    /// Another server is running there.
    pub fn own(&self) -> Result<Option<File>, StartError> {
        let Some(folder) = &self.data_dir else { return Ok(None) };
        let path = folder.join("serve.lock");
        let fail = |error: io::Error| trouble(folder, &format!("serve.lock: {}", wording::trouble(&error)));
        let file = File::create(&path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(StartError::new(
                format!("another server is running on the data directory {}", folder.display()),
                "stop it first, or give this one a data directory of its own",
            )),
            Err(TryLockError::Error(error)) => Err(fail(error)),
        }
    }

    /// Who the owner of the data directory is to the queue: the same after a restart, so that its unfinished jobs are
    /// recognised. Without a directory, somebody new.
    ///
    /// # Errors
    /// The directory cannot be written to.
    pub fn node(&self) -> Result<String, StartError> {
        let Some(folder) = &self.data_dir else { return Ok(new_id()) };
        let path = folder.join("node.id");
        match std::fs::read_to_string(&path) {
            Ok(id) => Ok(id.trim().to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let id = new_id();
                std::fs::write(&path, &id).map_err(|error| trouble(folder, &error.to_string()))?;
                Ok(id)
            }
            Err(error) => Err(trouble(folder, &error.to_string())),
        }
    }
}

/// Lets a database take the key when it is new, or holds the key against it; answers what seals and marks from now on.
async fn settle(store: &Store, vault: Vault) -> StoreResult<Result<Vault, StartError>> {
    let is_new = store.setting("master_key").await?.is_none();
    match store.key_standing(&vault).await? {
        KeyStanding::Current => {}
        KeyStanding::Other => {
            let message = "the database belongs to another master key than this one";
            let hint = "give the key that the first process on this database had; after `statera master-key change` \
                        that is the new one, and the same command finishes a change that was interrupted";
            return Ok(Err(StartError::new(message, hint)));
        }
        KeyStanding::Changing => {
            let message = "the master key of this database is being changed";
            let hint =
                "run `statera master-key change` again with the same new key; it goes on where it stopped";
            return Ok(Err(StartError::new(message, hint)));
        }
    }
    let vault = store.marking(vault, is_new).await?;
    store.seal_open_records(&vault).await?;
    Ok(Ok(vault))
}

fn prepare(folder: &Path) -> Result<File, StartError> {
    let lock = make_private(folder).and_then(|()| File::create(folder.join("prepare.lock")));
    let lock = lock.map_err(|error| trouble(folder, &format!("directory: {error}")))?;
    lock.lock().map_err(|error| trouble(folder, &format!("lock: {error}")))?;
    Ok(lock)
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn trouble(folder: &Path, error: &str) -> StartError {
    let hint = "check that the directory exists or can be made, and that this user may write there";
    StartError::new(format!("cannot use the data directory {}: {error}", folder.display()), hint)
}

fn database_trouble(error: &str) -> StartError {
    let hint = "check that the server runs, that user and database exist, and that the user may make tables";
    StartError::new(format!("cannot use the database: {error}"), hint)
}

fn nowhere(what: &str, how: &str) -> StartError {
    StartError::new(format!("nothing says where {what} should be"), format!("give {how}"))
}
