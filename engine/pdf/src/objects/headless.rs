//! Objects whose header, `12 0 obj`, is lost: which number they had is told by what stands before and behind them.

use super::parser;
use super::stream_end::Ends;
use crate::budget::Budget;
use memchr::memmem;
use std::collections::{HashMap, HashSet};

/// What may be left of a header in front of its object.
const REMAINS: usize = 40;
/// Objects without a header in one place; more of them are no longer told apart by counting.
const MOST_IN_A_ROW: usize = 16;
/// Objects without a header in one file. Damage makes a few of them; files of nothing else are made by hand.
const MOST_IN_ALL: usize = 1_000;

/// An object that was found by its header.
pub(super) struct Headed {
    pub(super) number: u32,
    pub(super) at: usize,
    /// Where its value begins.
    pub(super) value: usize,
    /// Where its value ends, the data of a stream included.
    pub(super) end: usize,
}

/// What was found.
#[derive(Default)]
pub(super) struct Headless {
    /// Where the values stand, by the numbers of their objects.
    pub(super) values: HashMap<u32, usize>,
    /// Numbers of headers that are another object's, by what the table says.
    pub(super) misnamed: Vec<u32>,
}

/// Finds the values of objects that have lost their headers, or whose headers have another number than the table says.
///
/// `headed` are the objects of the file in their order, and `listed` the numbers that the file's own table lists in the order of
/// their places, if it can be read. A number is only given where as many are missing between two neighbours as there are values.
pub(super) fn find(
    bytes: &[u8],
    headed: &[Headed],
    listed: &[u32],
    ends: &Ends,
    budget: &Budget,
) -> Headless {
    let numbers: HashSet<u32> = headed.iter().map(|object| object.number).collect();
    let ranks: HashMap<u32, usize> = listed.iter().zip(0..).map(|(number, rank)| (*number, rank)).collect();
    let is_listed = |object: &Headed| listed.is_empty() || ranks.contains_key(&object.number);
    let mut found = Headless::default();
    let (mut before, mut end): (Option<&Headed>, Option<usize>) = (None, None);
    let (mut places, mut misnamed) = (Vec::new(), Vec::new());
    for behind in headed.iter().map(Some).chain([None]) {
        if found.values.len() > MOST_IN_ALL {
            break;
        }
        let until = behind.map_or(bytes.len(), |object| object.at);
        places.extend(values(bytes, end, until, ends, budget));
        end = behind.map(|object| object.end);
        if let Some(object) = behind.filter(|object| !is_listed(object)) {
            if places.len() < MOST_IN_A_ROW {
                places.push(object.value);
                misnamed.push(object.number);
            }
            continue;
        }
        let fits = |missing: &Vec<u32>| {
            missing.len() == places.len() && missing.iter().all(|number| !numbers.contains(number))
        };
        let by_table = || by_table(before, behind, listed, &ranks).filter(fits);
        let by_counting = || by_counting(before, behind).filter(fits).filter(|_| misnamed.is_empty());
        if !places.is_empty()
            && let Some(missing) = by_table().or_else(by_counting)
        {
            found.values.extend(missing.into_iter().zip(places.drain(..)));
            found.misnamed.append(&mut misnamed);
        }
        places.clear();
        misnamed.clear();
        before = behind;
    }
    found
}

/// The places of dictionaries between the end of one object and the header of the next one.
fn values(bytes: &[u8], from: Option<usize>, until: usize, ends: &Ends, budget: &Budget) -> Vec<usize> {
    let mut values = Vec::new();
    let mut at = from;
    while values.len() < MOST_IN_A_ROW {
        let Some(gap) = bytes.get(at.unwrap_or(0)..until) else { break };
        // What stands before the first object is the header of the file.
        let begin = match at {
            Some(_) => memmem::find(gap, b"endobj").map(|end| end + b"endobj".len()),
            None => Some(0),
        };
        let Some(begin) = begin else { break };
        let gap = gap.get(begin..).unwrap_or_default();
        let Some(open) = memmem::find(gap, b"<<") else { break };
        let remains = gap.get(..open).unwrap_or_default();
        // The dictionary of a trailer is no object.
        if at.is_some() && open > REMAINS || memmem::find(remains, b"trailer").is_some() {
            break;
        }
        let place = at.unwrap_or(0) + begin + open;
        let Some(value) = parser::body(bytes.get(..until).unwrap_or_default(), place, (0, 0), budget) else {
            break;
        };
        values.push(place);
        at = Some(match (value.stream_start, value.object.as_dict()) {
            (Some(start), Some(dict)) => ends.of(bytes, dict, start),
            _ => value.end,
        });
    }
    values
}

