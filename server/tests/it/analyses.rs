//! What the statements of an entity say together: salary, recurring sets, lenders, figures, score.

use crate::harness::{Server, keys};
use serde_json::{Value, json};
use testdata::samples;

/// An entity with the statements of the first account of the samples, and an analysis.
fn analyzed(server: &Server, which: &[usize]) -> String {
    let samples = samples();
    let mut entity = String::new();
    for index in which {
        let answer = server.upload("bankless_upload/", &samples[*index].bytes, &[("link_id", "one")]);
        assert_eq!(answer.status, 200, "{}", answer.json);
        entity = answer.json["entity_id"].as_str().unwrap().to_owned();
    }
    entity
}

const ENVELOPE: [&str; 4] = ["accounts", "entity_id", "fraud", "progress"];

#[test]
fn salary_says_the_month_it_pays_for() {
    let server = Server::start();
    let entity = analyzed(&server, &[0]);
    let answer = server.settled(&entity, "salary");
    assert_eq!(keys(&answer), [&ENVELOPE[..], &["transactions"]].concat());
    let rows = answer["transactions"].as_array().unwrap();
    assert!(rows.len() >= 3, "{answer}");
    let expected = [
        "account_id",
        "amount",
        "balance",
        "clean_transaction_note",
        "date",
        "description",
        "hash",
        "merchant_category",
        "month_year",
        "transaction_channel",
        "transaction_note",
        "transaction_type",
    ];
    for row in rows {
        assert_eq!(keys(row), expected);
        assert_eq!(row["transaction_type"], "credit");
        let month = row["month_year"].as_str().unwrap();
        assert!(month.ends_with("-2025") && !month.starts_with('0'), "{month}");
    }
    let transactions = server.settled(&entity, "transactions");
    let known: Vec<&Value> =
        transactions["transactions"].as_array().unwrap().iter().map(|row| &row["hash"]).collect();
    assert!(rows.iter().all(|row| known.contains(&&row["hash"])), "every salary is one of the rows");
}

#[test]
fn recurring_sets_have_the_upper_median_and_capitals() {
    let server = Server::start();
    let entity = analyzed(&server, &[0]);
    let answer = server.settled(&entity, "recurring_transactions");
    assert_eq!(keys(&answer["transactions"]), ["credit_transactions", "debit_transactions"]);
    let lists = ["credit_transactions", "debit_transactions"].map(|list| &answer["transactions"][list]);
    let sets: Vec<&Value> = lists.iter().flat_map(|list| list.as_array().unwrap()).collect();
    assert!(!sets.is_empty(), "{answer}");
    for set in sets {
        let expected = [
            "account_id",
            "clean_transaction_note",
            "end_date",
            "median",
            "start_date",
            "transaction_channel",
            "transactions",
        ];
        assert_eq!(keys(set), expected);
        let channel = set["transaction_channel"].as_str().unwrap();
        assert_eq!(channel, channel.to_uppercase());
        let rows = set["transactions"].as_array().unwrap();
        let mut amounts: Vec<f64> = rows.iter().map(|row| row["amount"].as_f64().unwrap()).collect();
        amounts.sort_by(f64::total_cmp);
        assert_eq!(set["median"].as_f64().unwrap(), amounts[amounts.len() / 2]);
        assert_eq!((&set["start_date"], &set["end_date"]), (&rows[0]["date"], &rows[rows.len() - 1]["date"]));
        assert!(
            rows.iter().all(
                |row| row.get("merchant_category").is_none() && row["clean_transaction_note"].is_string()
            )
        );
    }
}

