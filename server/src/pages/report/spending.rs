//! Where the money went: shares by category, and the counterparties with the largest turnover.

use super::{RowLinker, RowLinks};
use engine::analyze::expense::category_of;
use engine::analyze::{AccountAnalysis, flows as turnover};

/// Counterparties that are listed; those behind them move little.
const MOST_PARTIES: usize = 15;

pub(super) struct ShareView {
    pub(super) category: String,
    pub(super) percentage: u32,
    pub(super) amount: String,
    pub(super) rows: RowLinks,
}

pub(super) struct FlowView {
    pub(super) name: String,
    pub(super) credits: String,
    pub(super) debits: String,
    pub(super) rows: RowLinks,
}

pub(super) fn shares(account: &AccountAnalysis, linker: &RowLinker<'_>) -> Vec<ShareView> {
    let rows_of = |category: &str| {
        let rows = account.ledger.rows.iter().zip(&account.roles).enumerate();
        let of = rows.filter(|(_, (row, role))| category_of(row, **role) == Some(category));
        linker.links(of.map(|(index, _)| index))
    };
    account
        .expense_categories
        .iter()
        .map(|share| ShareView {
            category: share.category.clone(),
            percentage: share.percentage,
            amount: linker.format.show(share.amount),
            rows: rows_of(&share.category),
        })
        .collect()
}

pub(super) fn flows(account: &AccountAnalysis, linker: &RowLinker<'_>) -> Vec<FlowView> {
    let show = |minor: i64| if minor == 0 { "\u{2013}".to_owned() } else { linker.format.show(minor) };
    turnover::by_counterparty(&account.ledger)
        .into_iter()
        .take(MOST_PARTIES)
        .map(|flow| FlowView {
            name: flow.name,
            credits: show(flow.credits),
            debits: show(flow.debits),
            rows: linker.links(flow.rows),
        })
        .collect()
}