/// The numbers that the table lists between two objects.
fn by_table(
    before: Option<&Headed>,
    behind: Option<&Headed>,
    listed: &[u32],
    ranks: &HashMap<u32, usize>,
) -> Option<Vec<u32>> {
    let first = match before {
        Some(object) => ranks.get(&object.number)? + 1,
        None => 0,
    };
    let end = match behind {
        Some(object) => *ranks.get(&object.number)?,
        None => listed.len(),
    };
    Some(listed.get(first..end)?.to_vec()).filter(|missing| !missing.is_empty())
}

/// The numbers between those of two objects, upwards or downwards; the first object of a file has the number 1.
fn by_counting(before: Option<&Headed>, behind: Option<&Headed>) -> Option<Vec<u32>> {
    let before = before.map_or(0, |object| object.number);
    let behind = behind?.number;
    let most = MOST_IN_A_ROW as u32;
    if behind > before {
        (behind - before <= most + 1).then(|| (before + 1..behind).collect())
    } else {
        (before - behind <= most + 1).then(|| (behind + 1..before).rev().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::super::rebuild;
    use super::*;
    use crate::limits::Limits;

    fn found(bytes: &[u8], listed: &[u32]) -> Vec<(u32, String)> {
        let budget = Budget::new(&Limits::default());
        let mut found: Vec<_> = rebuild::search(bytes, listed, &budget).headless.into_iter().collect();
        found.sort_unstable();
        let shown = |at: usize| String::from_utf8_lossy(&bytes[at..at + 8]).into_owned();
        found.into_iter().map(|(number, at)| (number, shown(at))).collect()
    }

    #[test]
    fn a_value_between_two_neighbours_has_the_number_between_theirs() {
        let file = b"%PDF-1.4\n1 0 obj <<>> endobj\n<</A 2>> endobj\n3 0 obj <<>> endobj 5 0 xbj <</A 4>> endobj 3 0 obj 5 endobj";
        assert_eq!(found(file, &[]), [(2, "<</A 2>>".to_owned())], "between 3 and 3 is nothing");
        let downwards = b"7 0 obj <<>> endobj <</A 6>> endobj\n <</A 5>> endobj 4 0 obj 5 endobj";
        assert_eq!(found(downwards, &[]), [(5, "<</A 5>>".to_owned()), (6, "<</A 6>>".to_owned())]);
        let first = b"%PDF-1.4\n%\x80\x81\n<</A 1>> endobj 2 0 obj <<>> endobj";
        assert_eq!(found(first, &[]), [(1, "<</A 1>>".to_owned())]);
        let stream = b"1 0 obj <</Length 8>> stream\nendobj<<endstream endobj <</A 2>> stream\n<< endobj <<\nendstream endobj 3 0 obj 5 endobj";
        assert_eq!(found(stream, &[]), [(2, "<</A 2>>".to_owned())], "what streams hold is no object");
    }

    #[test]
    fn a_table_knows_the_order_better() {
        let file = b"4 0 obj <<>> endobj <</A 9>> endobj 1 0 obj <<>> endobj <</A 7>> endobj trailer <<>>";
        assert_eq!(found(file, &[4, 9, 1, 7]), [(7, "<</A 7>>".to_owned()), (9, "<</A 9>>".to_owned())]);
        assert_eq!(found(file, &[]), [], "4 and 1 have two numbers between them, and one value");
    }

    #[test]
    fn a_table_knows_whose_header_that_is() {
        let file = b"1 0 obj <<>> endobj 999 0 obj <</A 2>> endobj 3 0 obj <<>> endobj";
        assert_eq!(found(file, &[1, 2, 3]), [(2, " <</A 2>".to_owned())]);
        assert_eq!(found(file, &[]), [], "it may well have 999 objects");
        assert_eq!(found(file, &[1, 999, 3]), []);
    }

    #[test]
    fn nothing_is_made_up() {
        let taken = b"1 0 obj <<>> endobj <</A 2>> endobj 3 0 obj <<>> endobj 2 0 obj 5 endobj";
        assert_eq!(found(taken, &[]), [], "object 2 is there");
        let whole = b"1 0 obj <<>> endobj 3 0 obj <<>> endobj trailer << /Root 1 0 R >>";
        assert_eq!(found(whole, &[]), []);
        let unsure = b"1 0 obj <<>> endobj <</A 2>> endobj 9 0 obj <<>> endobj";
        assert_eq!(found(unsure, &[]), [], "seven numbers and one value");
    }
}
