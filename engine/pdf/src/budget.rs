//! What has been spent of the limits while one document is read.

use crate::limits::Limits;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Instant;

/// How many different warnings a document keeps; a hostile file could otherwise write a book.
const MAX_WARNINGS: usize = 200;

/// What reading all fonts may cost, in character maps of full size; honest ones are far smaller, and there may be more of them.
const MAPS: u64 = 64;
/// Items of a file that may be kept by somebody who keeps all of them, and takes some hundred bytes for each.
const LIGHT: u64 = 300_000;
/// Objects of full size that are kept at a time.
const OBJECTS_KEPT: u64 = 2;
/// Objects of full size that are read, those included that are not kept and read again.
const OBJECTS_READ: u64 = 16;

/// The running account of one document. Everything is a `Cell`, because every stage spends from the same purse.
pub(crate) struct Budget {
    pub(crate) limits: Limits,
    deadline: Option<Instant>,
    inflated_left: Cell<u64>,
    glyphs_left: Cell<u64>,
    ranges_left: Cell<u64>,
    operators_left: Cell<u64>,
    items_left: Cell<u64>,
    items_to_read: Cell<u64>,
    out_of_time: Cell<bool>,
    damages: Cell<u64>,
    /// Shared by all attempts at the document.
    too_deep: Rc<Cell<bool>>,
    too_large: Rc<Cell<bool>>,
    warnings: RefCell<Vec<String>>,
}

impl Budget {
    pub(crate) fn new(limits: &Limits) -> Budget {
        Budget {
            deadline: Instant::now().checked_add(limits.time),
            inflated_left: Cell::new(limits.inflated_bytes),
            glyphs_left: Cell::new(limits.glyphs),
            ranges_left: Cell::new(u64::from(limits.cmap_ranges).saturating_mul(MAPS)),
            operators_left: Cell::new(limits.operators),
            items_left: Cell::new(limits.object_items.saturating_mul(OBJECTS_KEPT)),
            items_to_read: Cell::new(limits.object_items.saturating_mul(OBJECTS_READ)),
            out_of_time: Cell::new(false),
            damages: Cell::new(0),
            too_deep: Rc::default(),
            too_large: Rc::default(),
            warnings: RefCell::new(Vec::new()),
            limits: limits.clone(),
        }
    }

