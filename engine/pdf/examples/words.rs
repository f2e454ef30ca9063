//! Prints the words of a PDF with their positions: `cargo run -p pdf --example words -- FILE [PASSWORD] [--json]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command-line example")]

use pdf::{Document, OpenOptions, Page};
use serde_json::json;

fn main() -> std::process::ExitCode {
    let (flags, names): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let Some(file) = names.first() else {
        eprintln!("usage: words FILE [PASSWORD] [--json]");
        return 2.into();
    };
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{file}: {error}");
            return 1.into();
        }
    };
    let options = OpenOptions { password: names.get(1).map(String::as_str), ..OpenOptions::default() };
    let document = match Document::open(&bytes, &options) {
        Ok(document) => document,
        Err(error) => {
            eprintln!("{file}: {error} ({})\nhint: {}", error.code(), error.hint());
            return 1.into();
        }
    };
    for warning in &document.warnings {
        eprintln!("warning: {warning}");
    }
    if flags.iter().any(|flag| flag == "--json") {
        let pages: Vec<_> = document.pages.iter().map(|page| to_json(&document, page)).collect();
        println!("{}", json!({ "pages": pages, "facts": format!("{:?}", document.facts) }));
        return 0.into();
    }
    println!("{:#?}", document.facts);
    for page in &document.pages {
        print(page);
    }
    0.into()
}

fn print(page: &Page) {
    println!(
        "\n== page {} ({} x {}; {} words, {} rulings, {} images)",
        page.number,
        page.width,
        page.height,
        page.words.len(),
        page.rulings.len(),
        page.images.len()
    );
    for line in page.lines() {
        let words: Vec<String> = line
            .words
            .iter()
            .map(|word| format!("{:.0}-{:.0} {}", word.at.x0, word.at.x1, word.text))
            .collect();
        println!("{:7.1} | {}", line.baseline, words.join(" | "));
    }
    for word in page.words.iter().filter(|word| !word.is_horizontal()) {
        println!("{:5.0}° at {:.0},{:.0} {}", word.angle, word.at.x0, word.at.top, word.text);
    }
}

fn to_json(document: &Document, page: &Page) -> serde_json::Value {
    let words: Vec<_> = page
        .words
        .iter()
        .map(|word| {
            json!({
                "text": word.text.as_str(), "x0": word.at.x0, "top": word.at.top, "x1": word.at.x1, "bottom": word.at.bottom,
                "baseline": word.baseline, "font": document.font_name(word.font), "size": word.size, "angle": word.angle,
                "mode": word.render_mode, "clip": format!("{:?}", word.clip), "order": word.order,
                "color": [word.color.r, word.color.g, word.color.b],
            })
        })
        .collect();
    let rulings: Vec<_> = page
        .rulings
        .iter()
        .map(|ruling| json!([ruling.at.x0, ruling.at.top, ruling.at.x1, ruling.at.bottom, ruling.filled]))
        .collect();
    json!({
        "number": page.number, "width": page.width, "height": page.height, "words": words, "rulings": rulings,
        "images": page.images.len(),
    })
}
