//! Opens a document and reads its pages.

use crate::annotations::Annotation;
use crate::budget::Budget;
use crate::content::Interpreter;
use crate::font::FontCache;
use crate::layers::Layers;
use crate::marked_points::MarkedPoint;
use crate::objects::{Dict, File, NativeSource, Object, Source};
use crate::pages::PageNode;
use crate::twins::Twins;
use crate::words::{FontChange, FontId, Glyph, Line};
use crate::{error::OpenError, facts::Facts, images::Image, limits::Limits, rulings::Ruling, words::Word};
use crate::{lines, load, pages, torn};
use std::sync::Arc;

/// How to open a document.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions<'a> {
    /// User or owner password; the empty password is always tried.
    pub password: Option<&'a str>,
    /// What reading may cost.
    pub limits: Limits,
    /// Whether to keep each glyph in [`Page::glyphs`] too, for comparisons with other readers.
    pub glyphs: bool,
    /// Whether to look at all objects as well, for [`Facts::structure`] and [`Facts::xmp`]: what the document
    /// heuristics need, and readers of text do not.
    pub examine: bool,
}

/// A document that was read.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Pages in order.
    pub pages: Vec<Page>,
    /// The names of the fonts that words are set in, as the file has them, subset prefixes included; the resource name
    /// of a font that has none.
    pub font_names: Vec<Arc<str>>,
    /// What the file says about itself.
    pub facts: Facts,
    /// What could not be read, one sentence each (an unreadable page, a font without mapping, a limit reached).
    pub warnings: Vec<String>,
}

/// One page as it is shown.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Number from 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Words in drawing order.
    pub words: Vec<Word>,
    /// Words drawn beside the page, which nobody sees: in drawing order, with the same `order` numbers.
    pub off_page: Vec<Word>,
    /// What was laid over the page: notes, stamps, form fields, links.
    pub annotations: Vec<Annotation>,
    /// Where the font changes within a word.
    pub font_changes: Vec<FontChange>,
    /// Each glyph in drawing order, spaces included; empty unless [`OpenOptions::glyphs`] asks for them.
    pub glyphs: Vec<Glyph>,
    /// Lines and filled boxes in drawing order.
    pub rulings: Vec<Ruling>,
    /// Pictures, in drawing order.
    pub images: Vec<Image>,
    /// Points that the contents mark by name, as editors do where they replaced text.
    pub marked_points: Vec<MarkedPoint>,
}

impl Document {
    /// Reads a file. Odd pages are read as far as they go, with a warning; an error means that nothing can be read.
    ///
    /// # Errors
    ///
    /// See [`OpenError`]: not a PDF, password needed or wrong, damaged beyond repair, or over one of the limits on
    /// bytes, objects or pages.
    pub fn open(bytes: &[u8], options: &OpenOptions<'_>) -> Result<Document, OpenError> {
        let mut document = open_once(bytes, options, None)?;
        // A first revision that can only be read by mending it.
        if let Some(first) = document.facts.end_of_first_to_compare().and_then(|end| bytes.get(..end)) {
            let options =
                OpenOptions { examine: false, limits: of_first(&options.limits), ..options.clone() };
            if let Ok(first) = open_once(first, &options, document.facts.touched()) {
                document.facts.compare(&first.pages, &document.pages);
            }
        }
        Ok(document)
    }

    /// The name of a font; empty for those beyond the first 65,535 names of a file.
    #[must_use]
    pub fn font_name(&self, font: FontId) -> &str {
        self.font_names.get(usize::from(font.0)).map_or("", |name| name)
    }
}

/// What reading the first revision of a file may cost, once the file has been read.
fn of_first(limits: &Limits) -> Limits {
    Limits { time: limits.time / 2, ..limits.clone() }
}

/// Reads a file with the first of our readers that finds pages in it. With `only`, the numbers of pages, no others are read.
fn open_once(bytes: &[u8], options: &OpenOptions<'_>, only: Option<&[u32]>) -> Result<Document, OpenError> {
    let budget = Budget::new(&options.limits);
    load::check_bytes(bytes, &options.limits)?;
    open_within(bytes, options, only, &budget).map_err(|error| match error {
        OpenError::Damaged(_) if budget.is_too_deep() => {
            OpenError::OverLimit { limit: "object_depth", allowed: options.limits.object_depth.into() }
        }
        error => error,
    })
}

