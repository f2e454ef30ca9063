//! Turns sheets into the bytes of a PDF: objects in a fixed order, streams compressed, fonts cut down to what is shown.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use jiff::civil::DateTime;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Date, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::PrintOptions;
use super::sheet::{Mark, Sheet, Style};
use super::typeface::{Embedded, Fonts, Typeface, Weight};

const REGULAR: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");

const SYSTEM: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// Hands out object numbers in order.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
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
    let contents: Vec<Vec<u8>> = sheets
        .iter()
        .map(|sheet| deflate(&content(sheet, width, height, &mut fonts)))
        .collect();

    let mut numbers = Numbers(0);
    let mut pdf = Pdf::new();
    let (catalog, tree) = (numbers.next(), numbers.next());
    let (regular, bold) = (numbers.next(), numbers.next());
    let pages: Vec<(Ref, Ref)> = contents
        .iter()
        .map(|_| (numbers.next(), numbers.next()))
        .collect();

    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree)
        .kids(pages.iter().map(|(page, _)| *page))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for ((page, stream), bytes) in pages.iter().zip(&contents) {
        let mut object = pdf.page(*page);
        object
            .parent(tree)
            .media_box(Rect::new(0.0, 0.0, width, height))
            .contents(*stream);
        object.resources().fonts().pair(REGULAR, regular).pair(BOLD, bold);
        object.finish();
        pdf.stream(*stream, bytes).filter(Filter::FlateDecode);
    }
    font(&mut pdf, &mut numbers, regular, &fonts.regular, Weight::Regular);
    font(&mut pdf, &mut numbers, bold, &fonts.bold, Weight::Bold);
    info(&mut pdf, numbers.next(), options, when);
    if let Some(id) = options.id {
        pdf.set_file_id((id.to_vec(), id.to_vec()));
    }
    pdf.finish()
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
            Mark::Fill {
                x,
                top,
                width,
                height: tall,
                colour: [r, g, b],
            } => {
                content.set_fill_rgb(*r, *g, *b);
                content
                    .rect(*x, height - top - tall, *width, *tall)
                    .fill_nonzero();
            }
            Mark::Line {
                from,
                to,
                thickness,
                colour: [r, g, b],
            } => {
                content.set_stroke_rgb(*r, *g, *b).set_line_width(*thickness);
                content
                    .move_to(from.0, height - from.1)
                    .line_to(to.0, height - to.1)
                    .stroke();
            }
        }
    }
    content.finish().to_vec()
}

fn show(content: &mut Content, style: Style, matrix: [f32; 6], bytes: &[u8]) {
    let [r, g, b] = style.colour;
    let name = if style.weight == Weight::Bold {
        BOLD
    } else {
        REGULAR
    };
    content
        .begin_text()
        .set_font(name, style.size)
        .set_fill_rgb(r, g, b);
    content.set_text_matrix(matrix).show(Str(bytes)).end_text();
}

fn font(pdf: &mut Pdf, numbers: &mut Numbers, id: Ref, typeface: &Typeface, weight: Weight) {
    match typeface {
        Typeface::Base14 { name, widths } => {
            let mut font = pdf.type1_font(id);
            font.base_font(Name(name.as_bytes()))
                .encoding_predefined(Name(b"WinAnsiEncoding"));
            font.first_char(32)
                .last_char(255)
                .widths(widths.iter().copied().map(f32::from));
        }
        Typeface::Embedded(font) => embedded_font(pdf, numbers, id, font, weight),
    }
}

fn embedded_font(pdf: &mut Pdf, numbers: &mut Numbers, id: Ref, embedded: &Embedded, weight: Weight) {
    let font = embedded.font;
    let (cid, descriptor, to_unicode, file) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next());
    let name = format!("{}+{}", subset_tag(embedded), font.name);
    let name = Name(name.as_bytes());

    let mut composite = pdf.type0_font(id);
    composite.base_font(name).encoding_predefined(Name(b"Identity-H"));
    composite.descendant_font(cid).to_unicode(to_unicode);
    composite.finish();

    let mut cid_font = pdf.cid_font(cid);
    cid_font
        .subtype(CidFontType::Type2)
        .base_font(name)
        .system_info(SYSTEM);
    cid_font
        .font_descriptor(descriptor)
        .default_width(0.0)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    cid_font.widths().consecutive(
        0,
        embedded.glyphs.remapped_gids().map(|glyph| font.advance(glyph)),
    );
    cid_font.finish();

    let bounds = font.face.global_bounding_box();
    let scaled = |units: i16| font.thousandths(f32::from(units));
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(
            scaled(bounds.x_min),
            scaled(bounds.y_min),
            scaled(bounds.x_max),
            scaled(bounds.y_max),
        ))
        .italic_angle(0.0)
        .ascent(scaled(font.face.ascender()))
        .descent(scaled(font.face.descender()))
        .cap_height(scaled(font.face.capital_height().unwrap_or(1493)))
        .stem_v(if weight == Weight::Bold { 140.0 } else { 80.0 })
        .font_file2(file);

    let mut cmap = UnicodeCmap::new(Name(b"Adobe-Identity-UCS"), SYSTEM);
    for (code, character) in &embedded.meaning {
        cmap.pair(*code, *character);
    }
    let cmap = deflate(&cmap.finish());
    pdf.cmap(to_unicode, &cmap).filter(Filter::FlateDecode);

    let program = program(embedded);
    let length = i32::try_from(program.len()).unwrap_or(i32::MAX);
    let packed = deflate(&program);
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode);
    stream.pair(Name(b"Length1"), length);
}

#[expect(
    clippy::expect_used,
    reason = "the fonts are part of this crate; one that cannot be cut down is its bug"
)]
fn program(embedded: &Embedded) -> Vec<u8> {
    subsetter::subset(embedded.font.data, 0, &embedded.glyphs).expect("the committed fonts can be subset")
}

/// Six capital letters that depend on the glyphs used, so that equal subsets have equal names.
fn subset_tag(embedded: &Embedded) -> String {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for character in embedded.meaning.values() {
        hash = (hash ^ u64::from(u32::from(*character))).wrapping_mul(0x0100_0000_01B3);
    }
    (0..6)
        .map(|_| {
            let letter = u8::try_from(hash % 26).unwrap_or(0);
            hash /= 26;
            char::from(b'A' + letter)
        })
        .collect()
}

fn info(pdf: &mut Pdf, id: Ref, options: &PrintOptions, when: DateTime) {
    let mut info = pdf.document_info(id);
    for (text, set) in [
        (&options.title, 0),
        (&options.author, 1),
        (&options.creator, 2),
        (&options.producer, 3),
    ] {
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
