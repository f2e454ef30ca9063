//! The content interpreter: runs the operators of a page and collects words, rulings and images.

mod annotations;
mod between;
mod color;
mod function;
mod marked;
mod operands;
mod operator;
mod path;
mod repeated;
mod state;
mod text;
mod xobject;

use crate::annotations::Annotation;
use crate::font::{Font, FontCache};
use crate::grouping::WordBuilder;
use crate::images::Image;
use crate::layers::Layers;
use crate::marked_points::MarkedPoint;
use crate::matrix::Matrix;
use crate::objects::{Dict, File, Object, ObjectId};
use crate::rulings::Ruling;
use crate::twins::Twins;
use crate::words::{FontChange, Glyph, Word};
use between::{Between, Step};
use color::{Device, Space, Use};
use marked::Marks;
use operands::Operations;
use operator::Operator;
use path::Path;
use repeated::Repeated;
use state::State;
use std::rc::Rc;

/// Saved graphics states; what is saved beyond is counted but not kept.
const MAX_SAVED: usize = 512;
/// Paint of this much opacity lets nothing through that an eye could see.
const SOLID: f64 = 0.9;
/// Points marked in the contents that are kept of one page.
const MAX_POINTS: usize = 1_000;
/// Operators between two looks at the clock.
const CLOCK_EVERY: u64 = 4096;

/// What a page shows.
#[derive(Default)]
pub(crate) struct Shown {
    pub(crate) words: Vec<Word>,
    pub(crate) off_page: Vec<Word>,
    pub(crate) annotations: Vec<Annotation>,
    pub(crate) font_changes: Vec<FontChange>,
    pub(crate) glyphs: Vec<Glyph>,
    pub(crate) rulings: Vec<Ruling>,
    pub(crate) images: Vec<Image>,
    pub(crate) marked_points: Vec<MarkedPoint>,
}

/// Runs content streams onto one page.
pub(crate) struct Interpreter<'f, 'a> {
    file: &'f File<'a>,
    fonts: &'f mut FontCache,
    layers: &'f Layers,
    page_number: u32,
    /// Width and height of the page as shown.
    page_size: (f64, f64),
    page_resources: Dict,
    state: State,
    saved: Vec<State>,
    unsaved: u64,
    text_matrix: Matrix,
    line_matrix: Matrix,
    path: Path,
    /// A clip that takes effect with the next painting operator.
    clip_pending: bool,
    marks: Marks,
    words: WordBuilder<'f>,
    /// Each glyph on its own, when somebody asks for that.
    glyph_log: Option<Vec<Glyph>>,
    /// Strings shown so far: what tells one run of glyphs from the next.
    runs: u64,
    device_spaces: color::DeviceSpaces,
    rulings: Vec<Ruling>,
    images: Vec<Image>,
    marked_points: Vec<MarkedPoint>,
    annotations: Vec<Annotation>,
    order: u32,
    operators: u64,
    /// How many operators there are when limit and clock are looked at again.
    next_look: u64,
    forms: u64,
    glyphs: u64,
    open_forms: Vec<ObjectId>,
    stopped: bool,
}

/// A resource name and the font behind it, if there is one.
type NamedFont = (Box<[u8]>, Option<Rc<Font>>);

/// Names of one content stream that are remembered, for each kind.
const MAX_NAMES: usize = 256;

/// What a content stream may name, and the fonts and colour spaces of it that were already looked up.
struct Scope {
    resources: Dict,
    fonts: Vec<NamedFont>,
    spaces: Vec<(Box<[u8]>, Rc<Space>)>,
    depth: u32,
}

impl Scope {
    fn new(resources: Dict, depth: u32) -> Scope {
        Scope { resources, fonts: Vec::new(), spaces: Vec::new(), depth }
    }

    /// A colour space by its name. An unknown one is taken for gray, so that the text stays black.
    fn space(&mut self, file: &File<'_>, name: &[u8]) -> Rc<Space> {
        if let Some((_, space)) = self.spaces.iter().find(|(known, _)| known.as_ref() == name) {
            return space.clone();
        }
        let space = Space::load(file, &Object::Name(name.into()), Some(&self.resources), 0);
        let space = Rc::new(space.unwrap_or(Space::Gray));
        if self.spaces.len() < MAX_NAMES {
            self.spaces.push((name.into(), space.clone()));
        }
        space
    }
}

