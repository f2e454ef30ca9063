//! A scanned statement: one grey picture per page and not a single letter of text.

use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref};

use crate::print::deflate;
use crate::random::Random;

const WIDTH: usize = 620;
const HEIGHT: usize = 877;

/// A PDF whose only page is an image that looks like a table from afar.
pub fn image_only() -> Vec<u8> {
    let (catalog, tree, page, stream, image) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5));
    let name = Name(b"Im1");
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page]).count(1);
    let mut object = pdf.page(page);
    object.parent(tree).media_box(Rect::new(0.0, 0.0, 595.0, 842.0)).contents(stream);
    object.resources().x_objects().pair(name, image);
    object.finish();

    let mut content = Content::new();
    content.save_state().transform([595.0, 0.0, 0.0, 842.0, 0.0, 0.0]).x_object(name).restore_state();
    let content = content.finish();
    pdf.stream(stream, &content);

    let pixels = deflate(&picture());
    let mut object = pdf.image_xobject(image, &pixels);
    object.filter(Filter::FlateDecode);
    object.width(i32::try_from(WIDTH).unwrap_or(0)).height(i32::try_from(HEIGHT).unwrap_or(0));
    object.color_space().device_gray();
    object.bits_per_component(8);
    object.finish();
    pdf.finish()
}

/// Grey paper with dark dashes where words would be.
fn picture() -> Vec<u8> {
    let mut random = Random::new(9);
    let mut rows = Vec::with_capacity(HEIGHT);
    let mut ink = vec![false; WIDTH];
    for y in 0..HEIGHT {
        let in_line = y > 60 && y < 800 && y % 14 < 6;
        if y % 14 == 0 {
            ink = words(&mut random);
        }
        for dark in &ink {
            let shade = if in_line && *dark { random.between(40, 90) } else { random.between(236, 250) };
            rows.push(u8::try_from(shade).unwrap_or(u8::MAX));
        }
    }
    rows
}

/// One line of dashes in the columns of a statement.
fn words(random: &mut Random) -> Vec<bool> {
    let columns = [(40, 90), (110, 300), (400, 450), (520, 580)];
    let mut ink = vec![false; WIDTH];
    for (left, right) in columns {
        let begin = left + usize::try_from(random.between(0, 12)).unwrap_or(0);
        for (x, dark) in ink.iter_mut().enumerate().take(right).skip(begin) {
            *dark = x % 7 < 5;
        }
    }
    ink
}
