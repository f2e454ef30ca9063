//! Lists every data file of this crate, so that adding one touches nothing else.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Files that are kept as they are written.
const WRITTEN: [(&str, &[&str]); 5] = [
    ("BANKS", &["banks"]),
    ("FAMILIES", &["families"]),
    ("HOLIDAYS", &["holidays"]),
    ("RAILS", &["rails"]),
    ("ALERTS", &["alerts"]),
];

/// Files that nearly every process reads; see `src/embedded.rs`.
const PARSED: [(&str, &[&str]); 5] = [
    ("LOCALES", &["locales"]),
    ("CHANNELS", &["channels"]),
    ("REGISTRY", &["registry"]),
    ("PAY", &["pay"]),
    ("LEXICONS", &["lenders", "merchants", "billers", "employers", "gateways"]),
];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let mut code = String::new();
    for (name, folders) in WRITTEN {
        code.push_str(&format!("pub(crate) const {name}: &[(&str, &str)] = &[\n"));
        for file in files(&root, folders)? {
            let shown = shown(&root, &file);
            code.push_str(&format!("    ({shown:?}, include_str!({:?})),\n", file.display().to_string()));
        }
        code.push_str("];\n");
    }
    for (name, folders) in PARSED {
        code.push_str(&format!("pub(crate) const {name}: &[DataFile] = &[\n"));
        for file in files(&root, folders)? {
            let (shown, path) = (shown(&root, &file), file.display().to_string());
            let text = fs::read_to_string(&file)?;
            // A file that is no TOML is left for the tests of this crate, which say where it is wrong.
            let parsed =
                text.parse::<toml::Table>().ok().and_then(|table| serde_json::to_string(&table).ok());
            let parsed = parsed.unwrap_or_default();
            code.push_str(&format!(
                "    DataFile {{ file: {shown:?}, text: include_str!({path:?}), parsed: {parsed:?} }},\n"
            ));
        }
        code.push_str("];\n");
    }
    fs::write(out.join("embedded.rs"), code)
}

/// The files of some folders, in order.
fn files(root: &Path, folders: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in folders {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root.join(folder), &mut files)?;
    }
    files.sort();
    Ok(files)
}

fn shown(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            println!("cargo::rerun-if-changed={}", path.display());
            files.push(path);
        }
    }
    Ok(())
}
