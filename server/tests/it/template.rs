//! `statera template` from outside: the loop in which a bank is added without Rust.

use crate::harness::{BANK, Server, statera};
use std::fs;
use testdata::{Ledger, LedgerPlan, PrintOptions, layouts};

const TEMPLATE: &str = include_str!("../../../bank-templates/banks/in/lantern_bay.toml");

fn folder_with(name: &str, text: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    let shown = path.to_str().unwrap().to_owned();
    (folder, shown)
}

#[test]
fn words_shows_the_page_as_the_engine_sees_it() {
    let ledger = Ledger::invent(5, &LedgerPlan::default().months(1).rows_per_month(8));
    let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let (_folder, path) = folder_with("a.pdf", &pdf);
    let output = statera(&["template", "words", &path]);
    assert!(output.status.success());
    let page = String::from_utf8(output.stdout).unwrap();
    let heading = page.lines().find(|line| line.contains("Particulars")).unwrap();
    let columns = ["Txn Date", "Value Date", "Particulars", "Withdrawals", "Deposits", "Balance"];
    let places: Vec<usize> = columns.iter().map(|column| heading.find(column).unwrap()).collect();
    assert!(places.is_sorted(), "{heading}");
    assert!(page.contains("# producer: LBB eStatement 4.2"));
}

