//! Glyph names to Unicode, by the Adobe Glyph List and its naming rules.

use std::borrow::Cow;

/// The Adobe Glyph List, sorted by name: name, then its code points in hexadecimal.
/// Copyright 2002-2019 Adobe (BSD 3-Clause); the data is used unchanged but for its layout.
static GLYPH_LIST: &str = include_str!("data/glyph_list.txt");

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

/// Binary search over the lines of the list, so that nothing is built at start-up.
fn look_up(name: &str) -> Option<String> {
    let (mut low, mut high) = (0, GLYPH_LIST.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = GLYPH_LIST.get(..middle)?.rfind('\n').map_or(0, |at| at + 1);
        let end = GLYPH_LIST.get(start..)?.find('\n').map_or(GLYPH_LIST.len(), |at| start + at);
        let (key, codes) = GLYPH_LIST.get(start..end)?.split_once(' ')?;
        match key.cmp(name) {
            std::cmp::Ordering::Equal => return codes.split(' ').map(hex_char).collect(),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// The number in names such as `g65`, `c65`, `cid123`, `glyph12`, `index7` or `G41`: what it means is up to the caller.
pub(crate) fn numbered(name: &[u8]) -> Option<(&[u8], u32)> {
    let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (prefix, digits) = name.split_at_checked(name.len() - digits)?;
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((prefix, number))
}
