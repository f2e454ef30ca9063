//! Codes that name accounts and branches, and the check digits in them.

/// The letters and digits of an IBAN (ISO 13616) at the start of a text, however it is grouped: a country, two check
/// digits and as many characters as the country's accounts have. Masked digits are kept as `*` or `X`.
#[must_use]
pub fn iban(text: &str) -> Option<String> {
    let mut code = String::new();
    for word in text.split_whitespace() {
        let word = word.trim_end_matches([',', ';', '.', ')']);
        let fits = word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || is_mask(c));
        if word.is_empty() || !fits || code.chars().count() + word.chars().count() > 34 {
            break;
        }
        // A word that goes on with letters after the length of the country is no part of it: a BIC.
        if length_of(&code).is_some_and(|length| code.chars().count() >= length) {
            break;
        }
        code.push_str(word);
    }
    let count = code.chars().count();
    let shaped = is_iban_start(&code)
        && match length_of(&code) {
            Some(length) => count == length,
            None => (15..=34).contains(&count),
        };
    shaped.then_some(code)
}

fn is_iban_start(code: &str) -> bool {
    let mut bytes = code.bytes();
    let mut next = |fits: fn(&u8) -> bool| bytes.next().is_some_and(|byte| fits(&byte));
    next(u8::is_ascii_uppercase)
        && next(u8::is_ascii_uppercase)
        && next(u8::is_ascii_digit)
        && next(u8::is_ascii_digit)
}

/// Lengths by country, from the IBAN registry of SWIFT.
const IBAN_LENGTHS: &str = "\
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18
    FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20
    LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19
    SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20";

fn length_of(code: &str) -> Option<usize> {
    let country = code.get(..2)?;
    IBAN_LENGTHS.split_ascii_whitespace().find_map(|entry| entry.strip_prefix(country)?.parse().ok())
}

/// Whether the check digits of an IBAN hold (ISO 7064, modulo 97); `None` when digits are masked.
#[must_use]
pub fn iban_holds(iban: &str) -> Option<bool> {
    // `X` is a letter of account numbers as well; only several in a row hide digits.
    if iban.contains("XX") || iban.chars().any(|c| !c.is_ascii_alphanumeric()) {
        return None;
    }
    let (head, tail) = iban.split_at_checked(4)?;
    let remainder = tail.chars().chain(head.chars()).try_fold(0_u32, |rest, c| {
        let value = c.to_digit(36)?;
        Some((rest * if value < 10 { 10 } else { 100 } + value) % 97)
    })?;
    Some(remainder == 1)
}

/// Whether an IBAN is of a country of the registry, as long as those of that country, and with check digits that an IBAN can have:
/// 02 to 98. Placeholders and specimens have others.
#[must_use]
pub fn iban_is_meant(iban: &str) -> bool {
    let check = iban.get(2..4).and_then(|digits| digits.parse::<u8>().ok());
    length_of(iban) == Some(iban.len()) && check.is_some_and(|check| (2..=98).contains(&check))
}

/// Whether a character stands for a digit that the bank hides.
#[must_use]
pub fn is_mask(c: char) -> bool {
    matches!(c, 'X' | 'x' | '*' | '•' | '●' | '·' | '#')
}

/// A business identifier code (ISO 9362) at the start of a text: bank, country, place, and perhaps a branch.
#[must_use]
pub fn bic(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?.trim_end_matches([',', '.', ')', ';']);
    let fits = matches!(word.len(), 8 | 11)
        && word.bytes().take(6).all(|b| b.is_ascii_uppercase())
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    fits.then_some(word)
}

/// A British sort code at the start of a text as six digits in pairs: `20-12-34`.
#[must_use]
pub fn sort_code(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in text.trim().chars() {
        match c {
            '0'..='9' => digits.push(c),
            '-' | '–' | ' ' if digits.len() == 2 || digits.len() == 4 => {}
            _ => break,
        }
        if digits.len() == 6 {
            break;
        }
    }
    let rest = text.chars().filter(char::is_ascii_digit).count();
    let pairs = [digits.get(..2)?, digits.get(2..4)?, digits.get(4..6)?];
    // Six digits that go on are an account number.
    let alone = text
        .split_whitespace()
        .next()
        .is_some_and(|word| word.chars().filter(char::is_ascii_digit).count() <= 6);
    (rest >= 6 && alone).then(|| pairs.join("-"))
}

