//! What happens between paydays in India: UPI all day, cards, cash, friends, the odd cheque.

use jiff::civil::Date;

use super::RowKind;
use super::india::RUPEE;
use super::month::{Draft, day, working_day};
use super::names::{FRIENDS_IN_IN, FRIENDS_OUT_IN, OTHER_BANKS_IN, PLACES_IN, SHOPS_IN};
use crate::random::Random;

/// Rows that come in most months on no fixed day.
pub(super) fn occasional(card: &str, month: Date, random: &mut Random, drafts: &mut Vec<Draft>) {
    for around in [8, 22] {
        let date = day(month, around + random.between(-3, 3));
        let amount = random.between(4, 14) * 500 * RUPEE;
        let text = format!("ATM WDL-{}-LTBN{}-{}", card, random.digits(5), random.pick(PLACES_IN));
        drafts.push(Draft::debit(date, amount, RowKind::CashWithdrawal, text).reference(random.digits(6)));
    }
    let (friend, handle) = pair(FRIENDS_IN_IN, random);
    drafts.push(Draft::credit(
        day(month, random.between(5, 8)),
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
        day(month, random.between(17, 20)),
        random.between(low, high) * RUPEE,
        RowKind::Refund,
        upi("CR", shop, handle, "REFUND", month, random),
    ));
    if random.chance(18) {
        let date = working_day(day(month, random.between(11, 25)));
        let text = format!("CASH DEP-INDIRANAGAR-SELF-{}", random.digits(6));
        drafts.push(Draft::credit(date, random.between(21, 97) * 100 * RUPEE, RowKind::CashDeposit, text));
    }
    if random.chance(30) {
        let date = working_day(day(month, random.between(6, 24)));
        let text =
            format!("CHQ PAID-MICR CTS-{}", random.pick(&["ROSEWOOD SCHOOL TRUST", "CITY DENTAL CLINIC"]));
        let number = format!("{:06}", random.between(100_001, 100_950));
        drafts.push(
            Draft::debit(date, random.between(1_850, 6_400) * RUPEE, RowKind::Bill, text).reference(number),
        );
    }
}

/// One purchase, by UPI or by card.
pub(super) fn spend(card: &str, month: Date, shrink: i64, random: &mut Random) -> Draft {
    let date = day(month, random.between(1, 31));
    let (shop, handle, low, high) = shop(random);
    let rupees = random.between(low, high) / shrink + 1;
    if random.chance(16) {
        let amount = rupees * RUPEE + random.between(0, 99);
        let text = format!("POS {} {shop} BANGALORE", card);
        return Draft::debit(date, amount, RowKind::Spend, text).reference(random.digits(6));
    }
    let paise = if random.chance(12) { random.between(1, 99) } else { 0 };
    let note = random.pick(&["Payment from Phone", "UPI", "order", "Pay to merchant", "bill"]);
    Draft::debit(date, rupees * RUPEE + paise, RowKind::Spend, upi("DR", shop, handle, note, month, random))
}

fn upi(side: &str, name: &str, handle: &str, note: &str, month: Date, random: &mut Random) -> String {
    let rrn = reference(month, random);
    format!("UPI/{side}/{rrn}/{name}/{}/{handle}/{note}", random.pick(OTHER_BANKS_IN))
}

/// Twelve digits that begin with the last digit of the year and the day of the year, as the networks number them.
pub(super) fn reference(month: Date, random: &mut Random) -> String {
    format!("{}{:03}{}", month.year() % 10, month.day_of_year() + 11, random.digits(8))
}

fn pair(list: &[(&'static str, &'static str)], random: &mut Random) -> (&'static str, &'static str) {
    let last = i64::try_from(list.len()).unwrap_or(0) - 1;
    let index = usize::try_from(random.between(0, last)).unwrap_or(0);
    list.get(index).copied().unwrap_or(("SOMEONE", "someone@ybl"))
}

fn shop(random: &mut Random) -> (&'static str, &'static str, i64, i64) {
    let last = i64::try_from(SHOPS_IN.len()).unwrap_or(0) - 1;
    let index = usize::try_from(random.between(0, last)).unwrap_or(0);
    SHOPS_IN.get(index).copied().unwrap_or(("KIRANA CORNER", "kirana@ybl", 30, 900))
}
