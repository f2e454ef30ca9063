//! Heading rows made of the words that a language usually has.

use super::strips::Strips;
use crate::table::header::{Heard, PageWords, beside, find_phrase};
use bank_templates::locale::{Words, squash};
use bank_templates::{Field, Locale};
use pdf::{Line, Rect};
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;

/// A heading row made of usual words.
#[derive(Clone, Debug)]
pub(super) struct Headings {
    pub(super) columns: Vec<Found>,
    pub(super) at: Rect,
}

impl Headings {
    /// Whether a column of this kind is among them.
    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(of, _, _)| *of == field)
    }

    /// How much of a table the headings make: a date, money and a balance weigh more than the rest.
    pub(super) fn weight(&self) -> usize {
        let has = |field: Field| self.has(field);
        let money = has(Field::Amount) || (has(Field::Debit) && has(Field::Credit));
        // Dates in lines of their own need no heading, but then nothing less than a balance makes a table.
        let dated = has(Field::Date) || (has(Field::Balance) && has(Field::Narration));
        if !dated || !money {
            return 0;
        }
        self.columns.iter().filter(|(field, _, _)| *field != Field::Ignore).count()
            + if has(Field::Date) { 6 } else { 0 }
            + if has(Field::Balance) { 4 } else { 0 }
            + if has(Field::Narration) { 2 } else { 0 }
    }
}

/// The words of one page, heard once for all languages.
pub(crate) struct HeadingWords<'l> {
    words: PageWords<'l>,
    /// Their letters, gathered when phrases are first sought among them.
    squashed: OnceCell<Words>,
    /// Their boxes by height.
    by_height: OnceCell<Strips>,
    room: Rc<Cell<usize>>,
    /// The heading rows that were found, by the tag of the language.
    found: RefCell<Vec<(String, Rc<[Headings]>)>>,
}

impl<'l> HeadingWords<'l> {
    /// `room` says how many words of headings may still be looked at in the whole document.
    pub(super) fn new(lines: &'l [Line], room: Rc<Cell<usize>>) -> HeadingWords<'l> {
        HeadingWords {
            words: PageWords::of(lines),
            room,
            squashed: OnceCell::new(),
            by_height: OnceCell::new(),
            found: RefCell::default(),
        }
    }

    /// The words themselves.
    pub(in crate::table) fn words(&self) -> &PageWords<'l> {
        &self.words
    }

    fn squashed(&self) -> &Words {
        let all = || self.words.all().iter().map(|word| word.squashed().to_owned()).collect();
        self.squashed.get_or_init(all)
    }

    /// Words that stand between two heights with some part, in reading order.
    fn between(&self, top: f32, bottom: f32) -> impl Iterator<Item = &Heard<'l>> {
        let words = self.words.all();
        let strips = self.by_height.get_or_init(|| Strips::of(words.iter().map(Heard::at)));
        strips.between(top, bottom).into_iter().filter_map(|place| words.get(place))
    }

    /// Whether the page is in a language: one that stands beside others has to show a word that they do not have.
    pub(super) fn speaks(&self, locale: &Locale) -> bool {
        locale.beside.is_empty() || self.shown(locale).next().is_some()
    }

    /// The words of a language that are printed: titles, headings and labels that those beside it do not have.
    pub(super) fn shown<'p>(&'p self, locale: &'p Locale) -> impl Iterator<Item = &'p str> {
        let own = locale.own.spelt(self.squashed()).into_iter().map(|(_, phrase)| phrase);
        own.filter(|phrase| !find_phrase(&self.words, phrase).is_empty())
    }
}

/// Heading rows on one page that could belong to a transaction table, from top to bottom.
pub(super) fn headings(page: &HeadingWords<'_>, locale: &Locale) -> Rc<[Headings]> {
    if let Some((_, known)) = page.found.borrow().iter().find(|(tag, _)| *tag == locale.tag) {
        return Rc::clone(known);
    }
    let found: Rc<[Headings]> = found_on(page, locale).into();
    page.found.borrow_mut().push((locale.tag.clone(), Rc::clone(&found)));
    found
}

