//! Writes the small PDFs that the tests read: numbered objects, a cross-reference table, nothing else.

use pdf::{Document, OpenOptions, Page};

/// Objects 1 (catalog), 2 (page tree), 3 (page) and 4 (contents) of a document of one page, 600 by 800 points.
pub(crate) struct Pdf {
    objects: Vec<(u32, Vec<u8>)>,
    page: String,
    resources: String,
    catalog: String,
    trailer: String,
    junk: String,
}

impl Pdf {
    /// A page with these contents, in Helvetica as `/F1`.
    pub(crate) fn new(content: impl AsRef<[u8]>) -> Pdf {
        Pdf {
            objects: vec![(4, stream("", content.as_ref()))],
            page: "/MediaBox [0 0 600 800]".to_owned(),
            resources: "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>".to_owned(),
            catalog: String::new(),
            trailer: String::new(),
            junk: String::new(),
        }
    }

    /// Replaces the page's own entries: boxes, rotation, annotations.
    pub(crate) fn page(mut self, entries: &str) -> Pdf {
        self.page = entries.to_owned();
        self
    }

    pub(crate) fn resources(mut self, entries: &str) -> Pdf {
        self.resources = entries.to_owned();
        self
    }

    pub(crate) fn catalog(mut self, entries: &str) -> Pdf {
        self.catalog = entries.to_owned();
        self
    }

    pub(crate) fn trailer(mut self, entries: &str) -> Pdf {
        self.trailer = entries.to_owned();
        self
    }

    /// Puts something before the header, which the table counts.
    pub(crate) fn after(mut self, junk: &str) -> Pdf {
        self.junk = junk.to_owned();
        self
    }

    pub(crate) fn object(mut self, number: u32, body: impl AsRef<[u8]>) -> Pdf {
        self.objects.retain(|(known, _)| *known != number);
        self.objects.push((number, body.as_ref().to_vec()));
        self
    }

    pub(crate) fn stream(self, number: u32, entries: &str, data: impl AsRef<[u8]>) -> Pdf {
        self.object(number, stream(entries, data.as_ref()))
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut objects = self.objects.clone();
        let fixed = [
            (1, format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog)),
            (2, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned()),
            (
                3,
                format!(
                    "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << {} >> {} >>",
                    self.resources, self.page
                ),
            ),
        ];
        for (number, body) in fixed {
            if !objects.iter().any(|(known, _)| *known == number) {
                objects.push((number, body.into_bytes()));
            }
        }
        objects.sort_by_key(|(number, _)| *number);
        assemble(&self.junk, &objects, &self.trailer)
    }

    pub(crate) fn open(&self) -> Document {
        open(&self.bytes())
    }

    pub(crate) fn first_page(&self) -> Page {
        self.open().pages.remove(0)
    }

    /// What the words of the page say, in drawing order.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.first_page().words.into_iter().map(|word| word.text.to_string()).collect()
    }
}

pub(crate) fn open(bytes: &[u8]) -> Document {
    Document::open(bytes, &OpenOptions::default()).unwrap()
}

/// Opens with a look at all objects.
pub(crate) fn examine(bytes: &[u8]) -> Document {
    Document::open(bytes, &OpenOptions { examine: true, ..OpenOptions::default() }).unwrap()
}

pub(crate) fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut body = format!("<< /Length {} {entries} >>\nstream\n", data.len()).into_bytes();
    body.extend_from_slice(data);
    body.extend_from_slice(b"\nendstream");
    body
}

fn assemble(junk: &str, objects: &[(u32, Vec<u8>)], trailer: &str) -> Vec<u8> {
    let mut file = format!("{junk}%PDF-1.7\n").into_bytes();
    let mut places = vec![];
    for (number, body) in objects {
        places.push((*number, file.len()));
        file.extend_from_slice(format!("{number} 0 obj\n").as_bytes());
        file.extend_from_slice(body);
        file.extend_from_slice(b"\nendobj\n");
    }
    let start = file.len();
    let mut table = "xref\n0 1\n0000000000 65535 f \n".to_owned();
    for (number, place) in &places {
        table.push_str(&format!("{number} 1\n{place:010} 00000 n \n"));
    }
    let size = places.iter().map(|(number, _)| number + 1).max().unwrap_or(1);
    table
        .push_str(&format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"));
    file.extend_from_slice(table.as_bytes());
    file
}

/// Data that `/FlateDecode` decodes to `data`.
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

/// Contents that show one word.
pub(crate) const HELLO: &str = "BT /F1 10 Tf 100 700 Td (hello) Tj ET";

/// Where some text stands in a file for the last time.
pub(crate) fn find(bytes: &[u8], needle: &str) -> usize {
    bytes.windows(needle.len()).rposition(|window| window == needle.as_bytes()).unwrap()
}

/// Writes over some text; `new` may be of another length.
pub(crate) fn replace(bytes: &[u8], old: &str, new: &str) -> Vec<u8> {
    let at = find(bytes, old);
    [&bytes[..at], new.as_bytes(), &bytes[at + old.len()..]].concat()
}
