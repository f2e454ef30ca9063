//! Which files to read, and with which passwords.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Names of the lists of passwords that are looked for beside the files.
const LISTS: [&str; 2] = ["cases.csv", "manifest.csv"];

/// A file to read.
pub(crate) struct File {
    pub(crate) path: PathBuf,
    /// The path below the folder that was asked for.
    pub(crate) name: String,
    pub(crate) password: Option<String>,
}

/// All PDFs among the paths and below them, in order of their names.
pub(crate) fn find(
    paths: &[PathBuf],
    password: Option<&str>,
    list: Option<&Path>,
) -> Result<Vec<File>, String> {
    let mut files = Vec::new();
    for root in paths {
        let mut passwords = HashMap::new();
        if let Some(list) = list {
            read_passwords(list, &mut passwords)?;
        }
        let folder = if root.is_dir() { root } else { root.parent().unwrap_or(root) };
        for list in folder.ancestors().take(3).flat_map(|folder| LISTS.map(|name| folder.join(name))) {
            if list.is_file() {
                read_passwords(&list, &mut passwords)?;
            }
        }
        let mut found = Vec::new();
        walk(root, &mut found)?;
        found.sort();
        files.extend(found.into_iter().map(|path| File {
            name: path.strip_prefix(folder).unwrap_or(&path).display().to_string(),
            password: passwords.get(&path).cloned().or_else(|| password.map(str::to_owned)),
            path,
        }));
    }
    Ok(files)
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if !path.is_dir() {
        found.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_pdf = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
        if path.is_dir() || is_pdf {
            walk(&path, found)?;
        }
    }
    Ok(())
}

/// Adds the passwords of a list; its paths are relative to where it lies.
fn read_passwords(list: &Path, passwords: &mut HashMap<PathBuf, String>) -> Result<(), String> {
    let text = fs::read_to_string(list).map_err(|error| format!("{}: {error}", list.display()))?;
    let folder = list.parent().unwrap_or(list);
    let mut rows = text.lines().map(fields);
    let heads = rows.next().unwrap_or_default();
    let column = |name: &str| heads.iter().position(|head| head == name);
    let (Some(file), Some(password)) = (column("file"), column("password")) else {
        return Ok(());
    };
    for row in rows {
        if let (Some(file), Some(password)) = (row.get(file), row.get(password))
            && !password.is_empty()
        {
            passwords.entry(folder.join(file)).or_insert_with(|| password.clone());
        }
    }
    Ok(())
}

/// The fields of a line of comma-separated values, which may stand in double quotes.
fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                fields.last_mut().into_iter().for_each(|field| field.push('"'));
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => fields.last_mut().into_iter().for_each(|field| field.push(c)),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_fields_may_hold_commas_and_quotes() {
        assert_eq!(fields("a.pdf,\"x, \"\"y\"\"\",,1"), ["a.pdf", "x, \"y\"", "", "1"]);
        assert_eq!(fields(""), [""]);
    }
}
