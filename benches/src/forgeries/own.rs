//! The tools of `testdata` on statements in every layout: what each of them leaves behind, and honest statements for other tools.

use crate::kind::{Kind, Sort};
use engine::Source;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use testdata::layout::Layout;
use testdata::layouts;
use testdata::tamper::{Honest, OPERATIONS};

/// Layouts that nobody drew, beside those that somebody did.
const SHUFFLED: u64 = 16;

fn layouts() -> impl Iterator<Item = Layout> {
    layouts::all().into_iter().chain((1..=SHUFFLED).map(layouts::shuffled))
}

/// The statement in a layout, of a ledger of its own.
fn honest(index: usize, layout: Layout) -> Honest {
    Honest::print(u64::try_from(index).unwrap_or(0) + 40, layout)
}

/// Every operation on a statement in every layout. Prints what could not be done.
pub(crate) fn kinds(listed: bool) -> BTreeMap<String, Kind> {
    let mut kinds: BTreeMap<String, Kind> = BTreeMap::new();
    for (index, layout) in layouts().enumerate() {
        let name = layout.name.clone();
        let honest = honest(index, layout);
        for operation in OPERATIONS {
            let Ok(tampered) = (operation.apply)(&honest) else {
                eprintln!("{}: not possible in {name}", operation.name);
                continue;
            };
            let sort = match (operation.forges, operation.name) {
                (true, "printed_by_the_bank_itself") => Sort::Traceless,
                (true, _) => Sort::Forged,
                (false, _) => Sort::Genuine,
            };
            let kind = kinds.entry(operation.name.to_owned()).or_insert_with(|| Kind::new(sort));
            let source = Source { bytes: &tampered.bytes, password: None, bank: Some("lantern_bay") };
            crate::tell(listed, &format!("{} in {name}", operation.name), kind.add(crate::judge(&source)));
        }
    }
    kinds
}

/// Writes an honest statement in every layout, for `testdata/corpus.py`.
pub(crate) fn print(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (index, layout) in layouts().enumerate() {
        let file = folder.join(format!("{}.pdf", layout.name));
        std::fs::write(file, honest(index, layout).printed.bytes)?;
    }
    Ok(())
}
