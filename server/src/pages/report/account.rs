//! One account: its header, the tiles on top, its charts, and the sections that other modules fill in.

use super::commitments::{self, BounceView, LoanView, RecurringView};
use super::income::{self, IncomeView};
use super::rows::{self, MonthRows};
use super::spending::{self, FlowView, ShareView};
use super::{RowLinker, Subject, documents, hundredths, month_anchor, row_anchor};
use crate::pages::amount::AmountFormat;
use crate::pages::charts::{CashDay, Mark, MonthBars, balance_line, cash_calendar, month_bars};
use crate::wording;
use engine::analyze::AccountAnalysis;
use engine::analyze::figure::mean;
use engine::analyze::year_month::YearMonth;
use engine::model::{Account, Direction, Period};
use jiff::civil::Date;

pub(super) struct AccountView {
    pub(super) anchor: String,
    pub(super) heading: String,
    pub(super) holder: Option<String>,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) verdict: &'static str,
    pub(super) verdict_class: &'static str,
    pub(super) meaning: &'static str,
    pub(super) currency: String,
    pub(super) tiles: Vec<Tile>,
    pub(super) score: Option<ScoreView>,
    pub(super) balance_chart: Option<String>,
    pub(super) months_chart: Option<String>,
    pub(super) calendar: Option<String>,
    pub(super) month_table: Vec<MonthLine>,
    pub(super) income: Vec<IncomeView>,
    pub(super) job_changes: Vec<String>,
    pub(super) obligations: String,
    pub(super) loans: Vec<LoanView>,
    pub(super) bounces: Vec<BounceView>,
    pub(super) recurring: Vec<RecurringView>,
    pub(super) spending: Vec<ShareView>,
    pub(super) flows: Vec<FlowView>,
    pub(super) gaps: Vec<String>,
    pub(super) months: Vec<MonthRows>,
    /// Characters of debits, credits and balances.
    pub(super) row_widths: [usize; 3],
    pub(super) row_count: usize,
}

/// A figure at the top and where it comes from.
pub(super) struct Tile {
    pub(super) label: &'static str,
    pub(super) value: String,
    pub(super) note: String,
    pub(super) href: String,
}

pub(super) struct ScoreView {
    pub(super) score: i64,
    /// What was looked at: reason, points, most points.
    pub(super) parts: Vec<(String, i64, i64)>,
}

/// A month in figures.
pub(super) struct MonthLine {
    pub(super) label: String,
    pub(super) href: String,
    pub(super) credits: String,
    pub(super) debits: String,
    pub(super) net: String,
    pub(super) lowest: String,
    pub(super) mean: String,
    pub(super) closing: String,
    pub(super) rows: usize,
}

pub(super) fn view(index: usize, account: &AccountAnalysis, subject: &Subject<'_>) -> AccountView {
    let ledger = &account.ledger;
    let format = AmountFormat::of(&ledger.country, ledger.currency);
    let linker = RowLinker { account: index, rows: &ledger.rows, format };
    let days: Vec<(Date, i64)> = account.balances.iter().collect();
    let (verdict, meaning) = wording::verdict(ledger.verdict);
    let months = months(account);
    let rows = rows::by_month(index, account, subject, &format);
    AccountView {
        anchor: format!("a{index}"),
        heading: heading(account),
        holder: ledger.identity.name.as_ref().map(|name| name.value.clone()),
        facts: facts(account),
        verdict,
        verdict_class: documents::class(ledger.verdict),
        meaning,
        currency: ledger.currency.to_string(),
        tiles: tiles(index, account, &days, &format),
        score: score(account),
        balance_chart: balance_line(&days, &marks(index, account, &format), &format),
        months_chart: month_bars(&bars(index, &months), &format),
        calendar: calendar(index, account, &format),
        month_table: month_table(index, account, &months, &days, &format),
        income: income::views(account, &linker),
        job_changes: income::job_changes(account),
        obligations: commitments::obligations(account, &format),
        loans: commitments::loans(account, &linker),
        bounces: commitments::bounces(account, &linker),
        recurring: commitments::recurring(account, &linker),
        spending: spending::shares(account, &linker),
        flows: spending::flows(account, &linker),
        gaps: gaps(account, &format),
        row_widths: rows::widths(&rows),
        months: rows,
        row_count: ledger.rows.len(),
    }
}

/// The account in words: its bank and its number.
#[must_use]
pub fn heading(account: &AccountAnalysis) -> String {
    let ledger = &account.ledger;
    let bank = ledger.bank.as_ref().map_or("Bank not recognised", |bank| bank.name.as_str());
    match &ledger.account.number {
        Some(number) => format!("{bank}, account {}", number.value),
        None => format!("{bank}, account number not printed"),
    }
}

