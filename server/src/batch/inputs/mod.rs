//! Inputs in an order that is the same each time: files, folders by name, buckets by key, archives by member, manifests by line.
//!
//! Nothing is unpacked to disk. What a stranger can put into an archive is refused where it is odd: paths that lead out, links,
//! devices, archives within archives, members that grow beyond the limit of a file. Each such member is a failure of its own.

mod address;
mod archive;
mod bucket;
mod manifest;
mod metered;

use crate::dataset::rows::Failure;
use crate::wording::trouble;
use address::Address;
use bucket::{Buckets, Object};
use manifest::Line;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;
use tokio::runtime::Handle;

/// What the caller knows of an input beyond its bytes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Declared {
    /// Whose statement it is.
    pub entity: Option<String>,
    /// Identifier of the bank.
    pub bank: Option<String>,
    /// Password of the PDF.
    pub password: Option<String>,
}

impl std::fmt::Debug for Declared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let password = self.password.as_ref().map(|_| "***");
        f.debug_struct("Declared")
            .field("entity", &self.entity)
            .field("bank", &self.bank)
            .field("password", &password)
            .finish()
    }
}

/// An input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name: a path or an address, with `!` before a member of an archive.
    pub file: String,
    /// What would show that it has changed.
    pub state: String,
    /// What is known of it.
    pub declared: Declared,
}

/// The bytes of an input, or where whoever reads it gets them.
#[derive(Debug)]
pub enum Loaded {
    /// The file.
    Bytes(Vec<u8>),
    /// An object that is still in its bucket, so that several are fetched at a time.
    Object(Box<Object>),
}

impl Loaded {
    /// The file.
    ///
    /// # Errors
    /// The object cannot be fetched, has changed since it was listed, or is longer than a file may be.
    pub fn bytes(self) -> Result<Vec<u8>, Failure> {
        match self {
            Loaded::Bytes(bytes) => Ok(bytes),
            Loaded::Object(object) => object.fetch(),
        }
    }
}

/// Loads an input; called once, or never when nobody wants it.
pub type Load<'l> = &'l mut dyn FnMut() -> Result<Loaded, Failure>;

/// Takes each input.
pub type Each<'e> = &'e mut dyn FnMut(Found, Load<'_>) -> ControlFlow<()>;

/// What a path is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Pdf,
    Zip,
    Tar,
    TarGz,
    Manifest,
}

impl Sort {
    fn of(path: &Path) -> Option<Sort> {
        let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
        let ends = |ending: &str| name.ends_with(ending);
        if ends(".pdf") {
            Some(Sort::Pdf)
        } else if ends(".zip") {
            Some(Sort::Zip)
        } else if ends(".tar") {
            Some(Sort::Tar)
        } else if ends(".tar.gz") || ends(".tgz") {
            Some(Sort::TarGz)
        } else if ends(".csv") || ends(".jsonl") || ends(".ndjson") {
            Some(Sort::Manifest)
        } else {
            None
        }
    }
}

/// Everything that was named, with the manifests read.
#[derive(Debug)]
pub struct Inputs {
    sources: Vec<Source>,
}

#[derive(Debug)]
enum Source {
    Named(Address),
    Listed(Vec<Line>),
}

impl Inputs {
    /// Inputs as they were named: paths, or addresses with `file://`, `s3://`, `gs://` or `az://`.
    ///
    /// # Errors
    /// An address is not understood, a manifest does not hold, or two manifests name the same entity.
    pub fn open(named: &[PathBuf], runtime: &Handle) -> Result<Inputs, String> {
        let mut buckets = Buckets::new(runtime.clone());
        let mut sources = Vec::with_capacity(named.len());
        for name in named {
            let address = Address::parse(name, &mut buckets)?;
            sources.push(match address.sort() {
                Some(Sort::Manifest) => Source::Listed(manifest::read(&address, &mut buckets)?),
                _ => Source::Named(address),
            });
        }
        let lists = sources.iter().filter_map(|source| match source {
            Source::Listed(lines) => Some(lines.as_slice()),
            Source::Named(_) => None,
        });
        manifest::entities_are_of_one(lists)?;
        Ok(Inputs { sources })
    }

