//! What is checked about one layout.

use super::{Fault, HEADER_NAMES, NARRATION_NAMES};
use crate::pattern::Pattern;
use crate::template::{Example, Field, Layout, StartsWith};

/// Verdicts that an example may assert.
const VERDICTS: &[&str] = &["proven", "proven_with_gaps", "unproven"];

pub(super) fn check(layout: &Layout) -> Result<(), Fault> {
    if layout.currency.len() != 3 || !layout.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Fault::new(
            format!("{:?}", layout.currency),
            format!("{:?} is not a currency", layout.currency),
            "write its ISO 4217 code, such as \"INR\"",
        ));
    }
    check_dates(layout)?;
    check_columns(layout)?;
    check_names(&layout.header.lines, "header line", HEADER_NAMES)?;
    check_names(&layout.rows.narration.0, "narration pattern", NARRATION_NAMES)?;
    check_rows(layout)?;
    layout.example.iter().try_for_each(check_example)
}

/// A layout without an example is a draft: nothing shows that it reads.
pub(super) fn check_complete(layout: &Layout) -> Result<(), Fault> {
    if layout.example.is_empty() {
        let near = format!("{:?}", layout.id);
        return Err(Fault::new(near, "no worked example", "add a [[layout.example]] with invented data"));
    }
    Ok(())
}

