//! The summary of an account: opening balance, what came and went by kind, closing balance.
//!
//! Its lines are only taken for what they seem to be when they lead from one balance to the other.

use crate::model::{Located, Locator, PrintedTotals};
use crate::page::PageLine;
use crate::table::Grammar;
use crate::value::Mark;
use bank_templates::locale::squash;
use pdf::Rect;

/// Sums of money out and in, when the lines between the printed balances add up.
pub(super) fn totals(
    lines: &[PageLine],
    printed: &PrintedTotals,
    grammar: &Grammar<'_>,
) -> Option<(Located<i64>, Located<i64>)> {
    let (opening, closing) = (printed.opening.as_ref()?, printed.closing.as_ref()?);
    let within = |at: Locator| {
        at.page == opening.at.page
            && at.page == closing.at.page
            && at.rect.top > opening.at.rect.top + 1.0
            && at.rect.bottom < closing.at.rect.bottom - 1.0
    };
    let parts: Vec<(i64, Locator)> = lines
        .iter()
        .filter_map(|line| {
            let (minor, at) = part(line, opening.at.rect, grammar)?;
            Some((minor, Locator::new(line.page, at)))
        })
        .filter(|(_, at)| within(*at))
        .collect();
    let mut reached = (opening.value, 0_i64, 0_i64, 0);
    let mut held = None;
    for (minor, _) in &parts {
        let (balance, out, come, count) = reached;
        let (debit, credit) = if *minor < 0 { (minor.saturating_neg(), 0) } else { (0, *minor) };
        reached = (
            balance.saturating_add(*minor),
            out.saturating_add(debit),
            come.saturating_add(credit),
            count + 1,
        );
        // Figures that state no movement, such as a limit, may follow before the closing balance.
        if reached.0 == closing.value && reached.3 >= 2 {
            held = Some((reached.1, reached.2));
        }
    }
    let (debit, credit) = held?;
    let at = parts.first().map(|(_, at)| *at)?;
    Some((Located { value: debit, at }, Located { value: credit, at }))
}

/// One line of the summary: words, and a signed amount set flush with the balances. Without a sign the words tell.
fn part(line: &PageLine, flush: Rect, grammar: &Grammar<'_>) -> Option<(i64, Rect)> {
    let words = &line.line.words;
    let run = |first: usize, last: usize| {
        let run = words.get(first..=last)?;
        let text = run.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        grammar.amounts.parse(&text)?;
        Some((text, run.iter().map(|word| word.at).reduce(Rect::union)?, first))
    };
    let right = || {
        let last = words.iter().rposition(|word| (word.at.x1 - flush.x1).abs() < word.size * 0.8)?;
        (0..=last.min(3)).rev().find_map(|back| run(last - back, last))
    };
    let left = || {
        let first = words.iter().position(|word| (word.at.x0 - flush.x0).abs() < word.size * 0.3)?;
        (0..=3).rev().find_map(|more| run(first, first + more))
    };
    let (text, at, first) = right().or_else(left)?;
    let amount = grammar.amounts.parse(&text)?;
    let label = words.get(..first)?.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    if !label.chars().any(char::is_alphabetic) {
        return None;
    }
    let sections = &grammar.locale.sections;
    let goes_out = amount.mark.is_none() && sections.debit.iter().any(|pattern| pattern.matches(&label));
    let minor = match amount.mark {
        Some(Mark::Minus | Mark::Debit) => -amount.minor,
        _ if goes_out => -amount.minor,
        _ => amount.minor,
    };
    Some((minor, at))
}

/// Whether the document states debts: a card's balance is what its holder owes. Cards ask for a payment, or their summary
/// shows that what was spent made the balance grow and what was paid made it shrink.
pub(super) fn is_owed(lines: &[PageLine], printed: &PrintedTotals, grammar: &Grammar<'_>) -> bool {
    let labels: Vec<String> = grammar.locale.labels.owed.iter().map(|label| squash(label)).collect();
    let asks = lines.iter().any(|line| {
        let text = squash(&line.line.text());
        labels.iter().any(|label| text.contains(label.as_str()))
    });
    asks || card_totals(lines, printed, grammar).is_some()
}

/// What was spent and what was paid by the summary of a card, when they lead from its old balance to its new one.
pub(super) fn card_totals(
    lines: &[PageLine],
    printed: &PrintedTotals,
    grammar: &Grammar<'_>,
) -> Option<(Located<i64>, Located<i64>)> {
    let (opening, closing) = (printed.opening.as_ref()?.value, printed.closing.as_ref()?.value);
    let cards = &grammar.locale.cards;
    let sum = |labels: &[String]| -> Option<Located<i64>> {
        let labels: Vec<String> = labels.iter().map(|label| squash(label)).collect();
        let parts = lines.iter().filter_map(|line| {
            let (label, minor) = labelled_figure(line, grammar)?;
            labels.contains(&squash(&label)).then_some((minor.abs(), Locator::new(line.page, line.line.at)))
        });
        let parts: Vec<(i64, Locator)> = parts.collect();
        let at = parts.first()?.1;
        Some(Located { value: parts.iter().fold(0, |sum: i64, part| sum.saturating_add(part.0)), at })
    };
    let (spent, paid) = (sum(&cards.spent)?, sum(&cards.paid)?);
    let grown = |from: i64| from.saturating_add(spent.value).saturating_sub(paid.value);
    // Debts may all carry a minus; else only a card that was paid too much has one.
    let leads = grown(opening) == closing || grown(opening.abs()) == closing.abs();
    (leads && spent.value != paid.value).then_some((spent, paid))
}

/// A line of words and one figure behind them.
fn labelled_figure(line: &PageLine, grammar: &Grammar<'_>) -> Option<(String, i64)> {
    let text = line.line.text();
    let at = text.find(|c: char| c.is_ascii_digit())?;
    // Signs and currencies stand before the digits, with spaces or without.
    let start = text.get(..at)?.trim_end_matches(|c: char| !c.is_alphanumeric() && c != ')').len();
    let amount = grammar.amounts.parse(text.get(start..)?.trim_start_matches(':').trim())?;
    Some((text.get(..start)?.to_owned(), amount.minor))
}
