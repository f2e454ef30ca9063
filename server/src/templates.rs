//! Templates that an operator puts beside those that ship: a folder of TOML files, read at the start and again on SIGHUP.

use crate::batch::engine_version;
use crate::service::StartError;
use crate::wording::trouble;
use bank_templates::{TemplateError, Templates};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// Files of a folder that are read at most; more of them are a mistake in the path.
const MOST_FILES: usize = 2_000;
/// Largest file that is taken for a template, in bytes.
const LARGEST_FILE: u64 = 1 << 20;

/// A template's file name, for messages, and its text.
pub type TemplateFile = (String, String);

/// Templates ready for use, and the files that were added to those that ship.
#[derive(Debug)]
pub struct Installed {
    templates: Option<Templates>,
    files: Vec<TemplateFile>,
    /// Fingerprint of all templates, once it was asked for: it is of every word of every file.
    fingerprint: OnceLock<String>,
}

impl Installed {
    /// Those that ship and nothing else.
    #[must_use]
    pub fn embedded() -> Installed {
        Installed { templates: None, files: Vec::new(), fingerprint: OnceLock::new() }
    }

    /// Those that ship, with the files of a folder added or in their place; sub-folders are read as well.
    ///
    /// # Errors
    /// The folder cannot be read, or a file in it does not hold; one line for each fault.
    pub fn load(folder: &Path) -> Result<Installed, Vec<String>> {
        let mut paths = Vec::new();
        let unreadable = |path: &Path, error: &io::Error| {
            vec![format!("cannot read {}: {}", path.display(), trouble(error))]
        };
        collect(folder, &mut paths).map_err(|error| unreadable(folder, &error))?;
        paths.sort();
        let mut files = Vec::with_capacity(paths.len());
        for path in paths {
            let text = text_of(&path).map_err(|error| unreadable(&path, &error))?;
            files.push((path.display().to_string(), text));
        }
        Installed::of(files)
    }

    /// Those that ship, with these files added or in their place.
    ///
    /// # Errors
    /// A file does not hold; one line for each fault.
    pub fn of(files: Vec<TemplateFile>) -> Result<Installed, Vec<String>> {
        let borrowed = files.iter().map(|(file, text)| (file.as_str(), text.as_str()));
        match Templates::with_files(borrowed) {
            Ok(templates) => {
                Ok(Installed { templates: Some(templates), files, fingerprint: OnceLock::new() })
            }
            Err(errors) => Err(errors.iter().map(told).collect()),
        }
    }

    /// The templates.
    #[must_use]
    pub fn templates(&self) -> &Templates {
        self.templates.as_ref().unwrap_or_else(|| Templates::embedded())
    }

    /// Fingerprint of all templates.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| self.templates().fingerprint_of_all())
    }

    /// The template that a statement of this bank is read with. Where the bank has none, any new template might fit, and all of
    /// them count.
    #[must_use]
    pub fn template(&self, bank: Option<&str>) -> String {
        let of_bank = bank.and_then(|bank| Some((bank, self.templates().fingerprint(bank)?)));
        match of_bank {
            Some((bank, fingerprint)) => format!("{bank}@{fingerprint}"),
            None => format!("none@{}", self.fingerprint()),
        }
    }

    /// By what a statement of this bank is read: version of the engine, and the template.
    #[must_use]
    pub fn reader(&self, bank: Option<&str>) -> String {
        format!("{} {}", engine_version(), self.template(bank))
    }

    /// Whether a statement that this reader read would be read by the same one today.
    #[must_use]
    pub fn is_present(&self, reader: &str) -> bool {
        let bank = reader.split(' ').nth(1).and_then(|template| Some(template.split_once('@')?.0));
        self.reader(bank.filter(|bank| *bank != "none")) == reader
    }

    /// The files that were added.
    #[must_use]
    pub fn files(&self) -> &[TemplateFile] {
        &self.files
    }
}

/// What a command says when templates do not hold.
pub(crate) fn unsound(faults: &[String]) -> StartError {
    let message = format!("the templates do not hold:\n{}", faults.join("\n"));
    StartError::new(message, "`statera template check` says it all")
}

/// An error on one line, with its hint.
pub fn told(error: &TemplateError) -> String {
    if error.hint.is_empty() { error.to_string() } else { format!("{error}; hint: {}", error.hint) }
}

/// Adds the TOML files below a folder; links are not followed.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            if paths.len() >= MOST_FILES {
                return Err(io::Error::other(format!("it has more than {MOST_FILES} TOML files")));
            }
            paths.push(path);
        }
    }
    Ok(())
}

