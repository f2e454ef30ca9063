//! Typed statements whose cells are broken over lines and pages: nothing of a row is lost, and nothing comes to it from elsewhere.

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

/// Day, signed amount, balance and narration of each row.
fn rows(statement: &Statement) -> Vec<(String, i64, i64, &str)> {
    let row = |row: &engine::model::Transaction| {
        (row.date.to_string(), row.signed_minor(), row.balance.unwrap().minor)
    };
    let rows = statement.transactions.iter();
    rows.map(|of| (row(of), of))
        .map(|((date, minor, balance), of)| (date, minor, balance, of.narration.as_str()))
        .collect()
}

const MARKS: &str = "
Shore Bank Ltd
Account number: 000123456789

Date        Particulars              Debit       Credit       Balance
            B/F                                                500.00
                                                                   Cr
21-04-2025  SALARY OF WORKS                      900.00      1,400.00
            APRIL                                                  Cr
22-04-2025  RENT                  2,000.00                     600.00
            FLAT 12                                                Dr
            DR WATSON
23-04-2025  CASH                                 700.00        100.00
                                                                   Cr
";

#[test]
fn a_mark_under_its_amount_belongs_to_it_and_the_narration_beside_it_to_the_row() {
    let statement = proven(MARKS);
    assert_eq!(
        rows(&statement),
        [
            ("2025-04-21".to_owned(), 90_000, 140_000, "SALARY OF WORKS APRIL"),
            ("2025-04-22".to_owned(), -200_000, -60_000, "RENT FLAT 12 DR WATSON"),
            ("2025-04-23".to_owned(), 70_000, 10_000, "CASH"),
        ]
    );
    // A mark that turns the balance into another one breaks the chain.
    let wrong = read(&MARKS.replace(
        "FLAT 12                                                Dr",
        "FLAT 12                                                Cr",
    ));
    assert!(wrong.is_err() || wrong.unwrap().reconciliation.verdict == Verdict::Unproven);
}

#[test]
fn dates_of_three_lines_and_years_below_their_day_are_read() {
    let page = "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 500.00

Date     Particulars              Debit       Credit       Balance

21-      SALARY OF WORKS                      900.00      1,400.00
04-      APRIL
2025
22-      RENT                    600.00                     800.00
04-
2025
";
    let read = proven(page);
    let days: Vec<String> = read.transactions.iter().map(|row| row.date.to_string()).collect();
    assert_eq!(days, ["2025-04-21", "2025-04-22"]);
    assert_eq!(read.transactions[0].narration, "SALARY OF WORKS APRIL");
    let years = "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 500.00

Date     Particulars              Debit       Credit       Balance

30 Dec   SALARY OF WORKS              -       900.00      1,400.00
2024
02 Jan   RENT                    600.00            -        800.00
2025     FLAT 12
";
    let read = proven(years);
    let days: Vec<String> = read.transactions.iter().map(|row| row.date.to_string()).collect();
    assert_eq!(days, ["2024-12-30", "2025-01-02"]);
    assert_eq!(read.transactions[1].narration, "RENT FLAT 12");
}

const TWO_PAGES: &str = "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 500.00

Date         Particulars              Debit       Credit       Balance

21-04-2025   SALARY OF WORKS                      900.00      1,400.00
             APRIL
22-04-2025   RENT                    600.00                     800.00
\u{c}
             FLAT 12
23-04-2025   CASH                                 700.00      1,500.00
";

#[test]
fn the_last_line_of_a_narration_may_stand_on_the_next_page() {
    let read = proven(TWO_PAGES);
    assert_eq!(read.transactions[1].narration, "RENT FLAT 12");
    assert_eq!(read.transactions[1].at.len(), 2);
    assert!(read.skipped.iter().all(|line| line.text != "FLAT 12"));
}

#[test]
fn the_head_of_the_next_page_is_no_narration() {
    for head in [
        "Shore Bank Ltd",
        "          Page two of the statement",
        "                             Harbour Road 1",
    ] {
        let read = proven(&TWO_PAGES.replace("             FLAT 12", head));
        assert_eq!(read.transactions[1].narration, "RENT", "{head}");
        assert!(read.skipped.iter().any(|line| line.text == head.trim()), "{head}");
    }
}

#[test]
fn a_mark_between_two_amounts_belongs_to_the_nearer_one() {
    let page = "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 500.00 Cr

Date         Particulars                        Amount       Balance

21-04-2025   SALARY OF WORKS               9,000.00 Cr   9,500.00 Cr
22-04-2025   RENT                            600.00 Dr   8,900.00 Cr
23-04-2025   INSURANCE                       100.00 Dr   8,800.00 Cr
";
    let close = page.replace(" Cr   9,500.00", " Cr  9,500.00").replace(" Dr   8,", " Dr  8,");
    for page in [page, &close] {
        let read = proven(page);
        assert_eq!(rows(&read)[0], ("2025-04-21".to_owned(), 900_000, 950_000, "SALARY OF WORKS"));
    }
}

#[test]
fn a_balance_of_a_day_opens_or_closes_by_the_days_of_the_rows() {
    let page = "
Banque du Littoral
Compte n° 00012345678
                                     Solde créditeur au 31/03/2025             500,00

Date         Libellé                  Débit       Crédit

02/04/2025   VIREMENT SALAIRE                     900,00
03/04/2025   LOYER                 1.500,00
Total des opérations               1.500,00       900,00

                                     Solde débiteur au 30/04/2025              100,00
";
    let read = proven(page);
    let minor = |figure: &Option<engine::model::Located<i64>>| figure.as_ref().map(|figure| figure.value);
    assert_eq!((minor(&read.printed.opening), minor(&read.printed.closing)), (Some(50_000), Some(-10_000)));
    // The word that makes a debt of it counts.
    let wrong = read_verdict(&page.replace("débiteur", "créditeur"));
    assert_ne!(wrong, Some(Verdict::Proven));
}

