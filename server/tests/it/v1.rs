//! Our own API: evidence, pages, events, deletion.

use crate::harness::{Answer, Server, agent, answer, keys};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use testdata::samples;

fn get(server: &Server, path: &str) -> Answer {
    answer(agent().get(format!("{}/v1/{path}", server.url)).header("x-api-key", &server.key).call())
}

fn uploaded(server: &Server) -> String {
    let answer = server.upload("bankless_upload/", &samples()[0].bytes, &[("link_id", "one")]);
    answer.json["entity_id"].as_str().unwrap().to_owned()
}

#[test]
fn an_answer_waits_until_its_values_are_there() {
    let server = Server::start();
    let entity = uploaded(&server);
    let score = server.get(&format!("entity/{entity}/score/?wait=30"));
    assert_eq!(score.json["progress"][0]["status"], "completed");
    assert!(score.json["score"][0]["account_id"].is_string());
    for wait in ["61", "-1", "x", "1.5"] {
        assert_eq!(server.get(&format!("entity/{entity}/score/?wait={wait}")).status, 400, "{wait}");
    }
}

#[test]
fn rows_come_in_pages_with_decimal_texts_and_evidence() {
    let server = Server::start();
    let entity = uploaded(&server);
    let contract = server.get(&format!("entity/{entity}/transactions/?wait=30")).json["transactions"].clone();
    let contract = contract.as_array().unwrap();
    let (mut rows, mut after) = (Vec::new(), String::new());
    loop {
        let page = get(&server, &format!("entities/{entity}/transactions?limit=7&after={after}"));
        assert_eq!((page.status, keys(&page.json)), (200, vec!["items", "next"]), "{}", page.json);
        rows.extend(page.json["items"].as_array().unwrap().clone());
        match page.json["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(rows.len(), contract.len());
    for (row, known) in rows.iter().zip(contract) {
        assert_eq!((&row["hash"], &row["narration"]), (&known["hash"], &known["transaction_note"]));
        assert!(row["amount"].as_str().unwrap().contains('.'), "{row}");
        assert_eq!(row["amount"].as_str().unwrap().parse::<f64>().ok(), known["amount"].as_f64());
        assert!(
            row["evidence"][0]["page"].as_u64().unwrap() > 0 && row["evidence"][0]["box"]["x1"].is_number()
        );
    }
    for wrong in ["limit=0", "limit=251", "after=x", "after=eyJ9.00"] {
        assert_eq!(get(&server, &format!("entities/{entity}/transactions?{wrong}")).status, 400, "{wrong}");
    }
    // A cursor is of its list: another entity's does not do.
    let other = server.entity();
    let first = get(&server, &format!("entities/{entity}/transactions?limit=1")).json["next"].clone();
    let stolen = get(&server, &format!("entities/{other}/transactions?after={}", first.as_str().unwrap()));
    assert_eq!((stolen.status, &stolen.json["detail"]), (404, &json!("Invalid page.")));
}

#[test]
fn statements_findings_and_analyses_say_what_they_rest_on() {
    let server = Server::start();
    let entity = uploaded(&server);
    let analyses = get(&server, &format!("entities/{entity}/analyses?wait=30")).json;
    assert_eq!(analyses["progress"], "completed");
    let account = &analyses["accounts"][0];
    assert!(account["salary"][0]["transaction_hash"].is_string() && account["income_per_month"].is_string());
    assert!(account["monthly"]["amt_credit"].as_object().unwrap().values().all(Value::is_string));
    let statements = get(&server, &format!("entities/{entity}/statements")).json;
    let statement = &statements["items"][0];
    assert_eq!(statement["progress"]["analysis"], "completed");
    assert_eq!(statement["accounts"][0]["verdict"], "proven");
    assert_eq!(statement["accounts"][0]["header"]["account_number"]["at"]["page"], 1);
    assert!(get(&server, &format!("entities/{entity}/findings")).json["items"].is_array());
    let shown = get(&server, &format!("entities/{entity}")).json;
    assert_eq!((&shown["analysis"], &shown["link_id"]), (&json!("completed"), &json!("one")));
    assert!(shown["risk"]["score"].as_u64().unwrap() <= 100, "{shown}");
    let empty = get(&server, &format!("entities/{}", server.entity())).json;
    assert_eq!((&empty["analysis"], &empty["risk"]), (&json!("completed"), &Value::Null));
    let unknown = "0b0e6e64-2f66-4a5c-9a39-0a5a9e2d3c41";
    for list in ["", "/statements", "/transactions", "/findings", "/analyses", "/events"] {
        assert_eq!(get(&server, &format!("entities/{unknown}{list}")).status, 404, "{list}");
        assert_eq!(get(&server, &format!("entities/x{list}")).status, 400, "{list}");
    }
}

#[test]
fn events_tell_of_progress_until_everything_is_settled() {
    let server = Server::start();
    let entity = uploaded(&server);
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(30))).unwrap();
    let request = format!(
        "GET /v1/entities/{entity}/events HTTP/1.1\r\nhost: x\r\nx-api-key: {}\r\nconnection: close\r\n\r\n",
        server.key
    );
    stream.write_all(request.as_bytes()).unwrap();
    let data = BufReader::new(stream).lines().map(Result::unwrap).filter_map(|line| {
        line.strip_prefix("data: ").map(|data| serde_json::from_str::<Value>(data).unwrap())
    });
    // The stream ends by itself.
    let events: Vec<Value> = data.collect();
    assert!(events.iter().all(|event| event["entity_id"] == json!(entity)));
    let last = events.last().unwrap();
    assert_eq!(last["is_settled"], true);
    assert_eq!(last["statements"][0]["analysis"], "completed");
}

#[test]
fn entities_are_listed_by_pages_and_deleted_with_all_that_is_theirs() {
    let server = Server::start();
    let entity = uploaded(&server);
    server.settled(&entity, "score");
    let others: Vec<String> = (0..4).map(|_| server.entity()).collect();
    let page = get(&server, "entities?limit=3").json;
    let next = get(&server, &format!("entities?limit=3&after={}", page["next"].as_str().unwrap())).json;
    let ids = [&page, &next].into_iter().flat_map(|page| page["items"].as_array().unwrap());
    let ids: Vec<&str> = ids.map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(
        (ids[0], &ids[1..], &next["next"]),
        (entity.as_str(), &others.iter().map(String::as_str).collect::<Vec<_>>()[..], &Value::Null)
    );
    let pdf = server.get(&format!("entity/{entity}/get_pdfs/")).json["statements"][0]["pdf_url"].clone();
    let pdf = pdf.as_str().unwrap().to_owned();
    assert_eq!(agent().get(&pdf).call().unwrap().status().as_u16(), 200);
    let delete = |key: &str| {
        let url = format!("{}/v1/entities/{entity}", server.url);
        answer(agent().delete(url).header("x-api-key", key).call()).status
    };
    assert_eq!(delete(&server.create_key("second")), 404);
    assert_eq!((delete(&server.key), delete(&server.key)), (204, 404));
    assert_eq!(server.get(&format!("entity/{entity}/")).status, 404);
    assert_eq!(agent().get(&pdf).call().unwrap().status().as_u16(), 404);
    let left = std::fs::read_dir(server.data_dir().join("objects")).unwrap().flatten();
    let left = left
        .filter(|entry| entry.file_name() != "staging")
        .flat_map(|folder| std::fs::read_dir(folder.path()).unwrap());
    assert_eq!(left.count(), 0, "its documents are gone");
    let again = uploaded(&server);
    assert_ne!(again, entity, "the link begins anew");
}
