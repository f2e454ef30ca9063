//! Cross-reference tables and streams: where each object of an undamaged file stands.

use super::{Dict, Object, Section, SectionForm, parser};
use crate::budget::Budget;
use crate::filters::Decoder;
use crate::lexer::{Lexer, Token, is_space};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

/// Sections of one file; each revision adds one or two.
const MAX_SECTIONS: usize = 4_096;
/// How far from the end `startxref` is looked for.
const TAIL: usize = 2_048;

use super::Place;

/// The places of all objects, and the trailer.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) places: HashMap<u32, Place>,
    pub(super) trailer: Vec<(std::rc::Rc<[u8]>, Object)>,
    /// Objects that the classic section read last gives out as free, unless a newer section knew of them.
    pub(super) freed: Vec<u32>,
    /// How many sections there are; the second half of a hybrid section is not counted.
    pub(super) sections: u32,
}

impl Table {
    /// Whether there are more objects than a file may have, free ones included.
    pub(super) fn is_too_long(&self, budget: &Budget) -> bool {
        self.places.len() as u64 > budget.limits.objects.saturating_mul(2)
    }
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
        let trailer = section(bytes, at, &mut table, decoder, budget)?;
        let place = |key: &[u8]| match trailer.get(key) {
            None => Some(None),
            Some(value) => value.as_int().and_then(|at| usize::try_from(at).ok()).map(Some),
        };
        if table.is_too_long(budget) {
            break;
        }
        next.extend(place(b"Prev")?);
        table.sections += 1;
        if let Some(hybrid) = place(b"XRefStm")?.filter(|at| visited.insert(*at)) {
            // What the table of a hybrid file gives out as free, for readers that know no streams, the stream may have.
            let freed = std::mem::take(&mut table.freed);
            for number in &freed {
                table.places.remove(number);
            }
            section(bytes, hybrid, &mut table, decoder, budget)?;
            for number in freed {
                table.places.entry(number).or_insert(Place::Free);
            }
        }
        table.trailer.extend(trailer.entries().map(|(key, value)| (key.into(), value.clone())));
    }
    // The newest trailer counts, and of equal keys the last one given does.
    table.trailer.reverse();
    Some(table)
}

/// The same sections one by one, newest first, each with what it lists itself. Ends early where one is damaged.
pub(super) fn sections(bytes: &[u8], decoder: &mut Decoder, budget: &Budget) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut visited = HashSet::new();
    let mut next = start(bytes).map(|at| (at, false)).into_iter().collect::<Vec<_>>();
    let mut entries = 0;
    while let Some((at, hybrid)) = next.pop() {
        if !visited.insert(at) || visited.len() > MAX_SECTIONS || budget.out_of_time() {
            continue;
        }
        let mut own = Table::default();
        let Some(trailer) = section(bytes, at, &mut own, decoder, budget) else { break };
        entries += own.places.len() as u64;
        if entries > budget.limits.objects.saturating_mul(2) {
            break;
        }
        let place = |key: &[u8]| usize::try_from(trailer.get(key)?.as_int()?).ok();
        next.extend(place(b"Prev").map(|at| (at, false)));
        next.extend(place(b"XRefStm").map(|at| (at, true)));
        let form = match trailer.get(b"Type") {
            Some(_) => SectionForm::Stream,
            None => SectionForm::Table,
        };
        let mut places: Vec<(u32, Place)> = own.places.into_iter().collect();
        places.sort_unstable_by_key(|(number, _)| *number);
        match sections.last_mut().filter(|_| hybrid) {
            // The two halves of a hybrid section are one.
            Some(table) => {
                table.form = SectionForm::Hybrid;
                let listed: HashSet<u32> = places.iter().map(|(number, _)| *number).collect();
                table.places.retain(|(number, _)| !listed.contains(number));
                table.places.extend(places);
            }
            None => sections.push(Section { at, form, trailer, places }),
        }
    }
    sections
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

fn section(
    bytes: &[u8],
    at: usize,
    table: &mut Table,
    decoder: &mut Decoder,
    budget: &Budget,
) -> Option<Dict> {
    table.freed.clear();
    let mut lexer = Lexer::new(bytes);
    lexer.seek(at);
    if lexer.token()? == Token::Word(b"xref") {
        classic(&mut lexer, bytes, table, budget)
    } else {
        stream(bytes, at, table, decoder, budget)
    }
}

/// `0 3`, then lines of `0000000016 00000 n`, then the trailer.
fn classic(lexer: &mut Lexer<'_>, bytes: &[u8], table: &mut Table, budget: &Budget) -> Option<Dict> {
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
                Token::Word(b"f") => Place::Free,
                _ => return None,
            };
            if let Entry::Vacant(entry) = table.places.entry(number) {
                entry.insert(place);
                if place == Place::Free {
                    table.freed.push(number);
                }
            }
            if table.is_too_long(budget) {
                return Some(Dict::default());
            }
        }
    }
}

fn stream(
    bytes: &[u8],
    at: usize,
    table: &mut Table,
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
            table.places.entry(u32::try_from(number).ok()?).or_insert(place);
            if table.is_too_long(budget) {
                return Some(dict);
            }
        }
    }
    Some(dict)
}

/// The objects that do not begin where the table says; a single lie makes the whole table doubtful.
pub(super) fn lies(table: &Table, bytes: &[u8]) -> Vec<u32> {
    let is_true = |number: u32, place: Place| match place {
        Place::At(at) => stands_at(bytes, at, number),
        Place::In(container, _) => matches!(table.places.get(&container), Some(Place::At(_))),
        Place::Free => true,
    };
    let lying = table.places.iter().filter(|(number, place)| !is_true(**number, **place));
    lying.map(|(number, _)| *number).collect()
}

fn stands_at(bytes: &[u8], at: usize, number: u32) -> bool {
    let Some(rest) = bytes.get(at..) else { return false };
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
