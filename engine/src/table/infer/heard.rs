//! The words of a document's pages, heard once for all languages and number forms that are tried on them.

use super::headings::HeadingWords;
use super::{PAGES_ASKED, units};
use crate::value::AmountForm;
use bank_templates::Locale;
use pdf::Line;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

/// Words of headings, counted once for each language, among which the tables of a document are sought: several for each row of the longest
/// documents. One that is made of nothing else, in all languages at once, is not searched to its end.
const MOST_HEADING_WORDS: usize = 120_000;

/// Lines of pages with what was heard of them so far.
pub struct Heard<'l> {
    pub(crate) pages: &'l [(u32, Vec<Line>)],
    /// For each page its words as headings are sought in them.
    words: Vec<OnceCell<HeadingWords<'l>>>,
    /// How many words of headings may still be looked at.
    room: Rc<Cell<usize>>,
    figures: OnceCell<Vec<&'l str>>,
    /// Number forms by the usual one that was asked with: every layout of a language asks with the same.
    forms: RefCell<Vec<(AmountForm, Vec<AmountForm>)>>,
    /// Languages by their tags, and whether the document is in them.
    spoken: RefCell<Vec<(String, bool)>>,
}

impl<'l> Heard<'l> {
    /// Pages of which nothing was heard yet.
    #[must_use]
    pub fn new(pages: &'l [(u32, Vec<Line>)]) -> Heard<'l> {
        let words = pages.iter().map(|_| OnceCell::new()).collect();
        Heard {
            pages,
            words,
            room: Rc::new(Cell::new(MOST_HEADING_WORDS)),
            figures: OnceCell::new(),
            forms: RefCell::default(),
            spoken: RefCell::default(),
        }
    }

    /// Each page with its words, heard when its turn comes.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&'l (u32, Vec<Line>), &HeadingWords<'l>)> {
        let pages = self.pages.iter().zip(&self.words);
        let new = |page: &'l (u32, Vec<Line>)| HeadingWords::new(&page.1, Rc::clone(&self.room));
        pages.map(move |(page, words)| (page, words.get_or_init(|| new(page))))
    }

    /// Whether the document is in a language at all: its titles, labels and headings stand on the first pages.
    #[must_use]
    pub fn speaks(&self, locale: &Locale) -> bool {
        if let Some((_, known)) = self.spoken.borrow().iter().find(|(tag, _)| *tag == locale.tag) {
            return *known;
        }
        let speaks = self.each().take(PAGES_ASKED).any(|(_, words)| words.speaks(locale));
        self.spoken.borrow_mut().push((locale.tag.clone(), speaks));
        speaks
    }

    /// The languages that the first pages are in. Neighbours share a word here and there (`Saldo`): what shows less than half as
    /// many words as the one that shows the most is none of them. Without any such word, all those that they may be in.
    #[must_use]
    pub fn languages<'t>(&self, locales: &'t [Locale]) -> Vec<&'t Locale> {
        let shown =
            |locale| self.each().take(PAGES_ASKED).map(|(_, words)| words.shown(locale).count()).sum();
        let counted: Vec<(usize, &Locale)> = locales.iter().map(|locale| (shown(locale), locale)).collect();
        let most = counted.iter().map(|(count, _)| *count).max().unwrap_or(0);
        if most == 0 {
            return locales.iter().filter(|locale| self.speaks(locale)).collect();
        }
        counted.into_iter().filter(|(count, _)| count * 2 >= most).map(|(_, locale)| locale).collect()
    }

    /// Number forms to try, the one that reads the most first: those of the forms in use in the world that read the most amounts of the document.
    #[must_use]
    pub fn number_forms(&self, usual: &AmountForm) -> Vec<AmountForm> {
        if let Some((_, known)) = self.forms.borrow().iter().find(|(of, _)| of == usual) {
            return known.clone();
        }
        let found = units::number_forms(self.figures.get_or_init(|| units::figures(self.pages)), usual);
        self.forms.borrow_mut().push((usual.clone(), found.clone()));
        found
    }
}
