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
    /// Reads a file, and counts its pages.
    pub(crate) fn from_file(path: &Path, password: Option<String>) -> Result<Statement, String> {
        let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let options = pdf::OpenOptions { password: password.as_deref(), ..pdf::OpenOptions::default() };
        let pages = match pdf::Document::open(&bytes, &options) {
            Ok(document) => document.pages.len(),
            Err(error) => return Err(format!("{}: {error}", path.display())),
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Statement { name, path: path.to_owned(), bytes, password, pages })
    }

    pub(crate) fn is_long(&self) -> bool {
        self.pages >= LONG
    }
}

/// Prints statements into a folder: a few pages in several layouts, a hundred pages in two, and two with a password.
pub(crate) fn print_into(folder: &Path) -> Result<Vec<Statement>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    let mut statements = Vec::new();
    let mut keep = |name: String, bytes: Vec<u8>, password: Option<String>| {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(failed)?;
        statements.push(Statement::from_file(&path, password)?);
        Ok::<(), String>(())
    };
    for (name, flavour) in LAYOUTS {
        keep(format!("{name}.pdf"), print(name, &LedgerPlan::of(flavour))?, None)?;
    }
    for (name, cipher) in [("rc4", Cipher::Rc4), ("aes-256", Cipher::Aes256)] {
        let plain = print("lantern_bay_savings", &LedgerPlan::default())?;
        let locked =
            testdata::encrypt(&plain, cipher, PASSWORD, "owner").map_err(|error| error.to_string())?;
        keep(format!("encrypted-{name}.pdf"), locked, Some(PASSWORD.to_owned()))?;
    }
    let years = LedgerPlan::default().months(36);
    keep(
        "long-embedded.pdf".to_owned(),
        print("lantern_bay_savings", &years.clone().rows_per_month(84))?,
        None,
    )?;
    keep("long-standard.pdf".to_owned(), print("no_ruling_lines_dense", &years.rows_per_month(106))?, None)?;
    Ok(statements)
}

fn print(layout: &str, plan: &LedgerPlan) -> Result<Vec<u8>, String> {
    let layout = layouts::by_name(layout).ok_or_else(|| format!("{layout}: no such layout"))?;
    Ok(testdata::print(&Ledger::invent(7, plan), &layout, &PrintOptions::default()))
}
