//! Sheets that are one list each.

use super::AccountBook;
use super::book::{Book, Written, place};
use engine::analyze::AccountAnalysis;

/// The sheet of end-of-day balances.
pub(super) const BALANCES: &str = "Daily balances";
/// The sheet of shares.
pub(super) const SPENDING: &str = "Spending";

pub(super) fn daily_balances(book: &mut Book, account: &AccountAnalysis) -> Written {
    let mut sheet = book.sheet(BALANCES)?;
    sheet.table(&[("Day", 12.0), ("Balance", 18.0)], account.balances.iter().count())?;
    for (index, (day, balance)) in account.balances.iter().enumerate() {
        let at = place(index + 1);
        sheet.day(at, 0, day)?;
        sheet.money(at, 1, balance)?;
    }
    Ok(())
}

pub(super) fn salary(book: &mut Book, account: &AccountAnalysis) -> Written {
    let mut sheet = book.sheet("Salary")?;
    let headings = [
        ("Date", 12.0),
        ("Amount", 16.0),
        ("For month", 12.0),
        ("Kind", 12.0),
        ("Employer", 30.0),
        ("Confidence", 11.0),
        ("Narration", 60.0),
    ];
    sheet.table(&headings, account.salary.payments.len())?;
    for (index, payment) in account.salary.payments.iter().enumerate() {
        let at = place(index + 1);
        let Some(row) = account.ledger.rows.get(payment.row) else { continue };
        sheet.day(at, 0, row.date)?;
        sheet.money(at, 1, row.amount.minor)?;
        sheet.text(at, 2, &payment.month.long())?;
        sheet.word(at, 3, payment.kind)?;
        sheet.maybe(at, 4, payment.employer.as_deref())?;
        sheet.count(at, 5, payment.confidence.into())?;
        sheet.text(at, 6, &row.narration)?;
    }
    Ok(())
}

pub(super) fn recurring(book: &mut Book, account: &AccountAnalysis) -> Written {
    let mut sheet = book.sheet("Recurring")?;
    let headings = [
        ("Direction", 10.0),
        ("Party", 30.0),
        ("Channel", 20.0),
        ("Times", 7.0),
        ("Median", 15.0),
        ("Smallest", 15.0),
        ("Largest", 15.0),
        ("Cadence", 13.0),
        ("First", 12.0),
        ("Last", 12.0),
        ("Next due", 12.0),
        ("Missed", 8.0),
        ("Status", 10.0),
        ("Cleaned narration", 50.0),
    ];
    let sets = [("credit", &account.recurring.credit), ("debit", &account.recurring.debit)];
    let sets: Vec<_> =
        sets.into_iter().flat_map(|(word, sets)| sets.iter().map(move |set| (word, set))).collect();
    sheet.table(&headings, sets.len())?;
    for (index, (direction, set)) in sets.into_iter().enumerate() {
        let at = place(index + 1);
        sheet.text(at, 0, direction)?;
        sheet.maybe(at, 1, set.party.as_deref())?;
        sheet.word(at, 2, set.channel)?;
        sheet.count(at, 3, i64::try_from(set.rows.len()).unwrap_or(0))?;
        sheet.money(at, 4, set.median)?;
        sheet.money(at, 5, set.least)?;
        sheet.money(at, 6, set.most)?;
        sheet.word(at, 7, set.cadence)?;
        sheet.day(at, 8, set.start)?;
        sheet.day(at, 9, set.end)?;
        if let Some(day) = set.next_due {
            sheet.day(at, 10, day)?;
        }
        sheet.count(at, 11, set.missed.into())?;
        sheet.word(at, 12, set.status)?;
        sheet.text(at, 13, &set.clean_transaction_note)?;
    }
    Ok(())
}

pub(super) fn loans(book: &mut Book, account: &AccountAnalysis) -> Written {
    let mut sheet = book.sheet("Loans")?;
    let headings = [
        ("Lender", 30.0),
        ("Instalment", 15.0),
        ("Per month", 15.0),
        ("Cadence", 13.0),
        ("Day", 6.0),
        ("First", 12.0),
        ("Last", 12.0),
        ("Months seen", 12.0),
        ("Returned", 9.0),
        ("Owed at least", 15.0),
        ("Owed, likely", 15.0),
        ("Status", 14.0),
    ];
    sheet.table(&headings, account.lender.loans.len())?;
    for (index, loan) in account.lender.loans.iter().enumerate() {
        let at = place(index + 1);
        sheet.maybe(at, 0, loan.lender.as_deref())?;
        sheet.money(at, 1, loan.instalment)?;
        sheet.money(at, 2, loan.per_month)?;
        sheet.word(at, 3, loan.cadence)?;
        if let Some(day) = loan.day {
            sheet.count(at, 4, day.into())?;
        }
        sheet.day(at, 5, loan.from)?;
        sheet.day(at, 6, loan.to)?;
        sheet.count(at, 7, i64::try_from(loan.months_seen).unwrap_or(0))?;
        sheet.count(at, 8, i64::try_from(loan.bounces.len()).unwrap_or(0))?;
        if let Some(owed) = loan.outstanding {
            sheet.money(at, 9, owed.at_least)?;
            sheet.money(at, 10, owed.likely)?;
        }
        sheet.word(at, 11, loan.status)?;
    }
    Ok(())
}

