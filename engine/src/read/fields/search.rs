//! Finds labels on lines, and the values that stand right of them or below.

use super::values::{plausible, tidy};
use super::{HeaderField, HeaderFields, Name, template_labels};
use crate::model::Locator;
use crate::page::PageLine;
use crate::read::identity::names_an_account;
use crate::table::Grammar;
use crate::value::Strength;
use bank_templates::locale::letters;
use bank_templates::template::{Header, Label, Take};
use pdf::{Line, Rect, Word};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// The lines, and what is known of the labels in them.
pub(in crate::read) struct Page<'p, 'g> {
    pub(in crate::read) lines: &'p [Split],
    pub(in crate::read) grammar: &'p Grammar<'g>,
    header: &'p Header,
    /// The labels of the template, squashed. Gathered when they are first asked for.
    template_labels: OnceCell<HashSet<String>>,
    /// Where each word stands, as line and place in it, in reading order. Every label is looked up by its first word, so that
    /// many labels cost little on long documents.
    places: OnceCell<Places<'p>>,
}

/// Places by the squashed word that stands there. Looked up for each letter of each label, which takes a quick hash.
type Places<'p> = HashMap<&'p str, Vec<(usize, usize)>, foldhash::fast::RandomState>;

impl<'p, 'g> Page<'p, 'g> {
    /// Lines ready to be searched with the labels of a template and those of the language.
    pub(in crate::read) fn new(
        lines: &'p [Split],
        grammar: &'p Grammar<'g>,
        header: &'p Header,
    ) -> Page<'p, 'g> {
        Page { lines, grammar, header, template_labels: OnceCell::new(), places: OnceCell::new() }
    }

    /// Whether squashed words are a label of any field: where the next one begins, a value ends.
    fn is_label(&self, squashed: &str) -> bool {
        let of_template = || {
            let labels = template_labels(self.header).into_iter().flat_map(|(_, labels)| &labels.0);
            labels.map(|label| letters(&label.label)).collect()
        };
        self.grammar.locale.squashed_labels().phrases.contains(squashed)
            || self.template_labels.get_or_init(of_template).contains(squashed)
    }