#[test]
fn figures_come_per_account_in_the_order_of_the_months() {
    let server = Server::start();
    let entity = analyzed(&server, &[0]);
    let answer = server.settled(&entity, "monthly_analysis_updated");
    assert_eq!(keys(&answer), ["accounts", "entity_id", "fraud", "monthly_analysis", "progress"]);
    let account = answer["accounts"][0]["account_id"].as_str().unwrap().to_owned();
    let metrics = &answer["monthly_analysis"]["account_id"][0][&account]["monthly_analysis"];
    assert_eq!(metrics.as_object().unwrap().len(), 95, "{metrics}");
    assert_eq!(keys(&metrics["amt_credit"]), ["Apr-2025", "Jul-2025", "Jun-2025", "May-2025"]);
    let raw = {
        let url = format!("{}/bank-connect/v1/entity/{entity}/monthly_analysis_updated", server.url);
        let mut response = crate::harness::agent().get(&url).header("x-api-key", &server.key).call().unwrap();
        response.body_mut().read_to_string().unwrap()
    };
    let at = |month: &str| raw.find(month).unwrap();
    assert!(
        at("Apr-2025") < at("May-2025") && at("May-2025") < at("Jun-2025"),
        "clients read months by position"
    );
    let transactions = server.settled(&entity, "transactions");
    let april: i64 = transactions["transactions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| {
            row["transaction_type"] == "credit" && row["date"].as_str().unwrap().starts_with("2025-04")
        })
        .map(|row| (row["amount"].as_f64().unwrap() * 100.0).round() as i64)
        .sum();
    assert_eq!((metrics["amt_credit"]["Apr-2025"].as_f64().unwrap() * 100.0).round() as i64, april);

    let answer = server.settled(&entity, "predictors");
    assert_eq!(keys(&answer), ["entity_id", "predictors", "progress"]);
    assert_eq!(answer["predictors"][0]["account_id"], json!(account));
    assert_eq!(answer["predictors"][0]["predictors"]["month_0"], "Jul-25");
    let answer = server.settled(&entity, "score");
    let score = answer["score"][0]["score"].as_i64().unwrap();
    assert!((300..=900).contains(&score) && !answer["score"][0]["reasons"].as_array().unwrap().is_empty());
    let answer = server.settled(&entity, "rolling_monthly_analysis");
    let rolling = &answer["rolling_monthly_analysis"][0]["rolling_monthly_analysis"];
    assert!(rolling["month_0"]["credit"]["count"].as_i64().unwrap() > 0, "{answer}");
}

#[test]
fn expenses_sum_to_a_hundred_and_the_largest_rows_are_keyed_by_month() {
    let server = Server::start();
    let entity = analyzed(&server, &[0, 2]);
    let answer = server.settled(&entity, "get_expense_categories");
    assert_eq!(keys(&answer), ["categories", "entity_id", "progress"]);
    let shares = answer["categories"].as_array().unwrap();
    assert_eq!(shares.iter().map(|share| share["percentage"].as_i64().unwrap()).sum::<i64>(), 100);
    let answer = server.settled(&entity, "top_credits_debits");
    let top = &answer["top_5_credit_debit"];
    assert_eq!(keys(top), ["top_5_credit", "top_5_debit"]);
    let april = top["top_5_debit"]["Apr-25"].as_object().unwrap();
    assert!((1..=5).contains(&april.len()), "{answer}");
    let lender = server.settled(&entity, "lender_transactions");
    assert_eq!(keys(&lender), [&ENVELOPE[..], &["transactions"]].concat());
}

#[test]
fn a_later_statement_runs_the_analysis_again_and_an_account_can_be_asked_for_alone() {
    let server = Server::start();
    let entity = analyzed(&server, &[0]);
    let before = server.settled(&entity, "salary")["transactions"].as_array().unwrap().len();
    analyzed(&server, &[1, 2]);
    let after = server.settled(&entity, "salary");
    assert!(after["transactions"].as_array().unwrap().len() > before, "{after}");
    assert_eq!(after["accounts"].as_array().unwrap().len(), 2);
    for account in after["accounts"].as_array().unwrap() {
        let id = account["account_id"].as_str().unwrap();
        let alone = server.get(&format!("entity/{entity}/monthly_analysis_updated/?account_id={id}")).json;
        let list = alone["monthly_analysis"]["account_id"].as_array().unwrap();
        assert_eq!((list.len(), keys(&list[0])), (1, vec![id]));
    }
}

#[test]
fn an_entity_without_statements_is_settled_and_an_unknown_one_is_not_found() {
    let server = Server::start();
    let entity = server.entity();
    for analysis in ["salary", "predictors", "score", "get_expense_categories"] {
        let answer = server.get(&format!("entity/{entity}/{analysis}/"));
        assert_eq!((answer.status, &answer.json["progress"]), (200, &json!([])), "{analysis}");
    }
    let unknown = "0b0e6e64-2f66-4a5c-9a39-0a5a9e2d3c41";
    assert_eq!(server.get(&format!("entity/{unknown}/salary/")).status, 404);
}
