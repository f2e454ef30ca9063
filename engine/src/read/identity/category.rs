//! Person or company, and what sort of account, by the words of the header; each answer with what says so.

use crate::model::{Account, AccountCategory, AccountType, Identity, Located, Locator};
use crate::page::PageLine;
use bank_templates::locale::{AccountWords, Locale};
use pdf::{Rect, Word};

/// Unlabelled words name the account only in a title of so many words at most.
const TITLE_WORDS: usize = 7;

/// Sorts of account with their words; the first sort that has a word in a text is taken.
fn sorts(words: &AccountWords) -> [(AccountType, &[String]); 7] {
    [
        (AccountType::CreditCard, &words.credit_card),
        (AccountType::CashCredit, &words.cash_credit),
        (AccountType::Overdraft, &words.overdraft),
        (AccountType::Deposit, &words.deposit),
        (AccountType::Savings, &words.savings),
        (AccountType::Current, &words.current),
        (AccountType::Loan, &words.loan),
    ]
}

/// The sort of account by the printed product, or by a title such as `Savings Account Statement`; with the words that
/// say so.
pub(in crate::read) fn account_type(
    product: Option<&Located<String>>,
    lines: &[PageLine],
    locale: &Locale,
) -> (AccountType, Option<Located<String>>) {
    if let Some(product) = product {
        let text = padded(&product.value);
        let sort = sorts(&locale.accounts).into_iter().find(|(_, words)| first_of(words, &text).is_some());
        return (sort.map_or(AccountType::Unknown, |(sort, _)| sort), Some(product.clone()));
    }
    let first = lines.first().map_or(1, |line| line.page);
    lines
        .iter()
        .filter(|line| line.page == first)
        .find_map(|line| titled(line, locale))
        .map_or((AccountType::Unknown, None), |(sort, words)| (sort, Some(words)))
}

/// The words of a short line that name one sort of account; `Checking & Savings` names two and says nothing. Loans and
/// deposits are advertised as well, so they need a label.
fn titled(line: &PageLine, locale: &Locale) -> Option<(AccountType, Located<String>)> {
    let words = &line.line.words;
    // What the line as a whole does not say no run of its words says; only brackets beside Hangul count in another way there.
    let whole = padded(&line.line.text());
    let bracketed = whole.contains('(');
    // Most phrases begin with a letter that no word of the line begins with.
    let letters: Vec<u8> = whole.split(' ').filter_map(|word| word.bytes().next()).collect();
    let begins = |phrase: &str| {
        let first = phrase.chars().next();
        let plain = first.filter(|first| phrase.is_ascii() && first.is_ascii_lowercase());
        plain.is_none_or(|first| letters.iter().any(|letter| char::from(*letter) == first))
    };
    let may_say = |phrase: &&String| bracketed || begins(phrase) && says(&whole, phrase);
    // Abbreviations mean too much else where no label stands beside them.
    let long = |phrase: &&String| phrase.chars().count() >= 4 || !phrase.is_ascii();
    let mut found = sorts(&locale.accounts).into_iter().filter_map(|(sort, phrases)| {
        let phrases = phrases.iter().filter(long).filter(may_say);
        let runs = phrases.filter_map(|phrase| run_that_says(words, phrase));
        Some((sort, runs.max_by_key(|run| run.len())?))
    });
    let (sort, run) = found.next()?;
    let first = run.first()?;
    let near = words.iter().filter(|word| (word.at.x0 - first.at.x1).abs() < first.size * 12.0);
    let needs_label = matches!(sort, AccountType::Loan | AccountType::Deposit);
    if needs_label || found.next().is_some() || near.count() > TITLE_WORDS {
        return None;
    }
    let at = run.iter().map(|word| word.at).reduce(Rect::union)?;
    let value = run.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let value = value.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    Some((sort, Located { value, at: Locator::new(line.page, at) }))
}

/// The words of a line that spell a phrase.
fn run_that_says<'w>(words: &'w [Word], phrase: &str) -> Option<&'w [Word]> {
    let plain =
        |word: &Word| word.text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ':' | ',' | '.'));
    words.windows(phrase.split(' ').count()).find(|run| {
        let close = run.windows(2).all(|pair| match pair {
            [a, b] => b.at.x0 - a.at.x1 < b.size * 1.6,
            _ => true,
        });
        if !close || !run.iter().all(plain) {
            return false;
        }
        let text = run.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
        says(&padded(&text), phrase)
    })
}

/// Person or company: a company by a word of its name or of its account. Cash credit is lent against the stock of a
/// business. A current account says nothing: persons have them as well.
pub(in crate::read) fn category(
    identity: &Identity,
    account: &Account,
    locale: &Locale,
) -> (AccountCategory, Option<Located<String>>) {
    let by_name = identity.name.as_ref().and_then(|name| {
        let word = company_word(&name.value, locale)?;
        Some(Located { value: format!("the holder's name says {word:?}"), at: name.at })
    });
    let by_account = || {
        let product = account.product.as_ref()?;
        let word = first_of(&locale.accounts.business, &padded(&product.value));
        let reason = match (word, account.account_type) {
            (Some(word), _) => format!("the account is named {word:?}"),
            (None, AccountType::CashCredit) => "cash credit is lent to businesses".to_owned(),
            _ => return None,
        };
        Some(Located { value: reason, at: product.at })
    };
    match by_name.or_else(by_account) {
        Some(reason) => (AccountCategory::Corporate, Some(reason)),
        None => (AccountCategory::Individual, None),
    }
}

