//! The lives of the personas.

use super::habits::{Every, Habit, Shift, keep, keep_as, now_and_then, once};
use super::household::{bills, household, later, loan, subscriptions};
use super::wording::{Fill, Line, Words, fill};
use super::{Country, Event, Pay, Persona, PersonaPlan, Truth, calendar};
use crate::ledger::Direction::{self, Credit, Debit};
use crate::random::Random;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use std::collections::HashMap;

/// The account as it is being lived.
pub(super) struct Scene {
    pub(super) country: Country,
    persona: Persona,
    pub(super) words: Words,
    pub(super) random: Random,
    pub(super) holder: String,
    pub(super) from: Date,
    pub(super) to: Date,
    /// Ordinary monthly pay of the country.
    base: i64,
    pub(super) events: Vec<Event>,
    series: u32,
    /// The words chosen for each kind: one bank prints one way.
    chosen: HashMap<&'static str, Line>,
}

impl Scene {
    pub(super) fn new(plan: &PersonaPlan, words: Words, mut random: Random) -> Scene {
        let from = date(2024, 7, 1);
        let to = from.saturating_add((i64::from(plan.months.max(1)) - 1).months()).last_of_month();
        let (_, _, pay) = plan.country.money();
        let base = pay * random.between(70, 160) / 100;
        let holder = match plan.country {
            Country::Korea => "홍길동",
            Country::Vietnam => "DO QUANG MINH",
            Country::Romania => "VASILESCU PAUL",
            Country::India => "ARJUN BHATT",
            Country::UnitedStates => "JORDAN WHITFIELD",
            Country::UnitedKingdom => "HELEN ASHWORTH",
            Country::Singapore => "CHUA JIA HUI",
        };
        Scene {
            country: plan.country,
            persona: plan.persona,
            words,
            random,
            holder: holder.to_string(),
            from,
            to,
            base,
            events: Vec::new(),
            series: 0,
            chosen: HashMap::new(),
        }
    }

    pub(super) fn months(&self) -> Vec<Date> {
        std::iter::successors(Some(self.from), |month| month.checked_add(1.month()).ok())
            .take_while(|month| *month <= self.to)
            .collect()
    }

    pub(super) fn next_series(&mut self) -> u32 {
        self.series += 1;
        self.series
    }

    /// The words of this account for a kind of row; the first time one way is chosen for good.
    pub(super) fn line(&mut self, kind: &str) -> Option<Line> {
        if let Some(line) = self.chosen.get(kind) {
            return Some(*line);
        }
        let lines = self.words.lines(kind);
        let last = i64::try_from(lines.len()).unwrap_or(0) - 1;
        let line = *lines.get(usize::try_from(self.random.between(0, last)).unwrap_or(0))?;
        let key = KINDS.iter().find(|known| **known == kind)?;
        self.chosen.insert(key, line);
        Some(line)
    }

    pub(super) fn pick(&mut self, parties: &str) -> String {
        let names = self.words.parties(parties).to_vec();
        self.random.pick(&names).to_string()
    }

    /// Different names of one kind.
    pub(super) fn pick_some(&mut self, parties: &str, count: usize) -> Vec<String> {
        let mut names: Vec<&str> = self.words.parties(parties).to_vec();
        let mut picked = Vec::new();
        while picked.len() < count && !names.is_empty() {
            let last = i64::try_from(names.len()).unwrap_or(1) - 1;
            let place = usize::try_from(self.random.between(0, last)).unwrap_or(0);
            picked.push(names.remove(place).to_string());
        }
        picked
    }

    /// An amount as people see it: whole units for larger ones, cents for small ones.
    pub(super) fn round(&self, amount: i64) -> i64 {
        let step = match self.country {
            Country::Vietnam => 1_000,
            Country::Korea => 10,
            _ if amount > self.base / 20 => 100,
            _ => 1,
        };
        (amount / step * step).max(step)
    }