impl<'f, 'a> Interpreter<'f, 'a> {
    pub(crate) fn new(
        file: &'f File<'a>,
        fonts: &'f mut FontCache,
        layers: &'f Layers,
        page_number: u32,
        page_size: (f64, f64),
        base: Matrix,
        twins: &'f mut Twins,
    ) -> Self {
        let clip = [0.0, 0.0, page_size.0, page_size.1];
        Interpreter {
            file,
            fonts,
            layers,
            page_number,
            page_size,
            page_resources: Dict::default(),
            state: State::new(base, clip),
            saved: Vec::new(),
            unsaved: 0,
            text_matrix: Matrix::IDENTITY,
            line_matrix: Matrix::IDENTITY,
            path: Path::default(),
            clip_pending: false,
            marks: Marks::default(),
            words: WordBuilder::new(twins),
            glyph_log: None,
            runs: 0,
            device_spaces: color::DeviceSpaces::default(),
            rulings: Vec::new(),
            images: Vec::new(),
            marked_points: Vec::new(),
            annotations: Vec::new(),
            order: 0,
            operators: 0,
            next_look: next_look(0, file.budget.limits.operators_per_page),
            forms: 0,
            glyphs: 0,
            open_forms: Vec::new(),
            stopped: false,
        }
    }

    /// Keeps each glyph besides the words.
    pub(crate) fn log_glyphs(&mut self) {
        self.glyph_log = Some(Vec::new());
    }

    /// Runs the contents of the page itself.
    pub(crate) fn run_page(&mut self, content: &[u8], resources: Dict) {
        let outer = self.state.clone();
        self.page_resources = resources.clone();
        self.run(content, resources, 0);
        // Annotations start from the page's own coordinates, whatever the contents left behind.
        self.state = outer;
    }

    /// What a content stream names, or the page if the stream does not know the name: forms often leave out what they
    /// share with their page.
    fn resource(&self, scope: &Scope, kind: &[u8], name: &[u8]) -> Option<Object> {
        let of = |resources: &Dict| self.file.get_dict(resources, kind)?.get(name).cloned();
        of(&scope.resources).or_else(|| of(&self.page_resources))
    }

    /// What was collected.
    pub(crate) fn finish(self) -> Shown {
        let (words, off_page, font_changes) = self.words.finish(self.page_size);
        let limits = &self.file.budget.limits;
        for (limit, name, kept) in [
            (limits.rulings_per_page, "rulings_per_page", self.rulings.len()),
            (limits.images_per_page, "images_per_page", self.images.len()),
        ] {
            if kept as u64 >= limit {
                let page = self.page_number;
                self.file.budget.warn(format!("page {page}: only {limit} were kept (limit {name})"));
            }
        }
        Shown {
            words,
            off_page,
            annotations: self.annotations,
            font_changes,
            glyphs: self.glyph_log.unwrap_or_default(),
            rulings: self.rulings,
            images: self.images,
            marked_points: self.marked_points,
        }
    }

    fn run(&mut self, content: &[u8], resources: Dict, depth: u32) {
        let mut scope = Scope::new(resources, depth);
        let (floor, marks) = (self.saved.len(), self.marks.depth());
        let unsaved = std::mem::take(&mut self.unsaved);
        let mut operations = Operations::new(content);
        let (mut repeated, mut between) = (Repeated::default(), Between::default());
        while self.count_operator() {
            if let Some(steps) = between.skip(&mut operations) {
                steps.iter().for_each(|step| self.take_step(step, floor));
                self.operators += steps.len() as u64 - 1;
                repeated.note(steps);
                continue;
            }
            if let Some(matrix) = repeated.matrix(&mut operations) {
                (self.text_matrix, self.line_matrix) = (matrix, matrix);
                between.note_other(Operator::TEXT_MATRIX, &operations);
                continue;
            }
            if let Some(operator) = repeated.set(&mut operations, &mut self.state) {
                between.note_step(operator, &self.state);
                continue;
            }
            let Some(operator) = operations.next() else { break };
            self.execute(operator, &mut operations, &mut scope, floor);
            if repeated.remember(operator, &operations, &self.state) {
                between.note_step(operator, &self.state);
            } else {
                between.note_other(operator, &operations);
            }
        }
        // What the stream left open ends with it.
        if self.saved.len() > floor {
            self.saved.truncate(floor + 1);
            if let Some(state) = self.saved.pop() {
                self.state = state;
            }
        }
        self.unsaved = unsaved;
        self.marks.close_to(marks);
    }

