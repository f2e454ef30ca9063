//! Glyph names to Unicode, by the Adobe Glyph List and its naming rules.

use super::word_list::{WordList, count_lines};
use std::borrow::Cow;

/// The Adobe Glyph List, sorted by name: name, then its code points in hexadecimal.
/// Copyright 2002-2019 Adobe, BSD 3-Clause: see `data/README.md`.
const GLYPH_LIST: &str = include_str!("data/glyph_list.txt");
static NAMES: WordList<{ count_lines(GLYPH_LIST.as_bytes()) }> = WordList::new(GLYPH_LIST);

/// The text of a glyph name such as `A`, `f_i`, `uni20AC`, `u1F600` or `one.oldstyle`.
pub(crate) fn to_unicode(name: &[u8]) -> Option<Cow<'static, str>> {
    // Single letters name themselves; they are most of what occurs.
    if let [letter @ (b'A'..=b'Z' | b'a'..=b'z')] = name {
        return Some(Cow::Owned(char::from(*letter).to_string()));
    }
    let name = std::str::from_utf8(name).ok()?;
    let stem = name.split('.').next().filter(|stem| !stem.is_empty())?;
    let mut text = String::new();
    for component in stem.split('_').take(16) {
        if let Some(found) = look_up(component) {
            text.push_str(&found);
        } else if let Some(digits) = component.strip_prefix("uni") {
            text.push_str(&uni(digits)?);
        } else if let Some(digits) = component.strip_prefix('u') {
            if !(4..=6).contains(&digits.len()) {
                return None;
            }
            text.push(hex_char(digits)?);
        } else {
            return None;
        }
    }
    Some(Cow::Owned(text))
}

fn uni(digits: &str) -> Option<String> {
    if digits.is_empty() || !digits.len().is_multiple_of(4) {
        return None;
    }
    let units = digits.as_bytes().chunks(4).map(|unit| hex_char(std::str::from_utf8(unit).ok()?));
    units.collect()
}

fn hex_char(digits: &str) -> Option<char> {
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

fn look_up(name: &str) -> Option<String> {
    NAMES.get(name)?.split(' ').map(hex_char).collect()
}

/// The number in names such as `g65`, `c65`, `cid123`, `glyph12`, `index7` or `G41`: what it means is up to the caller.
pub(crate) fn numbered(name: &[u8]) -> Option<(&[u8], u32)> {
    let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (prefix, digits) = name.split_at_checked(name.len() - digits)?;
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((prefix, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: Option<&str>) {
        assert_eq!(to_unicode(name.as_bytes()).as_deref(), expected, "{name}");
    }

    #[test]
    fn every_name_of_the_list_is_found() {
        for line in GLYPH_LIST.lines() {
            let name = line.split(' ').next().unwrap();
            assert!(look_up(name).is_some(), "{name}");
        }
    }

    #[test]
    fn names_follow_the_rules() {
        check("A", Some("A"));
        check("rupiah", Some("\u{F6DD}"));
        check("Euro", Some("€"));
        check("one.oldstyle", Some("1"));
        check("f_f_i", Some("ffi"));
        check("uni20B9", Some("₹"));
        check("uni00410042", Some("AB"));
        check("u20B9", Some("₹"));
        check("u1F600", Some("😀"));
    }

    #[test]
    fn names_outside_the_rules_are_unknown() {
        for name in ["", ".notdef", "g65", "uni", "uni12", "uniZZZZ", "uD800", "nosuchglyph", "a_nosuchglyph"]
        {
            check(name, None);
        }
    }

    #[test]
    fn numbered_names_are_taken_apart() {
        assert_eq!(numbered(b"g65"), Some((b"g".as_slice(), 65)));
        assert_eq!(numbered(b"cid00123"), Some((b"cid".as_slice(), 123)));
        assert_eq!(numbered(b"space"), None);
    }
}
