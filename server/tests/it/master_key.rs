//! Another master key: everything opens under it afterwards and nothing under the old one, also when the change is killed in the midst.

use crate::harness::{Answer, BANK, Server, agent, answer, multipart};
use serde_json::json;
use server::failpoint::{KILL_AT, PLACES_OF_KEY_CHANGE};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Command;
use testdata::samples;

/// More keys than are sealed anew in one step, so that a change can be killed between two.
const ENTITIES: usize = 130;

fn upload_with_key(server: &Server) -> Answer {
    let (content_type, body) =
        multipart(Some(&samples()[0].bytes), &[("bank_name", BANK), ("link_id", "one")]);
    let url = format!("{}/bank-connect/v1/statement/upload/", server.url);
    let request = agent().post(&url).header("x-api-key", &server.key).header("content-type", content_type);
    answer(request.header("idempotency-key", "k1").send(&body[..]))
}

fn webhook(server: &Server) -> Answer {
    let body = json!({ "webhook_url": "https://1.1.1.1/", "webhook_mode": 0 }).to_string();
    server.post("entity/update_webhook/", "application/json", body.as_bytes())
}

/// The command that changes the key. Outside, an operator gives the new one; in a data directory it is made.
fn change(server: &Server, new_key: Option<&Path>) -> Command {
    let mut command = server.command(&["master-key", "change"]);
    if let Some(path) = new_key {
        command.arg("--new-key-file").arg(path);
    }
    command
}

#[test]
fn a_change_that_is_killed_anywhere_goes_on_and_loses_nothing() {
    let mut server = Server::start();
    let uploaded = upload_with_key(&server);
    assert_eq!(uploaded.status, 200, "{}", uploaded.json);
    let entity = uploaded.json["entity_id"].as_str().unwrap().to_owned();
    let rows = server.settled(&entity, "transactions")["transactions"].clone();
    server.settled(&entity, "score");
    let signing_key = webhook(&server).json["signing_key"].clone();
    for at in 1..ENTITIES {
        let body = json!({ "link_id": format!("link {at}"), "meta_data": { "names": "ASHA" } }).to_string();
        assert_eq!(server.post("entity/", "application/json", body.as_bytes()).status, 201);
    }
    let folder = tempfile::tempdir().unwrap();
    let new_key = folder.path().join("new.key");
    let is_outside = server.place_mut().is_some();
    std::fs::write(&new_key, "3c".repeat(32)).unwrap();
    let new_key = is_outside.then_some(new_key.as_path());
    if !is_outside {
        let refused = change(&server, None).output().unwrap();
        assert!(String::from_utf8_lossy(&refused.stderr).contains("another server is running"));
    }
    assert_eq!(server.terminate(), Some(0));
    let old_file = (!is_outside).then(|| std::fs::read(server.data_dir().join("master.key")).unwrap());

    for place in PLACES_OF_KEY_CHANGE {
        let killed = change(&server, new_key).env(KILL_AT, place).output().unwrap();
        assert_eq!(killed.status.signal(), Some(9), "{place}: {}", String::from_utf8_lossy(&killed.stderr));
        let told = server.refuses_to_start();
        assert!(told.contains("master-key change"), "{place}: {told}");
        if let Some(place) = server.place_mut() {
            // With the new key neither, as long as the change is not over; then it would start.
            let old = std::mem::replace(&mut place.master_key, "55".repeat(32));
            let told = server.refuses_to_start();
            assert!(told.contains("master-key change"), "{told}");
            server.place_mut().unwrap().master_key = old;
        }
    }
    let finished = change(&server, new_key).output().unwrap();
    assert!(finished.status.success(), "{}", String::from_utf8_lossy(&finished.stderr));
    if let Some(place) = server.place_mut() {
        place.master_key = "3c".repeat(32);
    } else {
        let path = server.data_dir().join("master.key");
        assert_ne!(Some(std::fs::read(&path).unwrap()), old_file);
        assert!(!server.data_dir().join("master.key.new").exists());
    }

    server.restart();
    assert_eq!(server.settled(&entity, "transactions")["transactions"], rows);
    let found = server.get("entity/?link_id=link%2077").json;
    assert_eq!((&found["count"], &found["results"][0]["meta_data"]["names"]), (&json!(1), &json!("ASHA")));
    let again = upload_with_key(&server);
    assert_eq!((again.status, &again.json), (200, &uploaded.json), "the kept answer opens");
    assert!(again.headers.iter().any(|(name, _)| name == "idempotent-replayed"));
    let other = server.upload("upload/", &samples()[2].bytes, &[("bank_name", BANK), ("link_id", "link 77")]);
    assert_eq!(
        other.json["entity_id"], found["results"][0]["entity_id"],
        "uploads find their entity by the link"
    );
    assert_eq!(webhook(&server).json["signing_key"], signing_key);
    assert_eq!(server.terminate(), Some(0));

    match old_file {
        Some(old) => std::fs::write(server.data_dir().join("master.key"), old).unwrap(),
        None => server.place_mut().unwrap().master_key = "7e".repeat(32),
    }
    assert!(server.refuses_to_start().contains("another master key"));
}
