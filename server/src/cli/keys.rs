//! `statera keys`: API keys are made, listed and revoked on the machine that holds the data, never over the network.

use super::{Failure, block_on};
use crate::clock;
use crate::config::Config;
use crate::service::open_data;
use crate::store::{Store, StoreError, Tenant};
use std::io::Write as _;
use std::path::PathBuf;

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
        /// Directory that `serve` uses.
        #[arg(long, value_name = "DIR")]
        data_dir: PathBuf,
        /// Name of the client.
        #[arg(long)]
        name: String,
        /// Whose data the key opens; keys of one tenant see the same entities [default: the name].
        #[arg(long)]
        tenant: Option<String>,
    },
    /// List keys, without the keys themselves.
    List {
        /// Directory that `serve` uses.
        #[arg(long, value_name = "DIR")]
        data_dir: PathBuf,
    },
    /// Revoke keys; they stop working at once.
    Revoke {
        /// Directory that `serve` uses.
        #[arg(long, value_name = "DIR")]
        data_dir: PathBuf,
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
    let config = Config::load(None).map_err(|message| Failure::new(message, ""))?;
    let data_dir = match &args.action {
        Action::Create { data_dir, .. } | Action::List { data_dir } | Action::Revoke { data_dir, .. } => {
            data_dir
        }
    };
    block_on(async {
        let (store, _) = open_data(data_dir, &config).await?;
        let done = act(&store, &args.action).await;
        store.close().await;
        done
    })
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
