//! What was read of a customer, for people: plain text in 80 columns, made from the API's answers alone.

use super::answers::{Account, Direction, Finding, Identities, Row, Status, Transactions, Uploaded};
use super::rupees::Rupees;
use super::samples::{Customer, Sample};
use bank_templates::Templates;
use std::io::{self, Write};

/// A customer and the API's answers about them.
#[derive(Debug)]
pub(super) struct Seen {
    /// Who.
    pub(super) customer: &'static Customer,
    /// The statements, and what the server answered to their uploads.
    pub(super) uploads: Vec<(&'static Sample, Uploaded)>,
    /// Who holds the accounts.
    pub(super) identities: Identities,
    /// All the rest.
    pub(super) transactions: Transactions,
}

impl Seen {
    /// The entity that the server made of the customer.
    pub(super) fn entity_id(&self) -> &str {
        self.uploads.first().map_or("", |(_, upload)| &upload.entity_id)
    }

    /// The statements that were not read, each with the reason.
    pub(super) fn failed(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.uploads.iter().filter_map(|(sample, upload)| {
            let mut progress = self.transactions.progress.iter();
            match progress.find(|progress| progress.statement_id == upload.statement_id) {
                Some(progress) if progress.status == Status::Completed => None,
                Some(progress) => {
                    Some((sample.name, progress.message.as_deref().unwrap_or("no reason given")))
                }
                None => Some((sample.name, "the server does not know it")),
            }
        })
    }

    /// Prints everything about the customer.
    ///
    /// # Errors
    /// `out` fails.
    pub(super) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}, entity {}", self.customer.link_id, self.entity_id())?;
        for line in self.customer.story {
            writeln!(out, "  {line}")?;
        }
        for account in &self.transactions.accounts {
            writeln!(out)?;
            self.account(out, account)?;
        }
        for (name, reason) in self.failed() {
            writeln!(out, "\n  not read: {name}: {reason}")?;
        }
        writeln!(out)
    }

    fn account(&self, out: &mut impl Write, account: &Account) -> io::Result<()> {
        let rows: Vec<&Row> = self
            .transactions
            .transactions
            .iter()
            .filter(|row| row.account_id == account.account_id)
            .collect();
        let mut identities = self.identities.identity.iter();
        let identity = identities.find(|identity| identity.account_id == account.account_id);
        let number = account.account_number.as_deref().map_or_else(|| "not found".to_owned(), masked);
        field(out, "holder", identity.and_then(|identity| identity.name.as_deref()).unwrap_or("not found"))?;
        field(out, "bank", bank_name(&account.bank))?;
        field(out, "account", &number)?;
        field(out, "period", &self.period(account))?;
        field(out, "rows", &rows.len().to_string())?;
        for (label, direction) in [("credits", Direction::Credit), ("debits", Direction::Debit)] {
            let side = || rows.iter().filter(|row| row.transaction_type == direction);
            let total: Rupees = side().map(|row| row.amount).sum();
            field(out, label, &format!("INR {total:>15}  in {} rows", side().count()))?;
        }
        match rows.last().and_then(|row| row.balance) {
            Some(balance) => field(out, "closing", &format!("INR {balance:>15}"))?,
            None => field(out, "closing", "not printed")?,
        }
        field(out, "balances", &balances(&rows))?;
        self.findings(out, account, &rows)
    }

    /// From the first day of the account's statements to the last one.
    fn period(&self, account: &Account) -> String {
        let uploads = self.uploads.iter().map(|(_, upload)| upload);
        let ranges = uploads
            .filter(|upload| account.statements.contains(&upload.statement_id))
            .map(|upload| &upload.date_range);
        let from = ranges.clone().filter_map(|range| range.from_date.as_deref()).min();
        let to = ranges.clone().filter_map(|range| range.to_date.as_deref()).max();
        let statements = match account.statements.len() {
            1 => "1 statement".to_owned(),
            count => format!("{count} statements"),
        };
        format!("{} to {}, {statements}", from.unwrap_or("?"), to.unwrap_or("?"))
    }

    fn findings(&self, out: &mut impl Write, account: &Account, rows: &[&Row]) -> io::Result<()> {
        let findings = self.transactions.fraud.fraud_type.iter().filter(|finding| concerns(finding, account));
        let mut count = 0;
        for finding in findings {
            count += 1;
            let place = rows.iter().position(|row| Some(&row.hash) == finding.transaction_hash.as_ref());
            match place.and_then(|place| rows.get(place)) {
                Some(row) => field(out, "finding", &format!("{} on {}", finding.fraud_type, row.day()))?,
                None => field(out, "finding", &finding.fraud_type)?,
            }
            let above = place.and_then(|place| place.checked_sub(1)).and_then(|above| rows.get(above));
            let row = place.and_then(|place| rows.get(place));
            if let (Some(row), Some(before)) = (row, above.and_then(|row| row.balance)) {
                field(out, "", &format!("INR {:>15}  balance that follows", row.balance_after(before)))?;
                if let Some(printed) = row.balance {
                    field(out, "", &format!("INR {printed:>15}  balance that is printed"))?;
                }
            }
        }
        if count == 0 { field(out, "findings", "none") } else { Ok(()) }
    }
}

fn field(out: &mut impl Write, label: &str, value: &str) -> io::Result<()> {
    writeln!(out, "    {label:<11}{value}")
}

/// The name people know; the API answers identifiers.
fn bank_name(id: &str) -> &str {
    Templates::embedded().bank(id).map_or(id, |template| &template.bank.name)
}

/// An account number of which only the last four characters are shown.
fn masked(number: &str) -> String {
    let hidden = number.chars().count().saturating_sub(4);
    number.chars().enumerate().map(|(place, c)| if place < hidden { 'X' } else { c }).collect()
}

/// A finding without an account is about all accounts of its statement.
fn concerns(finding: &Finding, account: &Account) -> bool {
    match &finding.account_id {
        Some(id) => *id == account.account_id,
        None => finding.statement_id.as_ref().is_some_and(|id| account.statements.contains(id)),
    }
}

/// Whether each balance is the one above it plus or minus the amount: anybody can check it from the API's answer, so we do.
fn balances(rows: &[&Row]) -> String {
    let follows = |pair: &[&Row]| match pair {
        [above, row] => {
            above.balance.zip(row.balance).is_some_and(|(before, after)| row.balance_after(before) == after)
        }
        _ => true,
    };
    match rows.windows(2).filter(|pair| !follows(pair)).count() {
        0 => "each follows from the row above it".to_owned(),
        1 => "1 does not follow from the row above it".to_owned(),
        count => format!("{count} do not follow from the rows above them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: &str, amount: &str, balance: &str) -> Row {
        let json = format!(
            r#"{{"hash": "h", "account_id": "a", "transaction_type": "{kind}", "amount": {amount},
                "date": "2025-06-02 00:00:00", "balance": {balance}}}"#
        );
        serde_json::from_str(&json).unwrap()
    }

    #[test]
    fn a_balance_that_does_not_follow_is_counted() {
        let rows =
            [row("credit", "5.00", "15.00"), row("debit", "1.50", "13.50"), row("debit", "1.00", "12.00")];
        let rows: Vec<&Row> = rows.iter().collect();
        assert!(balances(&rows[..2]).starts_with("each follows"));
        assert!(balances(&rows).starts_with("1 does not follow"));
    }

    #[test]
    fn only_the_end_of_an_account_number_is_shown() {
        assert_eq!(masked("30175569460204"), "XXXXXXXXXX0204");
        assert_eq!(masked("123"), "123");
    }
}
