//! Files that hold more than one statement: typed pages with several accounts, several months, and what only looks like it.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Report, Statement, Verdict};

fn read(text: &str) -> Report {
    let document = engine::fixed_pitch::document(text);
    engine::read_document(document, None, Templates::embedded())
        .unwrap_or_else(|error| panic!("{}: {error}\n{text}", error.code()))
}

fn number(statement: &Statement) -> &str {
    statement.account.number.as_ref().map_or("", |number| number.value.as_str())
}

/// Account, signed amounts and verdict of each statement.
fn shown(report: &Report) -> Vec<(String, Vec<i64>, Verdict)> {
    let one = |statement: &Statement| {
        let amounts = statement.transactions.iter().map(|row| row.signed_minor()).collect();
        (number(statement).to_owned(), amounts, statement.reconciliation.verdict)
    };
    report.statements.iter().map(one).collect()
}

const TWO: &str = "
Shore Community Bank
JANE EXAMPLE
12 Sample Street, Springfield 01234
Statement period: 01/03/2025 to 31/03/2025

Everyday account
Account number: 00112233
Opening balance   1,000.00

Date        Description                  Withdrawals    Deposits     Balance
02/03/2025  GROCERIES                          100.00                 900.00
05/03/2025  SALARY                                        500.00    1,400.00
Closing balance                                                     1,400.00

Rainy day savings
Account number: 00998877
Opening balance   7,000.00

Date        Description                  Withdrawals    Deposits     Balance
09/03/2025  TRANSFER FROM 00112233                         50.00    7,050.00
31/03/2025  INTEREST                                        1.25    7,051.25
Closing balance                                                     7,051.25
";

#[test]
fn two_accounts_of_one_page_are_two_statements() {
    let report = read(TWO);
    assert_eq!(
        shown(&report),
        [
            ("00112233".to_owned(), vec![-10_000, 50_000], Verdict::Proven),
            ("00998877".to_owned(), vec![5_000, 125], Verdict::Proven),
        ]
    );
    // What stands on the cover holds for both.
    for statement in &report.statements {
        assert_eq!(statement.identity.name.as_ref().unwrap().value, "JANE EXAMPLE");
        assert_eq!(statement.period.unwrap().to.to_string(), "2025-03-31");
    }
    let skipped = |index: usize| &report.statements[index].skipped;
    assert!(skipped(1).iter().any(|line| line.text.contains("Rainy day")), "{:?}", skipped(1));
    assert!(!skipped(0).iter().any(|line| line.text.contains("Rainy day")), "{:?}", skipped(0));
    assert_ne!(report.statements[0].transactions[0].hash, report.statements[1].transactions[0].hash);
}

#[test]
fn a_wrong_row_of_one_account_costs_only_its_own_verdict() {
    let report = read(&TWO.replace("50.00    7,050.00", "60.00    7,050.00"));
    let verdicts: Vec<Verdict> = shown(&report).into_iter().map(|(_, _, verdict)| verdict).collect();
    assert_eq!(verdicts, [Verdict::Proven, Verdict::Unproven]);
    assert_eq!(report.statements[1].reconciliation.breaks[0].row, Some(0));
}

#[test]
fn accounts_with_other_columns_are_read_with_their_own() {
    let report = read(
        "
Shore Community Bank
Account number: 00112233
Statement period: 01/03/2025 to 31/03/2025
Opening balance   1,000.00
Date        Description                  Withdrawals    Deposits     Balance
02/03/2025  GROCERIES                          100.00                 900.00
Closing balance                                                       900.00

Account number: 00998877
Opening balance   7,000.00
Posted      Reference   Details                         Amount       Balance
09/03/2025  8812        TRANSFER                         50.00      7,050.00
10/03/2025  8813        GIFT                            -20.00      7,030.00
Closing balance                                                     7,030.00
",
    );
    assert_eq!(
        shown(&report),
        [
            ("00112233".to_owned(), vec![-10_000], Verdict::Proven),
            ("00998877".to_owned(), vec![5_000, -2_000], Verdict::Proven),
        ]
    );
}

const MONTHS: &str = "
Shore Community Bank
Account number: 00112233
Statement period: 01/03/2025 to 31/03/2025
Opening balance   1,000.00
Date        Description                  Withdrawals    Deposits     Balance
02/03/2025  GROCERIES                          100.00                 900.00
Closing balance                                                       900.00
\u{c}
Shore Community Bank
Account number: 00112233
Statement period: 01/04/2025 to 30/04/2025
Opening balance     900.00
Date        Description                  Withdrawals    Deposits     Balance
03/04/2025  SALARY                                         500.00   1,400.00
Closing balance                                                     1,400.00
";

#[test]
fn two_months_of_one_account_are_two_statements_of_it() {
    let report = read(MONTHS);
    assert_eq!(
        shown(&report),
        [
            ("00112233".to_owned(), vec![-10_000], Verdict::Proven),
            ("00112233".to_owned(), vec![50_000], Verdict::Proven),
        ]
    );
    let keys: Vec<String> = report.statements.iter().map(|statement| statement.account.key()).collect();
    assert_eq!(keys, ["00112233", "00112233"]);
    let months: Vec<String> =
        report.statements.iter().map(|statement| statement.period.unwrap().from.to_string()).collect();
    assert_eq!(months, ["2025-03-01", "2025-04-01"]);
}

