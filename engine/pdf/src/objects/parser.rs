//! Tokens to objects.

use super::{Dict, Object, ObjectId, Stream};
use crate::budget::Budget;
use crate::lexer::{Lexer, Raw, Token};
use std::rc::Rc;

/// An indirect object as it stands in a file.
pub(super) struct Indirect {
    pub(super) id: ObjectId,
    pub(super) object: Object,
    /// Where the bytes of a stream begin.
    pub(super) stream_start: Option<usize>,
    /// Where the value ends, the data of a stream not included.
    pub(super) end: usize,
}

/// Reads `12 0 obj ... endobj` at a place in the file; nothing when no object begins there.
pub(super) fn indirect(bytes: &[u8], at: usize, budget: &Budget) -> Option<Indirect> {
    let (id, value) = header(bytes, at)?;
    body(bytes, value, id, budget)
}

/// As [`indirect`], of an object whose header stands before that place, or was lost.
pub(super) fn body(bytes: &[u8], at: usize, id: ObjectId, budget: &Budget) -> Option<Indirect> {
    let mut lexer = Lexer::new(bytes);
    lexer.seek(at);
    let object = value(&mut lexer, budget)?;
    let after = lexer.position();
    let Object::Dict(dict) = object else {
        return Some(Indirect { id, object, stream_start: None, end: after });
    };
    if lexer.token() != Some(Token::Word(b"stream")) {
        return Some(Indirect { id, object: Object::Dict(dict), stream_start: None, end: after });
    }
    // The keyword ends with a line break, which a lone carriage return should not be but sometimes is. Blanks before it are
    // no part of the data either.
    let start = lexer.position();
    let blanks = bytes.get(start..)?.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let breaks = matches!(bytes.get(start + blanks), Some(b'\r' | b'\n'));
    let start = if breaks { start + blanks } else { start };
    let start = match bytes.get(start..)? {
        [b'\r', b'\n', ..] => start + 2,
        [b'\n' | b'\r', ..] => start + 1,
        _ => start,
    };
    Some(Indirect { id, object: Object::Stream(Stream { dict, id }), stream_start: Some(start), end: after })
}

/// Whether a dictionary that says it is an element of the logical structure stands next; adds the numbers of the objects
/// that it refers to. Anything else, also damage, is none, and adds nothing.
pub(super) fn structure_element(lexer: &mut Lexer<'_>, references: &mut Vec<u32>) -> bool {
    let before = references.len();
    let (mut depth, mut is_element) = (0u32, false);
    let (mut numbers, mut type_follows) = ([None; 2], false);
    while let Some(token) = lexer.raw_token() {
        let of_type = std::mem::take(&mut type_follows);
        match token {
            Raw::DictOpen => depth += 1,
            Raw::ArrayOpen if depth > 0 => depth += 1,
            Raw::DictClose | Raw::ArrayClose if depth > 1 => depth -= 1,
            Raw::DictClose if is_element => return true,
            Raw::Name(b"Type") if depth == 1 && !is_element => type_follows = true,
            Raw::Name(b"StructElem") if of_type => is_element = true,
            Raw::Int(number) => {
                numbers = [numbers[1], u32::try_from(number).ok()];
                continue;
            }
            Raw::Word(b"R") => references.extend(numbers[0].filter(|_| numbers[1].is_some())),
            Raw::Name(_) if !of_type => {}
            Raw::String(_) | Raw::Real(_) | Raw::Word(b"true" | b"false" | b"null") if depth > 0 => {}
            _ => break,
        }
        numbers = [None; 2];
    }
    references.truncate(before);
    false
}

/// What a header takes at most, with the white space before and within it. Whoever looks for headers in many places must not
/// read on to the end of the file in each of them.
const LONGEST_HEADER: usize = 128;

/// Reads `12 0 obj` at a place in the file: the object's number, and where its value begins.
pub(super) fn header(bytes: &[u8], at: usize) -> Option<(ObjectId, usize)> {
    let rest = bytes.get(at..)?;
    let mut lexer = Lexer::new(rest.get(..LONGEST_HEADER).unwrap_or(rest));
    let (Token::Int(number), Token::Int(generation)) = (lexer.token()?, lexer.token()?) else {
        return None;
    };
    if lexer.token()? != Token::Word(b"obj") {
        return None;
    }
    let id = (u32::try_from(number).ok()?, u16::try_from(generation).ok()?);
    Some((id, at + lexer.position()))
}

/// Reads one object; nothing at the end of the data, at a closing bracket, or when it is nested too deep.
pub(super) fn value(lexer: &mut Lexer<'_>, budget: &Budget) -> Option<Object> {
    match lexer.token()? {
        Token::Int(first) => Some(reference(lexer, first)),
        _ if !budget.reads_items() => None,
        token => {
            let mut count = 1;
            let object = from_token(lexer, token, 0, &mut count, budget);
            object.filter(|_| budget.spend_items(count))
        }
    }
}

/// A number, unless `0 R` follows it.
fn reference(lexer: &mut Lexer<'_>, first: i64) -> Object {
    let after = lexer.position();
    if let (Ok(number), Some(Token::Int(generation))) = (u32::try_from(first), lexer.token())
        && let Ok(generation) = u16::try_from(generation)
        && lexer.token() == Some(Token::Word(b"R"))
    {
        return Object::Ref((number, generation));
    }
    lexer.seek(after);
    Object::Int(first)
}

