//! What an earlier dataset says of the inputs: which of them would be read the same.

use super::inputs::{Declared, Found, Inputs};
use super::read::Reader;
use crate::dataset::folder::Done;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// The inputs of an earlier dataset that was made with the same engine.
#[derive(Debug)]
pub struct Earlier {
    files: HashMap<String, Done>,
    /// How many files each entity had.
    entities: HashMap<String, usize>,
}

impl Earlier {
    /// An earlier dataset by what was done in it.
    #[must_use]
    pub fn new(done: Vec<Done>) -> Earlier {
        let mut entities: HashMap<String, usize> = HashMap::new();
        for entity in done.iter().filter_map(|done| done.entity.clone()) {
            *entities.entry(entity).or_default() += 1;
        }
        Earlier { files: done.into_iter().map(|done| (done.file.clone(), done)).collect(), entities }
    }

    /// Whether an input would be read as it was.
    pub(super) fn has(&self, found: &Found, reader: &Reader) -> bool {
        self.files.get(&found.file).is_some_and(|done| {
            done.is_of(&found.file, &found.state, found.declared.entity.as_ref())
                && done.template == reader.template(done.bank.as_deref())
                && !done.again
        })
    }

    /// Entities of which a file has changed, is new or has gone: what they say together needs all of their files.
    pub(super) fn entities_to_read(
        &self,
        inputs: &Inputs,
        declared: &Declared,
        reader: &Reader,
    ) -> Result<HashSet<String>, String> {
        let mut unchanged: HashMap<String, usize> = HashMap::new();
        let mut to_read = HashSet::new();
        if !inputs.name_entities() {
            return Ok(to_read);
        }
        inputs.walk(declared, &mut |found, _| {
            if let Some(entity) = found.declared.entity.clone() {
                if self.has(&found, reader) {
                    *unchanged.entry(entity).or_default() += 1;
                } else {
                    to_read.insert(entity);
                }
            }
            ControlFlow::Continue(())
        })?;
        let fewer = unchanged.into_iter().filter(|(entity, files)| self.entities.get(entity) != Some(files));
        to_read.extend(fewer.map(|(entity, _)| entity));
        Ok(to_read)
    }
}
