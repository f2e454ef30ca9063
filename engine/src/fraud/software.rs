//! Programs that write PDF: what they are for, by which names they go, and how their files begin.
//!
//! The names are what the programs put into `Producer` and `Creator`; the marks are the comment bytes behind the
//! header, which readers ignore and hardly any editor of metadata touches.

/// What a program is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Changes the text of finished files.
    Editor,
    /// Makes documents by hand: word processors, drawing programs.
    Office,
    /// Writes a finished file anew: conversion, printing to a file, scanning.
    Redistiller,
    /// Prints web pages.
    Browser,
    /// Lets programs make files, or change them.
    Library,
}

/// A program.
pub(super) struct Software {
    /// What people call it.
    pub(super) name: &'static str,
    pub(super) purpose: Purpose,
    /// Parts of its names, in lower case.
    pub(super) names: &'static [&'static str],
}

const fn software(name: &'static str, purpose: Purpose, names: &'static [&'static str]) -> Software {
    Software { name, purpose, names }
}

/// Names that belong to the maker of an editor, but not to one: they come first.
const NOT_EDITORS: [&str; 8] = [
    "acrobat distiller",
    "acrobat pdfwriter",
    "adobe pdf library",
    "acrobat web capture",
    "adobe livecycle",
    "adobe experience manager",
    "acrobat pdfmaker",
    "foxit quick pdf library",
];

const SOFTWARE: &[Software] = &[
    software(
        "Adobe Acrobat",
        Purpose::Editor,
        &["adobe acrobat", "acrobat pro", "acrobat standard", "paper capture"],
    ),
    software("Adobe Photoshop or Illustrator", Purpose::Office, &["photoshop", "illustrator"]),
    software("Adobe InDesign", Purpose::Office, &["indesign"]),
    software("Sejda", Purpose::Editor, &["sejda", "sambox"]),
    software("iLovePDF", Purpose::Editor, &["ilovepdf"]),
    software("Smallpdf", Purpose::Editor, &["smallpdf"]),
    software("PDFescape", Purpose::Editor, &["pdfescape"]),
    software("PDFfiller", Purpose::Editor, &["pdffiller", "airslate", "signnow"]),
    software("Nitro", Purpose::Editor, &["nitro"]),
    software("Foxit", Purpose::Editor, &["foxit"]),
    software("PDF-XChange", Purpose::Editor, &["pdf-xchange", "pdf xchange", "tracker software"]),
    software("PDFelement", Purpose::Editor, &["pdfelement", "wondershare"]),
    software("Soda PDF", Purpose::Editor, &["soda pdf", "sodapdf", "lulu software"]),
    software("PDF24", Purpose::Editor, &["pdf24", "geek software"]),
    software("PDF Candy", Purpose::Editor, &["pdf candy", "pdfcandy", "icecream pdf"]),
    software("DocHub", Purpose::Editor, &["dochub"]),
    software("Xodo", Purpose::Editor, &["xodo"]),
    software("Infix", Purpose::Editor, &["infix", "iceni"]),
    software("Master PDF Editor", Purpose::Editor, &["master pdf editor", "code industry"]),
    software("Able2Extract", Purpose::Editor, &["able2extract", "investintech"]),
    software("ABBYY FineReader", Purpose::Editor, &["abbyy", "finereader"]),
    software("Kofax Power PDF", Purpose::Editor, &["power pdf", "nuance pdf", "scansoft pdf"]),
    software("Movavi PDF", Purpose::Editor, &["movavi"]),
    software("UPDF", Purpose::Editor, &["updf", "superace"]),
    software("WPS", Purpose::Editor, &["wps pdf", "wps office", "kingsoft"]),
    software("PDF Expert", Purpose::Editor, &["pdf expert", "readdle"]),
    software("PDFpen", Purpose::Editor, &["pdfpen", "nitro pdfpen", "smile software"]),
    software("LightPDF", Purpose::Editor, &["lightpdf", "apowersoft", "apowerpdf"]),
    software("pdfFiller and PDFBuddy", Purpose::Editor, &["pdfbuddy", "pdf buddy"]),
    software("Inkscape", Purpose::Office, &["inkscape"]),
    software("CorelDRAW", Purpose::Office, &["coreldraw", "corel pdf"]),
    software("Canva", Purpose::Office, &["canva"]),
    software(
        "Microsoft Office",
        Purpose::Office,
        &[
            "microsoft® word",
            "microsoft word",
            "microsoft® excel",
            "microsoft excel",
            "powerpoint",
            "microsoft® publisher",
            "microsoft office",
        ],
    ),
    software(
        "LibreOffice or OpenOffice",
        Purpose::Office,
        &["libreoffice", "openoffice", "writer_pdf", "draw_pdf"],
    ),
    software("Google Docs", Purpose::Office, &["google docs", "google sheets"]),
    software("Apple Pages or Numbers", Purpose::Office, &["apple pages", "apple numbers", "pages version"]),
    software("Scribus", Purpose::Office, &["scribus"]),
    software("TeX", Purpose::Office, &["pdftex", "xetex", "luatex", "xdvipdfmx", "dvips", "latex"]),
    software("Ghostscript", Purpose::Redistiller, &["ghostscript"]),
    software(
        "a PDF printer",
        Purpose::Redistiller,
        &[
            "pdfcreator",
            "cutepdf",
            "primopdf",
            "dopdf",
            "novapdf",
            "bullzip",
            "microsoft: print to pdf",
            "print to pdf",
        ],
    ),
    software("macOS", Purpose::Redistiller, &["quartz pdfcontext"]),
    software(
        "a scanner",
        Purpose::Redistiller,
        &["camscanner", "adobe scan", "image to pdf", "naps2", "scansnap", "intsig"],
    ),
    software(
        "a browser",
        Purpose::Browser,
        &["skia/pdf", "cairo", "headlesschrome", "mozilla", "wkhtmltopdf"],
    ),
    software("PyMuPDF or MuPDF", Purpose::Library, &["mupdf"]),
    software("pypdf", Purpose::Library, &["pypdf"]),
    software("pdf-lib", Purpose::Library, &["pdf-lib"]),
    software("pikepdf", Purpose::Library, &["pikepdf"]),
];

/// The program that a producer or creator names.
pub(super) fn named(text: &str) -> Option<&'static Software> {
    let text = text.to_lowercase();
    if NOT_EDITORS.iter().any(|name| text.contains(name)) {
        return None;
    }
    // Apple's viewer is an editor too, and calls itself by a plain word.
    if text.trim() == "preview" {
        return Some(&PREVIEW);
    }
    SOFTWARE.iter().find(|software| software.names.iter().any(|name| text.contains(name)))
}

