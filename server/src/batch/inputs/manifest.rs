//! Manifests: CSV with a heading or JSON Lines, with `path` and, where they are known, `entity`, `bank` and `password`.

use super::{Declared, Each, Found, Sort, folder, one, state, unreadable};
use serde::Deserialize;
use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::path::Path;

/// A line. Unknown names are errors: a misspelt `pasword` would cost every file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    path: String,
    #[serde(default)]
    entity: Option<String>,
    #[serde(default)]
    bank: Option<String>,
    #[serde(default)]
    password: Option<String>,
}

/// The inputs of a manifest; paths are relative to it.
pub(super) fn walk(path: &Path, declared: &Declared, each: Each<'_>) -> Result<ControlFlow<()>, String> {
    let text =
        fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let is_csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let lines = if is_csv { csv_lines(&text) } else { json_lines(&text) };
    let lines = lines.map_err(|fault| format!("the manifest {} does not hold: {fault}", path.display()))?;
    let base = path.parent().unwrap_or(Path::new(""));
    for line in lines {
        let known = |own: Option<String>, of_all: &Option<String>| {
            own.filter(|text| !text.is_empty()).or_else(|| of_all.clone())
        };
        let declared = Declared {
            entity: known(line.entity, &declared.entity),
            bank: known(line.bank, &declared.bank),
            password: known(line.password, &declared.password),
        };
        if input(&base.join(&line.path), &declared, each).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A line's file, folder or archive. What is not there is a failure of that line.
fn input(path: &Path, declared: &Declared, each: Each<'_>) -> ControlFlow<()> {
    let walked = fs::metadata(path).and_then(|kind| {
        if kind.is_dir() {
            folder(path, declared, each)
        } else {
            one(path, Sort::of(path).unwrap_or(Sort::Pdf), declared, each)
        }
    });
    walked.unwrap_or_else(|error: io::Error| {
        let state = state(path).unwrap_or_default();
        let found = Found { file: path.display().to_string(), state, declared: declared.clone() };
        each(found, &mut || Err(unreadable(&error)))
    })
}

fn csv_lines(text: &str) -> Result<Vec<Line>, String> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::Headers).from_reader(text.as_bytes());
    reader.deserialize().collect::<Result<_, _>>().map_err(|error| error.to_string())
}

fn json_lines(text: &str) -> Result<Vec<Line>, String> {
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
}
