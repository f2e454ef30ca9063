//! Numbers by which others know a row: from the fields of its shape, and wherever else a number has the form of one.

use super::reading::Reading;
use crate::model::{Channel, Reference, ReferenceKind};
use bank_templates::Slot;
use bank_templates::narration::is_ifsc;

/// What was found.
#[derive(Default)]
pub(super) struct Numbers {
    pub(super) references: Vec<Reference>,
    pub(super) ifsc: Option<String>,
}

impl Numbers {
    fn add(&mut self, kind: ReferenceKind, value: &str) {
        let value: String = value.split_whitespace().collect();
        let known = self.references.iter().any(|reference| reference.value == value);
        if !known && !value.is_empty() {
            self.references.push(Reference { kind, value });
        }
    }

    fn add_ifsc(&mut self, value: &str) {
        let value: String = value.split_whitespace().collect();
        if self.ifsc.is_none() && is_ifsc(&value) {
            self.ifsc = Some(value.to_ascii_uppercase());
        }
    }
}

/// The numbers of a narration and of the column beside it.
pub(super) fn of(reading: &Reading<'_>, column: Option<&str>, channel: Channel) -> Numbers {
    let mut numbers = Numbers::default();
    for (slot, at) in &reading.filled {
        let value = reading.printed(at);
        match slot {
            Slot::Rrn => numbers.add(ReferenceKind::Rrn, value),
            Slot::Utr => numbers.add(ReferenceKind::Utr, value),
            Slot::Umrn => numbers.add(ReferenceKind::Umrn, value),
            Slot::Cheque => numbers.add(ReferenceKind::Cheque, value),
            Slot::EndToEnd => numbers.add(ReferenceKind::EndToEnd, value),
            Slot::Mandate => numbers.add(ReferenceKind::Mandate, value),
            Slot::Iban => numbers.add(ReferenceKind::Iban, value),
            Slot::Vpa | Slot::Handle if value.contains('@') => numbers.add(ReferenceKind::Vpa, value),
            Slot::Ifsc => numbers.add_ifsc(value),
            _ => {}
        }
    }
    let parts = |c: char| !(c.is_alphanumeric() || matches!(c, '@' | '.' | '_' | '*'));
    // What the shape says is an account or a code is no reference, whatever its form.
    let is_else = |at: usize| {
        let named = |slot: &Slot| matches!(slot, Slot::Digits | Slot::Card | Slot::Code | Slot::Date);
        reading.filled.iter().any(|(slot, field)| named(slot) && field.contains(&at))
    };
    let start = |word: &str| word.as_ptr() as usize - reading.narration.as_ptr() as usize;
    let printed = reading.narration.split(parts).filter(|word| word.len() >= 6 && !is_else(start(word)));
    for word in printed.chain(column.into_iter().flat_map(|text| text.split(parts))) {
        if let Some(kind) = kind_of(word, channel) {
            numbers.add(kind, word);
        }
        numbers.add_ifsc(word);
    }
    let cheque = matches!(channel, Channel::Chq | Channel::InwardChequeBounce | Channel::OutwardChequeBounce);
    if cheque && !numbers.references.iter().any(|reference| reference.kind == ReferenceKind::Cheque) {
        let by_column = column.map(str::trim).filter(|text| is_cheque(text));
        let in_text = || reading.narration.split(parts).find(|word| is_cheque(word));
        if let Some(number) = by_column.or_else(in_text) {
            numbers.add(ReferenceKind::Cheque, number);
        }
    }
    numbers
}

fn is_cheque(word: &str) -> bool {
    word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a word of this form is; most numbers are the bank's own and mean nothing outside.
fn kind_of(word: &str, channel: Channel) -> Option<ReferenceKind> {
    let bytes = word.as_bytes();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    let letters_first = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let plain = bytes.iter().all(u8::is_ascii_alphanumeric);
    let mandate = matches!(channel, Channel::AutoDebitPayment | Channel::AutoDebitPaymentBounce);
    if let Some((user, app)) = word.split_once('@') {
        let is_app = app.len() >= 2 && app.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return (!user.is_empty() && is_app).then_some(ReferenceKind::Vpa);
    }
    if !plain {
        return None;
    }
    match word.len() {
        12 if digits == 12
            && matches!(channel, Channel::Upi | Channel::NetBankingTransfer | Channel::Refund) =>
        {
            Some(ReferenceKind::Rrn)
        }
        16 if (letters_first >= 4 && digits >= 8) || (letters_first == 1 && digits == 15) => {
            Some(ReferenceKind::Utr)
        }
        22 if letters_first >= 4 && digits >= 8 => Some(ReferenceKind::Utr),
        20 if mandate && letters_first == 4 && digits >= 10 => Some(ReferenceKind::Umrn),
        15..=34 if is_iban(word) => Some(ReferenceKind::Iban),
        _ => None,
    }
}

/// Whether the check digits of an IBAN hold (ISO 13616: the number taken modulo 97 is one).
fn is_iban(word: &str) -> bool {
    let bytes = word.as_bytes();
    let head = bytes.iter().take(2).all(u8::is_ascii_uppercase)
        && bytes.iter().skip(2).take(2).all(u8::is_ascii_digit);
    let remainder = bytes.iter().skip(4).chain(bytes.iter().take(4)).fold(0_u32, |left, byte| {
        let value = (*byte as char).to_digit(36).unwrap_or(0);
        (left * if value > 9 { 100 } else { 10 } + value) % 97
    });
    head && remainder == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_known_by_their_form() {
        let kind = |word, channel| kind_of(word, channel);
        assert_eq!(kind("HDFCH59294506782", Channel::NetBankingTransfer), Some(ReferenceKind::Utr));
        assert_eq!(kind("SBINR52025040112345678", Channel::NetBankingTransfer), Some(ReferenceKind::Utr));
        assert_eq!(kind("412345678901", Channel::Upi), Some(ReferenceKind::Rrn));
        assert_eq!(kind("412345678901", Channel::DebitCard), None);
        assert_eq!(kind("HDFC7021234567890123", Channel::AutoDebitPayment), Some(ReferenceKind::Umrn));
        assert_eq!(kind("asha.rao@okaxis", Channel::Upi), Some(ReferenceKind::Vpa));
        assert_eq!(kind("DE89370400440532013000", Channel::Others), Some(ReferenceKind::Iban));
        assert_eq!(kind("DE89370400440532013001", Channel::Others), None, "its check digits do not hold");
    }
}
