//! Who may ask, and that a tenant sees its own only.

use crate::harness::{BANK, Server, agent, answer};
use serde_json::json;

const ROUTES: [(&str, &str); 8] = [
    ("GET", "entity/"),
    ("POST", "entity/"),
    ("GET", "entity/{id}/"),
    ("POST", "statement/upload/"),
    ("POST", "statement/bankless_upload/"),
    ("GET", "entity/{id}/accounts/"),
    ("GET", "entity/{id}/identity/"),
    ("GET", "entity/{id}/transactions/"),
];

fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, serde_json::Value) {
    let url = format!("{}/bank-connect/v1/{path}", server.url);
    let answered = if method == "GET" {
        let request =
            headers.iter().fold(agent().get(&url), |request, (name, value)| request.header(*name, *value));
        answer(request.call())
    } else {
        let request =
            headers.iter().fold(agent().post(&url), |request, (name, value)| request.header(*name, *value));
        answer(request.send_empty())
    };
    (answered.status, answered.json)
}

#[test]
fn every_route_wants_a_key_and_says_so_in_the_words_of_the_contract() {
    let server = Server::start();
    let id = server.entity();
    let revoked = server.create_key("revoked");
    server.keys("revoke", &["--name", "revoked"]);
    let long = "x".repeat(5_000);
    let bad: [&[(&str, &str)]; 6] = [
        &[],
        &[("x-api-key", "")],
        &[("x-api-key", "sk_live_unknown")],
        &[("x-api-key", &revoked)],
        &[("x-api-key", &long)],
        &[("authorization", &server.key)],
    ];
    let refusal = json!({ "detail": "Authentication credentials were not provided." });
    for (method, path) in ROUTES {
        let path = path.replace("{id}", &id);
        for headers in bad {
            assert_eq!(
                ask(&server, method, &path, headers),
                (401, refusal.clone()),
                "{method} {path} {headers:?}"
            );
        }
        let in_query = format!("{path}?x-api-key={}", server.key);
        assert_eq!(ask(&server, method, &in_query, &[]).0, 401, "a key in the address is no key");
    }
}

#[test]
fn the_header_is_found_in_any_case() {
    let server = Server::start();
    for name in ["x-api-key", "X-API-KEY", "X-Api-Key"] {
        assert_eq!(ask(&server, "GET", "entity/", &[(name, &server.key)]).0, 200, "{name}");
    }
}

#[test]
fn another_tenants_entity_answers_as_an_unknown_one() {
    let server = Server::start();
    let other = server.create_key("second");
    let mine = server.entity();
    let unknown = "0b0e6e64-2f66-4a5c-9a39-0a5a9e2d3c41";
    for path in ["", "accounts/", "identity/", "transactions/"] {
        let theirs = server.get_as(&other, &format!("entity/{mine}/{path}"));
        let none = server.get_as(&other, &format!("entity/{unknown}/{path}"));
        assert_eq!((theirs.status, &theirs.json), (404, &json!({ "detail": "Not found." })), "{path}");
        assert_eq!((none.status, &none.json), (theirs.status, &theirs.json), "{path}");
        assert_eq!(server.get(&format!("entity/{mine}/{path}")).status, 200, "{path}");
    }
    assert_eq!(server.get_as(&other, "entity/").json["count"], 0);
    let fields = [("entity_id", mine.as_str()), ("bank_name", BANK)];
    let (content_type, body) = crate::harness::multipart(Some(b"%PDF-1.4"), &fields);
    let upload = server.post_as(&other, "statement/bankless_upload/", &content_type, &body);
    assert_eq!((upload.status, upload.json), (404, json!({ "detail": "Not found." })));
}

#[test]
fn two_keys_of_one_tenant_see_the_same_entities() {
    let server = Server::start();
    let rotated = server.create_key("first");
    let id = server.entity();
    assert_eq!(server.get_as(&rotated, &format!("entity/{id}/")).status, 200);
}
