//! The ledgers of the cases: written down row by row in Markdown, read back as statements of one entity.
//!
//! ```text
//! account 100200300400 current        a new account, with the sort of account when it matters
//! holder ASHA RAO
//! limit 50,000.00                     of an overdraft
//! covers 2025-04-01 to 2025-06-30     else from the first row to the last; again for a further statement
//! opening 10,000.00
//! 2025-04-01  UPI/SHOP  500.00 Dr
//! 2025-04-02  UPI/SHOP  500.00 Dr     9,200.00     with the balance printed, where it is not what follows
//! monthly 6 2025-04-05  NEFT CR SALARY  50,000.00 Cr
//! weekly 4, daily 30                  likewise
//! today 2025-07-15                    else the last covered day
//! ```
//!
//! Rows that `monthly` and the like repeat are sorted in by day.

use bank_templates::Templates;
use engine::analyze::entity::EntityStatement;
use engine::analyze::{AnalysisOptions, analyze};
use engine::enrich;
use engine::fraud::{EntityCase, Thresholds, inspect_entity};
use engine::model::{
    Account, AccountType, BankRef, Currency, Direction, Finding, Identity, Located, Locator, Money, Period,
    PrintedTotals, Reconciliation, Statement, Transaction, Verdict,
};
use jiff::ToSpan;
use jiff::civil::Date;

/// What heuristics on the entity say of a ledger.
pub(crate) fn findings(text: &str) -> Vec<Finding> {
    let (statements, today) = read(text);
    let bank = BankRef {
        id: "lantern_bay".to_owned(),
        name: "Lantern Bay Bank".to_owned(),
        country: "IN".to_owned(),
    };
    let members: Vec<EntityStatement<'_>> =
        statements.iter().map(|statement| EntityStatement { statement, bank: Some(&bank) }).collect();
    let analysis = analyze(&members, &AnalysisOptions::on(today));
    let thresholds = Thresholds::default();
    let case = EntityCase { statements: &members, analysis: &analysis, today, thresholds: &thresholds };
    inspect_entity(&case).findings
}

/// A statement while its lines are read.
struct Draft {
    number: String,
    holder: Option<String>,
    account_type: AccountType,
    limit: Option<i64>,
    covers: Option<Period>,
    opening: i64,
    rows: Vec<(Transaction, Option<i64>)>,
}

fn read(text: &str) -> (Vec<Statement>, Date) {
    let mut drafts = vec![Draft::of("100200300400", AccountType::Savings)];
    let mut today = None;
    for line in text.lines().map(|line| line.split('#').next().unwrap().trim()) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let draft = drafts.last_mut().unwrap();
        match word {
            "" => {}
            "account" => {
                let (number, kind) = rest.split_once(' ').unwrap_or((rest, "savings"));
                let kind = serde_json::from_value(kind.trim().into()).unwrap();
                if draft.rows.is_empty() {
                    drafts.pop();
                }
                drafts.push(Draft::of(number, kind));
            }
            "holder" => draft.holder = Some(rest.trim().to_owned()),
            "limit" => draft.limit = Some(amount(rest)),
            "opening" => draft.opening = amount(rest),
            "today" => today = Some(rest.trim().parse().unwrap()),
            "covers" => {
                let (from, to) = rest.split_once(" to ").unwrap();
                let covers =
                    Some(Period { from: from.trim().parse().unwrap(), to: to.trim().parse().unwrap() });
                if draft.covers.is_some() {
                    let next = draft.next();
                    drafts.push(next);
                }
                drafts.last_mut().unwrap().covers = covers;
            }
            "monthly" | "weekly" | "daily" => {
                let (times, row) = rest.trim().split_once(' ').unwrap();
                let (first, printed) = transaction(row.trim());
                for index in 0..times.parse::<i64>().unwrap() {
                    let span = match word {
                        "monthly" => index.months(),
                        "weekly" => index.weeks(),
                        _ => index.days(),
                    };
                    let date = first.date.checked_add(span).unwrap();
                    draft.rows.push((Transaction { date, ..first.clone() }, printed));
                }
            }
            _ => draft.rows.push(transaction(line)),
        }
    }
    let statements: Vec<Statement> =
        drafts.into_iter().enumerate().map(|(place, draft)| draft.statement(place)).collect();
    let last = statements.iter().filter_map(Statement::date_range).map(|range| range.to).max();
    (statements, today.or(last).unwrap())
}

