//! The child's side: limits first, then one document, one reply, and out.

use super::protocol::{HEADER_BYTES, Header, Operation, Reply, frame};
use crate::templates::Installed;
use engine::Source;
use rlimit::Resource;
use std::io::{self, Read, Write};

/// Serves one request on standard input and output.
///
/// # Errors
/// The limits cannot be set or the parent has gone; the parent sees no reply.
pub fn run() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let header = read_header(&mut input)?;
    limit(&header)?;
    let installed = installed(&read_exactly(&mut input, header.template_bytes)?)?;
    let bytes = read_exactly(&mut input, header.bytes)?;
    let reply = frame(&answer(&header, &installed, &bytes))?;
    let mut output = io::stdout().lock();
    output.write_all(&reply)?;
    output.flush()
}

fn read_exactly(input: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).map_err(io::Error::other)?);
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// The parent has checked the templates; it sends their text because this process opens no file.
fn installed(json: &[u8]) -> io::Result<Installed> {
    if json.is_empty() {
        return Ok(Installed::embedded());
    }
    Installed::of(serde_json::from_slice(json)?).map_err(|faults| io::Error::other(faults.join("\n")))
}

fn read_header(input: &mut impl Read) -> io::Result<Header> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length).min(HEADER_BYTES);
    let mut json = vec![0; length as usize];
    input.read_exact(&mut json)?;
    Ok(serde_json::from_slice(&json)?)
}

/// From here on the process can neither grow, nor run on, nor write files, nor leave a core with a statement in it.
fn limit(header: &Header) -> io::Result<()> {
    Resource::AS.set(header.memory_bytes, header.memory_bytes)?;
    Resource::CPU.set(header.processor_seconds, header.processor_seconds)?;
    Resource::NOFILE.set(16, 16)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)
}

fn answer(header: &Header, installed: &Installed, bytes: &[u8]) -> Reply {
    let source = Source { bytes, password: header.password.as_deref(), bank: header.bank.as_deref() };
    let (templates, limits) = (installed.templates(), pdf::Limits::default());
    let reply = match header.operation {
        Operation::Inspect => engine::inspect(&source, templates, &limits)
            .map(|inspection| Reply::Inspection(Box::new(inspection))),
        Operation::Read => {
            engine::read(&source, templates, &limits).map(|report| Reply::Report(Box::new(report)))
        }
    };
    reply.unwrap_or_else(Reply::Refused)
}
