//! Cuts one line into tokens: words, and amounts with the signs, currencies and marks that stand beside them.

use super::Grammar;
use super::cells::{flush_column, is_placeholder, money_column};
use super::columns::{Geometry, Placed};
use super::glued::part_date;
use crate::value::Strength;
use bank_templates::Field;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::testing::{ending_at, geometry, grammar, line};

    fn cut(words: &[(f32, &str)], join_marks: bool) -> Vec<String> {
        let geometry = geometry();
        let tokens = tokens(&line(words), &grammar(), join_marks, Some(&geometry));
        tokens.into_iter().map(|token| token.text.to_string()).collect()
    }

    #[test]
    fn signs_currencies_and_marks_join_the_amount_that_they_stand_beside() {
        for (words, cut_to) in [
            (&[(62.0, "RENT"), (365.0, "-"), (372.0, "12.50")][..], &["RENT", "- 12.50"][..]),
            (&[(62.0, "RENT"), (360.0, "INR"), (378.0, "12.50")], &["RENT", "INR 12.50"]),
            (&[(62.0, "RENT"), (372.0, "12.50"), (400.0, "Dr")], &["RENT", "12.50 Dr"]),
        ] {
            assert_eq!(cut(words, true), cut_to);
        }
    }

    #[test]
    fn what_stands_apart_or_goes_on_into_words_is_no_mark() {
        for words in [
            &[(62.0, "RENT"), (340.0, "-"), (372.0, "12.50")][..],
            &[(62.0, "RENT"), (372.0, "12.50"), (430.0, "Dr")],
            &[(372.0, "12.50"), (400.0, "DEBIT"), (428.0, "CARD"), (451.0, "FEE")],
        ] {
            let printed: Vec<&str> = words.iter().map(|(_, text)| *text).collect();
            assert_eq!(cut(words, true), printed);
        }
    }

    #[test]
    fn where_marks_are_a_column_of_their_own_only_balances_keep_theirs() {
        let balance = ending_at(520.0, "900.00");
        assert_eq!(cut(&[(ending_at(400.0, "12.50"), "12.50"), (403.0, "Dr")], false), ["12.50", "Dr"]);
        assert_eq!(cut(&[(balance, "900.00"), (523.0, "Cr")], false), ["900.00 Cr"]);
    }

    #[test]
    fn a_stroke_in_an_empty_column_is_no_sign_of_the_next_one() {
        let credit = ending_at(460.0, "12,345,678.50");
        let stroke = (ending_at(400.0, "-"), "-");
        assert_eq!(cut(&[stroke, (credit, "12,345,678.50")], true), ["-", "12,345,678.50"]);
        assert_eq!(cut(&[(credit - 6.0, "-"), (credit, "12,345,678.50")], true), ["- 12,345,678.50"]);
    }
}
