//! Drawing over pages, and into their contents.

use super::save::{anew, append};
use super::{Honest, Place, Tampered};
use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId, Stream, dictionary};

/// What a forger writes instead.
const OTHER: &str = "98,765.00";
/// The height of text that looks like that of the statements.
const SIZE: f32 = 7.5;

/// The page of a place, and the height of the paper.
fn page_of(document: &Document, place: Place) -> Result<(ObjectId, f32), lopdf::Error> {
    let id =
        document.get_pages().get(&place.page).copied().ok_or(lopdf::Error::PageNumberNotFound(place.page))?;
    let height = document.get_dictionary(id)?.get(b"MediaBox")?.as_array()?.get(3).map(Object::as_float);
    Ok((id, height.transpose()?.unwrap_or(842.0)))
}

fn target(honest: &Honest) -> Result<Place, lopdf::Error> {
    let (row, cell) = honest.amount().ok_or(lopdf::Error::PageNumberNotFound(0))?;
    Ok(Place::of(row, cell))
}

/// Rewrites the contents of the page where the amount stands, and saves the file anew under its old name.
fn redraw(
    honest: &Honest,
    rewrite: impl Fn(&mut Vec<Operation>, Place, f32),
) -> Result<Tampered, lopdf::Error> {
    let place = target(honest)?;
    let bytes = anew(&honest.printed.bytes, |document| {
        let (page, height) = page_of(document, place)?;
        let stream = document.get_dictionary(page)?.get(b"Contents")?.as_reference()?;
        let data = document.get_object(stream)?.as_stream()?.decompressed_content()?;
        let mut operations = Content::decode(&data)?.operations;
        rewrite(&mut operations, place, height);
        let content = Content { operations }.encode()?;
        let mut fresh = Stream::new(dictionary! {}, content);
        fresh.compress()?;
        document.set_object(stream, Object::Stream(fresh));
        // A font that every viewer has, for what the subset of the file cannot say.
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Times-Roman", "Encoding" => "WinAnsiEncoding" };
        let font = document.add_object(font);
        let resources = document.get_object_mut(page)?.as_dict_mut()?.get_mut(b"Resources")?.as_dict_mut()?;
        resources.get_mut(b"Font")?.as_dict_mut()?.set("Fx", Object::Reference(font));
        Ok(())
    })?;
    Ok(Tampered { bytes, place: Some(place) })
}

/// Index of the operator that shows the text at a place.
fn shown_at(operations: &[Operation], place: Place, height: f32) -> Option<usize> {
    let baseline = height - (place.bottom - 2.0);
    let near = |operand: Option<&Object>, value: f32| {
        operand.and_then(|operand| operand.as_float().ok()).is_some_and(|number| (number - value).abs() < 0.1)
    };
    let at = operations.iter().position(|operation| {
        operation.operator == "Tm"
            && near(operation.operands.get(4), place.x0)
            && near(operation.operands.get(5), baseline)
    })?;
    let shows = operations.iter().skip(at).position(|operation| operation.operator == "Tj")?;
    Some(at + shows)
}

fn operation(operator: &str, operands: Vec<Object>) -> Operation {
    Operation::new(operator, operands)
}

/// Shows a text in the added font, ending where the place ends.
fn text(place: Place, height: f32, mode: i64, shown: &str) -> Vec<Operation> {
    let left = place.x1 - 0.5 * SIZE * shown.len() as f32 * 0.93;
    vec![
        operation("BT", vec![]),
        operation("Tf", vec!["Fx".into(), SIZE.into()]),
        operation("Tr", vec![mode.into()]),
        operation("rg", vec![0.into(), 0.into(), 0.into()]),
        operation("Td", vec![left.into(), (height - place.bottom + 2.0).into()]),
        operation("Tj", vec![Object::string_literal(shown)]),
        operation("Tr", vec![0.into()]),
        operation("ET", vec![]),
    ]
}

pub(super) fn box_over_amount(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    redraw(honest, |operations, place, height| {
        let (left, bottom) = (place.x0 - 4.0, height - place.bottom - 1.0);
        operations.extend([
            operation("rg", vec![1.into(), 1.into(), 1.into()]),
            operation("re", vec![left.into(), bottom.into(), (place.x1 - left + 1.0).into(), 11.into()]),
            operation("f", vec![]),
        ]);
        operations.extend(text(place, height, 0, OTHER));
    })
}

