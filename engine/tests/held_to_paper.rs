//! Typed pages: what else the paper says is held against rows whose balances follow.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Statement, Verdict};

const HEAD: &str = "
Shore Bank plc                                      GBP
Account number: 00123456
Period: 01/04/2025 to 30/04/2025
Opening balance: 500.00
";

const ROWS: &str = "
Date         Description                  Paid out       Paid in       Balance

02/04/2025   Corner shop                     12.50                      487.50
03/04/2025   Tea stall                        2.50                      485.00
14/04/2025   Salary                                       900.00      1,385.00
";

fn read_made(text: &str, made: Option<&str>) -> Statement {
    let mut document = engine::fixed_pitch::document(text);
    document.facts.created = made.map(str::to_owned);
    let report = engine::read_document(document, None, Templates::embedded()).unwrap();
    report.statements.into_iter().next().unwrap()
}

fn read(text: &str) -> Statement {
    read_made(text, None)
}

fn says(statement: &Statement, what: &str) {
    let proof = &statement.reconciliation;
    assert_eq!(proof.verdict, Verdict::ProvenWithGaps, "{proof:?}");
    assert!(proof.gaps.iter().any(|gap| gap.contains(what)), "{proof:?}");
}

fn is_proven(statement: &Statement) {
    let proof = &statement.reconciliation;
    assert_eq!(proof.verdict, Verdict::Proven, "{proof:?}");
}

#[test]
fn printed_numbers_of_debits_and_credits_are_held_against_the_rows() {
    is_proven(&read(&format!("{HEAD}Number of debits: 2\nNo. of credits: 1\n{ROWS}")));
    let miscounted = read(&format!("{HEAD}Number of debits: 3\nNo. of credits: 1\n{ROWS}"));
    let breaks = &miscounted.reconciliation.breaks;
    assert_eq!(miscounted.reconciliation.verdict, Verdict::Unproven);
    assert_eq!(breaks.iter().map(|one| one.what.as_str()).collect::<Vec<_>>(), ["debit_count"]);
}

#[test]
fn a_narration_that_begins_like_a_label_is_no_label() {
    let page = |label: &str| {
        let below = format!(
            "Salary                                       900.00      1,385.00\n             {label}"
        );
        read(
            &format!("{HEAD}{ROWS}")
                .replace("Salary                                       900.00      1,385.00", &below),
        )
    };
    assert_eq!(page("C/flower works").transactions[2].narration, "Salary C/flower works");
    assert_eq!(page("Page Total").transactions[2].narration, "Salary");
}

#[test]
fn narrations_without_a_heading_are_read_and_said() {
    let statement = read(&format!("{HEAD}{ROWS}").replace("Description", "           "));
    says(&statement, "no heading says which column the narration is");
    let narrations: Vec<&str> = statement.transactions.iter().map(|row| row.narration.as_str()).collect();
    assert_eq!(narrations, ["Corner shop", "Tea stall", "Salary"]);
    // A table of dates and amounts has no words that a heading could be missing over.
    let wordless = format!("{HEAD}{ROWS}")
        .replace("Description", "           ")
        .replace("Corner shop", "           ")
        .replace("Tea stall", "         ")
        .replace("Salary", "      ");
    is_proven(&read(&wordless));
}

#[test]
fn short_years_are_held_against_the_day_of_the_document() {
    let short =
        format!("{HEAD}{ROWS}").replace("Period: 01/04/2025 to 30/04/2025", "").replace("/2025 ", "/07   ");
    let apart = read_made(&short, Some("D:20250501090000Z"));
    says(&apart, "years are printed by two digits");
    is_proven(&read_made(&short, Some("D:20070501090000Z")));
    // A period in whole years says what is meant.
    let in_2007 = format!("{HEAD}{ROWS}").replace("2025", "2007").replace("/2007 ", "/07   ");
    is_proven(&read_made(&in_2007.replace("30/04/07  ", "30/04/2007"), Some("D:20250501090000Z")));
}

