//! `statera reprocess`: what another template would read otherwise is read again as a job, once, and nothing is away meanwhile.

use crate::harness::{BANK, Server};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use testdata::samples;

const TEMPLATE: &str = include_str!("../../../bank-templates/banks/in/lantern_bay.toml");

fn reprocess(server: &Server, templates: &Path, args: &[&str]) -> String {
    let mut command = server.command(&["reprocess"]);
    let output = command.arg("--templates").arg(templates).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Waits until nothing is to be read again.
fn read_again(server: &Server, templates: &Path) {
    let started = Instant::now();
    while !reprocess(server, templates, &["--dry-run"]).starts_with("0 ") {
        assert!(started.elapsed() < Duration::from_secs(30), "not read again");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A folder with a copy of the bank's template, and a server that reads by it.
fn server_with_own_template() -> (tempfile::TempDir, PathBuf, Server) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("own.toml");
    fs::write(&file, TEMPLATE).unwrap();
    let server = Server::start_with_templates(folder.path());
    (folder, file, server)
}

#[test]
fn a_changed_template_has_its_statements_read_again_once() {
    let (folder, file, server) = server_with_own_template();
    let templates = folder.path();
    let upload = |link: &str, index: usize, bank: &str| {
        let fields = [("bank_name", bank), ("link_id", link)];
        let uploaded = server.upload("upload/", &samples()[index].bytes, &fields).json;
        let entity = uploaded["entity_id"].as_str().unwrap().to_owned();
        server.settled(&entity, "score");
        entity
    };
    let first = upload("one", 0, BANK);
    upload("two", 2, BANK);
    assert_eq!(reprocess(&server, templates, &["--dry-run"]), "0 statements to be read again\n");

    let rows = server.get(&format!("entity/{first}/transactions/")).json["transactions"].clone();
    fs::write(&file, format!("{TEMPLATE}# changed\n")).unwrap();
    server.hang_up();
    server.logged("templates are read again");
    assert_eq!(reprocess(&server, templates, &["--dry-run"]), "2 statements to be read again\n");
    let mut command = server.command(&["reprocess"]);
    let refused = command.args(["--per-second", "0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(reprocess(&server, templates, &["--per-second", "1"]).starts_with("2 statements enqueued"));
    let shown = server.get(&format!("entity/{first}/transactions/")).json;
    assert_eq!((&shown["transactions"], &shown["progress"][0]["status"]), (&rows, &"completed".into()));
    read_again(&server, templates);
    assert_eq!(server.settled(&first, "transactions")["transactions"], rows);
    assert_eq!(server.settled(&first, "score")["progress"].as_array().unwrap().len(), 1);

    let told = reprocess(&server, templates, &["--entity", &first]);
    assert_eq!(told, "1 statements enqueued to be read again, 0 were waiting already\n");
    let unknown =
        server.command(&["reprocess"]).args(["--entity", &server::store::new_id()]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(1));
}

#[test]
fn a_statement_that_was_read_stays_when_a_newer_template_refuses_it() {
    let (folder, file, server) = server_with_own_template();
    let templates = folder.path();
    let uploaded = server.upload("upload/", &samples()[0].bytes, &[("bank_name", BANK)]).json;
    let entity = uploaded["entity_id"].as_str().unwrap().to_owned();
    let rows = server.settled(&entity, "transactions")["transactions"].clone();
    server.settled(&entity, "score");
    // What is printed is another bank's sign from now on: the declared bank contradicts it, and the reading is refused.
    let marks = "[[identify]]\ntext = \"Lantern Bay Bank Ltd\"\n\n[[identify]]\nifsc = \"LTBY\"\n";
    let unmarked = TEMPLATE
        .replace(marks, "[[identify]]\ntext = \"Printed Nowhere Ltd\"\n")
        .replace("name = \"Lantern Bay Bank\"", "name = \"Printed Nowhere\"");
    assert!(!unmarked.contains("text = \"Lantern Bay"));
    fs::write(&file, unmarked).unwrap();
    let bank =
        "schema = 1\n[bank]\nid = \"harbour_trust\"\nname = \"Harbour Trust Bank\"\ncountry = \"IN\"\n";
    fs::write(templates.join("harbour.toml"), format!("{bank}{marks}")).unwrap();
    server.hang_up();
    server.logged("templates are read again");
    assert!(reprocess(&server, templates, &[]).starts_with("1 statements enqueued"));
    server.logged("a second reading failed; the earlier one stays");
    read_again(&server, templates);
    let shown = server.settled(&entity, "transactions");
    assert_eq!((&shown["transactions"], &shown["progress"][0]["status"]), (&rows, &"completed".into()));
}