    fn places(&self) -> &Places<'p> {
        self.places.get_or_init(|| {
            let mut places = Places::default();
            for (index, line) in self.lines.iter().enumerate() {
                let words = line.words.iter().enumerate();
                for (start, word) in words.filter(|(_, word)| !word.squashed.is_empty()) {
                    places.entry(word.squashed.as_str()).or_default().push((index, start));
                }
            }
            places
        })
    }

    /// Where a label may begin: at the words that its letters begin with.
    fn starts(&self, label: &Sought) -> Vec<(usize, usize)> {
        let first = label.pieces.first().map_or("", String::as_str);
        if first.is_empty() {
            // A label that opens with any word begins anywhere.
            let places =
                |(index, line): (usize, &Split)| (0..line.words.len()).map(move |start| (index, start));
            return self.lines.iter().enumerate().flat_map(places).collect();
        }
        let ends = first.char_indices().map(|(at, c)| at + c.len_utf8());
        let mut starts: Vec<(usize, usize)> =
            ends.filter_map(|end| self.places().get(first.get(..end)?)).flatten().copied().collect();
        starts.sort_unstable();
        starts
    }

    pub(super) fn find(&self, name: Name, label: &Label, by_template: bool, fields: &mut HeaderFields) {
        let repeats = name == Name::JointHolder;
        if !repeats && fields.get(name).is_some() {
            return;
        }
        let sought = Sought::new(&label.label);
        for (index, start) in self.starts(&sought) {
            let Some(line) = self.lines.get(index) else { continue };
            let Some(end) = match_label(line, start, &sought, by_template, name) else {
                continue;
            };
            let value = match label.take {
                Take::Right => self.right_of(index, start, end, label.lines),
                Take::Below => self.below(index, start, end, label.lines),
                Take::NextLine => self.next_line(index, label.lines),
            };
            let Some((text, at)) = value else { continue };
            let is_name = matches!(name, Name::Holder | Name::JointHolder | Name::Branch | Name::AccountType);
            // What stands right of a label in a grid is the next label.
            let elsewhere = || is_far(line, end, at) || self.is_label(&letters(&text));
            if is_name && label.take == Take::Right && !by_template && elsewhere() {
                continue;
            }
            // Bare digits may be the day that a balance is stated for.
            let formed = |text: &str| {
                self.grammar.amounts.parse(text).is_some_and(|amount| amount.strength == Strength::Formed)
            };
            let figure = || {
                let words = line.words.get(end..).filter(|_| is_amount(name) && label.take == Take::Right)?;
                super::dated::amount(words, self.grammar).filter(|(text, _)| formed(text))
            };
            let fits = |text: &str| plausible(name, text, self.grammar);
            // `Opening balance 10.00 Closing balance 20.00`: the figure ends where it stops being one.
            let value = if fits(&text) { Some((text, at)) } else { figure().filter(|(text, _)| fits(text)) };
            if let Some((text, at)) = value {
                let text = tidy(name, &text, label);
                let overdrawn = is_amount(name) && is_overdrawn(line.words.get(start..end), self.grammar);
                let label = Some(label.clone());
                let at = Locator::new(line.at.page, at);
                let field = HeaderField { text, at, by_template, label, overdrawn };
                fields.put(name, field, line.at);
                if !repeats {
                    return;
                }
            }
        }
    }

    /// A name under its label: a few words without digits, in capitals or each with a capital.
    pub(super) fn find_name_below(&self, label: &Label, fields: &mut HeaderFields) {
        let mut found = HeaderFields::default();
        self.find(Name::Holder, label, false, &mut found);
        let Some(field) = found.get(Name::Holder) else {
            return;
        };
        let capital = |word: &str| word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase());
        let words: Vec<&str> = field.text.split_whitespace().collect();
        let is_name = (2..=5).contains(&words.len())
            && words.iter().all(|word| capital(word))
            && field.text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '’'));
        // Under `Account Name` stands whose account it is, or what it is called: `Joint Savings`.
        let is_label = self.is_label(&letters(&field.text));
        if is_name && !is_label && !names_an_account(&field.text, self.grammar.locale) {
            fields.put(Name::Holder, field.clone(), field.at);
        }
    }

    /// The words right of a label up to a wide gap or the next label, and the lines that go on below them.
    pub(in crate::read) fn right_of(
        &self,
        index: usize,
        start: usize,
        end: usize,
        count: usize,
    ) -> Option<(String, Rect)> {
        let line = self.lines.get(index)?;
        let label = line.words.get(start)?.at.x0;
        let words: Vec<&Part> =
            line.words.iter().skip(end).skip_while(|word| is_separator(&word.text)).collect();
        let (mut text, mut at) = run(self.before_label(&words))?;
        self.continue_below(index, count, Some(label), &mut text, &mut at);
        Some((text, at))
    }

    /// The words before the first label that a colon follows: in `FORT IFSC Code : LTBY0000001` the branch is `FORT`.
    fn before_label<'w, 'v>(&self, words: &'w [&'v Part]) -> &'w [&'v Part] {
        for colon in 1..words.len() {
            let ends = |word: &Part| word.text.ends_with(':') || is_separator(&word.text) && word.text != "-";
            if !words.get(colon).is_some_and(|word| ends(word)) {
                continue;
            }
            let label_start = (1..=colon).find(|start| {
                let spelt: String =
                    words.iter().take(colon + 1).skip(*start).map(|word| word.squashed.as_str()).collect();
                self.is_label(&spelt)
            });
            if let Some(start) = label_start {
                return words.get(..start).unwrap_or(words);
            }
        }
        words
    }

    /// Takes the lines under a value that are set flush with it, up to the line of the next label.
    fn continue_below(
        &self,
        index: usize,
        count: usize,
        label: Option<f32>,
        text: &mut String,
        at: &mut Rect,
    ) {
        let Some(page) = self.lines.get(index).map(|line| line.at.page) else {
            return;
        };
        let mut taken = 1;
        for line in self.lines.iter().skip(index + 1).filter(|line| line.at.page == page) {
            let labelled = |label: f32| line.words.iter().any(|word| (word.at.x0 - label).abs() < word.size);
            if taken >= count || label.is_some_and(labelled) {
                return;
            }
            let words: Vec<&Part> =
                line.words.iter().skip_while(|word| word.at.x0 < at.x0 - word.size * 0.5).collect();
            let Some((more, rect)) = run(&words) else { continue };
            let starts_under = (rect.x0 - at.x0).abs() < rect.height().max(4.0) * 0.6;
            if rect.top - at.bottom > rect.height() * 1.2 {
                return;
            }
            if !starts_under {
                continue;
            }
            if !text.ends_with(',') {
                text.push(',');
            }
            text.push(' ');
            text.push_str(&more);
            *at = at.union(rect);
            taken += 1;
        }
    }

    /// The value in the column under a label.
    pub(in crate::read) fn below(
        &self,
        index: usize,
        start: usize,
        end: usize,
        count: usize,
    ) -> Option<(String, Rect)> {
        let label = self.lines.get(index)?;
        let words = label.words.get(start..end)?;
        let at = words.iter().map(|word| word.at).reduce(Rect::union)?;
        let size = words.first()?.size;
        for (offset, line) in self.lines.iter().enumerate().skip(index + 1) {
            if line.at.page != label.at.page || line.at.rect.top - at.bottom > size * 2.5 {
                return None;
            }
            let under: Vec<&Part> =
                line.words.iter().skip_while(|word| word.at.x1 < at.x0 - size * 0.5).collect();
            if let Some((mut text, mut rect)) = run(&under)
                && (rect.overlap_x(at) > 0.0)
            {
                self.continue_below(offset, count, None, &mut text, &mut rect);
                return Some((text, rect));
            }
        }
        None
    }

    fn next_line(&self, index: usize, count: usize) -> Option<(String, Rect)> {
        let page = self.lines.get(index)?.at.page;
        let line = self.lines.get(index + 1).filter(|line| line.at.page == page)?;
        let words: Vec<&Part> = line.words.iter().collect();
        let (mut text, mut at) = run(&words)?;
        self.continue_below(index + 1, count, None, &mut text, &mut at);
        Some((text, at))
    }
}

