//! Prints what files say about themselves and what their objects tell: `cargo run --example facts -- FILE [PASSWORD]`.

#![allow(clippy::print_stdout, reason = "a command whose output is its purpose")]

use pdf::{Document, OpenOptions};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().ok_or("give a file")?;
    let password = arguments.get(1).map(String::as_str);
    let options = OpenOptions { password, examine: true, ..OpenOptions::default() };
    let document = Document::open(&std::fs::read(path)?, &options)?;
    println!("{:#?}", document.facts);
    for page in &document.pages {
        for annotation in &page.annotations {
            println!("page {}: {annotation:?}", page.number);
        }
        for mark in &page.marked_points {
            println!("page {}: {mark:?}", page.number);
        }
    }
    for warning in &document.warnings {
        println!("warning: {warning}");
    }
    Ok(())
}