fn found_on(page: &HeadingWords<'_>, locale: &Locale) -> Vec<Headings> {
    if page.room.get() == 0 {
        return Vec::new();
    }
    let matches = matches(page, locale);
    page.room.set(page.room.get().saturating_sub(matches.len()));
    let by_height = Strips::of(matches.iter().map(|(_, _, at)| *at));
    let mut found: Vec<Headings> = Vec::new();
    // A title close above the headings is no part of them, but the upper half of a heading of two lines is: headings of
    // one line and those with what stands above and below are both candidates.
    for near in [level, beside] {
        let mut of_kind: Vec<Rect> = Vec::new();
        // What stands near a heading depends on its height alone: those of one line of running text fail together.
        let mut tried: HashSet<(u32, u32)> = HashSet::new();
        for (field, _, pivot) in &matches {
            if !field.is_money()
                || of_kind.iter().any(|known| near(*known, *pivot))
                || !tried.insert((pivot.top.to_bits(), pivot.bottom.to_bits()))
            {
                continue;
            }
            let Some(candidate) = candidate(page, (&matches, &by_height), *pivot, near) else {
                continue;
            };
            of_kind.push(candidate.at);
            if !found.iter().any(|known| known.columns == candidate.columns) {
                found.push(candidate);
            }
        }
    }
    found.sort_by(|a, b| a.at.top.total_cmp(&b.at.top));
    found
}

type Near = fn(Rect, Rect) -> bool;

fn candidate(
    page: &HeadingWords<'_>,
    (matches, by_height): (&[Found], &Strips),
    pivot: Rect,
    near: Near,
) -> Option<Headings> {
    let (top, bottom) = around(pivot);
    let close = by_height.between(top, bottom).into_iter().filter_map(|place| matches.get(place));
    let mut columns: Vec<Found> = close.filter(|(_, _, at)| near(*at, pivot)).cloned().collect();
    columns.sort_by(|a, b| a.2.x0.total_cmp(&b.2.x0));
    let mut columns = settle_doubles(columns);
    let known = columns.len();
    let chunks = unknown(page, pivot, near, &columns);
    // Running text has a usual word here and there and many others between them.
    if chunks.iter().map(|(text, _)| text.split(' ').count()).sum::<usize>() > known + 4 {
        return None;
    }
    add_unknown(chunks, &mut columns);
    name_kind(&mut columns);
    name_date(&mut columns);
    let at = columns.iter().map(|(_, _, at)| *at).reduce(Rect::union).unwrap_or(pivot);
    let candidate = Headings { columns, at };
    (candidate.weight() > 0).then_some(candidate)
}

/// The heights between which all stands that can be [`level`] with a box or [`beside`] it.
fn around(pivot: Rect) -> (f32, f32) {
    (pivot.top - pivot.height(), pivot.bottom + pivot.height())
}

/// Whether two headings stand on one line.
fn level(a: Rect, b: Rect) -> bool {
    let middle = |at: Rect| (at.top + at.bottom) / 2.0;
    (middle(a) - middle(b)).abs() < a.height().min(b.height()) * 0.5
}

/// A heading: what it holds, its words, and where it stands.
type Found = (Field, String, Rect);

