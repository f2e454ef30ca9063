//! What the fields of shapes hold, and how a text is known to be one.

use crate::narration::is_ifsc;

/// What a field of a shape holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Who stands on the other side.
    Name,
    /// What the customer wrote.
    Note,
    /// Bank of the other side.
    Bank,
    /// Sponsor bank of a mandate: a short code, or a name with `bank` in it.
    Sponsor,
    /// Town or branch.
    Place,
    /// Reference number of UPI and IMPS: 12 digits.
    Rrn,
    /// Reference of NEFT or RTGS: 12 to 22 letters and digits.
    Utr,
    /// Indian branch code.
    Ifsc,
    /// Mandate number: 20 letters and digits.
    Umrn,
    /// Cheque number.
    Cheque,
    /// Payment address with `@` and without space.
    Vpa,
    /// Payment address that may have lost its `@` to a narrow column; may be empty.
    Handle,
    /// `DR`, `CR`, `REF`, `REV` and the like.
    Side,
    /// Masked card number.
    Card,
    /// A code: letters and digits without space, at least one digit.
    Code,
    /// Digits only.
    Digits,
    /// A date or time.
    Date,
    /// Letters only, one word.
    Word,
    /// End-to-end reference.
    EndToEnd,
    /// Mandate reference of SEPA.
    Mandate,
    /// An IBAN.
    Iban,
    /// Anything, also nothing.
    Any,
}

impl Slot {
    pub(crate) const ALL: [(&'static str, Slot); 22] = [
        ("name", Slot::Name),
        ("note", Slot::Note),
        ("bank", Slot::Bank),
        ("sponsor", Slot::Sponsor),
        ("place", Slot::Place),
        ("rrn", Slot::Rrn),
        ("utr", Slot::Utr),
        ("ifsc", Slot::Ifsc),
        ("umrn", Slot::Umrn),
        ("cheque", Slot::Cheque),
        ("vpa", Slot::Vpa),
        ("handle", Slot::Handle),
        ("side", Slot::Side),
        ("card", Slot::Card),
        ("code", Slot::Code),
        ("digits", Slot::Digits),
        ("date", Slot::Date),
        ("word", Slot::Word),
        ("end_to_end", Slot::EndToEnd),
        ("mandate", Slot::Mandate),
        ("iban", Slot::Iban),
        ("any", Slot::Any),
    ];

    /// Whether these words are the customer's or another party's, not the bank's own.
    #[must_use]
    pub fn is_quoted(self) -> bool {
        matches!(
            self,
            Slot::Name | Slot::Note | Slot::Bank | Slot::Sponsor | Slot::Place | Slot::Vpa | Slot::Handle
        )
    }

    /// Whether a text can be what the field holds.
    pub(super) fn accepts(self, letters: &[char]) -> bool {
        // What may hold anything is not looked at.
        if matches!(self, Slot::Note | Slot::Bank | Slot::Place | Slot::Handle | Slot::Any) {
            return true;
        }
        let text = || letters.iter().copied().filter(|c| *c != ' ');
        let (mut count, mut digits, mut alphabetic, mut odd) = (0_usize, 0_usize, 0_usize, 0_usize);
        for c in text() {
            count += 1;
            digits += usize::from(c.is_ascii_digit());
            alphabetic += usize::from(c.is_alphabetic());
            odd += usize::from(!c.is_ascii_alphanumeric());
        }
        match self {
            Slot::Note | Slot::Bank | Slot::Place | Slot::Handle | Slot::Any => true,
            Slot::Sponsor => {
                let short = count <= 8 && !letters.contains(&' ');
                (short && alphabetic >= 3) || text().collect::<String>().contains("bank")
            }
            Slot::Name => alphabetic > 0 && count <= 80,
            Slot::Rrn => digits == 12 && count == 12,
            Slot::Utr => (12..=22).contains(&count) && digits >= 6 && odd == 0,
            Slot::Ifsc => is_ifsc(&text().collect::<String>()),
            Slot::Umrn => count == 20 && digits >= 8 && odd == 0,
            Slot::Cheque => (3..=10).contains(&count) && digits == count,
            Slot::Vpa => {
                let one = letters.len() == count && text().filter(|c| *c == '@').count() == 1;
                one && (3..=64).contains(&count)
            }
            Slot::Side => {
                let side: String = text().collect();
                ["dr", "cr", "d", "c", "db", "deb", "ref", "rev", "ret", "rtn", "rvsl"]
                    .contains(&side.as_str())
            }
            Slot::Card => digits >= 4 && text().all(|c| c.is_ascii_digit() || matches!(c, 'x' | '*')),
            Slot::Code => digits > 0 && count <= 40 && !letters.contains(&' '),
            Slot::Digits => count > 0 && digits == count,
            Slot::Date => digits > 0 && count <= 20,
            Slot::Word => count > 0 && alphabetic == count && !letters.contains(&' '),
            Slot::EndToEnd | Slot::Mandate => count > 0 && count <= 40,
            Slot::Iban => (15..=34).contains(&count) && alphabetic >= 2 && digits >= 8 && odd == 0,
        }
    }
}