pub(super) fn amount_without_ink(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let old = honest.amount().map(|(_, cell)| cell.text.clone()).unwrap_or_default();
    redraw(honest, |operations, place, height| {
        if let Some(shows) = shown_at(operations, place, height).and_then(|at| operations.get_mut(at)) {
            shows.operands = vec![Object::string_literal("")];
        }
        operations.extend(text(place, height, 0, OTHER));
        operations.extend(text(place, height, 3, &old));
    })
}

pub(super) fn amount_in_another_font(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    redraw(honest, |operations, place, height| {
        if let Some(shows) = shown_at(operations, place, height).and_then(|at| operations.get_mut(at)) {
            shows.operands = vec![Object::string_literal("")];
        }
        operations.extend(text(place, height, 0, OTHER));
    })
}

pub(super) fn amount_moved(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    redraw(honest, |operations, place, height| {
        let Some(at) = shown_at(operations, place, height) else { return };
        let moved = operations.iter_mut().take(at).rev().find(|operation| operation.operator == "Tm");
        if let Some(left) = moved.and_then(|operation| operation.operands.get_mut(4)) {
            *left = (place.x0 - 3.5).into();
        }
    })
}

pub(super) fn amount_touched_up(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    redraw(honest, |operations, place, height| {
        let Some(at) = shown_at(operations, place, height) else { return };
        let begins =
            operations.iter().take(at).rposition(|operation| operation.operator == "BT").unwrap_or(at);
        operations.insert(begins, operation("MP", vec!["TouchUp_TextEdit".into()]));
    })
}

/// Appends a revision with an annotation on the page of the amount.
fn annotate(
    honest: &Honest,
    place: Place,
    annotation: impl Fn(&mut Vec<(ObjectId, Object)>, &mut u32, [f32; 4]) -> lopdf::Dictionary,
) -> Result<Vec<u8>, lopdf::Error> {
    let bytes = &honest.printed.bytes;
    let document = Document::load_mem(bytes)?;
    let (page, height) = page_of(&document, place)?;
    let mut next = document.max_id;
    let mut objects = Vec::new();
    let rect = [place.x0 - 3.0, height - place.bottom - 1.0, place.x1 + 1.0, height - place.top + 1.0];
    let mut note = annotation(&mut objects, &mut next, rect);
    note.set("Type", "Annot");
    note.set("Rect", rect.map(Object::from).to_vec());
    next += 1;
    objects.push(((next, 0), Object::Dictionary(note)));
    let mut dict = document.get_dictionary(page)?.clone();
    dict.set("Annots", vec![Object::Reference((next, 0))]);
    objects.push((page, Object::Dictionary(dict)));
    append(bytes, objects)
}

pub(super) fn note_over_amount(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let place = target(honest)?;
    let bytes = annotate(honest, place, |objects, next, [left, bottom, right, top]| {
        let (width, height) = (right - left, top - bottom);
        let shows = format!("1 g 0 0 {width} {height} re f 0 g BT /F 8 Tf 2 2 Td ({OTHER}) Tj ET");
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        let look = dictionary! {
            "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), width.into(), height.into()],
            "Resources" => dictionary! { "Font" => dictionary! { "F" => font } },
        };
        *next += 1;
        objects.push(((*next, 0), Object::Stream(Stream::new(look, shows.into_bytes()))));
        dictionary! { "Subtype" => "FreeText", "AP" => dictionary! { "N" => Object::Reference((*next, 0)) } }
    })?;
    Ok(Tampered { bytes, place: Some(place) })
}

pub(super) fn ink_over_amount(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let place = target(honest)?;
    let bytes = annotate(honest, place, |_, _, [left, bottom, right, top]| {
        let middle = f32::midpoint(bottom, top);
        let stroke = vec![left.into(), middle.into(), right.into(), middle.into()];
        dictionary! {
            "Subtype" => "Ink", "InkList" => vec![Object::Array(stroke)],
            "C" => vec![1.into(), 1.into(), 1.into()], "BS" => dictionary! { "W" => 12 },
        }
    })?;
    Ok(Tampered { bytes, place: Some(place) })
}

pub(super) fn link_added(honest: &Honest) -> Result<Tampered, lopdf::Error> {
    let beside = Place { page: 1, x0: 10.0, top: 800.0, x1: 90.0, bottom: 812.0 };
    let bytes = annotate(honest, beside, |_, _, _| {
        dictionary! { "Subtype" => "Link", "A" => dictionary! { "S" => "URI", "URI" => Object::string_literal("https://example.com") } }
    })?;
    Ok(Tampered { bytes, place: None })
}
