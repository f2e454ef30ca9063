//! Typed statements whose tables are not the usual one: several kinds of tables, blocks side by side, no headings at all.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::ReadError;
use engine::model::{Statement, Verdict};

fn read(text: &str) -> Result<Statement, ReadError> {
    let document = engine::fixed_pitch::document(text);
    let report = engine::read_document(document, None, Templates::embedded())?;
    Ok(report.statements.into_iter().next().unwrap())
}

fn proven(text: &str) -> Statement {
    let statement = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
    statement
}

fn is_proven(text: &str) -> bool {
    read(text).is_ok_and(|statement| statement.reconciliation.verdict == Verdict::Proven)
}

fn amounts(statement: &Statement) -> Vec<i64> {
    statement.transactions.iter().map(|row| row.signed_minor()).collect()
}

fn dates(statement: &Statement) -> Vec<String> {
    statement.transactions.iter().map(|row| row.date.to_string()).collect()
}

const KINDS: &str = "
Shore Community Bank
Account number: 000123456789
March 1, 2025 through March 31, 2025

Beginning balance on March 1, 2025             $1,000.00
Deposits and additions                          2,500.00
Electronic withdrawals                           -750.25
Checks paid                                      -105.00
Ending balance on March 31, 2025               $2,644.75

Deposits and additions Account # 000123456789
Description                   Date Credited       Amount

Payroll Harbor Works          03-03            $2,500.00
Total deposits and additions                   $2,500.00

Electronic withdrawals Account # 000123456789
Description            Tran Date    Date Paid     Amount

Rent                   03-05        03-06        $700.00
Water board            03-09        03-10         $50.25
Total electronic withdrawals                     $750.25

Checks paid Account # 000123456789
Date Paid     Check Number     Amount   Reference Number
03-12         1001              75.00   00012576589
03-18         1002              30.00   00036547854
Total checks paid                                $105.00
";

#[test]
fn tables_with_headings_of_their_own_make_one_statement() {
    let statement = proven(KINDS);
    assert_eq!(amounts(&statement), [250_000, -70_000, -5_025, -7_500, -3_000]);
    assert_eq!(dates(&statement)[1..4], ["2025-03-05", "2025-03-09", "2025-03-12"]);
    assert_eq!(statement.transactions[1].value_date.unwrap().to_string(), "2025-03-06");
    assert_eq!(statement.transactions[3].reference.as_deref(), Some("1001"));
    assert!(!is_proven(&KINDS.replace("75.00   ", "76.00   ")));
    assert!(!is_proven(&KINDS.replace("Checks paid Account", "Other Account")));
}

const BLOCKS: &str = "
Shore Community Bank
Account number: 000123456789
March 1, 2025 through March 31, 2025

Beginning balance on March 1, 2025             $1,000.00
Deposits and additions                          2,500.00
Checks paid                                      -225.00
Ending balance on March 31, 2025               $3,275.00

Deposits and additions
Date      Description                             Amount
03/03     Payroll Harbor Works                 $2,500.00

Checks paid
Date      Check No     Amount    Date      Check No     Amount
03/12     1001          75.00    03/20     1004          50.00
03/18     1002          30.00    03/22     1005          50.00
03/19     1003          20.00
";

#[test]
fn blocks_side_by_side_are_read_one_after_the_other() {
    let statement = proven(BLOCKS);
    assert_eq!(amounts(&statement), [250_000, -7_500, -3_000, -2_000, -5_000, -5_000]);
    assert_eq!(
        dates(&statement)[1..],
        ["2025-03-12", "2025-03-18", "2025-03-19", "2025-03-20", "2025-03-22"]
    );
    assert_eq!(statement.transactions[4].reference.as_deref(), Some("1004"));
    assert!(!is_proven(&BLOCKS.replace("1004          50.00", "1004          51.00")));
}

const UNHEADED: &str = "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 500.00
Closing balance: 300.00

21/04/2025   SALARY OF WORKS                    900.00    1,400.00
             APRIL
22/04/2025   RENT                    600.00                 800.00
23/04/2025   INSURANCE 12.50 PM      700.00                 100.00
24/04/2025   CASH                               200.00      300.00
Have a nice day
";

