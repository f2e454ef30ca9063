//! Typed statements whose shape says what their columns do not: titles over tables, summaries, cards, days as headings.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Statement, Verdict};

fn read(text: &str) -> Result<Statement, String> {
    let document = engine::fixed_pitch::document(text);
    let report = engine::read_document(document, None, Templates::embedded())
        .map_err(|error| format!("{}: {error}", error.code()))?;
    Ok(report.statements.into_iter().next().unwrap())
}

fn proven(text: &str) -> Statement {
    let statement = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
    statement
}

fn unproven(text: &str) {
    let statement = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(statement.reconciliation.verdict, Verdict::Unproven, "{:?}", statement.reconciliation);
    assert!(!statement.reconciliation.breaks.is_empty());
}

fn amounts(statement: &Statement) -> Vec<i64> {
    statement.transactions.iter().map(|row| row.signed_minor()).collect()
}

const SECTIONS: &str = "
Shore Community Bank
Account number: 000123456789
March 1, 2025 through March 31, 2025

Beginning balance on March 1, 2025             $1,000.00
Deposits and additions                          2,500.00
Electronic withdrawals                           -750.25
Fees                                               -5.00
Ending balance on March 31, 2025               $2,744.75

Deposits and additions
Date      Description                             Amount

03/03     Payroll Harbor Works                 $2,500.00
Total deposits and additions                   $2,500.00

Electronic withdrawals
Date      Description                             Amount

03/05     Rent                                   $700.00
03/09     Water board                              50.25
Total electronic withdrawals                     $750.25

Fees
Date      Description                             Amount

03/31     Monthly fee                              $5.00
";

#[test]
fn titles_over_tables_say_which_way_money_went() {
    let statement = proven(SECTIONS);
    assert_eq!(amounts(&statement), [250_000, -70_000, -5_025, -500]);
    assert_eq!(statement.transactions[2].date.to_string(), "2025-03-09");
    // The summary parts what went out into kinds; only their sum is the total of all debits.
    assert_eq!(statement.printed.total_debit.as_ref().map(|total| total.value), Some(75_525));
    assert_eq!(statement.printed.total_credit.as_ref().map(|total| total.value), Some(250_000));
}

#[test]
fn titles_that_say_nothing_or_contradict_are_no_proof() {
    unproven(&SECTIONS.replace("Electronic withdrawals\nDate", "Other things\nDate"));
    unproven(&SECTIONS.replace("Fees\nDate", "Deposits\nDate"));
    unproven(&SECTIONS.replace("     50.25\nTotal", "     50.26\nTotal"));
}

const CARD: &str = "
Shore Card Services
Account number: XXXX XXXX XXXX 6426
Minimum Payment Due:                     35.00
Previous Balance                        800.00
Payments and credits                   -500.00
Purchases                              +120.50
New Balance                             420.50
Opening/Closing Date    06/01/2025 - 06/30/2025

Post Date   Trans Date   Merchant Name or Transaction Description        $ Amount

06/02       06/01        HARBOUR DELI                                      100.00
06/05       06/05        PAYMENT THANK YOU                                -500.00
06/09       06/08        NIGHT FERRY                                        20.50
";

#[test]
fn a_card_states_what_is_owed() {
    let statement = proven(CARD);
    assert_eq!(amounts(&statement), [-10_000, 50_000, -2_050]);
    assert_eq!(statement.reconciliation.opening_balance.map(|balance| balance.minor), Some(-80_000));
    assert_eq!(statement.transactions[0].value_date.unwrap().to_string(), "2025-06-01");
    assert_eq!(statement.transactions[0].narration, "HARBOUR DELI");
}

#[test]
fn a_card_that_signs_its_rows_as_an_account_does_reads_the_same() {
    let signed = CARD
        .replace("   100.00", "  -100.00")
        .replace("  -500.00\n06/09", "   500.00\n06/09")
        .replace("    20.50\n", "   -20.50\n");
    assert_eq!(amounts(&proven(&signed)), [-10_000, 50_000, -2_050]);
}

#[test]
fn a_card_whose_rows_do_not_lead_to_the_new_balance_is_not_proven() {
    unproven(&CARD.replace("   100.00", "   100.01"));
}

const DAYS: &str = "
Shore Bank plc                                      GBP
Statement of account

Payment details                            Paid out       Paid in       Balance

Balance brought forward                                                  500.00
Wednesday, 02 April 2025
Corner shop                                   12.50                      487.50
Rent                                         300.00                      187.50
Friday, 04 April 2025
Salary                                                    900.00       1,087.50
";

