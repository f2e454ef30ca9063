//! Text for a terminal of 80 columns: widths as a terminal counts them, and nothing that could steer it.

use engine::model::{Currency, Money};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What the paper says, safe to print: control characters could move the cursor or rename the window.
pub(crate) fn safe(text: &str) -> String {
    let kept = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    // Marks that turn the direction of writing could show digits in another order.
    kept.filter(|c| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .collect()
}

/// Breaks a text into lines of at most `width` columns, at spaces where there are any.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in safe(text).split_whitespace() {
        let wide = word.width();
        if used > 0 && used + 1 + wide <= width {
            if let Some(line) = lines.last_mut() {
                line.push(' ');
                line.push_str(word);
            }
            used += 1 + wide;
            continue;
        }
        if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if used + wide > width {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            used += wide;
        }
    }
    lines
}

/// Pads on the right to a width.
pub(crate) fn left(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// Pads on the left to a width.
pub(crate) fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.width())))
}

/// An amount with grouped digits: pairs above the thousands for rupees, threes for all others.
pub(crate) fn grouped(money: Money) -> String {
    let plain = money.to_decimal();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let text = group_digits(whole, money.currency == Currency::INR, ",");
    match fraction {
        Some(fraction) => format!("{sign}{text}.{fraction}"),
        None => format!("{sign}{text}"),
    }
}

/// Digits with a separator: pairs above the thousands, as rupees are written, or threes.
pub(crate) fn group_digits(whole: &str, pairs: bool, separator: &str) -> String {
    let mut text = String::new();
    let length = whole.len();
    for (index, digit) in whole.chars().enumerate() {
        let left = length - index;
        let cut = if pairs && left > 3 { (left - 3).is_multiple_of(2) } else { left.is_multiple_of(3) };
        if index > 0 && cut {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rupees_are_grouped_in_pairs_and_dollars_in_threes() {
        let print = |minor, code| grouped(Money::new(minor, Currency::parse(code).unwrap()));
        assert_eq!(print(12_345_678_901, "INR"), "12,34,56,789.01");
        assert_eq!(print(-12_345_678_901, "USD"), "-123,456,789.01");
        assert_eq!(print(100, "INR"), "1.00");
        assert_eq!(print(123_456, "KRW"), "123,456");
    }

    #[test]
    fn nothing_on_the_paper_steers_the_terminal() {
        assert_eq!(safe("PAY\u{1b}[31m NOW\u{202e}123\u{7}"), "PAY [31m NOW123 ");
    }

    #[test]
    fn lines_are_no_wider_than_asked_whatever_the_script() {
        for text in
            ["UPI/DR/194892411578/SOMEBODY/BANK/**15659@YBL", "타행이체 급여 12월 홍길동 주식회사", ""]
        {
            let lines = wrap(text, 10);
            assert!(lines.iter().all(|line| line.width() <= 10), "{lines:?}");
            let joined: String = lines.concat().chars().filter(|c| !c.is_whitespace()).collect();
            assert_eq!(joined, text.chars().filter(|c| !c.is_whitespace()).collect::<String>());
        }
    }
}