/// Names in `{}` that nothing is made of are mistakes.
fn check_names(patterns: &[Pattern], what: &str, known: &[&str]) -> Result<(), Fault> {
    for pattern in patterns {
        if let Some(name) = pattern.names().find(|name| !known.contains(name)) {
            return Err(Fault::new(
                format!("{:?}", pattern.as_str()),
                format!("a {what} captures the unknown name {name:?}"),
                closest(name, known).map_or_else(
                    || format!("known names: {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                ),
            ));
        }
    }
    Ok(())
}

fn check_rows(layout: &Layout) -> Result<(), Fault> {
    let columns = &layout.table.columns;
    let has = |field: Field| columns.iter().any(|column| column.field == field);
    if let Some(column) =
        columns.iter().find(|column| column.unmarked.is_some() && column.field != Field::Amount)
    {
        return Err(Fault::new(
            "unmarked",
            format!("`unmarked` says nothing of the column {:?}", column.heading.0.join(" ")),
            "it goes with `field = \"amount\"`",
        ));
    }
    if layout.rows.day_lines && layout.rows.starts_with != StartsWith::Amount {
        return Err(Fault::new(
            "day_lines",
            "rows below a day have no date to start with",
            "write `starts_with = \"amount\"` beside `day_lines`",
        ));
    }
    let titles = &layout.sections;
    let has_titles = [&titles.debit, &titles.credit].into_iter().any(|list| !list.0.is_empty());
    if has_titles && !has(Field::Amount) {
        return Err(Fault::new(
            "sections",
            "titles give the direction of an `amount` column, and there is none",
            "rename the column of the sections to `amount`",
        ));
    }
    Ok(())
}

fn check_dates(layout: &Layout) -> Result<(), Fault> {
    if layout.dates.is_empty() {
        return Err(Fault::new("dates", "no date format is given", "write `dates = [\"%d/%m/%Y\"]`"));
    }
    for format in &layout.dates {
        let near = format!("{format:?}");
        let letters = || format.split('%').skip(1).filter_map(|part| part.chars().next());
        if let Some(letter) = letters().find(|letter| !"demybBY".contains(*letter)) {
            let other =
                if letter.is_uppercase() { letter.to_ascii_lowercase() } else { letter.to_ascii_uppercase() };
            let hint = if "demybBY".contains(other) {
                format!("did you mean `%{other}`?")
            } else {
                "days are `%d`, months `%m` or `%b`, years `%Y` or `%y`".to_owned()
            };
            return Err(Fault::new(near, format!("the date format {format:?} has `%{letter}`"), hint));
        }
        for (what, any) in [("day", "de"), ("month", "mbB")] {
            if !letters().any(|letter| any.contains(letter)) {
                return Err(Fault::new(
                    near,
                    format!("the date format {format:?} has no {what}"),
                    "days are `%d`, months `%m` or `%b`, years `%Y` or `%y`",
                ));
            }
        }
    }
    Ok(())
}

fn check_columns(layout: &Layout) -> Result<(), Fault> {
    let columns = &layout.table.columns;
    let has = |field: Field| columns.iter().any(|column| column.field == field);
    let fault = |message: String, hint: &str| Err(Fault::new("columns", message, hint));
    let mut seen: Vec<String> = Vec::new();
    for column in columns {
        let earlier = seen.len();
        let blank = column.heading.0.iter().find(|heading| heading.trim().is_empty());
        if column.heading.0.is_empty() || blank.is_some() {
            let near = blank.map_or_else(|| "heading = []".to_owned(), |blank| format!("{blank:?}"));
            return Err(Fault::new(
                near,
                "a column has an empty heading",
                "write the words that stand above it",
            ));
        }
        for heading in &column.heading.0 {
            let folded = heading.split_whitespace().collect::<String>().to_lowercase();
            if seen.iter().take(earlier).any(|taken| *taken == folded) {
                return Err(Fault::new(
                    format!("{heading:?}"),
                    format!("two columns have the heading {heading:?}"),
                    "write the heading that tells them apart",
                ));
            }
            seen.push(folded);
        }
    }
    let single = [
        (Field::Date, "date"),
        (Field::ValueDate, "value_date"),
        (Field::Debit, "debit"),
        (Field::Credit, "credit"),
        (Field::Amount, "amount"),
        (Field::DrCr, "dr_cr"),
        (Field::Balance, "balance"),
        (Field::BalanceDrCr, "balance_dr_cr"),
        (Field::Counterparty, "counterparty"),
        (Field::Time, "time"),
    ];
    for (field, name) in single {
        if columns.iter().filter(|column| column.field == field).count() > 1 {
            return fault(
                format!("two columns hold `{name}`"),
                "use `ignore` for the one that is not wanted",
            );
        }
    }
    if has(Field::Date) == layout.rows.day_lines {
        return if layout.rows.day_lines {
            fault(
                "a column holds the date, and `day_lines` says that none does".into(),
                "leave one of them out",
            )
        } else {
            fault("no column holds the date".into(), "give one column `field = \"date\"`")
        };
    }
    if has(Field::BalanceDrCr) && !has(Field::Balance) {
        return fault(
            "`balance_dr_cr` needs a `balance` column beside it".into(),
            "use `dr_cr` for the side of the amount",
        );
    }
    if has(Field::DrCr) && !has(Field::Amount) {
        return fault(
            "`dr_cr` needs an `amount` column beside it".into(),
            "rename `debit` or `credit` to `amount`; use `ignore` if it says the side of the balance",
        );
    }
    let both = has(Field::Debit) && has(Field::Credit);
    if !has(Field::Amount) && !both {
        return fault(
            "no columns hold the amounts".into(),
            "give columns `field = \"debit\"` and `field = \"credit\"`, or one `field = \"amount\"`",
        );
    }
    Ok(())
}

fn check_example(example: &Example) -> Result<(), Fault> {
    if !VERDICTS.contains(&example.verdict.as_str()) {
        return Err(Fault::new(
            format!("{:?}", example.verdict),
            format!("{:?} is no verdict", example.verdict),
            format!("verdicts: {}", VERDICTS.join(", ")),
        ));
    }
    for row in &example.rows {
        if !is_iso_date(&row.0) {
            return Err(Fault::new(
                format!("{:?}", row.0),
                format!("the example's date {:?} is not written as 2025-04-02", row.0),
                "write year, month and day",
            ));
        }
        let amounts = [&row.2, &row.3];
        if let Some(amount) =
            amounts.into_iter().find(|amount| !amount.is_empty() && !is_plain_decimal(amount))
        {
            return Err(Fault::new(
                format!("{amount:?}"),
                format!("the example's amount {amount:?} is no plain decimal"),
                "write digits, a point, and a minus before a debit",
            ));
        }
    }
    Ok(())
}

fn is_iso_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |part: &&str| part.bytes().all(|b| b.is_ascii_digit());
    parts.iter().map(|part| part.len()).eq([4, 2, 2]) && parts.iter().all(digits)
}

fn is_plain_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The known name that was probably meant.
fn closest<'k>(wrong: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), *name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= 3)
        .map(|(_, name)| name)
}
