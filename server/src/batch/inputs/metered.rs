//! A reader that counts: what comes out of an archive may not be out of all proportion to what went in, and a member may
//! not take more than a member needs.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// What may come out for each byte that went in. Statements are packed to a half or a tenth.
pub(super) const RATIO: u64 = 200;
/// What may come out whatever went in.
pub(super) const FREE: u64 = 1 << 20;

/// Counts of one archive, shared by its readers.
#[derive(Debug)]
pub(super) struct Meter {
    packed: Cell<u64>,
    unpacked: Cell<u64>,
    until: Cell<u64>,
    /// What was too much.
    pub(super) over: Cell<Option<&'static str>>,
}

impl Meter {
    pub(super) fn new() -> Rc<Meter> {
        Rc::new(Meter {
            packed: Cell::new(0),
            unpacked: Cell::new(0),
            until: Cell::new(u64::MAX),
            over: Cell::new(None),
        })
    }

    /// Lets reading go on up to a place and no further: what stands before a member is short, or a trap.
    pub(super) fn until(&self, place: u64) {
        self.until.set(place);
    }

    fn refuse(&self, why: &'static str) -> io::Error {
        self.over.set(Some(why));
        io::Error::other(why)
    }
}

/// Counts what went in.
pub(super) struct Packed<R> {
    pub(super) from: R,
    pub(super) meter: Rc<Meter>,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.meter.packed.set(self.meter.packed.get() + read as u64);
        Ok(read)
    }
}

/// Counts what comes out, and ends it.
pub(super) struct Unpacked<R> {
    pub(super) from: R,
    pub(super) meter: Rc<Meter>,
    /// Whether what went in is counted, too.
    pub(super) is_packed: bool,
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let meter = &self.meter;
        if meter.unpacked.get() > meter.until.get() {
            return Err(meter.refuse("what stands before a member is longer than names are"));
        }
        if self.is_packed && meter.unpacked.get() > FREE + RATIO * meter.packed.get() {
            return Err(meter.refuse("it unpacks to more than 200 times its length"));
        }
        let read = self.from.read(into)?;
        meter.unpacked.set(meter.unpacked.get() + read as u64);
        Ok(read)
    }
}
