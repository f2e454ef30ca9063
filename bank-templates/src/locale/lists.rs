//! The lists of a locale one after the other, always in the same order.

use super::{Headings, Labels};
use crate::Field;

impl Headings {
    /// The lists by field.
    #[must_use]
    pub fn lists(&self) -> [(Field, &[String]); 10] {
        [
            (Field::Date, &self.date),
            (Field::ValueDate, &self.value_date),
            (Field::Narration, &self.narration),
            (Field::Reference, &self.reference),
            (Field::Debit, &self.debit),
            (Field::Credit, &self.credit),
            (Field::Amount, &self.amount),
            (Field::DrCr, &self.dr_cr),
            (Field::Balance, &self.balance),
            (Field::Ignore, &self.ignore),
        ]
    }

    pub(super) fn lists_mut(&mut self) -> [&mut Vec<String>; 10] {
        [
            &mut self.date,
            &mut self.value_date,
            &mut self.narration,
            &mut self.reference,
            &mut self.debit,
            &mut self.credit,
            &mut self.amount,
            &mut self.dr_cr,
            &mut self.balance,
            &mut self.ignore,
        ]
    }

    /// All headings with their fields, in the order of the lists. [`Locale::phrases`] counts them in this order.
    #[must_use]
    pub fn all(&self) -> Vec<(Field, &str)> {
        let lists = self.lists().into_iter();
        lists.flat_map(|(field, list)| list.iter().map(move |phrase| (field, phrase.as_str()))).collect()
    }
}

impl Labels {
    pub(super) fn lists(&self) -> [&Vec<String>; 14] {
        let Labels {
            account_number,
            holder,
            address,
            ifsc,
            micr,
            period,
            period_from,
            period_to,
            opening,
            closing,
            total_debit,
            total_credit,
            credit_limit,
            owed,
        } = self;
        [
            account_number,
            holder,
            address,
            ifsc,
            micr,
            period,
            period_from,
            period_to,
            opening,
            closing,
            total_debit,
            total_credit,
            credit_limit,
            owed,
        ]
    }

    pub(super) fn lists_mut(&mut self) -> [&mut Vec<String>; 14] {
        let Labels {
            account_number,
            holder,
            address,
            ifsc,
            micr,
            period,
            period_from,
            period_to,
            opening,
            closing,
            total_debit,
            total_credit,
            credit_limit,
            owed,
        } = self;
        [
            account_number,
            holder,
            address,
            ifsc,
            micr,
            period,
            period_from,
            period_to,
            opening,
            closing,
            total_debit,
            total_credit,
            credit_limit,
            owed,
        ]
    }
}
