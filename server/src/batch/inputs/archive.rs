//! Archives, member by member, never unpacked to disk and never held whole: neither their members nor the list of them.

use super::metered::{FREE, Meter, Packed, RATIO, Unpacked};
use super::{Declared, Each, Found, Loaded, Sort, file_bytes, limited, too_long, unreadable};
use crate::dataset::rows::Failure;
use flate2::bufread::MultiGzDecoder;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Component, Path};
use std::rc::Rc;
use zip::read::Config;
use zip::result::ZipResult;
use zip::unstable::read::ZipIterable;
use zip::{ZipReadOptions, read::ZipFileEntry};

/// Longest path of a member.
const NAME: usize = 4096;

/// The statements of a zip archive: `index` reads the list of its members, `bodies` what they hold.
pub(super) fn zip<R: Read + Seek>(
    archive: &Found,
    index: R,
    mut bodies: R,
    length: u64,
    each: Each<'_>,
) -> ControlFlow<()> {
    let mut opened = match ZipIterable::try_new(index, Config::default()) {
        Ok(opened) => opened,
        Err(error) => return broken(archive, &error.to_string(), each),
    };
    let members = match opened.files() {
        Ok(members) => members,
        Err(error) => return broken(archive, &error.to_string(), each),
    };
    let mut packed = 0_u64;
    for (place, member) in members.enumerate() {
        let member = match member {
            Ok(member) => member,
            Err(error) => return broken(archive, &error.to_string(), each),
        };
        // Members that share their bytes make a small archive endless.
        packed = packed.saturating_add(member.compressed_size());
        if packed > length {
            return bomb(archive, "its members overlap", each);
        }
        let Some((found, refused)) = zip_member(archive, place, &member) else { continue };
        let mut member = Some(member);
        let flow = each(found, &mut || match (&refused, member.take()) {
            (Some(failure), _) => Err(failure.clone()),
            (None, Some(member)) => unzipped(member, &mut bodies),
            (None, None) => Err(refusal("member_unreadable", "the member was read already")),
        });
        if flow.is_break() {
            return flow;
        }
    }
    ControlFlow::Continue(())
}

/// The member and why it is not taken; nothing when it is no statement.
fn zip_member(archive: &Found, place: usize, member: &ZipFileEntry<'_>) -> Option<(Found, Option<Failure>)> {
    let Ok(name) = member.name() else {
        let failure = refusal("member_unreadable", "the name of the member cannot be read");
        return Some((member_of(archive, &format!("#{place}"), String::new()), Some(failure)));
    };
    if member.is_dir() {
        return None;
    }
    let refused = match refuse(Path::new(&*name), !member.is_symlink()) {
        Verdict::Pass => return None,
        Verdict::Refuse(failure) => Some(failure),
        Verdict::Take if member.encrypted() => {
            Some(refusal("archive_locked", "the member of the archive is encrypted"))
        }
        Verdict::Take if member.size() > file_bytes() => Some(too_long(file_bytes())),
        Verdict::Take => None,
    };
    // Members may have the same name; their place tells them apart.
    let state = format!("{}:{:08x}:{place}", member.size(), member.crc32());
    Some((member_of(archive, &name, state), refused))
}

fn unzipped<R: Read + Seek>(member: ZipFileEntry<'_>, bodies: &mut R) -> Result<Loaded, Failure> {
    let told = |error: zip::result::ZipError| unreadable(&io::Error::other(error));
    // The length that is declared may be a lie, the one that is packed cannot be exceeded.
    let proportionate = member.compressed_size().saturating_mul(RATIO).saturating_add(FREE);
    let reader = member.with_reader(bodies, ZipReadOptions::new()).map_err(told)?;
    if proportionate >= file_bytes() {
        return limited(reader, file_bytes()).map(Loaded::Bytes);
    }
    limited(reader, proportionate).map(Loaded::Bytes).map_err(|failure| match failure.code.as_str() {
        "over_limit" => refusal("archive_bomb", "the member unpacks to more than 200 times its length"),
        _ => failure,
    })
}

/// How many members of a zip archive are statements.
pub(super) fn zip_members(file: std::fs::File) -> Option<u64> {
    let mut archive = ZipIterable::try_new(BufReader::new(file), Config::default()).ok()?;
    // A member without a readable name is one that fails.
    let counts = |member: ZipResult<ZipFileEntry<'_>>| {
        member.is_ok_and(|member| match member.name() {
            Ok(name) => !member.is_dir() && !matches!(refuse(Path::new(&*name), true), Verdict::Pass),
            Err(_) => true,
        })
    };
    Some(archive.files().ok()?.filter_map(|member| counts(member).then_some(())).count() as u64)
}

/// The statements of a tar archive, in one pass.
pub(super) fn tar(archive: &Found, from: impl Read, each: Each<'_>) -> ControlFlow<()> {
    let meter = Meter::new();
    members(archive, Unpacked { from, meter: Rc::clone(&meter), is_packed: false }, &meter, each)
}

/// The statements of a tar archive that is packed with gzip, in one pass.
pub(super) fn tar_gz(archive: &Found, from: impl BufRead, each: Each<'_>) -> ControlFlow<()> {
    let meter = Meter::new();
    let packed = BufReader::new(Packed { from, meter: Rc::clone(&meter) });
    let from = MultiGzDecoder::new(packed);
    members(archive, Unpacked { from, meter: Rc::clone(&meter), is_packed: true }, &meter, each)
}

