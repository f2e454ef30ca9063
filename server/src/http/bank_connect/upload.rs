//! `statement/upload/`, `statement/bankless_upload/`, and the same two with the document as Base64 text.
//!
//! The document is encrypted to a staging file while it arrives, looked at in the sandbox, made durable, entered into the
//! database in one transaction, and only then acknowledged. Its rows are read by a job afterwards.

use super::fetch::fetch;
use super::form::{Encoding, UploadFileFields, UploadForm, UploadTextFields};
use super::look::{Declared, Look, Seen, look};
use super::shapes::{UploadIdentityShape, UploadMore, UploadShape};
use crate::http::asked::Asked;
use crate::http::error::{ApiError, REFUSED, ok, refused_body};
use crate::http::idempotency::{self, IdempotencyHeader, Way};
use crate::service::App;
use crate::store::accounts::AccountDetails;
use crate::store::entities::{EntityChoice, KeepRefusal};
use crate::store::fingerprints::Reuse;
use crate::store::idempotency::{IdempotentRequest, KeptAnswer};
use crate::store::statements::{Accepted, Keep, NewStatement, Secrets, StoredFinding};
use crate::store::{StoreResult, Tenant};
use crate::{banks, crypto};
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use engine::model::{Inspection, Severity};
use serde::Serialize;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(upload_with_bank))
        .routes(routes!(upload_without_bank))
        .routes(routes!(upload_base64_with_bank))
        .routes(routes!(upload_base64_without_bank))
}

/// What the path of an upload settles.
#[derive(Clone, Copy)]
struct Route {
    needs_bank: bool,
    encoding: Encoding,
}

/// What an upload may ask for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // Read by the document of the API.
struct UploadQuery {
    /// Whether the answer says whose account it is and what the file itself shows.
    identity: Option<bool>,
}

/// Upload a statement
///
/// The bank is known. Rows are read after the answer; poll an analysis until it is completed.
#[utoipa::path(
    post,
    path = "/statement/upload",
    tag = "Uploads",
    params(UploadQuery, IdempotencyHeader),
    request_body(content(
        (UploadFileFields = "multipart/form-data"),
        (UploadTextFields = "application/x-www-form-urlencoded"),
        (UploadTextFields = "application/json"),
    )),
    responses((status = 200, description = "The statement is kept and will be read.", body = UploadShape))
)]
async fn upload_with_bank(asked: Asked, request: Request) -> Result<Response, ApiError> {
    upload(&asked, request, Route { needs_bank: true, encoding: Encoding::Binary }).await
}

/// Upload a statement of any bank
///
/// The bank is found in the document.
#[utoipa::path(
    post,
    path = "/statement/bankless_upload",
    tag = "Uploads",
    params(UploadQuery, IdempotencyHeader),
    request_body(content(
        (UploadFileFields = "multipart/form-data"),
        (UploadTextFields = "application/x-www-form-urlencoded"),
        (UploadTextFields = "application/json"),
    )),
    responses((status = 200, description = "The statement is kept and will be read.", body = UploadShape))
)]
async fn upload_without_bank(asked: Asked, request: Request) -> Result<Response, ApiError> {
    upload(&asked, request, Route { needs_bank: false, encoding: Encoding::Binary }).await
}

/// Upload a statement as Base64
///
/// As `upload`, with the document as Base64 text in `file`.
#[utoipa::path(
    post,
    path = "/statement/upload_base64",
    tag = "Uploads",
    params(UploadQuery, IdempotencyHeader),
    request_body(content(
        (UploadTextFields = "multipart/form-data"),
        (UploadTextFields = "application/x-www-form-urlencoded"),
        (UploadTextFields = "application/json"),
    )),
    responses((status = 200, description = "The statement is kept and will be read.", body = UploadShape))
)]
async fn upload_base64_with_bank(asked: Asked, request: Request) -> Result<Response, ApiError> {
    upload(&asked, request, Route { needs_bank: true, encoding: Encoding::Base64 }).await
}

/// Upload a statement of any bank as Base64
///
/// As `bankless_upload`, with the document as Base64 text in `file`.
#[utoipa::path(
    post,
    path = "/statement/bankless_upload_base64",
    tag = "Uploads",
    params(UploadQuery, IdempotencyHeader),
    request_body(content(
        (UploadTextFields = "multipart/form-data"),
        (UploadTextFields = "application/x-www-form-urlencoded"),
        (UploadTextFields = "application/json"),
    )),
    responses((status = 200, description = "The statement is kept and will be read.", body = UploadShape))
)]
async fn upload_base64_without_bank(asked: Asked, request: Request) -> Result<Response, ApiError> {
    upload(&asked, request, Route { needs_bank: false, encoding: Encoding::Base64 }).await
}

