//! The statements of a document: one for most, several where a file holds several accounts or months.

use super::best::{Seen, best_layout};
use super::{INFERRED, Opened, date_forms, grammar, inference_grammar};
use crate::model::{Diagnostic, Locator, Statement, Verdict};
use crate::read::parts::{self, Part, Printed};
use crate::read::{self as reading};
use crate::table::Grammar;
use crate::table::infer::Heard;
use bank_templates::{Layout, Templates};

/// A statement, the layout that read it, and the grammar that it was read with.
pub(super) struct Read<'t> {
    pub(super) layout: Layout,
    pub(super) statement: Statement,
    pub(super) grammar: Grammar<'t>,
}

impl Read<'_> {
    fn is_inferred(&self) -> bool {
        self.layout.id == INFERRED
    }

    fn verdict(&self) -> Verdict {
        self.statement.reconciliation.verdict
    }
}

/// Reads every statement of the document, in printed order, and says what was seen on the way.
pub(super) fn read<'t>(opened: &Opened<'_, 't>, templates: &'t Templates) -> (Vec<Read<'t>>, Seen) {
    let layouts = opened.template.map_or(&[][..], |template| template.layout.as_slice());
    let printed = Printed::new(opened.pages());
    let heard = &opened.heard;
    let mut cut = cut_by_template(opened, &printed, layouts, templates);
    let mut whole = None;
    let mut seen = Seen::default();
    if cut.len() < 2 {
        (whole, seen) = best_layout(opened, heard, &[], templates);
        if whole.as_ref().is_none_or(Read::is_inferred) {
            // The bank prints something that its template does not know; the languages may have words for it.
            cut = cut_by_language(heard, &printed, layouts, templates);
        }
    }
    let mut found: Vec<Read<'t>> = if cut.len() < 2 {
        whole.into_iter().collect()
    } else {
        let (found, others) = several(opened, &cut, whole, templates);
        seen.add(others);
        found
    };
    let as_cut = found.len() == cut.len();
    for (index, read) in found.iter_mut().enumerate() {
        let part = cut.get(index).filter(|_| as_cut);
        match part.filter(|_| !read.is_inferred()) {
            Some(part) => reading::hold_to_stated(&mut read.statement, &part.stated),
            None => {
                let own = part.filter(|part| !part.pages.is_empty()).map(|part| Printed::new(&part.pages));
                let stated = parts::stated(own.as_ref().unwrap_or(&printed), layouts, &read.grammar);
                reading::hold_to_stated(&mut read.statement, &stated);
            }
        }
    }
    let listed = found.first().map(|first| parts::listed(&printed, layouts, &first.grammar));
    let mut statements: Vec<&mut Statement> = found.iter_mut().map(|read| &mut read.statement).collect();
    reading::hold_to_overview(&mut statements, &listed.unwrap_or_default());
    reading::tell_apart(&mut statements);
    (found, seen)
}

/// Cuts the document with the words and forms of the bank's layouts.
fn cut_by_template(
    opened: &Opened<'_, '_>,
    printed: &Printed<'_>,
    layouts: &[Layout],
    templates: &Templates,
) -> Vec<Part> {
    let dates = layouts.iter().flat_map(|layout| date_forms(layout).to_vec()).collect();
    let Some(usual) = layouts.first().and_then(|layout| grammar(layout, opened.country(), templates)) else {
        return Vec::new();
    };
    parts::cut(printed, layouts, &Grammar { dates, ..usual })
}

/// Cuts the document with the words of the languages that it is in.
fn cut_by_language(
    heard: &Heard<'_>,
    printed: &Printed<'_>,
    layouts: &[Layout],
    templates: &Templates,
) -> Vec<Part> {
    let cuts = heard.languages(templates.locales()).into_iter().filter_map(|locale| {
        let usual = inference_grammar(locale, "INR");
        let amounts = heard.number_forms(&usual.amounts).into_iter().next()?;
        Some(parts::cut(printed, layouts, &Grammar { amounts, ..usual }))
    });
    // The language that finds the most has the words of the document.
    cuts.reduce(|best, next| if next.len() > best.len() { next } else { best }).unwrap_or_default()
}

/// Reads each part by itself, unless the document as a whole proves what its parts do not.
fn several<'t>(
    opened: &Opened<'_, 't>,
    cut: &[Part],
    whole: Option<Read<'t>>,
    templates: &'t Templates,
) -> (Vec<Read<'t>>, Seen) {
    let mut seen = Seen::default();
    let mut found: Vec<Read<'t>> = Vec::new();
    let mut unread: Vec<&Part> = Vec::new();
    for part in cut {
        let (best, others) = best_layout(opened, &Heard::new(&part.pages), &part.cover, templates);
        seen.add(others);
        match best {
            Some(read) => found.push(read),
            None => unread.push(part),
        }
    }
    if !unread.is_empty() || found.iter().any(|read| read.verdict() == Verdict::Unproven) {
        // Supplementary cards share the balances of the main one: then the whole proves, and the parts cannot.
        let whole = whole.or_else(|| best_layout(opened, &opened.heard, &[], templates).0);
        let rows: usize = found.iter().map(|read| read.statement.transactions.len()).sum();
        let holds = |whole: &Read<'_>| {
            whole.verdict() != Verdict::Unproven && whole.statement.transactions.len() >= rows
        };
        if let Some(whole) = whole.filter(|whole| found.is_empty() || holds(whole)) {
            return (vec![whole], seen);
        }
    }
    for part in &unread {
        let at = part.pages.first().and_then(|(page, lines)| Some(Locator::new(*page, lines.first()?.at)));
        let message = "a statement begins here, and no table of it could be read";
        for read in &mut found {
            reading::lower(&mut read.statement.reconciliation, message.to_owned());
            read.statement.diagnostics.push(Diagnostic::new("statement_not_read", message, at));
        }
    }
    (found, seen)
}
