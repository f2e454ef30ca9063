//! Lists every data file of this crate, so that adding one touches nothing else.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    let mut code = String::new();
    let lists: [(&str, &[&str]); 10] = [
        ("BANKS", &["banks"]),
        ("LOCALES", &["locales"]),
        ("FAMILIES", &["families"]),
        ("CHANNELS", &["channels"]),
        ("REGISTRY", &["registry"]),
        ("HOLIDAYS", &["holidays"]),
        ("PAY", &["pay"]),
        ("RAILS", &["rails"]),
        ("ALERTS", &["alerts"]),
        ("LEXICONS", &["lenders", "merchants", "billers", "employers", "gateways"]),
    ];
    for (name, folders) in lists {
        let mut files = Vec::new();
        for folder in folders {
            println!("cargo::rerun-if-changed={folder}");
            collect(&root.join(folder), &mut files)?;
        }
        files.sort();
        code.push_str(&format!("pub(crate) const {name}: &[(&str, &str)] = &[\n"));
        for file in files {
            let shown = file.strip_prefix(&root).unwrap_or(&file).display().to_string();
            code.push_str(&format!("    ({shown:?}, include_str!({:?})),\n", file.display().to_string()));
        }
        code.push_str("];\n");
    }
    fs::write(out.join("embedded.rs"), code)
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