fn text_of(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > LARGEST_FILE {
        return Err(io::Error::other(format!("it is longer than {LARGEST_FILE} bytes")));
    }
    fs::read_to_string(path)
}

/// The templates of a running server, which SIGHUP exchanges while requests go on with those they began with.
#[derive(Debug)]
pub struct Current {
    folder: Option<PathBuf>,
    installed: RwLock<Arc<Installed>>,
}

impl Current {
    /// Loads the folder, if there is one.
    ///
    /// # Errors
    /// As [`Installed::load`].
    pub fn open(folder: Option<PathBuf>) -> Result<Current, Vec<String>> {
        let installed = match &folder {
            Some(folder) => Installed::load(folder)?,
            None => Installed::embedded(),
        };
        Ok(Current { folder, installed: RwLock::new(Arc::new(installed)) })
    }

    /// The set in force.
    #[must_use]
    pub fn get(&self) -> Arc<Installed> {
        Arc::clone(&self.installed.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Loads the folder again and answers how many files it has. When one of them does not hold, the old set stays.
    ///
    /// # Errors
    /// As [`Installed::load`].
    pub fn reload(&self) -> Result<usize, Vec<String>> {
        let Some(folder) = &self.folder else { return Ok(0) };
        let fresh = Arc::new(Installed::load(folder)?);
        let count = fresh.files().len();
        *self.installed.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = r#"schema = 1
[bank]
id = "harbour_trust"
name = "Harbour Trust Bank"
country = "IN"
[[identify]]
text = "Harbour Trust Bank"
"#;

    #[test]
    fn a_folder_adds_and_a_broken_file_leaves_the_old_set() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("in/harbour.toml");
        fs::create_dir(folder.path().join("in")).unwrap();
        fs::write(&file, TEMPLATE).unwrap();
        fs::write(folder.path().join("notes.txt"), "no template").unwrap();
        let current = Current::open(Some(folder.path().to_owned())).unwrap();
        assert!(current.get().templates().known("harbour_trust").is_some());
        assert!(current.get().templates().known("canara").is_some());
        let before = current.get();
        fs::write(&file, TEMPLATE.replace("name", "nmae")).unwrap();
        let faults = current.reload().unwrap_err();
        assert!(
            faults[0].contains("harbour.toml:4:1") && faults[0].contains("did you mean `name`?"),
            "{faults:?}"
        );
        assert!(Arc::ptr_eq(&before, &current.get()));
        fs::write(&file, TEMPLATE.replace("Harbour Trust Bank", "Harbour Bank")).unwrap();
        assert_eq!(current.reload(), Ok(1));
        assert_eq!(current.get().templates().known("harbour_trust").unwrap().name, "Harbour Bank");
        assert_eq!(before.templates().known("harbour_trust").unwrap().name, "Harbour Trust Bank");
    }

    #[test]
    fn a_reader_is_another_one_when_its_template_changes_and_only_then() {
        let shipped = Installed::embedded();
        let (canara, unknown) = (shipped.reader(Some("canara")), shipped.reader(None));
        let own = TEMPLATE.replace("harbour_trust", "canara").replace("Harbour Trust Bank", "Canara Bank");
        let changed = Installed::of(vec![("a.toml".to_owned(), own)]).unwrap();
        assert!(shipped.is_present(&canara) && shipped.is_present(&unknown));
        assert!(!changed.is_present(&canara), "its template changed");
        assert!(!changed.is_present(&unknown), "any template may fit it now");
        assert!(changed.is_present(&shipped.reader(Some("lantern_bay"))), "its neighbour stays");
        assert!(!shipped.is_present("0.0.0+00000000 canara@00000000"));
    }

    #[test]
    fn a_file_takes_the_place_of_the_one_that_ships_and_two_about_one_bank_are_refused() {
        let own = TEMPLATE.replace("harbour_trust", "canara").replace("Harbour Trust Bank", "Canara Bank");
        let installed = Installed::of(vec![("a.toml".to_owned(), own.clone())]).unwrap();
        assert!(installed.templates().bank("canara").is_none(), "the layouts that ship are still there");
        let twice = Installed::of(vec![("a.toml".to_owned(), own.clone()), ("b.toml".to_owned(), own)]);
        let faults = twice.unwrap_err();
        assert!(faults[0].starts_with("b.toml:") && faults[0].contains("used by another file"), "{faults:?}");
    }
}
