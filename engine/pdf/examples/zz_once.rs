//! x
#![allow(warnings)]
use pdf::*;
fn main() {
    let pw = std::env::args().nth(1).unwrap();
    for f in std::env::args().skip(2) {
        let bytes = std::fs::read(&f).unwrap();
        let o = OpenOptions {
            password: Some(&pw).filter(|p| !p.is_empty()).map(|p| p.as_str()),
            ..OpenOptions::default()
        };
        run(&bytes, &o);
    }
}
#[inline(never)]
fn run(bytes: &[u8], o: &OpenOptions) {
    let d = Document::open(&bytes, &o).unwrap();
    let lines: usize = d.pages.iter().map(|p| p.lines().len()).sum();
    std::hint::black_box(lines);
    drop(d);
}