static PREVIEW: Software = software("Preview", Purpose::Editor, &["preview"]);

/// What the bytes of a file tell about the program that wrote them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Writer {
    pub(super) name: &'static str,
    /// The comment behind the header.
    mark: &'static [u8],
    /// Parts of the producers that write files like that, in lower case.
    claims: &'static [&'static str],
    /// Whether it writes files of others anew and leaves their metadata in place.
    pub(super) rewrites: Rewrites,
}

/// What it means that a program wrote a file of another one anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rewrites {
    /// It makes its own files.
    No,
    /// It arranges, packs, encrypts and decrypts, but cannot change text.
    Structure,
    /// It changes text as well.
    Text,
}

const fn writer(
    name: &'static str,
    mark: &'static [u8],
    claims: &'static [&'static str],
    rewrites: Rewrites,
) -> Writer {
    Writer { name, mark, claims, rewrites }
}

/// Marks that one program alone writes. The bytes E2 E3 CF D3 of the specification's own example are used by dozens,
/// so they tell nothing.
const WRITERS: &[Writer] = &[
    writer("qpdf", b"\xBF\xF7\xA2\xFE", &["qpdf", "pikepdf"], Rewrites::Structure),
    writer("MuPDF", b"\xC2\xB5\xC2\xB6", &["mupdf", "pymupdf", "artifex"], Rewrites::Text),
    writer("MuPDF", b"\xB5\xB6", &["mupdf", "pymupdf", "artifex"], Rewrites::Text),
    writer(
        "PDFBox",
        b"\xF6\xE4\xFC\xDF",
        &["pdfbox", "apache", "openhtmltopdf", "fop", "jasper", "openpdf"],
        Rewrites::Text,
    ),
    writer("SAMBox", b"\xA7\xE3\xF1\xF1", &["sambox", "sejda"], Rewrites::Text),
    writer("pdf-lib", b"\x81\x81\x81\x81", &["pdf-lib"], Rewrites::Text),
    writer("lopdf", b"\xBB\xAD\xC0\xDE", &["lopdf"], Rewrites::Text),
    writer("a Rust writer", b"\x80\x80\x80\x80", &["typst", "krilla", "pdf-writer", "svg2pdf"], Rewrites::No),
    writer("ReportLab", b"\x93\x8C\x8B\x9E", &["reportlab"], Rewrites::No),
    writer("Skia", b"\xD3\xEB\xE9\xE1", &["skia", "chrom", "google", "headless", "puppeteer"], Rewrites::No),
    writer(
        "cairo",
        b"\xB5\xED\xAE\xFB",
        &["cairo", "weasyprint", "inkscape", "gtk", "mozilla", "firefox"],
        Rewrites::No,
    ),
    writer(
        "Quartz",
        b"\xC4\xE5\xF2\xE5\xEB\xA7\xF3\xA0\xD0\xC4\xC6",
        &["quartz", "mac os", "macos", "ios", "apple", "preview"],
        Rewrites::Text,
    ),
    writer(
        "Ghostscript",
        b"\xC7\xEC\x8F\xA2",
        &["ghostscript", "gpl", "afpl", "pdfcreator", "cutepdf", "primopdf", "bullzip", "redmon"],
        Rewrites::Structure,
    ),
    writer("pdfTeX", b"\xD0\xD4\xC5\xD8", &["pdftex", "luatex", "tex"], Rewrites::No),
    writer("Microsoft Office", b"\xB5\xB5\xB5\xB5", &["microsoft", "aspose"], Rewrites::No),
    writer(
        "LibreOffice",
        b"\xC3\xA4\xC3\xBC\xC3\xB6\xC3\x9F",
        &["libreoffice", "openoffice", "collabora", "oracle"],
        Rewrites::Text,
    ),
    writer("PDFsharp", b"\xD3\xF4\xCC\xE1", &["pdfsharp", "migradoc", "sharp"], Rewrites::Text),
    writer("PDFKit", b"\xFF\xFF\xFF\xFF", &["pdfkit", "react-pdf", "pdfmake", "node"], Rewrites::No),
    writer("jsPDF", b"\xBA\xDF\xAC\xE0", &["jspdf"], Rewrites::No),
    writer("FOP", b"\xAA\xAB\xAC\xAD", &["fop", "apache"], Rewrites::No),
    writer("Matplotlib", b"\xAC\xDC \xAB\xBA", &["matplotlib"], Rewrites::No),
    writer("fpdf2", b"\xE9\xEB\xF1\xBF", &["fpdf"], Rewrites::No),
];

