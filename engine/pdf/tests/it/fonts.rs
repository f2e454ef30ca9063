//! What codes mean, and how wide they are, for every kind of font.

use crate::write::{Pdf, deflate};

/// A page that shows `shown` in a font with these entries.
fn page(font: &str, shown: &str) -> Pdf {
    Pdf::new(format!("BT /F1 10 Tf 100 700 Td {shown} Tj ET"))
        .resources(&format!("/Font << /F1 << /Type /Font {font} >> >>"))
}

fn text(font: &str, shown: &str) -> String {
    page(font, shown).texts().concat()
}

fn width(pdf: &Pdf) -> f32 {
    pdf.first_page().words[0].at.width()
}

const TYPE0: &str = "/Subtype /Type0 /BaseFont /AAAAAA+Body /Encoding /Identity-H /DescendantFonts [7 0 R]";

fn cid_font(pdf: Pdf, entries: &str) -> Pdf {
    pdf.object(
        7,
        format!(
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /AAAAAA+Body \
             /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> {entries} >>"
        ),
    )
}

#[test]
fn reads_the_base_encodings() {
    assert_eq!(text("/Subtype /Type1 /BaseFont /X /Encoding /WinAnsiEncoding", "(\\200\\223A\\224)"), "€“A”");
    assert_eq!(text("/Subtype /Type1 /BaseFont /X /Encoding /MacRomanEncoding", "(\\212)"), "ä");
    assert_eq!(text("/Subtype /Type1 /BaseFont /X /Encoding /StandardEncoding", "('\\256)"), "’fi");
    assert_eq!(text("/Subtype /Type1 /BaseFont /Symbol", "(abS)"), "αβΣ");
    assert_eq!(text("/Subtype /Type1 /BaseFont /ZapfDingbats", "(4l)"), "✔●");
}

#[test]
fn reads_differences_by_the_names_of_glyphs() {
    let font = "/Subtype /Type1 /BaseFont /X /Encoding << /Differences [1 /A /uni20B9 /u1F4B0 /f_i /one.oldstyle 65 /Z] >>";
    assert_eq!(text(font, "(\\001\\002\\003\\004\\005A)"), "A₹💰fi1Z");
}

#[test]
fn names_that_only_number_glyphs_are_codes() {
    let font = "/Subtype /Type1 /BaseFont /X /Encoding << /Differences [1 /g65 /g66] >>";
    assert_eq!(text(font, "(\\001\\002)"), "AB");
}

#[test]
fn knows_the_standard_fonts_by_their_aliases() {
    let measure = |name: &str| width(&page(&format!("/Subtype /TrueType /BaseFont /{name}"), "(AW.)"));
    for (alias, standard) in [
        ("ArialMT", "Helvetica"),
        ("Arial,Bold", "Helvetica-Bold"),
        ("Arial-BoldItalicMT", "Helvetica-BoldOblique"),
        ("TimesNewRomanPSMT", "Times-Roman"),
        ("TimesNewRoman,BoldItalic", "Times-BoldItalic"),
        ("TimesNewRomanPS-ItalicMT", "Times-Italic"),
        ("CourierNew", "Courier"),
    ] {
        assert_eq!(measure(alias), measure(standard), "{alias}");
    }
    assert_eq!(measure("Courier"), 18.0);
    assert!((measure("Helvetica") - 18.89).abs() < 0.01);
}

#[test]
fn takes_widths_from_the_file() {
    let font = "/Subtype /Type1 /BaseFont /X /FirstChar 65 /LastChar 70 /Widths [500 700]";
    assert_eq!(width(&page(font, "(AB)")), 12.0);
    // A code without a width has the missing one, which is the descriptor's business.
    let font =
        "/Subtype /Type1 /BaseFont /X /FirstChar 65 /Widths [500] /FontDescriptor << /MissingWidth 300 >>";
    assert_eq!(width(&page(font, "(AZ)")), 8.0);
}

#[test]
fn scales_type3_fonts_by_their_matrix() {
    let font = "/Subtype /Type3 /FontMatrix [0.01 0 0 0.01 0 0] /FontBBox [0 0 100 100] /FirstChar 97 /LastChar 98 \
                /Widths [50 50] /Encoding << /Differences [97 /a /b] >> /CharProcs << >>";
    let word = page(font, "(ab)").first_page().words.remove(0);
    assert_eq!((word.text.as_str(), word.at.width(), word.size), ("ab", 10.0, 10.0));
}

