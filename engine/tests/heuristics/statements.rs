//! The ledgers of the cases of ledger heuristics: statements with all that is printed on them, and what is to be said of each row.
//!
//! ```text
//! account   123400005678               of the statement, like holder, ifsc, address, type, period, opening, closing,
//! period    2025-04-01 to 2025-04-30   total debit, total credit; `doubt code` is one that reading had
//! opening   10,000.00
//! 2025-04-01 14:30  UPI/SHOP  500.00 Dr  9,500.00    a row: day, perhaps a time, narration, amount, perhaps a balance
//! page                                 what follows is on the next page
//! ---                                  what follows is another statement
//! file      5f0c1a92b7e34d68            the identifier of the file that the statement is in
//! today     2025-06-01                 the day on which the case is looked at
//! 320 rows from 2025-01-01: UPI/SHOP, 500.00 Dr, each 2.1 % more
//! ```
//!
//! Behind `#` stands the severity of the finding that points at the row, or of one that points at no row. Two spaces or more
//! part the cells of a row.

use bank_templates::Templates;
use engine::analyze::entity::EntityStatement;
use engine::analyze::{AnalysisOptions, analyze};
use engine::fraud::{
    Case, EntityCase, ReuseCase, Thresholds, fingerprint, inspect, inspect_entity, inspect_reuse,
};
use engine::model::{
    Account, AccountType, Break, Currency, Diagnostic, Direction, Finding, Fingerprint, Identity, Located,
    Locator, Money, Period, PrintedTotals, Reconciliation, Severity, Statement, Transaction, Verdict,
};
use jiff::ToSpan;
use jiff::civil::{Date, Time};

/// A case as written: its statements, and the findings that it promises.
#[derive(Default)]
struct Block {
    statements: Vec<Statement>,
    /// Identifiers of the files that they are in.
    files: Vec<Option<String>>,
    today: Option<Date>,
    /// Severity, and the hash of the row; none for a finding about no row.
    promised: Vec<(Severity, Option<String>)>,
}

fn severity(word: &str) -> Severity {
    match word {
        "high" => Severity::High,
        "medium" => Severity::Medium,
        "low" => Severity::Low,
        other => panic!("{other:?} is no severity"),
    }
}

fn minor(text: &str) -> i64 {
    let digits: String = text.chars().filter(|c| c.is_ascii_digit()).collect();
    let amount: i64 = digits.parse().unwrap_or_else(|_| panic!("{text:?} is no amount"));
    if text.starts_with('-') { -amount } else { amount }
}

fn rupees(minor: i64) -> Money {
    Money::new(minor, Currency::INR)
}

fn located<T>(value: T) -> Option<Located<T>> {
    Some(Located { value, at: Locator::new(1, pdf::Rect { x0: 40.0, top: 40.0, x1: 200.0, bottom: 50.0 }) })
}

fn empty() -> Statement {
    Statement {
        account: Account::bare(Currency::INR),
        identity: Identity::default(),
        period: None,
        printed: PrintedTotals::default(),
        transactions: Vec::new(),
        reconciliation: Reconciliation {
            verdict: Verdict::Unproven,
            opening_balance: None,
            opening_is_printed: false,
            closing_balance: None,
            total_debit: rupees(0),
            total_credit: rupees(0),
            breaks: Vec::new(),
            gaps: Vec::new(),
        },
        skipped: Vec::new(),
        diagnostics: Vec::new(),
    }
}

fn block(text: &str) -> Block {
    let mut block = Block { statements: vec![empty()], ..Block::default() };
    let mut page = 1;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (line, promise) =
            line.split_once('#').map_or((line, None), |(line, mark)| (line, Some(mark.trim())));
        let line = line.trim();
        let mut hash = None;
        match line {
            "" => {}
            "page" => page += 1,
            "---" => block.statements.push(empty()),
            _ if line.starts_with("file") => {
                block.files.resize(block.statements.len() - 1, None);
                block.files.push(Some(line.trim_start_matches("file").trim().to_owned()));
            }
            _ if line.starts_with("today") => {
                block.today = Some(line.trim_start_matches("today").trim().parse().unwrap());
            }
            _ if line.starts_with(|c: char| c.is_ascii_digit()) => {
                let statement = block.statements.last_mut().unwrap();
                if line.contains(" rows from ") {
                    many(line, statement);
                } else {
                    let row = row(line, page, &statement.transactions);
                    statement.transactions.push(row);
                }
                hash = statement.transactions.last().map(|row| row.hash.clone());
            }
            _ => field(line, block.statements.last_mut().unwrap()),
        }
        if let Some(word) = promise {
            block.promised.push((severity(word), hash));
        }
    }
    for statement in &mut block.statements {
        reconcile(statement);
        let home = engine::enrich::Home { country: "IN", currency: Currency::INR, locale: "en-IN" };
        engine::enrich::enrich(&mut statement.transactions, &home, Templates::embedded());
    }
    block
}

