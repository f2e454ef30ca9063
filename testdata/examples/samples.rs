//! Writes the bundled samples and the odd files into a folder: `cargo run -p testdata --example samples -- FOLDER`.

use std::path::PathBuf;

use testdata::{odd, samples};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "samples".to_string()));
    std::fs::create_dir_all(&folder)?;
    for sample in samples() {
        std::fs::write(folder.join(sample.name), sample.bytes)?;
    }
    for (name, bytes) in [
        ("odd-image-only.pdf", odd::image_only()),
        ("odd-not-a-statement.pdf", odd::not_a_statement()),
        ("odd-no-rows.pdf", odd::no_rows()),
        ("odd-other-bank.pdf", odd::other_bank()),
        ("odd-page-tree-loop.pdf", odd::page_tree_loop()),
        ("odd-form-calls-itself.pdf", odd::form_calls_itself()),
        ("odd-inflates.pdf", odd::inflates_to(8_000_000)),
    ] {
        std::fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}
