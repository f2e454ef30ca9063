//! Turns sheets into the bytes of a PDF: objects in a fixed order, streams compressed, fonts cut down to what is shown.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use jiff::civil::DateTime;
use pdf_writer::{Content, Date, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::sheet::{Mark, Sheet, Style};
use super::typeface::{Fonts, Weight};
use super::{PrintOptions, font_objects, xmp};

const REGULAR: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");

/// Hands out object numbers in order.
pub(super) struct Numbers(i32);

impl Numbers {
    pub(super) fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// Writes the file. `when` is both the creation and, unless the options say otherwise, the only date.
pub(super) fn write(
    sheets: &[Sheet],
    (width, height): (f32, f32),
    mut fonts: Fonts,
    options: &PrintOptions,
    when: DateTime,
) -> Vec<u8> {
    let contents: Vec<Vec<u8>> =
        sheets.iter().map(|sheet| deflate(&content(sheet, width, height, &mut fonts))).collect();

    let mut numbers = Numbers(0);
    let mut pdf = Pdf::new();
    let (catalog, tree) = (numbers.next(), numbers.next());
    let (regular, bold) = (numbers.next(), numbers.next());
    let faces = [(regular, REGULAR, &fonts.regular), (bold, BOLD, &fonts.bold)];
    let pages: Vec<(Ref, Ref)> = contents.iter().map(|_| (numbers.next(), numbers.next())).collect();

    let packet = options.xmp.then(|| (numbers.next(), xmp::packet(options, when)));
    let mut root = pdf.catalog(catalog);
    root.pages(tree);
    if let Some((id, _)) = &packet {
        root.metadata(*id);
    }
    root.finish();
    pdf.pages(tree)
        .kids(pages.iter().map(|(page, _)| *page))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for ((page, stream), bytes) in pages.iter().zip(&contents) {
        let mut object = pdf.page(*page);
        object.parent(tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(*stream);
        let mut resources = object.resources();
        let mut named = resources.fonts();
        for (id, name, typeface) in &faces {
            if typeface.is_used() {
                named.pair(*name, *id);
            }
        }
        named.finish();
        resources.finish();
        object.finish();
        pdf.stream(*stream, bytes).filter(Filter::FlateDecode);
    }
    for (id, name, typeface) in faces {
        if typeface.is_used() {
            let weight = if name == BOLD { Weight::Bold } else { Weight::Regular };
            font_objects::write(&mut pdf, &mut numbers, id, typeface, weight);
        }
    }
    info(&mut pdf, numbers.next(), options, when);
    if let Some((id, packet)) = &packet {
        pdf.metadata(*id, packet.as_bytes());
    }
    if let Some(id) = options.id {
        pdf.set_file_id((id.to_vec(), id.to_vec()));
    }
    if options.xref_stream { pdf.finish_with_xref_stream(numbers.next()) } else { pdf.finish() }
}

fn content(sheet: &Sheet, width: f32, height: f32, fonts: &mut Fonts) -> Vec<u8> {
    let mut content = Content::new();
    for mark in &sheet.marks {
        match mark {
            Mark::Text { x, y, style, text } => {
                let bytes = fonts.of_mut(style.weight).encode(text);
                show(&mut content, *style, [1.0, 0.0, 0.0, 1.0, *x, height - y], &bytes);
            }
            Mark::Watermark { text, size } => {
                let style = Style::bold(*size).coloured([0.9, 0.9, 0.91]);
                let half = fonts.of(style.weight).width(text, style.size) / 2.0;
                let bytes = fonts.of_mut(style.weight).encode(text);
                let slope = std::f32::consts::FRAC_1_SQRT_2;
                let (x, y) = (width / 2.0 - half * slope, height / 2.0 - half * slope);
                show(&mut content, style, [slope, slope, -slope, slope, x, y], &bytes);
            }
            Mark::Fill { x, top, width, height: tall, colour: [r, g, b] } => {
                content.set_fill_rgb(*r, *g, *b);
                content.rect(*x, height - top - tall, *width, *tall).fill_nonzero();
            }
            Mark::Line { from, to, thickness, colour: [r, g, b] } => {
                content.set_stroke_rgb(*r, *g, *b).set_line_width(*thickness);
                content.move_to(from.0, height - from.1).line_to(to.0, height - to.1).stroke();
            }
        }
    }
    content.finish().to_vec()
}

fn show(content: &mut Content, style: Style, matrix: [f32; 6], bytes: &[u8]) {
    let [r, g, b] = style.colour;
    let name = if style.weight == Weight::Bold { BOLD } else { REGULAR };
    content.begin_text().set_font(name, style.size).set_fill_rgb(r, g, b);
    content.set_text_matrix(matrix).show(Str(bytes)).end_text();
}

fn info(pdf: &mut Pdf, id: Ref, options: &PrintOptions, when: DateTime) {
    let mut info = pdf.document_info(id);
    for (text, set) in
        [(&options.title, 0), (&options.author, 1), (&options.creator, 2), (&options.producer, 3)]
    {
        let Some(text) = text else { continue };
        let text = TextStr(text);
        match set {
            0 => info.title(text),
            1 => info.author(text),
            2 => info.creator(text),
            _ => info.producer(text),
        };
    }
    info.creation_date(pdf_date(options.created.unwrap_or(when)));
    if let Some(modified) = options.modified {
        info.modified_date(pdf_date(modified));
    }
}

fn pdf_date(when: DateTime) -> Date {
    let small = |number: i8| u8::try_from(number).unwrap_or(0);
    Date::new(u16::try_from(when.year()).unwrap_or(0))
        .month(small(when.month()))
        .day(small(when.day()))
        .hour(small(when.hour()))
        .minute(small(when.minute()))
        .second(small(when.second()))
        .utc_offset_hour(5)
        .utc_offset_minute(30)
}

/// Zlib-compressed bytes. Writing to memory does not fail; were it to, the stream would be empty and every test red.
pub(crate) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).unwrap_or_default()
}
