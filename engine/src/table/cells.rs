//! Cuts one line into tokens and gives each to its column.

use super::Grammar;
use super::assign::same_place;
use super::columns::{Edge, Geometry, Placed};
use super::glued::part_date;
use crate::value::{PrintedDate, Strength, parse_time};
use bank_templates::{Align, Field};
use pdf::{Line, Rect, SmolStr, Word};

/// A word, or an amount with the marks that stand beside it.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) text: SmolStr,
    pub(super) at: Rect,
    pub(super) kind: TokenKind,
    /// Height of the em square; a line with less room than that is full.
    pub(super) size: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Money(Strength),
    Text,
}

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
    fn take_time(&mut self, field: Field, token: Token) {
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

    /// Gives amounts that stand in no column to the columns they are nearest to, from the right.
    pub(super) fn adopt_loose(&mut self, geometry: &Geometry) {
        self.loose.sort_by(|a, b| b.1.x1.total_cmp(&a.1.x1));
        for (text, at) in std::mem::take(&mut self.loose) {
            let nearest = geometry
                .columns
                .iter()
                .filter(|column| self.money(column.field).is_none())
                .filter_map(|column| Some((column.edge?.distance(at), column.field)))
                .min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, field)) = nearest {
                self.text.retain(|(_, token)| token.at != at);
                self.money.push((field, text, at));
            }
        }
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

/// Cuts a line into tokens: currency signs and marks join the amount they stand beside. Where the columns are known, a stroke that
/// stands for nothing in one of them is not the sign of the amount in the next.
pub(super) fn tokens(
    line: &Line,
    grammar: &Grammar<'_>,
    join_marks: bool,
    geometry: Option<&Geometry>,
) -> Vec<Token> {
    let form = &grammar.amounts;
    let words = &line.words;
    let mut tokens: Vec<Token> = Vec::with_capacity(words.len());
    let mut index = 0;
    while let Some(word) = words.get(index) {
        index += 1;
        let Some(strength) = form.word_strength(&word.text) else {
            tokens.push(token(word, TokenKind::Text));
            continue;
        };
        let mut money = token(word, TokenKind::Money(strength));
        // A sign or currency before the amount was taken for a word of its own.
        while let Some(before) = tokens.last() {
            let gap = money.at.x0 - before.at.x1;
            if before.kind == TokenKind::Text && gap < word.size * 1.3 && form.is_lead_word(&before.text) {
                let joined = join(before, &money);
                if geometry.is_some_and(|geometry| stands_for_nothing(before, &joined, strength, geometry)) {
                    break;
                }
                money = joined;
                tokens.pop();
            } else {
                break;
            }
        }
        while let Some(after) = words.get(index) {
            let gap = after.at.x0 - money.at.x1;
            // `56,889.67 DEBIT CARD FEE`: a word that goes on into text is no mark. The amount of the next column may follow close.
            let ends = words.get(index + 1).is_none_or(|next| {
                let apart = next.at.x0 - after.at.x1;
                let amount = form.word_strength(&next.text) == Some(Strength::Formed);
                apart > word.size * 0.8 || (amount && apart > gap)
            });
            let own = geometry.is_some_and(|geometry| marks_balance(&money, after, strength, geometry));
            if (join_marks || own) && ends && gap < word.size * 1.3 && form.is_mark_word(&after.text) {
                // Where marks are cells of their own, the edges of the columns were learnt without them.
                let at = if join_marks { money.at.union(after.at) } else { money.at };
                money = Token { at, ..join(&money, &token(after, TokenKind::Text)) };
                index += 1;
            } else {
                break;
            }
        }
        tokens.push(money);
    }
    part_date(tokens, grammar)
}

/// Whether a word right behind a balance can only be its mark: where a column tells the side of the amounts, but none that of the
/// balances, and the word stands elsewhere.
fn marks_balance(money: &Token, after: &Word, strength: Strength, geometry: &Geometry) -> bool {
    let of_mark = |column: &Placed| matches!(column.field, Field::DrCr | Field::BalanceDrCr);
    let beside = geometry.columns.iter().filter(|column| of_mark(column));
    let mut free =
        beside.map(|column| column.field == Field::DrCr && column.heading.overlap_x(after.at) <= 0.0);
    free.all(|free| free) && money_column(money, strength, geometry) == Some(Field::Balance)
}

