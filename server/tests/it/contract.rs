//! Every endpoint of the contract's entity flow is there, wants a key, and answers with the keys that the contract names.

use crate::harness::{Server, agent, answer, keys};
use serde_json::Value;
use testdata::samples;

/// Path below `entity/{id}/`, and the keys of its answer.
const ANALYSES: &[(&str, &[&str])] = &[
    ("", &["entity_id", "link_id", "meta_data"]),
    ("accounts/", &["accounts", "entity_id", "fraud", "progress"]),
    ("identity/", &["accounts", "entity_id", "fraud", "identity", "progress"]),
    ("transactions/", &["accounts", "entity_id", "fraud", "progress", "transactions"]),
    ("salary/", &["accounts", "entity_id", "fraud", "progress", "transactions"]),
    ("recurring_transactions/", &["accounts", "entity_id", "fraud", "progress", "transactions"]),
    ("lender_transactions/", &["accounts", "entity_id", "fraud", "progress", "transactions"]),
    ("get_expense_categories/", &["categories", "entity_id", "progress"]),
    ("top_credits_debits/", &["entity_id", "progress", "top_5_credit_debit"]),
    ("monthly_analysis_updated/", &["accounts", "entity_id", "fraud", "monthly_analysis", "progress"]),
    ("monthly_analysis/", &["entity_id", "monthly_analysis", "progress"]),
    ("rolling_monthly_analysis/", &["entity_id", "progress", "rolling_monthly_analysis"]),
    ("raw_excel_report/", &["entity_id", "progress", "reports"]),
    ("xlsx_report/", &["entity_id", "progress", "reports"]),
    ("predictors/", &["entity_id", "predictors", "progress"]),
    ("score/", &["entity_id", "progress", "score"]),
    ("get_pdfs/", &["entity_id", "statements"]),
];

const OTHERS: &[(&str, &str)] = &[
    ("POST", "entity/"),
    ("GET", "entity/"),
    ("POST", "statement/upload/"),
    ("POST", "statement/bankless_upload/"),
    ("POST", "statement/upload_base64/"),
    ("POST", "statement/bankless_upload_base64/"),
    ("POST", "entity/update_webhook/"),
    ("GET", "entity/webhook_payloads/"),
    ("GET", "net_banking_health/"),
];

fn status(server: &Server, method: &str, path: &str, key: Option<&str>) -> u16 {
    let url = format!("{}/bank-connect/v1/{path}", server.url);
    let key = key.unwrap_or("none");
    let answered = if method == "GET" {
        agent().get(url).header("x-api-key", key).call()
    } else {
        agent().post(url).header("x-api-key", key).send_empty()
    };
    answer(answered).status
}

#[test]
fn every_endpoint_of_the_entity_flow_is_there_with_its_keys() {
    let server = Server::start();
    let uploaded = server.upload("bankless_upload/", &samples()[0].bytes, &[]);
    let entity = uploaded.json["entity_id"].as_str().unwrap();
    server.get(&format!("entity/{entity}/score/?wait=30"));
    let document = answer(agent().get(format!("{}/openapi.json", server.url)).call()).json;
    for (path, expected) in ANALYSES {
        let full = format!("entity/{entity}/{path}");
        let shown = server.get(&full);
        assert_eq!((shown.status, keys(&shown.json)), (200, expected.to_vec()), "{path}");
        let progress = shown.json["progress"].as_array().into_iter().flatten();
        assert!(
            progress.clone().all(|one| one["status"] == "completed" && one["message"] == Value::Null),
            "{path}"
        );
        assert_eq!(status(&server, "GET", &full, None), 401, "{path}");
        assert_eq!(status(&server, "POST", &full, Some(&server.key)), 405, "{path}");
        assert!(
            document["paths"][format!("/bank-connect/v1/entity/{{entity_id}}/{path}")]["get"].is_object(),
            "{path}"
        );
    }
    for (method, path) in OTHERS {
        assert_eq!(status(&server, method, path, None), 401, "{method} {path}");
        assert!(
            ![401, 404, 405, 500].contains(&status(&server, method, path, Some(&server.key))),
            "{method} {path}"
        );
        let described = &document["paths"][format!("/bank-connect/v1/{path}")][method.to_lowercase()];
        assert!(described.is_object(), "{method} {path}");
    }
}
