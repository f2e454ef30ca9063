//! `monthly_analysis/`: the older answer, one set of figures for the entity.
//!
//! With one account it has that account's figures. Several accounts of one currency are put together as far as their figures can
//! be added; the others (smallest, largest, median, averages of rows, shares) are null, unless `account_id` asks for one account.

use super::analysis::{AnalysisQuery, EntityPath, Kind, Overview};
use super::figures::{FigureShape, Ordered};
use super::shapes::ProgressShape;
use super::spending::same_currency;
use crate::http::asked::AskedEntity;
use crate::http::error::{ApiError, ok};
use crate::service::App;
use axum::response::Response;
use engine::analyze::AccountAnalysis;
use engine::analyze::figure::Figure;
use engine::analyze::monthly::METRICS;
use engine::analyze::year_month::YearMonth;
use engine::model::Currency;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The routes of this resource.
pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(show_monthly_analysis_together))
}

#[derive(Serialize, ToSchema)]
struct MonthlyTogetherShape {
    entity_id: String,
    progress: Vec<ProgressShape>,
    /// Metric, then month (`Apr-2025`), then figure; empty while a statement is processing.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, FigureShape>>)]
    monthly_analysis: Ordered<Ordered<OwnedFigure>>,
}

/// A figure that belongs to no account alone.
#[derive(Clone, Debug)]
struct OwnedFigure(Figure, Currency);

impl Serialize for OwnedFigure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        FigureShape(&self.0, self.1).serialize(serializer)
    }
}

/// Monthly analysis of the entity
///
/// The older form: the accounts put together.
#[utoipa::path(
    get,
    path = "/entity/{entity_id}/monthly_analysis",
    tag = "Analyses",
    params(EntityPath, AnalysisQuery),
    responses((status = 200, description = "The figures.", body = MonthlyTogetherShape))
)]
async fn show_monthly_analysis_together(request: AskedEntity) -> Result<Response, ApiError> {
    let overview = Overview::of(request, Kind::Analysis).await?;
    let accounts = same_currency(overview.settled().map(|(_, account)| account));
    let monthly_analysis = together(&accounts);
    let envelope = overview.envelope();
    Ok(ok(&MonthlyTogetherShape {
        entity_id: envelope.entity_id,
        progress: envelope.progress,
        monthly_analysis,
    }))
}

fn together(accounts: &[&AccountAnalysis]) -> Ordered<Ordered<OwnedFigure>> {
    let currency = accounts.first().map_or(Currency::INR, |account| account.ledger.currency);
    let months: BTreeSet<YearMonth> =
        accounts.iter().flat_map(|account| account.monthly.months.iter().copied()).collect();
    let metrics = METRICS.iter().filter(|_| !months.is_empty()).map(|metric| {
        let values = months.iter().map(|month| {
            let figures = accounts.iter().filter_map(|account| account.monthly.figure(metric.name, *month));
            let figure = added(metric.name, figures.collect());
            (month.long(), OwnedFigure(figure, currency))
        });
        (metric.name.to_owned(), values.collect())
    });
    metrics.collect()
}

/// One figure for several accounts.
fn added(metric: &str, figures: Vec<&Figure>) -> Figure {
    let is_sum =
        ["amt_", "cnt_", "total_", "number_of_", "net_"].iter().any(|prefix| metric.starts_with(prefix))
            || ["opening_balance", "closing_balance", "avg_bal"].contains(&metric);
    match figures.as_slice() {
        [] => Figure::Absent,
        [one] => (*one).clone(),
        _ if !is_sum => Figure::Absent,
        [first, rest @ ..] => rest.iter().fold((*first).clone(), |sum, figure| match (sum, figure) {
            (Figure::Money(one), Figure::Money(other)) => Figure::Money(one.saturating_add(*other)),
            (Figure::Count(one), Figure::Count(other)) => Figure::Count(one.saturating_add(*other)),
            (sum, Figure::Absent) => sum,
            (Figure::Absent, figure) => (*figure).clone(),
            _ => Figure::Absent,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_added_is_and_nothing_else() {
        let (one, other) = (Figure::Money(100), Figure::Money(-30));
        assert_eq!(added("amt_credit", vec![&one, &other]), Figure::Money(70));
        assert_eq!(added("min_bal", vec![&one, &other]), Figure::Absent);
        assert_eq!(added("min_bal", vec![&one]), one);
        assert_eq!(added("cnt_debit", vec![&Figure::Absent, &Figure::Count(2)]), Figure::Count(2));
        assert_eq!(added("amt_credit", vec![]), Figure::Absent);
    }
}
