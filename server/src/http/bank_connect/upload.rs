//! `statement/upload/`, `statement/bankless_upload/`, and the same two with the document as Base64 text.
//!
//! The document is encrypted to a staging file while it arrives, looked at in the sandbox, made durable, entered into the
//! database in one transaction, and only then acknowledged. Its rows are read by a job afterwards.

use super::form::{Encoding, UploadForm};
use super::look::{Declared, Look, look};
use super::shapes::{UploadIdentityShape, UploadMore, UploadShape};
use crate::http::error::{ApiError, ok};
use crate::http::fields::query_value;
use crate::service::App;
use crate::store::Tenant;
use crate::store::accounts::AccountDetails;
use crate::store::entities::EntityChoice;
use crate::store::fingerprints::Reuse;
use crate::store::statements::{Accepted, NewStatement, Secrets, StoredFinding};
use crate::{banks, crypto};
use axum::Router;
use axum::extract::{Extension, Request, State};
use axum::response::Response;
use axum::routing::post;
use engine::model::{Inspection, Severity};
use std::sync::Arc;

/// The routes of this resource.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/statement/upload", post(with_bank))
        .route("/statement/bankless_upload", post(without_bank))
        .route("/statement/upload_base64", post(with_bank_base64))
        .route("/statement/bankless_upload_base64", post(without_bank_base64))
}

/// What the path of an upload settles.
#[derive(Clone, Copy)]
struct Route {
    needs_bank: bool,
    encoding: Encoding,
}

type Handled = Result<Response, ApiError>;
type SharedApp = State<Arc<App>>;

async fn with_bank(State(app): SharedApp, Extension(tenant): Extension<Tenant>, request: Request) -> Handled {
    let route = Route { needs_bank: true, encoding: Encoding::Binary };
    upload(&app, &tenant, request, route).await
}

async fn without_bank(
    State(app): SharedApp,
    Extension(tenant): Extension<Tenant>,
    request: Request,
) -> Handled {
    let route = Route { needs_bank: false, encoding: Encoding::Binary };
    upload(&app, &tenant, request, route).await
}

async fn with_bank_base64(
    State(app): SharedApp,
    Extension(tenant): Extension<Tenant>,
    request: Request,
) -> Handled {
    let route = Route { needs_bank: true, encoding: Encoding::Base64 };
    upload(&app, &tenant, request, route).await
}

async fn without_bank_base64(
    State(app): SharedApp,
    Extension(tenant): Extension<Tenant>,
    request: Request,
) -> Handled {
    let route = Route { needs_bank: false, encoding: Encoding::Base64 };
    upload(&app, &tenant, request, route).await
}

async fn upload(app: &App, tenant: &Tenant, request: Request, route: Route) -> Handled {
    let wants_identity =
        query_value(request.uri(), "identity").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let form = UploadForm::read(app, request, route.encoding).await?;
    let bank = declared_bank(app, &form, route.needs_bank)?;
    let choice = entity_choice(app, tenant, &form).await?;
    let Some(file) = form.file else {
        return Err(ApiError::field("file", "This field is required."));
    };

    let declared = match bank.as_deref() {
        Some(bank) => Declared::Bank(bank),
        None if form.allow_unknown_bank => Declared::MayBeUnknown,
        None => Declared::Nothing,
    };
    let seen = match look(app, &file, declared, form.pdf_password.as_deref()).await? {
        Look::Accepted(seen) => *seen,
        Look::Refused(refusal) => {
            let entity_id = app.store.settle_entity(&app.vault, tenant, &choice).await?;
            return Err(ApiError::Refused { entity_id, refusal });
        }
    };

    let inspection = seen.inspection.as_ref();
    let account = inspection.and_then(account_details);
    let statement = NewStatement {
        id: file.statement_id.clone(),
        bank: seen.bank.clone(),
        read_as: seen.read_as,
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
    app.keep(file.complete).await?;
    let accepted = app.store.accept_upload(&app.vault, tenant, &choice, statement).await?;
    app.wake.notify_one();
    if accepted.is_known {
        app.give_up(&file.statement_id).await?;
    }
    tracing::info!(statement_id = %accepted.statement_id, bank = %seen.bank, known = accepted.is_known, "statement accepted");
    let more = wants_identity.then(|| more(inspection, account.as_ref(), &accepted, &seen.bank));
    Ok(ok(&UploadShape {
        bank_name: seen.bank,
        statement_id: accepted.statement_id,
        entity_id: accepted.entity_id,
        more,
    }))
}

/// What is missing is said all at once, before anything is looked at.
fn declared_bank(app: &App, form: &UploadForm, needs_bank: bool) -> Result<Option<String>, ApiError> {
    let required = || "This field is required.".to_owned();
    let mut missing = Vec::new();
    if form.file.is_none() && form.has_file_url {
        missing.push((
            "file_url",
            "Uploading by URL is not available yet. Send the document as file.".to_owned(),
        ));
    } else if form.file.is_none() {
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
        app.store.entity(tenant, id).await?.ok_or(ApiError::NotFound)?;
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
