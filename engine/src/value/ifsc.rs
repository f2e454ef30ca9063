//! Branch codes of Indian banks.

/// The branch code at the start of a text: four letters, a zero, six letters or digits.
#[must_use]
pub fn ifsc(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?.trim_end_matches([',', '.', ')']);
    let bytes = word.as_bytes();
    let fits = bytes.len() == 11
        && bytes.iter().take(4).all(u8::is_ascii_uppercase)
        && bytes.get(4) == Some(&b'0')
        && bytes.iter().skip(5).all(u8::is_ascii_alphanumeric);
    fits.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_code_has_four_letters_a_zero_and_six_more() {
        assert_eq!(ifsc("LTBY0000042, Seatown"), Some("LTBY0000042"));
        assert_eq!(ifsc("HDFC0"), None);
        assert_eq!(ifsc("LTBYN25091234567"), None);
    }
}
