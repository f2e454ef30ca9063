//! The countries outside India as data: bank, holder, what comes every month and what is bought.

use super::Direction::{self, Credit, Debit};
use super::RowKind;

/// Something that comes back every month: day, direction, kind, range in major units, and the text with
/// `{ref}`, `{month}` and `{date}` to be filled in.
pub(super) struct Regular(
    pub(super) i64,
    pub(super) Direction,
    pub(super) RowKind,
    pub(super) i64,
    pub(super) i64,
    pub(super) &'static str,
);

/// A purchase: range in major units and text.
pub(super) struct Purchase(pub(super) i64, pub(super) i64, pub(super) &'static str);

pub(super) struct Country {
    pub(super) bank: (&'static str, &'static str, &'static str),
    pub(super) holder: &'static str,
    pub(super) address: &'static [&'static str],
    pub(super) account: &'static str,
    pub(super) codes: (&'static str, &'static str),
    pub(super) branch: &'static str,
    pub(super) product: &'static str,
    pub(super) currency: &'static str,
    pub(super) regular: &'static [Regular],
    pub(super) purchases: &'static [Purchase],
}

pub(super) const SINGAPORE: Country = Country {
    bank: ("Lantern Bay Bank (Singapore) Ltd", "8 Tanjong Quay, #21-01, Singapore 049909", "LTBY"),
    holder: "TAN WEI LING GRACE",
    address: &["BLK 214 SERANGOON AVE 4", "#09-317", "SINGAPORE 550214"],
    account: "072-#####-#",
    codes: ("LTBYSGSG", "7917"),
    branch: "SERANGOON CENTRAL",
    product: "EVERYDAY SAVINGS ACCOUNT",
    currency: "SGD",
    regular: &[
        Regular(25, Credit, RowKind::Salary, 4_480, 4_730, "GIRO - SALARY KESTREL LOGISTICS PTE LTD"),
        Regular(2, Debit, RowKind::Rent, 950, 950, "FAST PAYMENT {ref} OTHR RENT LIM KAH SENG"),
        Regular(6, Debit, RowKind::LoanInstalment, 412, 412, "GIRO PAYMENT MERLION AUTO CREDIT {ref}"),
        Regular(
            11,
            Credit,
            RowKind::TransferIn,
            12,
            95,
            "FAST RECEIPT PAYNOW TRANSFER {ref} FROM: NURUL AIN OTHR LUNCH",
        ),
        Regular(12, Debit, RowKind::Bill, 61, 148, "BILL PAYMENT LIONGRID UTILITIES {ref}"),
        Regular(14, Debit, RowKind::CashWithdrawal, 80, 80, "CASH WITHDRAWAL ATM {ref} SERANGOON MRT"),
        Regular(31, Credit, RowKind::Interest, 0, 0, "INTEREST EARNED"),
    ],
    purchases: &[
        Purchase(4, 19, "DEBIT CARD TRANSACTION ORCHID KOPITIAM SI SGP {date}"),
        Purchase(18, 96, "POINT-OF-SALE TRANSACTION NETS QR {ref} FRESHWAY MART"),
        Purchase(6, 40, "FUNDS TRANSFER PAYNOW {ref} TO: HAWKER LANE PTE LTD OTHR"),
        Purchase(9, 35, "DEBIT CARD TRANSACTION CITYGLIDE RIDES SGP {date}"),
    ],
};

pub(super) const NEW_ZEALAND: Country = Country {
    bank: ("Lantern Bay Bank NZ Ltd", "PO Box 917, Wellington 6140", "LTBY"),
    holder: "MS A J HENARE",
    address: &["12 TOTARA STREET", "NEWTOWN", "WELLINGTON 6021"],
    account: "38-9017-0######-00",
    codes: ("LTBYNZ2W", "389017"),
    branch: "LAMBTON QUAY",
    product: "EVERYDAY ACCOUNT",
    currency: "NZD",
    regular: &[
        Regular(13, Credit, RowKind::Salary, 2_390, 2_520, "DC KOWHAI HEALTH LTD SALARY {ref}"),
        Regular(27, Credit, RowKind::Salary, 2_390, 2_520, "DC KOWHAI HEALTH LTD SALARY {ref}"),
        Regular(3, Debit, RowKind::Rent, 1_720, 1_720, "AP HARBOURVIEW RENTALS RENT 12 TOTARA"),
        Regular(8, Debit, RowKind::LoanInstalment, 268, 268, "DD SOUTHERN CROSS FINANCE LOAN {ref}"),
        Regular(10, Credit, RowKind::TransferIn, 15, 120, "BP T MARSDEN POWER SHARE"),
        Regular(17, Debit, RowKind::Bill, 88, 190, "BP TASMAN ENERGY {ref}"),
        Regular(31, Credit, RowKind::Interest, 0, 0, "CREDIT INTEREST"),
    ],
    purchases: &[
        Purchase(14, 130, "EFTPOS PURCHASE PUKEKO FOODS NEWTOWN {date}"),
        Purchase(4, 22, "VISA PURCHASE FLAT WHITE CORNER WELLINGTON"),
        Purchase(40, 110, "EFTPOS PURCHASE RATA FUELS {ref}"),
        Purchase(12, 60, "BP FUTSAL CLUB SUBS {ref}"),
    ],
};

pub(super) const UNITED_STATES: Country = Country {
    bank: ("Lantern Bay Bank, N.A.", "P.O. Box 91700, Portland, ME 04104", "LTBY"),
    holder: "JORDAN M WHITFIELD",
    address: &["482 CEDAR HOLLOW RD APT 3B", "COLUMBUS OH 43214-1120"],
    account: "000 917 ### ####",
    codes: ("LTBYUS33", "02100917"),
    branch: "COLUMBUS NORTH",
    product: "EVERYDAY CHECKING",
    currency: "USD",
    regular: &[
        Regular(
            15,
            Credit,
            RowKind::Salary,
            2_140,
            2_230,
            "REDFERN TOOLS INC DES:PAYROLL ID:{ref} INDN:WHITFIELD,JORDAN CO ID:9170042318 PPD",
        ),
        Regular(
            30,
            Credit,
            RowKind::Salary,
            2_140,
            2_230,
            "REDFERN TOOLS INC DES:PAYROLL ID:{ref} INDN:WHITFIELD,JORDAN CO ID:9170042318 PPD",
        ),
        Regular(
            1,
            Debit,
            RowKind::Rent,
            1_275,
            1_275,
            "CEDAR HOLLOW APTS DES:WEB PMTS ID:{ref} INDN:JORDAN WHITFIELD WEB",
        ),
        Regular(
            7,
            Debit,
            RowKind::LoanInstalment,
            318,
            318,
            "BLUEPRAIRIE AUTO FINANCE DES:PAYMENT ID:{ref} PPD",
        ),
        Regular(9, Credit, RowKind::TransferIn, 18, 140, "Zelle payment from CASEY LIN Conf# {ref}"),
        Regular(19, Debit, RowKind::Bill, 72, 168, "OHIO VALLEY POWER DES:UTIL BILL ID:{ref} TEL"),
        Regular(
            21,
            Debit,
            RowKind::CashWithdrawal,
            60,
            60,
            "ATM WITHDRAWAL {ref} 2210 N HIGH ST COLUMBUS OH",
        ),
    ],
    purchases: &[
        Purchase(5, 24, "CHECKCARD {date} MAPLE STREET COFFEE COLUMBUS OH {ref}"),
        Purchase(31, 142, "PURCHASE {date} BUCKEYE FARM MARKET COLUMBUS OH"),
        Purchase(28, 61, "CHECKCARD {date} PRAIRIE GAS 0417 WESTERVILLE OH {ref}"),
        Purchase(15, 90, "Zelle payment to SAM ORTIZ Conf# {ref}"),
    ],
};

pub(super) const GERMANY: Country = Country {
    bank: ("Lantern Bay Bank AG", "Speicherkai 9, 20457 Hamburg", "LTBY"),
    holder: "Frau Katrin Möller",
    address: &["Birkenweg 14", "22391 Hamburg"],
    account: "DE00 9179 0000 0### #### ##",
    codes: ("LTBYDEHH", "91790000"),
    branch: "Hamburg-Speicherstadt",
    product: "Girokonto",
    currency: "EUR",
    regular: &[
        Regular(
            28,
            Credit,
            RowKind::Salary,
            2_870,
            2_990,
            "Gehalt/Rente Nordlicht Maschinenbau GmbH LOHN {month}",
        ),
        Regular(
            1,
            Debit,
            RowKind::Rent,
            890,
            890,
            "Dauerauftrag Hausverwaltung Süderelbe Miete Birkenweg 14",
        ),
        Regular(
            5,
            Debit,
            RowKind::LoanInstalment,
            214,
            214,
            "SEPA-Lastschrift Elbtal Kreditbank AG Rate {ref} Mandat 20-4471",
        ),
        Regular(9, Credit, RowKind::TransferIn, 20, 130, "Gutschrift Jonas Petersen Anteil Einkauf"),
        Regular(11, Debit, RowKind::Bill, 58, 121, "SEPA-Lastschrift Hafenstrom Energie GmbH Abschlag {ref}"),
        Regular(16, Debit, RowKind::CashWithdrawal, 100, 100, "Bargeldauszahlung GA NR{ref} Hamburg"),
        Regular(30, Debit, RowKind::BankCharge, 4, 4, "Entgeltabschluss Kontoführung {month}"),
    ],
    purchases: &[
        Purchase(9, 88, "Kartenzahlung Marktkauf Alstertal {date} Folgenr. 2"),
        Purchase(3, 14, "Kartenzahlung Bäckerei Grünberg Hamburg {date}"),
        Purchase(35, 79, "SEPA-Lastschrift Hanse Mobil Tankstelle {ref}"),
        Purchase(12, 65, "Überweisung Volkshochschule Nord Kursgebühr {ref}"),
    ],
};
