//! Dates of one line: words that read as a date, and what the other words in a column of dates are.

use super::Grammar;
use super::assign::same_place;
use super::cells::LineCells;
use super::columns::{Geometry, Placed};
use super::tokens::Token;
use crate::value::{Opening, parse_time};
use bank_templates::Field;
use pdf::Rect;

/// Takes the words that read as a date out of the strip of a date column.
pub(super) fn take_date(
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
        if !grammar.may_open_with_date(&text) {
            continue;
        }
        let opening = Opening::of(&text, grammar.locale);
        let found = grammar.dates.iter().find_map(|form| {
            let (date, rest) = form.parse_opening(&opening, grammar.locale)?;
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

pub(super) fn is_bracketed_date(text: &str, grammar: &Grammar<'_>) -> bool {
    let inner = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|inner| grammar.is_date(inner))
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
    begins.iter().take(FEW_LINES * 4).copied().find(|place| {
        let count = begins.iter().filter(|other| same_place(**other, *place)).count();
        count >= FEW_LINES && count * 2 > begins.len()
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::cells::cells;
    use crate::table::testing::{geometry, grammar, line};

    fn of(words: &[(f32, &str)]) -> LineCells {
        cells(&line(words), &geometry(), &grammar())
    }

    fn date(cells: &LineCells) -> Option<&str> {
        cells.date.as_ref().map(|(_, text, _)| text.as_str())
    }

    #[test]
    fn a_date_has_as_many_words_as_read_as_one() {
        for (words, printed, narration) in [
            (&[(0.0, "02/04/2025"), (62.0, "RENT")][..], Some("02/04/2025"), "RENT"),
            (
                &[(0.0, "02"), (13.0, "Apr"), (31.0, "25"), (62.0, "12"), (75.0, "MAIN")],
                Some("02 Apr 25"),
                "12 MAIN",
            ),
            // The border runs through the date: its last word begins behind it.
            (
                &[(0.0, "Wed,"), (25.0, "02"), (40.0, "April"), (68.0, "2025"), (95.0, "RENT")],
                Some("Wed, 02 April 2025"),
                "RENT",
            ),
            (&[(62.0, "RENT"), (90.0, "02/04/2025")], None, "RENT 02/04/2025"),
        ] {
            let row = of(words);
            assert_eq!((date(&row), row.narration().as_str()), (printed, narration), "{words:?}");
        }
    }

    #[test]
    fn times_and_value_dates_in_brackets_behind_a_date_are_no_narration() {
        let row = of(&[(0.0, "02/04/25"), (42.0, "14:05"), (72.0, "RENT")]);
        assert_eq!((date(&row), row.time.as_deref()), (Some("02/04/25"), Some("14:05:00")));
        assert_eq!(row.narration(), "RENT");
        let row = of(&[(0.0, "02/04/25"), (45.0, "(01/04/25)"), (110.0, "RENT")]);
        assert_eq!((date(&row), row.narration().as_str()), (Some("02/04/25"), "RENT"));
    }

    /// Rows whose narrations begin at a place, and one more line.
    fn settled(begin: f32, last: &[(f32, &str)]) -> LineCells {
        let mut all: Vec<LineCells> =
            (0..4).map(|_| of(&[(0.0, "2/4/2025"), (begin, "RENT")])).chain([of(last)]).collect();
        settle_undated(&mut all, &geometry());
        all.pop().unwrap()
    }

    #[test]
    fn words_in_a_column_of_dates_are_narration_where_narrations_begin() {
        // Behind the dates of the other lines, left of the border.
        assert_eq!(settled(50.0, &[(50.0, "MAY"), (70.0, "BILL")]).narration(), "MAY BILL");
        // Long dates reach over the place where all narrations begin.
        let mut all: Vec<LineCells> = (0..4)
            .map(|_| of(&[(0.0, "22/04/2025"), (45.0, "RENT")]))
            .chain([of(&[(45.0, "MAY")])])
            .collect();
        settle_undated(&mut all, &geometry());
        assert_eq!(all[4].narration(), "MAY");
        assert!(!all[4].stray);
    }

    #[test]
    fn words_where_dates_begin_speak_against_a_row() {
        let line = settled(50.0, &[(0.0, "Page"), (25.0, "3"), (62.0, "of"), (75.0, "9")]);
        assert!(line.stray);
        assert_eq!(settled(50.0, &[(0.0, "14:05")]).time.as_deref(), Some("14:05:00"));
    }
}
