//! Archives, member by member, never unpacked to disk.

use super::{Declared, Each, Found, Sort, limited, state, unreadable};
use crate::dataset::rows::Failure;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Component, Path};
use zip::ZipArchive;

/// The statements of a zip archive.
pub(super) fn zip(path: &Path, declared: &Declared, each: Each<'_>) -> io::Result<ControlFlow<()>> {
    let opened = ZipArchive::new(BufReader::new(File::open(path)?));
    let mut archive = match opened {
        Ok(archive) => archive,
        Err(error) => return broken(path, declared, &error.to_string(), each),
    };
    for index in 0..archive.len() {
        // The head first: a member that nobody wants is not unpacked.
        let (found, refused) = {
            let member = archive.by_index_raw(index).ok();
            let named = member.as_ref().and_then(|member| Some(member.name().ok()?.into_owned()));
            let (Some(member), Some(name)) = (member, named) else {
                let found = member_of(path, &format!("#{index}"), String::new(), declared);
                let failure = refusal("member_unreadable", "the member of the archive cannot be read");
                if each(found, &mut || Err(failure.clone())).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
                continue;
            };
            if member.is_dir() {
                continue;
            }
            let refused = match refuse(Path::new(&name), !member.is_symlink()) {
                Verdict::Take if member.encrypted() => {
                    Some(refusal("archive_locked", "the member of the archive is encrypted"))
                }
                Verdict::Take => None,
                Verdict::Refuse(failure) => Some(failure),
                Verdict::Pass => continue,
            };
            (member_of(path, &name, format!("{}:{:08x}", member.size(), member.crc32()), declared), refused)
        };
        let flow = each(found, &mut || match &refused {
            Some(failure) => Err(failure.clone()),
            None => limited(archive.by_index(index).map_err(|error| unreadable(&io::Error::other(error)))?),
        });
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// How many members of a zip archive are statements.
pub(super) fn zip_members(path: &Path) -> Option<u64> {
    let archive = ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()?;
    // A member without a readable name is one that fails.
    let counts = |name: &str| !name.ends_with('/') && !matches!(refuse(Path::new(name), true), Verdict::Pass);
    Some(archive.file_names().filter(|name| name.as_ref().map_or(true, |name| counts(name))).count() as u64)
}

/// The statements of a tar archive, in one pass.
pub(super) fn tar(
    path: &Path,
    from: impl Read,
    declared: &Declared,
    each: Each<'_>,
) -> io::Result<ControlFlow<()>> {
    let mut archive = tar::Archive::new(from);
    let members = match archive.entries() {
        Ok(members) => members,
        Err(error) => return broken(path, declared, &error.to_string(), each),
    };
    // Members may have the same name; their place tells them apart.
    for (place, member) in members.enumerate() {
        let mut member = match member {
            Ok(member) => member,
            // What follows cannot be found any more.
            Err(error) => return broken(path, declared, &error.to_string(), each),
        };
        let kind = member.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        let refused = match refuse(Path::new(&name), kind.is_file()) {
            Verdict::Take => None,
            Verdict::Refuse(failure) => Some(failure),
            Verdict::Pass => continue,
        };
        let changed = member.header().mtime().unwrap_or_default();
        let found = member_of(path, &name, format!("{}:{changed}:{place}", member.size()), declared);
        let flow = each(found, &mut || match &refused {
            Some(failure) => Err(failure.clone()),
            None => limited(&mut member),
        });
        if flow.is_break() {
            return Ok(flow);
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// What to do with a member.
enum Verdict {
    Take,
    Refuse(Failure),
    /// It is no statement: a picture, a list, a hidden file of some system.
    Pass,
}

fn refuse(name: &Path, is_file: bool) -> Verdict {
    let hidden = name.components().any(|part| matches!(part, Component::Normal(name) if name.to_string_lossy().starts_with('.') || name == "__MACOSX"));
    let sort = Sort::of(name);
    if sort.is_none() || sort == Some(Sort::Manifest) || hidden {
        return Verdict::Pass;
    }
    let inside = name.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    // Backslashes are part of a name here, and separators where the archive came from.
    let inside = inside && !name.to_string_lossy().replace('\\', "/").split('/').any(|part| part == "..");
    if !inside {
        return Verdict::Refuse(refusal("unsafe_path", "the path of the member leads out of the archive"));
    }
    if !is_file {
        return Verdict::Refuse(refusal("archive_link", "the member is a link or a device, not a file"));
    }
    match sort {
        Some(Sort::Pdf) => Verdict::Take,
        _ => Verdict::Refuse(refusal("nested_archive", "an archive within an archive is not opened")),
    }
}

fn refusal(code: &str, message: &str) -> Failure {
    Failure {
        code: code.to_owned(),
        message: message.to_owned(),
        hint: "give the file itself".to_owned(),
        retryable: false,
        bank: None,
    }
}

/// An archive that cannot be read, or not any further, is a failure in the place of its members.
fn broken(path: &Path, declared: &Declared, why: &str, each: Each<'_>) -> io::Result<ControlFlow<()>> {
    let found = Found { file: path.display().to_string(), state: state(path)?, declared: declared.clone() };
    let failure = Failure {
        code: "archive_broken".to_owned(),
        message: format!("the archive cannot be read on: {why}"),
        hint: "make the archive anew".to_owned(),
        retryable: false,
        bank: None,
    };
    Ok(each(found, &mut || Err(failure.clone())))
}

fn member_of(archive: &Path, name: &str, state: String, declared: &Declared) -> Found {
    Found { file: format!("{}!{name}", archive.display()), state, declared: declared.clone() }
}
