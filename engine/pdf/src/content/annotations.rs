//! Annotations and form fields, which are drawn over the page: some statements are filled-in PDF forms.

use super::Interpreter;
use crate::annotations::Annotation;
use crate::geometry::Rect;
use crate::matrix::Matrix;
use crate::objects::{Dict, Object, Stream};
use std::rc::Rc;

/// Flags that keep an annotation off the screen: hidden, and no view.
const UNSEEN: i64 = 1 << 1 | 1 << 5;
/// Choices of one list that are compared with its value.
const MAX_CHOICES: usize = 1_000;
/// How far up a form field inherits.
const MAX_PARENTS: usize = 16;

impl Interpreter<'_, '_> {
    /// Draws the annotations of a page; `form` is the document's `/AcroForm`, or empty.
    pub(crate) fn draw_annotations(&mut self, page: &Dict, form: &Dict) {
        let Some(annotations) = self.file.get_array(page, b"Annots") else {
            return;
        };
        let limit = self.file.budget.limits.annotations_per_page;
        if annotations.len() as u64 > limit {
            self.file.budget.warn(format!(
                "page {}: more than {limit} annotations (limit annotations_per_page); the rest was not read",
                self.page_number
            ));
        }
        for annotation in annotations.iter().take(usize::try_from(limit).unwrap_or(usize::MAX)) {
            if self.stopped {
                return;
            }
            let annotation = self.file.resolve(annotation);
            let Some(annotation) = annotation.as_dict() else {
                continue;
            };
            let Some(rect) = self.file.get_numbers::<4>(annotation, b"Rect") else {
                continue;
            };
            let kind = self.file.get_name(annotation, b"Subtype").unwrap_or_else(|| Rc::from([]));
            let flags = self.file.get_int(annotation, b"F").unwrap_or(0);
            let hides = self.begin_layer(annotation.get(b"OC"));
            // A pop-up is the window of another annotation, and closed until someone opens it.
            let shown = flags & UNSEEN == 0 && kind.as_ref() != b"Popup" && !hides;
            self.words.flush();
            let first = self.order;
            match self.appearance(annotation) {
                _ if !shown => {}
                Some(stream) => self.draw_appearance(rect, &stream),
                None if kind.as_ref() == b"Widget" => self.draw_value(annotation, form),
                None => {}
            }
            if hides {
                self.marks.end();
            }
            self.words.flush();
            let kind = String::from_utf8_lossy(&kind).into_owned();
            let at = self.page_rect(rect);
            self.annotations.push(Annotation { kind, at, shown, orders: first..self.order });
        }
    }

    fn page_rect(&self, [x0, y0, x1, y1]: [f64; 4]) -> Rect {
        let ((x0, y0), (x1, y1)) = (self.state.ctm.apply(x0, y0), self.state.ctm.apply(x1, y1));
        let (x0, y0, x1, y1) = (x0 as f32, y0 as f32, x1 as f32, y1 as f32);
        Rect { x0: x0.min(x1), top: y0.min(y1), x1: x0.max(x1), bottom: y0.max(y1) }
    }

    /// The normal appearance, in the state that the annotation is in.
    fn appearance(&self, annotation: &Dict) -> Option<Stream> {
        let appearances = self.file.get_dict(annotation, b"AP")?;
        match self.file.get(&appearances, b"N") {
            Object::Stream(stream) => Some(stream),
            Object::Dict(states) => {
                let state = self.file.get_name(annotation, b"AS")?;
                self.file.get(&states, &state).as_stream().cloned()
            }
            _ => None,
        }
    }

    /// Fits the box of the appearance into the rectangle of the annotation.
    fn draw_appearance(&mut self, rect: [f64; 4], stream: &Stream) {
        let [left, bottom, right, top] = sorted(rect);
        let matrix = self.file.get_numbers(&stream.dict, b"Matrix").map_or(Matrix::IDENTITY, Matrix::new);
        let bbox = self.file.get_numbers::<4>(&stream.dict, b"BBox").unwrap_or([
            0.0,
            0.0,
            right - left,
            top - bottom,
        ]);
        let [x0, y0, x1, y1] = sorted(bbox);
        let corners = [(x0, y0), (x1, y0), (x0, y1), (x1, y1)].map(|(x, y)| matrix.apply(x, y));
        let mut from = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for (x, y) in corners {
            from = [from[0].min(x), from[1].min(y), from[2].max(x), from[3].max(y)];
        }
        let scale = |to: f64, from: f64| if from > 0.0 { to / from } else { 1.0 };
        let (sx, sy) = (scale(right - left, from[2] - from[0]), scale(top - bottom, from[3] - from[1]));
        let place = Matrix::new([sx, 0.0, 0.0, sy, left - from[0] * sx, bottom - from[1] * sy]);
        if place.is_finite() {
            self.draw_form(stream, &Dict::default(), 0, &place);
        }
    }

