//! The table of a damaged file, made anew from what looks like an object.

use super::headless::{self, Headed, Headless};
use super::stream_end::Ends;
use super::xref::Table;
use super::{Dict, Object, Place, parser};
use crate::budget::Budget;
use crate::lexer::{Lexer, is_space};
use memchr::memmem;
use std::collections::HashMap;

/// Objects between two looks at the clock.
const CLOCK_EVERY: usize = 4_096;

/// Trailers that are looked at.
const MAX_TRAILERS: usize = 4_096;

/// What a walk through the file found.
#[derive(Default)]
pub(super) struct Found {
    /// Where each object begins; of several with one number the last one that can be read.
    places: HashMap<u32, usize>,
    /// Where the first copy of each object begins, which tells in which order objects were written.
    pub(super) firsts: HashMap<u32, usize>,
    /// Where the values of objects stand whose headers are lost.
    pub(super) headless: HashMap<u32, usize>,
    /// Object streams in file order: number, and where they begin.
    pub(super) packs: Vec<(u32, usize)>,
    /// Trailers in file order, those of cross-reference streams among them.
    trailers: Vec<(usize, Dict)>,
    catalog: Option<u32>,
    /// What looks like the encryption dictionary, and its revision.
    lock: Option<(u32, i64)>,
}

/// Looks for objects from the first byte to the last; what stands within a stream is no object of this file. `listed` are the
/// numbers that the table of the file lists, in the order of their places, as far as it can be read.
pub(super) fn search(bytes: &[u8], listed: &[u32], budget: &Budget) -> Found {
    let headers = headers(bytes);
    let mut found = Found::default();
    let mut readable = HashMap::new();
    let mut streams = Vec::new();
    let mut headed = Vec::with_capacity(headers.len());
    let mut end_of_stream = 0;
    let stream_ends = Ends::find(bytes);
    let ends = headers.iter().skip(1).map(|(at, _)| *at).chain([bytes.len()]);
    for (index, ((at, number), end)) in headers.iter().copied().zip(ends).enumerate() {
        if index.is_multiple_of(CLOCK_EVERY) && budget.out_of_time() {
            break;
        }
        if at < end_of_stream {
            continue;
        }
        if found.places.len() as u64 > budget.limits.objects {
            break;
        }
        let window = bytes.get(at..end).unwrap_or_default();
        found.firsts.entry(number).or_insert(at);
        let value = parser::header(bytes, at).map_or(at, |(_, value)| value);
        headed.push(Headed { number, at, value, end: value });
        let Some(parsed) = parser::indirect(window, 0, budget) else {
            // A later copy that was cut off replaces nothing that can be read.
            if !readable.contains_key(&number) {
                found.places.insert(number, at);
            }
            continue;
        };
        found.places.insert(number, at);
        readable.insert(number, ());
        let mut end_of_value = at + parsed.end;
        if let Some(dict) = parsed.object.as_dict() {
            if let Some(start) = parsed.stream_start {
                end_of_stream = stream_ends.of(bytes, dict, at + start);
                end_of_value = end_of_stream;
                streams.push((at + start, end_of_stream));
            }
            found.look_at(number, at, dict, parsed.stream_start.is_some());
        }
        if let Some(object) = headed.last_mut() {
            object.end = end_of_value;
        }
    }
    found.add_headless(bytes, headless::find(bytes, &headed, listed, &stream_ends, budget), budget);
    found.read_trailers(bytes, &streams, budget);
    found
}

/// Where `12 0 obj` stands, and its number.
pub(super) fn headers(bytes: &[u8]) -> Vec<(usize, u32)> {
    let header = |at: usize| {
        let head = bytes.get(..at)?;
        let (head, _) = split_tail(head, is_space);
        let (head, generation) = split_tail(head, |byte| byte.is_ascii_digit());
        let (head, space) = split_tail(head, is_space);
        let (head, number) = split_tail(head, |byte| byte.is_ascii_digit());
        let whole = !generation.is_empty() && !space.is_empty();
        let number = std::str::from_utf8(number).ok().filter(|_| whole)?.parse().ok()?;
        Some((head.len(), number))
    };
    memmem::find_iter(bytes, b"obj").filter_map(header).collect()
}

/// Splits off the bytes at the end that fulfil a condition. No part of a header is long.
fn split_tail(bytes: &[u8], holds: impl Fn(u8) -> bool) -> (&[u8], &[u8]) {
    let tail = bytes.iter().rev().take(20).take_while(|byte| holds(**byte)).count();
    bytes.split_at_checked(bytes.len() - tail).unwrap_or((bytes, &[]))
}

impl Found {
    /// Notes what an object is good for.
    fn look_at(&mut self, number: u32, at: usize, dict: &Dict, is_stream: bool) {
        let is = |kind: &[u8]| dict.get(b"Type").and_then(Object::as_name) == Some(kind);
        if is_stream {
            if is(b"ObjStm") {
                self.packs.push((number, at));
            } else if is(b"XRef") {
                self.trailers.push((at, dict.clone()));
            }
        } else if dict.get(b"Filter").and_then(Object::as_name) == Some(b"Standard")
            && dict.get(b"O").is_some()
            && let Some(revision) = dict.get(b"R").and_then(Object::as_int)
        {
            self.lock = Some((number, revision));
        } else if is(b"Catalog") || self.catalog.is_none() && dict.get(b"Pages").is_some() {
            self.catalog = Some(number);
        }
    }

