//! The first sheet: whose account it is, what its rows add up to, and how the balance went.

use super::book::{Book, Look, Sheet, Written, place};
use super::{AccountBook, lists, months};
use engine::model::Direction;
use rust_xlsxwriter::{Chart, ChartAxisDateUnitType, ChartType};

const SHEET: &str = "Account";

/// Where the opening balance stands.
pub(super) const OPENING: &str = "Account!$B$12";

/// Rows of the facts, so that formulas find each other.
const OPENING_ROW: u32 = 11;
const AFTER_FACTS: u32 = 20;

/// Facts, key figures and charts.
pub(super) fn write(book: &mut Book, of: AccountBook<'_>) -> Written {
    let sheet = &mut facts_sheet(book, of)?;
    key_figures(sheet, of)?;
    charts(sheet, of)
}

/// Facts alone.
pub(super) fn facts(book: &mut Book, of: AccountBook<'_>) -> Written {
    facts_sheet(book, of).map(drop)
}

fn facts_sheet<'b>(book: &'b mut Book, of: AccountBook<'_>) -> Result<Sheet<'b>, rust_xlsxwriter::XlsxError> {
    let ledger = &of.account.ledger;
    let mut sheet = book.sheet(SHEET)?;
    sheet.sheet.set_column_width(0, 34)?.set_column_width(1, 34)?;
    sheet.title(0, "Account")?;
    let value =
        |located: &Option<engine::model::Located<String>>| located.as_ref().map(|found| found.value.clone());
    let texts = [
        ("Bank", ledger.bank.as_ref().map(|bank| bank.name.clone())),
        ("Holder", value(&ledger.identity.name)),
        ("Account number", value(&ledger.account.number)),
        ("IFSC", value(&ledger.account.ifsc)),
        ("Currency", Some(ledger.currency.to_string())),
    ];
    for (row, (label, text)) in (2..).zip(texts) {
        sheet.label(row, label)?;
        sheet.maybe(row, 1, text.as_deref())?;
    }
    let span = ledger.span();
    for (row, label, day) in [(7, "From", span.map(|span| span.from)), (8, "To", span.map(|span| span.to))] {
        sheet.label(row, label)?;
        if let Some(day) = day {
            sheet.day(row, 1, day)?;
        }
    }
    sheet.label(9, "Statements")?;
    sheet.count(9, 1, i64::try_from(of.statements.len()).unwrap_or(0))?;
    sheet.label(10, "Verdict of the balances")?;
    sheet.word(10, 1, ledger.verdict)?;
    sums(&mut sheet, of)?;
    Ok(sheet)
}

/// What the rows add up to, as formulas over the sheet of rows.
fn sums(sheet: &mut Sheet<'_>, of: AccountBook<'_>) -> Written {
    let ledger = &of.account.ledger;
    let total = |direction| {
        let rows = ledger.rows.iter().filter(move |row| row.direction == direction);
        rows.fold((0_i64, 0_i64), |(sum, count), row| (sum.saturating_add(row.amount.minor), count + 1))
    };
    let ((credits, credit_count), (debits, debit_count)) =
        (total(Direction::Credit), total(Direction::Debit));
    sheet.label(OPENING_ROW, "Opening balance")?;
    if let Some(opening) = ledger.opening {
        sheet.money(OPENING_ROW, 1, opening)?;
    }
    let last = ledger.rows.len() + 1;
    let column = |letter: char| format!("Transactions!${letter}$2:${letter}${}", last.max(2));
    sheet.label(12, "Credits")?;
    sheet.formula(12, 1, &format!("=SUM({})", column('I')), Look::Money, credits)?;
    sheet.label(13, "Debits")?;
    sheet.formula(13, 1, &format!("=SUM({})", column('H')), Look::Money, debits)?;
    sheet.label(14, "Closing balance, from the rows")?;
    sheet.label(15, "Closing balance, as stated")?;
    sheet.label(16, "Difference")?;
    if let Some(opening) = ledger.opening {
        let closing = opening.saturating_add(credits).saturating_sub(debits);
        sheet.formula(14, 1, "=B12+B13-B14", Look::Money, closing)?;
        if let Some(stated) = ledger.running.iter().rev().find_map(|balance| *balance) {
            sheet.money(15, 1, stated)?;
            sheet.formula(16, 1, "=ROUND(B15-B16,4)", Look::Money, closing.saturating_sub(stated))?;
        }
    }
    sheet.label(17, "Number of credits")?;
    sheet.formula(17, 1, &format!("=COUNT({})", column('I')), Look::Count, credit_count)?;
    sheet.label(18, "Number of debits")?;
    sheet.formula(18, 1, &format!("=COUNT({})", column('H')), Look::Count, debit_count)
}