#[test]
fn accounts_whose_numbers_are_masked_alike_stay_two() {
    let masked = TWO.replace("00112233", "XXXX2233").replace("00998877", "XXXX2233");
    let report = read(&masked);
    let keys: Vec<String> = report.statements.iter().map(|statement| statement.account.key()).collect();
    assert_eq!(keys, ["XXXX2233", "XXXX2233#2"]);
}

#[test]
fn a_header_that_repeats_itself_begins_nothing() {
    let report = read(
        "
Shore Community Bank
Account number: 00112233
Statement period: 01/03/2025 to 31/03/2025
Opening balance   1,000.00
Date        Description                  Withdrawals    Deposits     Balance
02/03/2025  TO A/C NO 55667788                 100.00                 900.00
            ACCOUNT NUMBER 55667788
Carried forward                                                       900.00
\u{c}
Shore Community Bank
Account number: 00112233
Statement period: 01/03/2025 to 31/03/2025
Opening balance     900.00
Date        Description                  Withdrawals    Deposits     Balance
Brought forward                                                       900.00
05/03/2025  SALARY                                         500.00   1,400.00
Closing balance                                                     1,400.00
Interest period: 01/01/2025 to 31/12/2025
",
    );
    assert_eq!(shown(&report), [("00112233".to_owned(), vec![-10_000, 50_000], Verdict::Proven)]);
}

#[test]
fn an_account_whose_table_cannot_be_read_is_named() {
    // The second account has no headings, so that nothing says what its columns are.
    let spoilt: Vec<&str> = TWO.lines().collect();
    let second = spoilt.iter().rposition(|line| line.starts_with("Date ")).unwrap();
    let text: Vec<&str> =
        spoilt.iter().enumerate().filter(|(index, _)| *index != second).map(|(_, line)| *line).collect();
    let report = read(&text.join("\n"));
    assert_eq!(report.statements.len(), 1);
    let statement = &report.statements[0];
    assert_eq!(statement.reconciliation.verdict, Verdict::ProvenWithGaps);
    let doubt = statement.diagnostics.iter().find(|doubt| doubt.code == "statement_not_read").unwrap();
    assert!(doubt.at.is_some());
}

#[test]
fn an_account_that_the_overview_lists_and_no_page_has_is_named() {
    let overview = "
Shore Community Bank
Your accounts               Opening balance    Closing balance
Everyday account 00112233          1,000.00           1,400.00
Holiday account 00445566           2,000.00           2,500.00
Total                              3,000.00           3,900.00
";
    let first = TWO.split("Rainy day").next().unwrap().replace("\nShore Community Bank", overview);
    let statement = &read(&first).statements[0];
    assert_eq!(statement.reconciliation.verdict, Verdict::ProvenWithGaps);
    let doubts: Vec<&str> = statement
        .diagnostics
        .iter()
        .filter(|doubt| doubt.code == "account_not_read")
        .map(|doubt| doubt.message.as_str())
        .collect();
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert!(doubts[0].contains("Holiday account 00445566"));
    // With the account that it lists the overview is quiet.
    let both = TWO.replace(
        "\nShore Community Bank",
        &overview.replace(
            "Holiday account 00445566           2,000.00           2,500.00",
            "Rainy day 00998877                 7,000.00           7,051.25",
        ),
    );
    assert!(shown(&read(&both)).iter().all(|(_, _, verdict)| *verdict == Verdict::Proven));
}

#[test]
fn rows_of_another_table_cost_the_verdict() {
    let text = TWO.split("Rainy day").next().unwrap().to_owned()
        + "
Term deposit 4711
11/03/2025  2,000.00 PLACED
";
    let statement = &read(&text).statements[0];
    assert_eq!(statement.reconciliation.verdict, Verdict::ProvenWithGaps);
    assert!(
        statement.reconciliation.gaps[0].contains("look like rows"),
        "{:?}",
        statement.reconciliation.gaps
    );
}

#[test]
fn cards_that_share_one_balance_are_one_statement() {
    let report = read(
        "
Shore Card Services
Statement date: 31/03/2025
Minimum payment due 25.00
Previous balance   100.00
New balance        170.00

Card number: 4000 12XX XXXX 1111
Date        Description                       Amount
02/03/2025  BOOKS                              50.00
05/03/2025  PAYMENT THANK YOU                 100.00 CR
Card number: 4000 12XX XXXX 2222
Date        Description                       Amount
07/03/2025  PETROL                            120.00
",
    );
    let [statement] = report.statements.as_slice() else { panic!("{:?}", shown(&report)) };
    assert_eq!(statement.transactions.len(), 3);
    // The two balances hold the sum of the three rows and no row by itself.
    assert_eq!(statement.reconciliation.verdict, Verdict::ProvenWithGaps, "{:?}", statement.reconciliation);
}
