//! Cross-reference tables and streams: where each object of an undamaged file stands.

use super::places::Places;
use super::{Dict, Object, Place, Section, SectionForm, parser, rebuild};
use crate::budget::Budget;
use crate::filters::Decoder;
use crate::lexer::{Lexer, Token, is_space};
use memchr::memmem;
use std::collections::HashSet;
use std::rc::Rc;

/// Sections of one file; each revision adds one or two.
const MAX_SECTIONS: usize = 4_096;
/// How far from the end `startxref` is looked for.
const TAIL: usize = 2_048;

/// Entries of all sections together, for each object that a file may have: honest revisions list what they changed.
const ENTRIES_PER_OBJECT: u64 = 4;

/// What one section lists, in its order.
type Entries = Vec<(u32, Place)>;

/// The places of all objects, and the trailer.
#[derive(Default)]
pub(super) struct Table {
    pub(super) places: Places,
    pub(super) trailer: Vec<(Rc<[u8]>, Object)>,
    /// Newest first, each with what it lists itself; the two halves of a hybrid section are one.
    pub(super) sections: Vec<Section>,
    /// How many entries they have together.
    pub(super) entries: u64,
}

impl Table {
    /// Whether there are more objects than a file may have, free ones included, or whether they are listed too often.
    pub(super) fn is_too_long(&self, budget: &Budget) -> bool {
        self.places.len() as u64 > budget.limits.objects.saturating_mul(2)
            || self.entries > budget.limits.objects.saturating_mul(ENTRIES_PER_OBJECT)
    }

    /// The numbers of the objects that stand in the file itself, by where they do.
    pub(super) fn in_order_of_places(&self) -> Vec<u32> {
        in_order_of_places(self.places.iter())
    }

    /// Takes the entries of a section of which no newer one says anything; gives those back that it frees.
    fn add(&mut self, entries: &Entries) -> Vec<u32> {
        self.entries += entries.len() as u64;
        let mut freed = Vec::new();
        for &(number, place) in entries {
            if self.places.insert_new(number, place) && place == Place::Free {
                freed.push(number);
            }
        }
        freed
    }

    /// The table of a file that ends behind these sections, newest first.
    pub(super) fn of<'s>(sections: impl Iterator<Item = &'s Section>) -> Table {
        let mut table = Table::default();
        for section in sections {
            table.add(&section.places);
            table.trailer.extend(section.trailer.entries().map(|(key, value)| (key.into(), value.clone())));
        }
        table.trailer.reverse();
        table
    }
}

fn in_order_of_places(entries: impl Iterator<Item = (u32, Place)>) -> Vec<u32> {
    let at = |(number, place)| match place {
        Place::At(at) => Some((at, number)),
        _ => None,
    };
    let mut places: Vec<(usize, u32)> = entries.filter_map(at).collect();
    places.sort_unstable();
    places.into_iter().map(|(_, number)| number).collect()
}

/// What the last table of a file lists that does not say where its table stands, as [`Table::in_order_of_places`]: the places
/// are as wrong as everything in such a file, and their order is not.
pub(super) fn order_of_last_table(bytes: &[u8], decoder: &mut Decoder, budget: &Budget) -> Vec<u32> {
    let begins_line =
        |at: &usize| at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(|byte| is_space(*byte));
    let at = memmem::rfind_iter(bytes, b"xref").take(MAX_SECTIONS).find(begins_line);
    let section = at.and_then(|at| section(bytes, at, decoder, budget));
    section.map(|(entries, _)| in_order_of_places(entries.into_iter())).unwrap_or_default()
}

