//! The child's side: limits and confinement first, then one document after another, each with one reply.

use super::confine::{self, Confinement};
use super::protocol::{FRAME_BYTES, Header, Operation, Reply, Setup, frame};
use crate::templates::Installed;
use engine::Source;
use rlimit::Resource;
use rustix::time::{ClockId, clock_gettime};
use serde::de::DeserializeOwned;
use std::io::{self, Read, Write};

/// Serves requests on standard input and output until the parent hangs up.
///
/// # Errors
/// The limits cannot be set or the parent has gone in the midst of a request; the parent sees no reply.
pub fn run() -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::stdout().lock();
    let Some(setup) = read_frame::<Setup>(&mut input)? else { return Ok(()) };
    limit(&setup)?;
    let installed = installed(&read_exactly(&mut input, setup.template_bytes)?)?;
    // The templates are parsed before, so that the first document does not pay for it with the time it may take.
    let _ = installed.templates();
    // The parent has asked at its start what this kernel can do, and has said so.
    let _ = confine::confine();
    while let Some(header) = read_frame::<Header>(&mut input)? {
        limit_processor(&setup)?;
        let bytes = read_exactly(&mut input, header.bytes)?;
        let reply = frame(&answer(&setup, &header, &installed, &bytes))?;
        output.write_all(&reply)?;
        output.flush()?;
    }
    Ok(())
}

/// Confines this process, tries whether it holds, and says what the kernel does.
///
/// # Errors
/// The parent has gone, or a file can be opened though the kernel says otherwise.
pub fn check() -> io::Result<()> {
    let confinement = confine::confine();
    let opened = std::fs::File::open("/");
    if opened.is_ok() && confinement != (Confinement { landlock: false, seccomp: false }) {
        return Err(io::Error::other("confined, and can still open files"));
    }
    writeln!(io::stdout().lock(), "{confinement}")
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

/// A length and JSON of that length; `None` when the parent has hung up before.
fn read_frame<T: DeserializeOwned>(input: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    if input.read(&mut length[..1])? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut length[1..])?;
    let length = u32::from_be_bytes(length).min(FRAME_BYTES);
    let mut json = vec![0; length as usize];
    input.read_exact(&mut json)?;
    Ok(Some(serde_json::from_slice(&json)?))
}

/// From here on the process can neither grow nor write files, nor leave a core with a statement in it.
fn limit(setup: &Setup) -> io::Result<()> {
    Resource::AS.set(setup.memory_bytes, setup.memory_bytes)?;
    Resource::NOFILE.set(16, 16)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)
}

/// Nor can it run on: each document has its processor time, and beyond that the kernel ends the process.
fn limit_processor(setup: &Setup) -> io::Result<()> {
    let used = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(u64::MAX);
    let (_, hard) = Resource::CPU.get()?;
    Resource::CPU.set(used.saturating_add(setup.processor_seconds), hard)
}

fn answer(setup: &Setup, header: &Header, installed: &Installed, bytes: &[u8]) -> Reply {
    let source = Source { bytes, password: header.password.as_deref(), bank: header.bank.as_deref() };
    let (templates, limits) = (installed.templates(), pdf::Limits::default());
    let reply = match header.operation {
        Operation::Inspect => engine::inspect_with(&source, templates, &limits, &setup.thresholds)
            .map(|inspection| Reply::Inspection(Box::new(inspection))),
        Operation::Read => engine::read_with(&source, templates, &limits, &setup.thresholds)
            .map(|report| Reply::Report(Box::new(report))),
    };
    reply.unwrap_or_else(Reply::Refused)
}
