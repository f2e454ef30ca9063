//! Addresses as inputs of `statera batch`: `file://` always, `s3://` where a server for it is installed.

use crate::batch::{failures, files, statement, tarred, text, zipped};
use crate::harness::{statera, statera_command};
use crate::outside::{Outside, Place};
use server::dataset::parquet_rows::each_row;
use server::dataset::schema::STATEMENTS;
use std::fs;
use std::path::Path;
use std::process::Output;

/// Statements of a dataset: input and entity.
pub fn names(dataset: &Path) -> Vec<String> {
    let mut names = Vec::new();
    each_row(dataset, &STATEMENTS, |row| {
        names.push(format!("{} {}", row.text("file"), row.text("entity")));
        Ok(())
    })
    .unwrap();
    names
}

#[test]
fn an_address_of_this_machine_is_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("in box");
    fs::create_dir(&inbox).unwrap();
    fs::write(inbox.join("a.pdf"), statement(1).1).unwrap();
    let list = folder.path().join("list.jsonl");
    fs::write(&list, format!("{{\"path\":\"file://{}/in%20box/a.pdf\"}}", text(folder.path()))).unwrap();
    let out = folder.path().join("out");
    for address in [format!("file://{}/in%20box", text(folder.path())), format!("file://{}", text(&list))] {
        let ran = statera(&["batch", "--quiet", &address, "--out", text(&out)]);
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(names(&out), [format!("{} ", text(&inbox.join("a.pdf")))]);
    }
    for (refused, why) in [
        ("file://in/box", "file:///path"),
        ("https://bank.example/a.pdf", "https:// is not supported here"),
        ("s3://", "names no bucket"),
    ] {
        let ran = statera(&["batch", "--quiet", refused, "--out", text(&out)]);
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!ran.status.success() && told.contains(why), "{told}");
    }
    // Nothing of the dataset was taken away for what could not begin.
    assert_eq!(names(&out).len(), 1);
    let ran = statera(&["batch", "--quiet", text(&inbox), "--out", "s3://bucket/out"]);
    assert!(String::from_utf8_lossy(&ran.stderr).contains("cannot be written to s3://bucket/out"));
}

#[test]
fn a_bucket_gives_the_same_rows_as_a_folder() {
    if Place::from_environment().is_some() {
        return; // What is embedded was tested before.
    }
    let Some(outside) = Outside::only_s3() else { return };
    let folder = tempfile::tempdir().unwrap();
    let inbox = folder.path().join("inbox");
    fs::create_dir(&inbox).unwrap();
    fs::write(inbox.join("a.pdf"), statement(1).1).unwrap();
    zipped(&inbox.join("b.zip"), &[("2025/b.pdf", &statement(2).1), ("../out.pdf", b"%PDF-1.4")]);
    tarred(&inbox.join("c.tar.gz"), &[("c.pdf", &statement(3).1)]);
    fs::write(inbox.join("d e.pdf"), statement(4).1).unwrap();
    fs::write(inbox.join("notes.txt"), "no statement").unwrap();
    for (name, bytes) in files(&inbox) {
        outside.put(&format!("in/box/{}", text(&name).replace(' ', "%20")), &bytes);
    }
    let run = |inputs: &[&str], out: &Path, more: &[&str]| -> Output {
        let mut command = statera_command(&["batch", "--quiet", "--out", text(out)]);
        outside.tell(&mut command);
        command.args(inputs).args(more).output().unwrap()
    };
    let told = |ran: Output| {
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    told(run(&[text(&inbox)], &here, &["--part", "2"]));
    told(run(&["s3://statera-test/in"], &there, &["--part", "2"]));
    let tables = |dataset: &Path| {
        let mut tables = files(dataset);
        // These two name the inputs.
        tables.retain(|name, _| name.starts_with("transactions") || name.starts_with("monthly"));
        tables
    };
    assert_eq!(tables(&here).len(), 6);
    assert_eq!(tables(&here), tables(&there));
    assert_eq!(
        names(&there),
        ["a.pdf ", "b.zip!2025/b.pdf ", "c.tar.gz!c.pdf ", "d e.pdf "]
            .map(|name| format!("s3://statera-test/in/box/{name}"))
    );
    let failed = failures(&there);
    assert_eq!(failed.get("out.pdf").map(String::as_str), Some("unsafe_path"));
    assert_eq!(failed.get("c.tar.gz!link.pdf").map(String::as_str), Some("archive_link"));

    // What is whole is not fetched again; what was replaced is not taken for what was read.
    let again = told(run(&["s3://statera-test/in"], &there, &["--part", "2", "--resume"]));
    assert!(again.contains("files read        0\nfiles kept        6\n"), "{again}");
    let since = told(run(&["s3://statera-test/in"], &here, &["--changed-since", text(&there)]));
    assert!(since.contains("unchanged         6\n"), "{since}");
    outside.put("in/box/a.pdf", &statement(9).1);
    let refused = run(&["s3://statera-test/in"], &there, &["--part", "2", "--resume"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("in/box/a.pdf is new or has changed"));

    // One object, and a manifest beside it; a line that names nothing costs only itself.
    let list = "{\"path\":\"box/a.pdf\",\"entity\":\"one\"}\n{\"path\":\"box/gone.pdf\"}\n";
    outside.put("in/list.jsonl", list.as_bytes());
    told(run(&["s3://statera-test/in/list.jsonl", "s3://statera-test/in/box/d e.pdf"], &here, &[]));
    assert_eq!(names(&here), ["s3://statera-test/in/box/a.pdf one", "s3://statera-test/in/box/d e.pdf "]);
    assert_eq!(failures(&here).get("gone.pdf").map(String::as_str), Some("file_unreadable"));

    // Whoever may write into the bucket does not choose among the files of this machine.
    outside.put("in/list.jsonl", b"{\"path\":\"file:///etc/passwd\"}");
    let refused = run(&["s3://statera-test/in/list.jsonl"], &here, &[]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("names objects only"));
    for (missing, why) in
        [("s3://statera-test/nothing", "nothing is there"), ("s3://no-such-bucket/x", "cannot read")]
    {
        let refused = run(&[missing], &here, &[]);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && told.contains(why), "{told}");
    }
}

#[test]
fn a_listing_of_several_pages_is_walked_to_its_end() {
    if Place::from_environment().is_some() {
        return; // What is embedded was tested before.
    }
    let Some(outside) = Outside::only_s3() else { return };
    let folder = tempfile::tempdir().unwrap();
    // A page of a listing has 1,000 keys; statements stand before its end, on both sides of it and behind.
    std::thread::scope(|scope| {
        for first in 0..8 {
            let outside = &outside;
            scope.spawn(move || {
                for number in (first..1_010).step_by(8) {
                    outside.put(&format!("in/{number:04}.txt"), b"no statement");
                }
            });
        }
    });
    for (seed, key) in [(1, "0000.pdf"), (2, "0996.pdf"), (3, "0997.pdf"), (4, "0998.pdf"), (5, "1009.pdf")] {
        outside.put(&format!("in/{key}"), &statement(seed).1);
    }
    let out = folder.path().join("out");
    let mut command = statera_command(&["batch", "--quiet", "s3://statera-test/in", "--out", text(&out)]);
    outside.tell(&mut command);
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let expected = ["0000", "0996", "0997", "0998", "1009"];
    assert_eq!(names(&out), expected.map(|name| format!("s3://statera-test/in/{name}.pdf ")));
}
