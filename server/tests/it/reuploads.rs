//! The same file again, several accounts as one, and the links to what was uploaded.

use crate::harness::{BANK, Server, agent, keys};
use crate::outside::Place;
use serde_json::{Value, json};
use testdata::samples;

fn id(answer: &Value, key: &str) -> String {
    answer[key].as_str().unwrap_or_else(|| panic!("no {key}: {answer}")).to_owned()
}

#[test]
fn the_same_file_is_the_same_statement_within_an_entity_and_another_one_elsewhere() {
    let server = Server::start();
    let pdf = samples().swap_remove(0).bytes;
    let first = server.upload("bankless_upload/", &pdf, &[("link_id", "a")]).json;
    let again = server.upload("upload/?identity=true", &pdf, &[("link_id", "a"), ("bank_name", BANK)]).json;
    assert_eq!(id(&first, "statement_id"), id(&again, "statement_id"));
    assert!(again["identity"]["account_id"].is_string(), "{again}");
    let entity = id(&first, "entity_id");
    let settled = server.settled(&entity, "transactions");
    assert_eq!(settled["progress"].as_array().unwrap().len(), 1);
    let rows = settled["transactions"].as_array().unwrap().len();
    let later = server.upload("bankless_upload/", &pdf, &[("entity_id", &entity)]).json;
    assert_eq!(id(&first, "statement_id"), id(&later, "statement_id"), "also when it is completed");
    let settled = server.settled(&entity, "transactions");
    assert_eq!(settled["transactions"].as_array().unwrap().len(), rows);
    let elsewhere = server.upload("bankless_upload/", &pdf, &[("link_id", "b")]).json;
    assert_ne!(id(&first, "statement_id"), id(&elsewhere, "statement_id"));
}

#[test]
fn uploads_of_one_file_that_race_make_one_statement() {
    let server = Server::start();
    let pdf = samples().swap_remove(0).bytes;
    let answers: Vec<Value> = std::thread::scope(|scope| {
        let one = || server.upload("bankless_upload/", &pdf, &[("link_id", "race")]).json;
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut ids: Vec<String> = answers.iter().map(|answer| id(answer, "statement_id")).collect();
    ids.dedup();
    assert_eq!(ids.len(), 1, "{answers:?}");
    if Place::from_environment().is_none() {
        assert_eq!(walk(&server.data_dir().join("objects")), 1, "second copies are removed");
    }
}

fn walk(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
}

#[test]
fn a_single_account_entity_keeps_all_statements_in_one_account() {
    let server = Server::start();
    let (one, other) = (samples().swap_remove(0).bytes, samples().swap_remove(2).bytes);
    for (single, accounts) in [(true, 1), (false, 2)] {
        let body = json!({ "is_single_account": single }).to_string();
        let entity = id(&server.post("entity/", "application/json", body.as_bytes()).json, "entity_id");
        for pdf in [&one, &other] {
            let answer = server.upload("bankless_upload/", pdf, &[("entity_id", &entity)]);
            assert_eq!(answer.status, 200, "{}", answer.json);
        }
        let settled = server.settled(&entity, "accounts");
        assert_eq!(settled["accounts"].as_array().unwrap().len(), accounts, "{settled}");
    }
}

#[test]
fn a_document_link_opens_the_document_without_a_key_and_nothing_else() {
    let server = Server::start();
    let pdf = samples().swap_remove(0).bytes;
    let uploaded = server.upload("bankless_upload/", &pdf, &[]).json;
    let (entity, statement) = (id(&uploaded, "entity_id"), id(&uploaded, "statement_id"));
    let answer = server.get(&format!("entity/{entity}/get_pdfs/"));
    assert_eq!(answer.status, 200, "{}", answer.json);
    let one = &answer.json["statements"][0];
    let expected =
        ["account_id", "bank_name", "message", "pdf_password", "pdf_url", "source", "statement_id"];
    assert_eq!(keys(one), expected);
    assert_eq!((&one["statement_id"], &one["bank_name"]), (&json!(statement), &json!(BANK)));
    assert_eq!((&one["pdf_password"], &one["source"]), (&Value::Null, &json!("pdf")));
    let url = id(one, "pdf_url");
    let mut response = agent().get(&url).call().unwrap();
    assert_eq!(response.headers()["content-type"], "application/pdf");
    assert_eq!(response.body_mut().read_to_vec().unwrap(), pdf);

    let other = "0b0e6e64-2f66-4a5c-9a39-0a5a9e2d3c41";
    let signature = url.rsplit_once('=').unwrap().1;
    let flipped = if signature.starts_with('0') { "1" } else { "0" };
    for wrong in [
        url.replace(&statement, other),
        url.replace("until=1", "until=9"),
        url.replace(signature, &format!("{flipped}{}", &signature[1..])),
        url.replace(signature, "short"),
        url.split_once('?').unwrap().0.to_owned(),
    ] {
        assert_eq!(agent().get(&wrong).call().unwrap().status().as_u16(), 404, "{wrong}");
    }
    assert!(!server.log().contains(signature), "a link is as good as a key");
    assert_eq!(server.get(&format!("entity/{other}/get_pdfs/")).status, 404);
    let theirs = server.get_as(&server.create_key("second"), &format!("entity/{entity}/get_pdfs/"));
    assert_eq!(theirs.status, 404, "another tenant's entity is as unknown as any");
}

#[test]
fn net_banking_is_honestly_down_for_every_bank() {
    let server = Server::start();
    let answer = server.get("net_banking_health/");
    let banks = answer.json.as_array().unwrap();
    assert!(banks.len() > 340, "{}", banks.len());
    let axis = banks.iter().find(|bank| bank["bank"] == "AXIS").unwrap();
    assert_eq!(keys(axis), ["bank", "health_up", "issue_details", "updated_at"]);
    assert_eq!(axis["health_up"], false);
    assert_eq!(axis["updated_at"].as_str().unwrap().len(), 19);
}

#[test]
fn health_needs_no_key() {
    let server = Server::start();
    for (path, status) in [("healthz", "alive"), ("readyz", "ready")] {
        let mut response = agent().get(format!("{}/{path}", server.url)).call().unwrap();
        let body: Value = serde_json::from_str(&response.body_mut().read_to_string().unwrap()).unwrap();
        assert_eq!((response.status().as_u16(), &body["status"]), (200, &json!(status)));
    }
}
