//! Names, numbers and codes of one account that do not agree.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::entity_case::EntityCase;
use crate::model::{FindingGroup, Located, Locator, Severity, Statement};
use crate::value::codes::{iban_is_meant, is_mask};
use std::collections::BTreeSet;

/// The holder or a code differs between statements of one account or between pages, a check digit does not hold, or a branch
/// is another bank's.
pub(in crate::fraud) const IDENTITY_MISMATCH: Heuristic = Heuristic {
    id: "identity_mismatch",
    group: FindingGroup::Ledger,
    innocent: &[
        "the holder married, moved, or is written in short",
        "the account moved to another branch, or the bank to another code after a merger",
        "a digit was read wrong",
    ],
    check: Check::Both(in_document, between_statements),
};

/// Doubts about codes of the header, as reading tells them.
const IBAN: &str = "iban_check_failed";
const CODES: [&str; 4] =
    [IBAN, "routing_number_check_failed", "card_number_check_failed", "ifsc_of_another_bank"];
/// Shortest account number that is looked for on other pages, and how many of a hundred digits another one has to share to be
/// taken for a changed one.
const LONG_NUMBER: usize = 9;
const LIKE_PERCENT: usize = 60;

fn in_document(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for statement in case.statements {
        let failed = statement.diagnostics.iter().filter(|doubt| CODES.contains(&doubt.code.as_str()));
        for doubt in failed {
            let iban = statement.account.iban.as_ref().filter(|_| doubt.code == IBAN);
            // What only looks like an IBAN has no check digits that could fail.
            let specimen = iban.is_some_and(|iban| !iban_is_meant(&iban.value));
            let severity = if specimen { Severity::Low } else { Severity::Medium };
            findings.add(Seen::new(severity, 70, doubt.message.clone()).at(doubt.at));
        }
    }
    between_pages(case, findings);
    Ok(())
}

fn between_statements(case: &EntityCase<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    for account in case.accounts() {
        for pair in account.statements().windows(2) {
            let [(_, before), (place, after)] = pair else { continue };
            for seen in differences(before, after) {
                findings.add(account.about(seen).in_statement(Some(*place)));
            }
        }
    }
    Ok(())
}

fn differences(before: &Statement, after: &Statement) -> Vec<Seen> {
    let mut found = Vec::new();
    if let (Some(first), Some(second)) = (&before.identity.name, &after.identity.name)
        && words(&first.value).is_disjoint(&words(&second.value))
        && !after.identity.holders.iter().any(|holder| holder.value == first.value)
    {
        let summary = "two statements of one account name different holders";
        found.push(differs(Severity::High, 80, summary, first, second));
    }
    if let (Some(first), Some(second)) = (&before.account.ifsc, &after.account.ifsc)
        && first.value != second.value
    {
        let same_bank = first.value.get(..4) == second.value.get(..4);
        let severity = if same_bank { Severity::Low } else { Severity::Medium };
        found.push(differs(
            severity,
            60,
            "two statements of one account name different branches",
            first,
            second,
        ));
    }
    if let (Some(first), Some(second)) = (&before.identity.address, &after.identity.address)
        && words(&first.value).is_disjoint(&words(&second.value))
    {
        found.push(differs(
            Severity::Low,
            50,
            "two statements of one account have different addresses",
            first,
            second,
        ));
    }
    found
}

fn differs(
    severity: Severity,
    confidence: u8,
    summary: &str,
    first: &Located<String>,
    second: &Located<String>,
) -> Seen {
    Seen::new(severity, confidence, summary).at([second.at]).instead_of(&*first.value, &*second.value)
}

/// Words of a name or address of two letters or more: initials agree with too much.
fn words(text: &str) -> BTreeSet<String> {
    let upper = text.to_uppercase();
    let words = upper.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words
        .filter(|word| !["MR", "MRS", "MS", "DR", "SHRI", "SMT", "KUMARI"].contains(word))
        .map(str::to_owned)
        .collect()
}

/// A number above the rows of a further page that is nearly the account's.
fn between_pages(case: &Case<'_>, findings: &mut Findings<'_>) {
    let Ok((document, sight)) = case.pages() else { return };
    let printed: BTreeSet<String> = case.statements.iter().flat_map(numbers).collect();
    for statement in case.statements {
        let Some(number) = &statement.account.number else { continue };
        if number.value.len() < LONG_NUMBER {
            continue;
        }
        let pages: BTreeSet<u32> =
            statement.transactions.iter().flat_map(|row| &row.at).map(|at| at.page).collect();
        for page in
            document.pages.iter().filter(|page| page.number != number.at.page && pages.contains(&page.number))
        {
            let first = sight.rows.iter().filter(|row| row.page == page.number).map(|row| row.at.top);
            let first = first.fold(f32::INFINITY, f32::min);
            let above = page.words.iter().filter(|word| word.at.bottom <= first);
            for word in above
                .filter(|word| is_nearly(&number.value, &word.text) && !printed.contains(word.text.as_str()))
            {
                let summary = format!(
                    "page {} prints another account number than page {}",
                    page.number, number.at.page
                );
                findings.add(
                    Seen::new(Severity::High, 75, summary)
                        .at([Locator::new(page.number, word.at), number.at])
                        .instead_of(&*number.value, word.text.as_str()),
                );
            }
        }
    }
}

/// Everything that the header of a statement prints as a number of the account or its holder.
fn numbers(statement: &Statement) -> impl Iterator<Item = String> {
    let account = &statement.account;
    [&account.number, &account.iban, &account.customer_id, &account.micr]
        .into_iter()
        .flatten()
        .map(|field| field.value.clone())
}

/// Whether a word has the length of a number and most of its digits, but not all. Masked digits are like any other.
fn is_nearly(number: &str, word: &str) -> bool {
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit() || is_mask(c));
    if number.len() != word.len() || !digits(number) || !digits(word) {
        return false;
    }
    let pairs = || number.chars().zip(word.chars());
    let differ = pairs().filter(|(a, b)| a != b && !is_mask(*a) && !is_mask(*b)).count();
    differ > 0 && (number.len() - differ) * 100 >= LIKE_PERCENT * number.len()
}

#[cfg(test)]
mod tests {
    use super::{is_nearly, words};

    #[test]
    fn numbers_that_nearly_agree_are_told_from_others() {
        assert!(is_nearly("123400005678", "123400009678"));
        assert!(is_nearly("XXXXXXXX5678", "XXXXXXXX5679"));
        for other in ["123400005678", "XXXXXXXX5678", "987655554321", "12340000567", "12340000567A"] {
            assert!(!is_nearly("123400005678", other), "{other}");
        }
    }

    #[test]
    fn titles_and_initials_are_no_names() {
        assert_eq!(words("Mr. A. EXAMPLE"), words("EXAMPLE"));
        assert!(words("ASHA EXAMPLE").is_disjoint(&words("RAVI A SAMPLE")));
    }
}
