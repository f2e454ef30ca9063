//! Each filter on good, cut-off and endless data.

use super::*;
use crate::limits::Limits;
use std::io::Write;

fn decode(filter: &[u8], data: &[u8], limit: u64) -> Option<Vec<u8>> {
    Decoder::default().decode(
        filter,
        true,
        data,
        Parameters::default(),
        limit,
        &Budget::new(&Limits::default()),
    )
}

fn check(filter: &[u8], data: &[u8], expected: &[u8]) {
    assert_eq!(decode(filter, data, 1 << 20).as_deref(), Some(expected));
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn flate_is_inflated() {
    check(b"FlateDecode", &zlib(b"balance"), b"balance");
    check(b"Fl", &zlib(b""), b"");
    let long: Vec<u8> = (0..3_000_000u32).map(|n| (n % 251) as u8).collect();
    assert_eq!(decode(b"FlateDecode", &zlib(&long), 10 << 20).unwrap(), long);
}

#[test]
fn flate_survives_damage() {
    let good = zlib("0123456789 some words ".repeat(500).as_bytes());
    let cut = decode(b"FlateDecode", &good[..good.len() - 10], 1 << 20).unwrap();
    assert!(cut.starts_with(b"0123456789 some words 0123"));
    // A line break before the data, a broken header, no header.
    let mut shifted = b"\r\n".to_vec();
    shifted.extend_from_slice(&good);
    assert_eq!(decode(b"FlateDecode", &shifted, 1 << 20).unwrap().len(), 11_000);
    let mut broken = good.clone();
    broken[..2].copy_from_slice(b"\0\0");
    assert_eq!(decode(b"FlateDecode", &broken, 1 << 20).unwrap().len(), 11_000);
    assert_eq!(decode(b"FlateDecode", &good[2..], 1 << 20).unwrap().len(), 11_000);
    check(b"FlateDecode", b"this is no deflate data", b"");
}

#[test]
fn no_filter_exceeds_its_limit() {
    assert_eq!(decode(b"FlateDecode", &zlib(&vec![7; 5 << 20]), 1000).unwrap().len(), 1000);
    assert_eq!(decode(b"RunLengthDecode", &[129, b'x'].repeat(500), 1000).unwrap().len(), 1000);
    assert_eq!(decode(b"ASCIIHexDecode", &b"41".repeat(5000), 1000).unwrap().len(), 1000);
    assert_eq!(decode(b"ASCII85Decode", &b"z".repeat(5000), 1000).unwrap().len(), 1000);
    assert!(
        decode(b"LZWDecode", &[0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01], 4).unwrap().len() <= 4
    );
}

#[test]
fn lzw_is_expanded() {
    // The example of the PDF specification.
    let data = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
    check(b"LZWDecode", &data, &[45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
    check(b"LZW", b"", b"");
}

#[test]
fn lzw_codes_grow() {
    // Every literal once more than nine bits can number, written with the widths that readers expect.
    let plain: Vec<u8> = (0..2000u32).map(|n| (n * 7 % 256) as u8).collect();
    let (mut bits, mut count, mut packed) = (0u64, 0u32, Vec::new());
    let mut put = |code: u32, width: u32| {
        bits = (bits << width) | u64::from(code);
        count += width;
        while count >= 8 {
            packed.push((bits >> (count - 8)) as u8);
            count -= 8;
        }
    };
    put(256, 9);
    for (index, byte) in plain.iter().enumerate() {
        // The decoder has one entry less than codes read.
        let next = 258 + (index as u32).saturating_sub(1).min(4096 - 258);
        let width = match next + 1 {
            0..=511 => 9,
            512..=1023 => 10,
            1024..=2047 => 11,
            _ => 12,
        };
        put(u32::from(*byte), width);
    }
    put(257, 12);
    put(0, 8);
    assert_eq!(decode(b"LZWDecode", &packed, 1 << 20).unwrap(), plain);
}

#[test]
fn text_filters_are_decoded() {
    check(b"ASCIIHexDecode", b"48 65\n6C 6c 6F 7>ignored", b"Hellop");
    check(b"ASCII85Decode", b"87cURD]i,\"Ebo80~>", b"Hello World!");
    check(b"A85", b"<~z!!~>", b"\0\0\0\0\0");
    check(b"RunLengthDecode", &[2, b'a', b'b', b'c', 254, b'x', 128, b'y'], b"abcxxx");
    check(b"RL", &[5, b'a'], b"a");
}

#[test]
fn pixel_filters_yield_nothing_and_unknown_ones_what_they_got() {
    assert_eq!(decode(b"DCTDecode", b"\xFF\xD8", 100), None);
    assert_eq!(decode(b"NoSuchDecode", b"as it is", 100).as_deref(), Some(b"as it is".as_slice()));
}

#[test]
fn predictors_are_undone() {
    let png = |rows: &[u8], columns| {
        let parameters = Parameters { predictor: 15, columns, ..Parameters::default() };
        predictor::undo(rows.to_vec(), parameters)
    };
    // One row for each PNG filter: none, left, up, average, Paeth.
    let rows = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1];
    assert_eq!(png(&rows, 3), [1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 3, 4, 5]);
    assert_eq!(png(&[2, 5], 3), [5], "a row that is cut off");
    let tiff = Parameters { predictor: 2, columns: 3, ..Parameters::default() };
    assert_eq!(predictor::undo(vec![1, 1, 1, 5, 1, 1], tiff), [1, 2, 3, 5, 6, 7]);
}
