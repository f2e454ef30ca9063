//! Writes what was read, in order: the files of an entity together, and parts that end between entities.
//!
//! A part is full when it has its number of inputs, and ends before the next input that is not of the same entity. So a run
//! that goes on never has half of an entity behind it.

use super::read::{Read, Reader};
use crate::dataset::folder::{Done, Folder};
use crate::dataset::rows::{FileRead, Tables};
use std::io;

/// The writer of a run.
pub(super) struct Writer<'w> {
    folder: &'w Folder,
    reader: &'w Reader,
    /// Inputs in a part.
    part: usize,
    /// The part that comes next.
    number: usize,
    tables: Tables,
    of_part: Vec<Done>,
    entity: Option<String>,
    of_entity: Vec<FileRead>,
    /// What is in parts that are whole.
    done: Vec<Done>,
}

impl<'w> Writer<'w> {
    /// A writer that goes on behind the parts that are there.
    pub(super) fn new(folder: &'w Folder, reader: &'w Reader, part: usize) -> Writer<'w> {
        Writer {
            folder,
            reader,
            part,
            number: folder.parts(),
            tables: Tables::default(),
            of_part: Vec::new(),
            entity: None,
            of_entity: Vec::new(),
            done: Vec::new(),
        }
    }

    /// Takes the next input.
    pub(super) fn take(&mut self, read: Read, done: Done) -> io::Result<()> {
        if done.entity.is_none() || done.entity != self.entity {
            self.end_entity()?;
        }
        self.entity.clone_from(&done.entity);
        self.of_part.push(done);
        match read {
            Read::OfEntity(file) => self.of_entity.push(*file),
            Read::Whole(tables) => self.tables.append(tables),
        }
        // Nothing can follow that belongs to an input without an entity.
        if self.entity.is_none() { self.end_entity() } else { Ok(()) }
    }

    /// Takes the files of the entity together, and ends the part if it is full.
    fn end_entity(&mut self) -> io::Result<()> {
        let files = std::mem::take(&mut self.of_entity);
        if !files.is_empty() {
            self.tables.append(self.reader.together(&files));
        }
        if self.of_part.len() >= self.part { self.end_part() } else { Ok(()) }
    }

    fn end_part(&mut self) -> io::Result<()> {
        self.folder.write(self.number, &std::mem::take(&mut self.tables), &self.of_part)?;
        self.number += 1;
        self.done.append(&mut self.of_part);
        Ok(())
    }

    /// Inputs of the part that is not full.
    pub(super) fn in_vain(&self) -> usize {
        self.of_part.len()
    }

    /// What a run did that was stopped.
    pub(super) fn whole_parts(self) -> Vec<Done> {
        self.done
    }

    /// Writes the last part, which need not be full, and says that the dataset is whole.
    pub(super) fn finish(mut self) -> io::Result<Vec<Done>> {
        self.end_entity()?;
        if !self.of_part.is_empty() {
            self.end_part()?;
        }
        self.folder.complete()?;
        Ok(self.done)
    }
}
