//! `entity/`: create, list, page and show.

use crate::harness::{Server, agent, answer, keys, multipart};
use serde_json::json;

#[test]
fn entities_are_made_from_forms_multipart_and_json() {
    let server = Server::start();
    let (multipart_type, multipart_body) = multipart(None, &[("link_id", "c")]);
    let bodies: [(&str, &[u8], serde_json::Value); 5] = [
        ("application/x-www-form-urlencoded", b"link_id=a%20b&is_single_account=true", json!("a b")),
        ("application/json", br#"{"link_id": "j", "meta_data": {"branch": 7}}"#, json!("j")),
        ("application/json; charset=utf-8", br#"{"link_id": 42}"#, json!("42")),
        (&multipart_type, &multipart_body, json!("c")),
        ("application/x-www-form-urlencoded", b"", json!(null)),
    ];
    for (content_type, body, link_id) in bodies {
        let made = server.post("entity/", content_type, body);
        assert_eq!((made.status, &made.json["link_id"]), (201, &link_id), "{}", made.json);
        let id = made.json["entity_id"].as_str().unwrap();
        assert_eq!((id.len(), id.as_bytes()[14]), (36, b'4'), "UUID version 4: {id}");
        let shown = server.get(&format!("entity/{id}/"));
        assert_eq!(keys(&shown.json), ["entity_id", "link_id", "meta_data"]);
        assert_eq!((shown.status, &shown.json), (200, &made.json));
    }
}

#[test]
fn meta_data_comes_back_as_it_was_given() {
    let server = Server::start();
    let made =
        server.post("entity", "application/x-www-form-urlencoded", b"meta_data=%7B%22a%22%3A%5B1%5D%7D");
    assert_eq!(made.json["meta_data"], json!({ "a": [1] }));
    let made = server.post("entity", "application/x-www-form-urlencoded", b"meta_data=plain");
    assert_eq!(made.json["meta_data"], "plain");
}

#[test]
fn what_cannot_be_an_entity_is_refused() {
    let server = Server::start();
    let long = format!("link_id={}", "x".repeat(256));
    let cases: [(&str, &[u8], u16); 6] = [
        ("application/json", b"[1]", 400),
        ("application/json", b"{", 400),
        ("application/json", br#"{"link_id": {}}"#, 400),
        ("application/x-www-form-urlencoded", long.as_bytes(), 400),
        ("application/x-www-form-urlencoded", b"link_id=a%00b", 400),
        ("text/plain", b"link_id=a", 415),
    ];
    for (content_type, body, status) in cases {
        let refused = server.post("entity/", content_type, body);
        assert_eq!(
            refused.status,
            status,
            "{content_type} {:?}: {}",
            String::from_utf8_lossy(body),
            refused.json
        );
    }
    assert_eq!(server.get("entity/").json["count"], 0);
}

#[test]
fn pages_hold_ten_and_link_to_each_other() {
    let server = Server::start();
    let ids: Vec<String> = (0..23).map(|_| server.entity()).collect();
    server.post("entity/", "application/x-www-form-urlencoded", b"link_id=a%26b");
    let mut seen = Vec::new();
    let mut url = Some(format!("{}/bank-connect/v1/entity/?page=1", server.url));
    while let Some(next) = url {
        let page = answer(agent().get(&next).header("x-api-key", &server.key).call());
        assert_eq!(keys(&page.json), ["count", "next", "previous", "results"]);
        assert_eq!(page.json["count"], 24);
        let results = page.json["results"].as_array().unwrap();
        seen.extend(results.iter().map(|one| one["entity_id"].as_str().unwrap().to_owned()));
        url = page.json["next"].as_str().map(str::to_owned);
    }
    assert_eq!(seen.len(), 24);
    assert_eq!(seen[..23], ids[..], "oldest first, none twice");
    let last = server.get("entity/?page=3");
    assert_eq!(last.json["results"].as_array().unwrap().len(), 4);
    assert!(last.json["previous"].as_str().unwrap().ends_with("/bank-connect/v1/entity/?page=2"));
    for page in ["0", "-1", "4", "x", "9223372036854775807"] {
        let answer = server.get(&format!("entity/?page={page}"));
        assert_eq!((answer.status, answer.json), (404, json!({ "detail": "Invalid page." })), "page {page}");
    }
    let linked = server.get("entity/?link_id=a%26b");
    assert_eq!((&linked.json["count"], &linked.json["results"][0]["link_id"]), (&json!(1), &json!("a&b")));
}

#[test]
fn paths_match_with_and_without_their_trailing_slash() {
    let server = Server::start();
    let id = server.entity();
    for path in ["entity".to_owned(), format!("entity/{id}"), format!("entity/{id}/accounts")] {
        for slash in ["", "/"] {
            assert_eq!(server.get(&format!("{path}{slash}")).status, 200, "{path}{slash}");
        }
    }
    for path in ["entity", "entity/"] {
        assert_eq!(server.post(path, "application/json", b"{}").status, 201, "{path} is not redirected");
    }
}

#[test]
fn malformed_and_unknown_identifiers_are_told_apart() {
    let server = Server::start();
    let malformed = [
        "1",
        "not-a-uuid",
        "0b0e6e642f664a5c9a390a5a9e2d3c41",
        "0b0e6e64-2f66-1a5c-9a39-0a5a9e2d3c41",
        "{0b0e6e64-2f66-4a5c-9a39-0a5a9e2d3c41}",
        "%00",
    ];
    for analysis in ["", "accounts/", "identity/", "transactions/"] {
        for id in malformed {
            let answer = server.get(&format!("entity/{id}/{analysis}"));
            assert_eq!(answer.status, 400, "{id} {analysis}");
            assert_eq!(answer.json, json!({ "entity_id": ["Must be a valid UUID."], "status": 0 }));
        }
        let unknown = server.get(&format!("entity/0b0e6e64-2f66-4a5c-9a39-0a5a9e2d3c41/{analysis}"));
        assert_eq!((unknown.status, unknown.json), (404, json!({ "detail": "Not found." })), "{analysis}");
    }
}

#[test]
fn unknown_paths_and_methods_answer_in_json_with_security_headers() {
    let server = Server::start();
    for (path, status) in [("nothing", 404), ("entity/1/2/3", 404)] {
        assert_eq!(server.get(path).status, status, "{path}");
    }
    let nowhere = answer(agent().get(format!("{}/nothing", server.url)).call());
    assert_eq!((nowhere.status, nowhere.json), (404, json!({ "detail": "Not found." })));
    // The root leads people to their pages; a program without a key learns that it needs one.
    let root = answer(agent().get(&server.url).call());
    assert_eq!(root.status, 401, "{}", root.json);
    let url = format!("{}/bank-connect/v1/entity/", server.url);
    let wrong = answer(agent().put(&url).header("x-api-key", &server.key).send_empty());
    assert_eq!(wrong.status, 405, "{}", wrong.json);
    for (name, value) in [("x-content-type-options", "nosniff"), ("cache-control", "no-store")] {
        assert!(wrong.headers.iter().any(|(n, v)| n == name && v == value), "{name}: {:?}", wrong.headers);
    }
    assert!(wrong.headers.iter().any(|(name, _)| name == "x-request-id"));
}
