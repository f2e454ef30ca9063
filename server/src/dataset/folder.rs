//! The folder of a dataset: parts that are whole or not there, and what a run that goes on needs to know.
//!
//! Each part holds a fixed number of inputs in their order. Its files are written beside their places and renamed, and its
//! marker, written last, says that all of them are there. A run that was killed leaves no half of a part behind a marker, and
//! what it does again has the same bytes.

use super::Format;
use super::rows::Tables;
use super::schema::{SCHEMA_VERSION, TABLES};
use crate::wording::trouble;
use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The folder of markers; a leading underscore keeps it out of the sight of readers of datasets.
const MARKERS: &str = "_parts";
/// What the dataset is, as JSON.
const ABOUT: &str = "_dataset.json";

/// What the whole dataset was made with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Version of the schema.
    pub schema: u32,
    /// Version of the engine and fingerprint of its word lists.
    pub engine: String,
    /// Fingerprint of all templates.
    pub templates: String,
    /// The day of the analysis, which decides what is overdue.
    pub today: String,
    /// Inputs in a part.
    pub part: usize,
    /// How tables are written.
    pub formats: Vec<Format>,
    /// Whether the run came to its end.
    pub complete: bool,
}

/// One input of a part, as a later run needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The input.
    pub file: String,
    /// What would show that it has changed: its length, and when it was changed or its check sum.
    pub state: String,
    /// Template and fingerprint with which it was read.
    pub template: String,
    /// The bank; absent when it was not recognised.
    pub bank: Option<String>,
    /// `proven`, ..., or the code of the failure.
    pub outcome: String,
    /// Pages read.
    pub pages: u32,
    /// Transactions read.
    pub transactions: usize,
    /// The entity that a manifest names.
    pub entity: Option<String>,
    /// Whether it failed in a way that may end otherwise another time: with a password, or on a better day.
    pub again: bool,
}

impl Done {
    /// Whether this is that input, unchanged and of the same entity.
    #[must_use]
    pub fn is_of(&self, file: &str, state: &str, entity: Option<&String>) -> bool {
        self.file == file && self.state == state && self.entity.as_ref() == entity
    }
}

/// A dataset that is being written.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    about: About,
}

impl Folder {
    /// Begins a dataset, or goes on with one that was made in the same way.
    ///
    /// # Errors
    /// The folder cannot be used, holds other files, or was made in another way than it is to go on.
    pub fn open(path: &Path, about: About, resume: bool) -> Result<Folder, String> {
        let unusable = |error: io::Error| format!("cannot use {}: {error}", path.display());
        fs::create_dir_all(path).map_err(unusable)?;
        match about_of(path) {
            Ok(earlier) if resume => {
                let differ = differences(&earlier, &about);
                if !differ.is_empty() {
                    return Err(format!(
                        "the dataset in {} was begun otherwise: {}",
                        path.display(),
                        differ.join(", ")
                    ));
                }
                // A run that goes on after midnight is still the same run.
                let folder = Folder { path: path.to_owned(), about: About { today: earlier.today, ..about } };
                folder.say_what_it_is(false).map_err(unusable)?;
                return Ok(folder);
            }
            Ok(_) => {}
            Err(_) if fs::read_dir(path).map_err(unusable)?.next().is_some() => {
                return Err(format!("{} holds something that is not a dataset", path.display()));
            }
            Err(_) => {}
        }
        let folder = Folder { path: path.to_owned(), about };
        folder.clear().map_err(unusable)?;
        folder.say_what_it_is(false).map_err(unusable)?;
        Ok(folder)
    }

    /// The day of the analysis.
    #[must_use]
    pub fn today(&self) -> &str {
        &self.about.today
    }

    /// What was done in a part, when it is whole.
    #[must_use]
    pub fn part(&self, number: usize) -> Option<Vec<Done>> {
        read_part(&self.marker(number))
    }

