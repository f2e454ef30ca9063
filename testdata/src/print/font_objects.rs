//! The objects of a font in the file: what it is called, how wide it is, what its codes mean, and its program.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};

use super::file::{Numbers, deflate};
use super::typeface::{Embedded, Typeface, Weight};

const SYSTEM: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

/// Writes the font object `id` and all that belongs to it.
pub(super) fn write(pdf: &mut Pdf, numbers: &mut Numbers, id: Ref, typeface: &Typeface, weight: Weight) {
    match typeface {
        Typeface::Base14 { name, widths, .. } => {
            let mut font = pdf.type1_font(id);
            font.base_font(Name(name.as_bytes())).encoding_predefined(Name(b"WinAnsiEncoding"));
            font.first_char(32).last_char(255).widths(widths.iter().copied().map(f32::from));
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
    cid_font.subtype(CidFontType::Type2).base_font(name).system_info(SYSTEM);
    cid_font.font_descriptor(descriptor).default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
    cid_font.widths().consecutive(0, embedded.glyphs.remapped_gids().map(|glyph| font.advance(glyph)));
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