fn field(line: &str, statement: &mut Statement) {
    let (name, value) = line.split_once("  ").unwrap_or_else(|| panic!("no value in {line:?}"));
    let value = value.trim();
    let Statement { account, identity, printed, .. } = statement;
    match name {
        "account" => account.number = located(value.to_owned()),
        "holder" => identity.name = located(value.to_owned()),
        "address" => identity.address = located(value.to_owned()),
        "ifsc" => account.ifsc = located(value.to_owned()),
        "type" if value == "current" => account.account_type = AccountType::Current,
        "type" if value == "savings" => account.account_type = AccountType::Savings,
        "period" => {
            let (from, to) = value.split_once(" to ").unwrap();
            statement.period = Some(Period { from: from.parse().unwrap(), to: to.parse().unwrap() });
        }
        "opening" => printed.opening = located(minor(value)),
        "closing" => printed.closing = located(minor(value)),
        "total debit" => printed.total_debit = located(minor(value)),
        "total credit" => printed.total_credit = located(minor(value)),
        "debit count" => printed.debit_count = located(value.parse().unwrap()),
        "doubt" => statement.diagnostics.push(Diagnostic::new(value, "a code does not hold", None)),
        _ => panic!("{line:?} says nothing that a case knows"),
    }
}

fn row(line: &str, page: u32, known: &[Transaction]) -> Transaction {
    let cells: Vec<&str> = line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    let [day, narration, amount, rest @ ..] = cells.as_slice() else { panic!("{line:?} is no row") };
    let (day, time) = day.split_once(' ').map_or((*day, None), |(day, time)| (day, Some(time)));
    let (amount, side) = amount.split_once(' ').unwrap_or_else(|| panic!("no Dr or Cr in {line:?}"));
    let direction = if side == "Dr" { Direction::Debit } else { Direction::Credit };
    let top = 100.0 + 12.0 * f32::from(u16::try_from(known.len()).unwrap());
    // The same row in two statements has one hash, two like rows of one statement have two.
    let text = cells.join(" ");
    let alike = known.iter().filter(|row| row.hash.starts_with(&text)).count();
    Transaction {
        time: time.map(|time| time.parse::<Time>().unwrap()),
        narration: (*narration).to_owned(),
        balance: rest.first().map(|balance| rupees(minor(balance))),
        hash: format!("{text} {alike}"),
        at: vec![Locator::new(page, pdf::Rect { x0: 40.0, top, x1: 550.0, bottom: top + 10.0 })],
        ..Transaction::bare(day.parse().unwrap(), direction, rupees(minor(amount)))
    }
}

/// `320 rows from 2025-01-01: UPI/SHOP, 500.00 Dr, each 2.1 % more`, or `each 7.00 more`: four of them a day.
fn many(line: &str, statement: &mut Statement) {
    let (count, rest) = line.split_once(" rows from ").unwrap();
    let (day, rest) = rest.split_once(": ").unwrap();
    let [narration, amount, step] = rest.splitn(3, ", ").collect::<Vec<_>>()[..] else { panic!("{line:?}") };
    let first = row(&format!("{day}  {narration}  {amount}"), 1, &[]);
    let step = step.strip_prefix("each ").and_then(|step| step.strip_suffix(" more")).unwrap();
    let mut amount = first.amount.minor;
    for index in 0..count.parse::<usize>().unwrap() {
        let date = first.date.checked_add(i64::try_from(index / 4).unwrap().days()).unwrap();
        statement.transactions.push(Transaction {
            date,
            amount: rupees(amount),
            hash: format!("{index}"),
            ..first.clone()
        });
        amount = match step.strip_suffix(" %") {
            Some(percent) => amount + amount * minor(&format!("{percent}0")) / 10_000,
            None => amount + minor(step),
        };
    }
}

