//! The quick look that decides whether an upload is accepted and as a statement of which bank.

use super::form::StagedFile;
use crate::banks;
use crate::http::error::ApiError;
use crate::refusal::Refusal;
use crate::sandbox::{Ask, Operation, Reply, SandboxFailure};
use crate::service::App;
use engine::model::Inspection;
use engine::{ReadError, ReadErrorKind};

/// The outcome of the look.
pub(super) enum Look {
    /// It is kept and will be read.
    Accepted(Box<Seen>),
    /// It is not kept.
    Refused(Refusal),
}

/// What was seen in an accepted document.
pub(super) struct Seen {
    /// Identifier of the bank, declared or detected.
    pub(super) bank: String,
    /// The bank to read it as; `None` when no template knows the bank.
    pub(super) read_as: Option<String>,
    /// `None` when the document says nothing that we know how to read.
    pub(super) inspection: Option<Inspection>,
}

/// What the caller says about the bank.
#[derive(Clone, Copy)]
pub(super) enum Declared<'a> {
    /// The document is of this bank.
    Bank(&'a str),
    /// The bank is to be found, and a statement is refused when nothing names it.
    Nothing,
    /// The bank is to be found, and a statement is taken also when nothing names it.
    MayBeUnknown,
}

impl<'a> Declared<'a> {
    fn bank(self) -> Option<&'a str> {
        match self {
            Declared::Bank(bank) => Some(bank),
            Declared::Nothing | Declared::MayBeUnknown => None,
        }
    }
}

/// The identifier in answers for a bank that nothing names.
const UNKNOWN_BANK: &str = "unknown";

/// Looks at a document in the sandbox.
///
/// # Errors
/// Too many documents are being looked at, or the sandbox does not work.
pub(super) async fn look(
    app: &App,
    file: &StagedFile,
    declared: Declared<'_>,
    password: Option<&str>,
) -> Result<Look, ApiError> {
    let _place = app.sandbox.place().await.ok_or(ApiError::Busy)?;
    // The engine knows banks by their templates. For a bank without one it detects, so that a document that speaks for
    // another bank is still found out.
    let installed = app.templates.get();
    let bank = declared.bank().filter(|id| banks::has_template(installed.templates(), id));
    let ask = Ask { operation: Operation::Inspect, password, bank };
    Ok(match run(app, file, &ask).await? {
        Some(Reply::Inspection(inspection)) => inspected(*inspection, declared, bank),
        Some(Reply::Refused(error)) => refused(&error, declared.bank(), bank),
        Some(Reply::Report(_)) => {
            return Err(ApiError::Internal("the sandbox answered another question".to_owned()));
        }
        None => Look::Refused(Refusal::NotParsable),
    })
}

/// The sandbox's reply; `None` when the document ended its child.
async fn run(app: &App, file: &StagedFile, ask: &Ask<'_>) -> Result<Option<Reply>, ApiError> {
    let object = app.objects.open_staged(&file.complete, &file.secret).await?;
    match app.sandbox.run(ask, object).await {
        Ok(reply) => Ok(Some(reply)),
        Err(SandboxFailure::Broken(error)) => Err(ApiError::Internal(format!("sandbox: {error}"))),
        Err(failure @ (SandboxFailure::TimedOut | SandboxFailure::Crashed(_))) => {
            tracing::warn!(%failure, "a document ended its sandbox");
            Ok(None)
        }
    }
}

fn accepted(bank: String, read_as: Option<String>, inspection: Option<Inspection>) -> Look {
    Look::Accepted(Box::new(Seen { bank, read_as, inspection }))
}

fn inspected(inspection: Inspection, declared: Declared<'_>, asked: Option<&str>) -> Look {
    let detected = inspection.detection.bank.as_ref().map(|bank| bank.id.clone());
    match (declared.bank(), detected) {
        (Some(declared), Some(detected)) if asked.is_none() && detected != declared => {
            Look::Refused(Refusal::NotOfBank(declared.to_owned()))
        }
        (Some(declared), _) => accepted(declared.to_owned(), asked.map(str::to_owned), Some(inspection)),
        (None, Some(detected)) => accepted(detected.clone(), Some(detected), Some(inspection)),
        (None, None) if matches!(declared, Declared::MayBeUnknown) => {
            accepted(UNKNOWN_BANK.to_owned(), None, Some(inspection))
        }
        (None, None) => Look::Refused(Refusal::BankUndetected),
    }
}

fn refused(error: &ReadError, declared: Option<&str>, asked: Option<&str>) -> Look {
    match (declared, error.kind) {
        // A valid PDF of a bank that the caller names and we cannot recognise: kept, with identity null.
        (Some(declared), ReadErrorKind::BankUnknown) => {
            accepted(declared.to_owned(), asked.map(str::to_owned), None)
        }
        _ => Look::Refused(Refusal::of(error, declared)),
    }
}