/// `count` is how many items the outermost object has so far.
fn from_token(
    lexer: &mut Lexer<'_>,
    token: Token<'_>,
    depth: u32,
    count: &mut u64,
    budget: &Budget,
) -> Option<Object> {
    match token {
        Token::Int(value) => Some(Object::Int(value)),
        Token::Real(value) => Some(Object::Real(value)),
        Token::Name(name) => Some(Object::Name(Rc::from(name.as_ref()))),
        Token::String(text) => Some(Object::String(Rc::from(text.as_ref()))),
        Token::ArrayOpen => Some(Object::Array(items(lexer, depth, count, budget)?.into())),
        Token::DictOpen => Some(Object::Dict(pairs(items(lexer, depth, count, budget)?))),
        Token::Word(b"true") => Some(Object::Bool(true)),
        Token::Word(b"false") => Some(Object::Bool(false)),
        Token::Word(b"null") => Some(Object::Null),
        Token::ArrayClose | Token::DictClose | Token::Word(_) => None,
    }
}

/// Everything up to the closing bracket. References are two numbers and an `R`, so they are put together in passing.
fn items(lexer: &mut Lexer<'_>, depth: u32, count: &mut u64, budget: &Budget) -> Option<Vec<Object>> {
    if !budget.allows_depth(depth) {
        return None;
    }
    let mut items = Vec::new();
    loop {
        let before = lexer.position();
        match lexer.token()? {
            Token::ArrayClose | Token::DictClose => return Some(items),
            Token::Word(b"R") => {
                let reference = match items.as_slice() {
                    [.., Object::Int(number), Object::Int(generation)] => {
                        u32::try_from(*number).ok().zip(u16::try_from(*generation).ok())
                    }
                    _ => None,
                };
                if let Some(id) = reference {
                    items.truncate(items.len() - 2);
                    items.push(Object::Ref(id));
                }
            }
            // The collection was never closed.
            Token::Word(b"endobj" | b"stream" | b"obj") => {
                lexer.seek(before);
                return Some(items);
            }
            token @ Token::Word(_) => {
                items.push(from_token(lexer, token, depth + 1, count, budget).unwrap_or_default());
            }
            token => items.push(from_token(lexer, token, depth + 1, count, budget)?),
        }
        *count += 1;
        if !budget.allows_items(*count) {
            return None;
        }
    }
}

/// Keys and values in turn; what has no name before it is skipped.
fn pairs(items: Vec<Object>) -> Dict {
    let mut entries = Vec::with_capacity(items.len() / 2);
    let mut items = items.into_iter();
    while let Some(key) = items.next() {
        if let Object::Name(key) = key
            && let Some(value) = items.next()
        {
            entries.push((key, value));
        }
    }
    Dict::new(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;

    fn parse(text: &[u8]) -> Option<Object> {
        value(&mut Lexer::new(text), &Budget::new(&Limits::default()))
    }

    #[test]
    fn numbers_and_references_are_told_apart() {
        assert_eq!(parse(b"12 0 R"), Some(Object::Ref((12, 0))));
        assert_eq!(parse(b"12 0 obj"), Some(Object::Int(12)));
        let items = [Object::Int(1), Object::Ref((2, 0)), Object::Int(3)];
        assert_eq!(parse(b"[1 2 0 R 3]"), Some(Object::Array(items.into())));
    }

    #[test]
    fn dictionaries_hold_anything() {
        let parsed = parse(b"<< /A 1 /B [true null] /C << /D (x) >> /A 2 >>").unwrap();
        let dict = parsed.as_dict().unwrap();
        assert_eq!(dict.get(b"A"), Some(&Object::Int(2)), "the later value counts");
        assert_eq!(dict.get(b"B").and_then(Object::as_array).map(<[Object]>::len), Some(2));
        assert_eq!(
            dict.get(b"C")
                .and_then(Object::as_dict)
                .and_then(|dict| dict.get(b"D"))
                .and_then(Object::as_string),
            Some(b"x".as_slice())
        );
    }

    #[test]
    fn streams_begin_after_the_line_break() {
        for text in [
            "1 0 obj << /Length 2 >> stream\r\nab",
            "1 0 obj << /Length 2 >>stream\nab",
            "1 0 obj <</L 2>> stream\rab",
            "1 0 obj <</L 2>> stream \t\r\nab",
            "1 0 obj <</L 2>> stream ab",
        ] {
            let found = indirect(text.as_bytes(), 0, &Budget::new(&Limits::default())).unwrap();
            let data = text.len() - if text.ends_with(" ab") { 3 } else { 2 };
            assert_eq!(found.stream_start, Some(data), "{text:?}");
        }
    }

    #[test]
    fn damage_is_no_object_and_depth_costs_no_stack() {
        assert_eq!(parse(b"["), None);
        assert_eq!(parse(b"]"), None);
        assert_eq!(parse(b""), None);
        assert_eq!(parse("[".repeat(100_000).as_bytes()), None);
        assert!(indirect(b"1 0 job 5", 0, &Budget::new(&Limits::default())).is_none());
    }
}
