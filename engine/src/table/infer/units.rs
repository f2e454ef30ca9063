//! Number form and currency of a document that no template describes.

use crate::page::PageLine;
use crate::value::{AmountForm, DayMonth, Strength};
use bank_templates::Locale;
use pdf::Line;

/// Words that may be an amount with groups or decimals in some number form: something stands between their digits.
pub(super) fn figures(pages: &[(u32, Vec<Line>)]) -> Vec<&str> {
    let is_figure = |text: &&str| {
        let bytes = text.as_bytes();
        let Some(first) = bytes.iter().position(u8::is_ascii_digit) else { return false };
        let last = bytes.iter().rposition(u8::is_ascii_digit).unwrap_or(first);
        // `.50` has nothing between its digits, but a separator before them.
        let from = first.saturating_sub(1);
        let within = bytes.get(from..=last).unwrap_or_default();
        within.iter().skip(1).all(|byte| !byte.is_ascii_alphabetic())
            && within.iter().any(|byte| !byte.is_ascii_alphanumeric())
    };
    let words = pages.iter().flat_map(|(_, lines)| lines).flat_map(|line| &line.words);
    words.map(|word| word.text.as_str()).filter(is_figure).collect()
}

/// See [`super::Heard::number_forms`]; `figures` are the words that may be amounts.
pub(super) fn number_forms(figures: &[&str], usual: &AmountForm) -> Vec<AmountForm> {
    let others = [
        (',', &['.'][..]),
        (',', &[' ', '\u{a0}', '\u{202f}', '\u{2009}'][..]),
        ('.', &[' ', '\u{a0}', '\u{202f}', '\u{2009}'][..]),
        ('.', &['\'', '’'][..]),
        ('.', &[','][..]),
    ];
    let candidates = std::iter::once(usual.clone())
        .chain(others.into_iter().map(|(decimal, groups)| usual.clone().with_separators(decimal, groups)));
    let figures: Vec<&str> = figures.iter().copied().filter(|text| !may_be_day(text)).collect();
    let mut counted: Vec<(usize, AmountForm)> = Vec::new();
    let mut most = 0;
    for form in candidates {
        let (mut count, mut left) = (0, figures.len());
        for text in &figures {
            // The usual form is asked first. Another one that misses more figures than the best so far is none of the best.
            if count + left < most {
                break;
            }
            count += usize::from(form.word_strength(text) == Some(Strength::Formed));
            left -= 1;
        }
        most = most.max(count);
        counted.push((count, form));
    }
    counted.retain(|(count, form)| *count == most || form == usual);
    counted.dedup_by(|a, b| a.1 == b.1);
    // Of those that read as many, the usual one.
    counted.sort_by_key(|(count, form)| (std::cmp::Reverse(*count), form != usual));
    counted.into_iter().map(|(_, form)| form).take(2).collect()
}

/// Whether a figure may as well be a day and a month: `03.04`. Two columns of dates would outnumber the amounts.
fn may_be_day(text: &str) -> bool {
    let number =
        |part: &str, most: u8| part.len() == 2 && part.parse::<u8>().is_ok_and(|n| (1..=most).contains(&n));
    text.split_once(['.', ','])
        .is_some_and(|(a, b)| (number(a, 31) && number(b, 12)) || (number(a, 12) && number(b, 31)))
}

/// The currency of a document without template: the bank's country says it, or a code or sign above the table.
#[must_use]
pub fn currency(above: &[PageLine], country: Option<&str>) -> String {
    let by_country = match country {
        Some("IN") => Some("INR"),
        Some("US") => Some("USD"),
        Some("GB") => Some("GBP"),
        Some("SG") => Some("SGD"),
        Some("NZ") => Some("NZD"),
        Some("AU") => Some("AUD"),
        Some("KR") => Some("KRW"),
        Some("VN") => Some("VND"),
        Some("RO") => Some("RON"),
        Some("DE" | "FR" | "NL" | "ES" | "IT" | "IE" | "AT" | "BE") => Some("EUR"),
        _ => None,
    };
    if let Some(currency) = by_country {
        return currency.to_owned();
    }
    let signs = [
        ("₹", "INR"),
        ("rs.", "INR"),
        ("ifsc", "INR"),
        ("inr", "INR"),
        ("s$", "SGD"),
        ("sgd", "SGD"),
        ("nz$", "NZD"),
        ("nzd", "NZD"),
        ("€", "EUR"),
        ("eur", "EUR"),
        ("£", "GBP"),
        ("gbp", "GBP"),
        ("usd", "USD"),
        ("aud", "AUD"),
        ("$", "USD"),
        ("₩", "KRW"),
        ("krw", "KRW"),
        ("₫", "VND"),
        ("vnd", "VND"),
        ("ron", "RON"),
        ("chf", "CHF"),
        ("sek", "SEK"),
        ("lei", "RON"),
        ("vnđ", "VND"),
        ("aed", "AED"),
    ];
    let words: Vec<String> =
        above.iter().flat_map(|line| &line.line.words).map(|word| word.text.to_lowercase()).collect();
    let is_sign = |sign: &str| sign.chars().all(|c| !c.is_alphanumeric()) || sign.ends_with('$');
    signs
        .iter()
        .find(|(sign, _)| {
            words.iter().any(|word| {
                if is_sign(sign) {
                    word.contains(sign)
                } else {
                    word.trim_matches(|c: char| !c.is_alphanumeric() && c != '.') == *sign
                }
            })
        })
        .map_or_else(|| UNKNOWN.to_owned(), |(_, code)| (*code).to_owned())
}

