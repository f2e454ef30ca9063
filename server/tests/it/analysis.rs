//! Reading what was uploaded: accounts, identity and transactions of an entity.

use crate::harness::{BANK, Server, keys};
use serde_json::{Value, json};
use std::collections::HashSet;
use testdata::{Direction, Ledger, accounts_of_samples, samples};

fn uploaded(server: &Server, entity_id: &str, sample: usize) -> Value {
    let pdf = &samples()[sample].bytes;
    let answer =
        server.upload("upload/?identity=true", pdf, &[("bank_name", BANK), ("entity_id", entity_id)]);
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json
}

/// Rows as the contract must print them, made from the ledger that was printed on paper.
fn rows_of(ledger: &Ledger) -> Vec<(String, String, String, String)> {
    let amount = |minor: i64| format!("{}.{:02}", minor / 100, minor % 100);
    let rows = ledger.rows.iter().map(|row| {
        let direction = if row.direction == Direction::Debit { "debit" } else { "credit" };
        let date = format!("{} 00:00:00", row.date);
        (date, direction.to_owned(), amount(row.amount_minor), amount(row.balance_minor))
    });
    rows.collect()
}

/// The same of an answer, numbers as their text.
fn rows_in(answer: &Value) -> Vec<(String, String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let amount = |value: &Value| format!("{:.2}", value.as_f64().unwrap());
    let rows = answer["transactions"].as_array().unwrap().iter().map(|row| {
        (text(&row["date"]), text(&row["transaction_type"]), amount(&row["amount"]), amount(&row["balance"]))
    });
    rows.collect()
}

#[test]
fn one_statement_gives_its_ledger_back() {
    let server = Server::start();
    let id = server.entity();
    let upload = uploaded(&server, &id, 2);
    let answer = server.settled(&id, "transactions");
    assert_eq!(keys(&answer), ["accounts", "entity_id", "fraud", "progress", "transactions"]);
    let statement_id = &upload["statement_id"];
    let progress =
        json!([{ "statement_id": statement_id, "status": "completed", "message": null, "source": "pdf" }]);
    assert_eq!((&answer["entity_id"], &answer["progress"]), (&json!(id), &progress));
    let (_, ledger) = accounts_of_samples();
    assert_eq!(rows_in(&answer), rows_of(&ledger));
    let row = &answer["transactions"][0];
    let expected = [
        "account_id",
        "amount",
        "balance",
        "date",
        "description",
        "hash",
        "merchant_category",
        "transaction_channel",
        "transaction_note",
        "transaction_type",
    ];
    assert_eq!(keys(row), expected);
    assert_eq!(row["account_id"], upload["identity"]["account_id"]);
    assert_eq!(row["transaction_note"], ledger.rows[0].narration);
    let hash = row["hash"].as_str().unwrap();
    assert!(
        hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase())
    );
}

#[test]
fn accounts_and_identity_have_the_shapes_of_the_contract() {
    let server = Server::start();
    let id = server.entity();
    let upload = uploaded(&server, &id, 0);
    let answer = server.settled(&id, "accounts");
    assert_eq!(keys(&answer), ["accounts", "entity_id", "fraud", "progress"]);
    let account = &answer["accounts"][0];
    let expected = [
        "account_category",
        "account_id",
        "account_number",
        "bank",
        "credit_limit",
        "ifsc",
        "last_updated",
        "micr",
        "months",
        "statements",
    ];
    assert_eq!(keys(account), expected);
    assert_eq!(account["account_id"], upload["identity"]["account_id"]);
    assert_eq!(account["bank"], BANK);
    assert_eq!(account["months"], json!(["2025-04", "2025-05", "2025-06", "2025-07"]));
    assert_eq!(account["statements"], json!([upload["statement_id"]]));
    let updated = account["last_updated"].as_str().unwrap();
    assert!(updated.len() == 27 && updated.ends_with('Z') && updated.as_bytes()[10] == b'T', "{updated}");
    assert_eq!(answer["fraud"], json!({ "fraudulent_statements": [], "fraud_type": [] }));

    let answer = server.settled(&id, "identity");
    assert_eq!(keys(&answer), ["accounts", "entity_id", "fraud", "identity", "progress"]);
    assert_eq!(
        keys(&answer["progress"][0]),
        ["message", "source", "statement_id", "status", "transaction_status"]
    );
    let identity = &answer["identity"][0];
    let expected = ["account_category", "account_id", "account_number", "address", "credit_limit", "name"];
    assert_eq!(keys(identity), expected);
    for key in expected {
        assert_eq!(identity[key], upload["identity"][key], "{key}");
    }
}

