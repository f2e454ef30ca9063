//! The rules of the house that a compiler does not check: what `docs/architecture.md` promises about the code.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The engine's stages from left to right. A stage imports only what stands left of it.
const STAGES: &[&str] = &[
    "model",
    "error",
    "value",
    "page",
    "fixed_pitch",
    "detect",
    "table",
    "read",
    "enrich",
    "analyze",
    "fraud",
    "pipeline",
    "worked_examples",
];

/// Files that may be longer than 500 lines, each with its reason.
const LONG: &[(&str, &str)] = &[];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            rust_files(&path, found);
        } else if name.ends_with(".rs") {
            found.push(path);
        }
    }
}

fn all_rust_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for member in ["engine", "bank-templates", "server", "testdata", "benches"] {
        rust_files(&root().join(member), &mut found);
    }
    assert!(found.len() > 60, "only {} files found", found.len());
    found
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

#[test]
fn every_file_opens_with_what_it_is() {
    let bare: Vec<String> = all_rust_files()
        .iter()
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//!"))
        .map(|path| shown(path))
        .collect();
    assert!(bare.is_empty(), "no `//!` line at the head of: {}", bare.join(", "));
}

#[test]
fn no_file_is_a_drawer() {
    let mut failures = Vec::new();
    for path in all_rust_files() {
        let name = shown(&path);
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        if lines > 500 && !LONG.iter().any(|(long, _)| *long == name) {
            failures.push(format!("{name} has {lines} lines"));
        }
        let stem = path.file_stem().unwrap().to_string_lossy();
        if ["utils", "util", "common", "helpers", "misc"].contains(&stem.as_ref()) {
            failures.push(format!("{name} says nothing by its name"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_stage_imports_only_what_stands_left_of_it() {
    let source = root().join("engine/src");
    let library = fs::read_to_string(source.join("lib.rs")).unwrap();
    let declared: BTreeSet<&str> = library
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "))
        .map(|rest| rest.trim_end_matches(';'))
        .collect();
    assert_eq!(declared, STAGES.iter().copied().collect(), "lib.rs and the list of stages differ");
    let mut failures = Vec::new();
    for (place, stage) in STAGES.iter().enumerate() {
        let mut files = vec![source.join(format!("{stage}.rs"))];
        rust_files(&source.join(stage), &mut files);
        for path in files.iter().filter(|path| path.is_file()) {
            let text = fs::read_to_string(path).unwrap();
            for (number, line) in text.lines().enumerate() {
                let Some(rest) = line.trim_start().strip_prefix("use crate::") else { continue };
                for right in STAGES.iter().skip(place + 1) {
                    let named = rest.trim_start_matches('{').split([',', '{']).map(str::trim);
                    let imports = named.take(if rest.starts_with('{') { usize::MAX } else { 1 });
                    for import in imports {
                        if import.split("::").next().map(|first| first.trim_end_matches([';', '}']))
                            == Some(right)
                        {
                            failures.push(format!("{}:{}: {stage} imports {right}", shown(path), number + 1));
                        }
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_engine_stays_away_from_the_world() {
    let mut failures = Vec::new();
    let mut files = Vec::new();
    rust_files(&root().join("engine/src"), &mut files);
    rust_files(&root().join("engine/pdf/src"), &mut files);
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for world in
            ["std::fs", "std::net", "std::env", "std::process", "SystemTime", "tokio", "axum", "sqlx"]
        {
            if text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(world)) {
                failures.push(format!("{} uses {world}", shown(&path)));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Names of the modules of a folder: files and folders beside its `mod.rs`.
fn modules(folder: &str) -> BTreeSet<String> {
    fs::read_dir(root().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "mod")
        .collect()
}

#[test]
fn every_heuristic_is_on_the_list_once() {
    let list = fs::read_to_string(root().join("engine/src/fraud/mod.rs")).unwrap();
    let mut found = 0;
    for group in modules("engine/src/fraud/heuristics") {
        for heuristic in modules(&format!("engine/src/fraud/heuristics/{group}")) {
            let entry = format!("heuristics::{group}::{heuristic}::{}", heuristic.to_uppercase());
            assert_eq!(list.matches(&entry).count(), 1, "{entry} is not exactly once in fraud/mod.rs");
            found += 1;
        }
    }
    assert!(found > 0);
    assert_eq!(engine::fraud::HEURISTICS.len(), found);
}

#[test]
fn every_command_is_on_the_list_once() {
    let list = fs::read_to_string(root().join("server/src/cli/mod.rs")).unwrap();
    // What `serve` and `worker` share is no command.
    for command in modules("server/src/cli").into_iter().filter(|module| module != "process") {
        assert_eq!(
            list.matches(&format!("{command}::run(")).count(),
            1,
            "{command} is not run by cli/mod.rs"
        );
    }
}

#[test]
fn every_endpoint_is_merged() {
    let list = fs::read_to_string(root().join("server/src/http/bank_connect/mod.rs")).unwrap();
    let mut found = 0;
    for module in modules("server/src/http/bank_connect") {
        let text =
            fs::read_to_string(root().join(format!("server/src/http/bank_connect/{module}.rs"))).unwrap();
        if text.contains("fn router()") {
            assert!(list.contains(&format!(".merge({module}::router())")), "{module} is not merged");
            found += 1;
        }
    }
    assert!(found >= 4, "only {found} endpoints found");
}

#[test]
fn no_statement_of_a_real_person_is_kept() {
    // Every PDF of the project is printed by `testdata`, which names itself as their maker.
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir()
                && !["target", "corpus", "artifacts"].contains(&name.as_str())
                && !name.starts_with('.')
            {
                folders.push(path);
            } else if name.ends_with(".pdf") {
                assert!(
                    path.starts_with(root().join("testdata/samples")),
                    "{} does not belong here",
                    shown(&path)
                );
            }
        }
    }
}
