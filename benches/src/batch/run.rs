//! One run of a program: clock, processor time and memory of it and of all its children.

use crate::Failure;
use rustix::process::{WaitOptions, wait};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a run took.
pub(crate) struct Run {
    pub(crate) files: usize,
    pub(crate) pages: usize,
    /// Seconds on the clock.
    pub(crate) clock: f64,
    /// Seconds of all processors.
    processor: f64,
    /// The most memory that the program itself held.
    pub(crate) own_mib: f64,
    /// The most that it and its children held together.
    pub(crate) all_mib: f64,
}

impl Run {
    /// Runs `statera batch` to its end; what it says gives the number of files and pages.
    pub(crate) fn of(command: &mut Command) -> Result<Run, Failure> {
        let (before, started) = (of_ended_processes()?, Instant::now());
        let child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let (id, ended) = (child.id(), AtomicBool::new(false));
        let (output, peak) = std::thread::scope(|scope| {
            let watch = scope.spawn(|| peak_memory(id, &ended));
            let output = child.wait_with_output();
            ended.store(true, Ordering::Relaxed);
            (output, watch.join().unwrap_or_default())
        });
        let (output, clock) = (output?, started.elapsed().as_secs_f64());
        reap();
        if !output.status.success() {
            return Err(format!("the run ended with {}", output.status).into());
        }
        let told = String::from_utf8(output.stdout)?;
        let number = |label: &str| {
            let line = told.lines().find_map(|line| line.strip_prefix(label));
            line.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
        };
        Ok(Run {
            files: number("files read "),
            pages: number("pages "),
            clock,
            processor: of_ended_processes()? - before,
            own_mib: peak.0,
            all_mib: peak.1,
        })
    }

    /// Takes the time of something that starts processes of its own and says how many pages it read.
    pub(crate) fn of_all(
        files: usize,
        work: impl FnOnce() -> Result<usize, Failure>,
    ) -> Result<Run, Failure> {
        let (before, started) = (of_ended_processes()?, Instant::now());
        let pages = work()?;
        let clock = started.elapsed().as_secs_f64();
        reap();
        let processor = of_ended_processes()? - before;
        Ok(Run { files, pages, clock, processor, own_mib: 0.0, all_mib: 0.0 })
    }

    /// Milliseconds of processor time for a page.
    pub(crate) fn per_page(&self) -> f64 {
        self.processor * 1_000.0 / self.pages.max(1) as f64
    }

    pub(crate) fn tell(&self, name: &str) {
        let mib = |mib: f64| if mib > 0.0 { format!("{mib:.0}") } else { String::new() };
        println!(
            "{name:<34}{:>9}{:>9}{:>12.1}{:>12.1}{:>16.2}{:>12}{:>12}",
            self.files,
            self.pages,
            self.clock,
            self.pages as f64 / self.clock,
            self.per_page(),
            mib(self.own_mib),
            mib(self.all_mib)
        );
    }
}

/// Waits for orphans that became ours.
pub(crate) fn reap() {
    while wait(WaitOptions::empty()).is_ok() {}
}

/// Processor seconds of all processes that were waited for.
fn of_ended_processes() -> Result<f64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    // The name of the program comes second, in brackets, and may hold anything.
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: f64 = fields.skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(ticks / rustix::param::clock_ticks_per_second() as f64)
}

/// The most that a process, and it with its children, held in memory, in MiB, as seen twenty times a second.
fn peak_memory(id: u32, ended: &AtomicBool) -> (f64, f64) {
    let (mut own, mut all) = (0.0_f64, 0.0_f64);
    while !ended.load(Ordering::Relaxed) {
        let now = resident(id);
        own = own.max(now);
        all = all.max(now + children(id).into_iter().map(resident).sum::<f64>());
        std::thread::sleep(Duration::from_millis(50));
    }
    (own, all)
}

/// Children of all threads of a process.
fn children(id: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{id}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    lists
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<u32>>())
        .collect()
}

fn resident(id: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    let kibibytes: f64 = line.trim().trim_end_matches("kB").trim().parse().unwrap_or(0.0);
    kibibytes / 1024.0
}
