//! Account numbers that banks print with some of their digits masked.

/// Digits that must be shown at the end of a masked number before it can be told from others.
const SHOWN: usize = 4;

/// Whether a number, as [`super::account_key`] leaves it, hides digits: `XXXXXX1234`, `12****1234`.
#[must_use]
pub fn is_masked(key: &str) -> bool {
    key.contains('*') || key.to_ascii_uppercase().contains("XX")
}

/// How many characters a number shows.
#[must_use]
pub fn shown(key: &str) -> usize {
    key.chars().filter(|c| !is_mask(*c)).count()
}

/// Whether a masked number can be the other one: what both show agrees, four digits and more at the end. Numbers of the same
/// length are compared place by place; where masks were cut short (`XX1234`) only the ends can be.
///
/// Two numbers without masks are one only when they are equal, which is not asked here.
#[must_use]
pub fn may_be(one: &str, other: &str) -> bool {
    if !is_masked(one) && !is_masked(other) {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (chars(one), chars(other));
    let both_show = |(a, b): &(&char, &char)| !is_mask(**a) && !is_mask(**b);
    let end = one.iter().rev().zip(other.iter().rev()).take_while(both_show);
    let agrees = |(a, b): (&char, &char)| is_mask(*a) || is_mask(*b) || a == b;
    let tails_agree = end.clone().all(|(a, b)| a == b) && end.count() >= SHOWN;
    let all_agree = one.len() != other.len() || one.iter().zip(&other).all(agrees);
    let head = |chars: &[char]| chars.iter().take_while(|c| !is_mask(**c)).count();
    let heads = head(&one).min(head(&other));
    tails_agree && all_agree && one.iter().zip(&other).take(heads).all(|(a, b)| a == b)
}

fn chars(key: &str) -> Vec<char> {
    key.to_ascii_uppercase().chars().collect()
}

fn is_mask(c: char) -> bool {
    matches!(c, '*' | 'X' | 'x')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_numbers_meet_where_all_that_is_shown_agrees() {
        assert!(may_be("XXXXXXX1234", "98760001234"));
        assert!(may_be("98XXXXX1234", "98760001234"));
        assert!(may_be("XX1234", "98760001234"), "the mask was cut short");
        assert!(may_be("987****1234", "XXXXXXX1234"));
        assert!(!may_be("XXXXXXX1234", "98760001235"));
        assert!(!may_be("97XXXXX1234", "98760001234"), "the head differs");
        assert!(!may_be("XXXXXXXX234", "98760001234"), "three digits tell nothing");
        assert!(!may_be("98760001234", "98760001234"), "no mask, no guess");
    }
}
