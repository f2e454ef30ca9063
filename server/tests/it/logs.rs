//! What is logged, at the most talkative level, and what is measured hold no names, numbers, narrations, links, passwords or keys.

use crate::harness::{BANK, Server, agent, answer};
use testdata::{Cipher, encrypt, samples};

#[test]
fn logs_for_people_and_machines_hold_no_canary() {
    for format in ["text", "json"] {
        logs_and_figures_hold_no_canary(format);
    }
}

fn logs_and_figures_hold_no_canary(format: &str) {
    let server = Server::start_with(&format!("[log]\nlevel = \"trace\"\nformat = \"{format}\"\n"));
    let pdf = encrypt(&samples()[0].bytes, Cipher::Aes256, "canary-password", "owner").unwrap();
    let link = "canary-link-919876543210";
    let fields = [("bank_name", BANK), ("link_id", link), ("pdf_password", "canary-password")];
    let uploaded = server.upload("upload/?identity=true", &pdf, &fields);
    assert_eq!(uploaded.status, 200, "{}", uploaded.json);
    server.settled(uploaded.json["entity_id"].as_str().unwrap(), "transactions");
    server.upload("upload/", &pdf, &[("bank_name", BANK), ("pdf_password", "canary-wrong")]);
    server.get(&format!("entity/?link_id={link}"));
    server.get_as("canary-key", "entity/");

    let figures = answer(agent().get(format!("{}/metrics", server.url)).call());
    let text = format!("{}{}", server.log(), figures.json);
    assert!(text.lines().count() > 5, "{text}");
    let (ledger, _) = testdata::accounts_of_samples();
    let row = ledger.rows[0].narration.clone();
    let canaries = [
        ledger.holder,
        ledger.account_number,
        ledger.customer_id,
        row,
        link.to_owned(),
        "canary-".to_owned(),
        server.key.clone(),
    ];
    for canary in canaries {
        assert!(!text.contains(&canary), "{canary} is in the log or the figures");
    }
}
