//! Who refers to whom, and what that leads to.

use crate::objects::{Dict, Object};
use std::collections::HashSet;

/// Who refers to whom: the references of all objects one after the other.
#[derive(Default)]
pub(super) struct References {
    /// Object numbers in ascending order, and where their references end.
    ends: Vec<(u32, usize)>,
    all: Vec<u32>,
}

impl References {
    /// How many references there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// How many objects there are.
    pub(super) fn objects(&self) -> usize {
        self.ends.len()
    }

    /// Where the references of the next object are added.
    pub(super) fn open(&mut self) -> &mut Vec<u32> {
        &mut self.all
    }

    /// Says that the references added since the last object were those of this one; objects come by their numbers.
    pub(super) fn end(&mut self, from: u32) {
        self.ends.push((from, self.all.len()));
    }

    pub(super) fn place(&self, number: u32) -> Option<usize> {
        // Objects of most files are numbered without a gap.
        let (first, _) = self.ends.first()?;
        let likely = usize::try_from(number.checked_sub(*first)?).ok()?;
        if self.ends.get(likely).is_some_and(|(known, _)| *known == number) {
            return Some(likely);
        }
        self.ends.binary_search_by_key(&number, |(known, _)| *known).ok()
    }

    /// Whether the trailers lead to an object, by its place.
    pub(super) fn reached_from(&self, trailers: &[Dict]) -> Vec<bool> {
        let mut open = Vec::new();
        for trailer in trailers {
            trailer.entries().for_each(|(_, value)| collect(value, &mut open));
        }
        let mut reached = vec![false; self.ends.len()];
        while let Some(number) = open.pop() {
            let Some(place) = self.place(number) else { continue };
            match reached.get_mut(place) {
                Some(reached) if !*reached => *reached = true,
                _ => continue,
            }
            open.extend(self.at(place));
        }
        reached
    }

    /// The references of an object.
    pub(super) fn of(&self, number: u32) -> &[u32] {
        self.place(number).map_or(&[], |place| self.at(place))
    }

    fn at(&self, place: usize) -> &[u32] {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(_, end)| *end);
        let end = self.ends.get(place).map_or(start, |(_, end)| *end);
        self.all.get(start..end).unwrap_or_default()
    }

    /// The objects that are sought and those that lead to one of them, past none of those that stop, which are not among them.
    /// Goes from each object to those that refer to it, so that everything is looked at once however many pages there are.
    pub(super) fn leading_to(&self, stops: &HashSet<u32>, sought: &HashSet<u32>) -> HashSet<u32> {
        // Who refers to the object at a place: one list for all, in the order of the places.
        let mut starts = vec![0usize; self.ends.len() + 1];
        let places =
            |numbers: &[u32]| numbers.iter().filter_map(|number| self.place(*number)).collect::<Vec<_>>();
        let targets = places(&self.all);
        for target in &targets {
            starts.get_mut(target + 1).into_iter().for_each(|count| *count += 1);
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut sources = vec![0u32; targets.len()];
        for (place, (number, _)) in self.ends.iter().enumerate() {
            for target in places(self.at(place)) {
                let Some(slot) = next.get_mut(target) else { continue };
                sources.get_mut(*slot).into_iter().for_each(|source| *source = *number);
                *slot += 1;
            }
        }
        let mut found = HashSet::new();
        let mut open: Vec<u32> = sought.iter().copied().collect();
        // Objects that are gone have no place, but others may still refer to them.
        let gone = |number: &u32| sought.contains(number) && self.place(*number).is_none();
        for (place, (number, _)) in self.ends.iter().enumerate() {
            if self.at(place).iter().any(gone) {
                open.push(*number);
            }
        }
        while let Some(number) = open.pop() {
            if stops.contains(&number) || !found.insert(number) {
                continue;
            }
            if let Some(place) = self.place(number)
                && let (Some(start), Some(end)) = (starts.get(place), starts.get(place + 1))
            {
                open.extend_from_slice(sources.get(*start..*end).unwrap_or_default());
            }
        }
        found
    }
}

/// The references within an object, which the parser has kept from being nested too deep.
pub(super) fn collect(object: &Object, found: &mut Vec<u32>) {
    match object {
        Object::Ref((number, _)) => found.push(*number),
        Object::Array(items) => items.iter().for_each(|item| collect(item, found)),
        Object::Dict(dict) => dict.entries().for_each(|(_, value)| collect(value, found)),
        Object::Stream(stream) => {
            stream.dict.entries().for_each(|(_, value)| collect(value, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(objects: &[(u32, &[u32])]) -> References {
        let mut references = References::default();
        for (number, refers_to) in objects {
            references.open().extend_from_slice(refers_to);
            references.end(*number);
        }
        references
    }

    fn leading(graph: &References, stops: &[u32], sought: &[u32]) -> Vec<u32> {
        let set = |numbers: &[u32]| numbers.iter().copied().collect();
        let mut found: Vec<u32> = graph.leading_to(&set(stops), &set(sought)).into_iter().collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn what_leads_to_something_is_found_against_the_direction_of_the_references() {
        // 9 is gone, 5 and 6 refer to each other, and the numbers have a gap.
        let graph =
            graph(&[(1, &[2, 3]), (2, &[4]), (3, &[9]), (4, &[]), (5, &[6]), (6, &[5, 4]), (20, &[6])]);
        assert_eq!(leading(&graph, &[], &[4]), [1, 2, 4, 5, 6, 20]);
        assert_eq!(leading(&graph, &[6], &[4]), [1, 2, 4], "past nothing that stops");
        assert_eq!(leading(&graph, &[4], &[4]), [], "what stops is not looked for");
        assert_eq!(leading(&graph, &[], &[9]), [1, 3, 9]);
        assert_eq!(leading(&graph, &[], &[20, 77]), [20, 77]);
        assert_eq!(graph.of(6), [5, 4]);
        assert_eq!(graph.of(7), []);
    }
}