fn matches(page: &HeadingWords<'_>, locale: &Locale) -> Vec<Found> {
    let words = &page.words;
    let all = locale.headings.all();
    let mut found: Vec<Found> = Vec::new();
    for (place, phrase) in locale.phrases.spelt(page.squashed()) {
        let Some((field, printed)) = all.get(place) else { continue };
        // `Debit` and `Credit` close to each other are two headings; only with its stroke is `Debit/Credit` one.
        let stroke = printed.contains('/');
        let is_one = |at: &Rect| {
            let mut inside = page
                .between(at.top, at.bottom)
                .filter(|word| word.at().overlap_x(*at) > 0.0 && word.at().overlap_y(*at) > 0.0);
            !stroke || inside.any(|word| word.text().contains('/'))
        };
        let places = find_phrase(words, phrase).into_iter().filter(is_one);
        found.extend(places.map(|at| (*field, (*printed).to_owned(), at)));
    }
    // `Balance` within `Closing Balance` is not a heading of its own.
    let lengths: Vec<usize> = found.iter().map(|(_, phrase, _)| squash(phrase).len()).collect();
    let longer = |(a, short): (&Found, &usize), (b, long): (&Found, &usize)| {
        long > short && a.2.overlap_x(b.2) > a.2.width() * 0.5 && a.2.overlap_y(b.2) > a.2.height() * 0.3
    };
    let by_height = Strips::of(found.iter().map(|(_, _, at)| *at));
    let beaten = |(one, length): (&Found, &usize)| {
        let others = by_height.between(one.2.top, one.2.bottom);
        others.into_iter().any(|other| {
            found.get(other).zip(lengths.get(other)).is_some_and(|other| longer((one, length), other))
        })
    };
    let alone = found.iter().zip(&lengths).filter(|one| !beaten(*one));
    let mut kept: Vec<Found> = alone.map(|(one, _)| one.clone()).collect();
    kept.dedup_by(|a, b| a.0 == b.0 && a.2 == b.2);
    kept
}

/// One heading per place, and at most one column of each kind but narration.
fn settle_doubles(columns: Vec<Found>) -> Vec<Found> {
    let mut kept: Vec<Found> = Vec::new();
    for (mut field, phrase, at) in columns {
        if kept.iter().any(|(_, _, other)| other.overlap_x(at) > 0.5 * at.width()) {
            continue;
        }
        let taken = |field: Field, kept: &[(Field, String, Rect)]| kept.iter().any(|(of, _, _)| *of == field);
        if taken(field, &kept) && field != Field::Narration && field != Field::Ignore {
            field = match field {
                Field::Date if !taken(Field::ValueDate, &kept) => Field::ValueDate,
                Field::Reference | Field::DrCr => Field::Ignore,
                _ => continue,
            };
        }
        kept.push((field, phrase, at));
    }
    kept
}

/// Words beside the headings that are in none of them, with those that follow each other joined.
fn unknown(page: &HeadingWords<'_>, pivot: Rect, near: Near, columns: &[Found]) -> Vec<(String, Rect)> {
    let mut chunks: Vec<(String, Rect)> = Vec::new();
    let (top, bottom) = around(pivot);
    let mut unknown: Vec<&Heard<'_>> = page
        .between(top, bottom)
        .filter(|heard| near(heard.at(), pivot))
        .filter(|heard| !columns.iter().any(|(_, _, at)| at.overlap_x(heard.at()) > 0.0))
        .collect();
    unknown.sort_by(|a, b| a.at().x0.total_cmp(&b.at().x0));
    for heard in unknown {
        match chunks.last_mut() {
            Some((text, at)) if heard.at().x0 - at.x1 < heard.at().height() * 0.7 => {
                text.push(' ');
                text.push_str(heard.text());
                *at = at.union(heard.at());
            }
            _ => chunks.push((heard.text().to_owned(), heard.at())),
        }
    }
    // What carries numbers, such as a period, stands near the headings and is none of them.
    chunks.retain(|(text, _)| {
        text.chars().any(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_digit())
    });
    chunks
}