    pub(super) fn vary(&mut self, amount: i64, percent: i64) -> i64 {
        if percent == 0 {
            return amount;
        }
        let share = self.random.between(-percent * 100, percent * 100);
        self.round(amount + amount / 10_000 * share)
    }

    /// A share of the base pay in thousandths, rounded as a price.
    pub(super) fn share(&mut self, low: i64, high: i64) -> i64 {
        let amount = self.base / 1_000 * self.random.between(low, high);
        self.round(amount)
    }

    pub(super) fn book(
        &mut self,
        date: Date,
        direction: Direction,
        amount: i64,
        line: Line,
        party: &str,
        truth: Truth,
    ) {
        let values = Fill { date, party, holder: &self.holder };
        let narration = fill(line.text, &values, &mut self.random);
        self.events.push(Event { date, narration, direction, amount, truth });
    }
}

/// Kinds of rows that files have.
const KINDS: &[&str] = &[
    "pay",
    "bare",
    "bonus",
    "advance",
    "pension",
    "rent_out",
    "rent_in",
    "family_in",
    "friend_out",
    "friend_in",
    "client",
    "emi",
    "emi_return",
    "return_charge",
    "disbursal",
    "foreclosure",
    "card_bill",
    "later",
    "subscription",
    "power",
    "phone",
    "insurance",
    "fund",
    "grocery",
    "food",
    "shop",
    "fuel",
    "cash",
    "cash_in",
    "interest",
    "fee",
    "refund",
    "own_out",
    "own_in",
    "cheque_out",
    "cheque_in",
    "supplier",
    "customer",
    "staff",
];

/// Lives one life.
pub(super) fn live(scene: &mut Scene) {
    match scene.persona {
        Persona::Salaried => {
            salary(scene);
            household(scene);
            if scene.random.chance(50) {
                loan(scene, 0);
            }
        }
        Persona::WeeklyPaid => {
            wages(scene);
            household(scene);
        }
        Persona::Freelancer => {
            clients(scene);
            household(scene);
        }
        Persona::Pensioner => {
            pension(scene);
            household(scene);
        }
        Persona::Business => business(scene),
        Persona::Student => student(scene),
        Persona::Borrower => {
            salary(scene);
            household(scene);
            for _ in 0..2 {
                loan(scene, 25);
            }
            later(scene);
        }
    }
    daily(scene);
    bank(scene);
}

fn paid(scene: &Scene, kind: &'static str, party: &str, amount: i64, every: Every) -> Habit {
    Habit {
        direction: Credit,
        every,
        shift: Shift::Earlier,
        pay: Some(Pay::Salary),
        ..Habit::monthly(kind, party, amount, 1, scene)
    }
}

fn salary(scene: &mut Scene) {
    let jobs = scene.pick_some("employer", 2);
    let [first, second] = jobs.as_slice() else { return };
    let us = scene.country == Country::UnitedStates;
    let every = match scene.random.between(0, 9) {
        0..=3 if us => Every::TwoWeeks,
        4..=6 if us => Every::HalfMonth,
        _ => {
            let days = [31, 31, 28, 25, 1, 5, 7, 10];
            let place = usize::try_from(scene.random.between(0, 7)).unwrap_or(0);
            Every::Month(days.get(place).copied().unwrap_or(31))
        }
    };
    let a_month = match every {
        Every::TwoWeeks | Every::HalfMonth => scene.base / 2,
        _ => scene.base,
    };
    let amount = scene.round(a_month);
    let kind = if scene.random.chance(80) { "pay" } else { "bare" };
    let monthly = matches!(every, Every::Month(_));
    let shift = if scene.random.chance(75) { Shift::Earlier } else { Shift::Later };
    let varies = if scene.random.chance(40) { 3 } else { 0 };
    let started = if every == Every::TwoWeeks {
        scene.from.saturating_add(scene.random.between(3, 9).days())
    } else {
        scene.from
    };
    let weeks = Habit { from: started, shift, varies, ..paid(scene, kind, first, amount, every) };
    let months = i64::try_from(scene.months().len()).unwrap_or(1);
    if months >= 9 && scene.random.chance(25) && monthly {
        // Another job after five to seven months.
        let change = scene.from.saturating_add(scene.random.between(5, 7).months());
        keep(scene, &Habit { to: change.saturating_sub(1.day()), ..weeks.clone() });
        let raised = scene.round(amount * 125 / 100);
        keep(scene, &Habit { from: change, party: second.clone(), amount: raised, ..weeks.clone() });
        return;
    }
    if months >= 9 && scene.random.chance(60) && monthly {
        // A raise: the same series with another amount.
        let percent = scene.random.between(105, 118);
        let raised = scene.round(amount * percent / 100);
        let change = scene.from.saturating_add(scene.random.between(4, 8).months());
        let series = scene.series + 1;
        keep(scene, &Habit { to: change.saturating_sub(1.day()), ..weeks.clone() });
        scene.series = series - 1;
        keep(scene, &Habit { from: change, amount: raised, ..weeks.clone() });
    } else {
        keep(scene, &weeks);
    }
    if kind == "pay" {
        extras(scene, first, amount);
    }
}