#[test]
fn the_balance_of_the_first_day_above_its_rows_is_the_opening_one() {
    let page = |opening: &str| {
        let head = format!("{HEAD}{ROWS}")
            .replace("Opening balance: 500.00", "")
            .replace("Period: 01/04", "Period: 02/04");
        let head =
            head.replace("Account number", &format!("Balance on 02/04/2025: {opening}\nAccount number"));
        read(
            &format!("{head}Balance on 14/04/2025: 1,385.00\n")
                .replace("Period: 02/04/2025 to 30/04/2025", ""),
        )
    };
    let statement = page("500.00");
    is_proven(&statement);
    assert_eq!(statement.printed.opening.map(|opening| opening.value), Some(50_000));
    assert_eq!(page("501.00").reconciliation.verdict, Verdict::Unproven);
}

#[test]
fn sums_beside_a_carried_balance_are_no_balances() {
    let page = |carried: &str| {
        read(&format!("{HEAD}{ROWS}").replace(
            "14/04/2025   Salary",
            &format!("             C/F                             15.00         0.00        {carried}\n14/04/2025   Salary"),
        ))
    };
    is_proven(&page("485.00"));
    assert_eq!(page("486.00").reconciliation.verdict, Verdict::Unproven);
}

#[test]
fn a_page_prints_the_day_of_its_first_row_again() {
    let page = |again: &str| {
        read(&format!(
            "{HEAD}{}\u{c}
Date         Description                  Paid out       Paid in       Balance

{again}   Corner shop                     12.50                    1,372.50
             Tea stall                        2.50                    1,370.00
",
            ROWS
        ))
    };
    is_proven(&page("14/04/2025"));
    // On one page the day is printed beside each of its rows: one without it has lost it.
    let on_one = |beside: &str| {
        let below = format!(
            "14/04/2025   Refund                                        10.00      1,395.00\n{beside}   Tea stall                        5.00                    1,390.00\n"
        );
        read(&format!("{HEAD}{ROWS}{below}"))
    };
    is_proven(&on_one("15/04/2025"));
    // It is no row without a date, and nothing but its balance says that it is one.
    assert_ne!(on_one("          ").reconciliation.verdict, Verdict::Proven);
    let spend = "14/04/2025   Salary                                       900.00      1,385.00\n             Tea stall                        5.00                    ";
    let ends = |last: &str| {
        read(&format!("{HEAD}{ROWS}").replace(
            "14/04/2025   Salary                                       900.00      1,385.00",
            &format!("{spend}{last}"),
        ))
    };
    assert_ne!(ends("1,380.00").transactions.len(), 3, "the last row of a day");
    let noted = ends("1,777.00");
    assert_eq!(noted.transactions.len(), 3, "{:?}", noted.reconciliation);
}

#[test]
fn short_years_of_the_buddhist_era_are_told_by_the_period() {
    let page = |period: &str| {
        let short = format!("{HEAD}{ROWS}").replace("/2025 ", "/68   ");
        read(
            &short
                .replace("Period: 01/04/2025 to 30/04/2025", period)
                .replace("Period: 01/04/68   to 30/04/2025", period),
        )
    };
    let statement = page("Period: 01/04/2568 to 30/04/2568");
    is_proven(&statement);
    assert!(statement.transactions.iter().all(|row| row.date.year() == 2025), "{statement:?}");
    let christian = page("Period: 01/04/2068 to 30/04/2068");
    assert!(christian.transactions.iter().all(|row| row.date.year() == 2068), "{christian:?}");
    says(&page("Period: 01/04/2024 to 30/04/2024"), "outside of the printed period");
}

#[test]
fn a_year_that_only_one_date_lacks_is_missed() {
    let page = |second: &str| {
        let rows = ROWS.replace("02/04/2025", "02 Apr 2025").replace("14/04/2025", "14 Apr 2025");
        let rows = rows.replace("03/04/2025   Tea stall", second).replace("Date   ", "Date    ");
        read(&format!("{HEAD}{}", rows.replace("2025   ", "2025  ")))
    };
    is_proven(&page("03 Apr 2025  Tea stall"));
    says(&page("03 Apr       2025 Tea"), "print no year where the others print theirs");
    // Where the year is printed once for all rows, no row has lost it.
    let rows = ROWS.replace("02/04/2025", "02 Apr 2025").replace("03/04/2025", "03 Apr    ");
    let once = rows.replace("14/04/2025", "14 Apr    ").replace("2025   Corner", "2025  Corner");
    is_proven(&read(&format!("{HEAD}{once}")));
}