#[test]
fn the_box_of_a_bitmap_font_says_how_large_it_is_unless_its_widths_say_otherwise() {
    let size = |matrix: &str, bbox: &str, width: u32| {
        let font = format!(
            "/Subtype /Type3 /FontMatrix [{matrix}] /FontBBox [{bbox}] /FirstChar 97 /LastChar 98 \
             /Widths [{width} {width}] /Encoding << /Differences [97 /a /b] >> /CharProcs << >>"
        );
        page(&font, "(ab)").first_page().words.remove(0).size
    };
    // Pixels of a bitmap font, which is as high as its box.
    assert_eq!(size("1 0 0 -1 0 0", "0 -10 30 40", 25), 500.0);
    // Letters of 84 pixels that are one em wide, in a box that nobody measured.
    assert_eq!(size("0.012 0 0 -0.012 0 0", "0 0 1000 1000", 84), 10.0);
    // All glyphs are said to be one unit of text space wide.
    assert_eq!(size("1 0 0 1 0 0", "0 0 40 40", 1), 10.0);
}

#[test]
fn outline_fonts_cut_into_type3_fonts_make_one_word() {
    // Browsers cut a font of many letters into several; the box of each is that of its own letters.
    let font = |bbox: &str| {
        let entries = "/Type /Font /Subtype /Type3 /FontMatrix [0.001 0 0 -0.001 0 0] /FirstChar 44 /LastChar 50 /Widths [300 0 0 0 0 500 500]";
        let names = "/Encoding << /Differences [44 /comma 49 /one /two] >> /CharProcs << >>";
        format!("<< {entries} /FontBBox [{bbox}] {names} >>")
    };
    let fonts = format!("/Font << /F1 {} /F2 {} >>", font("0 0 500 -750"), font("60 150 200 -120"));
    let pdf =
        Pdf::new("BT 100 700 Td /F1 10 Tf (12) Tj /F2 10 Tf (,) Tj /F1 10 Tf (21) Tj ET").resources(&fonts);
    let words = pdf.first_page().words;
    assert_eq!(
        words.iter().map(|word| (word.text.as_str(), word.size)).collect::<Vec<_>>(),
        [("12,21", 10.0)]
    );
}

#[test]
fn keeps_widths_of_composite_fonts_in_both_forms() {
    let map = "1 begincodespacerange <0000> <FFFF> endcodespacerange \
               1 beginbfrange <0001> <0004> <0041> endbfrange";
    let pdf = page(&format!("{TYPE0} /ToUnicode 8 0 R"), "<0001000200030004>").stream(8, "", map);
    let pdf = cid_font(pdf, "/DW 900 /W [1 [500 600] 3 3 250]");
    let word = pdf.first_page().words.remove(0);
    assert_eq!((word.text.as_str(), word.at.width()), ("ABCD", 5.0 + 6.0 + 2.5 + 9.0));
}

#[test]
fn reads_unicode_maps() {
    let map = "beginbfchar <01> <0041> <02> <D83DDCB0> <03> <00660069> endbfchar \
               beginbfrange <10> <12> <0061> <20> <21> [<0078> <0079>] endbfrange";
    let font = "/Subtype /TrueType /BaseFont /X /FirstChar 1 /Widths [500] /ToUnicode 8 0 R";
    let pdf = page(font, "<010203101112202122>").stream(8, "", map);
    assert_eq!(pdf.texts().concat(), "A💰fiabcxy\"");
}

#[test]
fn placeholders_in_unicode_maps_are_no_text() {
    // The producer wrote U+0000 and a private code: the encoding knows better.
    let map = "beginbfchar <41> <0000> <42> <E042> <43> <FFFD> endbfchar";
    let pdf = page("/Subtype /Type1 /BaseFont /X /ToUnicode 8 0 R", "(ABCD)").stream(8, "", map);
    assert_eq!(pdf.texts(), ["ABCD"]);
}

