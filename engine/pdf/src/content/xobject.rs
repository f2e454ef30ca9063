//! Form XObjects and the places of images.

use super::{Interpreter, Operations, Scope};
use crate::geometry::Rect;
use crate::images::Image;
use crate::matrix::Matrix;
use crate::objects::{Dict, Object, Stream};

impl Interpreter<'_, '_> {
    pub(super) fn do_xobject(&mut self, operations: &Operations<'_>, scope: &Scope) {
        let Some(name) = operations.name() else { return };
        let Some(object) = self.resource(scope, b"XObject", name) else { return };
        let Object::Stream(stream) = self.file.resolve(&object) else { return };
        let hides = self.begin_layer(stream.dict.get(b"OC"));
        match self.file.get_name(&stream.dict, b"Subtype").as_deref() {
            Some(b"Image") => self.place_image(Some(&stream)),
            Some(b"Form") => self.draw_form(&stream, &scope.resources, scope.depth, &Matrix::IDENTITY),
            // Old writers leave the subtype out; only a form has a box.
            None if stream.dict.get(b"BBox").is_some() => {
                self.draw_form(&stream, &scope.resources, scope.depth, &Matrix::IDENTITY);
            }
            _ => {}
        }
        if hides {
            self.marks.end();
        }
    }

    /// Images fill the unit square. Those that stand in the contents themselves have no stream of their own.
    pub(super) fn place_image(&mut self, stream: Option<&Stream>) {
        let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)];
        let corners = corners.map(|(x, y)| self.state.ctm.apply(x, y));
        let [left, upper, right, lower] = self.state.clip;
        let low = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::INFINITY, f64::min);
        let high = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::NEG_INFINITY, f64::max);
        let (x0, x1) = (low(|corner| corner.0).max(left), high(|corner| corner.0).min(right));
        let (top, bottom) = (low(|corner| corner.1).max(upper), high(|corner| corner.1).min(lower));
        let most = self.file.budget.limits.images_per_page;
        if x0 < x1 && top < bottom && (self.images.len() as u64) < most && !self.marks.hidden() {
            let at = Rect { x0: x0 as f32, top: top as f32, x1: x1 as f32, bottom: bottom as f32 };
            let masks = [b"SMask".as_slice(), b"Mask", b"ImageMask"];
            let masked = stream.is_some_and(|stream| masks.iter().any(|key| stream.dict.get(key).is_some()));
            let opaque = self.state.opaque && !masked;
            self.images.push(Image {
                at,
                object: stream.map(|stream| stream.id.0),
                opaque,
                order: self.order,
            });
            self.order += 1;
        }
    }

    /// Runs a form in a graphics state of its own. `place` comes after the form's matrix.
    pub(super) fn draw_form(&mut self, form: &Stream, resources: &Dict, depth: u32, place: &Matrix) {
        let limits = &self.file.budget.limits;
        self.forms += 1;
        if depth >= limits.form_depth {
            let depth = limits.form_depth;
            self.file.budget.warn(format!(
                "page {}: forms nested deeper than {depth} were not read (limit form_depth)",
                self.page_number
            ));
            return;
        }
        if self.forms > limits.forms_per_page {
            let limit = limits.forms_per_page;
            return self.stop(&format!("more than {limit} forms (limit forms_per_page)"));
        }
        if self.open_forms.contains(&form.id) {
            self.file
                .budget
                .warn(format!("page {}: a form that draws itself was not read", self.page_number));
            return;
        }
        if self.file.budget.out_of_time() {
            self.stopped = true;
            return;
        }
        let matrix = self.file.get_numbers(&form.dict, b"Matrix").map_or(Matrix::IDENTITY, Matrix::new);
        let own = self.file.get_dict(&form.dict, b"Resources").unwrap_or_else(|| resources.clone());
        let content = self.file.stream_data(form);
        let outer = (self.state.clone(), self.text_matrix, self.line_matrix);
        let path = std::mem::take(&mut self.path);
        self.state.ctm = matrix.then(place).then(&self.state.ctm);
        if self.state.ctm.is_finite() {
            if let Some(bounds) = self.file.get_numbers::<4>(&form.dict, b"BBox") {
                self.clip_to_box(bounds);
            }
            self.open_forms.push(form.id);
            self.run(&content, own, depth + 1);
            self.open_forms.pop();
        }
        self.path = path;
        (self.state, self.text_matrix, self.line_matrix) = outer;
    }

    fn clip_to_box(&mut self, [x0, y0, x1, y1]: [f64; 4]) {
        let corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| self.state.ctm.apply(x, y));
        let mut bounds = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for (x, y) in corners {
            bounds = [bounds[0].min(x), bounds[1].min(y), bounds[2].max(x), bounds[3].max(y)];
        }
        self.state.clip_to(bounds);
    }
}
