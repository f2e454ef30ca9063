//! How much of a file survives its being damaged: `--mutants=N` damages the files by chance, and holds what each reader reads of
//! a mutant against what the same reader reads of the file as it was.
//!
//! Where readers agree on what they show of a damaged file, they may agree on nonsense: codes whose map is lost are shown as other
//! letters by all who show letters for codes. What the file said is known here, so that figures can be counted which it never said.

use crate::compare::{Recall, Score};
use crate::files::File;
use crate::ours;
use crate::peers::{Peers, Reading};
use crate::words::{Bag, bag, is_numeric, is_readable, missing};
use std::collections::HashMap;
use testdata::Mutator;

/// What one reader kept of all mutants.
#[derive(Default)]
struct Kept {
    recall: Recall,
    /// Numbers that the file did not show.
    invented: u64,
}

/// Reads so many mutants and prints a line for each reader.
pub(crate) fn run(files: &[File], count: u64, peers: &Peers, show: bool) -> Result<(), String> {
    let folder = std::env::temp_dir().join(format!("fidelity-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let done = compare(files, count, peers, show, &folder);
    // What was asked for has been said by now.
    let _ = std::fs::remove_dir_all(&folder);
    for (name, kept) in done? {
        println!(
            "{name:<12} words {}  numbers {}  numbers that the file did not show {}",
            share(kept.recall.words),
            share(kept.recall.numbers),
            kept.invented
        );
    }
    Ok(())
}

fn compare(
    files: &[File],
    count: u64,
    peers: &Peers,
    show: bool,
    folder: &std::path::Path,
) -> Result<Vec<(&'static str, Kept)>, String> {
    let read = |file: &File| std::fs::read(&file.path).map_err(|error| format!("{}: {error}", file.name));
    let bytes: Vec<(String, Vec<u8>)> =
        files.iter().map(|file| Ok((file.name.clone(), read(file)?))).collect::<Result<_, String>>()?;
    let mutator = Mutator::new(bytes);
    let names = ["ours"].into_iter().chain(peers.peers.iter().map(|peer| peer.name));
    let mut all: Vec<(&'static str, Kept)> = names.map(|name| (name, Kept::default())).collect();
    let mut intact: HashMap<&str, Vec<Bag>> = HashMap::new();
    for number in 0..count {
        let Some(mutant) = mutator.mutant(number) else { break };
        let name = mutant.from.trim_end_matches(" (unpacked)");
        let Some(file) = files.iter().find(|file| file.name == name) else { continue };
        let place = folder.join("mutant.pdf");
        std::fs::write(&place, &mutant.bytes).map_err(|error| format!("{}: {error}", place.display()))?;
        let damaged = File { path: place, name: String::new(), password: file.password.clone() };
        let whole = intact.entry(&file.name).or_insert_with(|| readings(file, peers));
        for (((reader, kept), whole), damaged) in all.iter_mut().zip(whole).zip(readings(&damaged, peers)) {
            kept.add(whole, &damaged);
            if show {
                println!("mutant {number} of {name}, {reader}: {:?}", invented(whole, &damaged));
            }
        }
    }
    Ok(all)
}

/// The words of a file by each reader, ours first; nothing by those that cannot read it.
fn readings(file: &File, peers: &Peers) -> Vec<Bag> {
    let theirs = peers.read(file).into_iter().map(|(_, reading)| reading);
    [ours::read(file)].into_iter().chain(theirs).map(|reading| words(&reading.unwrap_or_default())).collect()
}

/// Pages may be lost, so that words count wherever they stand.
fn words(reading: &Reading) -> Bag {
    bag(reading.pages.iter().flat_map(|page| page.words.iter().map(String::as_str)))
}

impl Kept {
    fn add(&mut self, whole: &Bag, damaged: &Bag) {
        self.recall.add(whole, damaged);
        self.invented += invented(whole, damaged).values().map(|count| u64::from(*count)).sum::<u64>();
    }
}

/// Numbers that only the damaged file shows.
fn invented(whole: &Bag, damaged: &Bag) -> Bag {
    let own = missing(damaged, whole);
    own.into_iter().filter(|(word, _)| is_numeric(word) && is_readable(word)).collect()
}

fn share(score: Score) -> String {
    score.share().map_or_else(|| "-".to_owned(), |share| format!("{share:.4}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_told_from_what_is_new() {
        let mut kept = Kept::default();
        kept.add(&bag(["Balance 10.00 10.00 CR"]), &bag(["Balance 10.00 70.00 \u{FFFD}0.00 XR"]));
        assert_eq!((kept.recall.words.found, kept.recall.words.of), (2, 4));
        assert_eq!((kept.recall.numbers.found, kept.recall.numbers.of), (1, 2));
        assert_eq!(kept.invented, 1, "a number with a letter that nobody knows is none");
    }
}