/// A bonus, an advance, expenses paid back.
fn extras(scene: &mut Scene, employer: &str, pay: i64) {
    let months = scene.months();
    let somewhere = |scene: &mut Scene, months: &[Date]| {
        let last = i64::try_from(months.len()).unwrap_or(1) - 1;
        let place = usize::try_from(scene.random.between(0, last)).unwrap_or(0);
        let month = months.get(place).copied().unwrap_or(scene.from);
        calendar::after(scene.country, calendar::day(month, scene.random.between(11, 22)))
    };
    for (kind, percent, share) in [("bonus", 60, 80), ("advance", 20, 25)] {
        if scene.random.chance(percent)
            && let Some(line) = scene.line(kind)
        {
            let date = somewhere(scene, &months);
            let amount = scene.vary(pay * share / 100, 20);
            let truth = Truth {
                channel: line.channel.to_string(),
                pay: Some(Pay::Salary),
                series: None,
                lender: false,
            };
            scene.book(date, Credit, amount, line, employer, truth);
        }
    }
}

fn wages(scene: &mut Scene) {
    let employer = scene.pick("employer");
    let amount = scene.base * 12 / 52;
    let kind = if scene.random.chance(85) { "pay" } else { "bare" };
    let from = scene.from.saturating_add(scene.random.between(0, 6).days());
    // Wages are paid on a working day.
    let from = calendar::after(scene.country, from);
    let varies = scene.random.between(2, 14);
    let habit = paid(scene, kind, &employer, amount, Every::Week);
    keep(scene, &Habit { from, varies, ..habit });
}

fn pension(scene: &mut Scene) {
    let day = scene.random.between(1, 28);
    let amount = scene.share(380, 640);
    let habit = paid(scene, "pension", "", amount, Every::Month(day));
    keep(scene, &Habit { pay: Some(Pay::Pension), ..habit });
    if scene.random.chance(40) {
        rent_received(scene);
    }
}

fn rent_received(scene: &mut Scene) {
    let tenant = scene.pick("person");
    let amount = scene.share(180, 320);
    let day = scene.random.between(2, 12);
    let habit = paid(scene, "rent_in", &tenant, amount, Every::Month(day));
    keep(scene, &Habit { pay: None, strays: 1, shift: Shift::None, ..habit });
}

fn clients(scene: &mut Scene) {
    let clients = scene.pick_some("client", 4);
    for month in scene.months() {
        for _ in 0..scene.random.between(2, 5) {
            let place = usize::try_from(scene.random.between(0, 3)).unwrap_or(0);
            let client = clients.get(place).cloned().unwrap_or_default();
            let date = calendar::after(scene.country, calendar::day(month, scene.random.between(1, 30)));
            let amount = scene.share(90, 700);
            once(scene, "client", &client, date, Credit, amount, false);
        }
    }
    if scene.random.chance(35) {
        rent_received(scene);
    }
}