#[test]
fn a_map_that_says_the_same_of_every_code_is_not_believed() {
    let map = "beginbfchar <41> <0020> <42> <0020> <43> <0020> <44> <0020> <45> <0020> endbfchar";
    let pdf = page("/Subtype /Type1 /BaseFont /X /ToUnicode 8 0 R", "(ABCDE)").stream(8, "", map);
    assert_eq!(pdf.texts(), ["ABCDE"]);
}

#[test]
fn digits_are_what_is_drawn() {
    let font = "/Subtype /Type1 /BaseFont /X /Encoding << /Differences [49 /one /two /A] >> /ToUnicode 8 0 R";
    let pdf = page(font, "(123)").stream(8, "", "beginbfchar <31> <0039> <32> <0032> <33> <0042> endbfchar");
    let document = pdf.open();
    assert_eq!(document.pages[0].words[0].text, "12B");
    assert!(
        document.warnings.iter().any(|warning| warning.contains("contradicts")),
        "{:?}",
        document.warnings
    );
}

#[test]
fn reads_predefined_cjk_maps() {
    let japanese = "/Subtype /Type0 /BaseFont /Ryumin /Encoding /90ms-RKSJ-H /DescendantFonts [<< /Subtype /CIDFontType0 \
                    /BaseFont /Ryumin /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>]";
    assert_eq!(text(japanese, "<93FA967B41>"), "日本A");
}

#[test]
fn reads_embedded_cid_maps() {
    let map = "1 begincodespacerange <00> <7F> endcodespacerange 1 begincodespacerange <8000> <FFFF> endcodespacerange \
               1 begincidrange <20> <7E> 1 endcidrange 1 begincidchar <8001> 300 endcidchar";
    let font = "/Subtype /Type0 /BaseFont /X /Encoding 8 0 R /DescendantFonts [7 0 R] /ToUnicode 9 0 R";
    let pdf = page(font, "<41800142>").stream(8, "", map).stream(
        9,
        "",
        "beginbfrange <41> <42> <0041> endbfrange beginbfchar <8001> <20AC> endbfchar",
    );
    let pdf = cid_font(pdf, "/W [34 [500 600] 300 [1000]]");
    let word = pdf.first_page().words.remove(0);
    assert_eq!((word.text.as_str(), word.at.width()), ("A€B", 5.0 + 10.0 + 6.0));
}

#[test]
fn glyphs_without_meaning_are_shown_as_such() {
    let document = cid_font(page(TYPE0, "<00010002>"), "").open();
    assert_eq!(document.pages[0].words[0].text, "\u{FFFD}\u{FFFD}");
    assert_eq!(document.warnings, ["font AAAAAA+Body: some glyphs cannot be mapped to characters"]);
}

#[test]
fn asks_the_embedded_font_when_the_file_does_not_say() {
    let font = truetype(&[(0x0041, 1), (0x0033, 2), (0x20B9, 3)]);
    let pdf = page(TYPE0, "<000300020001>").stream(8, "/Filter /FlateDecode", deflate(&font));
    let pdf = cid_font(pdf, "/FontDescriptor << /FontFile2 8 0 R >> /CIDToGIDMap /Identity");
    assert_eq!(pdf.texts(), ["₹3A"]);
}

#[test]
fn follows_the_map_from_cids_to_glyphs() {
    let font = truetype(&[(0x0041, 1), (0x0042, 2)]);
    let pdf = page(TYPE0, "<00000001>").stream(8, "", font).stream(9, "", [0, 2, 0, 1]);
    let pdf = cid_font(pdf, "/FontDescriptor << /FontFile2 8 0 R >> /CIDToGIDMap 9 0 R");
    assert_eq!(pdf.texts(), ["BA"]);
}

#[test]
fn numbered_glyph_names_point_into_the_embedded_font() {
    let font = truetype(&[(0x0037, 5), (0x0038, 6)]);
    let pdf = page(
        "/Subtype /TrueType /BaseFont /X /Encoding << /Differences [65 /g6 /g5] >> /FontDescriptor << /FontFile2 8 0 R >>",
        "(AB)",
    )
    .stream(8, "", font);
    assert_eq!(pdf.texts(), ["87"]);
}

