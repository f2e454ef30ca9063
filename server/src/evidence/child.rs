//! The child's side: limits and confinement first, then one document, its pictures, and out.

use super::{HEADER_BYTES, Header, Part};
use crate::sandbox::confine;
use rlimit::Resource;
use std::io::{self, Read, Write};

/// Serves one request on standard input and output.
///
/// # Errors
/// The limits cannot be set or the parent has gone.
pub fn run() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let mut json = vec![0; u32::from_be_bytes(length).min(HEADER_BYTES) as usize];
    input.read_exact(&mut json)?;
    let header: Header = serde_json::from_slice(&json)?;
    // From here on the process can neither grow, nor run on, nor write files, nor leave a core with a statement in it.
    Resource::AS.set(header.memory_bytes, header.memory_bytes)?;
    Resource::CPU.set(header.processor_seconds, header.processor_seconds)?;
    Resource::NOFILE.set(16, 16)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)?;
    // The process that started this one has asked at its start what this kernel can do, and has said so.
    let _ = confine::confine();
    let mut document = Vec::new();
    input.read_to_end(&mut document)?;
    let mut output = io::stdout().lock();
    let Header { password, pages, marks, is_cut, .. } = &header;
    match super::draw::draw(document, password.as_deref(), pages, marks, *is_cut) {
        Ok(pictures) => {
            for picture in pictures {
                let bytes = picture.png.len() as u64;
                say(&mut output, &Part::Picture { page: picture.page, scale: picture.scale, bytes })?;
                output.write_all(&picture.png)?;
            }
            say(&mut output, &Part::End)?;
        }
        Err(reason) => say(&mut output, &Part::Refused(reason))?,
    }
    output.flush()
}

fn say(output: &mut impl Write, part: &Part) -> io::Result<()> {
    let json = serde_json::to_vec(part)?;
    output.write_all(&u32::try_from(json.len()).map_err(io::Error::other)?.to_be_bytes())?;
    output.write_all(&json)
}
