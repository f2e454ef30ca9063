//! Reading what stood in a file before a later revision replaced it. Nothing here touches what is current.

use super::native::NativeSource;
use super::xref::{self, Table};
use super::{Former, Object, Place, Source as _, parser};
use crate::budget::Budget;

impl NativeSource<'_> {
    /// See [`super::Source::without`]. A file that hides what it was, by sections that lie about it or by another lock, is
    /// nothing: it is for those to read who know no table yet.
    pub(super) fn earlier<'s>(&'s self, last: usize, budget: &'s Budget) -> Option<NativeSource<'s>> {
        let bytes = self.bytes().get(..self.bytes().len().checked_sub(last)?)?;
        let table = Table::of(self.sections().iter().filter(|section| section.at < bytes.len()));
        if !xref::lies(&table, bytes).is_empty() {
            return None;
        }
        self.sibling(bytes, budget, table)
    }

    /// See [`super::Source::former`].
    pub(super) fn former_object(&self, number: u32, place: Place) -> Option<Former<'_>> {
        match place {
            Place::Free => None,
            Place::At(at) => {
                let found =
                    parser::indirect(self.bytes(), at, self.budget()).filter(|found| found.id.0 == number)?;
                let raw = match (&found.object, found.stream_start) {
                    (Object::Stream(stream), Some(start)) => {
                        let length = self.stream_length(&stream.dict, start);
                        self.bytes().get(start..start.checked_add(length)?)?
                    }
                    _ => &[],
                };
                Some(Former { object: found.object, raw })
            }
            // An object stream that was itself replaced no longer holds what this place names.
            Place::In(container, index) => {
                self.object((container, 0))?;
                Some(Former { object: self.packed(container, number, index)?, raw: &[] })
            }
        }
    }
}