#[test]
fn reads_the_encoding_within_a_type1_font() {
    let program = "%!PS-AdobeFont-1.0: X\n/FontName /X def\n/Encoding 256 array\n0 1 255 {1 index exch /.notdef put} for\n\
                   dup 1 /H put\ndup 2 /i put\nreadonly def\ncurrentdict end\ncurrentfile eexec\nxxxx";
    let pdf =
        page("/Subtype /Type1 /BaseFont /X /FontDescriptor << /FontFile 8 0 R /Flags 4 >>", "(\\001\\002)");
    assert_eq!(pdf.stream(8, "", program).texts(), ["Hi"]);
}

#[test]
fn a_broken_font_program_is_no_font_program() {
    let pdf =
        page("/Subtype /TrueType /BaseFont /X /FontDescriptor << /FontFile2 8 0 R /Flags 4 >>", "(plain)");
    assert_eq!(pdf.stream(8, "", "\0\u{1}\0\0 this is no font").texts(), ["plain"]);
}

#[test]
fn the_embedded_font_fills_the_gaps_of_a_map() {
    // The map knows 1, says of 2 what nobody can use, and nothing of 3.
    let font = truetype(&[(0x0041, 1), (0x0034, 2), (0x0035, 3)]);
    let pdf = page(&format!("{TYPE0} /ToUnicode 9 0 R"), "<000100020003>").stream(8, "", font);
    let pdf = pdf.stream(9, "", "beginbfchar <0001> <0042> <0002> <E123> endbfchar");
    let pdf = cid_font(pdf, "/FontDescriptor << /FontFile2 8 0 R >>");
    assert_eq!(pdf.texts(), ["B45"]);
    // The same for simple fonts: code 7 has a name that means nothing, and the font names its glyph.
    let entries = "/Subtype /Type1 /BaseFont /X /Encoding << /Differences [7 /nosuchname] >> \
                   /FontDescriptor << /Flags 4 /FontFile3 8 0 R >> /ToUnicode 9 0 R";
    let pdf = page(entries, "<0731>").stream(8, "/Subtype /Type1C", cff(&[34], &[7]));
    assert_eq!(pdf.stream(9, "", "beginbfchar <31> <0031> endbfchar").texts(), ["A1"]);
}

#[test]
fn a_map_of_glyph_numbers_to_themselves_yields_to_the_embedded_font() {
    let font = truetype(&[(0x0050, 0x33), (0x0061, 0x44), (0x0079, 0x5C), (0x0031, 0x14)]);
    let identity = "beginbfrange <0000> <FFFF> <0000> endbfrange";
    let with = |entries: &str| {
        let pdf = page(&format!("{TYPE0} /ToUnicode 9 0 R"), "<00330044005C0014>");
        let pdf = pdf.stream(8, "", font.clone()).stream(9, "", identity);
        let mut document = cid_font(pdf, entries).open();
        (document.pages.remove(0).words.remove(0).text, document.warnings)
    };
    let (text, warnings) = with("/FontDescriptor << /FontFile2 8 0 R >>");
    assert_eq!(text, "Pay1");
    assert!(warnings.iter().any(|warning| warning.contains("contradicts the font itself")), "{warnings:?}");
    // Without the font there is no better witness.
    assert_eq!(with("").0, "3D\\\u{FFFD}");
}

#[test]
fn a_map_of_characters_to_themselves_is_believed() {
    // Codes are characters here, and a second map leads to the glyphs.
    let font = truetype(&[(0x0050, 1), (0x0061, 2), (0x0079, 3)]);
    let mut glyphs = vec![0; 0x100];
    for (code, glyph) in [(0x50, 1), (0x61, 2), (0x79, 3)] {
        glyphs[2 * code + 1] = glyph;
    }
    let pdf = page(&format!("{TYPE0} /ToUnicode 9 0 R"), "<005000610079>").stream(8, "", font);
    let pdf = pdf.stream(9, "", "beginbfrange <0000> <FFFF> <0000> endbfrange").stream(10, "", glyphs);
    let document = cid_font(pdf, "/FontDescriptor << /FontFile2 8 0 R >> /CIDToGIDMap 10 0 R").open();
    assert_eq!((document.pages[0].words[0].text.as_str(), document.warnings.len()), ("Pay", 0));
}