#[test]
fn check_passes_what_holds_and_points_at_what_does_not() {
    let (_folder, path) = folder_with("good.toml", TEMPLATE.as_bytes());
    let output = statera(&["template", "check", &path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let misspelt = TEMPLATE.replace("heading = \"Txn Date\"", "headign = \"Txn Date\"");
    let line = misspelt.lines().position(|line| line.contains("headign")).unwrap() + 1;
    let (_folder, path) = folder_with("misspelt.toml", misspelt.as_bytes());
    let output = statera(&["template", "check", &path]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains(&format!("misspelt.toml:{line}:")), "{told}");
    assert!(told.contains("did you mean `heading`?"), "{told}");

    let wrong = TEMPLATE.replace("\"-450.00\"", "\"-451.00\"");
    let (_folder, path) = folder_with("wrong.toml", wrong.as_bytes());
    let output = statera(&["template", "check", &path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("-451.00"));
}

#[test]
fn try_reads_a_file_with_a_template_that_is_not_installed() {
    let other = TEMPLATE
        .replace("id = \"lantern_bay\"", "id = \"harbour_bank\"")
        .replace("ifsc = \"LTBY\"", "ifsc = \"HRBR\"")
        .replace("text = \"Lantern Bay Bank Ltd\"", "text = \"Harbour Bank\"");
    let (_templates, template) = folder_with("harbour.toml", other.as_bytes());
    let mut ledger = Ledger::invent(5, &LedgerPlan::default().months(1).rows_per_month(8));
    ledger.bank.name = "Harbour Bank".to_owned();
    ledger.ifsc = "HRBR0000001".to_owned();
    let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let (_files, file) = folder_with("a.pdf", &pdf);
    let output = statera(&["template", "try", &template, &file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("bank       harbour_bank") && report.contains("verdict    PROVEN"), "{report}");
}

/// A statement of a bank that nobody knows, as a newcomer has it.
fn unknown_bank() -> (Ledger, Vec<u8>) {
    let mut ledger = Ledger::invent(11, &LedgerPlan::default().months(2).rows_per_month(12));
    ledger.bank.name = "Pelican Point Bank".to_owned();
    ledger.ifsc = "PPBK0000017".to_owned();
    let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    (ledger, pdf)
}

#[test]
fn a_draft_holds_and_reads_the_statement_that_it_was_written_for() {
    let (ledger, pdf) = unknown_bank();
    let (_files, file) = folder_with("a.pdf", &pdf);
    let output = statera(&["template", "new", &file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let draft = String::from_utf8(output.stdout).unwrap();
    assert!(draft.contains("id = \"pelican_point_bank\" # ?"), "{draft}");
    assert!(draft.contains("text = \"Pelican Point Bank\"") && draft.contains("ifsc = \"PPBK\""), "{draft}");
    for column in ["Txn Date", "Particulars", "Withdrawals", "Deposits", "Balance"] {
        assert!(draft.contains(&format!("heading = \"{column}\"")), "{draft}");
    }
    // A draft may be shown to others: nothing of the holder is in it.
    assert!(!draft.contains(&ledger.holder) && !draft.contains(&ledger.account_number), "{draft}");

    let (_templates, template) = folder_with("pelican.toml", draft.as_bytes());
    let output = statera(&["template", "check", &template]);
    assert!(output.status.success(), "{draft}\n{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.contains("holds, its worked example reads as it says"),
        "an example with invented values is in the draft: {told}"
    );

    let output = statera(&["template", "try", &template, &file]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("layout     statement") && report.contains("verdict    PROVEN"), "{report}");
    assert!(report.contains(&ledger.holder), "{report}");
    assert!(
        report.contains("left out   page 1, heading:"),
        "every line that was left out is shown: {report}"
    );
}

#[test]
fn try_says_which_heading_is_not_printed() {
    let (_, pdf) = unknown_bank();
    let (_files, file) = folder_with("a.pdf", &pdf);
    let draft = String::from_utf8(statera(&["template", "new", &file]).stdout).unwrap();
    let other = draft.replace("Withdrawals", "Money Gone ");
    let (_templates, template) = folder_with("pelican.toml", other.as_bytes());
    let output = statera(&["template", "try", &template, &file]);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("no layout of the template fits") && told.contains("Money Gone"), "{told}");
}

#[test]
fn try_names_the_first_balance_that_does_not_follow() {
    let (_, pdf) = unknown_bank();
    let (_files, file) = folder_with("a.pdf", &pdf);
    let draft = String::from_utf8(statera(&["template", "new", &file]).stdout).unwrap();
    let swapped = draft
        .replace(
            "heading = \"Withdrawals\", field = \"debit\"",
            "heading = \"Withdrawals\", field = \"credit\"",
        )
        .replace("heading = \"Deposits\", field = \"credit\"", "heading = \"Deposits\", field = \"debit\"");
    let (_templates, template) = folder_with("pelican.toml", swapped.as_bytes());
    let output = statera(&["template", "try", &template, &file]);
    let report = String::from_utf8(output.stdout).unwrap();
    let told = report.lines().find(|line| line.starts_with("break ")).unwrap_or_else(|| panic!("{report}"));
    assert!(told.contains("page 1, row of ") && told.contains("printed"), "{told}");
}

#[test]
fn list_may_be_narrowed() {
    let list = |words: &[&str]| {
        let output = statera(&[&["template", "list"], words].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    let german = list(&["--country", "de"]);
    assert!(german.lines().count() > 5 && german.contains("read by a template"), "{german}");
    assert!(german.lines().rev().skip(1).all(|line| line.starts_with("DE ")), "{german}");
    let one = list(&["pelican"]);
    assert!(one.is_empty(), "{one}");
    assert!(list(&["abhyudaya"]).contains("recognised"));
}

#[test]
fn list_names_every_bank_with_its_layouts() {
    let output = statera(&["template", "list"]);
    let list = String::from_utf8(output.stdout).unwrap();
    let line = list.lines().find(|line| line.contains("lantern_bay")).unwrap();
    assert!(line.contains("Lantern Bay Bank") && line.contains("savings"), "{line}");
}

/// A template with a key that does not exist.
const OWN: &str = r#"schema = 1
[bank]
id = "harbour_trust"
name = "Harbour Trust Bank"
country = "IN"
[[identify]]
text = "Lantern Bay Bank Ltd"
text_of = "x"
"#;

#[test]
fn a_folder_of_templates_counts_in_every_command_and_is_read_again_on_sighup() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("harbour.toml");
    let good = OWN.replace("text_of = \"x\"\n", "").replace("Lantern Bay Bank Ltd", "Harbour Trust Bank");
    fs::write(&file, &good).unwrap();
    let templates = folder.path().to_str().unwrap();
    let listed = |folder: &str| {
        let output = statera(&["template", "list", "--templates", folder]);
        String::from_utf8(output.stdout).unwrap().contains("Harbour Trust Bank")
    };
    assert!(listed(templates));
    assert!(!String::from_utf8(statera(&["template", "list"]).stdout).unwrap().contains("Harbour Trust"));
    fs::write(&file, OWN).unwrap();
    let refused = statera(&["analyze", "--templates", templates, "none.pdf"]);
    let told = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success());
    assert!(told.contains("harbour.toml:8:1") && told.contains("did you mean `text`?"), "{told}");

    fs::write(&file, good.replace("harbour_trust", "first_name")).unwrap();
    let server = Server::start_with_templates(folder.path());
    let knows = |bank: &str| {
        let answer = server.upload("upload/", b"%PDF-1.7", &[("bank_name", bank)]);
        !answer.json.to_string().contains("is not a valid choice")
    };
    assert!(knows("first_name") && !knows("second_name"));
    fs::write(&file, OWN).unwrap();
    server.hang_up();
    server.logged("a template does not hold");
    assert!(knows("first_name"), "a broken template takes the old ones away");
    fs::write(&file, good.replace("harbour_trust", "second_name")).unwrap();
    server.hang_up();
    server.logged("templates are read again");
    assert!(knows("second_name") && !knows("first_name"));
}

#[test]
fn a_statement_of_a_bank_of_the_folder_is_read_by_its_template() {
    let folder = tempfile::tempdir().unwrap();
    let own = TEMPLATE.replace("id = \"savings\"", "id = \"of-the-folder\"");
    fs::write(folder.path().join("own.toml"), own).unwrap();
    let server = Server::start_with_templates(folder.path());
    let ledger = Ledger::invent(4, &LedgerPlan::default().months(1).rows_per_month(9));
    let layout = layouts::lantern_bay_savings();
    let pdf = testdata::print(&ledger, &layout, &PrintOptions::default());
    let entity = server.entity();
    let upload = server.upload("upload/", &pdf, &[("bank_name", BANK), ("entity_id", &entity)]);
    assert_eq!(upload.status, 200, "{}", upload.json);
    let rows = server.settled(&entity, "transactions")["transactions"].as_array().unwrap().len();
    assert_eq!(rows, ledger.rows.len());
    let path = folder.path().join("a.pdf");
    fs::write(&path, pdf).unwrap();
    let report =
        statera(&["analyze", "--templates", folder.path().to_str().unwrap(), path.to_str().unwrap()]);
    let report = String::from_utf8(report.stdout).unwrap();
    assert!(report.contains("of-the-folder"), "{report}");
}
