//! Layouts that nobody designed, for properties that must hold in any layout.

use super::lantern_bay::lantern_bay_savings;
use super::rhythm::summary;
use crate::layout::{
    Align, Anchor, Column, DateFormat, ExtraRows, Field, FontChoice, HeadingsShown, LabelStyle, Layout,
    NumberFormat, Order, PageSize, Ruling, TitleStyle, Wrap,
};
use crate::random::Random;

/// A layout put together from a seed: which columns in which order, formats, order of rows, page furniture. Date,
/// narration, amounts and a balance on each row are always there, so that every statement can be proven.
pub fn shuffled(seed: u64) -> Layout {
    let mut random = Random::new(seed);
    let random = &mut random;
    let mut layout = lantern_bay_savings();
    layout.name = format!("shuffled_{seed}");
    layout.columns = columns(random);
    layout.page = one_of(random, PageSize::A4, &[PageSize::A4, PageSize::Letter, PageSize::A4Landscape]);
    layout.font = one_of(random, FontChoice::Embedded, &[FontChoice::Embedded, FontChoice::Base14]);
    layout.dates = DateFormat::new(random.pick(&[
        "%d-%m-%Y", "%d/%m/%Y", "%d/%m/%y", "%d %b %Y", "%d-%b-%Y", "%d %b %y", "%d.%m.%Y", "%Y-%m-%d",
    ]));
    layout.numbers = one_of(
        random,
        NumberFormat::indian(),
        &[NumberFormat::indian(), NumberFormat::western(), NumberFormat::european(), NumberFormat::swiss()],
    );
    layout.numbers.empty_side = random.pick(&["", "", "-", "0.00"]).to_string();
    if layout.numbers.decimal_mark == "," && layout.numbers.empty_side == "0.00" {
        layout.numbers.empty_side = "0,00".to_string();
    }
    layout.order = one_of(random, Order::OldestFirst, &[Order::OldestFirst, Order::NewestFirst]);
    layout.wrap = one_of(random, Wrap::AtSpaces, &[Wrap::AtSpaces, Wrap::Anywhere]);
    layout.anchor = one_of(random, Anchor::FirstLine, &[Anchor::FirstLine, Anchor::Middle, Anchor::LastLine]);
    layout.headings_shown =
        one_of(random, HeadingsShown::EachPage, &[HeadingsShown::EachPage, HeadingsShown::FirstPage]);
    layout.ruling = one_of(random, Ruling::Rows, &[Ruling::Grid, Ruling::Frame, Ruling::None]);
    // Without lines, rows whose narrations stand around the dates can only be told apart by white space.
    let open = layout.anchor != Anchor::FirstLine && matches!(layout.ruling, Ruling::Frame | Ruling::None);
    layout.row_gap = if open { 5.5 } else { 3.2 };
    layout.zebra = random.chance(25);
    layout.rows_per_page = random.chance(25).then_some(20);
    layout.extra_rows = extra_rows(random, layout.order);
    layout.summary = random.chance(30).then(summary);
    layout.header.title = one_of(random, TitleStyle::Left, &[TitleStyle::Centre, TitleStyle::Right]);
    layout.header.labels = one_of(random, LabelStyle::Columns, &[LabelStyle::Inline, LabelStyle::Below]);
    layout.header.on_each_page = random.chance(25);
    layout
}

fn columns(random: &mut Random) -> Vec<Column> {
    let date =
        Column::left(random.pick(&["Date", "Txn Date", "Tran Date", "Transaction|Date"]), Field::Date, 54.0);
    let narration = random.pick(&["Particulars", "Narration", "Description", "Transaction Details"]);
    let narration = Column::left(narration, Field::Narration, 176.0);
    let reference = random.pick(&["Chq/Ref No", "Ref No./Cheque No.", "Instrument Id"]);
    let reference = Column::left(reference, Field::Reference, 82.0);
    let balance = one_of(random, Field::Balance, &[Field::Balance, Field::MarkedBalance]);
    let balance =
        Column::right(random.pick(&["Balance", "Closing Balance", "Running|Balance"]), balance, 78.0);
    let amounts = match random.between(0, 5) {
        0 => vec![Column::right("Amount", Field::SignedAmount, 68.0)],
        1 => vec![Column::right("Amount", Field::MarkedAmount, 76.0)],
        2 => vec![
            Column::right("Amount", Field::PlainAmount, 64.0),
            Column::centre("Dr/Cr", Field::Side, 30.0).headed(Align::Left),
        ],
        3 => vec![
            Column::right("Deposit", Field::Credit, 64.0),
            Column::right("Withdrawal", Field::Debit, 64.0),
        ],
        _ => vec![Column::right("Debit", Field::Debit, 64.0), Column::right("Credit", Field::Credit, 64.0)],
    };

    let mut columns = Vec::new();
    if random.chance(25) {
        columns.push(Column::right("Sl No", Field::Serial, 30.0));
    }
    columns.push(date);
    if random.chance(40) {
        columns.push(Column::left("Value Date", Field::ValueDate, 54.0));
    }
    let narration_last = random.chance(20);
    if random.chance(60) {
        columns.push(reference);
    }
    if narration_last {
        columns.extend(amounts);
        columns.push(balance);
        columns.push(narration);
    } else {
        let before_reference =
            random.chance(70) && columns.last().is_some_and(|last| last.field == Field::Reference);
        let place = columns.len() - usize::from(before_reference);
        columns.insert(place, narration);
        columns.extend(amounts);
        columns.push(balance);
    }
    columns
}

fn extra_rows(random: &mut Random, order: Order) -> ExtraRows {
    let maybe =
        |random: &mut Random, words: &[&str]| random.chance(50).then(|| random.pick(words).to_string());
    let carried = order == Order::OldestFirst && random.chance(40);
    ExtraRows {
        opening: maybe(random, &["B/F", "Opening Balance", "OPENING BALANCE"]),
        closing: maybe(random, &["Closing Balance", "CLOSING BALANCE"]),
        carried_forward: carried.then(|| "Carried Forward".to_string()),
        brought_forward: carried.then(|| "Brought Forward".to_string()),
        page_total: random.chance(15).then(|| "Page Total".to_string()),
        grand_total: random.chance(15).then(|| "Grand Total".to_string()),
        end_mark: maybe(random, &["*** End of statement ***", "--- End of Statement ---"]),
    }
}

/// `first` or one of the others; an item that is named twice comes twice as often.
fn one_of<T: Clone>(random: &mut Random, first: T, others: &[T]) -> T {
    let last = i64::try_from(others.len()).unwrap_or(0);
    let index = usize::try_from(random.between(0, last)).unwrap_or(0);
    others.get(index.wrapping_sub(1)).cloned().unwrap_or(first)
}