#[test]
fn sums_that_begin_under_the_dates_are_held_against_the_rows() {
    let below = |debits: &str, credits: &str| {
        read(&format!("{HEAD}{ROWS}Total debits: {debits}\nTotal credits: {credits}\n"))
    };
    is_proven(&below("15.00", "900.00"));
    for (debits, credits) in [("16.00", "900.00"), ("15.00", "90.00")] {
        assert_eq!(below(debits, credits).reconciliation.verdict, Verdict::Unproven, "{debits} {credits}");
    }
}

#[test]
fn an_opening_balance_set_as_a_deposit_is_no_row() {
    let opened = ROWS.replace(
        "02/04/2025   Corner",
        "01/04/2025   Opening balance                              500.00       500.00\n02/04/2025   Corner",
    );
    let statement = read(&format!("{}{opened}", HEAD.replace("Opening balance: 500.00\n", "")));
    is_proven(&statement);
    assert_eq!(statement.transactions.len(), 3);
    assert_eq!(statement.printed.opening.unwrap().value, 50_000);
    // A deposit that leaves more than itself is one, whatever it is called.
    let later = opened.replace("500.00       500.00", "500.00     1,000.00").replace("487.50", "987.50");
    let later = later.replace("485.00", "985.00").replace("1,385.00", "1,885.00");
    assert_eq!(read(&format!("{HEAD}{later}")).transactions.len(), 4);
}

#[test]
fn notes_about_the_paper_are_no_narration() {
    let noted =
        ROWS.replace("14/04/2025", "             (Statement continued from previous page)\n14/04/2025");
    let statement = read(&format!("{HEAD}{noted}"));
    is_proven(&statement);
    assert_eq!(statement.transactions[1].narration, "Tea stall");
    assert!(statement.skipped.iter().any(|line| line.reason == "note"));
}

#[test]
fn a_day_that_heads_a_row_of_another_date_is_said() {
    let headed = |day: &str| {
        read(&format!(
            "{HEAD}{}",
            ROWS.replace("14/04/2025   Salary", &format!("{day}\n14/04/2025   Salary"))
        ))
    };
    is_proven(&headed("14/04/2025"));
    says(&headed("13/04/2025"), "another date than the line above");
}

#[test]
fn days_that_head_their_rows_are_no_value_dates_of_the_rows_above() {
    let days = |second: &str| {
        let rows = ROWS.replace("02/04/2025   Corner", "02/04/2025\n02/04/2025   Corner");
        let rows = rows.replace("03/04/2025   Tea", &format!("{second}\n03/04/2025   Tea"));
        read(&format!("{HEAD}{}", rows.replace("14/04/2025   Salary", "14/04/2025\n14/04/2025   Salary")))
    };
    let headed = days("03/04/2025");
    is_proven(&headed);
    assert!(headed.transactions.iter().all(|row| row.value_date.is_none()));
    says(&days("01/04/2025"), "another date than the line above");
    // A date below that of its row is a value date.
    let stacked = ["02/04/2025   Corner", "03/04/2025   Tea", "14/04/2025   Salary"];
    let stacked = stacked.iter().fold(ROWS.to_owned(), |rows, row| {
        let (from, rest) = rows.split_at(rows.find(row).unwrap());
        let (line, rest) = rest.split_once('\n').unwrap();
        format!("{from}{line}\n{}\n{rest}", &row[..10])
    });
    let stacked = read(&format!("{HEAD}{stacked}"));
    is_proven(&stacked);
    assert!(stacked.transactions.iter().all(|row| row.value_date == Some(row.date)));
}
