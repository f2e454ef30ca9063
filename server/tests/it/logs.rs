//! What is logged, at the most talkative level, holds nothing personal.

use crate::harness::{BANK, Server};
use testdata::{Cipher, encrypt, samples};

#[test]
fn logs_hold_no_names_numbers_narrations_links_passwords_or_keys() {
    let server = Server::start_with("[log]\nlevel = \"trace\"\n");
    let pdf = encrypt(&samples()[0].bytes, Cipher::Aes256, "canary-password", "owner").unwrap();
    let link = "canary-link-919876543210";
    let fields = [("bank_name", BANK), ("link_id", link), ("pdf_password", "canary-password")];
    let answer = server.upload("upload/?identity=true", &pdf, &fields);
    assert_eq!(answer.status, 200, "{}", answer.json);
    server.settled(answer.json["entity_id"].as_str().unwrap(), "transactions");
    server.upload("upload/", &pdf, &[("bank_name", BANK), ("pdf_password", "canary-wrong")]);
    server.get(&format!("entity/?link_id={link}"));
    server.get_as("canary-key", "entity/");

    let text = server.log();
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
        assert!(!text.contains(&canary), "{canary} is in the log");
    }
}
