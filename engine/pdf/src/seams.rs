//! Where a figure stands so close to what is before it that they look like one word.
//!
//! In a table set tight the amount of one column may end where that of the next begins: `1,234.56` and `12,000.00`
//! without any gap, and so may a narration. Only a string that ends there tells them apart, and that both sides are
//! what they seem by themselves: producers also split single numbers between strings, to kern them.

/// Bytes before a figure that make the end of a narration at least; `Rs`, `INR` and `CR` belong to their amount.
const SHORTEST_NARRATION: usize = 4;

/// Whether a text may be a narration whose last word is whole. After a digit nobody knows where a figure begins.
pub(crate) fn ends_narration(text: &str) -> bool {
    text.len() >= SHORTEST_NARRATION && text.chars().next_back().is_some_and(char::is_alphabetic)
}

/// Whether a text may end in a figure: a first look that costs next to nothing.
#[inline]
pub(crate) fn may_be_complete(text: &str) -> bool {
    let tail = text.as_bytes().rchunks(5).next().unwrap_or_default();
    tail.iter().take(tail.len().saturating_sub(2)).any(|byte| matches!(byte, b'.' | b',' | b'/' | b'-'))
}

/// Whether a text is a figure that nothing could be added to: an amount with two decimals, or a date.
pub(crate) fn is_complete(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ',' | '.'));
    is_amount(text) || is_date(text)
}

/// `1,234.56`, `1.234,56`, `12.00CR`, `500.00)`: digits in groups, another mark, two digits, a sign of direction.
fn is_amount(text: &str) -> bool {
    let text = text.trim_end_matches([')', '-', '+', '%']);
    let text = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let Some((whole, decimals)) = text.rsplit_once(['.', ',']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mark = text.get(whole.len()..).and_then(|rest| rest.chars().next());
    let mut groups = whole.split([',', '.', '\'']).rev();
    // The last group has three digits, the others as many or, where lakhs and crores are counted, two.
    let grouped = match groups.next() {
        Some(only) if only.len() == whole.len() => digits(only),
        Some(last) => {
            digits(last)
                && last.len() == 3
                && groups.all(|group| digits(group) && group.len() <= 3)
                && mark.is_some_and(|mark| !whole.contains(mark))
        }
        None => false,
    };
    grouped && digits(decimals) && decimals.len() == 2
}

/// `31/12/2025`, `31-Dec-25`, `2025.12.31`: three parts, one of them a year of two or four digits.
fn is_date(text: &str) -> bool {
    ['/', '-', '.'].iter().any(|mark| {
        let mut parts = text.split(*mark);
        let (Some(first), Some(second), Some(third), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let digits = |part: &str, count: std::ops::RangeInclusive<usize>| {
            count.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        };
        let month = digits(second, 1..=2)
            || second.chars().count() >= 3
                && second.chars().count() <= 9
                && second.chars().all(char::is_alphabetic);
        month
            && (digits(first, 1..=2) && (digits(third, 4..=4) || digits(third, 2..=2))
                || digits(first, 4..=4) && digits(third, 1..=2))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_dates_are_complete() {
        for text in [
            "1,234.56",
            "12,000.00",
            "0.00",
            "5,00,000.00",
            "1.234,56",
            "1'234.56",
            "-12.50",
            "₹99.00",
            "(12.00)",
            "12.00CR",
            "12.00-",
            "31/12/2025",
            "31-Dec-2025",
            "2025-12-31",
            "1.4.2025",
        ] {
            assert!(is_complete(text), "{text}");
        }
    }

    #[test]
    fn narrations_end_in_a_word() {
        for text in ["UPI/DR/4325/SWIGGY", "CASH", "Überweisung"] {
            assert!(ends_narration(text), "{text}");
        }
        for text in ["", "Rs.", "INR", "USD", "UPI/433219", "AMOUNT:", "SALARY-"] {
            assert!(!ends_narration(text), "{text}");
        }
    }

    #[test]
    fn parts_of_figures_and_other_text_are_not() {
        for text in [
            "",
            "1,234.",
            "1,234.5",
            "1,234.567",
            "56",
            ",000.00",
            "1,234.5612,000.00",
            "12/2025",
            "31/12/",
            "REF.12",
            "12.34.56.78",
            "A12.00",
        ] {
            assert!(!is_complete(text), "{text}");
        }
    }
}
