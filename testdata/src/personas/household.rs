//! What a household pays for: rent, bills, subscriptions, and what it owes.

use super::calendar;
use super::habits::{Every, Habit, Shift, keep, once};
use super::persona::Scene;
use crate::ledger::Direction::{Credit, Debit};
use jiff::ToSpan;

/// What a household pays for.
pub(super) fn household(scene: &mut Scene) {
    let landlord = scene.words.parties("person").first().map_or(String::new(), |name| (*name).to_string());
    if scene.random.chance(70) {
        let amount = scene.share(200, 290);
        let amount = scene.round(amount / 100 * 100);
        let day = scene.random.between(1, 6);
        let habit = Habit::monthly("rent_out", &landlord, amount, day, scene);
        keep(scene, &Habit { strays: 1, shift: Shift::None, ..habit });
    }
    bills(scene);
    subscriptions(scene);
    if scene.random.chance(50) {
        let issuer = String::new();
        let amount = scene.share(60, 190);
        let day = scene.random.between(8, 24);
        let habit = Habit::monthly("card_bill", &issuer, amount, day, scene);
        keep(scene, &Habit { varies: 35, strays: 1, lender: true, ..habit });
    }
    if scene.random.chance(50) {
        let fund = scene.pick("fund");
        let amount = scene.share(40, 120);
        let day = scene.random.between(4, 26);
        let habit = Habit::monthly("fund", &fund, amount, day, scene);
        keep(scene, &habit);
    }
    if scene.random.chance(45) {
        let insurer = scene.pick("insurer");
        let amount = scene.share(15, 50);
        let day = scene.random.between(4, 26);
        let every = if scene.random.chance(30) { Every::Quarter(day) } else { Every::Month(day) };
        let habit = Habit::monthly("insurance", &insurer, amount, day, scene);
        keep(scene, &Habit { every, ..habit });
    }
}

/// Power varies with the seasons, telephones are steady or prepaid every 28 days.
pub(super) fn bills(scene: &mut Scene) {
    let power = scene.pick("power");
    let amount = scene.share(12, 40);
    let day = scene.random.between(5, 24);
    let habit = Habit::monthly("power", &power, amount, day, scene);
    keep(scene, &Habit { varies: 40, strays: 2, missed: 5, ..habit });
    let phone = scene.pick("phone");
    let amount = scene.share(5, 18);
    let day = scene.random.between(3, 27);
    let prepaid = scene.random.chance(25);
    let every = if prepaid { Every::Days(28) } else { Every::Month(day) };
    let from = scene.from.saturating_add(day.days());
    let habit = Habit::monthly("phone", &phone, amount, day, scene);
    keep(scene, &Habit { every, from, strays: i64::from(!prepaid), shift: Shift::None, ..habit });
}

pub(super) fn subscriptions(scene: &mut Scene) {
    let count = usize::try_from(scene.random.between(1, 3)).unwrap_or(1);
    for party in scene.pick_some("subscription", count) {
        let amount = scene.share(3, 14);
        let day = scene.random.between(1, 31);
        let habit =
            Habit { shift: Shift::None, ..Habit::monthly("subscription", &party, amount, day, scene) };
        let late = scene.from.saturating_add(scene.random.between(0, 5).months());
        let starts = scene.random.chance(25);
        keep(scene, &Habit { from: if starts { late } else { habit.from }, ..habit.clone() });
        if scene.random.chance(12) {
            // A second subscription of the same merchant.
            let dearer = amount * 3;
            let other = (day + 11) % 28 + 1;
            keep(scene, &Habit { amount: dearer, every: Every::Month(other), ..habit });
        }
    }
}

/// A loan: money lent, instalments, and in `bounces` percent of the months one that is returned.
pub(super) fn loan(scene: &mut Scene, bounces: u32) {
    let used: Vec<String> = scene.events.iter().map(|event| event.narration.clone()).collect();
    let lenders = scene.pick_some("lender", 4);
    let Some(lender) = lenders.iter().find(|name| !used.iter().any(|text| text.contains(name.as_str())))
    else {
        return;
    };
    let amount = scene.share(70, 160);
    let day = scene.random.between(2, 12);
    let fresh = scene.random.chance(45);
    let start =
        if fresh { scene.from.saturating_add(scene.random.between(1, 3).months()) } else { scene.from };
    if fresh {
        let lent = start.saturating_sub(scene.random.between(1, 20).days());
        let sum = amount * scene.random.between(9, 20);
        once(scene, "disbursal", lender, calendar::after(scene.country, lent), Credit, sum, true);
    }
    let months = i64::try_from(scene.months().len()).unwrap_or(1);
    let closes = months >= 9 && scene.random.chance(25);
    let to = if closes { scene.from.saturating_add(7.months()) } else { scene.to };
    let habit = Habit::monthly("emi", lender, amount, day, scene);
    let taken = keep(scene, &Habit { from: start, to, lender: true, ..habit });
    for (date, amount) in taken {
        if scene.random.chance(bounces) && !scene.words.lines("emi_return").is_empty() {
            let back = calendar::after(scene.country, date.saturating_add(1.day()));
            once(scene, "emi_return", lender, back, Credit, amount, true);
            let charge = scene.share(8, 10);
            let charged = calendar::after(scene.country, back.saturating_add(2.days()));
            once(scene, "return_charge", lender, charged, Debit, charge, false);
            if scene.random.chance(60) {
                let again = calendar::after(scene.country, back.saturating_add(5.days()));
                once(scene, "emi", lender, again, Debit, amount, true);
            }
        }
    }
    if closes {
        let date = calendar::after(scene.country, to.saturating_add(9.days()));
        let owed = amount * scene.random.between(4, 9);
        once(scene, "foreclosure", lender, date, Debit, owed, true);
    }
}

pub(super) fn later(scene: &mut Scene) {
    if scene.words.parties("later").is_empty() {
        return;
    }
    let party = scene.pick("later");
    for month in scene.months() {
        for _ in 0..scene.random.between(0, 2) {
            let amount = scene.share(6, 40);
            let date = calendar::day(month, scene.random.between(1, 30));
            once(scene, "later", &party, date, Debit, amount, true);
        }
    }
}
