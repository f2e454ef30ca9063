//! The account as its header names it, and whether the check digits of its codes hold.

use super::fields::{HeaderFields, Name};
use super::identity;
use crate::model::{Account, AccountCategory, AccountType, Currency, Diagnostic, Identity, Located};
use crate::page::PageLine;
use crate::table::Grammar;
use crate::value::codes;
use bank_templates::KnownBank;

/// Puts the account together. `lines` are those around the table, `currency` is that of the amounts.
pub(super) fn account(
    fields: &HeaderFields,
    identity: &Identity,
    lines: &[PageLine],
    currency: Currency,
    grammar: &Grammar<'_>,
) -> Account {
    let located =
        |name: Name| fields.get(name).map(|field| Located { value: field.text.clone(), at: field.at });
    let number = located(Name::AccountNumber).or_else(|| located(Name::CardNumber)).map(|mut number| {
        number.value.retain(|c| c.is_alphanumeric() || codes::is_mask(c) || matches!(c, '-' | '/'));
        number.value = number.value.trim_end_matches(['-', '/']).to_owned();
        number
    });
    let as_iban =
        |number: &Located<String>| codes::iban(&number.value).map(|value| Located { value, at: number.at });
    let iban =
        located(Name::Iban).or_else(|| number.as_ref().and_then(as_iban)).or_else(|| printed_iban(lines));
    let product = located(Name::AccountType);
    let (mut account_type, named) = identity::account_type(product.as_ref(), lines, grammar.locale);
    if account_type == AccountType::Unknown && fields.get(Name::CardNumber).is_some() {
        account_type = AccountType::CreditCard;
    }
    let mut account = Account {
        number: number.or_else(|| iban.clone()),
        ifsc: located(Name::Ifsc),
        micr: located(Name::Micr),
        iban,
        bic: located(Name::Bic),
        sort_code: located(Name::SortCode),
        routing_number: located(Name::RoutingNumber),
        branch: located(Name::Branch),
        customer_id: located(Name::CustomerId),
        product: named,
        account_type,
        category: AccountCategory::Individual,
        category_reason: None,
        credit_limit: fields.get(Name::CreditLimit).and_then(|field| {
            let amount = grammar.amounts.parse(&field.text)?;
            (amount.minor != 0).then_some(Located { value: amount.minor, at: field.at })
        }),
        currency,
        twin: 0,
    };
    (account.category, account.category_reason) = identity::category(identity, &account, grammar.locale);
    account
}

/// An account number without a label that is proven one by its check digits, on the first page with text.
fn printed_iban(lines: &[PageLine]) -> Option<Located<String>> {
    let first = lines.first()?.page;
    lines.iter().filter(|line| line.page == first).find_map(|line| {
        let words = &line.line.words;
        (0..words.len()).find_map(|start| {
            let rest = words.get(start..)?;
            // Most words are no letters of a country.
            rest.first()?.text.bytes().next().filter(u8::is_ascii_uppercase)?;
            let text = rest.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            let value = codes::iban(&text).filter(|iban| codes::iban_holds(iban) == Some(true))?;
            let mut left = value.chars().count();
            let own = rest.iter().take_while(|word| {
                let before = left;
                left = left.saturating_sub(word.text.chars().count());
                before > 0
            });
            let at = own.map(|word| word.at).reduce(pdf::Rect::union)?;
            Some(Located { value, at: crate::model::Locator::new(line.page, at) })
        })
    })
}

/// Says which codes of the header cannot be right: a misprint, a mistyped forgery, or a code that was read wrong.
pub(super) fn check(
    account: &Account,
    fields: &HeaderFields,
    bank: Option<&KnownBank>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut fails = |code: &str, field: &Located<String>, message: String| {
        diagnostics.push(Diagnostic::new(code, message, Some(field.at)));
    };
    if let Some(iban) = &account.iban
        && codes::iban_holds(&iban.value) == Some(false)
    {
        fails("iban_check_failed", iban, format!("the check digits of the IBAN {} do not hold", iban.value));
    }
    if let Some(routing) = &account.routing_number
        && !codes::routing_number_holds(&routing.value)
    {
        let message = format!("the check digit of the routing number {} does not hold", routing.value);
        fails("routing_number_check_failed", routing, message);
    }
    if let (Some(number), Some(_)) = (&account.number, fields.get(Name::CardNumber))
        && codes::card_holds(&number.value) == Some(false)
    {
        fails(
            "card_number_check_failed",
            number,
            "the check digit of the card number does not hold".to_owned(),
        );
    }
    if let (Some(ifsc), Some(bank)) = (&account.ifsc, bank)
        && !bank.ifsc.is_empty()
        && !bank.ifsc.iter().chain(&bank.former_ifsc).any(|prefix| ifsc.value.starts_with(prefix.as_str()))
    {
        let message = format!("the branch code {} is not one of {}", ifsc.value, bank.name);
        fails("ifsc_of_another_bank", ifsc, message);
    }
}