    /// Walks the inputs in the order given. Within a folder, files that are neither PDFs nor archives are passed over, and so
    /// are links.
    ///
    /// # Errors
    /// An input that was named does not exist or cannot be read, or a bucket cannot be listed.
    pub fn walk(&self, declared: &Declared, each: Each<'_>) -> Result<(), String> {
        for source in &self.sources {
            let flow = match source {
                Source::Named(address) => named(address, declared, each)
                    .map_err(|error| format!("cannot read {}: {}", address.name(), trouble(&error)))?,
                Source::Listed(lines) => manifest::walk(lines, declared, each),
            };
            if flow.is_break() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Whether any of them is said to be of an entity.
    #[must_use]
    pub fn name_entities(&self) -> bool {
        self.sources
            .iter()
            .any(|source| matches!(source, Source::Listed(lines) if manifest::name_entities(lines)))
    }

    /// How many inputs there are, where that is known without unpacking or listing: not for tar archives and buckets.
    #[must_use]
    pub fn count(&self) -> Option<u64> {
        let counts = self.sources.iter().map(|source| match source {
            Source::Named(Address::Local(path)) => counted(path),
            Source::Named(Address::Remote(_)) => None,
            Source::Listed(lines) => lines.iter().map(manifest::counted).sum(),
        });
        counts.sum()
    }
}

/// An input that was named, by itself or in a manifest.
fn named(address: &Address, declared: &Declared, each: Each<'_>) -> io::Result<ControlFlow<()>> {
    match address {
        Address::Local(path) if fs::metadata(path)?.is_dir() => folder(path, declared, each),
        // A file that was named is taken for what its name says, and without one for a statement.
        Address::Local(path) => one(path, Sort::of(path).unwrap_or(Sort::Pdf), declared, each),
        Address::Remote(place) => bucket::walk(place, declared, each),
    }
}

fn counted(path: &Path) -> Option<u64> {
    let mut total = 0;
    let mut stack = vec![path.to_owned()];
    while let Some(path) = stack.pop() {
        if path.is_dir() {
            let below = fs::read_dir(path).ok()?.flatten().map(|entry| entry.path());
            stack.extend(below.filter(|path| !path.is_symlink()));
        } else {
            match Sort::of(&path) {
                Some(Sort::Tar | Sort::TarGz) => return None,
                Some(Sort::Zip) => total += archive::zip_members(fs::File::open(&path).ok()?)?,
                Some(Sort::Pdf) => total += 1,
                Some(Sort::Manifest) | None => {}
            }
        }
    }
    Some(total)
}

fn folder(path: &Path, declared: &Declared, each: Each<'_>) -> io::Result<ControlFlow<()>> {
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        let path = entry.path();
        let flow = if kind.is_dir() {
            folder(&path, declared, each)?
        } else if !kind.is_file() {
            ControlFlow::Continue(())
        } else {
            match Sort::of(&path) {
                // A list that lies among the files is not what it lists.
                None | Some(Sort::Manifest) => ControlFlow::Continue(()),
                Some(sort) => one(&path, sort, declared, each)?,
            }
        };
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// A file that is a statement or an archive.
fn one(path: &Path, sort: Sort, declared: &Declared, each: Each<'_>) -> io::Result<ControlFlow<()>> {
    let found = Found { file: path.display().to_string(), state: state(path)?, declared: declared.clone() };
    let open = || fs::File::open(path).map(io::BufReader::new);
    match sort {
        Sort::Zip => {
            let length = fs::metadata(path)?.len();
            Ok(archive::zip(&found, open()?, open()?, length, each))
        }
        Sort::Tar => Ok(archive::tar(&found, open()?, each)),
        Sort::TarGz => Ok(archive::tar_gz(&found, open()?, each)),
        Sort::Pdf | Sort::Manifest => Ok(each(found, &mut || {
            let file = fs::File::open(path).map_err(|error| unreadable(&error))?;
            limited(file, file_bytes()).map(Loaded::Bytes)
        })),
    }
}

/// Length and time of the last change.
fn state(path: &Path) -> io::Result<String> {
    let about = fs::metadata(path)?;
    let changed = about.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Ok(format!("{}:{}", about.len(), changed.map_or(0, |since| since.as_nanos())))
}

fn unreadable(error: &io::Error) -> Failure {
    Failure {
        code: "file_unreadable".to_owned(),
        message: format!("the file cannot be read: {}", trouble(error)),
        hint: "check the path, the permissions and whether the archive is whole".to_owned(),
        retryable: true,
        bank: None,
        findings: Box::default(),
    }
}

/// Length that a file may have.
fn file_bytes() -> u64 {
    pdf::Limits::default().file_bytes
}

/// All bytes of a reader that may give as many.
fn limited(from: impl Read, allowed: u64) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    from.take(allowed.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 <= allowed { Ok(bytes) } else { Err(too_long(allowed)) }
}

fn too_long(allowed: u64) -> Failure {
    Failure {
        code: "over_limit".to_owned(),
        message: format!("the file is longer than the {allowed} bytes allowed"),
        hint: "split the file".to_owned(),
        retryable: false,
        bank: None,
        findings: Box::default(),
    }
}
