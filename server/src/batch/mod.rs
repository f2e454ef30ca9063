//! Statements in bulk: inputs in order, each read in a child of its own, results in parts of a dataset.
//!
//! [`inputs`] walks files, folders, archives and manifests; [`read`] reads one input; here they are put together: one thread
//! walks, some read, one writes. What is in memory depends on their number, on the size of a part and on the files of an
//! entity, not on how much there is.

mod earlier;
pub mod inputs;
pub mod progress;
mod read;
mod write;

use crate::dataset::folder::{Done, Folder};
use crate::dataset::rows::Failure;
pub use earlier::Earlier;
use inputs::{Declared, Found, Inputs, Loaded};
use progress::Progress;
use read::Read;
pub use read::{Reader, engine_version};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::io;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use write::Writer;

/// Files of one entity that are taken together; so many are in memory at once.
const OF_ENTITY: usize = 500;

/// What a run does.
#[derive(Debug)]
pub struct Plan {
    /// Files, folders, archives, manifests and buckets.
    pub inputs: Inputs,
    /// What holds for inputs of which a manifest says nothing else.
    pub declared: Declared,
    /// Inputs in a part of the dataset.
    pub part: usize,
    /// Children at a time.
    pub workers: usize,
    /// What an earlier run read: what would be read the same is left out.
    pub earlier: Option<Earlier>,
}

/// How a run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Inputs that an earlier run of the same dataset had done.
    pub kept: usize,
    /// Inputs that would be read as an earlier dataset says.
    pub unchanged: usize,
    /// Inputs read now.
    pub read: usize,
    /// Pages of all inputs of the dataset.
    pub pages: u64,
    /// Transactions of all inputs of the dataset.
    pub transactions: u64,
    /// Inputs of the dataset by verdict or by the code of the failure.
    pub outcomes: BTreeMap<String, usize>,
    /// Whether it was stopped before the end.
    pub interrupted: bool,
    /// Inputs that were read in vain, because their part was not full when the run was stopped.
    pub in_vain: usize,
}

impl Summary {
    fn count(&mut self, done: &Done) {
        self.pages += u64::from(done.pages);
        self.transactions += done.transactions as u64;
        *self.outcomes.entry(done.outcome.clone()).or_default() += 1;
    }
}

/// An input on its way to a reader.
struct Task {
    number: usize,
    found: Found,
    loaded: Result<Loaded, Failure>,
}

/// An input that was read.
struct Outcome {
    number: usize,
    read: Read,
    done: Done,
}

/// How far the writer is, so that the walker does not run away from it.
#[derive(Default)]
struct Written {
    inputs: Mutex<usize>,
    moved: Condvar,
}