/// The word that makes a name a company's.
pub(super) fn company_word<'l>(name: &str, locale: &'l Locale) -> Option<&'l str> {
    let text = padded(name);
    locale.holders.companies.iter().map(String::as_str).find(|word| {
        // `SA`, `AG` and the like end a name, and are parts of the names of people elsewhere in it.
        let short = word.is_ascii()
            && word.chars().filter(char::is_ascii_alphabetic).count() <= 2
            && !word.contains('/');
        if short {
            text.trim_end().ends_with(padded(word).trim_end()) && text.trim() != *word
        } else {
            says(&text, word)
        }
    })
}

/// Whether a text names a sort of account, as the names of accounts do and those of people do not.
pub(in crate::read) fn names_an_account(text: &str, locale: &Locale) -> bool {
    let text = padded(text);
    sorts(&locale.accounts)
        .into_iter()
        .any(|(_, words)| first_of(words, &text).is_some_and(|word| word.len() > 3))
}

fn first_of<'w>(words: &'w [String], text: &str) -> Option<&'w str> {
    words.iter().map(String::as_str).find(|word| says(text, word))
}

/// Whether a padded text has a word. Scripts without spaces are searched as they are.
fn says(text: &str, word: &str) -> bool {
    if word.chars().any(|c| c >= '\u{1100}' && !('\u{1e00}'..'\u{2000}').contains(&c)) {
        return text.contains(word);
    }
    // Nearly all words are written as `padded` would write them.
    if word.chars().all(|c| c == ' ' || c.is_alphanumeric() && !c.is_uppercase()) {
        // Each word of the text has a space before it.
        let text = text.as_bytes();
        let alone = |(at, _): (usize, &u8)| {
            let from_here = text.get(at + 1..).and_then(|rest| rest.strip_prefix(word.as_bytes()));
            from_here.is_some_and(|behind| behind.first() == Some(&b' '))
        };
        return text.iter().enumerate().filter(|(_, byte)| **byte == b' ').any(alone);
    }
    text.contains(&padded(word))
}

/// Lower case, one space between words and at both ends, without dots and other punctuation. Single letters around a
/// stroke stay together: `M/S`.
fn padded(text: &str) -> String {
    let mut padded = String::from(" ");
    let chars: Vec<char> = text.to_lowercase().chars().collect();
    let letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    for (at, c) in chars.iter().enumerate() {
        let single = *c == '/'
            && letter(at.checked_sub(1))
            && !letter(at.checked_sub(2))
            && letter(at.checked_add(1))
            && !letter(at.checked_add(2));
        match c {
            '&' => padded.push_str(" and "),
            '(' | ')' if letter(at.checked_sub(1)) && chars.iter().any(|c| *c >= '\u{ac00}') => {
                padded.push(*c)
            }
            '(' if chars.iter().any(|c| *c >= '\u{ac00}') => padded.push(*c),
            _ if c.is_alphanumeric() || single || *c >= '\u{3200}' => padded.push(*c),
            '.' => {}
            _ => padded.push(' '),
        }
    }
    padded.push(' ');
    padded.split_whitespace().fold(String::from(" "), |mut text, word| {
        text.push_str(word);
        text.push(' ');
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank_templates::Templates;

    #[test]
    fn company_words_make_a_company() {
        let word = |tag: &str, name: &str| company_word(name, Templates::embedded().locale(tag).unwrap());
        for (tag, name) in [
            ("en", "HARBOUR TEXTILES PVT. LTD."),
            ("en", "M/S ANAND"),
            ("en", "Example & Sons"),
            ("de", "Muster Bau GmbH"),
            ("de", "Muster AG"),
            ("fr", "BOULANGERIE EXEMPLE S.A.R.L."),
            ("fr", "EXEMPLE S.A."),
            ("nl", "Voorbeeld Handel B.V."),
            ("ro", "EXEMPLU COM S.R.L."),
            ("vi", "CÔNG TY TNHH VÍ DỤ"),
            ("vi", "CONG TY CO PHAN VI DU"),
            ("ko", "(주)예시상사"),
            ("ko", "주식회사 예시"),
            ("es", "EJEMPLO S.L."),
            ("sv", "Exempel Bygg AB"),
        ] {
            assert!(word(tag, name).is_some(), "{name}");
        }
        for (tag, name) in [
            ("en", "SALTON COOPER"),
            ("en", "MS ASHA EXAMPLE"),
            ("en", "M S EXAMPLE"),
            ("vi", "NGUYEN VAN SA"),
            ("ko", "김주소"),
            ("de", "Agnes Muster"),
            ("fr", "SAMIR EXEMPLE"),
        ] {
            assert_eq!(word(tag, name), None, "{name}");
        }
    }

    #[test]
    fn the_sort_of_account_is_told_by_its_product() {
        let sort = |tag: &str, product: &str| {
            let located = Located { value: product.to_owned(), at: Locator::default() };
            account_type(Some(&located), &[], Templates::embedded().locale(tag).unwrap()).0
        };
        assert_eq!(sort("en", "SAVINGS BANK - RESIDENT"), AccountType::Savings);
        assert_eq!(sort("en", "SB-GENERAL"), AccountType::Savings);
        assert_eq!(sort("en", "CURRENT ACCOUNT"), AccountType::Current);
        assert_eq!(sort("en", "CC - Cash Credit"), AccountType::CashCredit);
        assert_eq!(sort("en", "OD AGAINST FD"), AccountType::Overdraft);
        assert_eq!(sort("de", "Girokonto Klassik"), AccountType::Current);
        assert_eq!(sort("ko", "저축예금"), AccountType::Savings);
        assert_eq!(sort("vi", "Tiền gửi thanh toán"), AccountType::Current);
        assert_eq!(sort("en", "Scheme 42"), AccountType::Unknown);
    }
}
