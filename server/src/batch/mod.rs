//! Statements in bulk: inputs in order, each read in a child of its own, results in parts of a dataset.
//!
//! [`inputs`] walks files, folders, archives and manifests; [`read`] reads one input; here they are put together: one thread
//! walks, some read, one writes. What is in memory depends on their number and on the size of a part, not on how much there is.

pub mod inputs;
pub mod progress;
mod read;

use crate::dataset::folder::{Done, Folder};
use crate::dataset::rows::{Failure, Tables};
use inputs::{Declared, Found, Loaded};
use progress::Progress;
pub use read::{Reader, engine_version};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};

/// What a run does.
#[derive(Debug)]
pub struct Plan {
    /// Files, folders, archives and manifests.
    pub inputs: Vec<std::path::PathBuf>,
    /// What holds for inputs of which a manifest says nothing else.
    pub declared: Declared,
    /// Inputs in a part of the dataset.
    pub part: usize,
    /// Children at a time.
    pub workers: usize,
    /// What an earlier run read, by input: what would be read the same is left out.
    pub unchanged: HashMap<String, Done>,
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
    tables: Tables,
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
    let written = Written::default();
    // Parts that an earlier run wrote are as good as written now; the walker must not wait for them.
    written.set(folder.parts() * part);
    let (to_readers, tasks) = sync_channel::<Task>(plan.workers.max(1));
    let tasks = Mutex::new(tasks);
    let (to_writer, outcomes) = mpsc::channel::<Outcome>();
    let window = part + 4 * plan.workers;
    let mut walker = Walker {
        plan,
        folder,
        part,
        progress,
        summary: Summary::default(),
        next: 0,
        kept: None,
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
            let wrote = write_outcomes(&outcomes, folder, part, written, progress);
            if wrote.is_err() {
                stop.store(true, Ordering::Relaxed);
                written.set(usize::MAX);
            }
            wrote
        });
        let walked = inputs::walk(&plan.inputs, &plan.declared, &mut |found, load| {
            if stop.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            let Some(number) = walker.number(&found, reader) else {
                return if walker.fault.is_some() {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                };
            };
            written.wait_for(number.saturating_sub(window), stop);
            match to_readers.send(Task { number, loaded: load(), found }) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            }
        });
        drop(to_readers);
        let wrote = writer.join().unwrap_or_else(|_| Err(io::Error::other("the writer ended in a panic")));
        let Walker { summary, fault, .. } = walker;
        let walked = walked.and(fault.map_or(Ok(()), Err));
        (walked.map(|()| summary), wrote)
    });
    let unwritten = |error: io::Error| format!("cannot write the dataset: {error}");
    let mut wrote = wrote.map_err(unwritten)?;
    let mut summary = summary?;
    summary.interrupted = stop.load(Ordering::Relaxed);
    if !summary.interrupted {
        wrote.finish(folder, part).map_err(unwritten)?;
    }
    summary.read = wrote.done.len();
    for done in &wrote.done {
        summary.count(done);
    }
    Ok(summary)
}

/// Numbers the inputs, and leaves out what need not be read.
struct Walker<'p> {
    plan: &'p Plan,
    folder: &'p Folder,
    part: usize,
    progress: &'p Progress,
    summary: Summary,
    next: usize,
    /// The part that the next input belongs to, when an earlier run wrote it.
    kept: Option<(usize, Vec<Done>)>,
    fault: Option<String>,
}

impl Walker<'_> {
    /// The number of an input that is to be read.
    fn number(&mut self, found: &Found, reader: &Reader) -> Option<usize> {
        let known = self.plan.unchanged.get(&found.file);
        if known.is_some_and(|done| {
            done.state == found.state && done.template == reader.template(done.bank.as_deref())
        }) {
            self.summary.unchanged += 1;
            return None;
        }
        let number = self.next;
        self.next += 1;
        let (part, place) = (number / self.part, number % self.part);
        if self.kept.as_ref().is_none_or(|(of, _)| *of != part) {
            self.kept = self.folder.part(part).map(|done| (part, done));
        }
        let Some((_, done)) = &self.kept else { return Some(number) };
        match done.get(place) {
            Some(done) if done.file == found.file && done.state == found.state => {
                self.summary.kept += 1;
                self.summary.count(done);
                self.progress.kept(done);
                None
            }
            _ => {
                self.fault = Some(format!(
                    "the inputs are not those that the run began with: {} is new or has changed",
                    found.file
                ));
                None
            }
        }
    }
}

fn read_tasks(tasks: &Mutex<Receiver<Task>>, to_writer: &Sender<Outcome>, reader: &Reader) {
    loop {
        let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Task { number, found, loaded }) = task else { return };
        let (tables, done) = reader.read(&found, loaded);
        if to_writer.send(Outcome { number, tables, done }).is_err() {
            return;
        }
    }
}

/// What the writer has done, and what is left of a part that is not full.
#[derive(Default)]
struct Wrote {
    done: Vec<Done>,
    tables: Tables,
    of_part: Vec<Done>,
    next: usize,
}

impl Wrote {
    fn flush(&mut self, folder: &Folder, part: usize) -> io::Result<()> {
        folder.write(part, &std::mem::take(&mut self.tables), &self.of_part)?;
        self.done.append(&mut self.of_part);
        Ok(())
    }

    /// Writes the last part, which need not be full, and says that the dataset is whole.
    fn finish(&mut self, folder: &Folder, part: usize) -> io::Result<()> {
        if !self.of_part.is_empty() {
            self.flush(folder, self.next / part)?;
        }
        folder.complete()
    }
}

/// Puts outcomes in order and writes each part when it is full.
fn write_outcomes(
    outcomes: &Receiver<Outcome>,
    folder: &Folder,
    part: usize,
    written: &Written,
    progress: &Progress,
) -> io::Result<Wrote> {
    let mut wrote = Wrote { next: folder.parts() * part, ..Wrote::default() };
    let mut early: BTreeMap<usize, Outcome> = BTreeMap::new();
    for outcome in outcomes {
        progress.read(&outcome.done);
        early.insert(outcome.number, outcome);
        while let Some(outcome) = early.remove(&wrote.next) {
            wrote.next += 1;
            wrote.tables.append(outcome.tables);
            wrote.of_part.push(outcome.done);
            if wrote.next.is_multiple_of(part) {
                wrote.flush(folder, wrote.next / part - 1)?;
            }
            written.set(wrote.next);
        }
    }
    Ok(wrote)
}