/// The arithmetic as reading does it, as far as cases need it.
fn reconcile(statement: &mut Statement) {
    let Statement { transactions, printed, reconciliation, .. } = statement;
    let total = |side: Direction| {
        transactions.iter().filter(|row| row.direction == side).map(|row| row.amount.minor).sum::<i64>()
    };
    let count = |side: Direction| transactions.iter().filter(|row| row.direction == side).count();
    let derived = transactions.first().and_then(|row| Some(row.balance?.minor - row.signed_minor()));
    let opening = printed.opening.as_ref().map(|opening| opening.value).or(derived);
    let mut breaks = Vec::new();
    let mut running = opening;
    for (index, row) in transactions.iter().enumerate() {
        running = running.map(|balance| balance + row.signed_minor());
        if let (Some(expected), Some(balance)) = (running, row.balance) {
            if expected != balance.minor {
                breaks.push(Break {
                    row: Some(index),
                    what: "running_balance".to_owned(),
                    expected: rupees(expected),
                    printed: balance,
                    at: row.at.first().copied(),
                });
            }
            running = Some(balance.minor);
        }
    }
    let sums = [
        ("closing_balance", running, &printed.closing),
        ("total_debit", Some(total(Direction::Debit)), &printed.total_debit),
        ("total_credit", Some(total(Direction::Credit)), &printed.total_credit),
        ("debit_count", Some(i64::try_from(count(Direction::Debit)).unwrap()), &printed.debit_count),
    ];
    for (what, expected, stated) in sums {
        if let (Some(expected), Some(stated)) = (expected, stated)
            && expected != stated.value
        {
            breaks.push(Break {
                row: None,
                what: what.to_owned(),
                expected: rupees(expected),
                printed: rupees(stated.value),
                at: Some(stated.at),
            });
        }
    }
    (reconciliation.total_debit, reconciliation.total_credit) =
        (rupees(total(Direction::Debit)), rupees(total(Direction::Credit)));
    reconciliation.opening_balance = opening.map(rupees);
    reconciliation.closing_balance =
        printed.closing.as_ref().map(|closing| closing.value).or(running).map(rupees);
    reconciliation.breaks = breaks;
}

/// What a heuristic says of the statements of a case, each looked at as a document and all of them as an entity.
fn findings(id: &str, block: &Block) -> Vec<Finding> {
    let thresholds = Thresholds::default();
    let documents = block.statements.iter().flat_map(|statement| {
        inspect(&Case::new(None, None, std::slice::from_ref(statement), &thresholds)).findings
    });
    let members: Vec<EntityStatement<'_>> =
        block.statements.iter().map(|statement| EntityStatement { statement, bank: None }).collect();
    let days = block.statements.iter().flat_map(|statement| &statement.transactions).map(|row| row.date);
    let today = block.today.or(days.max()).unwrap();
    let analysis = analyze(&members, &AnalysisOptions::on(today));
    let case = EntityCase { statements: &members, analysis: &analysis, today, thresholds: &thresholds };
    let entity = inspect_entity(&case).findings;
    documents.chain(entity).chain(reuse(block)).filter(|finding| finding.id == id).collect()
}

/// What is said of the last statement of a case if the others are those of other customers.
fn reuse(block: &Block) -> Vec<Finding> {
    let mut marks: Vec<Fingerprint> = Vec::new();
    for (index, statement) in block.statements.iter().enumerate() {
        let id = block.files.get(index).cloned().flatten().unwrap_or_default();
        let mut file = pdf::Document::default();
        file.facts.id = Some([id.clone(), id]);
        marks.push(fingerprint(Some(&file), std::slice::from_ref(statement)));
    }
    let own = marks.pop().unwrap();
    let thresholds = Thresholds::default();
    inspect_reuse(&ReuseCase { own: &own, others: &marks, thresholds: &thresholds }).findings
}

/// Every case of a heuristic says what its title promises: as many findings, of that severity, about those rows.
pub(crate) fn hold(id: &str, firing: &[(&str, &str)], silent: &[(&str, &str)]) {
    let cases = firing.iter().map(|case| (case, true)).chain(silent.iter().map(|case| (case, false)));
    for ((title, text), fires) in cases {
        let block = block(text);
        let found = findings(id, &block);
        let order = |(severity, hash): &(Severity, Option<String>)| (*severity as u8, hash.clone());
        let mut said: Vec<_> =
            found.iter().map(|finding| (finding.severity, finding.transaction_hash.clone())).collect();
        let mut promised = block.promised;
        said.sort_by_key(order);
        promised.sort_by_key(order);
        assert_eq!(said, promised, "{id}, {title}: {found:#?}");
        assert_eq!(fires, !found.is_empty(), "{id}, {title}: its section says otherwise");
    }
}
