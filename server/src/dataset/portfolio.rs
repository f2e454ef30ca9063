//! Questions to a whole dataset: how well each bank is read, what fails, what is found, what people earn and owe.

use super::folder::{About, about_of, done_in};
use super::parquet_rows::each_row;
use super::schema::{ACCOUNTS, FAILURES, FINDINGS, SCALE, STATEMENTS};
use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::Path;

/// Statements of a template and month from which on a rate says something.
const ENOUGH: u64 = 5;
/// Points in percent by which a proof rate has to fall to be told.
const FALL: u64 = 20;

/// A table of answers.
#[derive(Debug)]
pub struct Answer {
    /// What is asked.
    pub title: &'static str,
    /// What the columns are.
    pub columns: Vec<Column>,
    /// The rows, texts as they are shown.
    pub rows: Vec<Vec<String>>,
}

/// A column of answers.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading.
    pub name: &'static str,
    /// Whether it holds figures, which are shown flush right.
    pub is_figure: bool,
}

/// Columns of texts, and behind them columns of figures.
fn columns<const T: usize, const F: usize>(
    texts: [&'static str; T],
    figures: [&'static str; F],
) -> Vec<Column> {
    let texts = texts.into_iter().map(|name| Column { name, is_figure: false });
    texts.chain(figures.into_iter().map(|name| Column { name, is_figure: true })).collect()
}

/// Verdicts of some statements.
#[derive(Clone, Copy, Default)]
struct Verdicts {
    proven: u64,
    with_gaps: u64,
    unproven: u64,
}

impl Verdicts {
    fn count(&mut self, verdict: &str) {
        match verdict {
            "proven" => self.proven += 1,
            "proven_with_gaps" => self.with_gaps += 1,
            _ => self.unproven += 1,
        }
    }

    fn all(self) -> u64 {
        self.proven + self.with_gaps + self.unproven
    }

    /// Statements that nothing contradicts, in percent.
    fn held(self) -> u64 {
        (self.proven + self.with_gaps) * 100 / self.all().max(1)
    }
}

/// Answers all questions.
///
/// # Errors
/// The dataset cannot be read.
pub fn answers(dataset: &Path) -> io::Result<Vec<Answer>> {
    let about = about_of(dataset).map_err(io::Error::other)?;
    let mut templates: BTreeMap<(String, String), Verdicts> = BTreeMap::new();
    let mut months: BTreeMap<String, BTreeMap<String, Verdicts>> = BTreeMap::new();
    let mut unknown: BTreeMap<String, u64> = BTreeMap::new();
    let mut documents: HashSet<String> = HashSet::new();
    each_row(dataset, &STATEMENTS, |row| {
        let (bank, template, verdict) = (row.text("bank"), row.text("template"), row.text("verdict"));
        templates.entry((bank.to_owned(), template.to_owned())).or_default().count(verdict);
        documents.insert(row.text("document_id").to_owned());
        if bank.is_empty() {
            let producer = row.text("producer");
            *unknown
                .entry(if producer.is_empty() { "no producer named" } else { producer }.to_owned())
                .or_default() += 1;
        }
        // A layout changes on a day; a fingerprint only says that we changed something.
        if let Some(day) = row.day("period_to") {
            let bank = if bank.is_empty() { "not recognised" } else { bank };
            let month = day.strftime("%Y-%m").to_string();
            months.entry(bank.to_owned()).or_default().entry(month).or_default().count(verdict);
        }
        Ok(())
    })?;
    let statements = templates.values().map(|of| of.all()).sum();
    Ok(vec![
        what_it_is(dataset, &about, statements),
        verdicts(templates),
        falling(&months),
        failures(dataset, &mut documents)?,
        counted(
            "Files of banks that are not recognised, by producer",
            columns(["producer"], ["statements"]),
            unknown,
        ),
        findings(dataset, documents.len() as u64)?,
        distribution(dataset, "Usual pay by currency", "pay")?,
        distribution(
            dataset,
            "Obligations a month by currency, where there are any",
            "obligations_per_month",
        )?,
        to_income(dataset)?,
    ])
}

/// How much the answers are of, and whether that is all.
fn what_it_is(dataset: &Path, about: &About, statements: u64) -> Answer {
    let files = done_in(dataset).len();
    let is_whole = if about.complete { "yes" } else { "no: it was stopped, --resume goes on" };
    let cells = [
        about.engine.clone(),
        about.today.clone(),
        is_whole.to_owned(),
        files.to_string(),
        statements.to_string(),
    ];
    Answer {
        title: "The dataset",
        columns: columns(["engine", "day", "whole"], ["files", "statements"]),
        rows: vec![cells.to_vec()],
    }
}

fn verdicts(templates: BTreeMap<(String, String), Verdicts>) -> Answer {
    let mut rows: Vec<_> = templates.into_iter().collect();
    rows.sort_by_key(|(_, verdicts)| std::cmp::Reverse(verdicts.all()));
    let row = |((bank, template), of): ((String, String), Verdicts)| {
        let bank = if bank.is_empty() { "not recognised".to_owned() } else { bank };
        let counts = [of.all(), of.proven, of.with_gaps, of.unproven].map(|count| count.to_string());
        [vec![bank, template], counts.to_vec(), vec![format!("{} %", of.held())]].concat()
    };
    Answer {
        title: "Verdicts by bank and template",
        columns: columns(["bank", "template"], ["statements", "proven", "with gaps", "unproven", "held"]),
        rows: rows.into_iter().map(row).collect(),
    }
}

/// Banks of which the latest month holds clearly worse than all months before: the way in which a new layout shows.
fn falling(months: &BTreeMap<String, BTreeMap<String, Verdicts>>) -> Answer {
    let mut rows = Vec::new();
    for (bank, months) in months {
        let mut before = Verdicts::default();
        for (month, of) in months {
            if before.all() >= ENOUGH && of.all() >= ENOUGH && of.held() + FALL <= before.held() {
                rows.push(vec![
                    bank.clone(),
                    month.clone(),
                    of.all().to_string(),
                    format!("{} %", of.held()),
                    format!("{} %", before.held()),
                ]);
            }
            before.proven += of.proven;
            before.with_gaps += of.with_gaps;
            before.unproven += of.unproven;
        }
    }
    Answer {
        title: "Banks whose proof rate falls",
        columns: columns(["bank", "month"], ["statements", "held", "held before"]),
        rows,
    }
}

fn counted(title: &'static str, columns: Vec<Column>, counts: BTreeMap<String, u64>) -> Answer {
    let mut rows: Vec<(String, u64)> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Answer {
        title,
        columns,
        rows: rows.into_iter().map(|(name, count)| vec![name, count.to_string()]).collect(),
    }
}

/// Why files gave no statement. What was read of them at all is added to the documents, for findings are about them, too.
fn failures(dataset: &Path, documents: &mut HashSet<String>) -> io::Result<Answer> {
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    each_row(dataset, &FAILURES, |row| {
        let document = row.text("document_id");
        if !document.is_empty() {
            documents.insert(document.to_owned());
        }
        *counts.entry((row.text("code").to_owned(), row.text("bank").to_owned())).or_default() += 1;
        Ok(())
    })?;
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let row = |((code, bank), count): ((String, String), u64)| {
        vec![code, if bank.is_empty() { "\u{2013}".to_owned() } else { bank }, count.to_string()]
    };
    Ok(Answer {
        title: "Failures by reason",
        columns: columns(["reason", "bank"], ["files"]),
        rows: rows.into_iter().map(row).collect(),
    })
}

fn findings(dataset: &Path, documents: u64) -> io::Result<Answer> {
    let mut found: BTreeMap<(String, String), HashSet<String>> = BTreeMap::new();
    each_row(dataset, &FINDINGS, |row| {
        let key = (row.text("finding").to_owned(), row.text("severity").to_owned());
        found.entry(key).or_default().insert(row.text("document_id").to_owned());
        Ok(())
    })?;
    let mut rows: Vec<_> = found.into_iter().map(|(key, files)| (key, files.len() as u64)).collect();
    rows.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let row = |((id, severity), count): ((String, String), u64)| {
        let tenths = count * 1_000 / documents.max(1);
        vec![id, severity, count.to_string(), format!("{}.{} %", tenths / 10, tenths % 10)]
    };
    Ok(Answer {
        title: "Findings by heuristic",
        columns: columns(["finding", "severity"], ["files", "of all files"]),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// Deciles of an amount that is above zero.
fn distribution(dataset: &Path, title: &'static str, column: &str) -> io::Result<Answer> {
    let mut amounts: BTreeMap<String, Vec<i128>> = BTreeMap::new();
    each_row(dataset, &ACCOUNTS, |row| {
        if let Some(amount) = row.thousandths(column).filter(|amount| *amount > 0) {
            amounts.entry(row.text("currency").to_owned()).or_default().push(amount);
        }
        Ok(())
    })?;
    let scale = 10_i128.pow(SCALE);
    let row = |(currency, mut amounts): (String, Vec<i128>)| {
        amounts.sort_unstable();
        let deciles = quantiles(&amounts).map(|amount| (amount / scale).to_string());
        [vec![currency, amounts.len().to_string()], deciles.to_vec()].concat()
    };
    Ok(Answer {
        title,
        columns: columns(["currency"], ["accounts", "10 %", "25 %", "median", "75 %", "90 %"]),
        rows: amounts.into_iter().map(row).collect(),
    })
}

fn to_income(dataset: &Path) -> io::Result<Answer> {
    let mut shares: Vec<i128> = Vec::new();
    each_row(dataset, &ACCOUNTS, |row| {
        shares.extend(row.integer("obligations_to_income").filter(|share| *share > 0).map(i128::from));
        Ok(())
    })?;
    shares.sort_unstable();
    let deciles = quantiles(&shares).map(|share| format!("{} %", share / 100));
    let row = [vec![shares.len().to_string()], deciles.to_vec()].concat();
    Ok(Answer {
        title: "Obligations to income, where there are any",
        columns: columns([], ["accounts", "10 %", "25 %", "median", "75 %", "90 %"]),
        rows: if shares.is_empty() { Vec::new() } else { vec![row] },
    })
}

/// The values below which 10, 25, 50, 75 and 90 of 100 lie, of sorted ones.
fn quantiles(sorted: &[i128]) -> [i128; 5] {
    [10, 25, 50, 75, 90].map(|percent| {
        let place = sorted.len().saturating_sub(1) * percent / 100;
        sorted.get(place).copied().unwrap_or_default()
    })
}
