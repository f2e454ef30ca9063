//! Who holds which account: labels of many languages, blocks without labels, codes with check digits.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use bank_templates::Templates;
use engine::model::{AccountCategory, AccountType, Located, Statement};
use engine::{fixed_pitch, read_document};

/// The statement in a typed page.
fn read(text: &str) -> Statement {
    let report = read_document(fixed_pitch::document(text), None, Templates::embedded());
    report.unwrap_or_else(|error| panic!("{error}\n{text}")).statements.remove(0)
}

/// An English table that proves itself, below a header.
fn english(header: &str) -> Statement {
    read(&format!(
        "{header}\n\nDate        Description                Debit      Credit     Balance\n            Opening Balance                               1,000.00\n\
         01/04/2025  CARD PAYMENT              100.00                  900.00\n\
         02/04/2025  SALARY                               500.00     1,400.00\n            Closing Balance                               1,400.00\n"
    ))
}

fn value(field: &Option<Located<String>>) -> &str {
    field.as_ref().map_or("", |located| located.value.as_str())
}

/// What the header says, one `name=value` for each field that was found.
fn told(statement: &Statement) -> Vec<String> {
    let account = &statement.account;
    let fields = [
        ("name", &statement.identity.name),
        ("address", &statement.identity.address),
        ("number", &account.number),
        ("ifsc", &account.ifsc),
        ("micr", &account.micr),
        ("iban", &account.iban),
        ("bic", &account.bic),
        ("sort_code", &account.sort_code),
        ("routing", &account.routing_number),
        ("branch", &account.branch),
        ("customer", &account.customer_id),
        ("product", &account.product),
    ];
    let mut told: Vec<String> = fields
        .into_iter()
        .filter(|(_, field)| field.is_some())
        .map(|(name, field)| format!("{name}={}", value(field)))
        .collect();
    if statement.identity.holders.len() > 1 {
        let names: Vec<&str> =
            statement.identity.holders.iter().map(|holder| holder.value.as_str()).collect();
        told.push(format!("holders={}", names.join("; ")));
    }
    told
}

fn check(statement: &Statement, wanted: &[&str]) {
    assert_eq!(told(statement), wanted);
}

/// Codes of the diagnostics that are about the header's codes.
fn failed(statement: &Statement) -> Vec<&str> {
    let codes = statement.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str());
    codes.filter(|code| code.contains("check_failed") || code.starts_with("ifsc_")).collect()
}

#[test]
fn an_indian_header_with_labels_side_by_side() {
    let statement = english(
        "Canara Bank\n\
         Customer Name : ASHA EXAMPLE                 Account No : 00991234567890\n\
         Joint Holder  : RAVI EXAMPLE                 Customer ID : 87654321\n\
         Address       : 12 SEA VIEW                  IFSC Code : CNRB0001234\n                \
                         HARBOUR ROAD                 MICR Code : 400015012\n                \
                         MUMBAI 400001                Branch : FORT, MUMBAI\n\
         Account Type  : SAVINGS BANK - RESIDENT      Currency : INR\n\
         OD Limit      : 25,000.00",
    );
    check(
        &statement,
        &[
            "name=ASHA EXAMPLE",
            "address=12 SEA VIEW, HARBOUR ROAD, MUMBAI 400001",
            "number=00991234567890",
            "ifsc=CNRB0001234",
            "micr=400015012",
            "branch=FORT, MUMBAI",
            "customer=87654321",
            "product=SAVINGS BANK - RESIDENT",
            "holders=ASHA EXAMPLE; RAVI EXAMPLE",
        ],
    );
    assert_eq!(statement.account.account_type, AccountType::Savings);
    assert_eq!(statement.account.category, AccountCategory::Individual);
    assert_eq!(statement.account.credit_limit.as_ref().map(|limit| limit.value), Some(2_500_000));
    assert_eq!(statement.account.currency.code(), "INR");
    assert_eq!(failed(&statement), [] as [&str; 0]);
}

#[test]
fn labels_that_follow_each_other_with_single_spaces_end_a_value() {
    let statement = english(
        "Canara Bank\nName : ASHA EXAMPLE Account No : 00991234567890 Branch : FORT IFSC Code : CNRB0001234 Customer ID : 8765432",
    );
    check(
        &statement,
        &[
            "name=ASHA EXAMPLE",
            "number=00991234567890",
            "ifsc=CNRB0001234",
            "branch=FORT",
            "customer=8765432",
        ],
    );
}

