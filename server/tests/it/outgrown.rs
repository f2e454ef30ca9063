//! The same binary on PostgreSQL and S3: the contract as on one machine, and many processes that share nothing else.

use crate::cluster::{Cluster, Plan};
use crate::outside::{Outside, Place};
use std::process::Command;

/// The parts of this suite that also hold there; what the others test is embedded or in the terminal.
const CONTRACT: &[&str] = &[
    "analyses::",
    "auth::",
    "durability::",
    "entities::",
    "jobs::",
    "master_key::",
    "pages::",
    "reprocess::",
    "reuploads::",
    "uploads::",
    "webhooks::",
];

/// Those of them that go through every statement of SQL and every way of an object. `STATERA_TEST_OUTSIDE=all` runs all.
const REPRESENTATIVE: &[&str] = &[
    "analyses::a_later_statement",
    "auth::",
    "durability::",
    "entities::pages",
    "jobs::a_job",
    "jobs::the_same_file",
    "jobs::what_was_given_up",
    "master_key::",
    "reprocess::",
    "pages::the_list_narrows",
    "pages::pages_of_the_list",
    "pages::a_signed_link",
    "reuploads::",
    "uploads::uploads_go_to",
    "uploads::with_identity",
    "webhooks::a_statement_that_is_read",
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

/// What a second worker is worth: printed, not judged, since it depends on the processors. `STATERA_TEST_UPLOADS=200`.
#[test]
fn one_worker_and_two_drain_the_same_queue() {
    if Place::from_environment().is_some() {
        return;
    }
    let Some(outside) = Outside::start() else { return };
    let uploads = std::env::var("STATERA_TEST_UPLOADS").map_or(8, |text| text.parse().unwrap());
    for workers in [1, 2] {
        let cluster = Cluster::start(&outside, Plan { servers: 1, workers: 0, uploads, kills: false });
        let took = cluster.drain_with(workers).as_secs_f64();
        eprintln!(
            "{workers} workers: {uploads} statements in {took:.1} s ({:.1} per second)",
            uploads as f64 / took
        );
    }
}