impl Written {
    fn wait_for(&self, number: usize, stop: &AtomicBool) {
        let mut inputs = self.inputs.lock().unwrap_or_else(PoisonError::into_inner);
        while *inputs < number && !stop.load(Ordering::Relaxed) {
            inputs = self.moved.wait(inputs).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn set(&self, number: usize) {
        *self.inputs.lock().unwrap_or_else(PoisonError::into_inner) = number;
        self.moved.notify_all();
    }
}

/// Runs a plan into a folder. `stop` ends it early with whole parts only.
///
/// # Errors
/// The folder cannot be written, an input cannot be walked, or the inputs are not those that an earlier run began with.
pub fn run(
    plan: &Plan,
    reader: &Reader,
    folder: &Folder,
    progress: &Progress,
    stop: &AtomicBool,
) -> Result<Summary, String> {
    let part = plan.part.max(1);
    let reread = match &plan.earlier {
        Some(earlier) => earlier.entities_to_read(&plan.inputs, &plan.declared, reader)?,
        None => HashSet::new(),
    };
    let written = Written::default();
    let (to_readers, tasks) = sync_channel::<Task>(plan.workers.max(1));
    let tasks = Mutex::new(tasks);
    let (to_writer, outcomes) = mpsc::channel::<Outcome>();
    let window = part + 4 * plan.workers;
    let mut walker = Walker {
        earlier: plan.earlier.as_ref(),
        reread: &reread,
        folder,
        progress,
        summary: Summary::default(),
        next: 0,
        // Not those that the writer is about to add.
        parts: 0..folder.parts(),
        kept: VecDeque::new(),
        of_entity: (None, 0),
        fault: None,
    };
    let (summary, wrote) = std::thread::scope(|scope| {
        for _ in 0..plan.workers.max(1) {
            let (tasks, to_writer) = (&tasks, to_writer.clone());
            scope.spawn(move || read_tasks(tasks, &to_writer, reader));
        }
        drop(to_writer);
        let written = &written;
        let writer = scope.spawn(move || {
            let wrote = write_outcomes(&outcomes, Writer::new(folder, reader, part), written, progress);
            if wrote.is_err() {
                stop.store(true, Ordering::Relaxed);
                written.set(usize::MAX);
            }
            wrote
        });
        let walked = plan.inputs.walk(&plan.declared, &mut |found, load| {
            if stop.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            let number = match walker.look(&found, reader) {
                Look::Read(number) => number,
                Look::LeaveOut => return ControlFlow::Continue(()),
                Look::Fault => return ControlFlow::Break(()),
            };
            let loaded = if walker.is_too_many(&found) { Err(too_many(&found)) } else { load() };
            written.wait_for(number.saturating_sub(window), stop);
            match to_readers.send(Task { number, loaded, found }) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        drop(to_readers);
        let wrote = writer.join().unwrap_or_else(|_| Err(io::Error::other("the writer ended in a panic")));
        if walked.is_ok() && !stop.load(Ordering::Relaxed) {
            walker.end();
        }
        let Walker { summary, fault, .. } = walker;
        let walked = walked.and(fault.map_or(Ok(()), Err));
        (walked.map(|()| summary), wrote)
    });
    let unwritten = |error: io::Error| format!("cannot write the dataset: {error}");
    let writer = wrote.map_err(unwritten)?;
    let mut summary = summary?;
    summary.interrupted = stop.load(Ordering::Relaxed);
    let done = if summary.interrupted {
        summary.in_vain = writer.in_vain();
        writer.whole_parts()
    } else {
        writer.finish().map_err(unwritten)?
    };
    summary.read = done.len();
    for done in &done {
        summary.count(done);
    }
    Ok(summary)
}

/// What to do with an input.
enum Look {
    /// It is the one of this number among those that are read now.
    Read(usize),
    LeaveOut,
    /// The inputs are not those that an earlier run began with.
    Fault,
}

/// Numbers the inputs, and leaves out what need not be read.
struct Walker<'p> {
    earlier: Option<&'p Earlier>,
    /// Entities of which all files are read, because one of them has changed.
    reread: &'p HashSet<String>,
    folder: &'p Folder,
    progress: &'p Progress,
    summary: Summary,
    next: usize,
    /// Parts that an earlier run wrote and that were not looked into yet.
    parts: Range<usize>,
    /// What is left of the parts that an earlier run wrote, in order.
    kept: VecDeque<Done>,
    /// The entity of the input before, and how many of its files there were in a row.
    of_entity: (Option<String>, usize),
    fault: Option<String>,
}

impl Walker<'_> {
    fn look(&mut self, found: &Found, reader: &Reader) -> Look {
        let entity = found.declared.entity.as_ref();
        let must = entity.is_some_and(|entity| self.reread.contains(entity));
        if !must && self.earlier.is_some_and(|earlier| earlier.has(found, reader)) {
            self.summary.unchanged += 1;
            return Look::LeaveOut;
        }
        match self.next_kept() {
            Some(done) if done.is_of(&found.file, &found.state, entity) => {
                self.summary.kept += 1;
                self.summary.count(&done);
                self.progress.kept(&done);
                Look::LeaveOut
            }
            Some(_) => {
                self.fault = Some(format!(
                    "the inputs are not those that the run began with: {} is new or has changed",
                    found.file
                ));
                Look::Fault
            }
            None => {
                self.next += 1;
                Look::Read(self.next - 1)
            }
        }
    }

    fn next_kept(&mut self) -> Option<Done> {
        while self.kept.is_empty() {
            self.kept = self.folder.part(self.parts.next()?)?.into();
        }
        self.kept.pop_front()
    }

    /// All inputs were walked: what was read before and did not come again has gone.
    fn end(&mut self) {
        if self.fault.is_none()
            && let Some(done) = self.next_kept()
        {
            self.fault =
                Some(format!("the inputs are not those that the run began with: {} has gone", done.file));
        }
    }

    /// Whether an entity has more files than are taken together.
    fn is_too_many(&mut self, found: &Found) -> bool {
        let entity = &found.declared.entity;
        let (of, files) = &mut self.of_entity;
        if of != entity {
            (*of, *files) = (entity.clone(), 0);
        }
        *files += 1;
        entity.is_some() && *files > OF_ENTITY
    }
}

fn too_many(found: &Found) -> Failure {
    Failure {
        code: "entity_too_large".to_owned(),
        message: format!("the entity has more than the {OF_ENTITY} files that are taken together"),
        hint: "an entity is one customer; leave the column empty where it is not".to_owned(),
        retryable: false,
        bank: found.declared.bank.clone(),
        findings: Box::default(),
    }
}

fn read_tasks(tasks: &Mutex<Receiver<Task>>, to_writer: &Sender<Outcome>, reader: &Reader) {
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Task { number, found, loaded }) = task else { return };
        let (read, done) = reader.read(&found, loaded);
        if to_writer.send(Outcome { number, read, done }).is_err() {
            return;
        }
    }
}

/// Puts outcomes in order and hands them to the writer.
fn write_outcomes<'w>(
    outcomes: &Receiver<Outcome>,
    mut writer: Writer<'w>,
    written: &Written,
    progress: &Progress,
) -> io::Result<Writer<'w>> {
    let mut next = 0;
    let mut early: BTreeMap<usize, Outcome> = BTreeMap::new();
    for outcome in outcomes {
        progress.read(&outcome.done);
        early.insert(outcome.number, outcome);
        while let Some(Outcome { read, done, .. }) = early.remove(&next) {
            next += 1;
            writer.take(read, done)?;
            written.set(next);
        }
    }
    Ok(writer)
}
