//! Where to look next: what a newcomer can try at once, ready to be copied.

use super::client::Client;
use std::io::{self, Write};

/// Prints the last part of the summary, which ends on the address of a report. A server that is about to stop has none, and gets no
/// commands that would find nobody there.
///
/// # Errors
/// `out` fails.
pub(super) fn write(
    out: &mut impl Write,
    client: &Client,
    first_entity: &str,
    report: Option<&str>,
) -> io::Result<()> {
    let program = program();
    let base = client.base();
    writeln!(out, "Where to look next\n")?;
    if report.is_none() {
        writeln!(out, "  Keep this server running, look at its pages and ask it with curl:")?;
        writeln!(out, "    {program} demo\n")?;
    } else {
        let key = &client.key;
        writeln!(out, "  Base URL   {base}")?;
        writeln!(out, "  API key    {key}\n")?;
        writeln!(out, "  List the entities, one for each customer:")?;
        writeln!(out, "    curl -H 'x-api-key: {key}' \\")?;
        writeln!(out, "      '{base}/entity/'\n")?;
        writeln!(out, "  All transactions of the first entity:")?;
        writeln!(out, "    curl -H 'x-api-key: {key}' \\")?;
        writeln!(out, "      '{base}/entity/{first_entity}/transactions/'\n")?;
    }
    writeln!(out, "  Read a file of your own; nothing leaves this machine:")?;
    writeln!(out, "    {program} analyze FILE.pdf\n")?;
    writeln!(out, "  Keep a server with its data in a directory of your choice:")?;
    writeln!(out, "    {program} keys create --data-dir DIR --name NAME")?;
    writeln!(out, "    {program} serve --data-dir DIR\n")?;
    writeln!(out, "  In the source: the API in docs/api.md, the samples in testdata/samples/")?;
    if let Some(report) = report {
        writeln!(out, "\n  In a browser: all customers and uploads, with the API key above:")?;
        writeln!(out, "    http://{}/entities\n", client.address)?;
        writeln!(out, "  The report of the second customer, whose statement was altered, for one hour")?;
        writeln!(out, "  without a key:")?;
        writeln!(out, "    {report}")?;
    }
    Ok(())
}

/// This program in the word by which it was called, which is good for calling it again.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "statera".to_owned())
}
