//! The same binary on PostgreSQL and S3: the contract as on one machine, and many processes that share nothing else.

use crate::cluster::{Cluster, Plan};
use crate::outside::{Outside, Place};
use std::process::Command;

/// The parts of this suite that also hold there; what the others test is embedded or in the terminal.
const CONTRACT: &[&str] =
    &["analyses::", "auth::", "durability::", "entities::", "jobs::", "pages::", "reuploads::", "uploads::"];

/// Those of them that go through every statement of SQL and every way of an object. `STATERA_TEST_OUTSIDE=all` runs all.
const REPRESENTATIVE: &[&str] = &[
    "analyses::a_later_statement",
    "auth::",
    "durability::",
    "entities::pages",
    "jobs::a_job",
    "jobs::the_same_file",
    "pages::the_list_narrows",
    "pages::pages_of_the_list",
    "pages::a_signed_link",
    "reuploads::",
    "uploads::uploads_go_to",
    "uploads::with_identity",
];

#[test]
fn the_contract_holds_on_postgresql_and_s3() {
    if Place::from_environment().is_some() {
        return; // This is that run.
    }
    let Some(outside) = Outside::start() else { return };
    let mut again = Command::new(std::env::current_exe().unwrap());
    let all = std::env::var("STATERA_TEST_OUTSIDE").is_ok_and(|text| text == "all");
    again.args(if all { CONTRACT } else { REPRESENTATIVE }).args(["--skip", "embedded_only"]);
    outside.tell_tests(&mut again);
    let output = again.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// `STATERA_TEST_UPLOADS=2000` makes this the figure of docs/reliability.md; by default it is small.
#[test]
fn servers_and_workers_that_are_killed_complete_every_upload_once() {
    if Place::from_environment().is_some() {
        return;
    }
    let Some(outside) = Outside::start() else { return };
    let uploads = std::env::var("STATERA_TEST_UPLOADS").map_or(24, |text| text.parse().unwrap());
    let told = Cluster::start(&outside, Plan { servers: 2, workers: 3, uploads, kills: true }).drain();
    eprintln!("{told}");
}