#[test]
fn a_branch_code_of_another_bank_is_said() {
    let header =
        |ifsc: &str| english(&format!("Union Bank of India\nAccount No : 0099123456\nIFSC : {ifsc}"));
    assert_eq!(failed(&header("UBIN0531234")), [] as [&str; 0]);
    // Corporation Bank was merged into it, and its accounts keep their codes.
    assert_eq!(failed(&header("CORP0001234")), [] as [&str; 0]);
    assert_eq!(failed(&header("HDFC0001234")), ["ifsc_of_another_bank"]);
}

#[test]
fn an_american_letter_names_the_holders_above_their_address() {
    let statement = english(
        "Wells Fargo Bank, N.A.\nP.O. Box 6995\nPortland, OR 97228-6995\n\n\
         JANE Q SAMPLE\nJOHN R SAMPLE\n123 MAIN STREET APT 4\nSPRINGFIELD IL 62704-1234\n\n\
         Account number: 1234567890                 Routing Number: 021000021",
    );
    check(
        &statement,
        &[
            "name=JANE Q SAMPLE",
            "address=123 MAIN STREET APT 4, SPRINGFIELD IL 62704-1234",
            "number=1234567890",
            "routing=021000021",
            "holders=JANE Q SAMPLE; JOHN R SAMPLE",
        ],
    );
    assert_eq!(failed(&statement), [] as [&str; 0]);
    let statement = english("Wells Fargo\nAccount ending in 1234\nRouting Number (RTN): 021000029");
    assert_eq!(value(&statement.account.number), "XXXX1234");
    assert_eq!(failed(&statement), ["routing_number_check_failed"]);
}

#[test]
fn a_british_header() {
    let statement = english(
        "Barclays Bank UK PLC\n\n\
         Mr A Sample & Mrs B Sample\nFlat 2, 10 Example Road\nLONDON\nSW1A 1AA\n\n\
         Current Account Statement\n\
         Sort Code 20-12-34 Account Number 12345678 SWIFTBIC BUKBGB22 IBAN GB29 NWBK 6016 1331 9268 19",
    );
    check(
        &statement,
        &[
            "name=Mr A Sample & Mrs B Sample",
            "address=Flat 2, 10 Example Road, LONDON, SW1A 1AA",
            "number=12345678",
            "iban=GB29NWBK60161331926819",
            "bic=BUKBGB22",
            "sort_code=20-12-34",
            "product=Current Account",
            "holders=Mr A Sample; Mrs B Sample",
        ],
    );
    assert_eq!(statement.account.account_type, AccountType::Current);
    let grid = english(
        "HSBC UK\nAccount Name          Sortcode      Account Number    Sheet Number\nMiss C Sample         40-12-34      12345678          12",
    );
    assert_eq!((value(&grid.account.sort_code), value(&grid.account.number)), ("40-12-34", "12345678"));
}

#[test]
fn a_letter_from_singapore() {
    let statement = english(
        "DBS Bank Ltd\nCo. Reg. No. 196800306E\n\nTAN AH EXAMPLE\nBLK 123 BEDOK NORTH ROAD\n#04-56\nSINGAPORE 460123\n\nSavings Account\nAccount No. 012-345678-9",
    );
    assert_eq!(
        told(&statement)[..3],
        [
            "name=TAN AH EXAMPLE",
            "address=BLK 123 BEDOK NORTH ROAD, #04-56, SINGAPORE 460123",
            "number=012-345678-9"
        ]
    );
}

#[test]
fn a_german_header_with_iban_and_bic() {
    let page = |iban: &str| {
        read(&format!(
            "Commerzbank AG\nKontoauszug\n\nErika Muster und Max Muster\nHauptstraße 5\n10115 Berlin\n\n\
             IBAN: {iban}    BIC: COBADEFFXXX\nKundennummer: 1234567890\nKontoart: Girokonto\nWährung: EUR\n\n\
             Buchungstag  Verwendungszweck            Betrag        Saldo\n             Alter Kontostand                       1.000,00\n\
             01.04.2025   EINKAUF                     -100,00       900,00\n\
             02.04.2025   GEHALT                       500,00     1.400,00\n             Neuer Kontostand                       1.400,00\n"
        ))
    };
    let statement = page("DE89 3704 0044 0532 0130 00");
    check(
        &statement,
        &[
            "name=Erika Muster und Max Muster",
            "address=Hauptstraße 5, 10115 Berlin",
            "number=DE89370400440532013000",
            "iban=DE89370400440532013000",
            "bic=COBADEFFXXX",
            "customer=1234567890",
            "product=Girokonto",
            "holders=Erika Muster; Max Muster",
        ],
    );
    assert_eq!(statement.account.account_type, AccountType::Current);
    assert_eq!(failed(&statement), [] as [&str; 0]);
    assert_eq!(failed(&page("DE89 3704 0044 0532 0130 01")), ["iban_check_failed"]);
}

