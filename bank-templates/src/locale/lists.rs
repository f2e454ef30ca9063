//! The lists of a locale one after the other, always in the same order.

use super::{AccountWords, Headings, HolderWords, Labels, SquashedHeadings, squash};
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

    pub(super) fn squashed(&self) -> SquashedHeadings {
        self.lists().map(|(_, list)| list.iter().map(|phrase| squash(phrase)).collect())
    }

    /// All headings with their fields, in the order of the lists. [`Locale::phrases`] counts them in this order.
    #[must_use]
    pub fn all(&self) -> Vec<(Field, &str)> {
        let lists = self.lists().into_iter();
        lists.flat_map(|(field, list)| list.iter().map(move |phrase| (field, phrase.as_str()))).collect()
    }
}

impl Labels {
    /// Labels that show the language. Those of codes and products are much the same in many languages.
    pub(super) fn telling(&self) -> [&Vec<String>; 14] {
        [
            &self.account_number,
            &self.holder,
            &self.address,
            &self.ifsc,
            &self.micr,
            &self.period,
            &self.period_from,
            &self.period_to,
            &self.opening,
            &self.closing,
            &self.total_debit,
            &self.total_credit,
            &self.credit_limit,
            &self.owed,
        ]
    }

    /// Labels of fields that are read from headers: all but the words of [`Labels::owed`] and [`Labels::overdrawn`], which only say
    /// what a balance is.
    pub(super) fn of_fields(&self) -> impl Iterator<Item = &Vec<String>> {
        let only_said = [&self.owed, &self.overdrawn];
        self.lists().into_iter().filter(move |list| !only_said.iter().any(|said| std::ptr::eq(*said, *list)))
    }

    pub(super) fn lists(&self) -> [&Vec<String>; 27] {
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
            debit_count,
            credit_count,
            credit_limit,
            branch,
            customer_id,
            iban,
            bic,
            sort_code,
            routing_number,
            account_type,
            currency,
            card_number,
            joint_holder,
            owed,
            overdrawn,
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
            debit_count,
            credit_count,
            credit_limit,
            branch,
            customer_id,
            iban,
            bic,
            sort_code,
            routing_number,
            account_type,
            currency,
            card_number,
            joint_holder,
            owed,
            overdrawn,
        ]
    }

    pub(super) fn lists_mut(&mut self) -> [&mut Vec<String>; 27] {
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
            debit_count,
            credit_count,
            credit_limit,
            branch,
            customer_id,
            iban,
            bic,
            sort_code,
            routing_number,
            account_type,
            currency,
            card_number,
            joint_holder,
            owed,
            overdrawn,
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
            debit_count,
            credit_count,
            credit_limit,
            branch,
            customer_id,
            iban,
            bic,
            sort_code,
            routing_number,
            account_type,
            currency,
            card_number,
            joint_holder,
            owed,
            overdrawn,
        ]
    }
}

impl HolderWords {
    pub(super) fn lists(&self) -> [&Vec<String>; 3] {
        [&self.titles, &self.companies, &self.and]
    }

    pub(super) fn lists_mut(&mut self) -> [&mut Vec<String>; 3] {
        [&mut self.titles, &mut self.companies, &mut self.and]
    }
}

impl AccountWords {
    pub(super) fn lists(&self) -> [&Vec<String>; 8] {
        let AccountWords { savings, current, overdraft, cash_credit, credit_card, loan, deposit, business } =
            self;
        [savings, current, overdraft, cash_credit, credit_card, loan, deposit, business]
    }

    pub(super) fn lists_mut(&mut self) -> [&mut Vec<String>; 8] {
        let AccountWords { savings, current, overdraft, cash_credit, credit_card, loan, deposit, business } =
            self;
        [savings, current, overdraft, cash_credit, credit_card, loan, deposit, business]
    }
}