/// Whether a value stands so far right of its label, with nothing to lead there, that it belongs to another block.
fn is_far(line: &Split, end: usize, value: Rect) -> bool {
    let label = end.checked_sub(1).and_then(|last| line.words.get(last));
    let led = line.words.get(end).is_some_and(|next| is_separator(&next.text));
    !led && label
        .is_some_and(|label| value.x0 - label.at.x1 > label.size * 10.0 && !label.text.ends_with(':'))
}

/// Whether a word among some says that the balance beside them is a debt.
pub(super) fn is_overdrawn(words: Option<&[Part]>, grammar: &Grammar<'_>) -> bool {
    let known = &grammar.locale.labels.overdrawn;
    words.is_some_and(|words| words.iter().any(|word| known.contains(&word.squashed)))
}

/// Whether the value of a field is money.
fn is_amount(name: Name) -> bool {
    matches!(name, Name::Opening | Name::Closing | Name::TotalDebit | Name::TotalCredit | Name::CreditLimit)
}

/// A label to look for, squashed once: pieces between the `*` that stand for one word each.
pub(in crate::read) struct Sought {
    pieces: Vec<String>,
}

impl Sought {
    pub(in crate::read) fn new(label: &str) -> Sought {
        Sought { pieces: label.split('*').map(letters).collect() }
    }

    /// The index after the label when its words are printed from word `start` on.
    fn end(&self, line: &Split, start: usize) -> Option<usize> {
        // The first letter tells most words of a page from the label without a call.
        let first = |text: Option<&str>| text.and_then(|text| text.bytes().next());
        let piece = first(self.pieces.first().map(String::as_str));
        if piece.is_some() && piece != first(line.words.get(start).map(|word| word.squashed.as_str())) {
            return None;
        }
        let mut at = start;
        for (index, piece) in self.pieces.iter().enumerate() {
            if index > 0 {
                line.words.get(at)?;
                at += 1;
            }
            let mut rest = piece.as_str();
            while !rest.is_empty() {
                let word = line.words.get(at)?;
                let near = at == start
                    || at
                        .checked_sub(1)
                        .and_then(|before| line.words.get(before))
                        .is_none_or(|before| word.at.x0 - before.at.x1 < word.size * 1.5);
                if !near {
                    return None;
                }
                rest = rest.strip_prefix(word.squashed.as_str())?;
                at += 1;
            }
        }
        Some(at)
    }
}

