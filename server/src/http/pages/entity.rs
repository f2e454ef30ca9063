//! `/entities/{id}`: the report of an entity over all its statements that are read.

use super::printed;
use super::visitor::Visitor;
use crate::clock;
use crate::http::error::ApiError;
use crate::jobs::analyze_entity::weigh;
use crate::pages::report::{self, AccountExports, Document, PlaceLinks, Served, Subject};
use crate::pages::waiting::{self, Waiting};
use crate::service::App;
use crate::store::analyses::EntityAnalysis;
use crate::store::progress::Kind;
use crate::store::statements::{Progress, StatementRow};
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::response::Response;
use axum::routing::get;
use engine::model::Report;
use std::sync::Arc;

pub(super) fn router() -> Router<Arc<App>> {
    Router::new().route("/entities/{entity_id}", get(show))
}

async fn show(
    State(app): State<Arc<App>>,
    Extension(visitor): Extension<Visitor>,
    Path(entity_id): Path<String>,
) -> Result<Response, ApiError> {
    let tenant = visitor.entity(&entity_id)?;
    // Progress first: what it calls completed is in what is read after it.
    let standing = app.store.standing(&tenant, &entity_id).await?.ok_or(ApiError::NotFound)?;
    let rows = app.store.statements(&tenant, &entity_id).await?;
    let state = app.store.analysis(&app.vault, &tenant, &entity_id).await?;
    let reports = app.store.reports(&app.vault, &tenant, &entity_id).await?;
    let is_processing = standing.is_processing(Kind::Analysis);
    let has_key = visitor.has_key();
    let Some((analyzed, reports)) = state.analysis.and_then(|analyzed| matching(analyzed, reports)) else {
        let has_failed = state.progress == Progress::Failed;
        let waiting = Waiting { statements: rows, is_processing, has_failed, has_key };
        return printed(move || waiting::page(&waiting), &waiting::policy()).await;
    };
    let thresholds = app.config.thresholds.clone();
    let print = move || {
        let documents: Vec<Document<'_>> = reports
            .iter()
            .map(|(id, report)| Document {
                name: name(report),
                report,
                place: PlaceLinks::Viewer(format!("/statements/{id}")),
            })
            .collect();
        let weighed = || weigh(reports.iter().map(|(_, report)| report), &analyzed.fraud, &[], &thresholds);
        let risk = analyzed.risk.clone().unwrap_or_else(weighed);
        let served = Served {
            has_key,
            exports: exports(&analyzed),
            is_processing,
            unread: unread(&rows, &reports),
            entity_id,
        };
        report::page(&Subject {
            documents: &documents,
            analysis: &analyzed.analysis,
            outcome: &analyzed.fraud,
            risk: &risk,
            today: clock::today(),
            served: Some(&served),
        })
    };
    printed(print, &report::served_policy()).await
}

/// The analysis with the reports that it is of, in its order. Places in an analysis are places among its statements, so with others
/// a link would lead to the wrong paper; `None` when they do not fit, as between a statement that is read again and its analysis.
fn matching(
    analyzed: EntityAnalysis,
    mut reports: Vec<(String, Report)>,
) -> Option<(EntityAnalysis, Vec<(String, Report)>)> {
    if !analyzed.statement_ids.is_empty() {
        reports.retain(|(id, _)| analyzed.statement_ids.contains(id));
        let places = reports.iter().flat_map(|(id, report)| report.statements.iter().map(move |_| id));
        if !places.eq(&analyzed.statement_ids) {
            return None;
        }
    }
    (!reports.is_empty()).then_some((analyzed, reports))
}

/// A statement in words: its bank and its days.
fn name(report: &Report) -> String {
    let bank = report.detection.bank.as_ref().map_or("Statement", |bank| bank.name.as_str());
    let ranges = || report.statements.iter().filter_map(engine::model::Statement::date_range);
    match (ranges().map(|range| range.from).min(), ranges().map(|range| range.to).max()) {
        (Some(from), Some(to)) => format!("{bank}, {from} to {to}"),
        _ => bank.to_owned(),
    }
}

fn exports(analyzed: &EntityAnalysis) -> Vec<AccountExports> {
    let accounts = analyzed.account_ids.iter().zip(&analyzed.analysis.accounts);
    accounts.map(|(id, account)| AccountExports { id: id.clone(), name: report::heading(account) }).collect()
}

/// Statements that the report does not speak of: what is said of each.
fn unread(rows: &[StatementRow], reports: &[(String, Report)]) -> Vec<(String, String)> {
    let is_read = |row: &&StatementRow| reports.iter().any(|(id, _)| *id == row.id);
    let unread = rows.iter().filter(|row| !is_read(row));
    let said = |row: &StatementRow| match row.transactions {
        Progress::Failed => row.message.clone().unwrap_or_else(|| "could not be read".to_owned()),
        Progress::Processing | Progress::Completed => "is being read".to_owned(),
    };
    unread.map(|row| (row.bank.clone(), said(row))).collect()
}
