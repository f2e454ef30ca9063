//! A statement that was seen before, for another customer.

use crate::harness::{BANK, Server, agent, answer};
use serde_json::{Value, json};
use testdata::{Ledger, LedgerPlan, PrintOptions, layouts};

fn printed(ledger: &Ledger) -> Vec<u8> {
    testdata::print(ledger, &layouts::lantern_bay_savings(), &PrintOptions::default())
}

/// Uploads for a customer: whether that is fraud and of which kind, and the entity.
fn upload(server: &Server, pdf: &[u8], customer: &str) -> (Value, Value, String) {
    let fields = [("bank_name", BANK), ("link_id", customer)];
    let answer = server.upload("upload/?identity=true", pdf, &fields);
    assert_eq!(answer.status, 200, "{}", answer.json);
    let entity = answer.json["entity_id"].as_str().unwrap().to_owned();
    (answer.json["is_fraud"].clone(), answer.json["fraud_type"].clone(), entity)
}

#[test]
fn rows_of_another_customer_are_named_at_upload_and_stay_named() {
    let server = Server::start();
    let ledger = Ledger::invent(23, &LedgerPlan::default());
    let (quiet, none) = (json!(false), Value::Null);
    let (is_fraud, kind, first) = upload(&server, &printed(&ledger), "customer-1");
    assert_eq!((&is_fraud, &kind), (&quiet, &none), "nothing was seen before");
    // The same customer sends a shorter statement of the same account, and a joint holder the same one.
    let shorter = ledger.between(ledger.from, ledger.rows[ledger.rows.len() * 2 / 3].date);
    for (pdf, customer) in [(printed(&shorter), "customer-1"), (printed(&ledger), "customer-2")] {
        let (is_fraud, kind, _) = upload(&server, &pdf, customer);
        assert_eq!((&is_fraud, &kind), (&quiet, &none), "{customer}");
    }
    let mut sold = ledger.clone();
    sold.holder = "RAVI SAMPLE".to_owned();
    sold.account_number = ledger.account_number.chars().rev().collect();
    let (is_fraud, kind, entity) = upload(&server, &printed(&sold), "customer-3");
    assert_eq!((is_fraud, kind), (json!(true), json!("template_reuse")));
    let transactions = server.settled(&entity, "transactions");
    let types = transactions["fraud"]["fraud_type"].as_array().unwrap();
    assert!(types.iter().any(|one| one["fraud_type"] == "template_reuse"), "{types:?}");

    // It weighs in the risk of this customer, and not in that of the first.
    let risk = |entity: &str| {
        server.settled(entity, "score");
        let url = format!("{}/v1/entities/{entity}", server.url);
        answer(agent().get(url).header("x-api-key", &server.key).call()).json["risk"].clone()
    };
    let (theirs, first) = (risk(&entity), risk(&first));
    let reason = |risk: &Value| {
        let reasons = risk["reasons"].as_array().unwrap();
        reasons.iter().find(|reason| reason["id"] == "template_reuse").cloned()
    };
    let found = reason(&theirs).unwrap();
    assert_eq!((&found["severity"], &theirs["band"]), (&json!("high"), &json!("high")), "{theirs}");
    assert!(found["summary"].as_str().unwrap().contains("another customer"), "{found}");
    let points = theirs["reasons"].as_array().unwrap().iter().map(|one| one["points"].as_u64().unwrap());
    assert_eq!(points.sum::<u64>(), theirs["score"].as_u64().unwrap());
    assert_eq!(reason(&first), None, "{first}");
    assert!(first["score"].as_u64() < theirs["score"].as_u64());
    let url = format!("{}/v1/entities/{entity}/findings", server.url);
    let listed = answer(agent().get(url).header("x-api-key", &server.key).call()).json;
    let listed = listed["items"].as_array().unwrap();
    assert!(listed.iter().any(|one| one["id"] == "template_reuse" && one["statement_id"].is_string()));
}

#[test]
fn another_tenant_knows_nothing_of_it() {
    let server = Server::start();
    let ledger = Ledger::invent(23, &LedgerPlan::default());
    upload(&server, &printed(&ledger), "customer-1");
    let mut sold = ledger.clone();
    sold.account_number = ledger.account_number.chars().rev().collect();
    let key = server.create_key("second");
    let (content_type, body) = crate::harness::multipart(Some(&printed(&sold)), &[("bank_name", BANK)]);
    let path = "statement/upload/?identity=true";
    let answer = server.post_as(&key, path, &content_type, &body);
    assert_eq!((answer.status, &answer.json["is_fraud"]), (200, &json!(false)), "{}", answer.json);
}