/// Which number of a date is the day where a bank is, or else where its language and currency are used; `None` when neither
/// says it.
#[must_use]
pub fn usual_order(country: Option<&str>, locale: &str, currency: &str) -> Option<DayMonth> {
    // Only the United States print the month first as a rule. English is spoken there and elsewhere, and dollars and no
    // currency at all are printed anywhere.
    match (country, locale, currency) {
        (Some("US"), _, _) => Some(DayMonth::MonthFirst),
        // There a date of three short numbers may as well open with the year.
        (Some("SE" | "KR" | "JP" | "CN" | "TW" | "HU" | "LT"), _, _) | (None, "sv" | "ko", _) => {
            Some(DayMonth::YearFirst)
        }
        (Some(_), _, _) => Some(DayMonth::DayFirst),
        (None, "en", "USD" | "CAD" | "PHP" | UNKNOWN) => None,
        (None, _, _) => Some(DayMonth::DayFirst),
    }
}

/// The currency of a document in a language: the one that is known, else the sign beside its amounts, else the one that is used
/// wherever the language is.
pub(super) fn of_language<'c>(pages: &[(u32, Vec<Line>)], locale: &'c Locale, known: &'c str) -> &'c str {
    if known != UNKNOWN {
        return known;
    }
    beside_amounts(pages).or(locale.currency.as_deref()).unwrap_or(known)
}

/// ISO 4217 for "no currency": amounts are right, their unit is not printed.
pub(super) const UNKNOWN: &str = "XXX";

/// The currency whose sign touches the most amounts: `$12,450.00`, `85,000원`.
fn beside_amounts(pages: &[(u32, Vec<Line>)]) -> Option<&'static str> {
    let signs =
        [("₹", "INR"), ("€", "EUR"), ("£", "GBP"), ("$", "USD"), ("₩", "KRW"), ("원", "KRW"), ("₫", "VND")];
    let words = || pages.iter().flat_map(|(_, lines)| lines).flat_map(|line| &line.words);
    let touches = |text: &str, sign: &str| {
        text.strip_prefix(sign).or(text.strip_suffix(sign)).is_some_and(|rest| {
            rest.contains(|c: char| c.is_ascii_digit()) && !rest.contains(char::is_alphabetic)
        })
    };
    let count = |sign: &str| words().filter(|word| touches(&word.text, sign)).count();
    let counted = signs.into_iter().map(|(sign, code)| (count(sign), code));
    counted.filter(|(count, _)| *count > 1).max_by_key(|(count, _)| *count).map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Currency;
    use bank_templates::Templates;

    /// How the first form to try reads a figure, in a document of these figures.
    fn reads(tag: &str, figures: &[&str], figure: &str) -> Option<i64> {
        let locale = Templates::embedded().locale(tag).unwrap();
        let usual = AmountForm::new(locale, Currency::parse("EUR").unwrap());
        number_forms(figures, &usual).first()?.parse(figure).map(|amount| amount.minor)
    }

    #[test]
    fn the_form_is_that_of_the_amounts_and_not_of_short_dates() {
        let dates_and_amounts = ["01.04", "02.04", "02.04", "03.04", "973,97", "1 615,48"];
        assert_eq!(reads("fr", &dates_and_amounts, "973,97"), Some(97_397));
        assert_eq!(reads("fr", &["973.97", "1,615.48", "36.42"], "973.97"), Some(97_397));
        assert_eq!(reads("en", &["973,97", "1.615,48", "36,42"], "1.615,48"), Some(161_548));
    }
}
