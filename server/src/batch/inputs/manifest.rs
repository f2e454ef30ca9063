//! Manifests: CSV with a heading or JSON Lines, with `path` and, where they are known, `entity`, `bank` and `password`.

use super::address::Address;
use super::bucket::Buckets;
use super::{Declared, Each, Found, Sort, named, state, unreadable};
use crate::wording::trouble;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

/// Length of a manifest in a bucket; it is held in memory.
const REMOTE_BYTES: u64 = 1 << 30;

/// A line as it is written. Unknown names are errors: a misspelt `pasword` would cost every file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    path: String,
    #[serde(default)]
    entity: Option<String>,
    #[serde(default)]
    bank: Option<String>,
    #[serde(default)]
    password: Option<String>,
}

/// A line.
#[derive(Debug)]
pub(super) struct Line {
    at: Address,
    declared: Declared,
}

/// The lines of a manifest; paths are relative to it. The lines of an entity stand together, where its first one stands.
///
/// # Errors
/// The manifest cannot be read or does not hold.
pub(super) fn read(manifest: &Address, buckets: &mut Buckets) -> Result<Vec<Line>, String> {
    let name = manifest.name();
    let text = match manifest {
        Address::Local(path) => fs::read_to_string(path).map_err(|error| trouble(&error)),
        Address::Remote(place) => place
            .bytes(REMOTE_BYTES)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())),
    };
    let text = text.map_err(|error| format!("cannot read {name}: {error}"))?;
    let is_csv = Path::new(&name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let written = if is_csv { csv_lines(&text) } else { json_lines(&text) };
    let written = written.map_err(|fault| format!("the manifest {name} does not hold: {fault}"))?;
    let mut lines = Vec::with_capacity(written.len());
    for (number, line) in written.into_iter().enumerate() {
        let at = manifest
            .relative(&line.path, buckets)
            .map_err(|fault| format!("the manifest {name} does not hold: entry {}: {fault}", number + 1))?;
        let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
        let declared = Declared {
            entity: filled(line.entity),
            bank: filled(line.bank),
            password: filled(line.password),
        };
        lines.push(Line { at, declared });
    }
    Ok(together(lines))
}

/// Moves the lines of each entity to its first one, so that whoever reads them has all of an entity at once.
fn together(lines: Vec<Line>) -> Vec<Line> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut placed: Vec<(usize, Line)> = Vec::with_capacity(lines.len());
    for (number, line) in lines.into_iter().enumerate() {
        let place = match &line.declared.entity {
            Some(entity) => *first.entry(entity.clone()).or_insert(number),
            None => number,
        };
        placed.push((place, line));
    }
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, line)| line).collect()
}

/// Entities of one manifest each: of one that is spread over two, neither would say what it is worth.
pub(super) fn entities_are_of_one<'l>(manifests: impl Iterator<Item = &'l [Line]>) -> Result<(), String> {
    let mut seen: HashSet<&str> = HashSet::new();
    for lines in manifests {
        let own: HashSet<&str> = lines.iter().filter_map(|line| line.declared.entity.as_deref()).collect();
        if let Some(twice) = own.iter().filter(|entity| seen.contains(*entity)).min() {
            return Err(format!(
                "two manifests name files of the entity {twice:?}: put them into one manifest"
            ));
        }
        seen.extend(own);
    }
    Ok(())
}

/// Whether any line names an entity.
pub(super) fn name_entities(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.declared.entity.is_some())
}

/// The inputs of a manifest.
pub(super) fn walk(lines: &[Line], of_all: &Declared, each: Each<'_>) -> ControlFlow<()> {
    for line in lines {
        let own = line.declared.clone();
        let declared = Declared {
            entity: own.entity.or_else(|| of_all.entity.clone()),
            bank: own.bank.or_else(|| of_all.bank.clone()),
            password: own.password.or_else(|| of_all.password.clone()),
        };
        // What is not there is a failure of its line.
        let walked = named(&line.at, &declared, each);
        let flow = walked.unwrap_or_else(|error: io::Error| {
            let state = match &line.at {
                Address::Local(path) => state(path).unwrap_or_default(),
                Address::Remote(_) => String::new(),
            };
            let found = Found { file: line.at.name(), state, declared };
            each(found, &mut || Err(unreadable(&error)))
        });
        if flow.is_break() {
            return flow;
        }
    }
    ControlFlow::Continue(())
}

/// How many inputs a line names, where its name says so.
pub(super) fn counted(line: &Line) -> Option<u64> {
    match line.at.sort() {
        Some(Sort::Pdf) => Some(1),
        _ => match &line.at {
            Address::Local(path) if path.is_dir() || line.at.sort().is_some() => super::counted(path),
            Address::Local(_) => Some(1),
            Address::Remote(_) => None,
        },
    }
}

fn csv_lines(text: &str) -> Result<Vec<Written>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn json_lines(text: &str) -> Result<Vec<Written>, String> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            // The error's own text could quote a password.
            serde_json::from_str(line).map_err(|error| {
                format!("line {}: {:?} error, column {}", number + 1, error.classify(), error.column())
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_have_known_names_only() {
        let lines = csv_lines("path,entity,password\na.pdf,customer-7,1234\nb.pdf,,\n").unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].entity.as_deref(), Some("customer-7"));
        assert!(csv_lines("path,pasword\na.pdf,1\n").is_err());
        assert!(json_lines(r#"{"path":"a.pdf","bank":"canara"}"#).is_ok());
        let fault = json_lines(r#"{"path":"a.pdf","pasword":"1234"}"#).err().unwrap();
        assert!(!fault.contains("1234"), "{fault}");
    }

    #[test]
    fn lines_of_an_entity_stand_together_and_in_one_manifest() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut buckets = Buckets::new(runtime.handle().clone());
        let folder = tempfile::tempdir().unwrap();
        let mut list = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            read(&Address::Local(path), &mut buckets)
        };
        let lines = list("a.csv", "path,entity\n1.pdf,x\n2.pdf,\n3.pdf,y\n4.pdf,x\n5.pdf,y\n").unwrap();
        let names: Vec<String> =
            lines.iter().map(|line| line.at.name().chars().rev().nth(4).unwrap().to_string()).collect();
        assert_eq!(names.concat(), "14235");
        let other = list("b.csv", "path,entity\n6.pdf,z\n7.pdf,y\n").unwrap();
        let fault = entities_are_of_one([lines.as_slice(), other.as_slice()].into_iter()).unwrap_err();
        assert!(fault.contains("\"y\""), "{fault}");
        assert!(list("c.csv", "path\nftp://x/a.pdf\n").unwrap_err().contains("entry 1"));
    }
}
