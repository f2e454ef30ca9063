//! Gives the tokens of one line to the columns of its table.

use super::Grammar;
use super::columns::{Edge, Geometry, Placed};
use super::date_cells::{is_bracketed_date, take_date};
use super::tokens::{Token, TokenKind, tokens};
use crate::value::{PrintedDate, Strength, parse_time};
use bank_templates::{Align, Field};
use pdf::{Line, Rect};

/// The cells of one line.
#[derive(Clone, Debug, Default)]
pub(super) struct LineCells {
    pub(super) date: Option<(PrintedDate, String, Rect)>,
    pub(super) value_date: Option<(PrintedDate, String, Rect)>,
    /// Money cells by field.
    pub(super) money: Vec<(Field, String, Rect)>,
    /// Words of text columns, left to right.
    pub(super) text: Vec<(Field, Token)>,
    /// Words in a date column that are no date: they speak against the line being part of a row.
    pub(super) stray: bool,
    /// Those words, with the column that they stand in: a date may be broken over two lines.
    pub(super) undated: Vec<(Field, Token)>,
    /// A time of day found in a date column.
    pub(super) time: Option<String>,
    /// Marks without an amount, right under a column of amounts: a narrow column broke them off.
    pub(super) marks: Vec<(Field, Token)>,
    /// Whether something of this line went to the line above it: the rest of a date or the mark of an amount.
    pub(super) gave: bool,
    /// Amounts that stand in no column; lines of sums and stated balances are often set with a shift of their own.
    pub(super) loose: Vec<(String, Rect)>,
}

impl LineCells {
    pub(super) fn money(&self, field: Field) -> Option<&(Field, String, Rect)> {
        self.money.iter().find(|(of, _, _)| *of == field)
    }

    pub(super) fn date_of(&self, field: Field) -> Option<&(PrintedDate, String, Rect)> {
        if field == Field::Date { self.date.as_ref() } else { self.value_date.as_ref() }
    }

    pub(super) fn set_date(&mut self, field: Field, date: (PrintedDate, String, Rect)) {
        match field {
            Field::Date => self.date = Some(date),
            _ => self.value_date = Some(date),
        }
    }

    pub(super) fn clear_date(&mut self, field: Field) {
        match field {
            Field::Date => self.date = None,
            _ => self.value_date = None,
        }
    }

    /// Takes a word of a date column that is part of no date: a time of day, or something that speaks against a row.
    pub(super) fn take_time(&mut self, field: Field, token: Token) {
        let half = matches!(token.text.to_lowercase().as_str(), "am" | "pm" | "a.m." | "p.m.");
        let text = match &self.time {
            Some(time) if half => format!("{time} {}", token.text),
            _ => token.text.to_string(),
        };
        match parse_time(&text) {
            Some((time, "")) => self.time = Some(time.to_string()),
            _ => {
                self.stray = true;
                self.undated.push((field, token));
            }
        }
    }

    /// Whether the line says that money moved.
    pub(super) fn has_amount(&self) -> bool {
        [Field::Debit, Field::Credit, Field::Amount].iter().any(|field| self.money(*field).is_some())
    }

    /// Gives amounts that stand in no column to the columns they are nearest to, from the right. Sums that stand close to each other
    /// behind their label are in the order of the columns all the same.
    pub(super) fn adopt_loose(&mut self, geometry: &Geometry) {
        self.loose.sort_by(|a, b| b.1.x1.total_cmp(&a.1.x1));
        let mut places: Vec<usize> = Vec::new();
        let mut amounts: Vec<(String, Rect)> = Vec::new();
        for (text, at) in std::mem::take(&mut self.loose) {
            let nearest = geometry
                .columns
                .iter()
                .enumerate()
                .filter(|(place, column)| self.money(column.field).is_none() && !places.contains(place))
                .filter_map(|(place, column)| Some((column.edge?.distance(at), place)))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, place)) = nearest {
                self.text.retain(|(_, token)| token.at != at);
                self.undated.retain(|(_, token)| token.at != at);
                places.push(place);
                amounts.push((text, at));
            }
        }
        places.sort_unstable_by(|a, b| b.cmp(a));
        for (place, (text, at)) in places.into_iter().zip(amounts) {
            if let Some(column) = geometry.columns.get(place) {
                self.money.push((column.field, text, at));
            }
        }
    }

    /// Takes the words that stand in a column of dates to those of the narration: the label of a sum or of a balance may begin
    /// anywhere.
    pub(super) fn take_label(&mut self) {
        let words = std::mem::take(&mut self.undated).into_iter().map(|(_, token)| (Field::Narration, token));
        self.text.splice(0..0, words);
    }

    /// Takes a word that is neither date nor amount into the column that it stands in.
    pub(super) fn take_word(&mut self, token: Token, geometry: &Geometry) {
        if let Some(column) = text_column(&token, geometry) {
            self.text.push((column.field, token));
        }
    }

    /// The narration of this line.
    pub(super) fn narration(&self) -> String {
        let mut text = String::new();
        for (_, token) in self.text.iter().filter(|(field, _)| *field == Field::Narration) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&token.text);
        }
        text
    }
}

