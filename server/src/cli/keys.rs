//! `statera keys`: API keys are made, listed and revoked where the database is opened, never over HTTP.

use super::{Failure, on_store};
use crate::clock;
use crate::storage::Storage;
use crate::store::{Store, StoreError, Tenant};
use clap::builder::NonEmptyStringValueParser;
use std::io::Write as _;

/// Arguments of `keys`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a key and print it; it is not shown again.
    Create {
        #[command(flatten)]
        storage: Storage,
        /// Name of the client.
        #[arg(long, value_parser = NonEmptyStringValueParser::new())]
        name: String,
        /// Whose data the key opens; keys of one tenant see the same entities [default: the name].
        #[arg(long, value_parser = NonEmptyStringValueParser::new())]
        tenant: Option<String>,
    },
    /// List keys, without the keys themselves.
    List {
        #[command(flatten)]
        storage: Storage,
    },
    /// Revoke keys; they stop working at once.
    Revoke {
        #[command(flatten)]
        storage: Storage,
        /// Identifier or name as `keys list` shows them, or the key itself.
        #[arg(required_unless_present = "name")]
        key: Option<String>,
        /// Name, as an alternative.
        #[arg(long, conflicts_with = "key")]
        name: Option<String>,
    },
}

/// Runs the action.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let storage = match &args.action {
        Action::Create { storage, .. } | Action::List { storage } | Action::Revoke { storage, .. } => storage,
    };
    on_store(storage, async |store| act(store, &args.action).await)
}

async fn act(store: &Store, action: &Action) -> Result<(), Failure> {
    let mut stdout = std::io::stdout();
    match action {
        Action::Create { name, tenant, .. } => {
            let tenant = Tenant::new(tenant.as_ref().unwrap_or(name));
            writeln!(stdout, "{}", store.create_key(&tenant, name).await?)?;
        }
        Action::List { .. } => {
            for key in store.list_keys().await? {
                let state = key
                    .revoked_at
                    .map_or("active".to_owned(), |at| format!("revoked {}", clock::iso_micros(at)));
                let made = clock::iso_micros(key.created_at);
                writeln!(stdout, "{}\t{}\t{}\t{made}\t{state}", key.id, key.name, key.tenant)?;
            }
        }
        Action::Revoke { key, name, .. } => {
            let which = key.as_ref().or(name.as_ref()).map(String::as_str).unwrap_or_default();
            let count = store.revoke_key(which).await?;
            if count == 0 {
                return Err(Failure::new(
                    "no active key matches",
                    "`statera keys list` shows identifiers and names",
                ));
            }
            eprintln!("revoked {count} key{}", if count == 1 { "" } else { "s" });
        }
    }
    Ok(())
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::new(error.to_string(), "")
    }
}
