//! What is read: files that are given, or statements printed for the occasion.

use std::fs;
use std::path::{Path, PathBuf};
use testdata::{Cipher, Flavour, Ledger, LedgerPlan, PrintOptions, layouts};

/// From this many pages on a statement counts as long.
pub(crate) const LONG: usize = 50;

/// The password of the printed statements that need one.
const PASSWORD: &str = "1111";

/// The layouts that short statements are printed in: fonts within the file and not, with grid and without, one across.
const LAYOUTS: [(&str, Flavour); 6] = [
    ("lantern_bay_savings", Flavour::India),
    ("no_ruling_lines_dense", Flavour::India),
    ("grid_zebra_watermark", Flavour::Singapore),
    ("european_numbers", Flavour::Germany),
    ("single_signed_amount", Flavour::UnitedStates),
    ("landscape", Flavour::NewZealand),
];

/// A file to read.
pub(crate) struct Statement {
    /// The name of the file.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
    pub(crate) password: Option<String>,
    pub(crate) pages: usize,
}

impl Statement {
    /// Reads a file, and counts its pages; one without text has nothing to compare.
    pub(crate) fn from_file(path: &Path, password: Option<String>) -> Result<Statement, String> {
        let failed = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
        let bytes = fs::read(path).map_err(|error| failed(&error))?;
        let options = pdf::OpenOptions { password: password.as_deref(), ..pdf::OpenOptions::default() };
        let document = pdf::Document::open(&bytes, &options).map_err(|error| failed(&error))?;
        if document.pages.iter().all(|page| page.words.is_empty()) {
            return Err(failed(&"it has no text"));
        }
        // A password that is not asked for would only irritate other readers.
        let password = password.filter(|_| document.facts.encrypted);
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Statement { name, path: path.to_owned(), bytes, password, pages: document.pages.len() })
    }

    pub(crate) fn is_long(&self) -> bool {
        self.pages >= LONG
    }
}

/// Reads files and all PDFs below folders; says aloud what is left out.
pub(crate) fn read_all(paths: &[PathBuf], password: Option<&str>) -> Vec<Statement> {
    let mut files = Vec::new();
    paths.iter().for_each(|path| find(path, &mut files));
    let read = files.iter().map(|path| Statement::from_file(path, password.map(str::to_owned)));
    read.filter_map(|read| read.map_err(|why| eprintln!("left out: {why}")).ok()).collect()
}

fn find(path: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(path) else {
        return files.push(path.to_owned());
    };
    let mut below: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    below.sort();
    for path in below {
        let is_pdf = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
        if is_pdf || path.is_dir() {
            find(&path, files);
        }
    }
}

/// Prints short statements into a folder: a few pages in several layouts, and two with a password.
pub(crate) fn print_short(folder: &Path) -> Result<Vec<Statement>, String> {
    let mut statements = Vec::new();
    for (name, flavour) in LAYOUTS {
        let bytes = print(name, &LedgerPlan::of(flavour))?;
        statements.push(keep(folder, &format!("{name}.pdf"), &bytes, None)?);
    }
    for (name, cipher) in [("rc4", Cipher::Rc4), ("aes-256", Cipher::Aes256)] {
        let plain = print("lantern_bay_savings", &LedgerPlan::default())?;
        let locked =
            testdata::encrypt(&plain, cipher, PASSWORD, "owner").map_err(|error| error.to_string())?;
        statements.push(keep(folder, &format!("encrypted-{name}.pdf"), &locked, Some(PASSWORD))?);
    }
    // A year of 600 rows: what analysing a customer costs is held against reading it.
    statements.push(print_long(folder, 12, 50)?);
    Ok(statements)
}

/// Prints statements of a hundred pages: standard fonts, fonts within the file, and objects packed into streams.
pub(crate) fn print_hundreds(folder: &Path) -> Result<Vec<Statement>, String> {
    let years = LedgerPlan::default().months(36);
    let embedded = print("lantern_bay_savings", &years.clone().rows_per_month(84))?;
    let standard = print("no_ruling_lines_dense", &years.rows_per_month(106))?;
    let packed = testdata::pack(&standard).map_err(|error| error.to_string())?;
    [("standard", standard), ("packed", packed), ("embedded", embedded)]
        .into_iter()
        .map(|(name, bytes)| keep(folder, &format!("long-{name}.pdf"), &bytes, None))
        .collect()
}

/// Prints a statement over many months.
pub(crate) fn print_long(folder: &Path, months: u32, rows_per_month: u32) -> Result<Statement, String> {
    let plan = LedgerPlan::default().months(months).rows_per_month(rows_per_month);
    keep(folder, &format!("months-{months}.pdf"), &print("lantern_bay_savings", &plan)?, None)
}

fn keep(folder: &Path, name: &str, bytes: &[u8], password: Option<&str>) -> Result<Statement, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    let path = folder.join(name);
    fs::write(&path, bytes).map_err(failed)?;
    Statement::from_file(&path, password.map(str::to_owned))
}

fn print(layout: &str, plan: &LedgerPlan) -> Result<Vec<u8>, String> {
    let layout = layouts::by_name(layout).ok_or_else(|| format!("{layout}: no such layout"))?;
    Ok(testdata::print(&Ledger::invent(7, plan), &layout, &PrintOptions::default()))
}
