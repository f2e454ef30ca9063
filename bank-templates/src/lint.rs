//! Checks that types cannot express. Each message stands at line and column, names the layout and says what to do.

mod layout;

use crate::TemplateError;
use crate::registry::is_ifsc_prefix;
use crate::template::{Family, Layout, Template};

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

/// Names that may stand in `{}` of a narration pattern.
pub const NARRATION_NAMES: &[&str] = &["value_date", "reference", "counterparty", "time"];

/// What is wrong, what to do, and the words of the file where it stands.
pub(crate) struct Fault {
    near: String,
    message: String,
    hint: String,
}

impl Fault {
    fn new(near: impl Into<String>, message: impl Into<String>, hint: impl Into<String>) -> Fault {
        Fault { near: near.into(), message: message.into(), hint: hint.into() }
    }
}

/// Checks a template; a draft may still be without worked examples.
pub(crate) fn check(
    file: &str,
    text: &str,
    template: &Template,
    is_draft: bool,
) -> Result<(), TemplateError> {
    if let Err(fault) = check_bank(template) {
        return Err(TemplateError::near(file, text, &fault.near, fault.message, fault.hint));
    }
    check_layouts(file, text, &template.layout, is_draft)
}

pub(crate) fn check_family(file: &str, text: &str, family: &Family) -> Result<(), TemplateError> {
    if family.schema != SCHEMA {
        let message = format!("schema {} is not known", family.schema);
        return Err(TemplateError::near(file, text, "schema", message, format!("write `schema = {SCHEMA}`")));
    }
    check_layouts(file, text, &family.layout, false)
}

fn check_layouts(file: &str, text: &str, layouts: &[Layout], is_draft: bool) -> Result<(), TemplateError> {
    for (index, layout) in layouts.iter().enumerate() {
        let twice = layouts.iter().take(index).any(|earlier| earlier.id == layout.id);
        let checked = if twice {
            let message = format!("layout id {:?} is used twice", layout.id);
            Err(Fault::new(format!("{:?}", layout.id), message, "ids are unique in a bank"))
        } else {
            let complete = || if is_draft { Ok(()) } else { layout::check_complete(layout) };
            layout::check(layout).and_then(|()| complete()).map_err(|fault| Fault {
                message: format!("layout {:?}: {}", layout.id, fault.message),
                ..fault
            })
        };
        if let Err(fault) = checked {
            // The same words may stand in an earlier layout, where they are right.
            let start = start_of_layout(text, index);
            return Err(TemplateError::near_from(file, text, start, &fault.near, fault.message, fault.hint));
        }
    }
    Ok(())
}

fn check_bank(template: &Template) -> Result<(), Fault> {
    if template.schema != SCHEMA {
        return Err(Fault::new(
            "schema",
            format!("schema {} is not known", template.schema),
            format!("write `schema = {SCHEMA}`"),
        ));
    }
    let id = &template.bank.id;
    // Two identifiers of the contract have a space in them.
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == ' ';
    if id.trim().is_empty() || !id.chars().all(fits) {
        return Err(Fault::new(
            "id",
            format!("bank id {id:?} is not an identifier"),
            format!(
                "use lower-case letters, digits and underscores, such as {:?}",
                as_identifier(&template.bank.name)
            ),
        ));
    }
    let country = &template.bank.country;
    if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(Fault::new(
            "country",
            format!("{country:?} is not a country"),
            "write its ISO 3166 code of two capital letters, such as \"IN\"",
        ));
    }
    for group in &template.identify {
        if group.text.0.is_empty()
            && group.ifsc.is_none()
            && group.producer.is_none()
            && group.creator.is_none()
        {
            return Err(Fault::new(
                "[[identify]]",
                "an [[identify]] table is empty",
                "give it `text` or `ifsc`",
            ));
        }
        if let Some(blank) = group.text.0.iter().find(|text| crate::Folded::new(text).is_empty()) {
            return Err(Fault::new(
                "text",
                format!("the text {blank:?} has no word in it"),
                "write words as printed above the table",
            ));
        }
        if let Some(prefix) = group.ifsc.as_ref().filter(|prefix| !is_ifsc_prefix(prefix)) {
            return Err(Fault::new(
                format!("{prefix:?}"),
                format!("{prefix:?} does not begin a branch code"),
                "write the four capital letters that stand before the zero",
            ));
        }
    }
    Ok(())
}

/// An identifier made from a name.
fn as_identifier(name: &str) -> String {
    crate::Folded::new(name).iter().collect::<Vec<_>>().join("_")
}