/// An American routing number at the start of a text: nine digits.
#[must_use]
pub fn routing_number(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?.trim_end_matches([',', '.', ')', ';']);
    (word.len() == 9 && word.bytes().all(|b| b.is_ascii_digit())).then_some(word)
}

/// Whether the check digit of a routing number holds: weights 3, 7 and 1, modulo 10 (American Bankers Association).
#[must_use]
pub fn routing_number_holds(number: &str) -> bool {
    let sum: u32 = number
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip([3, 7, 1].into_iter().cycle())
        .map(|(d, w)| d * w)
        .sum();
    sum > 0 && sum.is_multiple_of(10)
}

/// Whether the check digit of a card number holds (ISO/IEC 7812, Luhn); `None` when it is no full card number.
#[must_use]
pub fn card_holds(number: &str) -> Option<bool> {
    let digits: Vec<u32> =
        number.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_digit(10)).collect::<Option<_>>()?;
    if !(13..=19).contains(&digits.len()) {
        return None;
    }
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (1, doubled) if doubled > 9 => doubled - 9,
            (1, doubled) => doubled,
            _ => *digit,
        })
        .sum();
    Some(sum.is_multiple_of(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_is_read_however_it_is_grouped_and_its_check_digits_are_held() {
        // The examples of the IBAN registry.
        for printed in [
            "DE89 3704 0044 0532 0130 00",
            "GB29NWBK60161331926819",
            "FR14 2004 1010 0505 0001 3M02 606",
            "NL91 ABNA 0417 1643 00 BIC ABNANL2A",
            "RO49 AAAA 1B31 0075 9384 0000",
        ] {
            let code = iban(printed).unwrap_or_else(|| panic!("{printed}"));
            assert_eq!(iban_holds(&code), Some(true), "{printed}");
        }
        let wrong = iban("DE89 3704 0044 0532 0130 01").unwrap();
        assert_eq!(iban_holds(&wrong), Some(false));
        assert!(iban_is_meant(&wrong));
        for specimen in ["SE0099990000001234567800", "ZZ12345678901234567", "DE8937040044053201300"] {
            assert!(!iban_is_meant(specimen), "{specimen}");
        }
        assert_eq!(iban_holds(&iban("DE89 3704 **** **** **** 00").unwrap()), None);
        for none in ["DE89 3704 0044", "HDFC0000123", "512345678901", "AB12 DEBIT", "GB29"] {
            assert_eq!(iban(none), None, "{none}");
        }
    }

    #[test]
    fn codes_of_banks_have_their_shapes() {
        assert_eq!(bic("COBADEFFXXX"), Some("COBADEFFXXX"));
        assert_eq!(bic("INGBNL2A, Amsterdam"), Some("INGBNL2A"));
        assert_eq!(bic("Frankfurt"), None);
        assert_eq!(sort_code("20-12-34").as_deref(), Some("20-12-34"));
        assert_eq!(sort_code("20 12 34 Account 12345678").as_deref(), Some("20-12-34"));
        assert_eq!(sort_code("201234").as_deref(), Some("20-12-34"));
        assert_eq!(sort_code("20123456"), None);
    }

    #[test]
    fn check_digits_hold_or_fail() {
        assert!(routing_number("021000021").is_some_and(routing_number_holds));
        assert!(!routing_number_holds("021000022"));
        assert!(!routing_number_holds("000000000"));
        assert_eq!(card_holds("4111 1111 1111 1111"), Some(true));
        assert_eq!(card_holds("4111 1111 1111 1112"), Some(false));
        assert_eq!(card_holds("4111 11XX XXXX 1111"), None);
    }
}
