//! What an operator sees: figures and logs, and that neither says anything of a customer.

use crate::harness::{BANK, Server, agent, answer};
use serde_json::Value;
use testdata::samples;

fn metrics(server: &Server) -> String {
    let answered = answer(agent().get(format!("{}/metrics", server.url)).call());
    assert_eq!(answered.status, 200);
    answered.json.as_str().unwrap().to_owned()
}

/// The value of a line, by its name and labels.
fn value(text: &str, line: &str) -> Option<f64> {
    text.lines().find_map(|it| it.strip_prefix(line)?.trim().parse().ok())
}

#[test]
fn figures_tell_verdicts_refusals_stages_requests_and_the_queue() {
    let server = Server::start();
    let accepted = server.upload("upload/", &samples()[0].bytes, &[("bank_name", BANK)]);
    let entity = accepted.json["entity_id"].as_str().unwrap().to_owned();
    server.settled(&entity, "recurring_transactions");
    assert_eq!(server.upload("upload/", b"no pdf", &[("bank_name", BANK)]).status, 400);
    let text = metrics(&server);
    for (line, wanted) in [
        ("statera_verdicts_total{verdict=\"proven\"}", 1.0),
        ("statera_refusals_total{reason=\"not_parsable\"}", 1.0),
        ("statera_stage_duration_seconds_count{stage=\"inspect\"}", 2.0),
        ("statera_stage_duration_seconds_count{stage=\"read\"}", 1.0),
        ("statera_stage_duration_seconds_count{stage=\"wait\"}", 2.0),
        ("statera_jobs_total{kind=\"read_statement\",outcome=\"over\"}", 1.0),
        ("statera_http_requests_in_flight", 0.0),
        ("statera_queue_oldest_ready_seconds", 0.0),
    ] {
        assert_eq!(value(&text, line), Some(wanted), "{line} in\n{text}");
    }
    let route = "statera_http_request_duration_seconds_count{method=\"POST\",\
                 route=\"/bank-connect/v1/statement/upload\",status=\"200\"}";
    assert_eq!(value(&text, route), Some(1.0), "{text}");
    assert!(!text.contains(&entity), "routes are patterns, not paths");
}

#[test]
fn a_child_reads_one_document_after_another() {
    let server = Server::start_with("[jobs]\nworkers = 1\n");
    for at in 0..4 {
        let pdf = [samples()[2].bytes.as_slice(), format!("\n% {at}\n").as_bytes()].concat();
        let accepted = server.upload("upload/", &pdf, &[("bank_name", BANK)]);
        server.settled(accepted.json["entity_id"].as_str().unwrap(), "transactions");
    }
    let text = metrics(&server);
    let children = value(&text, "statera_sandbox_children_total").unwrap();
    assert!(children <= 2.0, "eight readings, {children} children");
}

#[test]
fn json_logs_carry_the_request_id_that_the_client_sees() {
    let server = Server::start_with("[log]\nformat = \"json\"\n");
    let accepted = server.upload("upload/", &samples()[0].bytes, &[("bank_name", BANK)]);
    let id = accepted.headers.iter().find(|(name, _)| name == "x-request-id").unwrap().1.clone();
    server.settled(accepted.json["entity_id"].as_str().unwrap(), "transactions");
    let log = server.log();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let line = |message: &str| {
        lines.iter().find(|line| line["message"] == message).unwrap_or_else(|| panic!("{message} in\n{log}"))
    };
    // What happens within the request knows it by its span, the request's own line by a field.
    assert_eq!(line("statement accepted")["span"]["request_id"], id.as_str(), "{log}");
    assert!(lines.iter().any(|line| line["request_id"] == id.as_str() && line["status"] == 200), "{log}");
}

#[test]
fn a_callers_request_id_is_taken_when_it_is_a_uuid() {
    let server = Server::start();
    let ask = |id: &str| {
        let request = agent().get(format!("{}/healthz", server.url)).header("x-request-id", id);
        let answered = answer(request.call());
        answered.headers.iter().find(|(name, _)| name == "x-request-id").unwrap().1.clone()
    };
    let theirs = "7f3a0a8e-38d0-4a2e-9b63-4f8f0c7f8a11";
    assert_eq!(ask(theirs), theirs);
    assert_ne!(ask("asha.rao@example.com"), "asha.rao@example.com", "it could be anybody's name");
}