/// Gives each token of a line to its column.
pub(super) fn cells(line: &Line, geometry: &Geometry, grammar: &Grammar<'_>) -> LineCells {
    let join_marks =
        !geometry.columns.iter().any(|column| matches!(column.field, Field::DrCr | Field::BalanceDrCr));
    let mut left: Vec<Token> = Vec::new();
    let mut cells = LineCells::default();
    for token in tokens(line, grammar, join_marks, Some(geometry)) {
        match token.kind {
            TokenKind::Money(strength) => match money_column(&token, strength, geometry) {
                Some(field) if cells.money(field).is_none() => {
                    cells.money.push((field, token.text.into(), token.at))
                }
                _ => {
                    if strength == Strength::Formed {
                        cells.loose.push((token.text.to_string(), token.at));
                    }
                    left.push(token);
                }
            },
            TokenKind::Text => left.push(token),
        }
    }
    for field in [Field::Date, Field::ValueDate] {
        take_date(field, &mut left, &mut cells, geometry, grammar);
    }
    let mut before: Option<Rect> = None;
    let mut beyond = false;
    let mut left = left.into_iter().peekable();
    while let Some(token) = left.next() {
        let apart = before.replace(token.at).is_none_or(|before| token.at.x0 - before.x1 > token.size);
        beyond = if apart { is_beyond(&token, geometry) } else { beyond };
        if beyond {
            continue;
        }
        // `GIRO - SALARY`: a stroke between the words of a narration stands for itself, however near the amounts are.
        let goes_on = left.peek().is_some_and(|next| next.at.x0 - token.at.x1 < token.size);
        if is_placeholder(&token.text) && (apart || !goes_on) && beside_money(&token, geometry) {
            continue;
        }
        if join_marks
            && apart
            && let Some(field) = marked_column(&token, geometry, grammar)
            && cells.money(field).is_none()
        {
            cells.marks.push((field, token));
            continue;
        }
        let Some(column) = text_column(&token, geometry) else {
            continue;
        };
        match column.field {
            // A value date in brackets below the booking date.
            Field::Date | Field::ValueDate if is_bracketed_date(&token.text, grammar) => {}
            Field::Date | Field::ValueDate => cells.undated.push((column.field, token)),
            field => cells.text.push((field, token)),
        }
    }
    cells
}

pub(super) fn money_column(token: &Token, strength: Strength, geometry: &Geometry) -> Option<Field> {
    geometry
        .columns
        .iter()
        .filter_map(|column| {
            let edge = column.edge?;
            let distance = edge.distance(token.at);
            // Bare digits may be a reference number: they have to stand exactly where amounts stand.
            let tolerance = match strength {
                Strength::Formed => edge.tolerance,
                Strength::Digits => edge.tolerance.min(geometry.size * 0.35),
            };
            (distance <= tolerance).then_some((distance, column.field))
        })
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, field)| field)
}

/// The column of amounts that a mark by itself stands in, flush with them.
fn marked_column(token: &Token, geometry: &Geometry, grammar: &Grammar<'_>) -> Option<Field> {
    let is_mark = token.text.contains(char::is_alphabetic) && grammar.amounts.mark_of(&token.text).is_some();
    flush_column(token.at, geometry).filter(|_| is_mark).map(|column| column.field)
}

/// The column whose amounts something is set flush with.
pub(super) fn flush_column(at: Rect, geometry: &Geometry) -> Option<&Placed> {
    let flush = |edge: Edge| edge.distance(at) <= geometry.size * 0.35;
    geometry.columns.iter().find(|column| column.edge.is_some_and(flush))
}

pub(super) fn text_column<'g>(token: &Token, geometry: &'g Geometry) -> Option<&'g Placed> {
    geometry
        .columns
        .iter()
        .filter(|column| column.edge.is_none())
        .find(|column| token.at.x0 >= column.from && token.at.x0 < column.to)
}

/// Whether a word stands right of all amounts while the text columns are left of them: it is in a column that no heading names,
/// such as a code of the branch, and no end of a narration.
fn is_beyond(token: &Token, geometry: &Geometry) -> bool {
    let Some(column) = text_column(token, geometry).filter(|column| column.field == Field::Narration) else {
        return false;
    };
    let amounts = geometry.columns.iter().filter_map(|column| Some((column.heading, column.edge?)));
    let right = |(heading, edge): (Rect, Edge)| {
        let end = if edge.align == Align::Right { edge.at } else { heading.x1 };
        (heading.x0 >= column.heading.x1).then_some(end)
    };
    let ends: Option<Vec<f32>> = amounts.map(right).collect();
    let last = ends.and_then(|ends| ends.into_iter().reduce(f32::max));
    last.is_some_and(|last| token.at.x0 > last)
}

pub(super) fn is_placeholder(text: &str) -> bool {
    matches!(text, "-" | "--" | "—" | "–" | "*" | "." | "NIL" | "Nil" | "nil" | "N/A" | "NA")
}