fn stands_for_nothing(before: &Token, joined: &Token, strength: Strength, geometry: &Geometry) -> bool {
    is_placeholder(&before.text)
        && flush_column(before.at, geometry)
            .is_some_and(|own| money_column(joined, strength, geometry) != Some(own.field))
}

fn token(word: &Word, kind: TokenKind) -> Token {
    Token { text: word.text.clone(), at: word.at, kind, size: word.size }
}

fn join(left: &Token, right: &Token) -> Token {
    let kind = if matches!(left.kind, TokenKind::Money(_)) { left.kind } else { right.kind };
    Token {
        text: format!("{} {}", left.text, right.text).into(),
        at: left.at.union(right.at),
        kind,
        size: left.size,
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

fn money_column(token: &Token, strength: Strength, geometry: &Geometry) -> Option<Field> {
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
fn flush_column(at: Rect, geometry: &Geometry) -> Option<&Placed> {
    let flush = |edge: Edge| edge.distance(at) <= geometry.size * 0.35;
    geometry.columns.iter().find(|column| column.edge.is_some_and(flush))
}

/// Takes the words that read as a date out of the strip of a date column.
fn take_date(
    field: Field,
    left: &mut Vec<Token>,
    cells: &mut LineCells,
    geometry: &Geometry,
    grammar: &Grammar<'_>,
) {
    let Some(column) = geometry.columns.iter().find(|column| column.field == field) else {
        return;
    };
    let Some(first) = left.iter().position(|token| in_strip(token, column, geometry.size)) else {
        return;
    };
    // A date has up to four words; fewer are tried when the words that follow belong to the narration.
    for count in (1..=4usize).rev() {
        let Some(run) = left.get(first..first + count) else {
            continue;
        };
        let inside = run.iter().filter(|token| in_strip(token, column, geometry.size)).count();
        let tight = run.windows(2).all(|pair| match pair {
            [a, b] => b.at.x0 - a.at.x1 < geometry.size * 1.5,
            _ => true,
        });
        if inside == 0 || !tight {
            continue;
        }
        // `Apr 25` behind `01` is the end of a date whose beginning stands on the other side of a border.
        let before = first.checked_sub(1).and_then(|before| left.get(before));
        let cut = run.first().zip(before).is_some_and(|(next, before)| {
            let is_word = next.text.starts_with(char::is_alphabetic);
            let is_day = before.text.len() <= 2 && before.text.bytes().all(|b| b.is_ascii_digit());
            is_word && is_day && next.at.x0 - before.at.x1 < geometry.size * 0.6
        });
        if cut {
            continue;
        }
        let text = run.iter().map(|token| token.text.as_str()).collect::<Vec<_>>().join(" ");
        let found = grammar.dates.iter().find_map(|form| {
            let (date, rest) = form.parse_prefix(&text, grammar.locale)?;
            let rest = rest.trim();
            if rest.is_empty() {
                return Some((date, text.clone(), None));
            }
            let (time, tail) = parse_time(rest.trim_start_matches([',', '-']))?;
            let printed = text.strip_suffix(rest).unwrap_or(&text).trim().to_owned();
            tail.trim().is_empty().then(|| (date, printed, Some(time.to_string())))
        });
        if let Some((date, printed, time)) = found {
            let at = run
                .iter()
                .skip(1)
                .fold(run.first().map(|t| t.at).unwrap_or_default(), |at, t| at.union(t.at));
            match field {
                Field::Date => cells.date = Some((date, printed, at)),
                _ => cells.value_date = Some((date, printed, at)),
            }
            cells.time = cells.time.take().or(time);
            left.drain(first..first + count);
            // `02-Apr-25 (02-Apr-25)`: the value date in brackets right behind it is no narration.
            let behind = |next: &Token| next.at.x0 - at.x1 < geometry.size * 1.5;
            if left.get(first).is_some_and(|next| behind(next) && is_bracketed_date(&next.text, grammar)) {
                left.remove(first);
            }
            return;
        }
    }
}

fn in_strip(token: &Token, column: &Placed, size: f32) -> bool {
    let middle = token.at.x0 + token.at.width().min(size) / 2.0;
    let near =
        token.at.overlap_x(column.heading) > 0.0 || (token.at.x0 - column.heading.x0).abs() < size * 6.0;
    middle >= column.from && middle <= column.to && near
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

/// Whether a narration stands right beside a column of dates.
fn is_beside_narration(field: Field, geometry: &Geometry) -> bool {
    let of = |column: &&Placed| column.field == field;
    geometry.columns.iter().find(of).is_some_and(|dates| {
        let beside = |column: &&Placed| (column.from - dates.to).abs() < 0.01;
        geometry.columns.iter().any(|column| column.field == Field::Narration && beside(&column))
    })
}

/// Lines that say where narrations begin.
const FEW_LINES: usize = 3;

/// Where the narrations of lines with dates begin, when most of them begin in one place. The longest dates may reach over it.
fn narrations_begin(all: &[LineCells]) -> Option<(f32, f32)> {
    let begin = |cells: &LineCells| {
        let words = cells.text.iter().filter(|(field, _)| *field == Field::Narration).chain(&cells.undated);
        let first = words.map(|(_, token)| token).min_by(|a, b| a.at.x0.total_cmp(&b.at.x0))?;
        cells.date.is_some().then_some((first.at.x0, first.size))
    };
    let begins: Vec<(f32, f32)> = all.iter().filter_map(begin).collect();
    // A place that most share is found among the first.
    let shared = begins.iter().take(FEW_LINES * 4).copied().find(|place| {
        let count = begins.iter().filter(|other| same_place(**other, *place)).count();
        count >= FEW_LINES && count * 2 > begins.len()
    });
    shared
}

/// Decides what the words in columns of dates are that are no date: parts of one that is broken over lines, times, or words of a
/// narration that begins left of its heading. Where the dates of a section stand tells them apart.
pub(super) fn settle_undated(all: &mut [LineCells], geometry: &Geometry) {
    for field in [Field::Date, Field::ValueDate] {
        let beside = is_beside_narration(field, geometry);
        let dates =
            all.iter().filter_map(|cells| cells.date_of(field)).map(|(_, _, at)| *at).reduce(Rect::union);
        let begin = narrations_begin(all);
        for cells in all.iter_mut() {
            let (words, others) =
                std::mem::take(&mut cells.undated).into_iter().partition::<Vec<_>, _>(|(of, _)| *of == field);
            cells.undated = others;
            for (_, token) in words {
                let behind = dates.is_some_and(|dates| token.at.x0 > dates.x1 + 0.5);
                let flush = dates.is_some_and(|dates| (token.at.x0 - dates.x0).abs() < 1.0);
                let aligned = begin.is_some_and(|begin| same_place(begin, (token.at.x0, token.size)));
                // A word that begins where dates begin is none of the narration, even if the row has its other date.
                if beside && !flush && (behind || aligned || cells.date.is_some()) {
                    cells.text.push((Field::Narration, token));
                    cells.text.sort_by(|a, b| a.1.at.x0.total_cmp(&b.1.at.x0));
                } else {
                    cells.take_time(field, token);
                }
            }
        }
    }
}

fn is_bracketed_date(text: &str, grammar: &Grammar<'_>) -> bool {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let whole = |inner: &str| {
        grammar.dates.iter().any(|form| {
            form.parse_prefix(inner, grammar.locale).is_some_and(|(_, rest)| rest.trim().is_empty())
        })
    };
    inner.is_some_and(whole)
}

fn is_placeholder(text: &str) -> bool {
    matches!(text, "-" | "--" | "—" | "–" | "*" | "." | "NIL" | "Nil" | "nil" | "N/A" | "NA")
}

fn beside_money(token: &Token, geometry: &Geometry) -> bool {
    geometry.columns.iter().any(|column| {
        column.edge.is_some_and(|edge| edge.distance(token.at) < edge.tolerance.max(geometry.size * 2.0))
            || (column.edge.is_some() && token.at.overlap_x(column.heading) > 0.0)
    })
}