/// Headings that no list knows are columns all the same: the first before the amounts is the narration when no other
/// is, the rest is read and left out. A word at the distance of a space goes on a heading that is known.
fn add_unknown(chunks: Vec<(String, Rect)>, columns: &mut Vec<Found>) {
    let (with, alone): (Vec<_>, Vec<_>) =
        chunks.into_iter().partition(|(_, chunk)| columns.iter().any(|(_, _, at)| spaced(*at, *chunk)));
    for (text, chunk) in with {
        if let Some((_, phrase, at)) = columns.iter_mut().find(|(_, _, at)| spaced(*at, chunk)) {
            *phrase = if chunk.x0 < at.x0 { format!("{text} {phrase}") } else { format!("{phrase} {text}") };
            *at = at.union(chunk);
        }
    }
    // `Merchant Name` `or Transaction Description` is one heading now.
    columns.dedup_by(|next, kept| {
        let one = next.0 == kept.0 && next.0 == Field::Narration && spaced(kept.2, next.2);
        if one {
            kept.1 = format!("{} {}", kept.1, next.1);
            kept.2 = kept.2.union(next.2);
        }
        one
    });
    let widest = alone.iter().map(|(_, at)| at.width()).fold(0.0, f32::max);
    for (text, at) in alone {
        let has_narration = columns.iter().any(|(field, _, _)| *field == Field::Narration);
        let field = if !has_narration && at.width() >= widest { Field::Narration } else { Field::Ignore };
        columns.push((field, text, at));
    }
    columns.sort_by(|a, b| a.2.x0.total_cmp(&b.2.x0));
}

/// Beside columns of both sides, a column of kinds does not say which way a row went: it says what the row is.
fn name_kind(columns: &mut [Found]) {
    let has = |sought: Field| columns.iter().any(|(field, _, _)| *field == sought);
    if has(Field::Debit)
        && has(Field::Credit)
        && !has(Field::Narration)
        && let Some((field, _, _)) = columns.iter_mut().find(|(field, _, _)| *field == Field::DrCr)
    {
        *field = Field::Narration;
    }
}

/// A value date that stands alone is the date of its row.
fn name_date(columns: &mut [Found]) {
    if columns.iter().all(|(field, _, _)| *field != Field::Date)
        && let Some((field, _, _)) = columns.iter_mut().find(|(field, _, _)| *field == Field::ValueDate)
    {
        *field = Field::Date;
    }
}

/// Whether two boxes of one line are no more than a space apart.
fn spaced(a: Rect, b: Rect) -> bool {
    let gap = (b.x0 - a.x1).max(a.x0 - b.x1);
    level(a, b) && gap < a.height().min(b.height()) * 0.4
}

#[cfg(test)]
mod tests {
    use super::*;
    use bank_templates::Templates;

    #[test]
    fn the_index_finds_what_trying_each_phrase_finds() {
        let page = crate::fixed_pitch::document(
            "
Txn Date   Value Dt   Chq./ Ref.No.   Narration      Withdrawal   Deposit    Closing
                                                     (Dr)         (Cr)       Balance
Ngày giao dịch   Số tiền ghi nợ   Số dư   Buchungstag  Soll  Haben  거래 후 잔액  # S.No
in the balance of a deposit, money out of it or in: date of the transaction
",
        );
        let lines = page.pages[0].lines();
        let words = HeadingWords::new(&lines, Rc::new(Cell::new(1_000)));
        for locale in Templates::embedded().locales() {
            let all = locale.headings.all();
            let naive: Vec<(usize, Vec<Rect>)> = all
                .iter()
                .enumerate()
                .map(|(place, (_, phrase))| (place, find_phrase(&words.words, &squash(phrase))))
                .filter(|(_, found)| !found.is_empty())
                .collect();
            let indexed: Vec<(usize, Vec<Rect>)> = locale
                .phrases
                .spelt(words.squashed())
                .into_iter()
                .map(|(place, phrase)| (place, find_phrase(&words.words, phrase)))
                .filter(|(_, found)| !found.is_empty())
                .collect();
            assert!(naive.len() > 5, "{}", locale.tag);
            assert_eq!(naive, indexed, "{}", locale.tag);
        }
    }

    #[test]
    fn headings_without_end_are_not_searched_to_the_end() {
        let page = crate::fixed_pitch::document("\nDate   Narration   Debit   Credit   Balance\n");
        let lines = page.pages[0].lines();
        let locale = Templates::embedded().locale("en").unwrap();
        let room = Rc::new(Cell::new(8));
        let found = || headings(&HeadingWords::new(&lines, Rc::clone(&room)), locale).len();
        // Five words each; the second page still begins within the room.
        assert_eq!([found(), found(), found()], [1, 1, 0]);
    }
}