/// As [`open_once`]; `budget` is that of the first attempt.
fn open_within(
    bytes: &[u8],
    options: &OpenOptions<'_>,
    only: Option<&[u32]>,
    budget: &Budget,
) -> Result<Document, OpenError> {
    if let Some(source) = NativeSource::open(bytes, options.password, budget)?
        && let Some(document) = read_native(&source, bytes, options, only, budget)?
    {
        return Ok(mended(bytes, options, only, budget).unwrap_or(document));
    }
    let budget = budget.renewed();
    if let Some(source) = NativeSource::mend(bytes, options.password, &budget)?
        && let Some(document) = read_native(&source, bytes, options, only, &budget)?
    {
        return Ok(document);
    }
    // Whoever loads all objects at once must not be asked for these.
    if budget.is_too_large() {
        return Err(OpenError::OverLimit { limit: "object_items", allowed: options.limits.object_items });
    }
    if !budget.is_light() {
        return Err(OpenError::Damaged("it has no pages".to_owned()));
    }
    let budget = budget.renewed();
    let loaded = load::load(bytes, options.password, &options.limits)?;
    budget.warn_if_too_deep();
    let document = read(&loaded.source, bytes, options, only, &budget)?;
    let mut document = document.ok_or_else(|| OpenError::Damaged("it has no pages".to_owned()))?;
    document.facts.encrypted = loaded.encrypted;
    document.facts.repaired = loaded.repaired;
    document.warnings = budget.warnings();
    Ok(document)
}

/// Another reading of a document that has lost something, if its table turns out to lie and what was lost is found elsewhere.
/// `budget` is that of the first reading.
fn mended(
    bytes: &[u8],
    options: &OpenOptions<'_>,
    only: Option<&[u32]>,
    budget: &Budget,
) -> Option<Document> {
    let losses = budget.damages();
    if losses == 0 {
        return None;
    }
    let budget = budget.renewed();
    let source = NativeSource::mend_lies(bytes, options.password, &budget).ok()??;
    let mended = read_native(&source, bytes, options, only, &budget).ok()??;
    (budget.damages() < losses).then_some(mended)
}

/// Reads what our own reader opened; nothing when it has no pages.
fn read_native(
    source: &NativeSource<'_>,
    bytes: &[u8],
    options: &OpenOptions<'_>,
    only: Option<&[u32]>,
    budget: &Budget,
) -> Result<Option<Document>, OpenError> {
    let document = read(source, bytes, options, only, budget)?;
    Ok(document.map(|mut document| {
        document.facts.encrypted = source.is_encrypted();
        document.facts.repaired = source.is_mended();
        document.warnings = budget.warnings();
        document
    }))
}

/// Reads all pages, or those that are wanted; nothing when the file has none.
fn read(
    source: &dyn Source,
    bytes: &[u8],
    options: &OpenOptions<'_>,
    only: Option<&[u32]>,
    budget: &Budget,
) -> Result<Option<Document>, OpenError> {
    let file = File::new(source, budget);
    let trailer = file.trailer();
    let catalog = file.get_dict(&trailer, b"Root").unwrap_or_default();
    let nodes = pages::pages(&file, &catalog, budget)?;
    if nodes.is_empty() {
        return Ok(None);
    }
    let layers = Layers::load(&file, &catalog);
    let form = file.get_dict(&catalog, b"AcroForm").unwrap_or_default();
    let reading = Reading { file: &file, layers: &layers, form: &form, glyphs: options.glyphs };
    let mut kept = Kept::default();
    let pages = read_pages(&reading, &nodes, only, &mut kept);
    let mut facts = Facts {
        revisions: source.revisions(),
        damaged: budget.damages() > 0,
        fonts: kept.fonts.take_facts(),
        ..Facts::load(&file, bytes, &trailer)
    };
    if options.examine {
        facts.examine(&file, bytes, &nodes, &catalog);
        let first = facts.end_of_first_to_compare().and_then(|end| bytes.len().checked_sub(end));
        if let Some(later) = first
            && let Some(first) = read_first(source, later, &options.limits, &facts, &mut kept)
        {
            facts.compare(&first, &pages);
        }
    }
    Ok(Some(Document { pages, font_names: kept.fonts.into_names(), facts, warnings: Vec::new() }))
}

