//! Where the objects of a file stand, by their numbers.

use super::Place;
use std::collections::HashMap;

/// Numbers below this are kept in a list, which is quicker to look up than a table and at worst a megabyte of gaps.
const LISTED: usize = 1 << 16;

/// The place of each object. Numbers are given by the file, so that nothing may cost more for being far apart.
#[derive(Debug, Default)]
pub(super) struct Places {
    listed: Vec<Option<Place>>,
    others: HashMap<u32, Place>,
    count: usize,
}

impl Places {
    /// How many objects there are, free ones included.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn get(&self, number: u32) -> Option<Place> {
        match self.listed.get(number as usize) {
            Some(place) => *place,
            None if (number as usize) < LISTED => None,
            None => self.others.get(&number).copied(),
        }
    }

    /// Where an object stands that had a place or none before; says which.
    pub(super) fn insert(&mut self, number: u32, place: Place) -> Option<Place> {
        let before = match self.slot(number) {
            Some(slot) => slot.replace(place),
            None => self.others.insert(number, place),
        };
        self.count += usize::from(before.is_none());
        before
    }

    /// The same unless the object has a place already; whether it had none.
    pub(super) fn insert_new(&mut self, number: u32, place: Place) -> bool {
        let is_new = self.get(number).is_none();
        if is_new {
            self.insert(number, place);
        }
        is_new
    }

    pub(super) fn remove(&mut self, number: u32) {
        let before = match self.listed.get_mut(number as usize) {
            Some(slot) => slot.take(),
            None => self.others.remove(&number),
        };
        self.count -= usize::from(before.is_some());
    }

    /// Numbers and places, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Place)> {
        let listed = (0..).zip(&self.listed).filter_map(|(number, place)| Some((number, (*place)?)));
        listed.chain(self.others.iter().map(|(number, place)| (*number, *place)))
    }

    /// The numbers in ascending order.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<u32> = self.iter().map(|(number, _)| number).collect();
        numbers.sort_unstable();
        numbers
    }

    fn slot(&mut self, number: u32) -> Option<&mut Option<Place>> {
        let index = number as usize;
        if index >= LISTED {
            return None;
        }
        if index >= self.listed.len() {
            self.listed.resize(index + 1, None);
        }
        self.listed.get_mut(index)
    }
}

impl FromIterator<(u32, Place)> for Places {
    fn from_iter<I: IntoIterator<Item = (u32, Place)>>(entries: I) -> Places {
        let mut places = Places::default();
        for (number, place) in entries {
            places.insert(number, place);
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far_numbers_are_kept_alike() {
        let mut places = Places::default();
        for number in [7, 70_000, u32::MAX, 0] {
            assert!(places.insert_new(number, Place::At(number as usize)));
            assert!(!places.insert_new(number, Place::Free));
            assert_eq!(places.insert(number, Place::In(number, 1)), Some(Place::At(number as usize)));
            assert_eq!(places.get(number), Some(Place::In(number, 1)));
        }
        assert_eq!((places.len(), places.numbers()), (4, vec![0, 7, 70_000, u32::MAX]));
        for number in [7, 70_000, 3, 80_000] {
            places.remove(number);
            assert_eq!(places.get(number), None);
        }
        assert_eq!((places.len(), places.numbers()), (2, vec![0, u32::MAX]));
    }
}
