//! The bundled samples are committed, because the program embeds them and must not depend on this crate.

use std::collections::BTreeSet;
use std::path::Path;

use testdata::samples;

/// Run with `UPDATE_EXPECT=1` the test writes the files instead.
const RENEW: &str = "UPDATE_EXPECT=1 cargo test -p testdata --test samples";

#[test]
fn the_committed_samples_are_what_samples_prints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for sample in samples() {
            std::fs::write(folder.join(sample.name), sample.bytes).unwrap();
        }
    }
    for sample in samples() {
        let committed = std::fs::read(folder.join(sample.name)).unwrap_or_default();
        // The bytes are not shown: nobody reads a PDF in a terminal.
        assert!(
            committed == sample.bytes,
            "testdata/samples/{} is not what samples() prints; renew it with {RENEW}",
            sample.name
        );
    }
    // A file that is no sample any more would be shipped for nothing.
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let expected: BTreeSet<String> = samples().iter().map(|sample| sample.name.to_owned()).collect();
    assert_eq!(files, expected, "remove from testdata/samples what is no sample");
}
