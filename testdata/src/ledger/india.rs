//! A salaried person in India: the account, pay, rent, an instalment by mandate, bills, and the bank's own small rows.

use jiff::civil::Date;

use super::month::{Draft, day, next_working_day, working_day};
use super::names::{EMPLOYERS_IN, HOLDERS_IN, LENDERS_IN, OTHER_BANKS_IN};
use super::{Bank, Ledger, LedgerPlan, RowKind, india_daily};
use crate::random::Random;

/// Rupees to paise.
pub(super) const RUPEE: i64 = 100;

pub(super) fn account(random: &mut Random) -> Ledger {
    Ledger {
        bank: lantern_bay(),
        holder: random.pick(HOLDERS_IN).to_string(),
        address_lines: vec![
            format!("FLAT {} WILLOW COURT", random.between(101, 904)),
            format!("{} CROSS, 80 FEET ROAD, INDIRANAGAR", ordinal(random.between(4, 19))),
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
    india_daily::occasional(&habits.card, month, random, drafts);
    bank_rows(ledger, month, random, drafts);
    let wanted = usize::try_from(plan.rows_per_month).unwrap_or(0);
    let missing = wanted.saturating_sub(drafts.len() - before);
    // Many rows must not mean an empty account, so the purchases get smaller as they get more.
    let shrink = 1 + i64::try_from(missing).unwrap_or(0) / 30;
    for _ in 0..missing {
        drafts.push(india_daily::spend(&habits.card, month, shrink, random));
    }
}

fn regular(habits: &Habits, month: Date, plan: &LedgerPlan, random: &mut Random, drafts: &mut Vec<Draft>) {
    let label = month.strftime("%^b %Y").to_string();
    let utr = format!("{}N{}{}", random.pick(OTHER_BANKS_IN), month.strftime("%y%j"), random.digits(6));
    // Reimbursements and overtime make each month's pay a little different.
    let pay = habits.pay + random.between(-900, 2_400);
    drafts.push(
        Draft::credit(
            working_day(day(month, habits.pay_day)),
            pay * RUPEE,
            RowKind::Salary,
            format!("NEFT CR-{}0000060-{}-SALARY {label}", utr.get(..4).unwrap_or("HDFC"), habits.employer),
        )
        .reference(utr),
    );
    let rrn = india_daily::reference(month, random);
    drafts.push(
        Draft::debit(
            day(month, random.between(3, 5)),
            habits.rent * RUPEE,
            RowKind::Rent,
            format!("IMPS/P2A/{rrn}/{}/{}/RENT {label}", habits.landlord, random.pick(OTHER_BANKS_IN)),
        )
        .reference(rrn),
    );
    instalment(habits, month, plan, random, drafts);
    drafts.push(Draft::debit(
        next_working_day(day(month, 10)),
        habits.invested * RUPEE,
        RowKind::Investment,
        format!("NACH-DR-{}-LARCHWOOD MUTUAL FUND SIP-{}", random.pick(OTHER_BANKS_IN), random.digits(11)),
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
    let narration = format!("NACH-DR-{}-{}-{}", random.pick(OTHER_BANKS_IN), habits.lender, habits.mandate);
    let amount = habits.instalment * RUPEE;
    drafts.push(Draft::debit(date, amount, RowKind::LoanInstalment, narration.clone()));
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
    let text = format!("ACH DEBIT RETURN CHARGES {} {mandate} INCL GST", date.strftime("%d%m%y"));
    Draft::debit(date, 590 * RUPEE, RowKind::BounceCharge, text)
}

fn bank_rows(ledger: &Ledger, month: Date, random: &mut Random, drafts: &mut Vec<Draft>) {
    let last = month.last_of_month();
    if month.month() % 3 == 0 {
        let quarter = last.strftime("%^b%y").to_string();
        let text = format!("SMS ALERT CHRG QTR END {quarter} INCL GST");
        drafts.push(Draft::debit(day(month, 26), 1_770, RowKind::BankCharge, text));
        let start = last.first_of_month().saturating_sub(jiff::Span::new().months(2)).max(ledger.from);
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