#[test]
fn days_may_head_their_rows() {
    let statement = proven(DAYS);
    let dates: Vec<String> = statement.transactions.iter().map(|row| row.date.to_string()).collect();
    assert_eq!(dates, ["2025-04-02", "2025-04-02", "2025-04-04"]);
    assert_eq!(statement.transactions[1].narration, "Rent");
    assert_eq!(statement.skipped.iter().filter(|line| line.reason == "day").count(), 2);
}

#[test]
fn a_table_without_dates_is_no_statement() {
    let undated = DAYS.replace("Wednesday, 02 April 2025", "").replace("Friday, 04 April 2025", "");
    assert!(read(&undated).is_err());
}

#[test]
fn an_opening_balance_alone_proves_no_row() {
    let page = "
Shore Bank plc                                      GBP
Opening balance: 500.00
Period: 01/04/2025 to 30/04/2025

Date          Description                  Paid out       Paid in

02/04/2025    Corner shop                     12.50
04/04/2025    Salary                                       900.00
";
    assert!(read(page).is_err());
    // Both ends hold the sum of the rows, so that a debit and a credit could be wrong together; totals hold each side.
    let both = page.replace("500.00\nP", "500.00\nClosing balance: 1,387.50\nP");
    assert_eq!(read(&both).unwrap().reconciliation.verdict, Verdict::ProvenWithGaps);
    let totals = both.replace("\nP", "\nTotal Paid Out: 12.50\nTotal Paid In: 900.00\nP");
    assert_eq!(amounts(&proven(&totals)), [-1_250, 90_000]);
}

#[test]
fn running_text_is_no_heading() {
    let letter = "
Shore Bank plc
Please note that the date of any payment and its amount or balance may change when credits
arrive in your account. Debit and credit entries with a description of 02/04/2025 12.50 are
only an example, and the balance of 100.00 on that date is as well.
";
    assert!(read(letter).is_err_and(|error| error.starts_with("not_a_statement")));
}

#[test]
fn several_figures_on_one_line_are_read_by_their_labels() {
    let page = "
Shore Bank plc
Account number: 000123456789
Date        Description              Withdrawals    Deposits      Balance
2025-03-01  OPENING BALANCE                                      1,000.00
2025-03-02  GROCERIES                     100.00                   900.00
2025-03-05  SALARY                                     500.00    1,400.00
            Total Debit : 100.00     Total Credit : 500.00
Opening Balance : 1,000.00         Closing Balance : 1,400.00
";
    let statement = proven(page);
    let printed = &statement.printed;
    let minor = |figure: &Option<engine::model::Located<i64>>| figure.as_ref().map(|figure| figure.value);
    assert_eq!((minor(&printed.opening), minor(&printed.closing)), (Some(100_000), Some(140_000)));
    assert_eq!((minor(&printed.total_debit), minor(&printed.total_credit)), (Some(10_000), Some(50_000)));
    for (right, wrong) in [
        ("Debit : 100.00     Total Credit : 500.00", "Debit : 500.00     Total Credit : 100.00"),
        ("Closing Balance : 1,400.00", "Closing Balance : 1,000.00"),
    ] {
        assert!(page.contains(right));
        assert!(read(&page.replace(right, wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn a_page_that_is_missing_costs_the_proof_unless_the_end_is_printed() {
    let page = "
Shore Bank plc                                      GBP
Opening balance: 500.00
Period: 01/04/2025 to 30/04/2025                    Page 1 of 2

Date          Description                  Paid out       Paid in       Balance

02/04/2025    Corner shop                     12.50                      487.50
14/04/2025    Salary                                       900.00      1,387.50
";
    let proof = read(page).unwrap().reconciliation;
    assert_eq!(proof.verdict, Verdict::ProvenWithGaps, "{proof:?}");
    assert!(proof.gaps.iter().any(|gap| gap.starts_with("pages are missing")));
    proven(&page.replace("500.00\nP", "500.00\nClosing balance: 1,387.50\nP"));
    proven(&page.replace("Page 1 of 2", "Page 1 of 1"));
}

#[test]
fn an_inferred_reading_says_what_it_rests_on() {
    let statement = proven(SECTIONS);
    let said = |code: &str| {
        let found = statement.diagnostics.iter().find(|doubt| doubt.code == code);
        found.unwrap_or_else(|| panic!("{code} is not said")).message.clone()
    };
    assert!(said("inferred_columns").contains("\"Amount\" Amount"));
    assert!(said("inferred_direction").ends_with("by the titles of the tables"));
    assert!(said("inferred_numbers").starts_with("'.'"));
    assert!(said("inferred_currency").starts_with("USD"));
    assert!(said("date_form").contains("%m/%d"));
}
