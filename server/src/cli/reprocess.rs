//! `statera reprocess`: statements of a server's store are read again as jobs, when a newer engine or template would read them
//! otherwise. The sibling for folders is `statera batch --changed-since`.

use super::{Failure, installed, on_store};
use crate::clock;
use crate::http::asked::uuid4;
use crate::storage::Storage;
use crate::store::Store;
use crate::store::reprocess::Reread;
use crate::templates::Installed;
use std::io::Write as _;
use std::path::PathBuf;

/// Statements that are looked at in one go.
const AT_ONCE: i64 = 500;

/// Arguments of `reprocess`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    storage: Storage,
    /// All statements of this entity, whoever read them, instead of those that another engine or template read.
    #[arg(long, value_name = "ID")]
    entity: Option<String>,
    /// The templates that the workers have beside those that ship.
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
    /// Jobs that become ready in a second, so that new uploads need not wait behind an archive.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    per_second: u32,
    /// Only count.
    #[arg(long)]
    dry_run: bool,
}

/// What was found and done.
#[derive(Debug, Default)]
struct Told {
    found: usize,
    enqueued: usize,
}

/// Enqueues and says how many.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let templates = installed(args.templates.as_deref())?;
    let told = on_store(&args.storage, async |store| act(store, &templates, args).await)?;
    let waiting = told.found - told.enqueued;
    let mut stdout = std::io::stdout();
    if args.dry_run {
        writeln!(stdout, "{} statements to be read again", told.found)?;
    } else {
        let enqueued = told.enqueued;
        writeln!(stdout, "{enqueued} statements enqueued to be read again, {waiting} were waiting already")?;
    }
    Ok(())
}

async fn act(store: &Store, templates: &Installed, args: &Args) -> Result<Told, Failure> {
    let mut pace =
        Pace { start: clock::now_ms(), per_second: i64::from(args.per_second), told: Told::default() };
    if let Some(entity) = &args.entity {
        let refused = |_| Failure::new(format!("{entity:?} is no identifier of an entity"), "give its UUID");
        let statements = store.all_to_read_again(&uuid4("entity", entity).map_err(refused)?).await?;
        if statements.is_empty() {
            return Err(Failure::new("no statement belongs to this entity", "check the identifier"));
        }
        pace.enqueue(store, &statements, args.dry_run).await?;
        return Ok(pace.told);
    }
    for (reader, _) in store.readers().await? {
        if reader.as_deref().is_some_and(|reader| templates.is_present(reader)) {
            continue;
        }
        let mut last = String::new();
        loop {
            let statements = store.read_by(reader.as_deref(), &last, AT_ONCE).await?;
            let Some(newest) = statements.last() else { break };
            last.clone_from(&newest.statement_id);
            pace.enqueue(store, &statements, args.dry_run).await?;
        }
    }
    Ok(pace.told)
}

/// When the next job becomes ready.
struct Pace {
    start: i64,
    per_second: i64,
    told: Told,
}

impl Pace {
    async fn enqueue(&mut self, store: &Store, statements: &[Reread], dry_run: bool) -> Result<(), Failure> {
        for statement in statements {
            self.told.found += 1;
            let nth = i64::try_from(self.told.enqueued).unwrap_or(i64::MAX);
            let at = self.start.saturating_add(nth.saturating_mul(1_000) / self.per_second);
            if !dry_run && store.read_again(statement, at).await? {
                self.told.enqueued += 1;
            }
        }
        Ok(())
    }
}
