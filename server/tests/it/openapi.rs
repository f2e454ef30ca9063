//! The document of the API: as committed, and without a key.

use crate::harness::{Server, agent, answer};
use serde_json::Value;
use std::path::Path;

fn document(server: &Server) -> Value {
    answer(agent().get(format!("{}/openapi.json", server.url)).call()).json
}

#[test]
fn the_document_is_the_one_in_the_repository() {
    let served = serde_json::to_string_pretty(&document(&Server::start())).unwrap() + "\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/openapi.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &served).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == served, "{} is not fresh; run the tests with UPDATE_EXPECT=1", path.display());
}

#[test]
fn every_operation_says_what_it_is_and_no_reference_leads_nowhere() {
    let document = document(&Server::start());
    assert_eq!(document["openapi"], "3.1.0");
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap());
    let mut ids = std::collections::BTreeSet::new();
    for (method, operation) in operations {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} twice");
        assert!(operation["summary"].is_string() && operation["tags"][0].is_string(), "{method} {id}");
    }
    assert!(ids.len() > 20, "{ids:?}");
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
    }
}

#[test]
fn the_page_needs_no_key_no_script_and_no_other_host() {
    let server = Server::start();
    let page = answer(agent().get(format!("{}/docs", server.url)).call());
    let html = page.json.as_str().unwrap();
    assert_eq!(page.status, 200);
    assert!(html.contains("Upload a statement") && html.contains("merchant_category"));
    assert!(!html.contains("<script") && !html.contains("http://") && !html.contains("https://"));
    let policy = page.headers.iter().find(|(name, _)| name == "content-security-policy").unwrap();
    assert!(policy.1.starts_with("default-src 'none'; style-src 'sha256-"), "{}", policy.1);
}