/// Reads all sections, newest first. Nothing when any of it is not as it should be: repair is the business of others.
/// Ends early when the table is too long.
pub(super) fn read(bytes: &[u8], decoder: &mut Decoder, budget: &Budget) -> Option<Table> {
    let mut table = Table::default();
    let mut visited = HashSet::new();
    let mut next = vec![start(bytes)?];
    while let Some(at) = next.pop() {
        if !visited.insert(at) {
            continue;
        }
        if visited.len() > MAX_SECTIONS {
            return None;
        }
        let (mut places, trailer) = section(bytes, at, decoder, budget)?;
        let freed = table.add(&places);
        let place = |key: &[u8]| match trailer.get(key) {
            None => Some(None),
            Some(value) => value.as_int().and_then(|at| usize::try_from(at).ok()).map(Some),
        };
        if is_full(&places, budget) {
            table.entries = u64::MAX;
        }
        if table.is_too_long(budget) {
            break;
        }
        next.extend(place(b"Prev")?);
        let mut form = if trailer.get(b"Type").is_some() { SectionForm::Stream } else { SectionForm::Table };
        if let Some(hybrid) = place(b"XRefStm")?.filter(|at| visited.insert(*at)) {
            // What the table of a hybrid file gives out as free, for readers that know no streams, the stream may have.
            for number in &freed {
                table.places.remove(*number);
            }
            let (of_stream, _) = section(bytes, hybrid, decoder, budget)?;
            table.add(&of_stream);
            for number in freed {
                table.places.insert_new(number, Place::Free);
            }
            form = SectionForm::Hybrid;
            let listed: HashSet<u32> = of_stream.iter().map(|(number, _)| *number).collect();
            places.retain(|(number, _)| !listed.contains(number));
            places.extend(of_stream);
        }
        table.trailer.extend(trailer.entries().map(|(key, value)| (key.into(), value.clone())));
        table.sections.push(Section { at, form, trailer, places });
    }
    // The newest trailer counts, and of equal keys the last one given does.
    table.trailer.reverse();
    Some(table)
}

fn start(bytes: &[u8]) -> Option<usize> {
    let from = bytes.len().saturating_sub(TAIL);
    let tail = bytes.get(from..)?;
    let at = tail.windows(9).rposition(|window| window == b"startxref")?;
    let mut lexer = Lexer::new(tail.get(at + 9..)?);
    match lexer.token()? {
        Token::Int(at) => usize::try_from(at).ok().filter(|at| *at < bytes.len()),
        _ => None,
    }
}

/// Whether objects follow behind the last word about where the table stands: a revision that has lost its own.
pub(super) fn is_outgrown(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(TAIL)..).unwrap_or_default();
    let last = memmem::rfind(tail, b"startxref").and_then(|at| tail.get(at..));
    last.is_some_and(|rest| !rebuild::headers(rest).is_empty())
}

/// Reads one section: what it lists by ascending numbers, each once, and its trailer.
fn section(bytes: &[u8], at: usize, decoder: &mut Decoder, budget: &Budget) -> Option<(Entries, Dict)> {
    let mut lexer = Lexer::new(bytes);
    lexer.seek(at);
    let mut entries = Entries::new();
    let trailer = if lexer.token()? == Token::Word(b"xref") {
        classic(&mut lexer, bytes, &mut entries, budget)?
    } else {
        stream(bytes, at, &mut entries, decoder, budget)?
    };
    // Of several entries with one number the first counts.
    if !is_full(&entries, budget) && !entries.is_sorted_by(|(one, _), (other, _)| one < other) {
        entries.sort_by_key(|(number, _)| *number);
        entries.dedup_by_key(|(number, _)| *number);
    }
    Some((entries, trailer))
}

/// Whether a section lists more than a table may have.
fn is_full(entries: &Entries, budget: &Budget) -> bool {
    entries.len() as u64 > budget.limits.objects.saturating_mul(2)
}

/// `0 3`, then lines of `0000000016 00000 n`, then the trailer.
fn classic(lexer: &mut Lexer<'_>, bytes: &[u8], entries: &mut Entries, budget: &Budget) -> Option<Dict> {
    loop {
        let first = match lexer.token()? {
            Token::Int(first) => u32::try_from(first).ok()?,
            Token::Word(b"trailer") => {
                return match parser::value(lexer, budget)? {
                    Object::Dict(dict) => Some(dict),
                    _ => None,
                };
            }
            _ => return None,
        };
        let Token::Int(count) = lexer.token()? else {
            return None;
        };
        // Each entry takes twenty bytes, so the file itself bounds how many there can be.
        let count = u32::try_from(count).ok().filter(|count| *count as usize <= bytes.len() / 18)?;
        for number in first..first.checked_add(count)? {
            let (Token::Int(offset), Token::Int(_)) = (lexer.token()?, lexer.token()?) else {
                return None;
            };
            let place = match lexer.token()? {
                Token::Word(b"n") => Place::At(usize::try_from(offset).ok()?),
                // Some editors list what they use as free; what is free has no place where it begins.
                Token::Word(b"f") => {
                    match usize::try_from(offset).ok().filter(|at| is_object(bytes, *at, number)) {
                        Some(at) => Place::At(at),
                        None => Place::Free,
                    }
                }
                _ => return None,
            };
            entries.push((number, place));
            if is_full(entries, budget) {
                return Some(Dict::default());
            }
        }
    }
}

