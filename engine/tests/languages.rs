//! Typed statements in the wordings of several countries, of banks without a template: read by inference, or refused.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Statement, Verdict};

fn read(text: &str) -> Result<Statement, String> {
    let document = engine::fixed_pitch::document(text);
    let report = engine::read_document(document, None, Templates::embedded())
        .map_err(|error| format!("{}: {error}", error.code()))?;
    assert_eq!(report.detection.bank, None);
    Ok(report.statements.into_iter().next().unwrap())
}

/// Whether the figures of a page are found to contradict each other.
fn contradicts(text: &str) -> bool {
    let proof = read(text).unwrap_or_else(|error| panic!("{error}")).reconciliation;
    proof.verdict == Verdict::Unproven && !proof.breaks.is_empty()
}

/// Date, narration, signed amount of each row.
fn rows(statement: &Statement) -> Vec<(String, &str, i64)> {
    let row = |row| -> (String, &str, i64) {
        let row: &engine::model::Transaction = row;
        (row.date.to_string(), row.narration.as_str(), row.signed_minor())
    };
    statement.transactions.iter().map(row).collect()
}

fn check(text: &str, currency: &str, expected: &[(&str, &str, i64)]) -> Statement {
    check_as(Verdict::Proven, text, currency, expected)
}

fn check_as(verdict: Verdict, text: &str, currency: &str, expected: &[(&str, &str, i64)]) -> Statement {
    let statement = read(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let wanted: Vec<(String, &str, i64)> =
        expected.iter().map(|(date, narration, amount)| ((*date).to_owned(), *narration, *amount)).collect();
    assert_eq!(rows(&statement), wanted);
    assert_eq!(statement.reconciliation.verdict, verdict, "{:?}", statement.reconciliation);
    assert_eq!(statement.account.currency.code(), currency);
    statement
}

const GERMAN: &str = "
Uferbank eG                               Kontoauszug
Kontoinhaber: Jana Probst
IBAN: DE89370400440532013000              EUR

Buchungstag  Wertstellung  Verwendungszweck                      Betrag             Saldo

                           Alter Kontostand                                  1.500,00 H
02.05.       02.05.        Miete Mai Hafenstr. 4                 850,00 S      650,00 H
05.05.       06.05.        Gehalt Werft GmbH                   2.100,50 H    2.750,50 H
                           Lohnabrechnung 05
31.05.       31.05.        Kartenzahlung Markt                    50,50 S    2.700,00 H
                           Neuer Kontostand                                  2.700,00 H
Umsätze vom 01.05.2025 bis 31.05.2025
";

#[test]
fn german_marks_and_dates_without_year() {
    let statement = check(
        GERMAN,
        "EUR",
        &[
            ("2025-05-02", "Miete Mai Hafenstr. 4", -85_000),
            ("2025-05-05", "Gehalt Werft GmbH Lohnabrechnung 05", 210_050),
            ("2025-05-31", "Kartenzahlung Markt", -5_050),
        ],
    );
    assert_eq!(statement.identity.name.unwrap().value, "Jana Probst");
    assert_eq!(statement.account.number.unwrap().value, "DE89370400440532013000");
}

#[test]
fn a_german_statement_with_a_wrong_figure_is_not_proven() {
    assert!(contradicts(&GERMAN.replace("50,50 S    2.700,00", "50,51 S    2.700,00")));
    assert!(contradicts(&GERMAN.replace("850,00 S ", "850,00 H ")));
}

#[test]
fn french_figures_grouped_by_spaces() {
    check(
        "
Banque du Rivage                     Relevé de compte en euros
Titulaire : Luc Armand               EUR

Date         Valeur       Nature des opérations               Débit         Crédit

                          Ancien solde au 31/03/2025                      12 500,00
01/04/2025   01/04/2025   Virement loyer avril             1 150,00
07/04/2025   08/04/2025   Salaire                                          2 310,40
                          Total des opérations             1 150,00        2 310,40
                          Nouveau solde au 30/04/2025                     13 660,40
",
        "EUR",
        &[("2025-04-01", "Virement loyer avril", -115_000), ("2025-04-07", "Salaire", 231_040)],
    );
}

#[test]
fn dutch_month_names_under_english_headings() {
    let page = "
Oeverbank N.V.            Rekeningafschrift
Rekeninghouder: Noor Bakker
Balance as of 01.10.2025:                  1.320,00 €
Balance as of 31.10.2025:                  1.150,75 €

Date         Description                     Amount

2 okt        Supermarkt                    -19,25 €
9 okt        Huur oktober                 -250,00 €
31 okt       Rente                         100,00 €
";
    let expected = [
        ("2025-10-02", "Supermarkt", -1_925),
        ("2025-10-09", "Huur oktober", -25_000),
        ("2025-10-31", "Rente", 10_000),
    ];
    // The two balances hold the sum of the rows; nothing holds each of them.
    let statement = check_as(Verdict::ProvenWithGaps, page, "EUR", &expected);
    assert_eq!(statement.period.unwrap().from.to_string(), "2025-10-01");
    assert!(contradicts(&page.replace("1.150,75", "1.150,76")));
    // Without a Dutch word on the page `okt` is no month.
    assert!(contradicts(&page.replace("Rekeningafschrift", "").replace("Rekeninghouder", "Holder")));
}

#[test]
fn vietnamese_headings_over_english_ones() {
    for (debit, credit, balance) in [("Ghi nợ", "Ghi có", "Số dư"), ("Ghi no", "Ghi co", "So du")] {
        let page = format!(
            "
Ngân hàng Bến Sông                 Sao kê tài khoản
Số tài khoản: 19031234567890

Ngày giao dịch    Nội dung                        {debit}          {credit}          {balance}
Trans Date        Description                      Debit           Credit          Balance

                  Số dư đầu kỳ                                                   5,000,000
02/04/2025        CHUYEN TIEN THUE NHA         2,000,000                         3,000,000
05/04/2025        LUONG THANG 4                                12,500,000       15,500,000
",
        );
        let statement = read(&page).unwrap_or_else(|error| panic!("{error}\n{page}"));
        assert_eq!(statement.reconciliation.verdict, Verdict::Proven);
        assert_eq!(statement.account.currency.code(), "VND");
        let amounts: Vec<i64> = statement.transactions.iter().map(|row| row.signed_minor()).collect();
        assert_eq!(amounts, [-2_000_000, 12_500_000]);
    }
}

#[test]
fn korean_whole_won() {
    check(
        "
나루은행        거래내역조회
예금주: 김하늘     계좌번호: 110-234-567890

거래일시                  적요      기재내용              출금금액        입금금액       거래후잔액

2025.04.02 09:10:11   이월      이월잔액                                 1,000,000
2025.04.03 09:10:11   체크카드    나루마트            25,000                 975,000
2025.04.25 10:00:00   급여      하늘상사                     2,400,000   3,375,000
",
        "KRW",
        &[("2025-04-03", "체크카드 나루마트", -25_000), ("2025-04-25", "급여 하늘상사", 2_400_000)],
    );
}

#[test]
fn romanian_swedish_and_spanish_wordings() {
    check(
        "
Banca Malului             Extras de cont
Titular cont: Ana Pop

Data              Detalii tranzactie               Debit          Credit           Sold

                  Sold initial                                                 1.200,00
3 aprilie 2025    Plata la POS                     45,50                       1.154,50
12 aprilie 2025   Incasare salariu                             3.000,00        4.154,50
",
        "RON",
        &[("2025-04-03", "Plata la POS", -4_550), ("2025-04-12", "Incasare salariu", 300_000)],
    );
    check(
        "
Strandbanken              Kontoutdrag
Kontohavare: Elsa Berg

Datum         Text                                 Belopp           Saldo

              Ingående saldo                                    18 240,55
2026-01-02    Hyra januari                      -9 850,00        8 390,55
2026-01-25    Lön                               32 450,00       40 840,55
              Utgående saldo                                    40 840,55
              Summa insättningar                                32 450,00
              Summa uttag                                       -9 850,00
",
        "SEK",
        &[("2026-01-02", "Hyra januari", -985_000), ("2026-01-25", "Lön", 3_245_000)],
    );
    check(
        "
Banco de la Ribera        Extracto de cuenta
Titular: Marta Gil        EUR

Fecha         Concepto                             Cargo           Abono          Saldo

              Saldo anterior                                                     900,00
02 abr 2025   Recibo luz                           61,20                         838,80
28 abr 2025   Nómina                                             1.750,00      2.588,80
",
        "EUR",
        &[("2025-04-02", "Recibo luz", -6_120), ("2025-04-28", "Nómina", 175_000)],
    );
}

const SWEDISH: &str = "
Norrskensbanken AB                       Kontoutdrag
Kontohavare: Elin Berg
Kontonummer: 1234 567 890               SEK

Datum      Text                           Belopp        Saldo

           Ingående saldo                            1 500,00
25-04-02   Hyra april                    -850,00       650,00
25-04-25   Lön Norrsken AB              2 100,50     2 750,50
25-04-30   Kortköp Livs                   -50,50     2 700,00
           Utgående saldo                            2 700,00
";

#[test]
fn swedish_days_behind_a_short_year() {
    check(
        SWEDISH,
        "SEK",
        &[
            ("2025-04-02", "Hyra april", -85_000),
            ("2025-04-25", "Lön Norrsken AB", 210_050),
            ("2025-04-30", "Kortköp Livs", -5_050),
        ],
    );
    let day_first = SWEDISH.replace("25-04-02", "02-04-25").replace("25-04-30", "30-04-25");
    check(
        &day_first,
        "SEK",
        &[
            ("2025-04-02", "Hyra april", -85_000),
            ("2025-04-25", "Lön Norrsken AB", 210_050),
            ("2025-04-30", "Kortköp Livs", -5_050),
        ],
    );
}

#[test]
fn a_short_year_that_may_be_a_day_is_said_unless_the_period_settles_it() {
    let days = SWEDISH.replace("25-04-02", "25-04-24").replace("25-04-30", "25-04-26");
    let unsettled = read(&days).unwrap();
    assert_eq!(unsettled.reconciliation.verdict, Verdict::ProvenWithGaps);
    assert!(unsettled.diagnostics.iter().any(|doubt| doubt.code == "date_order_ambiguous"));
    let settled = days.replace("SEK\n", "SEK\nPeriod: 2025-04-01 - 2025-04-30\n");
    let statement = check(
        &settled,
        "SEK",
        &[
            ("2025-04-24", "Hyra april", -85_000),
            ("2025-04-25", "Lön Norrsken AB", 210_050),
            ("2025-04-26", "Kortköp Livs", -5_050),
        ],
    );
    assert!(statement.diagnostics.iter().all(|doubt| doubt.code != "date_order_ambiguous"));
}
