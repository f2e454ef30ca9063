//! What heuristics on an entity look at: its statements, and what their rows say together.

use super::case::Seen;
use super::thresholds::Thresholds;
use crate::analyze::entity::EntityStatement;
use crate::analyze::roles::Role;
use crate::analyze::salary::{PayKind, Payment};
use crate::analyze::year_month::YearMonth;
use crate::analyze::{AccountAnalysis, Analysis, party};
use crate::model::{AccountCategory, AccountType, Channel, Direction, Money, Period, Statement, Transaction};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Months that are looked at most: a row in the year 9999 must not cost thousands of them.
const MOST_MONTHS: usize = 480;

/// Everything that heuristics on one person or company may look at.
pub struct EntityCase<'a> {
    /// The statements that the analysis is of, in the same order.
    pub statements: &'a [EntityStatement<'a>],
    /// What they say together.
    pub analysis: &'a Analysis,
    /// The day of the analysis.
    pub today: Date,
    /// Where odd begins.
    pub thresholds: &'a Thresholds,
}

impl<'a> EntityCase<'a> {
    /// The accounts of the entity.
    pub(super) fn accounts(&self) -> impl Iterator<Item = AccountCase<'a>> + use<'a> {
        let (statements, analysis) = (self.statements, self.analysis);
        analysis.accounts.iter().enumerate().map(move |(place, account)| AccountCase {
            place,
            account,
            statements,
        })
    }
}

/// One account of an entity.
pub(super) struct AccountCase<'a> {
    place: usize,
    /// What its rows say.
    pub(super) account: &'a AccountAnalysis,
    statements: &'a [EntityStatement<'a>],
}

