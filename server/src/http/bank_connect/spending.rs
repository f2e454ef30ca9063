//! `get_expense_categories/` and `top_credits_debits/`: where the money of the entity goes and comes from.
//!
//! Several accounts are put together. Accounts of another currency than the first one's cannot be added to it and are left out,
//! unless `account_id` asks for one.

use super::analysis::{AnalysisQuery, EntityPath, Kind, Overview};
use super::figures::Ordered;
use super::shapes::{Amount, ProgressShape};
use crate::http::asked::AskedEntity;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use engine::analyze::AccountAnalysis;
use engine::analyze::expense::{self, ExpenseShare};
use engine::analyze::top::{self, TopRow};
use engine::analyze::year_month::YearMonth;
use engine::model::{Currency, Money};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of these resources.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_expense_categories)).routes(routes!(show_top_credits_debits))
}

/// The wanted accounts that share a currency.
pub(super) fn same_currency<'a>(
    accounts: impl Iterator<Item = &'a AccountAnalysis>,
) -> Vec<&'a AccountAnalysis> {
    let accounts: Vec<_> = accounts.collect();
    let first = accounts.first().map(|account| account.ledger.currency);
    accounts.into_iter().filter(|account| Some(account.ledger.currency) == first).collect()
}

#[derive(Serialize, ToSchema)]
struct CategoriesShape {
    entity_id: String,
    progress: Vec<ProgressShape>,
    categories: Vec<CategoryShape>,
}

#[derive(Serialize, ToSchema)]
struct CategoryShape {
    category: String,
    percentage: u32,
}

/// Expense categories
///
/// What was spent, in whole percent that sum to 100.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/get_expense_categories",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The shares.", body = CategoriesShape))
)]
async fn show_expense_categories(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let accounts = same_currency(overview.analyzed().map(|(_, account)| account));
    let shares: Vec<&ExpenseShare> =
        accounts.iter().flat_map(|account| &account.expense_categories).collect();
    let shares = expense::together(&shares);
    let envelope = overview.envelope();
    Ok(ok(&CategoriesShape {
        entity_id: envelope.entity_id,
        progress: envelope.progress,
        categories: shares
            .into_iter()
            .map(|share| CategoryShape { category: share.category, percentage: share.percentage })
            .collect(),
    }))
}

#[derive(Serialize, ToSchema)]
struct TopShape {
    entity_id: String,
    progress: Vec<ProgressShape>,
    top_5_credit_debit: TopLists,
}

#[derive(Serialize, ToSchema)]
struct TopLists {
    #[schema(value_type = BTreeMap<String, BTreeMap<String, Amount>>)]
    top_5_credit: Ordered<Ordered<Amount>>,
    #[schema(value_type = BTreeMap<String, BTreeMap<String, Amount>>)]
    top_5_debit: Ordered<Ordered<Amount>>,
}

/// Top credits and debits
///
/// The five largest credits and debits of each month, narration to amount.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/top_credits_debits",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The rows by month.", body = TopShape))
)]
async fn show_top_credits_debits(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let accounts = same_currency(overview.analyzed().map(|(_, account)| account));
    let currency = accounts.first().map_or(Currency::INR, |account| account.ledger.currency);
    let lists = TopLists {
        top_5_credit: by_month(&accounts, currency, |month| &month.credits),
        top_5_debit: by_month(&accounts, currency, |month| &month.debits),
    };
    let envelope = overview.envelope();
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
