//! What was acknowledged survives: kill -9 at any time, start again, and it completes once.

use crate::harness::{BANK, Server};
use std::collections::HashSet;
use std::time::{Duration, Instant};
use testdata::samples;

#[test]
fn a_statement_whose_server_is_killed_after_the_reply_completes_after_a_restart() {
    let mut server = Server::start();
    let samples = samples();
    let mut acknowledged = Vec::new();
    // Later and later after the reply: before the job is claimed, while its child runs, about when its result is written.
    for delay in [0, 5, 15, 30, 60, 100] {
        let answer = server.upload("upload/", &samples[2].bytes, &[("bank_name", BANK)]);
        assert_eq!(answer.status, 200, "{}", answer.json);
        std::thread::sleep(Duration::from_millis(delay));
        server.kill_9();
        acknowledged.push(answer.json["entity_id"].as_str().unwrap().to_owned());
        let started = Instant::now();
        server.restart();
        let settled = server.settled(acknowledged.last().unwrap(), "transactions");
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
        assert_eq!(settled["progress"][0]["status"], "completed", "after {delay} ms");
    }
    let mut sizes = HashSet::new();
    for entity_id in &acknowledged {
        let answer = server.settled(entity_id, "transactions");
        assert_eq!(answer["progress"].as_array().unwrap().len(), 1);
        assert_eq!(answer["progress"][0]["status"], "completed");
        sizes.insert(answer["transactions"].as_array().unwrap().len());
    }
    assert_eq!(sizes.len(), 1, "every statement gave the same rows once: {sizes:?}");
}

#[test]
fn many_uploads_are_killed_over_and_over_and_each_completes() {
    let mut server = Server::start();
    let pdf = samples()[2].bytes.clone();
    let entity = server.entity();
    let mut statements = HashSet::new();
    for round in 0..4 {
        for copy in 0..3 {
            // Copies of one statement that differ in a byte nobody reads: the same bytes would be the same statement.
            let pdf = [pdf.as_slice(), format!("\n% {round} {copy}\n").as_bytes()].concat();
            let answer = server.upload("upload/", &pdf, &[("bank_name", BANK), ("entity_id", &entity)]);
            assert_eq!(answer.status, 200, "{}", answer.json);
            statements.insert(answer.json["statement_id"].as_str().unwrap().to_owned());
        }
        std::thread::sleep(Duration::from_millis(20 * round));
        server.kill_9();
        server.restart();
    }
    let settled = server.settled(&entity, "transactions");
    let progress = settled["progress"].as_array().unwrap();
    let completed = progress.iter().filter(|one| one["status"] == "completed");
    let completed: HashSet<_> =
        completed.map(|one| one["statement_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!((progress.len(), completed), (12, statements));
    let (_, ledger) = testdata::accounts_of_samples();
    assert_eq!(
        settled["transactions"].as_array().unwrap().len(),
        ledger.rows.len(),
        "re-uploads add no rows"
    );
}

#[test]
fn sigterm_lets_the_work_in_hand_finish() {
    let mut server = Server::start();
    let answer = server.upload("upload/", &samples()[0].bytes, &[("bank_name", BANK)]);
    assert_eq!(server.terminate(), Some(0));
    server.restart();
    let settled = server.settled(answer.json["entity_id"].as_str().unwrap(), "transactions");
    assert_eq!(settled["progress"][0]["status"], "completed");
}

#[test]
fn embedded_only_nothing_personal_is_readable_in_the_data_directory() {
    let server = Server::start();
    let answer = server.upload(
        "upload/",
        &samples()[0].bytes,
        &[("bank_name", BANK), ("pdf_password", "canary-9731")],
    );
    assert_eq!(answer.status, 200, "{}", answer.json);
    server.settled(answer.json["entity_id"].as_str().unwrap(), "transactions");
    let (ledger, _) = testdata::accounts_of_samples();
    let canaries =
        [ledger.holder, ledger.account_number, ledger.rows[0].narration.clone(), "canary-9731".to_owned()];
    let mut waiting = vec![server.data_dir()];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for canary in &canaries {
            let found = bytes.windows(canary.len()).any(|window| window == canary.as_bytes());
            assert!(!found, "{} is readable in {}", canary, path.display());
        }
    }
}