fn facts(account: &AccountAnalysis) -> Vec<(&'static str, String)> {
    let Account { ifsc, micr, iban, bic, sort_code, routing_number, branch, customer_id, product, .. } =
        &account.ledger.account;
    let identity = &account.ledger.identity;
    let mut facts = Vec::new();
    match identity.holders.as_slice() {
        [] | [_] => facts.extend(identity.name.as_ref().map(|name| ("Holder", name.value.clone()))),
        several => {
            let names: Vec<&str> = several.iter().map(|holder| holder.value.as_str()).collect();
            facts.push(("Holders", names.join("; ")));
        }
    }
    if let Some(span) = account.ledger.span() {
        facts.push(("Period", between(span)));
    }
    let printed = [
        ("Product", product),
        ("IFSC", ifsc),
        ("MICR", micr),
        ("IBAN", iban),
        ("BIC", bic),
        ("Sort code", sort_code),
        ("Routing number", routing_number),
        ("Branch", branch),
        ("Customer number", customer_id),
        ("Address", &identity.address),
    ];
    facts.extend(
        printed.into_iter().filter_map(|(label, value)| Some((label, value.as_ref()?.value.clone()))),
    );
    facts.push(("Statements", account.ledger.statements.len().to_string()));
    facts
}

fn between(period: Period) -> String {
    format!("{} to {}", period.from, period.to)
}

fn tiles(index: usize, account: &AccountAnalysis, days: &[(Date, i64)], format: &AmountFormat) -> Vec<Tile> {
    let mut tiles = Vec::new();
    let section = |name: &str| format!("#a{index}-{name}");
    // The employment that matters is the one that goes on, and of those the one that pays most.
    let pay =
        account.salary.employments.iter().max_by_key(|employment| (!employment.ended, employment.usual));
    tiles.push(match pay {
        Some(pay) => Tile {
            label: if pay.ended { "Pay, ended" } else { "Pay" },
            value: format.show(pay.usual),
            note: format!(
                "{}{}, confidence {} of 100",
                pay.employer.as_deref().unwrap_or("payer not named"),
                pay.cadence.map_or(String::new(), |cadence| format!(", {}", wording::cadence(cadence))),
                account.salary.confidence
            ),
            href: section("income"),
        },
        None => Tile {
            label: "Pay",
            value: "none found".to_owned(),
            note: format!("other income about {} a month", format.show(account.lender.income)),
            href: section("income"),
        },
    });
    let active = account.lender.loans.iter().filter(|loan| loan.per_month > 0).count();
    tiles.push(Tile {
        label: "Obligations a month",
        value: format.show(account.lender.obligations),
        note: match account.lender.foir {
            Some(foir) => format!("{} % of income; loans seen: {active}", hundredths(foir)),
            None => "no income to hold them against".to_owned(),
        },
        href: section("owed"),
    });
    let charges = account
        .bounces
        .iter()
        .flat_map(|bounce| &bounce.charges)
        .filter_map(|row| account.ledger.rows.get(*row))
        .fold(0_i64, |sum, row| sum.saturating_add(row.amount.minor));
    tiles.push(Tile {
        label: "Bounces",
        value: account.bounces.len().to_string(),
        note: if account.bounces.is_empty() {
            "no return seen".to_owned()
        } else {
            format!("charged {}", format.show(charges))
        },
        href: section("bounces"),
    });
    if let (Some(mean), Some((day, lowest))) = (
        mean(days.iter().map(|(_, balance)| *balance)),
        days.iter().min_by_key(|(day, balance)| (*balance, *day)),
    ) {
        tiles.push(Tile {
            label: "Mean balance",
            value: format.show(mean),
            note: format!("lowest {} on {day}", format.show(*lowest)),
            href: section("balance"),
        });
    }
    if let Some(score) = account.score.score {
        tiles.push(Tile {
            label: "Score",
            value: score.to_string(),
            note: "of 300 to 900".to_owned(),
            href: section("score"),
        });
    }
    tiles
}

fn score(account: &AccountAnalysis) -> Option<ScoreView> {
    let parts =
        account.score.parts.iter().map(|part| (part.reason.clone(), part.points, part.most)).collect();
    Some(ScoreView { score: account.score.score?, parts })
}

