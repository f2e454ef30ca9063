//! How far the statements have come, on stderr: a bar for each on a terminal, a line for each step elsewhere.

use super::answers::Status;
use super::samples::Sample;
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::env;
use std::io::{self, IsTerminal as _};

/// Where a statement is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its turn has not come.
    Waiting,
    /// It is sent to the server, which looks at it before it answers.
    Uploading,
    /// The server has it and reads it.
    Processing,
    /// It is read.
    Completed,
    /// It is given up.
    Failed,
}

impl From<Status> for Stage {
    fn from(status: Status) -> Self {
        match status {
            Status::Processing => Stage::Processing,
            Status::Completed => Stage::Completed,
            Status::Failed => Stage::Failed,
        }
    }
}

impl Stage {
    fn word(self) -> &'static str {
        match self {
            Stage::Waiting => "waiting",
            Stage::Uploading => "uploading",
            Stage::Processing => "processing",
            Stage::Completed => "completed",
            Stage::Failed => "failed",
        }
    }

    /// Quarters of the way.
    fn quarters(self) -> u64 {
        match self {
            Stage::Waiting => 0,
            Stage::Uploading => 1,
            Stage::Processing => 2,
            Stage::Completed | Stage::Failed => 4,
        }
    }
}

/// One line per statement.
#[derive(Debug)]
pub(super) struct Board {
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Line {
    name: &'static str,
    stage: Stage,
    bar: Option<ProgressBar>,
}

impl Board {
    /// A board on which all statements are waiting.
    pub(super) fn of(samples: impl Iterator<Item = &'static Sample>) -> Board {
        let bars = bars_are_wanted().then(MultiProgress::new);
        let line = |sample: &Sample| Line {
            name: sample.name,
            stage: Stage::Waiting,
            bar: bars.as_ref().map(|bars| bar(bars, sample.name)),
        };
        Board { lines: samples.map(line).collect() }
    }

    /// Shows that a statement has come to a stage.
    pub(super) fn show(&mut self, name: &str, stage: Stage) {
        let Some(line) = self.lines.iter_mut().find(|line| line.name == name && line.stage != stage) else {
            return;
        };
        line.stage = stage;
        match &line.bar {
            None => eprintln!("{:<10} {name}", stage.word()),
            Some(bar) => {
                bar.set_position(stage.quarters());
                bar.set_message(stage.word());
                if matches!(stage, Stage::Completed | Stage::Failed) {
                    // It stays on the screen.
                    bar.abandon();
                }
            }
        }
    }
}

/// Bars leave the cursor behind the last of them; whatever is told next begins on a line of its own.
impl Drop for Board {
    fn drop(&mut self) {
        if self.lines.iter().any(|line| line.bar.is_some()) {
            eprintln!();
        }
    }
}

fn bar(bars: &MultiProgress, name: &'static str) -> ProgressBar {
    // Added before anything else is said about it: a bar on its own would draw itself over the others.
    let bar = bars.add(ProgressBar::new(Stage::Completed.quarters()));
    // 44 columns hold the longest name; the whole line has 72.
    if let Ok(style) = ProgressStyle::with_template("{prefix:44} [{bar:14}] {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(name);
    bar.set_message(Stage::Waiting.word());
    bar.tick();
    bar
}

/// Bars need a terminal that can move its cursor. Who asks for no colour mostly wants to keep or to hear what is printed.
fn bars_are_wanted() -> bool {
    let asks_for_plain_text = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let cannot_move_its_cursor = env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    io::stderr().is_terminal() && !asks_for_plain_text && !cannot_move_its_cursor
}
