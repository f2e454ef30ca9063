//! Strings that damage has left open: without their bracket they swallow the operators behind them, up to the next one.

use crate::lexer::is_space;

/// Operators that position or show text, which no string of damaged contents holds for certain.
const OPERATORS: [&[u8]; 7] = [b"Tj", b"TJ", b"Tm", b"Td", b"TD", b"T*", b"BT"];

/// Contents beyond this are left as they are: those of a page are far smaller, and mending takes a copy.
const MOST_MENDED: usize = 16 << 20;

/// Ends strings of damaged contents before the first operator in them. Nearly all text is shown right behind its string, so
/// that what a string holds before an operator is what it held before the damage.
pub(crate) fn close_strings(content: &mut Vec<u8>) {
    if content.len() <= MOST_MENDED {
        *content = closed(content);
    }
}

fn closed(content: &[u8]) -> Vec<u8> {
    let mut closed = Vec::with_capacity(content.len() + 16);
    let (mut depth, mut escaped) = (0usize, false);
    for (at, byte) in content.iter().copied().enumerate() {
        if escaped {
            escaped = false;
        } else if depth > 0 && begins_operator(content, at) {
            closed.resize(closed.len() + depth, b')');
            closed.push(b' ');
            depth = 0;
        } else {
            match byte {
                b'(' => depth += 1,
                b')' => depth = depth.saturating_sub(1),
                b'\\' => escaped = depth > 0,
                _ => {}
            }
        }
        closed.push(byte);
    }
    closed
}

/// Whether an operator stands at a place, with white space or the end of an array before it and white space behind it.
fn begins_operator(content: &[u8], at: usize) -> bool {
    let Some((word, behind)) = content.get(at..).and_then(|rest| rest.split_at_checked(2)) else {
        return false;
    };
    let before = at.checked_sub(1).and_then(|before| content.get(before));
    OPERATORS.contains(&word)
        && before.is_some_and(|byte| is_space(*byte) || *byte == b']')
        && behind.first().is_none_or(|byte| is_space(*byte))
}

#[cfg(test)]
mod tests {
    fn closed(content: &str) -> String {
        let mut content = content.as_bytes().to_vec();
        super::close_strings(&mut content);
        String::from_utf8(content).unwrap()
    }

    #[test]
    fn strings_end_before_operators() {
        assert_eq!(closed("(12.00 Tj 0 -9 Td (7) Tj"), "(12.00 ) Tj 0 -9 Td (7) Tj");
        assert_eq!(closed("[(a) 5 (b] TJ (c) Tj"), "[(a) 5 (b] ) TJ (c) Tj");
        assert_eq!(closed("(a (b Tj"), "(a (b )) Tj");
    }

    #[test]
    fn whole_strings_stay_as_they_are() {
        for content in ["(a \\( b) Tj (c (d) e) Tj", "(Tj) Tj (aTj b) Tj (10:00 ET) Tj", "(a\\\\) Tj", ") Tj"]
        {
            assert_eq!(closed(content), content);
        }
    }
}
