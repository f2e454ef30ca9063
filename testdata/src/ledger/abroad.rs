//! Salaried persons outside India, made from the lists of `countries`.

use jiff::civil::Date;

use super::Direction::{Credit, Debit};
use super::countries::{Country, GERMANY, NEW_ZEALAND, Purchase, Regular, SINGAPORE, UNITED_STATES};
use super::month::{Draft, day};
use super::{Bank, Flavour, Ledger, LedgerPlan, RowKind, check_digits};
use crate::random::Random;

fn country(flavour: Flavour) -> &'static Country {
    match flavour {
        Flavour::Singapore => &SINGAPORE,
        Flavour::NewZealand => &NEW_ZEALAND,
        Flavour::Germany => &GERMANY,
        // India has a module of its own; it never asks here.
        Flavour::UnitedStates | Flavour::India => &UNITED_STATES,
    }
}

pub(super) fn account(flavour: Flavour, random: &mut Random) -> Ledger {
    let country = country(flavour);
    let (name, address, code) = country.bank;
    let mut account_number = String::new();
    for place in country.account.chars() {
        match place {
            '#' => account_number.push_str(&random.digits(1)),
            other => account_number.push(other),
        }
    }
    let (ifsc, mut micr) = (country.codes.0.to_string(), country.codes.1.to_string());
    match flavour {
        Flavour::Germany => account_number = check_digits::iban(&account_number),
        Flavour::UnitedStates => micr = check_digits::routing_number(&micr),
        Flavour::India | Flavour::Singapore | Flavour::NewZealand => {}
    }
    Ledger {
        bank: Bank { name: name.to_string(), address: vec![address.to_string()], code: code.to_string() },
        holder: country.holder.to_string(),
        address_lines: country.address.iter().map(|line| (*line).to_string()).collect(),
        account_number,
        customer_id: random.digits(8),
        product: country.product.to_string(),
        ifsc,
        micr,
        branch: country.branch.to_string(),
        currency: country.currency.to_string(),
        decimals: 2,
        from: Date::ZERO,
        to: Date::ZERO,
        opening_minor: random.between(140_000, 690_000),
        rows: Vec::new(),
    }
}

pub(super) fn month(
    flavour: Flavour,
    habits: &Random,
    month: Date,
    plan: &LedgerPlan,
    random: &mut Random,
    drafts: &mut Vec<Draft>,
) {
    let country = country(flavour);
    let mut fixed = habits.clone();
    for Regular(on, direction, kind, low, high, text) in country.regular {
        let date = day(month, *on);
        let cents = if low == high { fixed.between(0, 99) } else { random.between(0, 99) };
        // Interest is found while posting, so a zero stays a zero.
        let amount = if *high == 0 { 0 } else { random.between(*low, *high) * 100 + cents };
        let text = fill(text, date, random);
        drafts.push(match direction {
            Credit => Draft::credit(date, amount, *kind, text),
            Debit => Draft::debit(date, amount, *kind, text),
        });
    }
    let wanted = usize::try_from(plan.rows_per_month).unwrap_or(0);
    for _ in country.regular.len()..wanted {
        let date = day(month, random.between(1, 31));
        let last = i64::try_from(country.purchases.len()).unwrap_or(0) - 1;
        let index = usize::try_from(random.between(0, last)).unwrap_or(0);
        if let Some(Purchase(low, high, text)) = country.purchases.get(index) {
            let amount = random.between(*low, *high) * 100 + random.between(0, 99);
            drafts.push(Draft::debit(date, amount, RowKind::Spend, fill(text, date, random)));
        }
    }
}

fn fill(text: &str, date: Date, random: &mut Random) -> String {
    text.replace("{ref}", &random.digits(9))
        .replace("{month}", &date.strftime("%m/%Y").to_string())
        .replace("{date}", &date.strftime("%d%m").to_string())
}