fn key_figures(sheet: &mut Sheet<'_>, of: AccountBook<'_>) -> Written {
    let account = of.account;
    let balances: Vec<i64> = account.balances.iter().map(|(_, balance)| balance).collect();
    let mut row = AFTER_FACTS;
    sheet.title(row, "Key figures")?;
    if let (Some(least), Some(most)) = (balances.iter().min(), balances.iter().max()) {
        let range = format!("'{}'!$B$2:$B${}", lists::BALANCES, balances.len() + 1);
        let sum = balances.iter().fold(0_i128, |sum, balance| sum + i128::from(*balance));
        let average = i64::try_from(sum / i128::try_from(balances.len()).unwrap_or(1)).unwrap_or(0);
        for (label, function, value) in [
            ("Average end-of-day balance", "AVERAGE", average),
            ("Lowest end-of-day balance", "MIN", *least),
            ("Highest end-of-day balance", "MAX", *most),
        ] {
            row += 1;
            sheet.label(row, label)?;
            sheet.formula(row, 1, &format!("={function}({range})"), Look::Money, value)?;
        }
    }
    let counts = [
        ("Score (300 to 900)", account.score.score),
        ("Salary confidence (0 to 100)", Some(account.salary.confidence.into())),
        ("Credits that are pay", Some(as_count(account.salary.payments.len()))),
        ("Loans seen", Some(as_count(account.lender.loans.len()))),
        ("Bounces", Some(as_count(account.bounces.len()))),
        ("Findings", Some(as_count(of.findings.len()))),
    ];
    for (label, count) in counts {
        row += 1;
        sheet.label(row, label)?;
        match count {
            Some(count) => sheet.count(row, 1, count)?,
            None => sheet.text(row, 1, "too little is known")?,
        }
    }
    Ok(())
}

fn as_count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn charts(sheet: &mut Sheet<'_>, of: AccountBook<'_>) -> Written {
    let days = place(of.account.balances.iter().count());
    if days > 1 {
        let mut chart = Chart::new(ChartType::Line);
        chart
            .add_series()
            .set_name("Balance at the end of the day")
            .set_categories((lists::BALANCES, 1, 0, days, 0))
            .set_values((lists::BALANCES, 1, 1, days, 1));
        chart.title().set_name("Balance at the end of the day");
        chart.legend().set_hidden();
        chart.x_axis().set_num_format("mmm yy").set_date_axis(true);
        chart.x_axis().set_major_unit(1).set_major_unit_date_type(ChartAxisDateUnitType::Months);
        chart.set_width(760).set_height(300);
        sheet.sheet.insert_chart(1, 3, &chart)?;
    }
    let count = of.account.monthly.months.len();
    if count > 0 {
        let last = u16::try_from(count).unwrap_or(u16::MAX);
        let mut chart = Chart::new(ChartType::Column);
        for (name, row) in [("Credits", months::CREDITS), ("Debits", months::DEBITS)] {
            chart.add_series().set_name(name).set_categories((months::SHEET, 0, 1, 0, last)).set_values((
                months::SHEET,
                row,
                1,
                row,
                last,
            ));
        }
        chart.title().set_name("Credits and debits by month");
        chart.x_axis().set_num_format("mmm yy");
        chart.set_width(760).set_height(300);
        sheet.sheet.insert_chart(17, 3, &chart)?;
    }
    let shares = place(of.account.expense_categories.len());
    if shares > 0 {
        let mut chart = Chart::new(ChartType::Bar);
        chart.add_series().set_name("Spent").set_categories((lists::SPENDING, 1, 0, shares, 0)).set_values((
            lists::SPENDING,
            1,
            1,
            shares,
            1,
        ));
        chart.title().set_name("Spending by category");
        chart.legend().set_hidden();
        chart.y_axis().set_reverse();
        chart.set_width(760).set_height(300);
        sheet.sheet.insert_chart(33, 3, &chart)?;
    }
    Ok(())
}
