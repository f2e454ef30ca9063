//! Opening a file: by its own table, by that table without its lies, or by what looks like an object.

use super::native::NativeSource;
use super::xref::{self, Table};
use super::{Place, rebuild, unlock};
use crate::budget::Budget;
use crate::error::OpenError;
use crate::filters::Decoder;

/// How far into a file its header may stand.
const HEADER_WITHIN: usize = 1_024;

impl<'a> NativeSource<'a> {
    /// Opens a file whose table is as it should be; anything else is nothing. Bytes before the header do not count, as
    /// most of those who put them there did not count them either.
    ///
    /// # Errors
    ///
    /// `OverLimit` when the table lists far more objects than allowed: loading them all would cost even more.
    pub(crate) fn open(
        bytes: &'a [u8],
        password: Option<&str>,
        budget: &'a Budget,
    ) -> Result<Option<NativeSource<'a>>, OpenError> {
        for bytes in beginnings(bytes) {
            let mut decoder = Decoder::default();
            let Some(table) = read_table(bytes, &mut decoder, budget)? else { continue };
            if xref::lies(&table, bytes).is_empty() {
                let Some(source) = NativeSource::new(bytes, password, budget, table) else { continue };
                if xref::is_outgrown(bytes) {
                    budget.note_damage();
                    budget.warn("what the last revision changed was not read: its end is cut off".to_owned());
                }
                return Ok(source.has_pages().then_some(source));
            }
        }
        Ok(None)
    }

    /// Opens a file whose table is right for the most part, and lies about some objects: those are looked for. The table knows
    /// which objects were given up, so that nothing else is brought back.
    ///
    /// # Errors
    ///
    /// `OverLimit` when the table lists far more objects than allowed.
    pub(crate) fn mend_lies(
        bytes: &'a [u8],
        password: Option<&str>,
        budget: &'a Budget,
    ) -> Result<Option<NativeSource<'a>>, OpenError> {
        for bytes in beginnings(bytes) {
            let mut decoder = Decoder::default();
            let Some(mut table) = read_table(bytes, &mut decoder, budget)? else { continue };
            let lies = xref::lies_to_the_letter(&table, bytes);
            if lies.is_empty() || lies.len() * 2 > table.places.len() {
                continue;
            }
            let found = rebuild::search(bytes, &table.in_order_of_places(), budget);
            if found.len() as u64 > budget.limits.objects {
                continue;
            }
            let mut mended = false;
            for number in lies {
                table.places.remove(number);
                if let Some(place) = found.place(number) {
                    table.places.insert(number, Place::At(place));
                    mended = true;
                }
                mended |= found.headless.contains_key(&number);
            }
            if let Some(mut source) = NativeSource::new(bytes, password, budget, table) {
                source.take_lost(found);
                if source.has_pages() {
                    source.mended = mended;
                    return Ok(Some(source));
                }
            }
        }
        Ok(None)
    }

    /// Opens a file whose table lies or is missing, by looking for its objects.
    ///
    /// # Errors
    ///
    /// `OverLimit` when there are more objects than allowed.
    pub(crate) fn mend(
        bytes: &'a [u8],
        password: Option<&str>,
        budget: &'a Budget,
    ) -> Result<Option<NativeSource<'a>>, OpenError> {
        if let Some(source) = NativeSource::mend_lies(bytes, password, budget)? {
            return Ok(Some(source));
        }
        let mut decoder = Decoder::default();
        let table = beginnings(bytes).find_map(|bytes| xref::read(bytes, &mut decoder, budget));
        let listed = match table.map(|table| table.in_order_of_places()) {
            Some(listed) => listed,
            None => xref::order_of_last_table(bytes, &mut decoder, budget),
        };
        let allowed = budget.limits.objects;
        let found = rebuild::search(bytes, &listed, budget);
        if found.len() as u64 > allowed {
            return Err(OpenError::OverLimit { limit: "objects", allowed });
        }
        let Some(mut source) = NativeSource::new(bytes, password, budget, found.table()) else {
            return match found.lost_lock() {
                // Others, who load all objects, know more of locks; but they must not be asked to load these.
                None if budget.is_light() => Ok(None),
                None => {
                    let locked = NativeSource::unlocked(bytes, budget, found.table());
                    Err(unlock::refusal(locked.lock().as_ref(), password))
                }
                // Up to revision 4 the key is made with the file identifier, which stood in the trailer.
                Some((_, ..5)) => {
                    Err(OpenError::Damaged("it is encrypted, and its trailer is lost".to_owned()))
                }
                Some(_) if password.is_none_or(str::is_empty) => Err(OpenError::PasswordNeeded),
                Some(_) => Err(OpenError::PasswordWrong),
            };
        };
        source.mended = true;
        source.headless = found.headless.clone();
        source.add_packed(&found);
        source.take_lost(found);
        if source.places.len() as u64 > allowed {
            return Err(OpenError::OverLimit { limit: "objects", allowed });
        }
        Ok(Some(source))
    }

    /// Takes what a search found besides places.
    fn take_lost(&mut self, found: rebuild::Found) {
        self.firsts = found.firsts;
        self.headless = found.headless;
    }

    /// Adds the objects within object streams, unless a later copy of them stands in the file itself.
    fn add_packed(&mut self, found: &rebuild::Found) {
        for (container, at) in &found.packs {
            let place =
                self.places.get(*container).or_else(|| self.headless.get(container).copied().map(Place::At));
            if place != Some(Place::At(*at)) || self.budget().out_of_time() {
                continue;
            }
            let Some(pack) = self.pack(*container) else { continue };
            for (index, (number, _)) in pack.index.iter().enumerate() {
                let later = found.place(*number).is_some_and(|place| place > *at);
                if !later {
                    self.places.insert(*number, Place::In(*container, index));
                }
            }
        }
    }
}

/// The file from its header on, and the whole file, should something stand before the header.
fn beginnings(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let head = bytes.get(..bytes.len().min(HEADER_WITHIN)).unwrap_or_default();
    let header = memchr::memmem::find(head, b"%PDF-").unwrap_or(0);
    let whole = (header > 0).then_some(bytes);
    bytes.get(header..).into_iter().chain(whole)
}

/// The table of a file, if its sections can be read.
fn read_table(bytes: &[u8], decoder: &mut Decoder, budget: &Budget) -> Result<Option<Table>, OpenError> {
    let allowed = budget.limits.objects;
    match xref::read(bytes, decoder, budget) {
        Some(table) if table.is_too_long(budget) => Err(OpenError::OverLimit { limit: "objects", allowed }),
        table => Ok(table.filter(|table| table.places.len() as u64 <= allowed)),
    }
}