#[test]
fn a_map_that_repeats_itself_yields_to_the_embedded_font() {
    let font = truetype(&[(0x41, 1), (0x42, 2), (0x43, 3), (0x44, 4), (0x45, 5), (0x46, 6)]);
    let map = "beginbfchar <0001> <0058> <0002> <0058> <0003> <0058> <0004> <0059> <0005> <0058> <0006> <0058> endbfchar";
    let pdf = page(&format!("{TYPE0} /ToUnicode 9 0 R"), "<000100020004>").stream(8, "", font);
    let pdf = cid_font(pdf.stream(9, "", map), "/FontDescriptor << /FontFile2 8 0 R >>");
    assert_eq!(pdf.texts(), ["ABD"]);
}

#[test]
fn a_map_that_leaves_codes_open_does_not_repeat_itself() {
    // Browsers say nothing of the letters that no text of theirs shows, and name glyphs by number.
    let font = "/Subtype /Type3 /FontMatrix [0.001 0 0 -0.001 0 0] /FontBBox [0 0 700 -700] /FirstChar 0 /LastChar 255 \
                /Encoding << /Differences [85 /g155 89 /g159 108 /g16C] >> /CharProcs << >> /ToUnicode 8 0 R";
    let map = "beginbfchar <01> <0000> <02> <0000> <13> <0000> <18> <0000> <3E> <0000> <40> <0000> <41> <0000> \
               <55> <002F> <59> <002D> <6C> <002E> endbfchar";
    assert_eq!(page(font, "(YUlY)").stream(8, "", map).texts(), ["-/.-"]);
}

#[test]
fn an_honest_map_is_believed_where_glyphs_have_several_meanings() {
    // The font knows the glyph of the micro sign as the Greek letter, and its capitals as small letters too.
    let font = truetype(&[(0x03BC, 1), (0x61, 2), (0x62, 3), (0x63, 4), (0x64, 5), (0x65, 6)]);
    let map = "beginbfchar <0001> <00B5> <0002> <0041> <0003> <0042> <0004> <0041> <0005> <0041> <0006> <0041> endbfchar";
    let pdf = page(&format!("{TYPE0} /ToUnicode 9 0 R"), "<000100020003>").stream(8, "", font);
    let pdf = cid_font(pdf.stream(9, "", map), "/FontDescriptor << /FontFile2 8 0 R >>");
    assert_eq!(pdf.texts(), ["\u{B5}AB"]);
}

#[test]
fn digits_of_a_font_that_is_not_in_the_file_are_those_of_its_encoding() {
    // Every viewer draws 1,250.00 here; who copies it gets 9,250.00.
    let font = "/Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 8 0 R";
    let pdf = page(font, "(1,250.00)").stream(8, "", "beginbfchar <31> <0039> <41> <0042> endbfchar");
    let document = pdf.open();
    assert_eq!(document.pages[0].words[0].text, "1,250.00");
    assert!(document.warnings.iter().any(|warning| warning.contains("digits")), "{:?}", document.warnings);
}

#[test]
fn codes_of_unicode_maps_are_characters_whatever_the_collection() {
    for (encoding, shown) in [("UniGB-UCS2-H", "<0041002D4E2D>"), ("UniJIS-UTF16-H", "<0041002D4E2D>")] {
        let font = format!("/Subtype /Type0 /BaseFont /X /Encoding /{encoding} /DescendantFonts [7 0 R]");
        assert_eq!(cid_font(page(&font, shown), "").texts(), ["A-中"], "{encoding}");
    }
}

#[test]
fn reads_the_encoding_within_a_cff_font() {
    // Glyphs 1 to 3 are named three, A and comma; codes 1 to 3 show them.
    let cff = cff(&[20, 34, 13], &[1, 2, 3]);
    for subtype in ["Type1", "MMType1"] {
        let entries =
            format!("/Subtype /{subtype} /BaseFont /X /FontDescriptor << /Flags 4 /FontFile3 8 0 R >>");
        let pdf = page(&entries, "<01030103 02>").stream(8, "/Subtype /Type1C", &cff);
        assert_eq!(pdf.texts(), ["3,3,A"], "{subtype}");
    }
    // Names that the encoding gives to other codes count more.
    let entries = "/Subtype /Type1 /BaseFont /X /Encoding << /Differences [2 /B] >> \
                   /FontDescriptor << /Flags 4 /FontFile3 8 0 R >>";
    assert_eq!(page(entries, "<0102>").stream(8, "/Subtype /Type1C", &cff).texts(), ["3B"]);
}

