//! A salaried person in India: pay, rent, an instalment by mandate, UPI all day, and the bank's own small rows.

use jiff::civil::Date;

use super::month::{Draft, day, next_working_day, working_day};
use super::names::{
    EMPLOYERS_IN, FRIENDS_IN_IN, FRIENDS_OUT_IN, HOLDERS_IN, LENDERS_IN, OTHER_BANKS_IN, PLACES_IN, SHOPS_IN,
};
use super::{Bank, Ledger, LedgerPlan, RowKind};
use crate::random::Random;

/// Rupees to paise.
const RUPEE: i64 = 100;

pub(super) fn account(random: &mut Random) -> Ledger {
    Ledger {
        bank: lantern_bay(),
        holder: random.pick(HOLDERS_IN).to_string(),
        address_lines: vec![
            format!("FLAT {} WILLOW COURT", random.between(101, 904)),
            format!(
                "{} CROSS, 80 FEET ROAD, INDIRANAGAR",
                ordinal(random.between(4, 19))
            ),
            "BENGALURU 560038 KARNATAKA".to_string(),
        ],
        account_number: format!("3017{}", random.digits(10)),
        customer_id: random.digits(9),
        product: "SAVINGS ACCOUNT - RESIDENT INDIVIDUAL".to_string(),
        ifsc: "LTBY0000412".to_string(),
        micr: "560917012".to_string(),
        branch: "INDIRANAGAR".to_string(),
        currency: "INR".to_string(),
        decimals: 2,
        from: Date::ZERO,
        to: Date::ZERO,
        opening_minor: random.between(18_000, 96_000) * RUPEE + random.between(0, 99),
        rows: Vec::new(),
    }
}

/// The invented bank that every preset prints.
fn lantern_bay() -> Bank {
    Bank {
        name: "Lantern Bay Bank Ltd".to_string(),
        address: vec![
            "Regd. Office: 14 Harbour Wall Road, Fort, Mumbai 400001".to_string(),
            "Phone Banking 1800 000 5289  |  www.lanternbay.example".to_string(),
        ],
        code: "LTBY".to_string(),
    }
}

fn ordinal(number: i64) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "TH",
        (1, _) => "ST",
        (2, _) => "ND",
        (3, _) => "RD",
        _ => "TH",
    };
    format!("{number}{ending}")
}

/// What stays the same from month to month.
struct Habits {
    employer: &'static str,
    pay: i64,
    pay_day: i64,
    rent: i64,
    landlord: &'static str,
    lender: &'static str,
    instalment: i64,
    mandate: String,
    invested: i64,
    card: String,
}

impl Habits {
    fn of(habits: &Random) -> Self {
        let mut random = habits.clone();
        let pay = random.between(52_000, 138_000);
        Self {
            employer: random.pick(EMPLOYERS_IN),
            pay,
            pay_day: random.between(27, 31),
            rent: pay * random.between(20, 27) / 100 / 500 * 500,
            landlord: random.pick(&["MOHAN RAO B S", "SAVITRI ESTATES", "LEELA THOMAS"]),
            lender: random.pick(LENDERS_IN),
            instalment: pay * random.between(11, 18) / 100 + random.between(1, 40),
            mandate: format!("LTBY{}{}", random.digits(9), random.digits(7)),
            invested: random.between(4, 14) * 500,
            card: format!("416021XXXXXX{}", random.digits(4)),
        }
    }
}

pub(super) fn month(
    ledger: &Ledger,
    habits: &Random,
    month: Date,
    plan: &LedgerPlan,
    random: &mut Random,
    drafts: &mut Vec<Draft>,
) {
    let before = drafts.len();
    let habits = Habits::of(habits);
    regular(&habits, month, plan, random, drafts);
    occasional(&habits, month, random, drafts);
    bank_rows(ledger, month, random, drafts);
    let wanted = usize::try_from(plan.rows_per_month).unwrap_or(0);
    let missing = wanted.saturating_sub(drafts.len() - before);
    // Many rows must not mean an empty account, so the purchases get smaller as they get more.
    let shrink = 1 + i64::try_from(missing).unwrap_or(0) / 30;
    for _ in 0..missing {
        drafts.push(spend(&habits, month, shrink, random));
    }
}