#[test]
fn overlapping_statements_merge_and_accounts_stay_apart() {
    let server = Server::start();
    let id = server.entity();
    // The later statement first: the order of uploads must not matter.
    for sample in [1, 0, 2] {
        uploaded(&server, &id, sample);
    }
    let answer = server.settled(&id, "transactions");
    let accounts = answer["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 2);
    assert_eq!(accounts[0]["statements"].as_array().unwrap().len(), 2);
    let (salary, second) = accounts_of_samples();
    for (account, ledger) in accounts.iter().zip([salary, second]) {
        assert_eq!(account["account_number"], ledger.account_number);
        let account_id = account["account_id"].as_str().unwrap();
        let only = server.get(&format!("entity/{id}/transactions/?account_id={account_id}")).json;
        assert_eq!(rows_in(&only), rows_of(&ledger), "each row once, oldest first");
        assert_eq!(only["accounts"].as_array().unwrap().len(), 1);
    }
    let rows = answer["transactions"].as_array().unwrap();
    let dates: Vec<&str> = rows.iter().map(|row| row["date"].as_str().unwrap()).collect();
    assert!(dates.is_sorted());
    let unique: HashSet<_> =
        rows.iter().map(|row| (row["account_id"].to_string(), row["hash"].to_string())).collect();
    assert_eq!(unique.len(), rows.len());
    let answer = server.get(&format!("entity/{id}/transactions/?account_id=17"));
    assert_eq!(
        (answer.status, answer.json),
        (400, json!({ "account_id": ["Must be a valid UUID."], "status": 0 }))
    );
}

#[test]
fn an_altered_statement_shows_where_its_balance_breaks() {
    let server = Server::start();
    let id = server.entity();
    let upload = uploaded(&server, &id, 3);
    let fraud = &server.settled(&id, "transactions")["fraud"];
    assert_eq!(fraud["fraudulent_statements"], json!([upload["statement_id"]]));
    let finding = &fraud["fraud_type"][0];
    let expected = ["account_id", "fraud_category", "fraud_type", "statement_id", "transaction_hash"];
    assert_eq!(keys(finding), expected);
    assert_eq!(finding["fraud_category"], "accounting");
    assert_eq!(finding["account_id"], upload["identity"]["account_id"]);
    assert_eq!(finding["statement_id"], upload["statement_id"]);
}

#[test]
fn an_entity_without_statements_has_empty_lists() {
    let server = Server::start();
    let id = server.entity();
    let fraud = json!({ "fraudulent_statements": [], "fraud_type": [] });
    let expected =
        json!({ "entity_id": id, "progress": [], "accounts": [], "fraud": fraud, "transactions": [] });
    assert_eq!(server.get(&format!("entity/{id}/transactions/")).json, expected);
}

#[test]
fn a_file_with_two_accounts_gives_both_with_their_rows() {
    let plan = testdata::LedgerPlan::default().months(1).rows_per_month(12);
    let (first, second) = (Ledger::invent(21, &plan), Ledger::invent(22, &plan));
    let second = Ledger { holder: first.holder.clone(), bank: first.bank.clone(), ..second };
    let printed = testdata::print_accounts(
        &[first.clone(), second.clone()],
        &testdata::layouts::lantern_bay_savings(),
        &testdata::PrintOptions::default(),
    );
    let server = Server::start();
    let id = server.entity();
    let upload = server.upload("upload/", &printed.bytes, &[("bank_name", BANK), ("entity_id", &id)]);
    assert_eq!(upload.status, 200, "{}", upload.json);
    let answer = server.settled(&id, "transactions");
    let accounts = answer["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 2);
    for (ledger, account) in [(&first, &accounts[0]), (&second, &accounts[1])] {
        assert_eq!(account["account_number"], ledger.account_number.as_str());
        let own: Vec<Value> = answer["transactions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["account_id"] == account["account_id"])
            .cloned()
            .collect();
        assert_eq!(rows_in(&json!({ "transactions": own })), rows_of(ledger));
    }
    let identity = server.settled(&id, "identity");
    assert_eq!(identity["identity"].as_array().unwrap().len(), 2);
}
