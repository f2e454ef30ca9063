//! The content interpreter: runs the operators of a page and collects words, rulings and images.

mod annotations;
mod color;
mod function;
mod marked;
mod operands;
mod path;
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
use color::Space;
use marked::Marks;
use operands::Operations;
use path::Path;
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
    /// The spaces of `g`, `rg` and `k`.
    device_spaces: [Rc<Space>; 3],
    rulings: Vec<Ruling>,
    images: Vec<Image>,
    marked_points: Vec<MarkedPoint>,
    annotations: Vec<Annotation>,
    order: u32,
    operators: u64,
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
            device_spaces: [Space::Gray, Space::Rgb, Space::Cmyk].map(Rc::new),
            rulings: Vec::new(),
            images: Vec::new(),
            marked_points: Vec::new(),
            annotations: Vec::new(),
            order: 0,
            operators: 0,
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
        self.run(content, resources, 0);
        // Annotations start from the page's own coordinates, whatever the contents left behind.
        self.state = outer;
    }

    /// What was collected.
    pub(crate) fn finish(mut self) -> Shown {
        self.words.flush();
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
        while let Some(operator) = operations.next() {
            if self.stopped || !self.count_operator() {
                break;
            }
            self.execute(operator, &mut operations, &mut scope, floor);
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

    fn count_operator(&mut self) -> bool {
        self.operators += 1;
        let limit = self.file.budget.limits.operators_per_page;
        if self.operators > limit {
            self.stop(&format!("more than {limit} operators (limit operators_per_page)"));
        } else if self.operators.is_multiple_of(CLOCK_EVERY) && self.file.budget.out_of_time() {
            self.stopped = true;
        }
        !self.stopped
    }

    fn stop(&mut self, why: &str) {
        self.stopped = true;
        self.file.budget.warn(format!("page {}: {why}; the rest of the page was not read", self.page_number));
    }

    fn execute(&mut self, operator: &[u8], operations: &mut Operations<'_>, scope: &mut Scope, floor: usize) {
        match operator {
            b"q" => self.save(),
            b"Q" => self.restore(floor),
            b"cm" => {
                if let Some(numbers) = operations.numbers() {
                    let ctm = Matrix::new(numbers).then(&self.state.ctm);
                    if ctm.is_finite() {
                        self.state.ctm = ctm;
                    }
                }
            }
            b"w" => self.state.line_width = operations.number().unwrap_or(1.0).abs(),
            b"gs" => self.extended_state(operations, scope),
            b"Do" => self.do_xobject(operations, scope),
            b"BI" => {
                operations.skip_inline_image();
                self.place_image(None);
            }
            b"BMC" | b"BDC" => self.begin_mark(operations, scope),
            b"EMC" => self.marks.end(),
            b"MP" | b"DP" => self.mark_point(operations),
            b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re" => self.build_path(operator, operations),
            b"S" => self.paint(false, true),
            b"s" => self.close_and_paint(false),
            b"f" | b"F" | b"f*" => self.paint(true, false),
            b"B" | b"B*" => self.paint(true, true),
            b"b" | b"b*" => self.close_and_paint(true),
            b"n" => self.paint(false, false),
            b"W" | b"W*" => self.clip_pending = true,
            b"g" | b"G" | b"rg" | b"RG" | b"k" | b"K" | b"cs" | b"CS" | b"sc" | b"SC" | b"scn" | b"SCN" => {
                self.set_color(operator, operations, scope);
            }
            _ => self.execute_text(operator, operations, scope),
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

    fn build_path(&mut self, operator: &[u8], operations: &Operations<'_>) {
        let ctm = &self.state.ctm;
        match operator {
            b"m" => operations.numbers().map(|[x, y]| self.path.move_to(ctm, x, y)),
            b"l" => operations.numbers().map(|[x, y]| self.path.line_to(ctm, x, y)),
            b"c" => {
                operations.numbers().map(|[a, b, c, d, x, y]| self.path.curve_to(ctm, [(a, b), (c, d)], x, y))
            }
            // One of the two control points is an end of the curve, which is as straight as the other one.
            b"v" | b"y" => {
                operations.numbers().map(|[a, b, x, y]| self.path.curve_to(ctm, [(a, b), (a, b)], x, y))
            }
            b"re" => operations.numbers().map(|[x, y, w, h]| self.path.rectangle(ctm, x, y, w, h)),
            _ => {
                self.path.close();
                Some(())
            }
        };
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

    fn set_color(&mut self, operator: &[u8], operations: &Operations<'_>, scope: &mut Scope) {
        let stroke = operator.first().is_some_and(u8::is_ascii_uppercase);
        let [gray, rgb, cmyk] = &self.device_spaces;
        let device = match operator {
            b"g" | b"G" => Some(gray),
            b"rg" | b"RG" => Some(rgb),
            b"k" | b"K" => Some(cmyk),
            _ => None,
        };
        let state = &mut self.state;
        let (space, color) = match stroke {
            true => (&mut state.stroke_space, &mut state.stroke),
            false => (&mut state.fill_space, &mut state.fill),
        };
        if let b"cs" | b"CS" = operator {
            let new = scope.space(self.file, operations.name().unwrap_or_default());
            *color = new.initial();
            *space = new;
            return;
        }
        let mut components = [0.0; 32];
        let mut count = 0;
        for (slot, operand) in components.iter_mut().zip(operations.operands()) {
            if let operands::Operand::Number(value) = operand {
                *slot = *value;
                count += 1;
            }
        }
        if let Some(device) = device {
            space.clone_from(device);
        }
        if count > 0 {
            *color = space.color(components.get(..count).unwrap_or_default());
        }
    }
}
