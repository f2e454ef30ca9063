//! Marked content: hidden layers, and text that the file states for a run of glyphs.

use super::operands::Operand;
use super::{Interpreter, MAX_POINTS, Operations, Scope};
use crate::marked_points::MarkedPoint;
use crate::objects::Object;

/// Marks that may be open at once; deeper ones are counted but say nothing.
const MAX_OPEN: usize = 1_000;

/// The marks that are open.
#[derive(Default)]
pub(super) struct Marks {
    open: Vec<Mark>,
    uncounted: u64,
    hidden: u32,
    /// How many of them have a text.
    speaking: u32,
}

#[derive(Default)]
struct Mark {
    hides: bool,
    actual: Option<Actual>,
}

/// The `/ActualText` of a mark, and how far it was used.
struct Actual {
    text: String,
    state: Use,
}

#[derive(Clone, Copy, PartialEq)]
enum Use {
    /// No glyph was shown yet.
    Fresh,
    /// The first glyph carries the text, the others none.
    Spent,
    /// The glyphs speak for themselves.
    Refused,
}

/// What a glyph says in view of the marks around it.
pub(super) enum Replaced<'m> {
    /// What its font says.
    No,
    /// This, instead.
    By(&'m str),
}

impl Marks {
    /// Whether what is drawn now belongs to a layer that is off.
    pub(super) fn hidden(&self) -> bool {
        self.hidden > 0
    }

    /// Whether a mark has a text of its own for what is shown now.
    pub(super) fn speak(&self) -> bool {
        self.speaking > 0
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    fn begin(&mut self, mark: Mark) {
        if self.open.len() >= MAX_OPEN {
            self.uncounted += 1;
            return;
        }
        self.hidden += u32::from(mark.hides);
        self.speaking += u32::from(mark.actual.is_some());
        self.open.push(mark);
    }

    /// Hides everything until the mark is closed again.
    pub(super) fn begin_hidden(&mut self) {
        self.begin(Mark { hides: true, actual: None });
    }

    pub(super) fn end(&mut self) {
        if self.uncounted > 0 {
            self.uncounted -= 1;
        } else if let Some(mark) = self.open.pop() {
            self.hidden -= u32::from(mark.hides);
            self.speaking -= u32::from(mark.actual.is_some());
        }
    }

    /// Closes what a stream left open.
    pub(super) fn close_to(&mut self, depth: usize) {
        self.uncounted = 0;
        while self.open.len() > depth {
            self.end();
        }
    }

    /// Replaces what a glyph says by the text of the innermost mark that has one.
    ///
    /// A visible digit is never replaced by anything else: on a bank statement that would be a lie worth telling.
    pub(super) fn replace(&mut self, own: Option<char>) -> Replaced<'_> {
        if self.speaking == 0 {
            return Replaced::No;
        }
        let Some(actual) = self.open.iter_mut().rev().find_map(|mark| mark.actual.as_mut()) else {
            return Replaced::No;
        };
        match actual.state {
            Use::Refused => Replaced::No,
            Use::Spent => Replaced::By(""),
            Use::Fresh if own.is_some_and(|c| c.is_ascii_digit() && !actual.text.starts_with(c)) => {
                actual.state = Use::Refused;
                Replaced::No
            }
            Use::Fresh => {
                actual.state = Use::Spent;
                Replaced::By(&actual.text)
            }
        }
    }
}

impl Interpreter<'_, '_> {
    pub(super) fn begin_mark(&mut self, operations: &Operations<'_>, scope: &Scope) {
        let mut mark = Mark::default();
        let tag = match operations.operands().first() {
            Some(Operand::Name(tag)) => operations.bytes(*tag),
            _ => b"",
        };
        let named = match operations.operands().get(1) {
            Some(Operand::Name(name)) => {
                let properties = self.file.get_dict(&scope.resources, b"Properties");
                properties.and_then(|properties| properties.get(operations.bytes(*name)).cloned())
            }
            _ => None,
        };
        if memchr::memmem::find(tag, b"TouchUp").is_some() {
            self.mark_point(operations);
        }
        if tag == b"OC"
            && let Some(named) = &named
        {
            mark.hides = self.layers.hides(self.file, named);
        }
        let text = match (&named, operations.dict_value(b"ActualText")) {
            (_, Some(Operand::String(text))) => Some(operations.bytes(*text).to_vec()),
            (Some(named), _) => self
                .file
                .resolve(named)
                .as_dict()
                .and_then(|dict| self.file.get(dict, b"ActualText").as_string().map(<[u8]>::to_vec)),
            _ => None,
        };
        mark.actual = text.and_then(|text| usable(&crate::facts::text_string(&text)));
        self.begin(mark);
    }

    /// Remembers a named point of the contents.
    pub(super) fn mark_point(&mut self, operations: &Operations<'_>) {
        if let Some(Operand::Name(tag)) = operations.operands().first()
            && self.marked_points.len() < MAX_POINTS
        {
            let tag = String::from_utf8_lossy(operations.bytes(*tag)).into_owned();
            self.marked_points.push(MarkedPoint { tag, order: self.order });
        }
    }

    fn begin(&mut self, mark: Mark) {
        self.marks.begin(mark);
    }

    /// Hides what follows when an `/OC` entry says so; the caller closes the mark when this returns true.
    pub(super) fn begin_layer(&mut self, layer: Option<&Object>) -> bool {
        let hides = layer.is_some_and(|layer| self.layers.hides(self.file, layer));
        if hides {
            self.marks.begin_hidden();
        }
        hides
    }
}

/// Only text that can stand for part of a word is of use: whole phrases have no positions of their own.
fn usable(text: &str) -> Option<Actual> {
    let spoken = text.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != '\u{AD}');
    (spoken && !text.is_empty() && text.len() <= 64)
        .then(|| Actual { text: text.to_owned(), state: Use::Fresh })
}