pub(super) fn bounces(book: &mut Book, account: &AccountAnalysis) -> Written {
    let mut sheet = book.sheet("Bounces")?;
    let headings = [
        ("Date", 12.0),
        ("Kind", 24.0),
        ("Amount", 15.0),
        ("Party", 30.0),
        ("Reason", 20.0),
        ("Narration", 60.0),
    ];
    sheet.table(&headings, account.bounces.len())?;
    for (index, bounce) in account.bounces.iter().enumerate() {
        let at = place(index + 1);
        sheet.day(at, 0, bounce.date)?;
        sheet.word(at, 1, bounce.kind)?;
        sheet.money(at, 2, bounce.amount)?;
        sheet.maybe(at, 3, bounce.party.as_deref())?;
        sheet.word(at, 4, bounce.reason)?;
        let row = bounce.returned.or(bounce.original).and_then(|row| account.ledger.rows.get(row));
        sheet.maybe(at, 5, row.map(|row| row.narration.as_str()))?;
    }
    Ok(())
}

pub(super) fn spending(book: &mut Book, account: &AccountAnalysis) -> Written {
    let mut sheet = book.sheet(SPENDING)?;
    sheet
        .table(&[("Category", 24.0), ("Spent", 18.0), ("Percent", 10.0)], account.expense_categories.len())?;
    for (index, share) in account.expense_categories.iter().enumerate() {
        let at = place(index + 1);
        sheet.text(at, 0, &share.category)?;
        sheet.money(at, 1, share.amount)?;
        sheet.count(at, 2, share.percentage.into())?;
    }
    Ok(())
}

pub(super) fn findings(book: &mut Book, of: AccountBook<'_>) -> Written {
    let mut sheet = book.sheet("Findings")?;
    let headings = [
        ("Statement", 10.0),
        ("Finding", 28.0),
        ("Group", 12.0),
        ("Severity", 10.0),
        ("Confidence", 11.0),
        ("Page", 7.0),
        ("What was seen", 70.0),
        ("Expected", 24.0),
        ("Actual", 24.0),
        ("May also be", 70.0),
        ("Row", 36.0),
    ];
    sheet.table(&headings, of.findings.len())?;
    for (index, (statement, finding)) in of.findings.iter().enumerate() {
        let at = place(index + 1);
        sheet.count(at, 0, i64::try_from(*statement).unwrap_or(0))?;
        sheet.text(at, 1, &finding.id)?;
        sheet.word(at, 2, finding.group)?;
        sheet.word(at, 3, finding.severity)?;
        sheet.count(at, 4, finding.confidence.into())?;
        if let Some(locator) = finding.at {
            sheet.count(at, 5, locator.page.into())?;
        }
        sheet.text(at, 6, &finding.summary)?;
        sheet.maybe(at, 7, finding.expected.as_deref())?;
        sheet.maybe(at, 8, finding.actual.as_deref())?;
        sheet.text(at, 9, &finding.innocent.join("; "))?;
        sheet.maybe(at, 10, finding.transaction_hash.as_deref())?;
    }
    Ok(())
}

pub(super) fn statements(book: &mut Book, of: AccountBook<'_>) -> Written {
    let mut sheet = book.sheet("Statements")?;
    let headings = [
        ("Number", 8.0),
        ("Statement", 38.0),
        ("From", 12.0),
        ("To", 12.0),
        ("Rows", 8.0),
        ("Verdict", 18.0),
    ];
    sheet.table(&headings, of.statements.len())?;
    for (index, statement) in of.statements.iter().enumerate() {
        let at = place(index + 1);
        sheet.count(at, 0, i64::from(at))?;
        sheet.text(at, 1, &statement.id)?;
        if let Some(period) = statement.period {
            sheet.day(at, 2, period.from)?;
            sheet.day(at, 3, period.to)?;
        }
        sheet.count(at, 4, i64::try_from(statement.hashes.len()).unwrap_or(0))?;
        sheet.word(at, 5, statement.verdict)?;
    }
    Ok(())
}