fn regular(habits: &Habits, month: Date, plan: &LedgerPlan, random: &mut Random, drafts: &mut Vec<Draft>) {
    let label = month.strftime("%^b %Y").to_string();
    let utr = format!(
        "{}N{}{}",
        random.pick(OTHER_BANKS_IN),
        month.strftime("%y%j"),
        random.digits(6)
    );
    // Reimbursements and overtime make each month's pay a little different.
    let pay = habits.pay + random.between(-900, 2_400);
    drafts.push(
        Draft::credit(
            working_day(day(month, habits.pay_day)),
            pay * RUPEE,
            RowKind::Salary,
            format!(
                "NEFT CR-{}0000060-{}-SALARY {label}",
                utr.get(..4).unwrap_or("HDFC"),
                habits.employer
            ),
        )
        .reference(utr),
    );
    let rrn = reference(month, random);
    drafts.push(
        Draft::debit(
            day(month, random.between(3, 5)),
            habits.rent * RUPEE,
            RowKind::Rent,
            format!(
                "IMPS/P2A/{rrn}/{}/{}/RENT {label}",
                habits.landlord,
                random.pick(OTHER_BANKS_IN)
            ),
        )
        .reference(rrn),
    );
    instalment(habits, month, plan, random, drafts);
    drafts.push(Draft::debit(
        next_working_day(day(month, 10)),
        habits.invested * RUPEE,
        RowKind::Investment,
        format!(
            "NACH-DR-{}-LARCHWOOD MUTUAL FUND SIP-{}",
            random.pick(OTHER_BANKS_IN),
            random.digits(11)
        ),
    ));
    let bills = [
        ("SOUTHERN GRID ELECTRICITY", 640, 2_900, 12),
        ("BRIGHTCALL MOBILE POSTPAID", 399, 899, 15),
        ("FIBRENEST BROADBAND", 706, 1_179, 18),
    ];
    for (biller, low, high, around) in bills {
        drafts.push(Draft::debit(
            day(month, around + random.between(-2, 2)),
            random.between(low, high) * RUPEE,
            RowKind::Bill,
            format!("BIL/BBPS/{}{}/{biller}", month.strftime("%y%m"), random.digits(9)),
        ));
    }
}

fn instalment(habits: &Habits, month: Date, plan: &LedgerPlan, random: &mut Random, drafts: &mut Vec<Draft>) {
    let date = next_working_day(day(month, 5));
    let narration = format!(
        "NACH-DR-{}-{}-{}",
        random.pick(OTHER_BANKS_IN),
        habits.lender,
        habits.mandate
    );
    let amount = habits.instalment * RUPEE;
    drafts.push(Draft::debit(
        date,
        amount,
        RowKind::LoanInstalment,
        narration.clone(),
    ));
    if random.chance(plan.bounce_percent) {
        let reason = random.pick(&["06 PAYMENT STOPPED BY DRAWER", "05 EXCEEDS ARRANGEMENT"]);
        let text = format!("NACH RTN-{reason}-{}-{}", habits.lender, habits.mandate);
        drafts.push(Draft::credit(date, amount, RowKind::InstalmentReturn, text));
        let charged = next_working_day(day(month, i64::from(date.day()) + 2));
        drafts.push(bounce_charge(charged, &narration));
    }
}

/// The charge for a returned mandate: 500 rupees and 18 % tax.
pub(super) fn bounce_charge(date: Date, narration: &str) -> Draft {
    let mandate = narration.rsplit('-').next().unwrap_or(narration);
    let text = format!(
        "ACH DEBIT RETURN CHARGES {} {mandate} INCL GST",
        date.strftime("%d%m%y")
    );
    Draft::debit(date, 590 * RUPEE, RowKind::BounceCharge, text)
}

