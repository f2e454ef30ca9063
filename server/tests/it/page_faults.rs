//! What pages say when something is wrong with the database behind them, or when an earlier version wrote it.

use crate::harness::{Server, agent, answer};
use crate::pages::{HTML, Visitor, header, read};
use testdata::samples;

/// Does something to the database of a server from outside.
fn in_database(server: &Server, sql: &str) {
    let path = server.data_dir().join("statera.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}", path.display());
        let pool = sqlx::any::AnyPoolOptions::new().max_connections(1).connect(&url).await.unwrap();
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        pool.close().await;
    });
}

#[test]
fn embedded_only_the_verdict_of_what_an_earlier_version_read_is_filled_in_at_the_start() {
    let mut server = Server::start();
    read(&server, &samples()[0].bytes, &[("link_id", "early")]);
    server.terminate();
    in_database(&server, "UPDATE statement SET verdict = NULL");
    in_database(&server, "DELETE FROM installation WHERE name = 'verdicts'");
    server.restart();
    let visitor = Visitor::signed_in(&server, &server.key);
    let started = std::time::Instant::now();
    while !visitor.page("/entities?state=proven").contains("early") {
        assert!(started.elapsed() < std::time::Duration::from_secs(30), "{}", visitor.page("/entities"));
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn embedded_only_a_fault_of_ours_is_a_page_for_people_and_json_for_programs_with_the_same_number_as_the_log()
{
    let server = Server::start();
    let (entity, statement) = read(&server, &samples()[0].bytes, &[]);
    let visitor = Visitor::signed_in(&server, &server.key);
    in_database(&server, "UPDATE report SET body_sealed = x'00'");
    for path in [format!("/statements/{statement}"), format!("/entities/{entity}")] {
        let answer = visitor.get(&path);
        assert_eq!((answer.status, header(&answer, "content-type")), (500, Some("text/html; charset=utf-8")));
        let id = header(&answer, "x-request-id").unwrap();
        let page = answer.json.as_str().unwrap();
        assert!(
            page.contains(&format!("<code>{id}</code>")) && page.contains("Something went wrong"),
            "{page}"
        );
        server.logged(&format!("request failed request_id={id}"));
    }
    let request = agent().get(format!("{}/v1/entities/{entity}/transactions", server.url));
    // A browser that is sent to the API gets what the API answers.
    let told = answer(request.header("accept", HTML).header("x-api-key", &server.key).call());
    assert_eq!((told.status, &told.json["detail"]), (500, &"Internal server error.".into()));
    assert_eq!(told.json["request_id"].as_str(), header(&told, "x-request-id"));
    let nowhere = Visitor::stranger(&server).get("/no/such/page");
    assert_eq!(nowhere.status, 404);
    assert!(nowhere.json.as_str().unwrap().contains("There is nothing here"));
}