/// The program whose mark stands behind the header.
pub(super) fn writer_of(mark: &[u8]) -> Option<&'static Writer> {
    WRITERS.iter().find(|writer| mark.starts_with(writer.mark))
}

impl Writer {
    /// Whether a file that names this producer or creator begins like that.
    pub(super) fn fits(&self, claim: &str) -> bool {
        let claim = claim.to_lowercase();
        self.claims.iter().any(|name| claim.contains(name))
    }

    /// Whether it puts every font into its files, those too that all viewers have.
    pub(super) fn embeds_all(&self) -> bool {
        ["Skia", "cairo", "LibreOffice"].contains(&self.name)
    }

    /// The program that a producer claims to be, if it is one whose mark is known.
    pub(super) fn claimed(claim: &str) -> Option<&'static Writer> {
        WRITERS.iter().find(|writer| writer.fits(claim))
    }
}

/// Entries by which editors mark pages and annotations they touched, in lower case.
pub(super) const EDITOR_KEYS: &[(&str, &str)] = &[
    ("touchup", "Adobe Acrobat"),
    ("adbe_compoundtype", "Adobe Acrobat"),
    ("pdfescape", "PDFescape"),
    ("nitro", "Nitro"),
    ("foxit", "Foxit"),
    ("fxe", "Foxit"),
    ("pdfxe", "PDF-XChange"),
    ("pxc", "PDF-XChange"),
    ("sejda", "Sejda"),
    ("ilovepdf", "iLovePDF"),
    ("smallpdf", "Smallpdf"),
    ("wondershare", "PDFelement"),
    ("aapl:ak", "Preview"),
    ("infix", "Infix"),
    ("pdfill", "PDFill"),
    ("edited", "an editor"),
];

#[cfg(test)]
mod tests {
    use super::{Purpose, Writer, named, writer_of};

    #[test]
    fn editors_are_told_from_the_makers_of_statements() {
        for (text, purpose) in [
            ("Adobe Acrobat Pro (64-bit) 24.2.20687", Purpose::Editor),
            ("iLovePDF", Purpose::Editor),
            ("SAMBox 2.3 (www.sejda.org)", Purpose::Editor),
            ("Preview", Purpose::Editor),
            ("Nitro Pro 13 (13.19.2.356)", Purpose::Editor),
            ("Microsoft® Word for Microsoft 365", Purpose::Office),
            ("GPL Ghostscript 9.55.0", Purpose::Redistiller),
            ("Skia/PDF m141", Purpose::Browser),
        ] {
            assert_eq!(named(text).map(|software| software.purpose), Some(purpose), "{text}");
        }
        for text in [
            "iText 2.1.7 by 1T3XT",
            "Acrobat Distiller 5.0.5 (Windows)",
            "Adobe PDF Library 15.0",
            "react-pdf",
            "ReportLab PDF Library",
        ] {
            assert!(named(text).is_none(), "{text}");
        }
    }

    #[test]
    fn writers_are_known_by_their_marks() {
        let qpdf = writer_of(b"\xBF\xF7\xA2\xFE").unwrap();
        assert!(qpdf.fits("pikepdf 9") && !qpdf.fits("iText 5.5"));
        assert!(writer_of(b"\xE2\xE3\xCF\xD3").is_none());
        assert_eq!(Writer::claimed("Skia/PDF m120").map(|writer| writer.name), Some("Skia"));
        assert_eq!(Writer::claimed("Lantern Bay eStatement 4"), None);
    }
}
