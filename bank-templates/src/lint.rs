//! Checks that types cannot express. Each message names the layout and says what to do.

use crate::TemplateError;
use crate::template::{Field, Layout, Template};

/// The version of the format that this program reads.
pub const SCHEMA: u32 = 1;

/// Names that may stand in `{}` of a header line.
pub const HEADER_NAMES: &[&str] = &[
    "account_number",
    "holder",
    "address",
    "ifsc",
    "micr",
    "period_from",
    "period_to",
    "opening",
    "closing",
    "total_debit",
    "total_credit",
    "debit_count",
    "credit_count",
    "credit_limit",
];

pub(crate) fn check(file: &str, text: &str, template: &Template) -> Result<(), TemplateError> {
    let fail = |near: &str, message: String, hint: &str| {
        let line = text.lines().position(|line| line.contains(near)).map_or(0, |index| index + 1);
        Err(TemplateError {
            file: file.to_owned(),
            line,
            column: usize::from(line > 0),
            message,
            hint: hint.to_owned(),
        })
    };
    if template.schema != SCHEMA {
        return fail("schema", format!("schema {} is not known", template.schema), "write `schema = 1`");
    }
    let id = &template.bank.id;
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return fail(
            "id",
            format!("bank id {id:?} is not an identifier"),
            "use lower-case letters, digits and underscores",
        );
    }
    if template.identify.is_empty() {
        return fail(
            "[bank]",
            "nothing says how to recognise the bank".to_owned(),
            "add an [[identify]] table",
        );
    }
    for group in &template.identify {
        if group.text.0.is_empty()
            && group.ifsc.is_none()
            && group.producer.is_none()
            && group.creator.is_none()
        {
            return fail(
                "[[identify]]",
                "an [[identify]] table is empty".to_owned(),
                "give it `text` or `ifsc`",
            );
        }
    }
    for (index, layout) in template.layout.iter().enumerate() {
        if template.layout.iter().take(index).any(|earlier| earlier.id == layout.id) {
            return fail(
                &layout.id,
                format!("layout id {:?} is used twice", layout.id),
                "ids are unique in a bank",
            );
        }
        if let Err((message, hint)) = check_layout(layout) {
            return fail(&layout.id, format!("layout {:?}: {message}", layout.id), hint);
        }
    }
    Ok(())
}

fn check_layout(layout: &Layout) -> Result<(), (String, &'static str)> {
    let has = |field: Field| layout.table.columns.iter().any(|column| column.field == field);
    if !has(Field::Date) {
        return Err(("no column holds the date".into(), "give one column `field = \"date\"`"));
    }
    let both_sides = has(Field::Debit) && has(Field::Credit);
    if !has(Field::Amount) && !both_sides {
        return Err((
            "no columns hold the amounts".into(),
            "give columns `field = \"debit\"` and `field = \"credit\"`, or one `field = \"amount\"`",
        ));
    }
    if has(Field::DrCr) && !has(Field::Amount) {
        return Err((
            "`dr_cr` needs an `amount` column beside it".into(),
            "rename `debit` or `credit` to `amount`",
        ));
    }
    for field in [
        Field::Date,
        Field::ValueDate,
        Field::Debit,
        Field::Credit,
        Field::Amount,
        Field::DrCr,
        Field::Balance,
    ] {
        if layout.table.columns.iter().filter(|column| column.field == field).count() > 1 {
            return Err((
                format!("two columns hold {field:?}"),
                "use `ignore` for the one that is not wanted",
            ));
        }
    }
    if layout.dates.is_empty() {
        return Err(("no date format is given".into(), "write `dates = [\"%d/%m/%Y\"]`"));
    }
    for pattern in &layout.header.lines {
        if let Some(name) = pattern.names().find(|name| !HEADER_NAMES.contains(name)) {
            return Err((
                format!("the header line {:?} captures the unknown name {name:?}", pattern.as_str()),
                "see docs/templates.md for the names",
            ));
        }
    }
    if layout.currency.len() != 3 || !layout.currency.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err((
            format!("{:?} is not a currency", layout.currency),
            "write its ISO 4217 code, such as \"INR\"",
        ));
    }
    if layout.example.is_empty() {
        return Err(("no worked example".into(), "add a [[layout.example]] with invented data"));
    }
    Ok(())
}
