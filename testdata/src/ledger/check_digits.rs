//! Check digits of account and routing numbers, because an untouched statement must not fail them.

/// Fills the two check digits of an IBAN whose third and fourth characters are placeholders. Spaces stay where they are.
pub(super) fn iban(text: &str) -> String {
    let plain: String = text.chars().filter(|character| *character != ' ').collect();
    let (country, rest) = (plain.get(..2).unwrap_or(""), plain.get(4..).unwrap_or(""));
    let remainder = format!("{rest}{country}00").chars().fold(0, |sum: u32, character| {
        let value = character.to_digit(36).unwrap_or(0);
        (sum * if value > 9 { 100 } else { 10 } + value) % 97
    });
    let digits = format!("{:02}", 98 - remainder);
    format!("{country}{digits}{}", text.get(4..).unwrap_or(""))
}

/// Appends the check digit to the first eight digits of an American routing number.
pub(super) fn routing_number(eight: &str) -> String {
    let weights = [3, 7, 1, 3, 7, 1, 3, 7];
    let digits = eight.chars().filter_map(|digit| digit.to_digit(10));
    let sum: u32 = digits.zip(weights).map(|(digit, weight)| digit * weight).sum();
    format!("{eight}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::{iban, routing_number};

    #[test]
    fn the_published_example_of_an_iban_gets_its_digits() {
        assert_eq!(iban("DE00 3704 0044 0532 0130 00"), "DE89 3704 0044 0532 0130 00");
        assert_eq!(iban("GB00WEST12345698765432"), "GB82WEST12345698765432");
    }

    #[test]
    fn a_routing_number_gets_the_digit_that_makes_its_weighted_sum_a_multiple_of_ten() {
        assert_eq!(routing_number("01140153"), "011401533");
    }
}
