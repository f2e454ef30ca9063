//! Where the data of a stream ends.

use super::{Dict, Object, parser};
use crate::lexer::is_space;
use memchr::memmem;

/// White space between the data and the keyword behind it; some writers put more than the line break.
const MOST_SPACE: usize = 16;

/// Everything in a file that ends a stream, in order: found at once, for a file may be full of streams without an end.
pub(super) struct Ends(Vec<usize>);

impl Ends {
    pub(super) fn find(bytes: &[u8]) -> Ends {
        // Where `endstream` is lost, `endobj` and the beginning of another object behind it end the stream.
        let is_end = |at: &usize| parser::header(bytes, at + b"endobj".len()).is_some();
        let mut ends: Vec<usize> = memmem::find_iter(bytes, b"endstream").collect();
        ends.extend(memmem::find_iter(bytes, b"endobj").filter(is_end));
        ends.sort_unstable();
        Ends(ends)
    }

    /// Where a stream ends: by its own account, if that is true, or else where something does that ends a stream.
    pub(super) fn of(&self, bytes: &[u8], dict: &Dict, start: usize) -> usize {
        let stated = length(dict).and_then(|length| stated(bytes, start, length));
        stated.or_else(|| self.next(start)).unwrap_or(start)
    }

    /// The first one at or behind a place.
    pub(super) fn next(&self, at: usize) -> Option<usize> {
        self.0.get(self.0.partition_point(|end| *end < at)).copied()
    }
}

/// The end of a stream by its own account, if that is true.
pub(super) fn stated(bytes: &[u8], start: usize, length: i64) -> Option<usize> {
    let end = start.checked_add(usize::try_from(length).ok()?)?;
    let tail = bytes.get(end..)?;
    let gap = tail.iter().take(MOST_SPACE).take_while(|byte| is_space(**byte)).count();
    let tail = tail.get(gap..)?;
    (tail.starts_with(b"endstream") || tail.starts_with(b"endobj")).then_some(end)
}

/// The length that a dictionary gives itself.
pub(super) fn length(dict: &Dict) -> Option<i64> {
    dict.get(b"Length").and_then(Object::as_int)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_end_by_their_own_word_or_before_the_next_object() {
        let file = b"stream data endstream endobj 2 0 obj stream more endobj 3 0 obj text endobj of no object endstream";
        let ends = Ends::find(file);
        let at = |from: usize| ends.next(from).map(|end| &file[end..(end + 15).min(file.len())]);
        assert_eq!(at(6), Some(b"endstream endob".as_slice()));
        assert_eq!(at(40), Some(b"endobj 3 0 obj ".as_slice()));
        assert_eq!(at(60), Some(b"endstream".as_slice()));
        assert_eq!(at(file.len()), None);
    }

    #[test]
    fn a_length_is_believed_where_an_end_follows() {
        assert_eq!(stated(b"ab\r\nendstream", 0, 2), Some(2));
        assert_eq!(stated(b"ab          \nendobj", 0, 2), Some(2));
        for (file, length) in
            [(b"abc endstream".as_slice(), 2), (b"ab", 2), (b"ab endstream", -1), (b"ab", i64::MAX)]
        {
            assert_eq!(stated(file, 0, length), None);
        }
    }
}
