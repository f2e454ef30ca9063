//! `get_expense_categories/` and `top_credits_debits/`: where the money of the entity goes and comes from.
//!
//! Several accounts are put together. Accounts of another currency than the first one's cannot be added to it and are left out,
//! unless `account_id` asks for one.

use super::analysis::{Kind, Overview};
use super::figures::Ordered;
use super::shapes::{Amount, ProgressShape};
use crate::http::error::{ApiError, ok};
use crate::service::App;
use crate::store::Tenant;
use axum::Router;
use axum::extract::{Extension, Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use engine::analyze::AccountAnalysis;
use engine::analyze::expense::{self, ExpenseShare};
use engine::analyze::top::{self, TopRow};
use engine::analyze::year_month::YearMonth;
use engine::model::{Currency, Money};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The routes of these resources.
pub(super) fn router() -> Router<Arc<App>> {
    Router::new()
        .route("/entity/{entity_id}/get_expense_categories", get(categories))
        .route("/entity/{entity_id}/top_credits_debits", get(top_rows))
}

/// The wanted accounts that share a currency.
fn same_currency<'a>(accounts: impl Iterator<Item = &'a AccountAnalysis>) -> Vec<&'a AccountAnalysis> {
    let accounts: Vec<_> = accounts.collect();
    let first = accounts.first().map(|account| account.ledger.currency);
    accounts.into_iter().filter(|account| Some(account.ledger.currency) == first).collect()
}

#[derive(Serialize)]
struct CategoriesShape {
    entity_id: String,
    progress: Vec<ProgressShape>,
    categories: Vec<CategoryShape>,
}

#[derive(Serialize)]
struct CategoryShape {
    category: String,
    percentage: u32,
}

async fn categories(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let mut overview = Overview::load(&app, &tenant, &entity_id, &uri).await?;
    let analysis = overview.analyze(&app, &tenant).await?;
    let accounts = same_currency(overview.analyzed(analysis.as_ref()).map(|(_, account)| account));
    let shares: Vec<&ExpenseShare> =
        accounts.iter().flat_map(|account| &account.expense_categories).collect();
    let shares = expense::together(&shares);
    let envelope = overview.envelope(Kind::Analysis);
    Ok(ok(&CategoriesShape {
        entity_id: envelope.entity_id,
        progress: envelope.progress,
        categories: shares
            .into_iter()
            .map(|share| CategoryShape { category: share.category, percentage: share.percentage })
            .collect(),
    }))
}

#[derive(Serialize)]
struct TopShape {
    entity_id: String,
    progress: Vec<ProgressShape>,
    top_5_credit_debit: TopLists,
}

#[derive(Serialize)]
struct TopLists {
    top_5_credit: Ordered<Ordered<Amount>>,
    top_5_debit: Ordered<Ordered<Amount>>,
}

async fn top_rows(
    State(app): State<Arc<App>>,
    Extension(tenant): Extension<Tenant>,
    Path(entity_id): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    let mut overview = Overview::load(&app, &tenant, &entity_id, &uri).await?;
    let analysis = overview.analyze(&app, &tenant).await?;
    let accounts = same_currency(overview.analyzed(analysis.as_ref()).map(|(_, account)| account));
    let currency = accounts.first().map_or(Currency::INR, |account| account.ledger.currency);
    let lists = TopLists {
        top_5_credit: by_month(&accounts, currency, |month| &month.credits),
        top_5_debit: by_month(&accounts, currency, |month| &month.debits),
    };
    let envelope = overview.envelope(Kind::Analysis);
    Ok(ok(&TopShape {
        entity_id: envelope.entity_id,
        progress: envelope.progress,
        top_5_credit_debit: lists,
    }))
}

fn by_month(
    accounts: &[&AccountAnalysis],
    currency: Currency,
    rows: impl Fn(&top::TopOfMonth) -> &Vec<TopRow>,
) -> Ordered<Ordered<Amount>> {
    let mut months: BTreeMap<YearMonth, Vec<&TopRow>> = BTreeMap::new();
    for month in accounts.iter().flat_map(|account| &account.top) {
        months.entry(month.month).or_default().extend(rows(month));
    }
    months
        .into_iter()
        .map(|(month, rows)| {
            let rows = top::together(&rows).into_iter();
            let rows = rows.map(|row| (row.note.clone(), Amount(Money::new(row.amount, currency))));
            (month.short(), rows.collect())
        })
        .collect()
}