    fn add_headless(&mut self, bytes: &[u8], headless: Headless, budget: &Budget) {
        for number in &headless.misnamed {
            self.places.remove(number);
        }
        for (number, at) in &headless.values {
            self.firsts.insert(*number, *at);
            if let Some(found) = parser::body(bytes, *at, (*number, 0), budget)
                && let Some(dict) = found.object.as_dict()
            {
                self.look_at(*number, *at, dict, found.stream_start.is_some());
            }
        }
        self.packs.sort_by_key(|(_, at)| *at);
        self.headless = headless.values;
    }

    fn read_trailers(&mut self, bytes: &[u8], streams: &[(usize, usize)], budget: &Budget) {
        let mut starts: Vec<usize> = memmem::find_iter(bytes, b"trailer").collect();
        // Each revision has one, and the last ones say what counts.
        starts.drain(..starts.len().saturating_sub(MAX_TRAILERS));
        let ends = starts.iter().skip(1).copied().chain([bytes.len()]);
        for (at, end) in starts.iter().copied().zip(ends) {
            let before = streams.partition_point(|(start, _)| *start <= at);
            let within = before.checked_sub(1).and_then(|stream| streams.get(stream));
            if within.is_some_and(|(_, end)| at < *end) {
                continue;
            }
            let mut lexer = Lexer::new(bytes.get(at + b"trailer".len()..end).unwrap_or_default());
            if let Some(Object::Dict(dict)) = parser::value(&mut lexer, budget) {
                self.trailers.push((at, dict));
            }
        }
        self.trailers.sort_by_key(|(at, _)| *at);
    }

    /// Where an object begins.
    pub(super) fn place(&self, number: u32) -> Option<usize> {
        self.places.get(&number).copied()
    }

    /// The lock of a file whose trailers are all lost, which looks open and is not: its number and revision. Where there
    /// is a trailer that names none, a lock is a remnant of what the file once was.
    pub(super) fn lost_lock(&self) -> Option<(u32, i64)> {
        self.lock.filter(|_| self.trailers.is_empty())
    }

    /// How many objects there are, without those in object streams.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// A table of everything that stands in the file itself.
    pub(super) fn table(&self) -> Table {
        let mut trailer = Vec::new();
        // Without a trailer the catalog is whatever looks like one.
        trailer.extend(self.catalog.map(|number| (b"Root".as_slice().into(), Object::Ref((number, 0)))));
        trailer.extend(
            self.lost_lock().map(|(number, _)| (b"Encrypt".as_slice().into(), Object::Ref((number, 0)))),
        );
        for (_, dict) in &self.trailers {
            let root_is_there = |value: &Object| match value {
                Object::Ref((number, _)) => {
                    !self.packs.is_empty()
                        || self.places.contains_key(number)
                        || self.headless.contains_key(number)
                }
                _ => false,
            };
            let entries = dict.entries().filter(|(key, value)| *key != b"Root" || root_is_there(value));
            trailer.extend(entries.map(|(key, value)| (key.into(), value.clone())));
        }
        let places = self.places.iter().map(|(number, at)| (*number, Place::At(*at)));
        Table { places: places.collect(), trailer, ..Table::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn places(bytes: &[u8]) -> Vec<(u32, usize)> {
        let found = search(bytes, &[], &Budget::new(&Limits::default()));
        let mut places: Vec<_> = found.places.into_iter().collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn objects_are_found_wherever_they_stand() {
        assert_eq!(places(b"junk 12 0 obj 5 endobj\r7 0\nobj<<>>8 0 obj[]"), [(7, 23), (8, 34), (12, 5)]);
        assert_eq!(places(b"obj 0 obj endobj xobj"), []);
    }

    #[test]
    fn the_last_copy_that_can_be_read_counts() {
        assert_eq!(places(b"1 0 obj 5 endobj 1 0 obj 6 endobj"), [(1, 17)]);
        assert_eq!(places(b"1 0 obj 5 endobj 1 0 obj << /A (cut"), [(1, 0)]);
    }

    #[test]
    fn streams_hide_what_they_hold() {
        let file = b"1 0 obj << /Length 7 >>stream\n2 0 obj\nendstream endobj 3 0 obj 4 endobj";
        assert_eq!(places(file).iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 3]);
        let lying = b"1 0 obj << /Length 3 >>stream\n2 0 obj\nendstream endobj 3 0 obj 4 endobj";
        assert_eq!(places(lying).iter().map(|(number, _)| *number).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn trailers_add_up() {
        let file = b"1 0 obj << /Type /Catalog >> endobj trailer << /Root 9 0 R /Info 2 0 R >> trailer << /Info 3 0 R >>";
        let table = search(file, &[], &Budget::new(&Limits::default())).table();
        let trailer = Dict::new(table.trailer);
        assert_eq!(trailer.get(b"Info"), Some(&Object::Ref((3, 0))));
        assert_eq!(trailer.get(b"Root"), Some(&Object::Ref((1, 0))), "9 is nowhere");
    }
}