fn stream(
    bytes: &[u8],
    at: usize,
    entries: &mut Entries,
    decoder: &mut Decoder,
    budget: &Budget,
) -> Option<Dict> {
    let found = parser::indirect(bytes, at, budget)?;
    let dict = found.object.as_stream()?.dict.clone();
    let length = usize::try_from(dict.get(b"Length")?.as_int()?).ok()?;
    let start = found.stream_start?;
    let raw = bytes.get(start..start.checked_add(length)?)?;
    let data = decoder.decode_direct(&dict, raw, budget)?;
    let numbers = |key: &[u8]| -> Option<Vec<usize>> {
        let items = dict.get(key)?.as_array()?;
        items.iter().map(|item| usize::try_from(item.as_int()?).ok()).collect()
    };
    let widths = numbers(b"W")?;
    let [kind_width, second_width, third_width] = *widths.as_slice() else {
        return None;
    };
    let width = widths.iter().sum::<usize>();
    if width == 0 || widths.iter().any(|width| *width > 8) {
        return None;
    }
    let size = usize::try_from(dict.get(b"Size")?.as_int()?).ok()?;
    let sections = numbers(b"Index").unwrap_or_else(|| vec![0, size]);
    let mut rows = data.chunks_exact(width);
    for pair in sections.chunks_exact(2) {
        let [first, count] = *pair else { return None };
        for number in (first..).take(count) {
            let Some(row) = rows.next() else { break };
            let field = |from: usize, width: usize| {
                let digits = row.get(from..from + width).unwrap_or_default();
                digits.iter().fold(0usize, |value, byte| (value << 8) | usize::from(*byte))
            };
            let kind = if kind_width == 0 { 1 } else { field(0, kind_width) };
            let second = field(kind_width, second_width);
            let third = field(kind_width + second_width, third_width);
            let place = match kind {
                1 => Place::At(second),
                2 => Place::In(u32::try_from(second).ok()?, third),
                _ => Place::Free,
            };
            entries.push((u32::try_from(number).ok()?, place));
            if is_full(entries, budget) {
                return Some(dict);
            }
        }
    }
    Some(dict)
}

/// Whether an object of that number begins at a place, which is not among the first bytes of a file.
fn is_object(bytes: &[u8], at: usize, number: u32) -> bool {
    at > 0 && stands_at(bytes, at, number) && parser::header(bytes, at).is_some_and(|(id, _)| id.0 == number)
}

/// The objects that do not begin where the table says; a single lie makes the whole table doubtful.
pub(super) fn lies(table: &Table, bytes: &[u8]) -> Vec<u32> {
    lies_where(table, |at, number| stands_at(bytes, at, number))
}

/// As [`lies`], with a look at the rest of each header as well, which takes longer.
pub(super) fn lies_to_the_letter(table: &Table, bytes: &[u8]) -> Vec<u32> {
    lies_where(table, |at, number| is_object(bytes, at, number))
}

fn lies_where(table: &Table, stands: impl Fn(usize, u32) -> bool) -> Vec<u32> {
    let is_true = |number: u32, place: Place| match place {
        Place::At(at) => stands(at, number),
        Place::In(container, _) => matches!(table.places.get(container), Some(Place::At(_))),
        Place::Free => true,
    };
    table
        .places
        .iter()
        .filter(|(number, place)| !is_true(*number, *place))
        .map(|(number, _)| number)
        .collect()
}

/// How far before an object a table may point, and its number.
const MOST_SPACE: usize = 64;

fn stands_at(bytes: &[u8], at: usize, number: u32) -> bool {
    let Some(rest) = bytes.get(at..) else { return false };
    let rest = rest.get(..MOST_SPACE).unwrap_or(rest);
    let mut digits = rest.iter().skip_while(|byte| is_space(**byte)).take(11);
    let mut found = 0u32;
    for byte in digits.by_ref() {
        match byte {
            b'0'..=b'9' => found = found.wrapping_mul(10).wrapping_add(u32::from(byte - b'0')),
            byte => return is_space(*byte) && found == number,
        }
    }
    false
}