/// Reads the pages of the first revision that can differ from those of today: without the `later` bytes, and with the fonts
/// that nothing of them has changed.
fn read_first(
    source: &dyn Source,
    later: usize,
    limits: &Limits,
    facts: &Facts,
    kept: &mut Kept,
) -> Option<Vec<Page>> {
    let budget = Budget::new(&of_first(limits));
    let source = source.without(later, &budget)?;
    let file = File::new(source.as_ref(), &budget);
    let catalog = file.get_dict(&file.trailer(), b"Root")?;
    let nodes = pages::pages(&file, &catalog, &budget).ok().filter(|nodes| !nodes.is_empty())?;
    let layers = Layers::load(&file, &catalog);
    let form = file.get_dict(&catalog, b"AcroForm").unwrap_or_default();
    let reading = Reading { file: &file, layers: &layers, form: &form, glyphs: false };
    kept.fonts.retain(|font| facts.is_as_it_was(font));
    Some(read_pages(&reading, &nodes, facts.touched(), kept))
}

/// Kept from page to page, which spares reading fonts again and the system mapping fresh memory.
#[derive(Default)]
struct Kept {
    fonts: FontCache,
    content: Vec<u8>,
    twins: Twins,
}

fn read_pages(reading: &Reading<'_>, nodes: &[PageNode], only: Option<&[u32]>, kept: &mut Kept) -> Vec<Page> {
    let mut pages = Vec::with_capacity(only.map_or(nodes.len(), <[u32]>::len));
    for (node, number) in nodes.iter().zip(1..) {
        if reading.file.budget.out_of_time() {
            break;
        }
        if only.is_some_and(|only| only.binary_search(&number).is_err()) {
            continue;
        }
        let before = reading.file.budget.damages();
        node.read_content(reading.file, &mut kept.content);
        if reading.file.budget.damages() > before {
            torn::close_strings(&mut kept.content);
        }
        pages.push(read_page(reading, node, number, kept));
        if reading.file.budget.damages() > before {
            reading.file.budget.warn(format!(
                "page {number}: what it shows, or one of its fonts, is damaged; some of it may be missing or wrong"
            ));
        }
    }
    pages
}

impl Page {
    /// The horizontal words of the page as lines, top to bottom; see [`crate::lines()`].
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        lines::lines(&self.words)
    }
}

/// What all pages of a document have in common.
struct Reading<'d> {
    file: &'d File<'d>,
    layers: &'d Layers,
    form: &'d Dict,
    glyphs: bool,
}

fn read_page(reading: &Reading<'_>, node: &PageNode, number: u32, kept: &mut Kept) -> Page {
    let file = reading.file;
    let Kept { fonts, content, twins } = kept;
    let (size, base) = node.geometry(file);
    let stated = node.dict.get(b"Contents").is_some_and(|contents| *contents != Object::Array([].into()));
    if content.is_empty() && stated {
        file.budget.warn(format!("page {number}: its contents are empty or cannot be read"));
    }
    fonts.forget_guesses();
    let show = |fonts: &mut FontCache, twins: &mut Twins| {
        let mut interpreter = Interpreter::new(file, fonts, reading.layers, number, size, base, twins);
        if reading.glyphs {
            interpreter.log_glyphs();
        }
        interpreter.run_page(content, node.resources.clone());
        interpreter.draw_annotations(&node.dict, reading.form);
        interpreter.finish()
    };
    let mut shown = show(fonts, twins);
    if fonts.give_up_guesses() {
        shown = show(fonts, twins);
    }
    Page {
        number,
        width: size.0 as f32,
        height: size.1 as f32,
        words: shown.words,
        off_page: shown.off_page,
        annotations: shown.annotations,
        font_changes: shown.font_changes,
        glyphs: shown.glyphs,
        rulings: shown.rulings,
        images: shown.images,
        marked_points: shown.marked_points,
    }
}
