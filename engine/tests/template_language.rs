//! What templates can say, key by key: small templates and the typed pages that they read.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Statement, Verdict};

/// A template of an invented bank: keys of the layout, its columns, and keys of `[layout.rows]`.
fn template(layout: &str, columns: &str, rows: &str) -> String {
    format!(
        r#"schema = 1
[bank]
id = "quay_bank"
name = "Quay Bank"
country = "IN"
[[identify]]
text = "Quay Bank"
[[layout]]
id = "test"
currency = "INR"
locale = "en-IN"
{layout}
[layout.header]
account_number = "Account No"
period = {{ label = "Period", split = " to " }}
opening = "Opening Balance"
closing = "Closing Balance"
[layout.table]
columns = [
{columns}
]
[layout.rows]
{rows}
[[layout.example]]
text = "see the test"
rows = []
"#
    )
}

fn read(template: &str, page: &str) -> Statement {
    let templates = Templates::with_files([("quay.toml", template)]).unwrap_or_else(|errors| {
        panic!(
            "{}",
            errors.iter().map(|error| format!("{error}\n  hint: {}\n", error.hint)).collect::<String>()
        )
    });
    let page =
        format!("\nQuay Bank\nAccount No : 0099 1234 5678    Period : 2025-04-01 to 2025-04-30\n{page}");
    let document = engine::fixed_pitch::document(&page);
    let report = engine::read_document(document, None, &templates)
        .unwrap_or_else(|error| panic!("{}: {error}\n{page}", error.code()));
    assert_eq!(report.detection.layout.as_deref(), Some("test"), "another layout read\n{page}");
    assert_eq!(report.statements.len(), 1);
    let statement = report.statements.into_iter().next().unwrap();
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:#?}", statement.reconciliation);
    statement
}

/// Date, narration and signed amount of each row.
fn rows(statement: &Statement) -> Vec<(String, &str, i64)> {
    let row = |row: &'_ engine::model::Transaction| row.date.to_string();
    statement.transactions.iter().map(|one| (row(one), one.narration.as_str(), one.signed_minor())).collect()
}

const DATED: &str = r#"dates = ["%d-%m-%Y"]"#;

#[test]
fn titles_of_sections_give_the_direction_with_and_without_headings_below_them() {
    let template = template(
        &format!(
            "{DATED}\nsections = {{ debit = [\"Money sent*\", \"Charges*\"], credit = \"Money got*\" }}"
        ),
        r#"{ heading = "Day", field = "date" }, { heading = "What", field = "narration" }, { heading = "Sum", field = "amount" }"#,
        "",
    );
    let statement = read(
        &template,
        "
Opening Balance : 1,000.00
Money got this month
Day         What                             Sum
05-04-2025  SALARY                        500.00
Money sent this month
Day         What                             Sum
02-04-2025  TEA STALL                     100.00
03-04-2025  REVERSAL                      -20.00
Charges
28-04-2025  SMS CHARGE                      5.00
Total Debits : 105.00     Total Credits : 520.00
Closing Balance : 1,415.00
",
    );
    assert_eq!(
        rows(&statement),
        [
            ("2025-04-05".into(), "SALARY", 50_000),
            ("2025-04-02".into(), "TEA STALL", -10_000),
            ("2025-04-03".into(), "REVERSAL", 2_000),
            ("2025-04-28".into(), "SMS CHARGE", -500),
        ]
    );
}

#[test]
fn a_column_of_marks_may_be_that_of_the_balance() {
    let template = template(
        DATED,
        r#"{ heading = "Date", field = "date" }, { heading = "Details", field = "narration" }, { heading = "Debit", field = "debit" }, { heading = "Credit", field = "credit" },
           { heading = "Balance", field = "balance" }, { heading = "Dr/Cr", field = "balance_dr_cr" }"#,
        "",
    );
    let statement = read(
        &template,
        "
Date        Details              Debit     Credit     Balance      Dr/Cr
            Opening Balance                            100.00      Cr
02-04-2025  RENT                150.00                  50.00      Dr
05-04-2025  SALARY                         500.00      450.00      Cr
",
    );
    let balances: Vec<i64> = statement.transactions.iter().map(|row| row.balance.unwrap().minor).collect();
    assert_eq!(balances, [-5_000, 45_000]);
}