fn read_verdict(page: &str) -> Option<Verdict> {
    read(page).ok().map(|statement| statement.reconciliation.verdict)
}

#[test]
fn other_words_may_stand_between_the_day_of_a_balance_and_its_amount() {
    let page = "
Stadtbank
Konto-Nr. 4411220
                            Kontostand am 31.03.2025, Auszug Nr. 3             500,00

Datum        Erläuterung          Betrag Soll    Betrag Haben

02.04.2025   Gehalt                                    900,00
03.04.2025   Miete                   1.100,00
Summe                                1.100,00          900,00

                            Kontostand am 30.04.2025 um 20:03 Uhr              300,00
";
    let read = proven(page);
    assert_eq!(read.reconciliation.opening_balance.map(|balance| balance.minor), Some(50_000));
    assert_ne!(read_verdict(&page.replace("300,00", "300,01")), Some(Verdict::Proven));
}

#[test]
fn an_advert_with_a_date_is_no_narration_of_a_dated_row() {
    let page = "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 500.00

Date         Particulars                        Debit       Credit       Balance

21-04-2025   SALARY                                         900.00      1,400.00
30-05-2025   Win 5,000.00 with our new card
22-04-2025   RENT                              600.00                     800.00
";
    let read = proven(page);
    assert_eq!(rows(&read)[0].3, "SALARY");
    assert!(read.skipped.iter().any(|line| line.text.starts_with("30-05-2025 Win")));
}

#[test]
fn a_currency_under_a_heading_is_part_of_it() {
    let head = "
Date         Particulars                 Amount      Balance
                                          (Rs.)        (Rs.)
";
    let page = format!(
        "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 500.00
{head}
21-04-2025   SALARY                      900.00     1,400.00
22-04-2025   RENT                       -600.00       800.00
             FLAT 12
\u{c}{head}
23-04-2025   CASH                        100.00       900.00
"
    );
    let page = page.replace("(Rs.)", "(₹)  ");
    let read = proven(&page);
    assert_eq!(rows(&read).iter().map(|row| row.3).collect::<Vec<_>>(), ["SALARY", "RENT FLAT 12", "CASH"]);
}

#[test]
fn narrations_in_a_list_of_their_own_are_not_proven() {
    let rows: String = (0..12)
        .map(|day| {
            format!(
                "{:02}-04-2025   PAYMENT {day:02}             10.00                     {:.2}\n",
                day + 13,
                490.0 - 10.0 * f64::from(day)
            )
        })
        .collect();
    let page = format!(
        "
Shore Bank Ltd
Account number: 000123456789
Opening balance: 500.00

Date         Particulars            Debit       Credit       Balance
{rows}"
    );
    proven(&page);
    let mut document = engine::fixed_pitch::document(&page);
    // The narrations are set a little wider apart than the rows.
    let first = document.pages[0].words.iter().find(|word| word.text == "PAYMENT").unwrap().baseline;
    for word in &mut document.pages[0].words {
        let down = (word.baseline - first) * 0.09;
        if (90.0..200.0).contains(&word.at.x0) && word.baseline >= first {
            word.baseline += down;
            word.at.top += down;
            word.at.bottom += down;
        }
    }
    let report = engine::read_document(document, None, Templates::embedded()).unwrap();
    let proof = &report.statements[0].reconciliation;
    assert_eq!(proof.verdict, Verdict::ProvenWithGaps, "{proof:?}");
    assert!(proof.gaps.iter().any(|gap| gap.contains("a list of their own")), "{proof:?}");
}

#[test]
fn the_value_date_may_stand_under_the_date_of_its_row() {
    let page = "
Stadtbank
IBAN DE02 1203 0000 0000 2020 51
Alter Saldo 500,00

Buchung      Buchung / Verwendungszweck      Betrag (EUR)    Saldo (EUR)
Valuta

21.04.2025   Gehalt                                900,00       1.400,00
22.04.2025   Lohn April
23.04.2025   Miete                                -600,00         800,00
24.04.2025   Wohnung 12
";
    let read = proven(page);
    assert_eq!(
        rows(&read).iter().map(|row| row.3).collect::<Vec<_>>(),
        ["Gehalt Lohn April", "Miete Wohnung 12"]
    );
    let days: Vec<String> = read.transactions.iter().map(|row| row.value_date.unwrap().to_string()).collect();
    assert_eq!(days, ["2025-04-22", "2025-04-24"]);
}

#[test]
fn a_period_right_above_the_headings_is_no_heading() {
    let page = "
Shore Bank Ltd                                       Account number: 000123456789
Opening balance: 500.00
                              Period April 1, 2025 through April 30, 2025
Effective    Posting
Date         Date         Description                      Amount      Balance

04/02        04/02        PAYROLL HARBOUR ID 12345         900.00     1,400.00
04/03        04/03        RENT                            -600.00       800.00
";
    let read = proven(page);
    assert_eq!(rows(&read)[0].3, "PAYROLL HARBOUR ID 12345");
    assert_eq!(read.transactions[0].date.to_string(), "2025-04-02");
}