    /// Whether the wall clock has run out. Asks the clock, so ask it every few thousand steps only.
    pub(crate) fn out_of_time(&self) -> bool {
        if !self.out_of_time.get() && self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            self.out_of_time.set(true);
            self.warn(format!(
                "reading stopped after {} seconds (limit time)",
                self.limits.time.as_secs_f32()
            ));
        }
        self.out_of_time.get()
    }

    /// Bytes that streams may still inflate to.
    pub(crate) fn inflated_left(&self) -> u64 {
        self.inflated_left.get()
    }

    /// Bytes that the next stream may inflate to.
    pub(crate) fn stream_left(&self) -> u64 {
        self.inflated_left().min(self.limits.stream_bytes)
    }

    /// Notes that something of a page is lost, or may be wrong: a stream breaks off or fails its checksum, for example.
    pub(crate) fn note_damage(&self) {
        self.damages.set(self.damages.get() + 1);
    }

    /// How often that was noted.
    pub(crate) fn damages(&self) -> u64 {
        self.damages.get()
    }

    /// Warns when a stream was cut off at its limit.
    pub(crate) fn check_stream(&self, bytes: u64) {
        let limit = self.limits.stream_bytes;
        if bytes >= limit {
            self.warn(format!(
                "a stream inflates to more than {limit} bytes (limit stream_bytes); the rest was not read"
            ));
        }
    }

    /// Whether a stream may have that many filters; warns when not.
    pub(crate) fn allows_filters(&self, count: usize) -> bool {
        let limit = self.limits.filters;
        let allowed = count as u64 <= u64::from(limit);
        if !allowed {
            self.warn(format!("a stream with more than {limit} filters was not read (limit filters)"));
        }
        allowed
    }

    /// Whether a predictor may have that many columns; warns when not.
    pub(crate) fn allows_columns(&self, columns: i64) -> bool {
        let limit = self.limits.predictor_columns;
        let allowed = columns <= i64::from(limit);
        if !allowed {
            self.warn(format!(
                "a stream with a predictor of more than {limit} columns was not read (limit predictor_columns)"
            ));
        }
        allowed
    }

    /// Whether a collection within that many others may be read; warns when not.
    pub(crate) fn allows_depth(&self, depth: u32) -> bool {
        let allowed = depth < self.limits.object_depth;
        if !allowed {
            self.too_deep.set(true);
            self.warn_if_too_deep();
        }
        allowed
    }

    /// Warns if this attempt or an earlier one met an object that was not read for its depth.
    pub(crate) fn warn_if_too_deep(&self) {
        if self.too_deep.get() {
            let limit = self.limits.object_depth;
            self.warn(format!(
                "an object of more than {limit} collections within each other was not read (limit object_depth)"
            ));
        }
    }

    /// Whether some object was not read for its depth, which may be why nothing else was found either.
    pub(crate) fn is_too_deep(&self) -> bool {
        self.too_deep.get()
    }

    /// Ranges that the next character map may have; none when the fonts of the document have cost all that they may.
    pub(crate) fn ranges_left(&self) -> u64 {
        self.ranges_left.get().min(self.limits.cmap_ranges.into())
    }

    /// Whether another font may be read; warns when not.
    pub(crate) fn allows_font(&self) -> bool {
        let allowed = self.ranges_left.get() > 0;
        if !allowed {
            self.warn("fonts that cost more than all maps may (limit cmap_ranges) were not read".to_owned());
        }
        allowed
    }

    /// Books ranges of a character map, or what costs as much.
    pub(crate) fn spend_ranges(&self, ranges: u64) {
        self.ranges_left.set(self.ranges_left.get().saturating_sub(ranges));
    }

    /// Books operators; false, with a warning, when the document may have no more.
    pub(crate) fn spend_operators(&self, operators: u64) -> bool {
        let left = self.operators_left.get().checked_sub(operators);
        self.operators_left.set(left.unwrap_or(0));
        if left.is_none() {
            let limit = self.limits.operators;
            self.warn(format!("more than {limit} operators (limit operators); the rest was not read"));
        }
        left.is_some()
    }

    /// Whether what was read of the objects so far is so little that somebody who keeps all of them may be asked, too.
    pub(crate) fn is_light(&self) -> bool {
        let read =
            self.limits.object_items.saturating_mul(OBJECTS_READ).saturating_sub(self.items_to_read.get());
        // An item of an object stream takes a few bytes.
        let inflated = self.limits.inflated_bytes.saturating_sub(self.inflated_left());
        read.saturating_add(inflated / 4) <= LIGHT
    }

    /// Whether objects may be read at all.
    pub(crate) fn reads_items(&self) -> bool {
        self.items_to_read.get() > 0
    }

    /// Whether an object of that many items may be kept, besides those that are; they are booked then.
    pub(crate) fn keeps_items(&self, items: u64) -> bool {
        let left = self.items_left.get().checked_sub(items);
        self.items_left.set(left.unwrap_or(self.items_left.get()));
        left.is_some()
    }

    /// Books what an object held that was read; false, with a warning, when the document may read no more.
    pub(crate) fn spend_items(&self, items: u64) -> bool {
        let left = self.items_to_read.get().saturating_sub(items);
        self.items_to_read.set(left);
        if left == 0 {
            self.too_large.set(true);
            let limit = self.limits.object_items.saturating_mul(OBJECTS_READ);
            self.warn(format!(
                "objects of more than {limit} items together were not read (limit object_items)"
            ));
        }
        left > 0
    }

    /// Whether an object may have one item more than it has; warns when not.
    pub(crate) fn allows_items(&self, items: u64) -> bool {
        let limit = self.limits.object_items;
        let allowed = items < limit;
        if !allowed {
            self.too_large.set(true);
            self.warn(format!("an object of more than {limit} items was not read (limit object_items)"));
        }
        allowed
    }

    /// Whether some object was not read for its size, which may be why nothing else was found either.
    pub(crate) fn is_too_large(&self) -> bool {
        self.too_large.get()
    }

    /// Books inflated bytes; warns once when the purse is empty.
    pub(crate) fn spend_inflated(&self, bytes: u64) {
        let left = self.inflated_left.get().saturating_sub(bytes);
        self.inflated_left.set(left);
        if left == 0 {
            self.warn(format!(
                "streams inflate to more than {} bytes (limit inflated_bytes); the rest was not read",
                self.limits.inflated_bytes
            ));
        }
    }

    /// Books one glyph; false when the document has none left.
    pub(crate) fn spend_glyph(&self) -> bool {
        let left = self.glyphs_left.get();
        if left == 0 {
            self.warn(format!(
                "more than {} glyphs (limit glyphs); the rest was not read",
                self.limits.glyphs
            ));
            return false;
        }
        self.glyphs_left.set(left - 1);
        true
    }

    /// Books several glyphs at once; false, and nothing is booked, when the document has fewer left.
    pub(crate) fn spend_glyphs(&self, count: u64) -> bool {
        let left = self.glyphs_left.get().checked_sub(count);
        self.glyphs_left.set(left.unwrap_or(self.glyphs_left.get()));
        left.is_some()
    }

    /// Takes glyphs back that were booked but not read.
    pub(crate) fn return_glyphs(&self, count: u64) {
        self.glyphs_left.set(self.glyphs_left.get().saturating_add(count));
    }

    /// Keeps a warning, once.
    pub(crate) fn warn(&self, warning: String) {
        let mut warnings = self.warnings.borrow_mut();
        if warnings.len() < MAX_WARNINGS && !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }

    /// The warnings so far.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.borrow().clone()
    }

    /// The same limits for another attempt at the same document: everything but the time starts anew.
    pub(crate) fn renewed(&self) -> Budget {
        let (too_deep, too_large) = (self.too_deep.clone(), self.too_large.clone());
        Budget { deadline: self.deadline, too_deep, too_large, ..Budget::new(&self.limits) }
    }
}
