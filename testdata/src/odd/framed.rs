//! Whole files around any bytes, so that a test reaches one part of a reader without knowing how it is built.

use crate::print::deflate;

/// The part of a file that is to be anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Everything behind the header: objects, cross-reference table, trailer.
    File,
    /// An object stream, inflated.
    ObjectStream,
    /// The data of a page's contents; its first byte chooses the filters.
    Filtered,
    /// A map from codes to characters, and to glyphs.
    CharacterMap,
    /// An embedded font; its first byte chooses the format.
    FontProgram,
    /// The contents of a page.
    Content,
}

impl Part {
    /// All parts, with the names of the folders that their findings are kept in.
    pub const ALL: [(Part, &'static str); 6] = [
        (Part::File, "file"),
        (Part::ObjectStream, "object_stream"),
        (Part::Filtered, "filtered"),
        (Part::CharacterMap, "character_map"),
        (Part::FontProgram, "font_program"),
        (Part::Content, "content"),
    ];
}

/// Chains of filters, and predictors.
const FILTERS: [&str; 10] = [
    "/Filter /FlateDecode",
    "/Filter /LZWDecode",
    "/Filter /ASCIIHexDecode",
    "/Filter /ASCII85Decode",
    "/Filter /RunLengthDecode",
    "/Filter [/ASCII85Decode /LZWDecode]",
    "/Filter [/ASCIIHexDecode /FlateDecode] /DecodeParms [null << /Predictor 12 /Columns 5 >>]",
    "/Filter /LZWDecode /DecodeParms << /Predictor 2 /Colors 3 /EarlyChange 0 /Columns 4 >>",
    "/Filter /RunLengthDecode /DecodeParms << /Predictor 15 /BitsPerComponent 4 /Columns 7 >>",
    "/Filter [/RunLengthDecode /RunLengthDecode /LZWDecode]",
];

/// A PDF in which that part is `data`.
pub fn framed(part: Part, data: &[u8]) -> Vec<u8> {
    let show = b"BT /F1 9 Tf 50 700 Td (Abc 1,234.50) Tj <0001000200410042> Tj ET";
    let plain = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned();
    let (chosen, rest) = data.split_first().map_or((0, data), |(first, rest)| (usize::from(*first), rest));
    match part {
        Part::File => [b"%PDF-1.7\n".as_slice(), data].concat(),
        Part::ObjectStream => {
            let entries = format!("/Type /ObjStm /N 20 /First {} /Filter /FlateDecode", data.len().min(60));
            let mut file = Frame::new(show, "", &plain);
            file.stream(8, &entries, &deflate(data));
            file.finish_packed(8)
        }
        Part::Filtered => {
            let filters = FILTERS.get(chosen % FILTERS.len()).copied().unwrap_or_default();
            Frame::new(rest, filters, &plain).finish()
        }
        Part::CharacterMap => {
            let font = "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 9 0 R /ToUnicode 8 0 R /DescendantFonts \
                        [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W [1 [500 600] 3 9 400] >>] >>";
            let mut file = Frame::new(show, "", font);
            file.stream(8, "", data);
            file.stream(9, "/CMapName /Own", data);
            file.finish()
        }
        Part::FontProgram => {
            let key = ["FontFile", "FontFile2", "FontFile3", "FontFile3 8 0 R /Flags 4 /Other"];
            let key = key.get(chosen % key.len()).copied().unwrap_or_default();
            let font = format!(
                "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font \
                 /Subtype /CIDFontType2 /BaseFont /X /CIDToGIDMap /Identity /FontDescriptor << /Type /FontDescriptor \
                 /FontName /X /Flags 4 /{key} 8 0 R >> >>] >>"
            );
            let mut file = Frame::new(show, "", &font);
            file.stream(8, "", rest);
            file.finish()
        }
        Part::Content => Frame::new(data, "", &plain).finish(),
    }
}

/// Writes objects and the table that lists them.
struct Frame {
    file: Vec<u8>,
    places: Vec<(u32, usize)>,
}

impl Frame {
    fn new(content: &[u8], filters: &str, font: &str) -> Self {
        let mut frame = Self { file: b"%PDF-1.7\n".to_vec(), places: Vec::new() };
        frame.object(1, b"<< /Type /Catalog /Pages 2 0 R >>");
        frame.object(2, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        frame.object(
            3,
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources \
              << /Font << /F1 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        );
        frame.stream(4, filters, content);
        frame.object(5, font.as_bytes());
        frame.stream(6, "/Type /XObject /Subtype /Form /BBox [0 0 99 99]", content);
        frame
    }

    fn object(&mut self, number: u32, body: &[u8]) {
        self.places.push((number, self.file.len()));
        self.file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        self.file.extend_from_slice(body);
        self.file.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, number: u32, entries: &str, data: &[u8]) {
        let mut body = format!("<< /Length {} {entries} >>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(number, &body);
    }

    fn finish(mut self) -> Vec<u8> {
        let at = self.file.len();
        let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
        for (number, place) in &self.places {
            table.push_str(&format!("{number} 1\n{place:010} 00000 n \n"));
        }
        table.push_str(&format!("trailer\n<< /Size 20 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"));
        self.file.extend_from_slice(table.as_bytes());
        self.file
    }

    /// Lists the first three objects as packed in the object stream of that number, behind a cross-reference stream.
    fn finish_packed(mut self, container: u8) -> Vec<u8> {
        let at = self.file.len();
        let mut rows = vec![0u8; 4];
        for number in 1..10u8 {
            let place =
                self.places.iter().find(|(known, _)| *known == u32::from(number)).map(|(_, place)| *place);
            match place {
                _ if number <= 3 => rows.extend([2, 0, container, number - 1]),
                Some(place) => rows.extend([1, (place >> 8) as u8, place as u8, 0]),
                None => rows.extend([0; 4]),
            }
        }
        rows.extend([1, (at >> 8) as u8, at as u8, 0]);
        self.stream(10, "/Type /XRef /Size 11 /W [1 2 1] /Root 1 0 R", &rows);
        self.file.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
        self.file
    }
}
