//! `--html`: the report of all files together, in one file.

use super::Failure;
use crate::clock;
use crate::pages::report::{self, Document, PlaceLinks, Subject};
use engine::analyze::{AnalysisOptions, entity};
use engine::fraud::{self, EntityCase, Thresholds};
use engine::model::Report;
use std::path::{Component, Path, PathBuf};

/// Writes the report. Its links lead to the files where they lie.
pub(super) fn write(out: &Path, read: &[(&Path, Report)], thresholds: &Thresholds) -> Result<(), Failure> {
    let today = clock::today();
    let statements: Vec<_> = read.iter().flat_map(|(_, report)| entity::statements_of(report)).collect();
    let analysis = engine::analyze(&statements, &AnalysisOptions::on(today));
    let documents: Vec<Document<'_>> = read
        .iter()
        .map(|(path, report)| Document {
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            report,
            place: PlaceLinks::File(address(path, out)),
        })
        .collect();
    let case = EntityCase { statements: &statements, analysis: &analysis, today, thresholds };
    let outcome = fraud::inspect_entity(&case);
    let findings = read.iter().flat_map(|(_, report)| &report.findings).chain(&outcome.findings);
    let not_run = read.iter().flat_map(|(_, report)| &report.not_run).chain(&outcome.not_run);
    let risk = fraud::risk(findings, &not_run.cloned().collect::<Vec<_>>(), thresholds);
    let subject = Subject {
        documents: &documents,
        analysis: &analysis,
        outcome: &outcome,
        risk: &risk,
        today,
        served: None,
    };
    let page = report::page(&subject);
    let page = page.map_err(|error| Failure::new(format!("cannot print the report: {error}"), ""))?;
    std::fs::write(out, page).map_err(|error| {
        Failure::new(
            format!("cannot write {}: {error}", out.display()),
            "give a path whose folder exists and where this user may write",
        )
    })
}

/// The address of a file as seen from the page: relative, so that folder and page can move together.
fn address(file: &Path, page: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (file, page) = (absolute(file), absolute(page));
    let folder = page.parent().unwrap_or(Path::new("/"));
    let shared = file.components().zip(folder.components()).take_while(|(one, other)| one == other).count();
    let mut relative: PathBuf = folder.components().skip(shared).map(|_| Component::ParentDir).collect();
    relative.extend(file.components().skip(shared));
    percent_encoded(&relative.to_string_lossy())
}

fn percent_encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    // A first segment with a colon would be taken for a scheme; encoded it is a name.
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_from_the_page_to_the_file() {
        let address = |file: &str, page: &str| address(Path::new(file), Path::new(page));
        assert_eq!(address("/a/b/my statement.pdf", "/a/out/report.html"), "../b/my%20statement.pdf");
        assert_eq!(address("/a/javascript:x.pdf", "/a/report.html"), "javascript%3Ax.pdf");
    }
}