fn members(archive: &Found, from: impl Read, meter: &Meter, each: Each<'_>) -> ControlFlow<()> {
    let fault = |error: &io::Error, each: Each<'_>| match meter.over.get() {
        Some(why) => bomb(archive, why, each),
        None => broken(archive, &error.to_string(), each),
    };
    let mut opened = tar::Archive::new(from);
    // Long names and attributes come before their member and are held in memory.
    meter.until(FREE);
    let members = match opened.entries() {
        Ok(members) => members,
        Err(error) => return fault(&error, each),
    };
    for (place, member) in members.enumerate() {
        let mut member = match member {
            Ok(member) => member,
            // What follows cannot be found any more.
            Err(error) => return fault(&error, each),
        };
        let end = member.raw_file_position().saturating_add(member.size());
        meter.until(end.saturating_add(FREE));
        let kind = member.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() {
            continue;
        }
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        let size = member.size();
        let refused = match refuse(Path::new(&name), kind.is_file()) {
            Verdict::Pass => continue,
            Verdict::Refuse(failure) => Some(failure),
            Verdict::Take if size > file_bytes() => Some(too_long(file_bytes())),
            Verdict::Take => None,
        };
        let changed = member.header().mtime().unwrap_or_default();
        // Members may have the same name; their place tells them apart.
        let found = member_of(archive, &name, format!("{size}:{changed}:{place}"));
        let flow = each(found, &mut || match &refused {
            Some(failure) => Err(failure.clone()),
            None => {
                let bytes = limited(&mut member, file_bytes())?;
                if bytes.len() as u64 == size {
                    Ok(Loaded::Bytes(bytes))
                } else {
                    Err(unreadable(&io::ErrorKind::UnexpectedEof.into()))
                }
            }
        });
        if flow.is_break() {
            return flow;
        }
    }
    ControlFlow::Continue(())
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
    if sort.is_none() || sort == Some(Sort::Manifest) {
        return Verdict::Pass;
    }
    if !inside(name) {
        return Verdict::Refuse(refusal("unsafe_path", "the path of the member leads out of the archive"));
    }
    if hidden {
        return Verdict::Pass;
    }
    if name.as_os_str().len() > NAME {
        return Verdict::Refuse(refusal("unsafe_path", "the path of the member is longer than paths are"));
    }
    if !is_file {
        return Verdict::Refuse(refusal("archive_link", "the member is a link or a device, not a file"));
    }
    match sort {
        Some(Sort::Pdf) => Verdict::Take,
        _ => Verdict::Refuse(refusal("nested_archive", "an archive within an archive is not opened")),
    }
}

/// Whether a path stays within its archive, here and where its separators are others.
fn inside(name: &Path) -> bool {
    let text = name.to_string_lossy().replace('\\', "/");
    let drive = matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    !drive && !text.starts_with('/') && !text.split('/').any(|part| part == "..")
}

fn refusal(code: &str, message: &str) -> Failure {
    Failure {
        code: code.to_owned(),
        message: message.to_owned(),
        hint: "give the file itself".to_owned(),
        retryable: false,
        bank: None,
        findings: Box::default(),
    }
}

/// An archive that cannot be read, or not any further, is a failure in the place of its members.
fn broken(archive: &Found, why: &str, each: Each<'_>) -> ControlFlow<()> {
    ended(
        archive,
        "archive_broken",
        &format!("the archive cannot be read on: {why}"),
        "make the archive anew",
        each,
    )
}

/// An archive that is made to cost more than it is worth is not read any further.
fn bomb(archive: &Found, why: &str, each: Each<'_>) -> ControlFlow<()> {
    ended(
        archive,
        "archive_bomb",
        &format!("the archive is not read on: {why}"),
        "give the files themselves",
        each,
    )
}

fn ended(archive: &Found, code: &str, message: &str, hint: &str, each: Each<'_>) -> ControlFlow<()> {
    let failure = Failure {
        code: code.to_owned(),
        message: message.to_owned(),
        hint: hint.to_owned(),
        retryable: false,
        bank: None,
        findings: Box::default(),
    };
    each(archive.clone(), &mut || Err(failure.clone()))
}

fn member_of(archive: &Found, name: &str, state: String) -> Found {
    // What a stranger named without end is not told without end.
    let shown: String = name.chars().take(NAME).collect();
    let declared: Declared = archive.declared.clone();
    Found { file: format!("{}!{shown}", archive.file), state, declared }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_lead_out_are_known_with_any_separator() {
        for out in ["../a.pdf", "a/../../b.pdf", "/a.pdf", "..\\a.pdf", "\\a.pdf", "C:\\a.pdf", "c:/a.pdf"] {
            assert!(!inside(Path::new(out)), "{out}");
        }
        for within in ["a.pdf", "./a.pdf", "2025/a..b.pdf", "a:b.pdf/x.pdf", "...pdf"] {
            assert_eq!(inside(Path::new(within)), within != "a:b.pdf/x.pdf", "{within}");
        }
    }
}