impl<'a> AccountCase<'a> {
    /// Its rows, oldest first.
    pub(super) fn rows(&self) -> &'a [Transaction] {
        &self.account.ledger.rows
    }

    /// Its statements, the earliest first, each with its place among those of the entity.
    pub(super) fn statements(&self) -> Vec<(usize, &'a Statement)> {
        let of = |place: &usize| Some((*place, self.statements.get(*place)?.statement));
        let mut found: Vec<_> = self.account.ledger.statements.iter().filter_map(of).collect();
        found.sort_by_key(|(_, statement)| statement.date_range().map(|range| (range.from, range.to)));
        found
    }

    /// Says that what was seen is about this account.
    pub(super) fn about(&self, seen: Seen) -> Seen {
        seen.in_account(self.place)
    }

    /// Says that what was seen is about a row of this account, and where it is printed.
    pub(super) fn about_row(&self, row: &Transaction, seen: Seen) -> Seen {
        let prints = |place: &&usize| {
            let statement = self.statements.get(**place);
            let rows = statement.into_iter().flat_map(|found| &found.statement.transactions);
            rows.into_iter().any(|printed| printed.hash == row.hash)
        };
        let statement = self.account.ledger.statements.iter().find(prints).copied();
        self.about(seen).row(Some(&row.hash)).at(row.at.iter().copied()).in_statement(statement)
    }

    /// An amount as findings print it: decimal point, no grouping, with the currency.
    pub(super) fn amount(&self, minor: i64) -> String {
        let currency = self.account.ledger.currency;
        format!("{} {currency}", Money::new(minor, currency).to_decimal())
    }

    /// Its rows with what they turned out to be.
    fn played(&self) -> impl Iterator<Item = (&'a Transaction, Role)> + use<'a> {
        let account = self.account;
        account.ledger.rows.iter().zip(account.roles.iter().copied())
    }

    /// Pay with its payment; pensions are none.
    pub(super) fn pays(&self) -> impl Iterator<Item = (&'a Transaction, &'a Payment)> + use<'a> {
        let account = self.account;
        let pays = account.salary.payments.iter().filter(|payment| payment.kind != PayKind::Pension);
        pays.filter_map(|payment| Some((account.ledger.rows.get(payment.row)?, payment)))
    }

    /// Credits that are income.
    pub(super) fn income(&self) -> impl Iterator<Item = &'a Transaction> + use<'a> {
        self.played().filter(|(row, role)| role.is_income(row)).map(|(row, _)| row)
    }

    /// Money lent.
    pub(super) fn disbursals(&self) -> impl Iterator<Item = &'a Transaction> + use<'a> {
        self.played().filter(|(_, role)| role.is_disbursal()).map(|(row, _)| row)
    }

    /// Income of unknown purpose: no pay or pension, refund, interest, redemption or deal with a lender.
    pub(super) fn free_credits(&self) -> impl Iterator<Item = &'a Transaction> + use<'a> {
        let is_free = |row: &Transaction, role: Role| {
            role.is_income(row)
                && role.pay.is_none()
                && role.lender.is_none()
                && !matches!(row.channel, Channel::Refund | Channel::BankInterest | Channel::InvestmentCashin)
        };
        self.played().filter(move |(row, role)| is_free(row, *role)).map(|(row, _)| row)
    }

    /// Rows of a direction that name somebody with whom the holder deals freely, with their places: nothing that came back,
    /// went between own accounts, was lent or repaid, or is the bank's own.
    pub(super) fn named(
        &self,
        direction: Direction,
    ) -> impl Iterator<Item = (usize, &'a Transaction)> + use<'a> {
        let is_dealing = |row: &Transaction, role: Role| {
            let moved = matches!(
                row.channel,
                Channel::Upi
                    | Channel::NetBankingTransfer
                    | Channel::Chq
                    | Channel::AutoCredit
                    | Channel::DemandDraft
                    | Channel::Others
            );
            moved && role.pay.is_none() && role.lender.is_none() && role.bounce.is_none()
        };
        self.played()
            .enumerate()
            .filter(move |(_, (row, role))| row.direction == direction && is_dealing(row, *role))
            .map(|(place, (row, _))| (place, row))
            .filter(|(_, row)| party::shown(row).is_some())
    }

    /// Sums of credits and debits.
    pub(super) fn turnover(&self) -> (i64, i64) {
        let sum = |direction| {
            let rows = self.rows().iter().filter(|row| row.direction == direction);
            rows.fold(0_i64, |sum, row| sum.saturating_add(row.amount.minor))
        };
        (sum(Direction::Credit), sum(Direction::Debit))
    }

    /// Calendar months that the statements touch, oldest first.
    pub(super) fn months(&self) -> impl Iterator<Item = YearMonth> + use<'a> {
        let span = self.account.ledger.span();
        let last = span.map(|span| YearMonth::of(span.to));
        std::iter::successors(span.map(|span| YearMonth::of(span.from)), |month| Some(month.plus(1)))
            .take_while(move |month| last.is_some_and(|last| *month <= last))
            .take(MOST_MONTHS)
    }

    /// What moved in each month that the statements cover from its first day to its last.
    pub(super) fn full_months(&self) -> Vec<MonthSums> {
        let ledger = &self.account.ledger;
        let mut sums: BTreeMap<YearMonth, MonthSums> = self
            .months()
            .filter(|month| {
                let covers = |period: &Period| period.from <= month.first() && month.last() <= period.to;
                ledger.covered.iter().any(covers)
            })
            .map(|month| (month, MonthSums { month, credits: 0, debits: 0, rows: 0 }))
            .collect();
        for row in &ledger.rows {
            let Some(month) = sums.get_mut(&YearMonth::of(row.date)) else { continue };
            let sum = if row.direction == Direction::Credit { &mut month.credits } else { &mut month.debits };
            *sum = sum.saturating_add(row.amount.minor);
            month.rows += 1;
        }
        sums.into_values().collect()
    }

    /// Whether it serves a trade rather than a household.
    pub(super) fn is_business(&self) -> bool {
        let printed = &self.account.ledger.account;
        printed.category == AccountCategory::Corporate
            || matches!(
                printed.account_type,
                AccountType::Current | AccountType::Overdraft | AccountType::CashCredit
            )
    }

    /// Units of the currency in minor units.
    pub(super) fn units(&self, units: i64) -> i64 {
        units.saturating_mul(10_i64.pow(self.account.ledger.currency.decimals())).max(1)
    }

    /// What counts as a round figure in the currency, in minor units.
    pub(super) fn round_figure(&self, thresholds: &Thresholds) -> i64 {
        let by_currency = &thresholds.round_figure;
        let code = self.account.ledger.currency.code();
        self.units(by_currency.get(code).or_else(|| by_currency.get("*")).copied().unwrap_or(1_000))
    }
}

/// What moved in a month, in minor units.
pub(super) struct MonthSums {
    pub(super) month: YearMonth,
    pub(super) credits: i64,
    pub(super) debits: i64,
    pub(super) rows: usize,
}