#[test]
fn columns_without_headings_are_found_where_balances_prove_them() {
    let statement = proven(UNHEADED);
    assert_eq!(amounts(&statement), [90_000, -60_000, -70_000, 20_000]);
    assert_eq!(statement.transactions[0].narration, "SALARY OF WORKS APRIL");
    assert_eq!(statement.transactions[2].narration, "INSURANCE 12.50 PM");
}

#[test]
fn columns_without_headings_that_balances_do_not_prove_are_no_statement() {
    assert!(read(&UNHEADED.replace("    100.00\n", "    101.00\n")).is_err());
    // A list of amounts that no balances follow holds nothing.
    let list = "
Shore Bank Ltd
Account number: 000123456789

21/04/2025   SALARY OF WORKS                    900.00
22/04/2025   RENT                    600.00
23/04/2025   INSURANCE               700.00
24/04/2025   CASH                               200.00
";
    assert!(read(list).is_err());
}

#[test]
fn amounts_of_bare_digits_stand_under_their_headings() {
    let page = "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 0.00

Date         Narration            Withdrawal   Deposit   Balance

2024-01-01   BY TRANSFER 1234     0            5000      5000
2024-01-03   TO ATM               1000         0         4000
2024-01-05   BY SALARY            0            45000     49000
";
    let statement = proven(page);
    assert_eq!(amounts(&statement), [500_000, -100_000, 4_500_000]);
    assert_eq!(statement.transactions[0].narration, "BY TRANSFER 1234");
    assert!(!is_proven(&page.replace("1000         0 ", "1001         0 ")));
}

#[test]
fn a_refusal_says_what_is_missing() {
    let page = "
Shore Bank plc                                      GBP
Opening balance: 500.00

Date       Description                  Paid out       Paid in       Balance

02 Apr     Corner shop                     12.50                      487.50
14 Apr     Salary                                       900.00      1,387.50
";
    assert!(read(page).unwrap_err().message.ends_with("no year is printed anywhere"));
    proven(&page.replace("GBP\n", "GBP\nPeriod: 01/04/2025 to 30/04/2025\n"));
    let unbalanced = "
Shore Bank plc                                      GBP
Period: 01/04/2025 to 30/04/2025

Date       Description                  Paid out       Paid in

02 Apr     Corner shop                     12.50
14 Apr     Salary                                       900.00
";
    assert!(read(unbalanced).unwrap_err().message.contains("no printed balances that hold its rows"));
    let letter = "
Shore Bank plc
We thank you for your letter.
";
    assert!(read(letter).unwrap_err().message.starts_with("the document has no table"));
}

const BOOKED: &str = "
Shore Bank plc                                      GBP
Period: 01/04/2025 to 30/04/2025
Opening balance: 500.00

Posted transactions
Date         Description                  Paid out       Paid in       Balance

02/04/2025   Corner shop                     12.50                      487.50
14/04/2025   Salary                                       900.00      1,387.50

Thank you for banking with us.
";

#[test]
fn pending_rows_are_none_of_the_statement() {
    let pending = "
Pending transactions
Date         Description                  Paid out       Paid in

28/04/2025   Coffee house                     3.20
29/04/2025   Refund                                        15.00

Posted transactions
";
    for page in [
        BOOKED.replace("\nPosted transactions\n", pending),
        BOOKED.replace("\nThank you", &pending.replace("\nPosted transactions\n", "\nThank you")),
    ] {
        let statement = read(&page).unwrap();
        let rows: Vec<(&str, i64)> =
            statement.transactions.iter().map(|row| (row.narration.as_str(), row.signed_minor())).collect();
        assert_eq!(rows, [("Corner shop", -1250), ("Salary", 90_000)], "{page}");
        assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
        let left: Vec<&str> = statement
            .skipped
            .iter()
            .filter(|line| line.reason == "pending" && line.text.starts_with("2"))
            .map(|line| line.text.as_str())
            .collect();
        assert_eq!(left, ["28/04/2025 Coffee house 3.20", "29/04/2025 Refund 15.00"]);
    }
}

#[test]
fn a_narration_that_speaks_of_pending_payments_ends_no_table() {
    let page = BOOKED.replace("Corner shop ", "Pending fee ").replace("Salary", "Posted ");
    let statement = read(&page).unwrap();
    assert_eq!(statement.transactions.len(), 2);
    assert!(statement.skipped.iter().all(|line| line.reason != "pending"));
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
}