/// Pay days and returns, on the balance line.
fn marks(index: usize, account: &AccountAnalysis, format: &AmountFormat) -> Vec<Mark> {
    let rows = &account.ledger.rows;
    let pay = account.salary.payments.iter().filter_map(|payment| {
        let row = rows.get(payment.row)?;
        let who = payment.employer.as_deref().unwrap_or("payer not named");
        Some(Mark {
            day: row.date,
            class: "pay",
            label: format!("{}: pay {} from {who}", row.date, format.show(row.amount.minor)),
            href: format!("#{}", row_anchor(index, payment.row)),
        })
    });
    let bounces = account.bounces.iter().filter_map(|bounce| {
        let row = bounce.returned.or(bounce.original).or(bounce.charges.first().copied())?;
        Some(Mark {
            day: bounce.date,
            class: "bounce",
            label: format!("{}: returned {}", bounce.date, format.show(bounce.amount)),
            href: format!("#{}", row_anchor(index, row)),
        })
    });
    pay.chain(bounces).collect()
}

/// A month with its sums and its rows.
struct Month {
    month: YearMonth,
    credits: i64,
    debits: i64,
    rows: usize,
}

/// Each month that is covered or has rows.
fn months(account: &AccountAnalysis) -> Vec<Month> {
    let rows = &account.ledger.rows;
    account
        .monthly
        .months
        .iter()
        .map(|month| {
            let of = rows.iter().filter(|row| YearMonth::of(row.date) == *month);
            of.fold(Month { month: *month, credits: 0, debits: 0, rows: 0 }, |mut sums, row| {
                let sum = match row.direction {
                    Direction::Credit => &mut sums.credits,
                    Direction::Debit => &mut sums.debits,
                };
                *sum = sum.saturating_add(row.amount.minor);
                sums.rows += 1;
                sums
            })
        })
        .collect()
}

fn month_href(index: usize, month: &Month) -> String {
    if month.rows == 0 {
        format!("#a{index}-rows")
    } else {
        format!("#{}", month_anchor(index, &month.month.to_string()))
    }
}

fn bars(index: usize, months: &[Month]) -> Vec<MonthBars> {
    months
        .iter()
        .map(|month| MonthBars {
            label: month.month.short().replace('-', " "),
            credits: month.credits,
            debits: month.debits,
            href: month_href(index, month),
        })
        .collect()
}

fn month_table(
    index: usize,
    account: &AccountAnalysis,
    months: &[Month],
    days: &[(Date, i64)],
    format: &AmountFormat,
) -> Vec<MonthLine> {
    let or_dash = |amount: Option<i64>| amount.map_or("\u{2013}".to_owned(), |amount| format.show(amount));
    months
        .iter()
        .map(|month| {
            let balances = || {
                days.iter().filter(|(day, _)| YearMonth::of(*day) == month.month).map(|(_, balance)| *balance)
            };
            MonthLine {
                label: month.month.long().replace('-', " "),
                href: month_href(index, month),
                credits: format.show(month.credits),
                debits: format.show(month.debits),
                net: format.show(month.credits.saturating_sub(month.debits)),
                lowest: or_dash(balances().min()),
                mean: or_dash(mean(balances())),
                closing: or_dash(account.balances.on(month.month.last()).or_else(|| balances().next_back())),
                rows: month.rows,
            }
        })
        .collect()
}

fn calendar(index: usize, account: &AccountAnalysis, format: &AmountFormat) -> Option<String> {
    let mut days: Vec<CashDay> = Vec::new();
    for (at, row) in account.ledger.rows.iter().enumerate() {
        if days.last().is_none_or(|day| day.day != row.date) {
            let href = format!("#{}", row_anchor(index, at));
            days.push(CashDay { day: row.date, credits: 0, debits: 0, rows: 0, href });
        }
        if let Some(day) = days.last_mut() {
            let sum = match row.direction {
                Direction::Credit => &mut day.credits,
                Direction::Debit => &mut day.debits,
            };
            *sum = sum.saturating_add(row.amount.minor);
            day.rows += 1;
        }
    }
    let span = account.ledger.span()?;
    cash_calendar(span.from, span.to, &days, |day| account.ledger.covers(day), format)
}

fn gaps(account: &AccountAnalysis, format: &AmountFormat) -> Vec<String> {
    let missing = account.ledger.missing.iter().map(|period| {
        if period.from == period.to {
            format!("no statement covers {}", period.from)
        } else {
            format!("no statement covers {}", between(*period))
        }
    });
    let jumps = account.ledger.discontinuities.iter().map(|jump| {
        format!(
            "the statement from {} opens with {}, the one before closed with {}",
            jump.on,
            format.show(jump.opening),
            format.show(jump.closing)
        )
    });
    missing.chain(jumps).collect()
}