fn amount(text: &str) -> i64 {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect();
    digits.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn money(minor: i64) -> Money {
    Money::new(minor, Currency::INR)
}

/// The same for a row that two statements print.
fn hash(number: &str, row: &Transaction, balance: i64) -> String {
    let text = format!("{number}\n{}\n{}\n{balance}\n{}", row.date, row.signed_minor(), row.narration);
    blake3::hash(text.as_bytes()).to_hex().chars().take(32).collect()
}

/// `2025-04-01  NARRATION  500.00 Dr`, perhaps with a balance after it.
fn transaction(line: &str) -> (Transaction, Option<i64>) {
    let (date, rest) = line.split_once(' ').unwrap_or_else(|| panic!("no row: {line}"));
    let words: Vec<&str> = rest.split_whitespace().collect();
    let side = words.iter().rposition(|word| ["Dr", "Cr"].contains(word));
    let side = side.unwrap_or_else(|| panic!("neither Dr nor Cr: {line}"));
    let direction = if words[side] == "Dr" { Direction::Debit } else { Direction::Credit };
    let date = date.parse().unwrap_or_else(|error| panic!("{line}: {error}"));
    let row = Transaction {
        narration: words[..side - 1].join(" "),
        ..Transaction::bare(date, direction, money(amount(words[side - 1])))
    };
    (row, words.get(side + 1).map(|balance| amount(balance)))
}

impl Draft {
    fn of(number: &str, account_type: AccountType) -> Draft {
        Draft {
            number: number.trim().to_owned(),
            holder: None,
            account_type,
            limit: None,
            covers: None,
            opening: 0,
            rows: Vec::new(),
        }
    }

    /// The statement of the same account that follows this one.
    fn next(&self) -> Draft {
        let moved: i64 = self.rows.iter().map(|(row, _)| row.signed_minor()).sum();
        Draft {
            holder: self.holder.clone(),
            limit: self.limit,
            opening: self.opening + moved,
            ..Draft::of(&self.number, self.account_type)
        }
    }

    fn statement(mut self, place: usize) -> Statement {
        self.rows.sort_by_key(|(row, _)| row.date);
        let mut balance = self.opening;
        let number = &self.number;
        let mut transactions: Vec<Transaction> = self
            .rows
            .into_iter()
            .enumerate()
            .map(|(index, (row, printed))| {
                balance = printed.unwrap_or(balance + row.signed_minor());
                let top = 100.0 + 12.0 * index as f32;
                let rect = pdf::Rect { x0: 50.0, top, x1: 550.0, bottom: top + 10.0 };
                Transaction {
                    balance: Some(money(balance)),
                    hash: hash(number, &row, balance),
                    at: vec![Locator { page: u32::try_from(place + 1).unwrap(), rect }],
                    ..row
                }
            })
            .collect();
        let home = enrich::Home { country: "IN", currency: Currency::INR, locale: "" };
        enrich::enrich(&mut transactions, &home, Templates::embedded());
        let total = |direction| {
            let rows = transactions.iter().filter(|row| row.direction == direction);
            money(rows.map(|row| row.amount.minor).sum())
        };
        let located = |value: String| Located { value, at: Locator::default() };
        Statement {
            account: Account {
                number: Some(located(self.number)),
                account_type: self.account_type,
                credit_limit: self.limit.map(|value| Located { value, at: Locator::default() }),
                ..Account::bare(Currency::INR)
            },
            identity: Identity { name: self.holder.map(located), ..Identity::default() },
            period: self.covers,
            printed: PrintedTotals::default(),
            reconciliation: Reconciliation {
                verdict: Verdict::Proven,
                opening_balance: Some(money(self.opening)),
                opening_is_printed: true,
                closing_balance: Some(money(balance)),
                total_debit: total(Direction::Debit),
                total_credit: total(Direction::Credit),
                breaks: Vec::new(),
                gaps: Vec::new(),
            },
            transactions,
            skipped: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}