fn business(scene: &mut Scene) {
    let base = scene.base;
    now_and_then(scene, "customer", "customer", Credit, (base / 20, base / 2), 14);
    now_and_then(scene, "supplier", "supplier", Debit, (base / 15, base / 2), 6);
    now_and_then(scene, "cheque_in", "customer", Credit, (base / 20, base / 4), 2);
    now_and_then(scene, "cheque_out", "supplier", Debit, (base / 20, base / 4), 2);
    now_and_then(scene, "cash_in", "customer", Credit, (base / 20, base / 4), 3);
    for party in scene.pick_some("person", 2) {
        let wage = scene.share(180, 320);
        let habit = Habit::monthly("staff", &party, wage, 1, scene);
        keep(scene, &Habit { shift: Shift::Later, ..habit });
    }
    bills(scene);
    loan(scene, 0);
}

fn student(scene: &mut Scene) {
    let parent = scene.words.parties("person").get(1).map_or(String::new(), |name| (*name).to_string());
    let amount = scene.share(120, 260);
    let amount = scene.round(amount / 1_000 * 1_000);
    let day = scene.random.between(1, 9);
    let habit = paid(scene, "family_in", &parent, amount, Every::Month(day));
    keep(scene, &Habit { pay: None, strays: 2, shift: Shift::None, ..habit });
    if scene.random.chance(35) {
        let employer = scene.pick("employer");
        let wage = scene.base / 14;
        if let Some(line) = scene.line("pay") {
            let habit = paid(scene, "pay", &employer, wage, Every::Week);
            let from = calendar::after(scene.country, scene.from.saturating_add(2.months()));
            keep_as(scene, &Habit { from, varies: 18, ..habit }, line);
        }
    }
    subscriptions(scene);
}

/// What everybody buys.
fn daily(scene: &mut Scene) {
    let base = scene.base;
    now_and_then(scene, "grocery", "grocer", Debit, (base / 200, base / 40), 7);
    now_and_then(scene, "food", "food", Debit, (base / 400, base / 80), 6);
    now_and_then(scene, "shop", "shop", Debit, (base / 120, base / 15), 2);
    now_and_then(scene, "fuel", "fuel", Debit, (base / 80, base / 30), 2);
    now_and_then(scene, "friend_out", "person", Debit, (base / 200, base / 25), 3);
    now_and_then(scene, "friend_in", "person", Credit, (base / 200, base / 25), 2);
    for month in scene.months() {
        for _ in 0..scene.random.between(0, 2) {
            let date = calendar::day(month, scene.random.between(1, 30));
            let amount = scene.share(20, 80);
            once(scene, "cash", "", date, Debit, amount, false);
        }
        if scene.random.chance(20) {
            let (shop, amount) = (scene.pick("shop"), scene.share(8, 60));
            let date = calendar::day(month, scene.random.between(1, 30));
            once(scene, "refund", &shop, date, Credit, amount, false);
        }
        if scene.random.chance(25) {
            let amount = scene.share(40, 200);
            let date = calendar::day(month, scene.random.between(5, 25));
            let (kind, direction) =
                if scene.random.chance(60) { ("own_out", Debit) } else { ("own_in", Credit) };
            once(scene, kind, "", date, direction, amount, false);
        }
    }
}

/// What the bank books.
fn bank(scene: &mut Scene) {
    for month in scene.months() {
        if month.month() % 3 == 0 {
            let amount = scene.share(1, 9);
            once(scene, "interest", "", month.last_of_month(), Credit, amount, false);
        }
        if scene.random.chance(30) {
            let amount = scene.share(1, 6);
            once(scene, "fee", "", calendar::day(month, 27), Debit, amount, false);
        }
    }
}