    #[inline]
    fn count_operator(&mut self) -> bool {
        self.operators += 1;
        if self.operators >= self.next_look {
            self.look_at_limits();
        }
        !self.stopped
    }

    fn look_at_limits(&mut self) {
        let limit = self.file.budget.limits.operators_per_page;
        if self.operators > limit {
            self.stop(&format!("more than {limit} operators (limit operators_per_page)"));
        } else if self.file.budget.out_of_time() || !self.file.budget.spend_operators(CLOCK_EVERY) {
            self.stopped = true;
        }
        self.next_look = next_look(self.operators, limit);
    }

    fn stop(&mut self, why: &str) {
        self.stopped = true;
        self.file.budget.warn(format!("page {}: {why}; the rest of the page was not read", self.page_number));
    }

    #[inline]
    fn execute(
        &mut self,
        operator: Operator,
        operations: &mut Operations<'_>,
        scope: &mut Scope,
        floor: usize,
    ) {
        let ctm = &self.state.ctm;
        match operator {
            Operator::SAVE => self.save(),
            Operator::RESTORE => self.restore(floor),
            Operator::TRANSFORM => {
                if let Some(numbers) = operations.numbers() {
                    let ctm = Matrix::new(numbers).then(ctm);
                    if ctm.is_finite() {
                        self.state.ctm = ctm;
                    }
                }
            }
            Operator::LINE_WIDTH => self.state.line_width = operations.number().unwrap_or(1.0).abs(),
            Operator::EXTENDED_STATE => self.extended_state(operations, scope),
            Operator::DRAW => self.do_xobject(operations, scope),
            Operator::BEGIN_IMAGE => {
                operations.skip_inline_image();
                self.place_image(None);
            }
            Operator::BEGIN_MARK | Operator::BEGIN_MARK_WITH => self.begin_mark(operations, scope),
            Operator::END_MARK => self.marks.end(),
            Operator::MARK_POINT | Operator::MARK_POINT_WITH => self.mark_point(operations),
            Operator::MOVE_TO => {
                if let Some([x, y]) = operations.numbers() {
                    self.path.move_to(ctm, x, y);
                }
            }
            Operator::LINE_TO => {
                if let Some([x, y]) = operations.numbers() {
                    self.path.line_to(ctm, x, y);
                }
            }
            Operator::CURVE_TO => {
                if let Some([a, b, c, d, x, y]) = operations.numbers() {
                    self.path.curve_to(ctm, [(a, b), (c, d)], x, y);
                }
            }
            // One of the two control points is an end of the curve, which is as straight as the other one.
            Operator::CURVE_FROM_HERE | Operator::CURVE_TO_END => {
                if let Some([a, b, x, y]) = operations.numbers() {
                    self.path.curve_to(ctm, [(a, b), (a, b)], x, y);
                }
            }
            Operator::RECTANGLE => {
                if let Some([x, y, width, height]) = operations.numbers() {
                    self.path.rectangle(ctm, x, y, width, height);
                }
            }
            Operator::CLOSE => self.path.close(),
            Operator::STROKE => self.paint(false, true),
            Operator::CLOSE_STROKE => self.close_and_paint(false),
            Operator::FILL | Operator::FILL_OLD | Operator::FILL_EVEN_ODD => self.paint(true, false),
            Operator::FILL_STROKE | Operator::FILL_STROKE_EVEN_ODD => self.paint(true, true),
            Operator::CLOSE_FILL_STROKE | Operator::CLOSE_FILL_STROKE_EVEN_ODD => self.close_and_paint(true),
            Operator::END_PATH => self.paint(false, false),
            Operator::CLIP | Operator::CLIP_EVEN_ODD => self.clip_pending = true,
            Operator::FILL_GRAY => self.set_device_color::<1>(Use::Fill, Device::Gray, operations),
            Operator::STROKE_GRAY => self.set_device_color::<1>(Use::Stroke, Device::Gray, operations),
            Operator::FILL_RGB => self.set_device_color::<3>(Use::Fill, Device::Rgb, operations),
            Operator::STROKE_RGB => self.set_device_color::<3>(Use::Stroke, Device::Rgb, operations),
            Operator::FILL_CMYK => self.set_device_color::<4>(Use::Fill, Device::Cmyk, operations),
            Operator::STROKE_CMYK => self.set_device_color::<4>(Use::Stroke, Device::Cmyk, operations),
            Operator::FILL_SPACE => self.set_space(Use::Fill, operations, scope),
            Operator::STROKE_SPACE => self.set_space(Use::Stroke, operations, scope),
            Operator::FILL_COLOR | Operator::FILL_COLOR_N => self.set_color(Use::Fill, operations),
            Operator::STROKE_COLOR | Operator::STROKE_COLOR_N => self.set_color(Use::Stroke, operations),
            _ => self.execute_text(operator, operations, scope),
        }
    }