/// An upload from a page of ours, whose form says no bank.
///
/// # Errors
/// As any upload.
pub(in crate::http) async fn from_page(asked: Asked, request: Request) -> Result<Response, ApiError> {
    upload_without_bank(asked, request).await
}

async fn upload(asked: &Asked, request: Request, route: Route) -> Result<Response, ApiError> {
    let app = &asked.app;
    let wants_identity = asked.query("identity").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let form = UploadForm::read(app, request, route.encoding).await?;
    let bank = declared_bank(app, &form, route.needs_bank)?;
    let choice = entity_choice(app, &asked.tenant, &form).await?;
    let upload = Upload { form, bank, choice, wants_identity };
    let key = match idempotency::way(asked, "upload", &upload.says()).await? {
        Way::Done(answer) => return Ok(answer),
        Way::Plain => return upload.take(asked, None).await,
        Way::Keyed(key) => key,
    };
    // A client that goes away and comes back with its key finds the answer, so the work does not end with the connection.
    let asked = asked.clone();
    let work = tokio::spawn(async move {
        let answer = upload.take(&asked, Some(&key)).await;
        if answer.is_err() {
            // An answer that was kept stays; a request that came to nothing may be made again.
            asked.app.store.release_idempotent(&asked.tenant, &key).await?;
        }
        answer
    });
    work.await.map_err(|_| ApiError::Internal("an upload broke off".to_owned()))?
}

/// An upload that is ready to be looked at.
struct Upload {
    form: UploadForm,
    bank: Option<String>,
    choice: EntityChoice,
    wants_identity: bool,
}

impl Upload {
    /// Everything that it says, for telling one request from another.
    fn says(&self) -> Vec<&str> {
        let form = &self.form;
        let fields = [
            ("file", form.file.as_ref().map(|file| file.complete.sha256.as_str())),
            ("file_url", form.file_url.as_deref()),
            ("bank", self.bank.as_deref()),
            ("entity_id", form.entity_id.as_deref()),
            ("link_id", form.link_id.as_deref()),
            ("pdf_password", form.pdf_password.as_deref()),
            ("allow_unknown_bank", form.allow_unknown_bank.then_some("true")),
            ("identity", self.wants_identity.then_some("true")),
        ];
        let said = fields.into_iter().filter_map(|(name, value)| value.map(|value| [name, value]));
        said.flatten().collect()
    }

    /// Looks at the document, keeps it and answers, or refuses it.
    async fn take(self, asked: &Asked, key: Option<&IdempotentRequest>) -> Result<Response, ApiError> {
        let Upload { form, bank, choice, wants_identity } = self;
        let Asked { app, tenant, .. } = asked;
        let file = match (form.file, &form.file_url) {
            (Some(file), _) => file,
            (None, Some(url)) => fetch(app, url).await?,
            (None, None) => return Err(ApiError::field("file", "This field is required.")),
        };
        let declared = match bank.as_deref() {
            Some(bank) => Declared::Bank(bank),
            None if form.allow_unknown_bank => Declared::MayBeUnknown,
            None => Declared::Nothing,
        };
        let seen = match look(app, &file, declared, form.pdf_password.as_deref()).await? {
            Look::Accepted(seen) => *seen,
            Look::Refused(refusal) => {
                let answer = |entity_id: &str| kept(REFUSED, &refused_body(entity_id, &refusal));
                let keep = key.map(|request| KeepRefusal { request, answer: &answer });
                let entity_id = app.store.settle_entity(&app.vault, tenant, &choice, keep).await?;
                return Err(ApiError::Refused { entity_id, refusal });
            }
        };
        let Seen { bank, read_as, inspection } = seen;
        let inspection = inspection.as_ref();
        let account = inspection.and_then(account_details);
        let statement = NewStatement {
            id: file.statement_id.clone(),
            bank: bank.clone(),
            read_as,
            object_key: file.statement_id.clone(),
            secrets: Secrets {
                object_secret: crypto::to_hex(file.secret.as_slice()),
                pdf_password: form.pdf_password,
            },
            file_sha256: file.complete.sha256.clone(),
            file_bytes: file.complete.bytes,
            account: account.clone(),
            period: inspection.and_then(|inspection| inspection.period),
            findings: inspection.map(findings).unwrap_or_default(),
            reuse: Reuse {
                fingerprint: inspection.map(|inspection| inspection.fingerprint.clone()).unwrap_or_default(),
                thresholds: app.config.thresholds.clone(),
            },
        };
        let answer = |accepted: &Accepted| UploadShape {
            bank_name: bank.clone(),
            statement_id: accepted.statement_id.clone(),
            entity_id: accepted.entity_id.clone(),
            more: wants_identity.then(|| more(inspection, account.as_ref(), accepted, &bank)),
        };
        let kept_answer = |accepted: &Accepted| kept(StatusCode::OK, &answer(accepted));
        let keep = key.map(|request| Keep { request, answer: &kept_answer });
        app.keep(file.complete).await?;
        let accepted = app.store.accept_upload(&app.vault, tenant, &choice, statement, keep).await?;
        app.wake.notify_one();
        if accepted.is_known {
            // The answer does not wait for tidying up, and a failure of it harms nobody.
            if let Err(error) = app.give_up(&file.statement_id).await {
                tracing::warn!(statement_id = %file.statement_id, %error, "cannot remove the second copy of a file");
            }
            app.changed.notify_waiters();
        }
        tracing::info!(statement_id = %accepted.statement_id, %bank, known = accepted.is_known, "statement accepted");
        Ok(ok(&answer(&accepted)))
    }
}

