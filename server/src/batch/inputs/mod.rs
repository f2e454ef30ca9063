//! Inputs in an order that is the same each time: files, folders by name, archives by member, manifests by line.
//!
//! Nothing is unpacked to disk. What a stranger can put into an archive is refused where it is odd: paths that lead out, links,
//! devices, archives within archives, members that grow beyond the limit of a file. Each such member is a failure of its own.

mod archive;
mod manifest;

use crate::dataset::rows::Failure;
use std::fs;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

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
    /// Its name: a path, with `!` before a member of an archive.
    pub file: String,
    /// What would show that it has changed.
    pub state: String,
    /// What is known of it.
    pub declared: Declared,
}

/// The bytes of an input.
#[derive(Debug)]
pub struct Loaded {
    /// The file.
    pub bytes: Vec<u8>,
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

/// Walks inputs in the order given. Within a folder, files that are neither PDFs nor archives are passed over, and so are links.
///
/// # Errors
/// An input that was named does not exist or cannot be read, or a manifest does not hold.
pub fn walk(inputs: &[PathBuf], declared: &Declared, each: Each<'_>) -> Result<(), String> {
    for input in inputs {
        if let Some(scheme) = remote(input) {
            return Err(format!(
                "{} cannot be read: {scheme} is not supported here, only local paths",
                input.display()
            ));
        }
        let broken = |error: io::Error| format!("cannot read {}: {error}", input.display());
        let kind = fs::metadata(input).map_err(broken)?;
        let flow = if kind.is_dir() {
            folder(input, declared, each).map_err(broken)?
        } else {
            match Sort::of(input) {
                Some(Sort::Manifest) => manifest::walk(input, declared, each)?,
                // A file that was named is taken for what its name says, and without one for a statement.
                sort => one(input, sort.unwrap_or(Sort::Pdf), declared, each).map_err(broken)?,
            }
        };
        if flow.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

fn remote(input: &Path) -> Option<&'static str> {
    let text = input.to_str()?;
    ["s3://", "gs://", "az://", "http://", "https://"].into_iter().find(|scheme| text.starts_with(scheme))
}

/// How many inputs there are, where that is known without unpacking: not for tar archives and manifests.
#[must_use]
pub fn count(inputs: &[PathBuf]) -> Option<u64> {
    let mut total = 0;
    for input in inputs {
        let sorts = |path: &Path| matches!(Sort::of(path), Some(Sort::Tar | Sort::TarGz | Sort::Manifest));
        if sorts(input) {
            return None;
        }
        let mut stack = vec![input.clone()];
        while let Some(path) = stack.pop() {
            if path.is_dir() {
                stack.extend(
                    fs::read_dir(path)
                        .ok()?
                        .flatten()
                        .map(|entry| entry.path())
                        .filter(|path| !path.is_symlink()),
                );
            } else {
                match Sort::of(&path) {
                    Some(Sort::Tar | Sort::TarGz) => return None,
                    Some(Sort::Zip) => total += archive::zip_members(&path)?,
                    Some(Sort::Pdf) => total += 1,
                    Some(Sort::Manifest) | None => {}
                }
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
    match sort {
        Sort::Zip => archive::zip(path, declared, each),
        Sort::Tar => archive::tar(path, fs::File::open(path)?, declared, each),
        Sort::TarGz => {
            let file = io::BufReader::new(fs::File::open(path)?);
            archive::tar(path, flate2::bufread::MultiGzDecoder::new(file), declared, each)
        }
        Sort::Pdf | Sort::Manifest => {
            let found =
                Found { file: path.display().to_string(), state: state(path)?, declared: declared.clone() };
            Ok(each(found, &mut || {
                let file = fs::File::open(path).map_err(|error| unreadable(&error))?;
                limited(file)
            }))
        }
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
        message: format!("the file cannot be read: {error}"),
        hint: "check the path, the permissions and whether the archive is whole".to_owned(),
        retryable: true,
        bank: None,
    }
}

/// All bytes of a reader, up to the limit of a file.
fn limited(from: impl Read) -> Result<Loaded, Failure> {
    let allowed = pdf::Limits::default().file_bytes;
    let mut bytes = Vec::new();
    from.take(allowed + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 <= allowed {
        return Ok(Loaded { bytes });
    }
    Err(Failure {
        code: "over_limit".to_owned(),
        message: format!("the file is longer than the {allowed} bytes allowed"),
        hint: "split the file".to_owned(),
        retryable: false,
        bank: None,
    })
}