    /// Does what an operator did that is written as before.
    #[inline]
    fn take_step(&mut self, step: &Step, floor: usize) {
        match step {
            Step::BeginText => self.begin_text(),
            Step::EndText => {}
            Step::Save => self.save(),
            Step::Restore => self.restore(floor),
            Step::Font(font, size) => repeated::set_font(&mut self.state, font, *size),
            Step::Fill(space, color) => repeated::set_fill(&mut self.state, space, *color),
        }
    }

    fn save(&mut self) {
        if self.saved.len() < MAX_SAVED {
            self.saved.push(self.state.clone());
        } else {
            self.unsaved += 1;
        }
    }

    fn restore(&mut self, floor: usize) {
        if self.unsaved > 0 {
            self.unsaved -= 1;
        } else if self.saved.len() > floor
            && let Some(state) = self.saved.pop()
        {
            self.state = state;
        }
    }

    fn extended_state(&mut self, operations: &Operations<'_>, scope: &Scope) {
        let Some(name) = operations.name() else { return };
        let states = self.file.get_dict(&scope.resources, b"ExtGState");
        let Some(state) = states.and_then(|states| self.file.get_dict(&states, name)) else {
            return;
        };
        if let Some(font) = self.file.get_array(&state, b"Font")
            && let [font, size] = font.as_ref()
        {
            self.state.text.font = self.fonts.get(self.file, font, b"");
            self.state.text.size = self.file.resolve(size).as_number().unwrap_or(0.0);
        }
        if let Some(width) = self.file.get_number(&state, b"LW") {
            self.state.line_width = width.abs();
        }
        self.set_opacity(&state);
    }

    /// Transparency, blending and soft masks let through what lies below.
    fn set_opacity(&mut self, state: &Dict) {
        let alphas = [b"ca".as_slice(), b"CA"].map(|key| self.file.get_number(state, key));
        let normal = |mode: &[u8]| matches!(mode, b"Normal" | b"Compatible");
        let blend = match self.file.get(state, b"BM") {
            Object::Name(mode) => Some(normal(&mode)),
            Object::Array(modes) => {
                Some(modes.first().is_some_and(|mode| self.file.resolve(mode).as_name().is_some_and(normal)))
            }
            _ => None,
        };
        let unmasked = match self.file.get(state, b"SMask") {
            Object::Null => None,
            mask => Some(mask.as_name() == Some(b"None")),
        };
        let solid = alphas.into_iter().flatten().map(|alpha| alpha >= SOLID);
        let said = solid.chain(blend).chain(unmasked).reduce(|all, this| all && this);
        self.state.opaque = said.unwrap_or(self.state.opaque);
    }

    fn close_and_paint(&mut self, fill: bool) {
        self.path.close();
        self.paint(fill, true);
    }

    fn paint(&mut self, fill: bool, stroke: bool) {
        if (fill || stroke) && !self.marks.hidden() {
            let most = self.file.budget.limits.rulings_per_page;
            self.path.paint(&self.state, fill, stroke, &mut self.order, &mut self.rulings, most);
        }
        if std::mem::take(&mut self.clip_pending)
            && let Some(bounds) = self.path.bounds()
        {
            self.state.clip_to(bounds);
        }
        self.path.clear();
    }
}

/// When limit and clock are looked at next: at every so many operators, and at the first beyond the limit.
fn next_look(operators: u64, limit: u64) -> u64 {
    limit.saturating_add(1).min((operators / CLOCK_EVERY + 1) * CLOCK_EVERY)
}
