//! The job that reads all rows of a statement.

use super::queue::{Claimed, Ending};
use crate::crypto;
use crate::failpoint;
use crate::metrics::Stage;
use crate::refusal::Refusal;
use crate::sandbox::{Ask, Operation, Reply, SandboxFailure};
use crate::service::App;
use crate::store::StoreError;
use engine::model::{Report, Verdict};
use std::time::Instant;

/// How one attempt ended.
#[derive(Debug)]
pub enum Attempt {
    /// The job is over, by us or, the fence being stale, by another worker.
    Over,
    /// It failed in a way that another attempt may not; the code goes into the job, the sentence to the client in the end.
    Failed {
        /// Stable code.
        code: String,
        /// What the client reads when the job is given up.
        message: String,
    },
    /// Others did not answer as they should; it is tried again on a schedule of its own.
    Later {
        /// Stable code.
        code: String,
        /// Not before this time, milliseconds since 1970, when they said so.
        not_before: Option<i64>,
    },
}

impl From<StoreError> for Attempt {
    fn from(error: StoreError) -> Self {
        failed(format!("store: {error}"))
    }
}

fn failed(code: String) -> Attempt {
    Attempt::Failed { code, message: "The statement could not be processed.".to_owned() }
}

/// Reads the statement and keeps what it found. May run any number of times: only the newest claim can write a result.
pub async fn run(app: &App, job: &Claimed) -> Attempt {
    match attempt(app, job).await {
        Ok(attempt) | Err(attempt) => attempt,
    }
}

async fn attempt(app: &App, job: &Claimed) -> Result<Attempt, Attempt> {
    let file = app.store.statement_file(&app.vault, &job.tenant, &job.subject_id).await?;
    let file = file.ok_or_else(|| failed("the statement is gone".to_owned()))?;
    let secret =
        crypto::from_hex(&file.secrets.object_secret).ok_or_else(|| failed("object secret".to_owned()))?;
    let object = app.objects.open(&file.object_key, &secret).await;
    let object = object.map_err(|error| failed(format!("object: {error}")))?;
    // Before the reading: templates that are exchanged meanwhile make the mark older than the reading, never newer.
    let installed = app.templates.get();
    let ask = Ask {
        operation: Operation::Read,
        password: file.secrets.pdf_password.as_deref(),
        bank: file.read_as.as_deref(),
    };
    let kept = match app.sandbox.run(&ask, object).await {
        Ok(Reply::Report(report)) => {
            failpoint::reached("statement read");
            let started = Instant::now();
            let bank = report.detection.bank.as_ref().map(|bank| bank.id.as_str());
            let reader = installed.reader(bank);
            let kept = app.store.complete_statement(&app.vault, job, &file, &report, &reader).await?;
            app.metrics.took(Stage::Store, started.elapsed());
            if kept {
                count(app, &report);
            }
            kept
        }
        Ok(Reply::Refused(error)) => {
            let refusal = Refusal::of(&error, file.read_as.as_deref());
            app.metrics.refused(refusal.reason());
            let message = refusal.message();
            tracing::info!(statement_id = %job.subject_id, code = error.code(), "statement cannot be read");
            let reader = installed.reader(file.read_as.as_deref());
            app.store.fail_statement(job, Ending::Done, &message, &reader).await?
        }
        // A document that runs out of time once does so every time.
        Err(SandboxFailure::TimedOut) => {
            let ending = Ending::Dead("sandbox: timed out");
            let reader = installed.reader(file.read_as.as_deref());
            app.store.fail_statement(job, ending, &Refusal::NotParsable.message(), &reader).await?
        }
        Ok(Reply::Inspection(_)) => return Err(failed("sandbox: answered another question".to_owned())),
        Err(failure) => {
            let message = Refusal::NotParsable.message();
            return Err(Attempt::Failed { code: format!("sandbox: {failure}"), message });
        }
    };
    if !kept {
        tracing::warn!(statement_id = %job.subject_id, "a result came after the lease had passed on; dropped");
    }
    Ok(Attempt::Over)
}

fn count(app: &App, report: &Report) {
    for statement in &report.statements {
        app.metrics.proved(match statement.reconciliation.verdict {
            Verdict::Proven => "proven",
            Verdict::ProvenWithGaps => "proven_with_gaps",
            Verdict::Unproven => "unproven",
        });
        app.metrics.rows.inc_by(statement.transactions.len() as u64);
    }
}
