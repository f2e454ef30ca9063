//! `/entities`: the entities of the tenant, the latest upload first, with search, filters and upload.

use super::visitor::Visitor;
use super::{page, printed};
use crate::http::asked::Asked;
use crate::http::bank_connect::upload;
use crate::http::error::ApiError;
use crate::http::fields::query_value;
use crate::pages::list::{self, BankChoice, Listing};
use crate::service::App;
use crate::store::browse::{After, Filter};
use axum::Router;
use axum::extract::{Extension, FromRequestParts as _, Request, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/entities", get(show))
        .route("/entities/rows", get(show_rows))
        .route("/entities/uploads", post(take))
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let listing = listing(&app, &visitor, &uri).await?;
    let ids = app.store.banks_of(&visitor.all()?).await?;
    let templates = app.templates.get();
    let name = |id: &String| templates.templates().known(id).map_or(id.clone(), |bank| bank.name.clone());
    let mut banks: Vec<_> = ids.into_iter().map(|id| BankChoice { name: name(&id), id }).collect();
    banks.sort_by(|one, other| one.name.cmp(&other.name));
    let most_bytes = app.config.http.upload_bytes;
    printed(move || list::page(&listing, &banks, most_bytes), &list::policy()).await
}

/// The rows alone, for the script that keeps the list up to date.
async fn show_rows(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let listing = listing(&app, &visitor, &uri).await?;
    page(list::rows(&listing), &list::policy())
}

async fn listing(app: &App, visitor: &Visitor, uri: &Uri) -> Result<Listing, ApiError> {
    let tenant = visitor.all()?;
    let value =
        |name| query_value(uri, name).unwrap_or_default().trim().chars().take(200).collect::<String>();
    let filter = Filter {
        search: value("q"),
        bank: value("bank"),
        state: value("state"),
        risk: value("risk"),
        from: value("from"),
        to: value("to"),
    };
    let after = value("after");
    let place = after
        .split_once('_')
        .and_then(|(active_at, id)| Some(After { active_at: active_at.parse().ok()?, id: id.to_owned() }));
    let is_first = place.is_none();
    let browsed = app.store.browse(&app.vault, &tenant, &filter, place).await?;
    let templates = app.templates.get();
    let name = |id: &str| templates.templates().known(id).map_or(id.to_owned(), |bank| bank.name.clone());
    let statements = browsed.entities.iter().flat_map(|entity| &entity.statements);
    let bank_names = statements.map(|one| (one.bank.clone(), name(&one.bank))).collect();
    Ok(Listing { filter, browsed, bank_names, is_first })
}

/// An upload by the page goes the way of every upload.
async fn take(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Result<Response, ApiError> {
    let tenant = visitor.all()?;
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(tenant);
    let asked = Asked::from_request_parts(&mut parts, &app).await?;
    upload::from_page(asked, Request::from_parts(parts, body)).await
}
