//! Who stands on the other side of a row, and the numbers by which others know the row.

use serde::{Deserialize, Serialize};

/// A number printed in a narration by which a payment can be found again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// What kind of number it is.
    pub kind: ReferenceKind,
    /// The number as printed, without spaces.
    pub value: String,
}

/// Kinds of reference numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReferenceKind {
    /// Unique transaction reference of NEFT (16 characters) or RTGS (22 characters).
    Utr,
    /// Retrieval reference number of UPI and IMPS: 12 digits.
    Rrn,
    /// Unique mandate reference number of NACH: 20 characters.
    Umrn,
    /// Number of a cheque.
    Cheque,
    /// Virtual payment address of UPI: `user@handle`, masked where the bank masks it.
    Vpa,
    /// End-to-end reference of SEPA (`EREF+`).
    EndToEnd,
    /// Mandate reference of SEPA direct debits (`MREF+`).
    Mandate,
    /// Account of the other side as an IBAN.
    Iban,
}

/// An entry of the lexicons that the counterparty is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KnownParty {
    /// Which lexicon knows it.
    pub kind: PartyKind,
    /// Its name in the lexicon, the same for all spellings.
    pub name: String,
}

/// What a known counterparty does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartyKind {
    /// Lends money.
    Lender,
    /// Sells goods or services.
    Merchant,
    /// Is known as an employer and for nothing else.
    Employer,
    /// Sends bills: electricity, telephone, water, gas, cable.
    Biller,
    /// Collects for others who are not named.
    Gateway,
}

/// Why a cheque or mandate was returned, where the narration says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReturnReason {
    /// The money was not there.
    FundsInsufficient,
    /// Signature, date, mandate or account did not allow it; says nothing about the money.
    Technical,
}
