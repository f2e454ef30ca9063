//! Typed pages with tables beside, before and behind that of the rows: each row is read once, and what is no row is said.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{Statement, Verdict};

fn read(text: &str) -> Statement {
    let document = engine::fixed_pitch::document(text);
    let report = engine::read_document(document, None, Templates::embedded()).unwrap();
    report.statements.into_iter().next().unwrap()
}

/// Signed amounts and narrations.
fn rows(statement: &Statement) -> Vec<(i64, &str)> {
    statement.transactions.iter().map(|row| (row.signed_minor(), row.narration.as_str())).collect()
}

const ROWS: &[(i64, &str)] =
    &[(-1_250, "Corner shop"), (-250, "Tea stall"), (90_000, "Salary"), (-500, "Ferry"), (-700, "Bakery")];

const HEAD: &str = "
Shore Bank plc                                      GBP
Account number: 00123456
Period: 01/04/2025 to 30/04/2025
Opening balance: 500.00
";

const TABLE: &str = "
Date         Description                     Debit        Credit       Balance

02/04/2025   Corner shop                     12.50                      487.50
03/04/2025   Tea stall                        2.50                      485.00
14/04/2025   Salary                                       900.00      1,385.00
15/04/2025   Ferry                            5.00                    1,380.00
16/04/2025   Bakery                           7.00                    1,373.00
";

#[test]
fn a_summary_of_accounts_under_the_same_headings_is_no_row() {
    let summary = "
Date         Description                     Debit        Credit       Balance

01/04/2025   Everyday account                27.00        900.00      1,373.00

";
    let statement = read(&format!("{HEAD}{summary}{TABLE}"));
    assert_eq!(rows(&statement), ROWS);
    assert_ne!(statement.reconciliation.verdict, Verdict::Unproven, "{:?}", statement.reconciliation);
    // Two parts of one ledger under repeated headings are both read.
    let parts = TABLE.replace(
        "14/04/2025",
        "\nDate         Description                     Debit        Credit       Balance\n\n14/04/2025",
    );
    let statement = read(&format!("{HEAD}{parts}"));
    assert_eq!(rows(&statement), ROWS);
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
}

#[test]
fn a_list_of_points_behind_the_rows_is_none_of_them_and_is_said() {
    let points = "
Bonus points
Date         Description                    Earned      Redeemed        Points

02/04/2025   Corner shop                    125.00                    1,125.00
14/04/2025   Salary                          90.00                    1,215.00
";
    let statement = read(&format!("{HEAD}{TABLE}{points}"));
    assert_eq!(rows(&statement), ROWS);
    let proof = &statement.reconciliation;
    assert_eq!(proof.verdict, Verdict::ProvenWithGaps, "{proof:?}");
    assert!(proof.gaps.iter().any(|gap| gap.contains("look like rows")), "{proof:?}");
}

#[test]
fn tables_side_by_side_have_the_directions_of_their_titles() {
    let page = "
Shore Bank plc                                      GBP
Account number: 00123456
Period: 01/04/2025 to 30/04/2025
Opening balance: 500.00
Total deposits: 910.00
Total withdrawals: 27.00
Closing balance: 1,383.00

Deposits                                         Withdrawals
Date         Description           Amount        Date         Description           Amount
14/04/2025   Salary                900.00        02/04/2025   Corner shop            12.50
16/04/2025   Refund                 10.00        03/04/2025   Tea stall               2.50
                                                 15/04/2025   Ferry                   5.00
                                                 16/04/2025   Bakery                  7.00
";
    let statement = read(page);
    let mut read_rows = rows(&statement);
    read_rows.sort_unstable();
    let mut expected = [ROWS, &[(1_000, "Refund")]].concat();
    expected.sort_unstable();
    assert_eq!(read_rows, expected);
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
    let swapped = page.replace("Total withdrawals: 27.00", "Total withdrawals: 37.00");
    assert_eq!(read(&swapped).reconciliation.verdict, Verdict::Unproven);
}

#[test]
fn short_dates_in_two_columns_do_not_say_how_amounts_are_printed() {
    let page = "
Banque de la Crique
Titulaire: MARIE EXEMPLE
Compte: 00012345678
Relevé de compte du 01/04/2025 au 21/04/2025

Date    Valeur   Nature de l'opération             Débit       Crédit
                 SOLDE PRECEDENT AU 01/04/2025               1 809,95
01.04   01.04    COTISATION MENSUELLE               9,50
03.04   04.04    CHEQUE 4412233                 1 615,00
05.04   06.04    VIR SALAIRE LANTERNE SARL                   3 426,36
                 TOTAL DES MOUVEMENTS           1 624,50     3 426,36
                 NOUVEAU SOLDE AU 21/04/2025                 3 611,81
";
    let statement = read(page);
    let amounts: Vec<i64> = statement.transactions.iter().map(|row| row.signed_minor()).collect();
    assert_eq!(amounts, [-950, -161_500, 342_636]);
    assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
}

#[test]
fn a_card_that_was_paid_too_much_is_still_one() {
    let page = |paid: &str, closing: &str| {
        read(&format!(
            "
Shore Bank Card Services                            GBP
Card number: XXXX XXXX XXXX 4471
Statement period: 01/04/2025 to 30/04/2025
Previous balance: £100.00
Payments and credits: -£{paid}
Purchases: £30.00
New balance: {closing}

Date         Description                                   Amount

02/04/2025   Corner shop                                   £10.00
03/04/2025   Payment received                             -£{paid}
14/04/2025   Ferry                                         £20.00
"
        ))
    };
    for (paid, closing) in [("60.00", "£70.00"), ("160.00", "-£30.00")] {
        let statement = page(paid, closing);
        let signs: Vec<bool> = statement.transactions.iter().map(|row| row.signed_minor() < 0).collect();
        assert_eq!(signs, [true, false, true], "{closing}");
        assert_eq!(statement.reconciliation.verdict, Verdict::Proven, "{:?}", statement.reconciliation);
    }
}