/// The index after the label when it is printed from word `start` on; `*` in a label stands for one word.
pub(in crate::read) fn match_label(
    line: &Split,
    start: usize,
    label: &Sought,
    by_template: bool,
    name: Name,
) -> Option<usize> {
    let first = line.words.get(start)?;
    let end = label.end(line, start)?;
    let before = start.checked_sub(1).and_then(|at| line.words.get(at));
    // `IFSC` and `MICR` mean nothing else wherever they stand; `Name` within `Branch Name` is another label.
    let unmistakable = matches!(
        name,
        Name::Ifsc | Name::Micr | Name::Iban | Name::Bic | Name::SortCode | Name::RoutingNumber
    );
    // A number goes on with its neighbour's label: `Sort Code 20-12-34 Account Number 12345678`.
    let after_code = |before: &Part| {
        name == Name::AccountNumber && before.squashed.chars().filter(char::is_ascii_digit).count() >= 4
    };
    // Behind a figure the next label begins without more than a space.
    let after_figure = |before: &Part| is_amount(name) && before.text.ends_with(|c: char| c.is_ascii_digit());
    // `Name : ASHA EXAMPLE Account No : 0099`: on a line of labels with colons no gap is needed, but for names of
    // people, which many labels end in: `Nominee Name`.
    let earlier = || {
        let colon = |word: &Part| word.text.ends_with(':');
        let last = end.checked_sub(1).and_then(|at| line.words.get(at));
        !matches!(name, Name::Holder | Name::JointHolder | Name::Address)
            && line.words.iter().take(start).any(colon)
            && (last.is_some_and(colon) || line.words.get(end).is_some_and(colon))
    };
    if let Some(before) = before
        && !unmistakable
        && !after_code(before)
        && !after_figure(before)
        && !earlier()
        && !is_separator(&before.text)
        && !before.text.ends_with([':', ','])
        && first.at.x0 - before.at.x1 < first.size * 0.9
    {
        return None;
    }
    // `Account` is no label in `Account Summary`: a usual label has to be followed by a colon, a gap or a number.
    let last = line.words.get(end.checked_sub(1)?)?;
    if let Some(next) = line.words.get(end)
        && !by_template
    {
        let parted = last.text.ends_with(':')
            || is_separator(&next.text)
            || next.at.x0 - last.at.x1 > last.size * 0.9
            || next.text.contains(|c: char| c.is_ascii_digit())
            || matches!(next.squashed.as_str(), "from" | "ending" | "");
        if !parted {
            return None;
        }
    }
    Some(end)
}

/// Words from the first on, up to a gap that is too wide for one value.
fn run(words: &[&Part]) -> Option<(String, Rect)> {
    let first = words.first()?;
    let (mut text, mut at) = (first.text.clone(), first.at);
    for word in words.iter().skip(1) {
        if word.at.x0 - at.x1 > word.size * 2.2 || word.text == "|" {
            break;
        }
        text.push(' ');
        text.push_str(&word.text);
        at = at.union(word.at);
    }
    Some((text, at))
}

/// A line with its words cut at colons, so that `IFSC:LTBY0000001` is label and value.
pub(in crate::read) struct Split {
    pub(super) at: Locator,
    pub(in crate::read) words: Vec<Part>,
}

#[derive(Clone)]
pub(in crate::read) struct Part {
    pub(in crate::read) text: String,
    pub(in crate::read) squashed: String,
    pub(in crate::read) at: Rect,
    pub(super) size: f32,
}

impl Split {
    pub(super) fn new(line: &PageLine) -> Split {
        Split::of(line.page, &line.line)
    }

    pub(in crate::read) fn of(page: u32, line: &Line) -> Split {
        let words = line.words.iter().flat_map(parts).collect();
        Split { at: Locator::new(page, line.at), words }
    }

    pub(super) fn text(&self) -> String {
        self.words.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

fn parts(word: &Word) -> Vec<Part> {
    let whole =
        |text: &str, at: Rect| Part { text: text.to_owned(), squashed: letters(text), at, size: word.size };
    let cut = word.text.find(':').map(|at| at + 1).filter(|at| *at < word.text.len());
    if let Some(cut) = cut
        && let (Some(label), Some(value)) = (word.text.get(..cut), word.text.get(cut..))
        && label.chars().all(|c| !c.is_ascii_digit())
        && !value.starts_with('/')
    {
        let share = label.chars().count() as f32 / word.text.chars().count().max(1) as f32;
        let middle = word.at.x0 + word.at.width() * share;
        return vec![
            whole(label, Rect { x1: middle, ..word.at }),
            whole(value, Rect { x0: middle, ..word.at }),
        ];
    }
    vec![whole(&word.text, word.at)]
}

/// Words that stand between a label and its value, or between two fields of a line.
pub(super) fn is_separator(text: &str) -> bool {
    matches!(text, ":" | "|" | "-" | "–" | ":-" | "=" | "•" | "■" | "·")
}
