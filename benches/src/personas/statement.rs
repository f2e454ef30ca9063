//! An invented account as the engine would have read it.

use bank_templates::Templates;
use engine::analyze::entity::EntityStatement;
use engine::analyze::{Analysis, AnalysisOptions};
use engine::enrich;
use engine::fraud::{self, EntityCase, Thresholds};
use engine::model::{
    Account, BankRef, Currency, Direction, Finding, Identity, Located, Locator, Money, Period, PrintedTotals,
    Reconciliation, Statement, Transaction, Verdict,
};
use testdata::Ledger;

/// Enriches and analyses an account of one statement.
pub(crate) fn analyze(ledger: &Ledger, country: &str) -> Analysis {
    analyzed(ledger, country, |_, analysis| analysis.clone())
}

/// What heuristics say of an account of one statement, about the entity and about its rows.
pub(crate) fn findings(ledger: &Ledger, country: &str) -> Vec<Finding> {
    let thresholds = Thresholds::default();
    analyzed(ledger, country, |statements, analysis| {
        let case = EntityCase { statements, analysis, today: ledger.to, thresholds: &thresholds };
        let of_rows: Vec<Statement> = statements.iter().map(|one| one.statement.clone()).collect();
        let of_rows = fraud::inspect(&fraud::Case::new(None, None, &of_rows, &thresholds)).findings;
        fraud::inspect_entity(&case).findings.into_iter().chain(of_rows).collect()
    })
}

fn analyzed<T>(ledger: &Ledger, country: &str, take: impl Fn(&[EntityStatement<'_>], &Analysis) -> T) -> T {
    let mut statement = statement(ledger);
    let currency = statement.account.currency;
    let home = enrich::Home { country, currency, locale: "" };
    enrich::enrich(&mut statement.transactions, &home, Templates::embedded());
    let bank =
        BankRef { id: "lantern_bay".to_owned(), name: ledger.bank.name.clone(), country: country.to_owned() };
    let statements = [EntityStatement { statement: &statement, bank: Some(&bank) }];
    let analysis = engine::analyze(&statements, &AnalysisOptions::on(ledger.to));
    take(&statements, &analysis)
}

fn statement(ledger: &Ledger) -> Statement {
    let currency = Currency::parse(&ledger.currency).unwrap_or(Currency::INR);
    let money = |minor| Money::new(minor, currency);
    let located = |value: &str| Some(Located { value: value.to_owned(), at: Locator::default() });
    let rows = ledger.rows.iter().enumerate().map(|(index, row)| Transaction {
        narration: row.narration.clone(),
        balance: Some(money(row.balance_minor)),
        hash: format!("{index:032x}"),
        ..Transaction::bare(
            row.date,
            match row.direction {
                testdata::Direction::Debit => Direction::Debit,
                testdata::Direction::Credit => Direction::Credit,
            },
            money(row.amount_minor),
        )
    });
    Statement {
        account: Account { number: located(&ledger.account_number), ..Account::bare(currency) },
        identity: Identity { name: located(&ledger.holder), ..Identity::default() },
        period: Some(Period { from: ledger.from, to: ledger.to }),
        printed: PrintedTotals::default(),
        transactions: rows.collect(),
        reconciliation: Reconciliation {
            verdict: Verdict::Proven,
            opening_balance: Some(money(ledger.opening_minor)),
            opening_is_printed: true,
            closing_balance: Some(money(ledger.closing_minor())),
            total_debit: money(ledger.total_minor(testdata::Direction::Debit)),
            total_credit: money(ledger.total_minor(testdata::Direction::Credit)),
            breaks: Vec::new(),
            gaps: Vec::new(),
        },
        skipped: Vec::new(),
        diagnostics: Vec::new(),
    }
}
