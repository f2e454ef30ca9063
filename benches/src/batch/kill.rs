//! A run that is killed again and again at any moment and gone on with, against one that was left in peace.

use crate::run::reap;
use crate::{Failure, HOW};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use testdata::Random;

/// Kills a run `kills` times, lets it end, and compares the two datasets byte by byte. `clock` is what an undisturbed run
/// took, in seconds.
pub(crate) fn compare(
    statera: &Path,
    inbox: &Path,
    whole: &Path,
    killed: &Path,
    kills: usize,
    clock: f64,
) -> Result<String, Failure> {
    if killed.exists() {
        fs::remove_dir_all(killed)?;
    }
    let mut random = Random::new(u64::from(std::process::id()));
    let most = clock * 1_000.0 / (kills.max(1) as f64) * 1.5;
    let (mut moments, mut done) = (Vec::new(), 0);
    for _ in 0..kills {
        let mut child = run(statera, inbox, killed).spawn()?;
        let moment = Duration::from_millis(u64::try_from(random.between(50, most as i64))?);
        let started = Instant::now();
        while started.elapsed() < moment && child.try_wait()?.is_none() {
            std::thread::sleep(Duration::from_millis(10));
        }
        done += usize::from(child.try_wait()?.is_some());
        // A run that has ended already cannot be killed, which the figure says.
        let _ = child.kill();
        child.wait()?;
        reap();
        moments.push(format!("{:.1}", moment.as_secs_f64()));
    }
    let ended = run(statera, inbox, killed).status()?;
    reap();
    if !ended.success() {
        return Err(format!("the run that went on ended with {ended}").into());
    }
    let (one, other) = (files(whole)?, files(killed)?);
    let differ: Vec<String> = one
        .keys()
        .chain(other.keys())
        .filter(|name| one.get(*name) != other.get(*name))
        .map(|name| name.display().to_string())
        .collect();
    let bytes: usize = one.values().map(Vec::len).sum();
    if !differ.is_empty() {
        return Err(format!("the dataset of a run that was killed differs: {}", differ.join(", ")).into());
    }
    Ok(format!(
        "killed after {} s ({done} had ended before) and gone on with: all {} files of the dataset, {:.1} MB, are the same byte for byte",
        moments.join(", "),
        one.len(),
        bytes as f64 / 1e6
    ))
}

fn run(statera: &Path, inbox: &Path, out: &Path) -> Command {
    let mut command = Command::new(statera);
    command.args(HOW).args(["--workers", "2", "--resume"]);
    command.arg(inbox).arg("--out").arg(out).stdout(Stdio::null());
    command
}

fn files(folder: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>, Failure> {
    let mut found = BTreeMap::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let (entry, name) = (entry.as_ref().map_err(ToString::to_string)?, below.clone());
            let name = name.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(name);
            } else {
                found.insert(name, fs::read(entry.path())?);
            }
        }
    }
    Ok(found)
}
