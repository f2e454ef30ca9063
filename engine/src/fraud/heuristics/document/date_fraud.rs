//! When the file says it was made and changed.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::software::{self, Purpose, Rewrites};
use crate::model::{FindingGroup, Severity};
use jiff::civil::Date;
use pdf::Facts;
use pdf::facts::{Moment, ObjectKind};

/// The moments that the file states contradict each other or its rows.
pub(in crate::fraud) const DATE_FRAUD: Heuristic = Heuristic {
    id: "date_fraud",
    group: FindingGroup::Document,
    innocent: &[
        "the clock of a computer was wrong, or its time zone",
        "the bank stamps, signs or archives its files some time after it made them",
        "a program that only copied the file kept some of its dates and renewed others",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let document = case.document.ok_or("there is no file, only text")?;
    let facts = &document.facts;
    let moment = |text: &Option<String>| text.as_deref().and_then(Moment::parse);
    let (created, modified) = (moment(&facts.created), moment(&facts.modified));
    let xmp = facts.xmp.as_ref();
    let xmp_created = xmp.and_then(|xmp| moment(&xmp.created));
    let xmp_modified = xmp.and_then(|xmp| moment(&xmp.modified));
    if [created, modified, xmp_created, xmp_modified].iter().all(Option::is_none) {
        return Err("the file states no dates");
    }
    let shown = |text: &Option<String>| text.clone().unwrap_or_default();
    let trace = trace_of_editing(facts);
    if let (Some(created), Some(modified)) = (created, modified) {
        let seconds = modified.seconds_since(created);
        if seconds > case.thresholds.change_after_creation_seconds
            && let Some((severity, trace)) = trace
        {
            let summary = format!("the file was changed {} after it was made, and {trace}", span(seconds));
            let seen = Seen::new(severity, 75, summary);
            findings.add(seen.instead_of(shown(&facts.created), shown(&facts.modified)));
        } else if seconds < -case.thresholds.same_moment_seconds && !is_zone(seconds) {
            let summary = format!("the file was changed {} before it was made", span(-seconds));
            let seen = Seen::new(Severity::Medium, 60, summary);
            findings.add(seen.instead_of(shown(&facts.created), shown(&facts.modified)));
        }
    }
    let pairs = [
        ("made", created, xmp_created, &facts.created, xmp.and_then(|xmp| xmp.created.clone())),
        ("changed", modified, xmp_modified, &facts.modified, xmp.and_then(|xmp| xmp.modified.clone())),
    ];
    for (what, info, other, printed, other_printed) in pairs {
        let (Some(info), Some(other)) = (info, other) else { continue };
        let seconds = info.seconds_since(other);
        if seconds.abs() > case.thresholds.same_moment_seconds && !is_zone(seconds) {
            let severity = trace.map_or(Severity::Medium, |(severity, _)| severity);
            let summary =
                format!("the two places that say when the file was {what} differ by {}", span(seconds.abs()));
            let seen = Seen::new(severity, 70, summary);
            findings.add(seen.instead_of(other_printed.unwrap_or_default(), shown(printed)));
        }
    }
    against_producer(facts, findings);
    if let Some(created) = created {
        against_rows(case, created, &shown(&facts.created), findings);
    }
    Ok(())
}

/// The Info dictionary and XMP name different producers: one of them was renewed, the other was not.
fn against_producer(facts: &Facts, findings: &mut Findings<'_>) {
    let xmp = facts.xmp.as_ref().and_then(|xmp| xmp.producer.as_deref());
    if let (Some(info), Some(xmp)) = (facts.producer.as_deref(), xmp)
        && !info.trim().eq_ignore_ascii_case(xmp.trim())
    {
        let editor = software::named(info).is_some_and(|software| software.purpose == Purpose::Editor);
        let severity = if editor { Severity::High } else { Severity::Medium };
        let summary = "the two places that name the producer name different ones";
        findings.add(Seen::new(severity, 70, summary).instead_of(xmp, info));
    }
}

/// A file cannot list what happens after it was made.
fn against_rows(case: &Case<'_>, created: Moment, printed: &str, findings: &mut Findings<'_>) {
    let (year, month, day) = created.day();
    let Ok(created) = Date::new(year, month, day) else { return };
    // Clocks that were never set begin somewhere before.
    if year < 1995 {
        return;
    }
    let rows = case.statements.iter().flat_map(|statement| &statement.transactions);
    let Some(last) = rows.max_by_key(|row| row.date) else { return };
    let days = created.until(last.date).map_or(0, |span| i64::from(span.get_days()));
    if days > case.thresholds.rows_after_creation_days {
        let summary = format!("the file was made {days} days before its last row");
        let seen = Seen::new(Severity::High, 85, summary).at(last.at.first().copied()).row(Some(&last.hash));
        findings.add(seen.instead_of(format!("made on or after {}", last.date), printed));
    }
}

/// Something besides dates that speaks of editing, and how gravely.
fn trace_of_editing(facts: &Facts) -> Option<(Severity, &'static str)> {
    let editor = |text: &Option<String>| {
        let software = text.as_deref().and_then(software::named);
        software.is_some_and(|software| software.purpose == Purpose::Editor)
    };
    if editor(&facts.producer) || editor(&facts.creator) {
        return Some((Severity::High, "an editor is named as its maker"));
    }
    let later = facts.structure.iter().flat_map(|structure| structure.revisions.iter().skip(1));
    let replaced = later.flat_map(|revision| &revision.replaced);
    let shown = [ObjectKind::Content, ObjectKind::Font, ObjectKind::Form];
    if replaced.into_iter().any(|change| shown.contains(&change.kind)) {
        return Some((Severity::High, "a later revision replaced what its pages show"));
    }
    // Programs that only arrange or pack a file leave its dates alone.
    let claims = [&facts.producer, &facts.creator].into_iter().flatten();
    let writer = software::writer_of(&facts.structure.as_ref()?.fingerprint.header_comment)?;
    let foreign = writer.rewrites != Rewrites::No && !claims.into_iter().any(|claim| writer.fits(claim));
    foreign.then_some((Severity::Medium, "another program than the one it names wrote it anew"))
}

/// Whether a difference is a matter of time zones: whole half hours, and no more than the day is long.
fn is_zone(seconds: i64) -> bool {
    let past = seconds.abs() % 1_800;
    seconds.abs() <= 15 * 3_600 && (past <= 5 || past >= 1_795)
}

fn span(seconds: i64) -> String {
    match seconds {
        0..7_200 => format!("{} minutes", seconds / 60),
        7_200..172_800 => format!("{} hours", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