fn beside_money(token: &Token, geometry: &Geometry) -> bool {
    geometry.columns.iter().any(|column| {
        column.edge.is_some_and(|edge| edge.distance(token.at) < edge.tolerance.max(geometry.size * 2.0))
            || (column.edge.is_some() && token.at.overlap_x(column.heading) > 0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{ending_at, geometry, grammar, line};

    fn of(words: &[(f32, &str)]) -> LineCells {
        cells(&line(words), &geometry(), &grammar())
    }

    fn text(cells: &LineCells, of: Field) -> Vec<String> {
        let tokens = cells.text.iter().filter(|(field, _)| *field == of);
        tokens.map(|(_, token)| token.text.to_string()).collect()
    }

    #[test]
    fn each_amount_stands_in_the_column_whose_edge_it_ends_at() {
        for (end, field) in
            [(400.0, Field::Debit), (460.0, Field::Credit), (520.0, Field::Balance), (452.0, Field::Credit)]
        {
            let row = of(&[(0.0, "02/04/2025"), (62.0, "RENT"), (ending_at(end, "1,250.00"), "1,250.00")]);
            assert_eq!(
                row.money.iter().map(|(of, text, _)| (*of, text.as_str())).collect::<Vec<_>>(),
                [(field, "1,250.00")]
            );
            assert_eq!(row.has_amount(), field != Field::Balance);
        }
    }

    #[test]
    fn an_amount_off_all_edges_is_loose_and_bare_digits_have_to_be_exact() {
        let row = of(&[(0.0, "02/04/2025"), (ending_at(430.0, "1,250.00"), "1,250.00")]);
        assert!(row.money.is_empty());
        assert_eq!(row.loose.len(), 1);
        assert_eq!(of(&[(ending_at(400.0, "1250"), "1250")]).money.len(), 1);
        assert!(of(&[(ending_at(405.0, "1250"), "1250")]).money.is_empty());
    }

    #[test]
    fn loose_amounts_go_to_the_nearest_columns_that_are_free() {
        let mut row = of(&[
            (62.0, "Total"),
            (ending_at(425.0, "10.00"), "10.00"),
            (ending_at(520.0, "90.00"), "90.00"),
        ]);
        row.adopt_loose(&geometry());
        let found: Vec<_> = row.money.iter().map(|(field, text, _)| (*field, text.as_str())).collect();
        assert_eq!(found, [(Field::Balance, "90.00"), (Field::Debit, "10.00")]);
    }

    #[test]
    fn sums_behind_their_label_keep_the_order_of_the_columns() {
        let mut row =
            of(&[(0.0, "Total"), (ending_at(90.0, "10.00"), "10.00"), (ending_at(130.0, "90.00"), "90.00")]);
        row.adopt_loose(&geometry());
        assert_eq!(row.money(Field::Debit).map(|(_, text, _)| text.as_str()), Some("10.00"));
        assert_eq!(row.money(Field::Credit).map(|(_, text, _)| text.as_str()), Some("90.00"));
    }

    #[test]
    fn words_go_to_the_column_that_they_begin_in() {
        let row = of(&[(0.0, "02/04/2025"), (62.0, "RENT"), (90.0, "MAY"), (302.0, "778812")]);
        assert_eq!(row.narration(), "RENT MAY");
        assert_eq!(text(&row, Field::Reference), ["778812"]);
        assert_eq!(row.date.map(|(_, text, _)| text).as_deref(), Some("02/04/2025"));
    }

    #[test]
    fn strokes_for_nothing_are_left_out_and_strokes_between_words_stay() {
        let nothing =
            of(&[(62.0, "SALARY"), (ending_at(400.0, "-"), "-"), (ending_at(460.0, "90.00"), "90.00")]);
        assert_eq!(text(&nothing, Field::Reference), Vec::<String>::new());
        assert_eq!(of(&[(62.0, "GIRO"), (85.0, "-"), (93.0, "SALARY")]).narration(), "GIRO - SALARY");
    }

    #[test]
    fn a_code_right_of_all_amounts_is_no_narration_unless_references_stand_there() {
        let mut geometry = geometry();
        geometry.columns.retain(|column| column.field != Field::Reference);
        for column in &mut geometry.columns {
            column.to = if column.field == Field::Narration { f32::MAX } else { column.to };
        }
        let words = line(&[(62.0, "RENT"), (ending_at(520.0, "90.00"), "90.00"), (560.0, "0412")]);
        assert_eq!(cells(&words, &geometry, &grammar()).narration(), "RENT");
        assert_eq!(text(&of(&[(62.0, "RENT"), (560.0, "0412")]), Field::Reference), ["0412"]);
    }

    #[test]
    fn a_mark_alone_under_amounts_is_kept_for_the_line_above() {
        let marked = of(&[(ending_at(520.0, "Cr"), "Cr")]);
        assert_eq!(marked.marks.iter().map(|(field, _)| *field).collect::<Vec<_>>(), [Field::Balance]);
        assert!(of(&[(62.0, "Cr")]).marks.is_empty());
    }
}
