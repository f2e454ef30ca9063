//! `statera master-key change`: everything that the master key seals is sealed under another one.

use super::{Failure, block_on};
use crate::config::Config;
use crate::crypto::{self, Vault};
use crate::storage::{Opened, Storage};
use crate::store::master_key::{ChangeError, Changed};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Arguments of `master-key`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Seal everything under a new master key. Stop all servers and workers first; interrupted, it goes on when it is run again.
    Change {
        #[command(flatten)]
        storage: Storage,
        /// File with the new key, 64 hexadecimal digits. May be left out where the key is in the data directory: then one is made,
        /// and takes the place of the old one there.
        #[arg(long, value_name = "FILE")]
        new_key_file: Option<PathBuf>,
    },
}

/// Runs the action.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let Action::Change { storage, new_key_file } = &args.action;
    let config = Config::load(None).map_err(|message| Failure::new(message, ""))?;
    // Whoever serves from this directory holds this lock.
    let _owned = storage.own()?;
    block_on(async {
        let Opened { store, vault: old } = storage.open_to_change_key(&config).await?;
        let place = storage.own_key_file();
        let file = new_key_file.clone().or_else(|| place.as_ref().map(|path| path.with_extension("key.new")));
        let file = file.ok_or_else(|| {
            Failure::new(
                "nothing says where the new key is",
                "give --new-key-file, made by `openssl rand -hex 32`",
            )
        })?;
        let opened =
            if new_key_file.is_some() { Vault::from_file(&file) } else { Vault::open_or_create(&file) };
        let new = opened.map_err(|error| {
            Failure::new(format!("cannot use the new key {}: {error}", file.display()), "check the file")
        })?;
        if old.identity() == new.identity() {
            return Err(Failure::new("the new key is the old one", "give another file"));
        }
        let is_done = store.setting("master_key").await? == Some(new.identity());
        let done = if is_done { Ok(Changed::default()) } else { store.change_master_key(&old, &new).await };
        store.close().await;
        let changed = done.map_err(told)?;
        eprintln!("sealed anew: {} entity keys, {} webhooks", changed.entities, changed.webhooks);
        match place {
            Some(place) => {
                put_in_place(&file, &place, new_key_file.is_some())?;
                eprintln!("{} is the new key now; keep a copy apart from the backups", place.display());
            }
            None => eprintln!("start all processes with the new key from now on"),
        }
        Ok(())
    })
}

/// The new key takes the old one's place in one step; a file that the operator made stays his.
fn put_in_place(file: &Path, place: &Path, is_theirs: bool) -> io::Result<()> {
    let ours = place.with_extension("key.new");
    if is_theirs {
        let new = zeroize::Zeroizing::new(std::fs::read_to_string(file)?);
        // Left over from a run that ended between writing and renaming.
        if ours.exists() {
            std::fs::remove_file(&ours)?;
        }
        crypto::write_private(&ours, new.trim())?;
    }
    std::fs::rename(&ours, place)?;
    match place.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn told(error: ChangeError) -> Failure {
    match error {
        ChangeError::WrongKey => Failure::new(
            "the database belongs to another master key than the old one given",
            "give the key that the processes on this database have",
        ),
        ChangeError::OtherChange => Failure::new(
            "a change to another new key was begun and not finished",
            "finish it with the new key that it was begun with",
        ),
        ChangeError::AtWork => Failure::new(
            "a worker has a job in hand",
            "stop all servers and workers; after one that was killed wait until its lease has run out (jobs.lease_seconds)",
        ),
        ChangeError::Store(error) => {
            Failure::new(error.to_string(), "what was done stays done; run the command again")
        }
    }
}
