//! The head and the foot of each page: the bank's name, the account's facts, page numbers.

use super::sheet::{GREY, Sheet, Style};
use super::table::{Press, count};
use super::wrap;
use crate::layout::{Align, HeaderField, HeaderItem, LabelStyle, TitleStyle, Wrap};

const SIZE: f32 = 7.2;
const LEADING: f32 = 10.8;
/// The width that labels have before the colon, when values stand in a column of their own.
const LABEL_WIDTH: f32 = 70.0;

/// Paints the head of a page and gives the y at which the table may begin.
pub(super) fn head(press: &Press, sheet: &mut Sheet, first: bool) -> f32 {
    if let Some(text) = &press.layout.watermark {
        let unit = press.fonts.bold.width(text, 1.0).max(1.0);
        let mark =
            super::sheet::Mark::Watermark { text: text.clone(), size: (press.width * 0.85 / unit).min(72.0) };
        sheet.marks.push(mark);
    }
    let block = &press.layout.header;
    let accent = press.layout.palette.accent;
    let edges = (press.left, press.right);
    let align = match block.title {
        TitleStyle::Left => Align::Left,
        TitleStyle::Centre => Align::Centre,
        TitleStyle::Right => Align::Right,
    };
    let mut y = 44.0;
    sheet.aligned(press.fonts, edges, y, align, Style::bold(15.0).coloured(accent), &press.ledger.bank.name);
    if first {
        y += 3.0;
        for line in &press.ledger.bank.address {
            y += 9.0;
            sheet.aligned(press.fonts, edges, y, align, Style::regular(6.4).coloured(GREY), line);
        }
    }
    y += 8.0;
    sheet.across(press.left, press.right, y, 1.2, accent);
    if !first && !block.on_each_page {
        return y + 12.0;
    }
    if !block.heading.is_empty() {
        y += 16.0;
        sheet.aligned(press.fonts, edges, y, Align::Centre, Style::bold(9.0), &block.heading);
    }
    y += 8.0;
    let middle = press.left + (press.right - press.left) * 0.54;
    let left = fields(press, sheet, &block.left, (press.left, middle - 12.0), y);
    let right = fields(press, sheet, &block.right, (middle, press.right), y);
    left.max(right) + 12.0
}

/// Paints fields one under the other between the edges and gives the y of the last line.
fn fields(
    press: &Press,
    sheet: &mut Sheet,
    fields: &[HeaderField],
    (left, right): (f32, f32),
    top: f32,
) -> f32 {
    let style = Style::regular(SIZE);
    let label_style = style.coloured(GREY);
    let mut y = top;
    for field in fields {
        let values = values(press, &field.item);
        let (label, value_left) = match press.layout.header.labels {
            LabelStyle::Columns if !field.label.is_empty() => {
                sheet.text(left, y + LEADING, label_style, &field.label);
                sheet.text(left + LABEL_WIDTH, y + LEADING, label_style, ":");
                (String::new(), left + LABEL_WIDTH + 8.0)
            }
            LabelStyle::Inline if !field.label.is_empty() => {
                let label = format!("{} : ", field.label);
                let indent = press.fonts.regular.width(&label, SIZE);
                (label, left + indent)
            }
            LabelStyle::Below if !field.label.is_empty() => {
                sheet.text(left, y + LEADING, label_style, &field.label);
                y += LEADING;
                (String::new(), left)
            }
            _ => (String::new(), left),
        };
        let mut label = Some(label);
        for value in &values {
            let broken = wrap::lines(value, Wrap::AtSpaces, right - value_left, |character| {
                press.fonts.regular.advance(character) * SIZE / 1000.0
            });
            for line in broken {
                y += LEADING;
                // One text object holds label and value, as `Label : value` is printed by most report engines.
                match label.take().filter(|label| !label.is_empty()) {
                    Some(label) => sheet.text(left, y, style, &format!("{label}{line}")),
                    None => sheet.text(value_left, y, style, &line),
                }
            }
        }
        if press.layout.header.labels == LabelStyle::Below {
            y += 3.0;
        }
    }
    y
}

fn values(press: &Press, item: &HeaderItem) -> Vec<String> {
    let ledger = press.ledger;
    let block = &press.layout.header;
    let value = match item {
        HeaderItem::Holder => ledger.holder.clone(),
        HeaderItem::Address => return ledger.address_lines.clone(),
        HeaderItem::AccountNumber => ledger.account_number.clone(),
        HeaderItem::MaskedAccountNumber => masked(&ledger.account_number),
        HeaderItem::CustomerId => ledger.customer_id.clone(),
        HeaderItem::Product => ledger.product.clone(),
        HeaderItem::Ifsc => ledger.ifsc.clone(),
        HeaderItem::Micr => ledger.micr.clone(),
        HeaderItem::Branch => ledger.branch.clone(),
        HeaderItem::Currency => ledger.currency.clone(),
        HeaderItem::Period => {
            let (from, to) = (block.dates.write(ledger.from), block.dates.write(ledger.to));
            format!("{from}{}{to}", block.period_link)
        }
        HeaderItem::StatementDate => block.dates.write(crate::ledger::batch_time(ledger).date()),
        HeaderItem::OpeningBalance => press.number(ledger.opening_minor),
        HeaderItem::ClosingBalance => press.number(ledger.closing_minor()),
        HeaderItem::Fixed(text) => text.clone(),
    };
    vec![value]
}

/// All digits but the last four become `X`.
fn masked(number: &str) -> String {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let mut seen = 0;
    let hide = |character: char| {
        seen += usize::from(character.is_ascii_digit());
        if character.is_ascii_digit() && seen + 4 <= digits { 'X' } else { character }
    };
    number.chars().map(hide).collect()
}

/// The y below which no table and no legend may go.
pub(super) fn foot_top(press: &Press) -> f32 {
    press.height - 44.0 - count(press.layout.footer.lines.len()) * 9.0
}

/// Paints the foot of page `number` of `total`.
pub(super) fn foot(press: &Press, sheet: &mut Sheet, number: usize, total: usize) {
    let edges = (press.left, press.right);
    let style = Style::regular(6.4).coloured(GREY);
    let mut y = foot_top(press) + 14.0;
    for line in &press.layout.footer.lines {
        y += 9.0;
        sheet.aligned(press.fonts, edges, y, Align::Centre, style, line);
    }
    let footer = &press.layout.footer;
    let text = footer.page_number.replace("{n}", &number.to_string()).replace("{m}", &total.to_string());
    sheet.aligned(press.fonts, edges, press.height - 20.0, footer.page_number_align, style, &text);
}
