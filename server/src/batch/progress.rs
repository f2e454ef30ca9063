//! What a run says while it goes on: bars for people, lines of JSON for machines, or nothing.

use crate::dataset::folder::Done;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How a run speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// A bar on a terminal, and nothing where there is none.
    Bar,
    /// One JSON object per line on standard error, about one a second.
    Json,
    /// Nothing.
    Quiet,
}

/// The progress of a run.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    counts: Mutex<Counts>,
    total: Option<u64>,
    style: Style,
}

#[derive(Debug)]
struct Counts {
    started: Instant,
    told: Instant,
    kept: u64,
    read: u64,
    pages: u64,
    proven: u64,
    with_gaps: u64,
    unproven: u64,
    failed: u64,
}

impl Progress {
    /// Progress over as many inputs as are known to come.
    #[must_use]
    pub fn new(style: Style, total: Option<u64>) -> Progress {
        let bar = match total {
            Some(total) => ProgressBar::new(total),
            None => ProgressBar::no_length(),
        };
        bar.set_draw_target(match style {
            Style::Bar => ProgressDrawTarget::stderr(),
            Style::Json | Style::Quiet => ProgressDrawTarget::hidden(),
        });
        let template = match total {
            Some(_) => "{bar:24} {human_pos}/{human_len} {per_sec} {eta} left  {msg}",
            None => "{spinner} {human_pos} {per_sec}  {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let now = Instant::now();
        let counts = Counts {
            started: now,
            told: now,
            kept: 0,
            read: 0,
            pages: 0,
            proven: 0,
            with_gaps: 0,
            unproven: 0,
            failed: 0,
        };
        Progress { bar, counts: Mutex::new(counts), total, style }
    }

    /// An input that an earlier run had done.
    pub fn kept(&self, done: &Done) {
        self.count(done, true);
    }

    /// An input that was read now.
    pub fn read(&self, done: &Done) {
        self.count(done, false);
    }

    fn count(&self, done: &Done, kept: bool) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if kept {
            counts.kept += 1;
        } else {
            counts.read += 1;
            counts.pages += u64::from(done.pages);
        }
        match done.outcome.as_str() {
            "proven" => counts.proven += 1,
            "proven_with_gaps" => counts.with_gaps += 1,
            "unproven" => counts.unproven += 1,
            _ => counts.failed += 1,
        }
        self.bar.inc(1);
        self.bar.set_message(format!(
            "proven {}, with gaps {}, unproven {}, failed {}",
            counts.proven, counts.with_gaps, counts.unproven, counts.failed
        ));
        if self.style == Style::Json && counts.told.elapsed() >= Duration::from_secs(1) {
            counts.told = Instant::now();
            self.tell(&counts);
        }
    }

    fn tell(&self, counts: &Counts) {
        let seconds = counts.started.elapsed().as_secs_f64();
        let line = serde_json::json!({
            "total": self.total,
            "kept": counts.kept,
            "read": counts.read,
            "pages": counts.pages,
            "proven": counts.proven,
            "proven_with_gaps": counts.with_gaps,
            "unproven": counts.unproven,
            "failed": counts.failed,
            "seconds": (seconds * 10.0).round() / 10.0,
        });
        // Whoever reads this has gone when it cannot be written, and the work goes on.
        let _ = writeln!(std::io::stderr(), "{line}");
    }

    /// Says the last word and takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
        if self.style == Style::Json {
            self.tell(&self.counts.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }
}