    /// What a list of choices shows: its value as it is shown, or else the first choice that is marked as chosen.
    fn choice(
        &self,
        value: Option<Object>,
        chosen: Option<Object>,
        choices: Option<Object>,
    ) -> Option<Object> {
        let first = |object: Object| match object {
            Object::Array(items) => items.first().map(|item| self.file.resolve(item)),
            single => Some(single),
        };
        // A choice that is exported as something else is a pair of that and of what is shown.
        let pair = |choice: &Object| match self.file.resolve(choice) {
            Object::Array(pair) => Some((self.file.resolve(pair.first()?), self.file.resolve(pair.get(1)?))),
            choice => Some((choice.clone(), choice)),
        };
        let choices = choices.as_ref().and_then(Object::as_array).unwrap_or_default();
        let mut choices = choices.iter().take(MAX_CHOICES).filter_map(pair);
        match value.and_then(first) {
            Some(value) => {
                let named = choices.find(|(exported, _)| *exported == value);
                Some(named.map_or(value, |(_, shown)| shown))
            }
            None => {
                let chosen = usize::try_from(chosen.and_then(first)?.as_int()?).ok()?;
                choices.nth(chosen).map(|(_, shown)| shown)
            }
        }
    }

    /// A text field without an appearance shows its value; viewers lay it out themselves, about like this.
    fn draw_value(&mut self, field: &Dict, form: &Dict) {
        let inherited = |key: &[u8]| {
            let mut node = field.clone();
            for _ in 0..MAX_PARENTS {
                match self.file.get(&node, key) {
                    Object::Null => node = self.file.get_dict(&node, b"Parent")?,
                    value => return Some(value),
                }
            }
            None
        };
        let value = match inherited(b"FT").as_ref().and_then(Object::as_name) {
            Some(b"Tx") => inherited(b"V"),
            Some(b"Ch") => self.choice(inherited(b"V"), inherited(b"I"), inherited(b"Opt")),
            _ => None,
        };
        let (Some(Object::String(value)), Some(rect)) = (value, self.file.get_numbers::<4>(field, b"Rect"))
        else {
            return;
        };
        let look = match inherited(b"DA").unwrap_or_else(|| self.file.get(form, b"DA")) {
            Object::String(look) => look.to_vec(),
            _ => b"/Helv 0 Tf".to_vec(),
        };
        let [left, bottom, right, top] = sorted(rect);
        let text = crate::facts::text_string(&value);
        let lines: Vec<&str> = text.lines().take(500).collect();
        // Size 0 means: as large as fits.
        let fitting = ((top - bottom) * 0.75 / lines.len().max(1) as f64).clamp(4.0, 12.0);
        let size = font_size(&look).filter(|size| *size > 0.0).unwrap_or(fitting);
        let first = match lines.len() {
            0 | 1 => f64::midpoint(bottom, top) - 0.35 * size,
            _ => top - 2.0 - 0.8 * size,
        };
        let clip = format!("q {left} {bottom} {} {} re W n BT ", right - left, top - bottom);
        let mut content = clip.into_bytes();
        content.extend_from_slice(&with_size(&look, size));
        content.extend_from_slice(format!(" {} TL {} {first} Td", 1.15 * size, left + 2.0).as_bytes());
        for line in lines {
            content.extend_from_slice(b" <");
            for c in line.chars() {
                // Fields without an appearance are shown in fonts with a Latin encoding.
                let byte = u8::try_from(u32::from(c)).unwrap_or(b'?');
                content.extend_from_slice(format!("{byte:02X}").as_bytes());
            }
            content.extend_from_slice(b"> Tj T*");
        }
        content.extend_from_slice(b" ET Q");
        let resources = self.file.get_dict(form, b"DR").unwrap_or_default();
        self.run(&content, resources, 0);
    }
}

fn sorted([a, b, c, d]: [f64; 4]) -> [f64; 4] {
    [a.min(c), b.min(d), a.max(c), b.max(d)]
}

/// The size in a default appearance such as `/Helv 9 Tf 0 g`.
fn font_size(look: &[u8]) -> Option<f64> {
    let words: Vec<&[u8]> = look.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let at = words.iter().position(|word| *word == b"Tf")?;
    std::str::from_utf8(words.get(at.checked_sub(1)?)?).ok()?.parse().ok()
}

/// The default appearance with its size replaced.
fn with_size(look: &[u8], size: f64) -> Vec<u8> {
    let mut words: Vec<Vec<u8>> = look.split(u8::is_ascii_whitespace).map(<[u8]>::to_vec).collect();
    words.retain(|word| !word.is_empty());
    if let Some(before) = words.iter().position(|word| word == b"Tf").and_then(|at| at.checked_sub(1))
        && let Some(word) = words.get_mut(before)
    {
        *word = size.to_string().into_bytes();
    }
    words.join(&b' ')
}