fn occasional(habits: &Habits, month: Date, random: &mut Random, drafts: &mut Vec<Draft>) {
    for around in [8, 22] {
        let date = day(month, around + random.between(-3, 3));
        let amount = random.between(4, 14) * 500 * RUPEE;
        let text = format!(
            "ATM WDL-{}-LTBN{}-{}",
            habits.card,
            random.digits(5),
            random.pick(PLACES_IN)
        );
        drafts.push(Draft::debit(date, amount, RowKind::CashWithdrawal, text).reference(random.digits(6)));
    }
    let (friend, handle) = pair(FRIENDS_IN_IN, random);
    drafts.push(Draft::credit(
        day(month, random.between(9, 12)),
        random.between(210, 2_600) * RUPEE,
        RowKind::TransferIn,
        upi("CR", friend, handle, "trip share", month, random),
    ));
    let (friend, handle) = pair(FRIENDS_OUT_IN, random);
    drafts.push(Draft::debit(
        day(month, random.between(2, 27)),
        random.between(150, 3_400) * RUPEE,
        RowKind::TransferOut,
        upi("DR", friend, handle, "thanks", month, random),
    ));
    let (shop, handle, low, high) = shop(random);
    drafts.push(Draft::credit(
        day(month, random.between(18, 22)),
        random.between(low, high) * RUPEE,
        RowKind::Refund,
        upi("CR", shop, handle, "REFUND", month, random),
    ));
    if random.chance(18) {
        let date = working_day(day(month, random.between(11, 25)));
        let text = format!("CASH DEP-INDIRANAGAR-SELF-{}", random.digits(6));
        drafts.push(Draft::credit(
            date,
            random.between(21, 97) * 100 * RUPEE,
            RowKind::CashDeposit,
            text,
        ));
    }
    if random.chance(30) {
        let date = working_day(day(month, random.between(6, 24)));
        let text = format!(
            "CHQ PAID-MICR CTS-{}",
            random.pick(&["ROSEWOOD SCHOOL TRUST", "CITY DENTAL CLINIC"])
        );
        let number = format!("{:06}", random.between(100_001, 100_950));
        drafts.push(
            Draft::debit(date, random.between(1_850, 6_400) * RUPEE, RowKind::Bill, text).reference(number),
        );
    }
}

fn bank_rows(ledger: &Ledger, month: Date, random: &mut Random, drafts: &mut Vec<Draft>) {
    let last = month.last_of_month();
    if month.month() % 3 == 0 {
        let quarter = last.strftime("%^b%y").to_string();
        let text = format!("SMS ALERT CHRG QTR END {quarter} INCL GST");
        drafts.push(Draft::debit(day(month, 26), 1_770, RowKind::BankCharge, text));
        let start = last
            .first_of_month()
            .saturating_sub(jiff::Span::new().months(2))
            .max(ledger.from);
        let days = format!("{} to {}", start.strftime("%d-%m-%Y"), last.strftime("%d-%m-%Y"));
        // The amount is found while posting, from each day's balance.
        let text = format!("{}:Int.Pd:{days}", ledger.account_number);
        drafts.push(Draft::credit(last, 0, RowKind::Interest, text));
    }
    if random.chance(8) {
        let text = "DEBIT CARD ANNUAL CHRG INCL GST".to_string();
        drafts.push(Draft::debit(day(month, 14), 23_600, RowKind::BankCharge, text));
    }
}

fn spend(habits: &Habits, month: Date, shrink: i64, random: &mut Random) -> Draft {
    let date = day(month, random.between(1, 31));
    let (shop, handle, low, high) = shop(random);
    let rupees = random.between(low, high) / shrink + 1;
    if random.chance(16) {
        let amount = rupees * RUPEE + random.between(0, 99);
        let text = format!("POS {} {shop} BANGALORE", habits.card);
        return Draft::debit(date, amount, RowKind::Spend, text).reference(random.digits(6));
    }
    let paise = if random.chance(12) {
        random.between(1, 99)
    } else {
        0
    };
    let note = random.pick(&["Payment from Phone", "UPI", "order", "Pay to merchant", "bill"]);
    Draft::debit(
        date,
        rupees * RUPEE + paise,
        RowKind::Spend,
        upi("DR", shop, handle, note, month, random),
    )
}

fn upi(side: &str, name: &str, handle: &str, note: &str, month: Date, random: &mut Random) -> String {
    let rrn = reference(month, random);
    format!(
        "UPI/{side}/{rrn}/{name}/{}/{handle}/{note}",
        random.pick(OTHER_BANKS_IN)
    )
}

/// Twelve digits that begin with the last digit of the year and the day of the year, as the networks number them.
fn reference(month: Date, random: &mut Random) -> String {
    format!(
        "{}{:03}{}",
        month.year() % 10,
        month.day_of_year() + 11,
        random.digits(8)
    )
}

fn pair(list: &[(&'static str, &'static str)], random: &mut Random) -> (&'static str, &'static str) {
    let last = i64::try_from(list.len()).unwrap_or(0) - 1;
    let index = usize::try_from(random.between(0, last)).unwrap_or(0);
    list.get(index).copied().unwrap_or(("SOMEONE", "someone@ybl"))
}

fn shop(random: &mut Random) -> (&'static str, &'static str, i64, i64) {
    let last = i64::try_from(SHOPS_IN.len()).unwrap_or(0) - 1;
    let index = usize::try_from(random.between(0, last)).unwrap_or(0);
    SHOPS_IN
        .get(index)
        .copied()
        .unwrap_or(("KIRANA CORNER", "kirana@ybl", 30, 900))
}
