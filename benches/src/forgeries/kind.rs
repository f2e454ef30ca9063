//! What was said of the files of one kind.

use engine::ReadError;
use engine::fraud::{Thresholds, risk};
use engine::model::{Finding, FindingGroup, NotRun, Severity};
use std::collections::BTreeMap;

/// Findings, and what could not look.
pub(crate) type Said = (Vec<Finding>, Vec<NotRun>);

/// Whether the files of a kind are forged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Something is changed or hidden, and leaves a trace.
    Forged,
    /// Something is changed and leaves no trace, by construction.
    Traceless,
    /// As the bank made it, or treated by programs that change nothing.
    Genuine,
    /// Nobody says.
    Unknown,
}

impl Sort {
    /// The sort of a kind by its name, as `testdata/corpus.py` names them.
    pub(crate) fn of(kind: &str) -> Sort {
        match kind.split('-').next() {
            Some("forged") => Sort::Forged,
            Some("honest" | "rewritten") => Sort::Genuine,
            _ => Sort::Unknown,
        }
    }
}

/// What was said of the files of one kind.
pub(crate) struct Kind {
    pub(crate) sort: Sort,
    files: usize,
    /// Files that were refused without a finding: silence about them means nothing.
    unread: usize,
    /// Files with a finding about the file or the rows that is worth a look, and with one that is hard to explain innocently.
    medium: usize,
    high: usize,
    /// Likewise, with findings about the file alone: what an upload is answered with.
    high_document: usize,
    scores: Vec<u32>,
    by_heuristic: BTreeMap<String, usize>,
}

impl Kind {
    pub(crate) fn new(sort: Sort) -> Kind {
        Kind {
            sort,
            files: 0,
            unread: 0,
            medium: 0,
            high: 0,
            high_document: 0,
            scores: Vec::new(),
            by_heuristic: BTreeMap::new(),
        }
    }

    /// Counts what was said of a file, and gives it back.
    pub(crate) fn add(&mut self, said: Result<Said, ReadError>) -> Result<Said, String> {
        self.files += 1;
        let (findings, not_run) = match said {
            Ok(said) => said,
            Err(error) if error.findings.is_empty() => {
                self.unread += 1;
                return Err(error.message);
            }
            Err(error) => (error.findings, Vec::new()),
        };
        let worst = |group: Option<FindingGroup>| {
            let of = findings.iter().filter(|finding| group.is_none_or(|group| finding.group == group));
            of.map(|finding| finding.severity).max().unwrap_or(Severity::Low)
        };
        self.medium += usize::from(worst(None) >= Severity::Medium);
        self.high += usize::from(worst(None) == Severity::High);
        self.high_document += usize::from(worst(Some(FindingGroup::Document)) == Severity::High);
        self.scores.push(risk(&findings, &not_run, &Thresholds::default()).score);
        let telling = findings.iter().filter(|finding| finding.severity > Severity::Low);
        let mut ids: Vec<&str> = telling.map(|finding| finding.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            *self.by_heuristic.entry(id.to_owned()).or_default() += 1;
        }
        Ok((findings, not_run))
    }

    /// The heuristics that spoke, the most frequent first.
    fn heuristics(&self) -> String {
        let mut ids: Vec<(&String, &usize)> = self.by_heuristic.iter().collect();
        ids.sort_by_key(|(id, count)| (std::cmp::Reverse(**count), id.as_str()));
        ids.iter().map(|(id, count)| format!("{id} {count}")).collect::<Vec<_>>().join(", ")
    }

    /// Least, middle and greatest risk score.
    fn risk(&self) -> String {
        let mut scores = self.scores.clone();
        scores.sort_unstable();
        match (scores.first(), scores.get(scores.len() / 2), scores.last()) {
            (Some(least), Some(middle), Some(most)) => format!("{least}/{middle}/{most}"),
            _ => String::new(),
        }
    }
}

/// The table, in Markdown, and what it comes to.
pub(crate) fn table(kinds: &BTreeMap<String, Kind>) -> String {
    let mut text = String::from(
        "| Kind | Files | Medium or high | High | High at upload | Risk: least/middle/most | Found by |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (name, kind) in kinds {
        let files = match kind.unread {
            0 => kind.files.to_string(),
            unread => format!("{} ({unread} refused)", kind.files),
        };
        text.push_str(&format!(
            "| {name} | {files} | {} | {} | {} | {} | {} |\n",
            kind.medium,
            kind.high,
            kind.high_document,
            kind.risk(),
            kind.heuristics()
        ));
    }
    let sum = |sort: Sort, count: fn(&Kind) -> usize| {
        kinds.values().filter(|kind| kind.sort == sort).map(count).sum::<usize>()
    };
    let (forged, found) = (sum(Sort::Forged, |kind| kind.files), sum(Sort::Forged, |kind| kind.medium));
    let (genuine, flagged) = (sum(Sort::Genuine, |kind| kind.files), sum(Sort::Genuine, |kind| kind.high));
    let share = |part: usize, whole: usize| part as f64 * 100.0 / whole.max(1) as f64;
    if forged > 0 {
        text.push_str(&format!(
            "\nForged files that leave a trace: {found} of {forged} found ({:.1} %).\n",
            share(found, forged)
        ));
    }
    if genuine > 0 {
        text.push_str(&format!(
            "\nGenuine and benign files: {flagged} of {genuine} flagged high ({:.1} %).\n",
            share(flagged, genuine)
        ));
    }
    text
}