#[test]
fn vertical_writing_runs_down_the_page() {
    let map = "beginbfrange <0001> <0002> <0041> endbfrange";
    let font = "/Subtype /Type0 /BaseFont /X /Encoding /Identity-V /DescendantFonts [7 0 R] /ToUnicode 8 0 R";
    let page = cid_font(page(font, "<00010002>").stream(8, "", map), "/DW2 [880 -1000]").first_page();
    let word = &page.words[0];
    assert_eq!((word.text.as_str(), word.angle), ("AB", 90.0));
    assert_eq!((word.at.top, word.at.bottom, word.at.x0, word.at.x1), (100.0, 120.0, 95.0, 105.0));
}

#[test]
fn fonts_are_named_by_first_use() {
    let fonts = page(TYPE0, "<0001>").open().facts.fonts;
    assert_eq!(
        (&*fonts[0].name, fonts[0].subset(), fonts[0].family()),
        ("AAAAAA+Body", Some("AAAAAA"), "Body")
    );
}

/// A TrueType font with nothing but a character map: pairs of character and glyph.
fn truetype(map: &[(u16, u16)]) -> Vec<u8> {
    let mut sorted = map.to_vec();
    sorted.sort_unstable();
    sorted.push((0xFFFF, 0));
    let count = sorted.len() as u16;
    let words =
        |values: &mut dyn Iterator<Item = u16>| values.flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let mut subtable = vec![];
    subtable.extend(words(&mut sorted.iter().map(|(code, _)| *code)));
    subtable.extend([0, 0]);
    subtable.extend(words(&mut sorted.iter().map(|(code, _)| *code)));
    subtable.extend(words(&mut sorted.iter().map(|(code, glyph)| glyph.wrapping_sub(*code))));
    subtable.extend(words(&mut sorted.iter().map(|_| 0)));
    let header = [4, 14 + subtable.len() as u16, 0, count * 2, 0, 0, 0];
    // Version, one subtable: Windows, Unicode, at offset 12.
    let mut cmap = words(&mut [0, 1, 3, 1, 0, 12].into_iter());
    cmap.extend(words(&mut header.into_iter()));
    cmap.extend(subtable);
    let mut font = vec![0, 1, 0, 0];
    font.extend(words(&mut [1, 16, 0, 0].into_iter()));
    font.extend(b"cmap");
    font.extend(0u32.to_be_bytes());
    font.extend(28u32.to_be_bytes());
    font.extend((cmap.len() as u32).to_be_bytes());
    font.extend(cmap);
    font
}

/// A CFF font of empty glyphs: string numbers of their names, and the code of each.
fn cff(names: &[u16], codes: &[u8]) -> Vec<u8> {
    let index = |items: &[&[u8]]| {
        let mut bytes = (items.len() as u16).to_be_bytes().to_vec();
        if items.is_empty() {
            return bytes;
        }
        bytes.push(1);
        let mut end = 1;
        bytes.push(end);
        for item in items {
            end += item.len() as u8;
            bytes.push(end);
        }
        items.iter().for_each(|item| bytes.extend_from_slice(item));
        bytes
    };
    let number = |value: usize| [&[29], (value as i32).to_be_bytes().as_slice()].concat();
    let top = |charset: usize, encoding: usize, glyphs: usize| {
        [number(charset), vec![15], number(encoding), vec![16], number(glyphs), vec![17]].concat()
    };
    let head =
        |top: &[u8]| [vec![1, 0, 4, 1], index(&[b"X"]), index(&[top]), index(&[]), index(&[])].concat();
    let charset_at = head(&top(0, 0, 0)).len();
    let charset = [vec![0], names.iter().flat_map(|name| name.to_be_bytes()).collect()].concat();
    let encoding = [vec![0, codes.len() as u8], codes.to_vec()].concat();
    let (encoding_at, glyphs_at) = (charset_at + charset.len(), charset_at + charset.len() + encoding.len());
    // Each glyph is the operator that ends it.
    let glyphs = index(&vec![b"\x0e".as_slice(); names.len() + 1]);
    [head(&top(charset_at, encoding_at, glyphs_at)), charset, encoding, glyphs].concat()
}