#[test]
fn a_french_header() {
    let statement = read(
        "BNP Paribas\nRelevé de compte\n\nMME CLAIRE EXEMPLE\n12 RUE DE LA PAIX\n75002 PARIS\n\n\
         Numéro client : 12345678      Agence : PARIS OPERA\nIBAN : FR14 2004 1010 0505 0001 3M02 606   BIC : BNPAFRPP\n\n\
         Date        Libellé                    Débit       Crédit      Solde\n            Solde initial                                    1 000,00\n\
         01/04/2025  ACHAT CB                  100,00                     900,00\n\
         02/04/2025  VIREMENT SALAIRE                      500,00       1 400,00\n            Solde final                                      1 400,00\n",
    );
    check(
        &statement,
        &[
            "name=MME CLAIRE EXEMPLE",
            "address=12 RUE DE LA PAIX, 75002 PARIS",
            "number=FR1420041010050500013M02606",
            "iban=FR1420041010050500013M02606",
            "bic=BNPAFRPP",
            "branch=PARIS OPERA",
            "customer=12345678",
        ],
    );
}

#[test]
fn a_dutch_company() {
    let statement = read(
        "ING Bank N.V.\nRekeningafschrift\nTenaamstelling : Voorbeeld Handel B.V.\nRekeningnummer : NL91 ABNA 0417 1643 00\nKlantnummer : 123456\n\n\
         Datum       Omschrijving               Af          Bij         Saldo\n            Beginsaldo                                       1.000,00\n\
         01-04-2025  BETAALAUTOMAAT            100,00                     900,00\n\
         02-04-2025  OVERBOEKING                           500,00       1.400,00\n            Eindsaldo                                        1.400,00\n",
    );
    check(
        &statement,
        &[
            "name=Voorbeeld Handel B.V.",
            "number=NL91ABNA0417164300",
            "iban=NL91ABNA0417164300",
            "customer=123456",
        ],
    );
    assert_eq!(statement.account.category, AccountCategory::Corporate);
    let reason = statement.account.category_reason.unwrap();
    assert!(
        reason.value.contains("name says") && reason.at == statement.identity.name.unwrap().at,
        "{}",
        reason.value
    );
}

#[test]
fn a_romanian_header() {
    let statement = read(
        "BANCA TRANSILVANIA S.A.\nExtras de cont\nTitular cont : EXEMPLU COM S.R.L.\nCod IBAN : RO49 AAAA 1B31 0075 9384 0000\nCod client : 1234567\nSucursala : CLUJ\nValuta : RON\n\n\
         Data        Detalii tranzactie         Debit       Credit      Sold\n            Sold initial                                     1,000.00\n\
         01/04/2025  Plata la POS              100.00                     900.00\n\
         02/04/2025  Incasare OP                           500.00       1,400.00\n            Sold final                                       1,400.00\n",
    );
    check(
        &statement,
        &[
            "name=EXEMPLU COM S.R.L.",
            "number=RO49AAAA1B31007593840000",
            "iban=RO49AAAA1B31007593840000",
            "branch=CLUJ",
            "customer=1234567",
        ],
    );
    assert_eq!(statement.account.category, AccountCategory::Corporate);
}

#[test]
fn a_vietnamese_header() {
    let statement = read(
        "NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM\nSAO KÊ TÀI KHOẢN\nTên tài khoản : CÔNG TY TNHH VÍ DỤ\nSố tài khoản : 0071001234567\nSố CIF : 12345678\nChi nhánh : TP HO CHI MINH\nLoại tiền : VND\n\n\
         Ngày giao dịch   Số tham chiếu   Ghi nợ        Ghi có        Số dư        Mô tả\n\
         Số dư đầu kỳ                                             1,000,000\n\
         01/04/2025       FT0001          100,000                   900,000        CHUYEN TIEN\n\
         02/04/2025       FT0002                        500,000   1,400,000        LUONG\n\
         Số dư cuối kỳ                                            1,400,000\n",
    );
    check(
        &statement,
        &["name=CÔNG TY TNHH VÍ DỤ", "number=0071001234567", "branch=TP HO CHI MINH", "customer=12345678"],
    );
    assert_eq!(statement.account.category, AccountCategory::Corporate);
    assert_eq!(statement.account.currency.code(), "VND");
}