/// An answer as it is kept for a request that is made again.
fn kept(status: StatusCode, body: &impl Serialize) -> StoreResult<KeptAnswer> {
    Ok(KeptAnswer { status: status.as_u16(), body: serde_json::to_vec(body)? })
}

/// What is missing is said all at once, before anything is looked at.
fn declared_bank(app: &App, form: &UploadForm, needs_bank: bool) -> Result<Option<String>, ApiError> {
    let required = || "This field is required.".to_owned();
    let mut missing = Vec::new();
    if form.file.is_none() && form.file_url.is_none() {
        missing.push(("file", required()));
    }
    if needs_bank && form.bank_name.is_none() {
        missing.push(("bank_name", required()));
    }
    if !missing.is_empty() {
        return Err(ApiError::Fields(missing));
    }
    match form.bank_name.as_deref().filter(|_| needs_bank) {
        None => Ok(None),
        Some(name) => match banks::identifier(app.templates.get().templates(), name) {
            Some(id) => Ok(Some(id)),
            None => Err(ApiError::field("bank_name", format!("\"{name}\" is not a valid choice."))),
        },
    }
}

/// `entity_id` wins over `link_id`; with neither, the upload begins a new entity.
async fn entity_choice(app: &App, tenant: &Tenant, form: &UploadForm) -> Result<EntityChoice, ApiError> {
    if let Some(id) = &form.entity_id {
        app.store.entity(&app.vault, tenant, id).await?.ok_or(ApiError::NotFound)?;
        return Ok(EntityChoice::Existing(id.clone()));
    }
    Ok(form.link_id.clone().map_or(EntityChoice::New, EntityChoice::ByLink))
}

fn account_details(inspection: &Inspection) -> Option<AccountDetails> {
    let account = inspection.account.as_ref()?;
    Some(AccountDetails::of(account, &inspection.identity))
}

fn findings(inspection: &Inspection) -> Vec<StoredFinding> {
    let counted = inspection.findings.iter().filter(|finding| StoredFinding::counts(finding));
    counted.map(|finding| StoredFinding::of(finding, 0)).collect()
}

fn more(
    inspection: Option<&Inspection>,
    account: Option<&AccountDetails>,
    accepted: &Accepted,
    bank: &str,
) -> UploadMore {
    let findings = inspection.map(|inspection| inspection.findings.as_slice()).unwrap_or_default();
    // Only findings that are hard to explain innocently are held against an upload.
    let mut all = findings.iter().chain(&accepted.reuse);
    let grave = all.find(|finding| finding.severity == Severity::High);
    UploadMore {
        identity: account
            .map(|details| UploadIdentityShape::of(details, accepted.account_id.as_deref(), bank)),
        date_range: inspection.and_then(|inspection| inspection.period).into(),
        is_fraud: grave.is_some(),
        fraud_type: grave.map(|finding| finding.id.clone()),
        status: 1,
    }
}
