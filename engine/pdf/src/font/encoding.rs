//! The encodings that every reader knows: codes to glyph names.

use std::collections::HashMap;
use std::sync::OnceLock;

/// A glyph name for each code; empty where there is none.
pub(crate) type Table = [&'static str; 256];

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Standard,
    MacRoman,
    WinAnsi,
    PdfDoc,
    MacExpert,
    Symbol,
    Dingbats,
}

static LATIN: &str = include_str!("data/latin_encodings.txt");
static EXPERT: &str = include_str!("data/expert_encoding.txt");
static SYMBOL: &str = include_str!("data/symbol_encoding.txt");
static DINGBATS: &str = include_str!("data/dingbats_encoding.txt");

impl Encoding {
    /// By its PDF name.
    pub(crate) fn by_name(name: &[u8]) -> Option<Encoding> {
        match name {
            b"StandardEncoding" => Some(Encoding::Standard),
            b"MacRomanEncoding" => Some(Encoding::MacRoman),
            b"WinAnsiEncoding" => Some(Encoding::WinAnsi),
            b"PDFDocEncoding" => Some(Encoding::PdfDoc),
            b"MacExpertEncoding" => Some(Encoding::MacExpert),
            _ => None,
        }
    }

    /// The glyph names by code.
    pub(crate) fn table(self) -> &'static Table {
        static TABLES: [OnceLock<Table>; 7] = [const { OnceLock::new() }; 7];
        let build = || match self {
            Encoding::Standard => latin(0),
            Encoding::MacRoman => latin(1),
            Encoding::WinAnsi => latin(2),
            Encoding::PdfDoc => latin(3),
            Encoding::MacExpert => listed(EXPERT),
            Encoding::Symbol => listed(SYMBOL),
            Encoding::Dingbats => listed(DINGBATS),
        };
        static NOTHING: Table = [""; 256];
        TABLES.get(self as usize).map_or(&NOTHING, |table| table.get_or_init(build))
    }
}

fn latin(column: usize) -> Table {
    let mut table = [""; 256];
    for line in LATIN.lines().filter(|line| !line.starts_with('#')) {
        let mut fields = line.split(' ');
        let Some(name) = fields.next() else { continue };
        for code in fields.nth(column).unwrap_or_default().split(',') {
            set(&mut table, code, name);
        }
    }
    table
}

fn listed(list: &'static str) -> Table {
    let mut table = [""; 256];
    for line in list.lines() {
        let mut fields = line.split(' ');
        if let (Some(code), Some(name)) = (fields.next(), fields.next()) {
            set(&mut table, code, name);
        }
    }
    table
}

fn set(table: &mut Table, code: &str, name: &'static str) {
    if let Ok(code) = usize::from_str_radix(code, 16)
        && let Some(slot) = table.get_mut(code)
    {
        *slot = name;
    }
}

/// Unicode of a glyph of ZapfDingbats, whose names are on no list: the code chart follows the font's order.
pub(crate) fn dingbat(name: &[u8]) -> Option<char> {
    static CODES: OnceLock<HashMap<&'static [u8], u8>> = OnceLock::new();
    let codes = CODES.get_or_init(|| {
        let table = Encoding::Dingbats.table();
        (0..=255).zip(table.iter()).map(|(code, name)| (name.as_bytes(), code)).collect()
    });
    let code = u32::from(*codes.get(name)?);
    char::from_u32(match code {
        0x20 => 0x20,
        0x25 => 0x260E,
        0x2A => 0x261B,
        0x2B => 0x261E,
        0x48 => 0x2605,
        0x6C => 0x25CF,
        0x6E => 0x25A0,
        0x73 => 0x25B2,
        0x74 => 0x25BC,
        0x75 => 0x25C6,
        0x77 => 0x25D7,
        0xA8 => 0x2663,
        0xA9 => 0x2666,
        0xAA => 0x2665,
        0xAB => 0x2660,
        0xAC..=0xB5 => 0x2460 + code - 0xAC,
        0xD5 => 0x2192,
        0xD6 => 0x2194,
        0xD7 => 0x2195,
        0x21..=0x7E => 0x2700 + code - 0x20,
        0x80..=0x8D => 0x2768 + code - 0x80,
        0xA1..=0xFE => 0x2700 + code - 0x40,
        _ => return None,
    })
}