#[test]
fn counterparty_and_time_may_have_columns() {
    let template = template(
        DATED,
        r#"{ heading = "Date", field = "date" }, { heading = "Time", field = "time" }, { heading = "Party", field = "counterparty" }, { heading = "Details", field = "narration" },
           { heading = "Amount", field = "amount" }, { heading = "Balance", field = "balance" }"#,
        "",
    );
    let statement = read(
        &template,
        "
Opening Balance : 1,000.00
Date        Time      Party             Details            Amount     Balance
02-04-2025  09:41:07  TEA STALL LTD     UPI               -100.00      900.00
05-04-2025  18:00:00  HARBOUR FOODS     NEFT               500.00    1,400.00
",
    );
    let row = &statement.transactions[0];
    assert_eq!(row.counterparty.as_deref(), Some("TEA STALL LTD"));
    assert_eq!(row.time.map(|time| time.to_string()), Some("09:41:07".to_owned()));
    assert_eq!(row.narration, "UPI");
}

#[test]
fn a_date_may_be_broken_over_lines_and_have_its_time_below_it() {
    let columns = r#"{ heading = "Date", field = "date" }, { heading = "Value Date", field = "value_date" }, { heading = "Details", field = "narration" },
           { heading = "Debit", field = "debit" }, { heading = "Credit", field = "credit" }, { heading = "Balance", field = "balance" }"#;
    let timed = read(
        &template("dates = [\"%d %b %y\"]", columns, ""),
        "
Opening Balance : 1,000.00
Date        Value Date   Details                 Debit     Credit     Balance
02 Apr 25   02 Apr 25    TEA STALL              100.00                 900.00
09:41 PM                 SEATOWN
05 Apr 25   06 Apr 25    SALARY                            500.00    1,400.00
18:30
",
    );
    assert_eq!(
        rows(&timed),
        [("2025-04-02".into(), "TEA STALL SEATOWN", -10_000), ("2025-04-05".into(), "SALARY", 50_000)]
    );
    let times: Vec<String> = timed.transactions.iter().map(|row| row.time.unwrap().to_string()).collect();
    assert_eq!(times, ["21:41:00", "18:30:00"]);
    assert_eq!(timed.transactions[1].value_date.unwrap().to_string(), "2025-04-06");
    let broken = read(
        &template("dates = [\"%d-%b-%Y\"]", columns, ""),
        "
Opening Balance : 1,000.00
Date        Value Date   Details                 Debit     Credit     Balance
02-Apr-     02-Apr-      TEA STALL              100.00                 900.00
2025        2025         SEATOWN
05-Apr-     06-Apr-      SALARY                            500.00    1,400.00
2025        2025
",
    );
    assert_eq!(
        rows(&broken),
        [("2025-04-02".into(), "TEA STALL SEATOWN", -10_000), ("2025-04-05".into(), "SALARY", 50_000)]
    );
    assert_eq!(broken.transactions[1].value_date.unwrap().to_string(), "2025-04-06");
}

#[test]
fn each_day_may_stand_on_a_line_of_its_own() {
    let template = template(
        "dates = [\"%A, %d %b %Y\", \"%d %b %Y\"]".replace("%A, ", "").as_str(),
        r#"{ heading = "Details", field = "narration" }, { heading = "Debit", field = "debit" }, { heading = "Credit", field = "credit" }, { heading = "Balance", field = "balance" }"#,
        r#"starts_with = "amount"
day_lines = true"#,
    );
    let statement = read(
        &template,
        "
Opening Balance : 1,000.00
Details                          Debit     Credit     Balance
Wednesday, 2 Apr 2025
TEA STALL                       100.00                 900.00
SEATOWN
BUS                              10.00                 890.00
Saturday, 5 Apr 2025
SALARY                                     500.00    1,390.00
",
    );
    assert_eq!(
        rows(&statement),
        [
            ("2025-04-02".into(), "TEA STALL SEATOWN", -10_000),
            ("2025-04-02".into(), "BUS", -1_000),
            ("2025-04-05".into(), "SALARY", 50_000),
        ]
    );
}

