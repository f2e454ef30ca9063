//! x
#![allow(warnings)]
use pdf::*;
fn main() {
    let list = std::env::args().nth(1).unwrap();
    let out = std::env::args().nth(2).unwrap();
    for line in std::fs::read_to_string(&list).unwrap().lines() {
        let mut p = line.split('\t');
        let file = p.next().unwrap();
        let pw = p.next().filter(|p| !p.is_empty());
        let bytes = std::fs::read(file).unwrap();
        let o = OpenOptions { password: pw, ..OpenOptions::default() };
        let t = std::time::Instant::now();
        let r = Document::open(&bytes, &o);
        let ms = t.elapsed().as_millis();
        let mut s = format!("{r:#?}");
        if let Ok(d) = &r {
            for p in &d.pages {
                s += &format!("\n{:#?}", p.lines());
            }
        }
        let name = file.replace('/', "_");
        std::fs::write(format!("{out}/{name}.txt"), s).unwrap();
        if ms > 500 {
            eprintln!("{ms} ms {file}");
        }
    }
}
