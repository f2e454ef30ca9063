//! Invents a worked example for a draft: the labels and headings that were found, with made-up values in the form that the
//! statement prints. Nothing of the statement's own data is in it.

use bank_templates::template::{Label, StartsWith, Take};
use bank_templates::{Field, Layout, Locale};
use engine::model::{Currency, Money};

/// Days and whole units of the invented rows; a debit is negative.
const ROWS: &[(i8, i64)] = &[(2, -450), (10, 5_000), (22, -1_200)];
const OPENING: i64 = 12_000;
const CLOSING: i64 = OPENING - 450 + 5_000 - 1_200;
/// Blanks between columns.
const GAP: usize = 3;

/// A worked example as TOML lines, with the verdict that it is to have.
pub(super) fn invent(
    layout: &Layout,
    labels: &[(&'static str, Label)],
    name: &str,
    locale: &Locale,
    verdict: &str,
) -> Vec<String> {
    let print =
        Printer { layout, locale, currency: Currency::parse(&layout.currency).unwrap_or(Currency::INR) };
    let mut lines = vec![
        "# ? Invented values in the printed form. Make it like the page that `statera template words` prints: other rows, the lines".to_owned(),
        "# around them, narrations of several lines. Change every name, number and amount: never a real person's.".to_owned(),
        "[[layout.example]]".to_owned(),
        "text = \"\"\"".to_owned(),
        name.to_owned(),
    ];
    lines.extend(labels.iter().flat_map(|(key, label)| print.labelled(key, label)));
    lines.push(String::new());
    lines.extend(print.table());
    lines.extend(["\"\"\"".to_owned(), "rows = [".to_owned()]);
    lines.extend(print.expected());
    lines.push("]".to_owned());
    if verdict != "proven" {
        lines.push(format!("verdict = {verdict:?}"));
    }
    lines
}

/// Prints values as the statement does.
struct Printer<'l> {
    layout: &'l Layout,
    locale: &'l Locale,
    currency: Currency,
}

impl Printer<'_> {
    fn labelled(&self, key: &str, label: &Label) -> Vec<String> {
        let Some(value) = self.value(key, label) else { return Vec::new() };
        match label.take {
            Take::Right => vec![format!("{} : {value}", label.label)],
            Take::Below | Take::NextLine => vec![label.label.clone(), value],
        }
    }

    fn value(&self, key: &str, label: &Label) -> Option<String> {
        let between = label.split.as_deref().unwrap_or(" to ");
        Some(match key {
            "account_number" => "001234567890".to_owned(),
            "holder" => "ASHA EXAMPLE".to_owned(),
            "joint_holder" => "RAVI EXAMPLE".to_owned(),
            "address" => "12 SEA VIEW 400001".to_owned(),
            "ifsc" => "ABCD0001234".to_owned(),
            "micr" => "400015012".to_owned(),
            "branch" => "HARBOUR ROAD".to_owned(),
            "customer_id" => "12345678".to_owned(),
            "iban" => "DE89370400440532013000".to_owned(),
            "bic" => "COBADEFFXXX".to_owned(),
            "sort_code" => "20-12-34".to_owned(),
            "routing_number" => "021000021".to_owned(),
            "currency" => self.currency.to_string(),
            "period" => format!("{}{between}{}", self.date(1, true), self.date(30, true)),
            "period_from" => self.date(1, true),
            "period_to" => self.date(30, true),
            "opening" => self.amount(OPENING),
            "closing" => self.amount(CLOSING),
            "total_debit" => self.amount(1_650),
            "total_credit" => self.amount(5_000),
            _ => return None,
        })
    }

    /// A day of April 2025 in the date form of the layout.
    fn date(&self, day: i8, whole: bool) -> String {
        let has_year = |form: &&String| form.contains("%Y") || form.contains("%y");
        let forms = &self.layout.dates;
        let form = forms.iter().find(|form| !whole || has_year(form)).or(forms.first());
        let form = form.map_or("%d-%m-%Y", String::as_str);
        let month = self.locale.months.get(3).and_then(|names| names.first()).map_or("apr", String::as_str);
        let mut letters = month.chars();
        let month: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        form.replace("%d", &format!("{day:02}"))
            .replace("%e", &day.to_string())
            .replace("%m", "04")
            .replace("%Y", "2025")
            .replace("%y", "25")
            .replace("%b", &month)
            .replace("%B", &month)
    }

    /// An amount of whole units with the separators of the locale.
    fn amount(&self, units: i64) -> String {
        let digits = units.unsigned_abs().to_string();
        let first = digits.len() % 3;
        let mut text = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && place % 3 == first {
                text.extend(self.locale.group.first());
            }
            text.push(digit);
        }
        let decimals = self.currency.decimals();
        if decimals > 0 {
            text.push(self.locale.decimal);
            text.extend(std::iter::repeat_n('0', usize::try_from(decimals).unwrap_or(2)));
        }
        if units < 0 { format!("-{text}") } else { text }
    }

    fn cell(&self, field: Field, row: usize, day: i8, units: i64, balance: i64) -> String {
        let marks = if units < 0 { &self.locale.debit_marks } else { &self.locale.credit_marks };
        let has_marks = self.layout.table.columns.iter().any(|column| column.field == Field::DrCr);
        match field {
            Field::Date | Field::ValueDate => self.date(day, false),
            Field::Narration => format!("EXAMPLE NARRATION {}", row + 1),
            Field::Reference => format!("40000{}", row + 1),
            Field::Debit if units < 0 => self.amount(-units),
            Field::Credit if units > 0 => self.amount(units),
            Field::Debit | Field::Credit => String::new(),
            Field::Amount if has_marks => self.amount(units.abs()),
            Field::Amount => self.amount(units),
            Field::DrCr => marks.first().map(|mark| mark.to_uppercase()).unwrap_or_default(),
            Field::Balance => self.amount(balance),
            Field::BalanceDrCr => {
                let marks = if balance < 0 { &self.locale.debit_marks } else { &self.locale.credit_marks };
                marks.first().map(|mark| mark.to_uppercase()).unwrap_or_default()
            }
            Field::Counterparty => format!("EXAMPLE PARTY {}", row + 1),
            Field::Time => "10:00:00".to_owned(),
            Field::Ignore => (row + 1).to_string(),
        }
    }

    fn table(&self) -> Vec<String> {
        let columns = &self.layout.table.columns;
        let heading = |column: &bank_templates::Column| column.heading.0.first().cloned().unwrap_or_default();
        let mut rows: Vec<Vec<String>> = vec![columns.iter().map(heading).collect()];
        let mut balance = OPENING;
        for (row, (day, units)) in ROWS.iter().enumerate() {
            balance += units;
            rows.push(
                columns.iter().map(|column| self.cell(column.field, row, *day, *units, balance)).collect(),
            );
        }
        let width = |place: usize| {
            rows.iter().filter_map(|row| row.get(place)).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns.len()).map(width).collect();
        let set = |row: &Vec<String>| {
            let mut line = String::new();
            for ((cell, column), width) in row.iter().zip(columns).zip(&widths) {
                let free = " ".repeat(width.saturating_sub(cell.chars().count()));
                if column.field.is_money() {
                    line.push_str(&format!("{free}{cell}"));
                } else {
                    line.push_str(&format!("{cell}{free}"));
                }
                line.push_str(&" ".repeat(GAP));
            }
            line.trim_end().to_owned()
        };
        rows.iter().map(set).collect()
    }

    fn expected(&self) -> Vec<String> {
        let scale = 10_i64.pow(self.currency.decimals());
        let decimal = |units: i64| Money::new(units * scale, self.currency).to_decimal();
        let columns = &self.layout.table.columns;
        let has = |field: Field| columns.iter().any(|column| column.field == field);
        let narrations = columns.iter().filter(|column| column.field == Field::Narration).count();
        let mut balance = OPENING;
        let mut lines = Vec::new();
        for (row, (day, units)) in ROWS.iter().enumerate() {
            balance += units;
            let narration = vec![format!("EXAMPLE NARRATION {}", row + 1); narrations].join(" ");
            let printed = if has(Field::Balance) { decimal(balance) } else { String::new() };
            lines.push(format!(
                "  [\"2025-04-{day:02}\", {narration:?}, {:?}, {printed:?}],",
                decimal(*units)
            ));
        }
        lines
    }
}

/// Whether an invented example can stand for the layout: rows that take their day from elsewhere have to be typed by hand.
pub(super) fn can_invent(layout: &Layout) -> bool {
    let dated = layout.table.columns.iter().any(|column| column.field == Field::Date);
    dated && layout.rows.starts_with == StartsWith::Date
}