#[test]
fn years_may_count_in_the_buddhist_era() {
    let columns = r#"{ heading = "Date", field = "date" }, { heading = "Details", field = "narration" }, { heading = "Amount", field = "amount" }, { heading = "Balance", field = "balance" }"#;
    for (layout, first, second) in [
        ("dates = [\"%d/%m/%Y\"]".to_owned(), "15/04/2568", "16/04/2568"),
        ("dates = [\"%d/%m/%y\"]\n".to_owned() + r#"calendar = "buddhist""#, "15/04/68", "16/04/68"),
    ] {
        let page = format!(
            "
Opening Balance : 1,000.00
Date        Details                Amount     Balance
{first:<12}TEA                   -100.00      900.00
{second:<12}SALARY                 500.00    1,400.00
"
        );
        let statement = read(&template(&layout, columns, ""), &page);
        let dates: Vec<String> = statement.transactions.iter().map(|row| row.date.to_string()).collect();
        assert_eq!(dates, ["2025-04-15", "2025-04-16"], "{layout}");
    }
}

#[test]
fn a_narration_may_hold_value_date_reference_and_party() {
    let template = template(
        DATED,
        r#"{ heading = "Date", field = "date" }, { heading = "Details", field = "narration" }, { heading = "Amount", field = "amount" }, { heading = "Balance", field = "balance" }"#,
        r#"narration = ["UPI/{counterparty}/* Value Dt {value_date} Ref {reference}", "* Value Dt {value_date}"]"#,
    );
    let statement = read(
        &template,
        "
Opening Balance : 1,000.00
Date        Details                                       Amount     Balance
02-04-2025  UPI/TEA STALL/snacks                         -100.00      900.00
            Value Dt 01-04-2025 Ref 512345678901
05-04-2025  INTEREST Value Dt 04-04-2025                   50.00      950.00
",
    );
    let [upi, interest] = statement.transactions.as_slice() else { panic!() };
    assert_eq!(upi.counterparty.as_deref(), Some("TEA STALL"));
    assert_eq!(upi.reference.as_deref(), Some("512345678901"));
    assert_eq!(upi.value_date.unwrap().to_string(), "2025-04-01");
    assert_eq!(upi.narration, "UPI/TEA STALL/snacks Value Dt 01-04-2025 Ref 512345678901");
    assert_eq!(interest.value_date.unwrap().to_string(), "2025-04-04");
}

#[test]
fn cards_owe_and_what_carries_no_mark_was_spent() {
    let template = template(
        &[DATED, r#"balances = "owed""#].join("\n"),
        r#"{ heading = "Date", field = "date" }, { heading = "Details", field = "narration" }, { heading = "Amount", field = "amount", unmarked = "debit" }"#,
        "",
    );
    let statement = read(
        &template,
        "
Opening Balance : 1,000.00       Closing Balance : 350.00
Date        Details                      Amount
02-04-2025  BOOKS                        250.00
02-04-2025  PAYMENT RECEIVED             900.00 CR
",
    );
    assert_eq!(
        rows(&statement),
        [("2025-04-02".into(), "BOOKS", -25_000), ("2025-04-02".into(), "PAYMENT RECEIVED", 90_000)]
    );
    assert_eq!(statement.reconciliation.closing_balance.unwrap().minor, -35_000);
}

#[test]
fn mistakes_in_these_keys_are_answered_with_what_was_meant() {
    let columns = r#"{ heading = "Date", field = "date" }, { heading = "Details", field = "narration" }, { heading = "Debit", field = "debit" }, { heading = "Credit", field = "credit" }"#;
    let undated = columns.split_once(", {").map(|(_, rest)| format!("{{{rest}")).unwrap();
    let undated = undated.as_str();
    let with = |layout: &str, columns: &str, rows: &str| {
        let text = template(&format!("{DATED}\n{layout}"), columns, rows);
        let errors = Templates::with_files([("quay.toml", text.as_str())]).unwrap_err();
        format!("{} | {}", errors[0], errors[0].hint)
    };
    for (message, wanted) in [
        (
            with("sections = { debits = \"Fees\" }", columns, ""),
            "quay.toml:13:14: unknown field `debits`, expected `debit` or `credit` | did you mean `debit`?",
        ),
        (
            with("sections = { debit = \"Fees\" }", columns, ""),
            "quay.toml:13:1: layout \"test\": titles give the direction of an `amount` column, and there is none",
        ),
        (
            with("balances = \"owned\"", columns, ""),
            "quay.toml:13:12: unknown variant `owned`, expected `held` or `owed` | did you mean `owed`?",
        ),
        (
            with("calendar = \"budhist\"", columns, ""),
            "quay.toml:13:12: unknown variant `budhist`, expected `gregorian` or `buddhist` | did you mean `buddhist`?",
        ),
        (with("", columns, "day_line = true"), "quay.toml:24:1: unknown field `day_line`"),
        (
            with("", undated, "day_lines = true"),
            "quay.toml:24:1: layout \"test\": rows below a day have no date to start with",
        ),
        (
            with("", columns, "narration = \"Ref {refrence}\""),
            "quay.toml:24:13: layout \"test\": a narration pattern captures the unknown name \"refrence\" | did you mean `reference`?",
        ),
        (
            with("", &columns.replace("field = \"debit\"", "field = \"debit\", unmarked = \"debit\""), ""),
            "quay.toml:21:123: layout \"test\": `unmarked` says nothing of the column \"Debit\"",
        ),
        (
            with("", &format!("{columns}, {{ heading = \"Dr/Cr\", field = \"balance_dr_cr\" }}"), ""),
            "quay.toml:20:1: layout \"test\": `balance_dr_cr` needs a `balance` column beside it",
        ),
    ] {
        assert!(message.starts_with(wanted), "{message}\n  expected {wanted}");
    }
}

#[test]
fn banks_share_the_layouts_of_a_family_and_an_unknown_one_is_answered() {
    let columns = r#"{ heading = "Date", field = "date" }, { heading = "Details", field = "narration" }, { heading = "Amount", field = "amount" }, { heading = "Balance", field = "balance" }"#;
    let own = template(DATED, columns, "");
    let (head, layout) = own.split_at(own.find("[[layout]]").unwrap());
    let family = format!("schema = 1\nfamily = \"quays\"\n{layout}");
    let bank = |id: &str, name: &str, include: &str| {
        let head = head.replace("quay_bank", id).replace("Quay Bank", name);
        head.replacen("schema = 1\n", &format!("schema = 1\ninclude = \"{include}\"\n"), 1)
    };
    let (first, second) = (bank("quay_bank", "Quay Bank", "quays"), bank("pier_bank", "Pier Bank", "quays"));
    let files = [("a.toml", first.as_str()), ("b.toml", second.as_str()), ("quays.toml", family.as_str())];
    let templates = Templates::with_files(files).unwrap();
    for id in ["quay_bank", "pier_bank"] {
        let layouts = &templates.bank(id).unwrap().layout;
        assert_eq!(layouts.iter().map(|layout| layout.id.as_str()).collect::<Vec<_>>(), ["test"]);
    }
    let wrong = bank("quay_bank", "Quay Bank", "quay");
    let errors =
        Templates::with_files([("a.toml", wrong.as_str()), ("q.toml", family.as_str())]).unwrap_err();
    assert_eq!(errors[0].to_string(), "a.toml:2:11: the family \"quay\" is not known");
    assert_eq!(errors[0].hint, "did you mean \"quays\"?");
    let spoilt = family.replace("field = \"narration\"", "field = \"naration\"");
    let errors = Templates::with_files([("q.toml", spoilt.as_str())]).unwrap_err();
    assert!(
        errors[0].to_string().starts_with("q.toml:15:") && errors[0].hint.contains("narration"),
        "{errors:?}"
    );
}