fn start_of_layout(text: &str, index: usize) -> usize {
    text.match_indices("[[layout]]").nth(index).map_or(0, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use crate::Templates;

    const GOOD: &str = r#"schema = 1
[bank]
id = "harbour_trust"
name = "Harbour Trust Bank"
country = "IN"
[[identify]]
text = "Harbour Trust Bank"
ifsc = "HRBT"
[[layout]]
id = "savings"
currency = "INR"
locale = "en-IN"
dates = ["%d-%m-%Y"]
[layout.header]
lines = ["Account {account_number}"]
[layout.table]
columns = [
  { heading = "Date", field = "date" },
  { heading = "Particulars", field = "narration" },
  { heading = "Out", field = "debit" },
  { heading = "In", field = "credit" },
]
[[layout.example]]
text = "Date  Particulars  Out  In"
rows = [["2025-04-02", "TEA", "-4.50", ""]]
"#;

    /// The message for a file in which some words are replaced, with its place and hint.
    fn message(from: &str, to: &str) -> String {
        assert!(GOOD.contains(from), "{from:?} is not in the file");
        let error = Templates::load_embedded().0.add("x.toml", &GOOD.replacen(from, to, 1)).unwrap_err();
        format!("{error} | {}", error.hint)
    }

    #[test]
    fn the_file_that_the_other_tests_spoil_is_good() {
        Templates::load_embedded().0.add("x.toml", GOOD).unwrap();
    }

    #[test]
    fn what_is_wrong_about_the_bank_is_said() {
        for (from, to, wanted) in [
            ("schema = 1", "schema = 2", "x.toml:1:1: schema 2 is not known | write `schema = 1`"),
            (
                "\"harbour_trust\"",
                "\"Harbour Trust\"",
                "x.toml:3:1: bank id \"Harbour Trust\" is not an identifier | use lower-case letters, digits and underscores, such as \"harbour_trust_bank\"",
            ),
            (
                "\"harbour_trust\"",
                "\"lantern_bay\"",
                "x.toml:3:1: bank id \"lantern_bay\" is used by another file | give each bank one file; several layouts go into it as [[layout]] tables",
            ),
            (
                "country = \"IN\"",
                "country = \"India\"",
                "x.toml:5:1: \"India\" is not a country | write its ISO 3166 code of two capital letters, such as \"IN\"",
            ),
            (
                "text = \"Harbour Trust Bank\"\nifsc = \"HRBT\"",
                "",
                "x.toml:6:1: an [[identify]] table is empty | give it `text` or `ifsc`",
            ),
            (
                "[[identify]]\ntext = \"Harbour Trust Bank\"\nifsc = \"HRBT\"",
                "",
                "x.toml:2:1: nothing says how to recognise the bank | add an [[identify]] table, or take an identifier of docs/banks.md",
            ),
            (
                "text = \"Harbour Trust Bank\"",
                "text = \"--\"",
                "x.toml:7:1: the text \"--\" has no word in it | write words as printed above the table",
            ),
            (
                "\"HRBT\"",
                "\"HRBT0\"",
                "x.toml:8:8: \"HRBT0\" does not begin a branch code | write the four capital letters that stand before the zero",
            ),
            (
                "name = \"Harbour",
                "nmae = \"Harbour",
                "x.toml:4:1: unknown field `nmae`, expected one of `id`, `name`, `country` | did you mean `name`?",
            ),
        ] {
            assert_eq!(message(from, to), wanted);
        }
    }

    #[test]
    fn what_is_wrong_about_a_layout_is_said_where_it_stands() {
        for (from, to, wanted) in [
            ("\"en-IN\"", "\"xx\"", "x.toml:12:10: layout \"savings\" names the unknown locale \"xx\" | "),
            (
                "\"INR\"",
                "\"Rs\"",
                "x.toml:11:12: layout \"savings\": \"Rs\" is not a currency | write its ISO 4217 code, such as \"INR\"",
            ),
            (
                "[\"%d-%m-%Y\"]",
                "[]",
                "x.toml:13:1: layout \"savings\": no date format is given | write `dates = [\"%d/%m/%Y\"]`",
            ),
            (
                "%d-%m-%Y",
                "%d-%M-%Y",
                "x.toml:13:10: layout \"savings\": the date format \"%d-%M-%Y\" has `%M` | did you mean `%m`?",
            ),
            (
                "%d-%m-%Y",
                "%m-%Y",
                "x.toml:13:10: layout \"savings\": the date format \"%m-%Y\" has no day | days are `%d`, months `%m` or `%b`, years `%Y` or `%y`",
            ),
            (
                "{account_number}",
                "{acount_number}",
                "x.toml:15:10: layout \"savings\": a header line captures the unknown name \"acount_number\" | did you mean `account_number`?",
            ),
            (
                "field = \"date\"",
                "field = \"ignore\"",
                "x.toml:17:1: layout \"savings\": no column holds the date | give one column `field = \"date\"`",
            ),
            (
                "field = \"debit\"",
                "field = \"ignore\"",
                "x.toml:17:1: layout \"savings\": no columns hold the amounts | ",
            ),
            (
                "field = \"narration\"",
                "field = \"dr_cr\"",
                "x.toml:17:1: layout \"savings\": `dr_cr` needs an `amount` column beside it | ",
            ),
            (
                "field = \"narration\"",
                "field = \"date\"",
                "x.toml:17:1: layout \"savings\": two columns hold `date` | ",
            ),
            (
                "\"Particulars\", field",
                "\"Date\", field",
                "x.toml:18:15: layout \"savings\": two columns have the heading \"Date\" | ",
            ),
            (
                "\"Particulars\", field",
                "\" \", field",
                "x.toml:19:15: layout \"savings\": a column has an empty heading | ",
            ),
            (
                "field = \"narration\"",
                "field = \"naration\"",
                "x.toml:19:38: unknown variant `naration`, expected one of ",
            ),
            (
                "[[layout.example]]\ntext = \"Date  Particulars  Out  In\"\nrows = [[\"2025-04-02\", \"TEA\", \"-4.50\", \"\"]]",
                "",
                "x.toml:10:6: layout \"savings\": no worked example | add a [[layout.example]] with invented data",
            ),
            (
                "2025-04-02",
                "02-04-2025",
                "x.toml:25:10: layout \"savings\": the example's date \"02-04-2025\" is not written as 2025-04-02 | ",
            ),
            (
                "-4.50",
                "4,50",
                "x.toml:25:31: layout \"savings\": the example's amount \"4,50\" is no plain decimal | ",
            ),
            (
                "rows = [[",
                "verdict = \"good\"\nrows = [[",
                "x.toml:25:11: layout \"savings\": \"good\" is no verdict | ",
            ),
        ] {
            let message = message(from, to);
            assert!(message.starts_with(wanted), "{message}\n  expected {wanted}");
        }
    }
}