#[test]
fn a_korean_header() {
    let statement = read(
        "국민은행 거래내역조회\n예금주 : 김예시          계좌번호 : 123456-01-123456\n예금종류 : 저축예금      고객번호 : 1234567\n개설점 : 종로지점\n\n\
         거래일자     적요        출금금액     입금금액     거래후잔액\n\
         2025.04.01   체크카드      1,000                     9,000\n\
         2025.04.02   급여                       5,000       14,000\n\
         2025.04.03   이체          2,000                    12,000\n",
    );
    check(
        &statement,
        &[
            "name=김예시",
            "number=123456-01-123456",
            "branch=종로지점",
            "customer=1234567",
            "product=저축예금",
        ],
    );
    assert_eq!(statement.account.account_type, AccountType::Savings);
}

#[test]
fn masked_numbers_and_cards() {
    for (printed, wanted) in [
        ("XXXXXXXX1234", "XXXXXXXX1234"),
        ("****1234", "****1234"),
        ("•••• 1234", "••••1234"),
        ("1234XXXXXX56", "1234XXXXXX56"),
    ] {
        let statement = english(&format!("Canara Bank\nAccount No : {printed}"));
        assert_eq!(value(&statement.account.number), wanted);
    }
    let card = |number: &str| english(&format!("Canara Bank\nCredit Card Number : {number}"));
    assert_eq!(failed(&card("4111 1111 1111 1111")), [] as [&str; 0]);
    assert_eq!(failed(&card("4111 1111 1111 1112")), ["card_number_check_failed"]);
    assert_eq!(failed(&card("4111 XXXX XXXX 1112")), [] as [&str; 0]);
    assert_eq!(card("4111 1111 1111 1111").account.account_type, AccountType::CreditCard);
}

#[test]
fn an_account_in_foreign_money_keeps_its_currency() {
    assert_eq!(
        english("Canara Bank\nAccount No : 0099123456\nCurrency : USD").account.currency.code(),
        "USD"
    );
    assert_eq!(english("Canara Bank\nAccount No : 0099123456").account.currency.code(), "INR");
}

#[test]
fn names_of_accounts_in_a_grid_are_no_holders() {
    let statement = english(
        "Ally Bank\n\nDOMINIC EXAMPLE\n123 SAMPLE BLVD\nSAN DIEGO CA 94577-3037\nd.example@mail.example\n\n\
         Account Name              Account Number      Beginning Balance\n\
         Property Taxes Savings    xxxxxx1234          1,000.00",
    );
    let wanted =
        ["name=DOMINIC EXAMPLE", "address=123 SAMPLE BLVD, SAN DIEGO CA 94577-3037", "number=xxxxxx1234"];
    assert_eq!(told(&statement)[..3], wanted);
}

#[test]
fn a_title_names_the_sort_of_account_unless_it_names_two() {
    let sort = |title: &str| {
        english(&format!("Chase\n{title}\nAccount Number: 000000123456789")).account.account_type
    };
    assert_eq!(sort("CHASE TOTAL CHECKING"), AccountType::Current);
    assert_eq!(sort("Checking & Savings"), AccountType::Unknown);
    assert_eq!(sort("Checking & Savings\nCHASE PLUS SAVINGS"), AccountType::Savings);
    assert_eq!(sort("Ask for our home loan offers and our fixed deposit rates"), AccountType::Unknown);
}

#[test]
fn every_field_points_at_its_own_box() {
    let statement = english("Canara Bank\nAccount No : 0099123456           IFSC : CNRB0001234");
    let number = statement.account.number.unwrap();
    let ifsc = statement.account.ifsc.unwrap();
    assert_eq!((number.at.page, ifsc.at.page), (1, 1));
    assert!(number.at.rect.x1 < ifsc.at.rect.x0, "{:?} {:?}", number.at, ifsc.at);
    assert!(number.at.rect.width() > 50.0, "the box holds the value");
}