    /// Writes a part: its tables, then its marker.
    ///
    /// # Errors
    /// The disk is full or the folder gone.
    pub fn write(&self, number: usize, tables: &Tables, done: &[Done]) -> io::Result<()> {
        for format in &self.about.formats {
            for (table, rows) in TABLES.iter().zip(&tables.0) {
                let folder = self.tables(*format).join(table.name);
                fs::create_dir_all(&folder)?;
                let path = folder.join(format!("part-{number:06}.{}", format.extension()));
                // A part without rows of a table has no file of it, but the first: readers want one to know the columns.
                if rows.is_empty() && number > 0 {
                    remove(&path)?;
                    continue;
                }
                let mut bytes = Vec::new();
                format.write(&mut bytes, table, rows)?;
                put(&path, &bytes)?;
            }
        }
        fs::create_dir_all(self.path.join(MARKERS))?;
        put(&self.marker(number), &serde_json::to_vec(done)?)
    }

    /// How many parts are whole; they are the first ones, since parts are written in order.
    #[must_use]
    pub fn parts(&self) -> usize {
        (0..).take_while(|number| self.marker(*number).exists()).count()
    }

    /// Says that the run came to its end.
    ///
    /// # Errors
    /// The folder is gone.
    pub fn complete(&self) -> io::Result<()> {
        self.say_what_it_is(true)
    }

    /// Parquet lies on top, where readers look; the other formats have folders of their own, so that no folder mixes them.
    fn tables(&self, format: Format) -> PathBuf {
        match format {
            Format::Parquet => self.path.clone(),
            other => self.path.join(other.extension()),
        }
    }

    fn marker(&self, number: usize) -> PathBuf {
        self.path.join(MARKERS).join(format!("part-{number:06}.json"))
    }

    /// Takes away what an earlier run left, markers first.
    fn clear(&self) -> io::Result<()> {
        let mut folders = vec![self.path.join(MARKERS)];
        folders.extend(TABLES.iter().map(|table| self.path.join(table.name)));
        folders.extend([Format::Jsonl, Format::Csv].map(|format| self.tables(format)));
        for folder in folders {
            match fs::remove_dir_all(&folder) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    fn say_what_it_is(&self, complete: bool) -> io::Result<()> {
        let about = About { complete, ..self.about.clone() };
        put(&self.path.join(ABOUT), &serde_json::to_vec_pretty(&about)?)
    }
}

/// In what a run that is to go on differs from the one that began.
fn differences(earlier: &About, now: &About) -> Vec<String> {
    let formats =
        |about: &About| about.formats.iter().map(|format| format.extension()).collect::<Vec<_>>().join(",");
    let pairs = [
        ("engine", earlier.engine.clone(), now.engine.clone()),
        ("templates", earlier.templates.clone(), now.templates.clone()),
        ("--part", earlier.part.to_string(), now.part.to_string()),
        ("--formats", formats(earlier), formats(now)),
    ];
    let differ = pairs.into_iter().filter(|(_, before, now)| before != now);
    differ.map(|(what, before, now)| format!("{what} {before} and not {now}")).collect()
}

/// What a dataset was made with.
///
/// # Errors
/// There is none, or it is of a schema that this program does not read.
pub fn about_of(path: &Path) -> Result<About, String> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound if path.exists() => format!("{} is no dataset", path.display()),
        _ => format!("{} is no dataset: {}", path.display(), trouble(&error)),
    };
    let bytes = fs::read(path.join(ABOUT)).map_err(unreadable)?;
    let about: About = serde_json::from_slice(&bytes)
        .map_err(|error| format!("{} is no dataset: {error}", path.display()))?;
    if about.schema == SCHEMA_VERSION {
        Ok(about)
    } else {
        Err(format!(
            "{} has schema {}, this program reads schema {SCHEMA_VERSION}",
            path.display(),
            about.schema
        ))
    }
}

/// Everything that was done in a dataset, in order.
#[must_use]
pub fn done_in(path: &Path) -> Vec<Done> {
    let marker = |number: usize| path.join(MARKERS).join(format!("part-{number:06}.json"));
    (0..).map_while(|number| read_part(&marker(number))).flatten().collect()
}

fn read_part(marker: &Path) -> Option<Vec<Done>> {
    serde_json::from_slice(&fs::read(marker).ok()?).ok()
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A file that is there as a whole or as it was.
fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("part");
    let mut file = File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
