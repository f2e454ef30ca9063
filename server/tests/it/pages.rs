//! The pages of a server as a browser asks for them: who sees what, under which policy, and what they say.

use crate::harness::{Answer, PATIENT, Server, agent, answer, multipart};
use serde_json::Value;
use testdata::{Cipher, Ledger, LedgerPlan, PrintOptions, layouts, samples};

/// A browser that keeps cookies, as far as these pages need one.
pub struct Visitor<'s> {
    server: &'s Server,
    cookie: String,
}

pub const HTML: &str = "text/html,application/xhtml+xml";

impl<'s> Visitor<'s> {
    pub fn stranger(server: &'s Server) -> Visitor<'s> {
        Visitor { server, cookie: String::new() }
    }

    pub fn signed_in(server: &'s Server, key: &str) -> Visitor<'s> {
        let mut visitor = Visitor::stranger(server);
        let answer = visitor.sign_in(key, "/entities", "same-origin");
        assert_eq!((answer.status, header(&answer, "location")), (303, Some("/entities")));
        visitor.keep(&answer);
        visitor
    }

    fn sign_in(&self, key: &str, to: &str, site: &str) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new())
            .append_pair("key", key)
            .append_pair("to", to)
            .finish();
        let request = agent_without_redirects().post(format!("{}/sign-in", self.server.url));
        let request = request.header("accept", HTML).header("sec-fetch-site", site);
        answer(request.header("content-type", "application/x-www-form-urlencoded").send(&body))
    }

    fn keep(&mut self, answer: &Answer) {
        let cookies = answer.headers.iter().filter(|(name, _)| name == "set-cookie");
        let cookies: Vec<&str> = cookies.filter_map(|(_, value)| value.split(';').next()).collect();
        assert!(!cookies.is_empty());
        self.cookie = cookies.join("; ");
    }

    pub fn get(&self, path: &str) -> Answer {
        let request = agent_without_redirects().get(format!("{}{path}", self.server.url));
        answer(request.header("accept", HTML).header("cookie", &self.cookie).call())
    }

    pub fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.json);
        answer.json.as_str().unwrap().to_owned()
    }

    fn bytes(&self, path: &str) -> (u16, Vec<u8>) {
        let request = agent_without_redirects().get(format!("{}{path}", self.server.url));
        let mut response = request.header("cookie", &self.cookie).call().unwrap();
        (response.status().as_u16(), response.body_mut().with_config().limit(50 << 20).read_to_vec().unwrap())
    }

    fn post(&self, path: &str, from: &[(&str, &str)], (kind, body): (String, Vec<u8>)) -> Answer {
        let mut request = agent_without_redirects().post(format!("{}{path}", self.server.url));
        for (name, value) in from {
            request = request.header(*name, *value);
        }
        answer(request.header("cookie", &self.cookie).header("content-type", kind).send(&body))
    }
}

fn agent_without_redirects() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().new_agent()
}

pub fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Uploads a document and waits until what it says is there; answers the entity and the statement.
pub fn read(server: &Server, pdf: &[u8], fields: &[(&str, &str)]) -> (String, String) {
    let uploaded = server.upload("bankless_upload/", pdf, fields);
    assert_eq!(uploaded.status, 200, "{}", uploaded.json);
    let text = |name: &str| uploaded.json[name].as_str().unwrap().to_owned();
    let entity = text("entity_id");
    server.settled(&entity, "salary");
    (entity, text("statement_id"))
}

fn print(seed: u64, change: impl Fn(&mut Ledger)) -> Vec<u8> {
    let mut ledger = Ledger::invent(seed, &LedgerPlan::default().months(3).rows_per_month(12));
    change(&mut ledger);
    testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default())
}

#[test]
fn pages_want_a_sign_in_and_a_wrong_key_is_told_so() {
    let server = Server::start();
    let stranger = Visitor::stranger(&server);
    for path in ["/entities", "/entities/0b1e9c6e-6b1c-4a53-9a1f-0a4f0f1f6a10", "/statements/x"] {
        let answer = stranger.get(path);
        assert_eq!(
            (answer.status, header(&answer, "location").unwrap()),
            (303, &*format!("/sign-in?to={path}"))
        );
    }
    assert_eq!(header(&stranger.get("/"), "location"), Some("/entities"));
    let page = stranger.page("/sign-in?to=//evil.example");
    assert!(page.contains("name=\"to\" value=\"/entities\"") && page.contains("API key"), "{page}");

    let refused = stranger.sign_in("sk_live_nonsense", "/entities", "same-origin");
    assert_eq!((refused.status, header(&refused, "set-cookie")), (401, None));
    assert!(refused.json.as_str().unwrap().contains("This key is not known"));
    assert!(!refused.json.as_str().unwrap().contains("nonsense"), "a key is never shown");

    let taken = stranger.sign_in(&server.key, "/entities/abc-1", "same-origin");
    assert_eq!((taken.status, header(&taken, "location")), (303, Some("/entities/abc-1")));
    let cookie = header(&taken, "set-cookie").unwrap();
    for wanted in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=36000"] {
        assert!(cookie.contains(wanted), "{cookie}");
    }
    assert!(!cookie.contains(&server.key) && !server.log().contains(&server.key));
}

#[test]
fn a_session_ends_with_its_key_with_the_sign_out_and_when_its_cookie_was_changed() {
    let server = Server::start();
    let key = server.create_key("second");
    let mut visitor = Visitor::signed_in(&server, &key);
    assert!(visitor.page("/entities").contains("No statement yet"));
    let answer = visitor.get("/entities");
    assert_eq!(header(&answer, "cache-control"), Some("no-store"));

    let honest = visitor.cookie.clone();
    let place = visitor.cookie.len() - 3;
    let other = if honest.as_bytes()[place] == b'A' { "B" } else { "A" };
    visitor.cookie.replace_range(place..=place, other);
    assert_eq!(visitor.get("/entities").status, 303, "a changed cookie is none");
    visitor.cookie = honest;

    let out = visitor.post("/sign-out", &[("sec-fetch-site", "same-origin")], (String::new(), Vec::new()));
    assert_eq!((out.status, header(&out, "location")), (303, Some("/sign-in")));
    assert!(out.headers.iter().any(|(name, value)| name == "set-cookie" && value.contains("Max-Age=0")));

    server.keys("revoke", &["--name", "second"]);
    assert_eq!(visitor.get("/entities").status, 303, "a revoked key ends its sessions");
}

#[test]
fn forms_are_taken_from_our_own_pages_only() {
    let server = Server::start();
    let visitor = Visitor::signed_in(&server, &server.key);
    let (pdf, origin) = (samples()[0].bytes.clone(), server.url.clone());
    let upload = |from: &[(&str, &str)]| visitor.post("/entities/uploads", from, multipart(Some(&pdf), &[]));
    for from in [
        &[("sec-fetch-site", "cross-site")] as &[(&str, &str)],
        &[("sec-fetch-site", "same-site"), ("origin", &origin)],
        &[("origin", "http://evil.example")],
        &[],
    ] {
        let answer = upload(from);
        assert_eq!(answer.status, 403, "{from:?}: {}", answer.json);
    }
    assert_eq!(server.get("entity/").json["count"], 0);
    assert_eq!(visitor.sign_in(&server.key, "/", "cross-site").status, 403);
    let out = visitor.post("/sign-out", &[("sec-fetch-site", "none")], (String::new(), Vec::new()));
    assert_eq!(out.status, 403);

    let taken = upload(&[("origin", &origin)]);
    assert_eq!(taken.status, 200, "{}", taken.json);
    let stranger = Visitor::stranger(&server);
    let form = multipart(Some(&pdf), &[]);
    assert_eq!(stranger.post("/entities/uploads", &[("sec-fetch-site", "same-origin")], form).status, 401);
}

#[test]
fn what_is_anothers_is_404_on_every_page() {
    let server = Server::start_with(PATIENT);
    let (entity, statement) = read(&server, &samples()[0].bytes, &[]);
    let own = Visitor::signed_in(&server, &server.key);
    let other = Visitor::signed_in(&server, &server.create_key("other"));
    let account = server.get(&format!("entity/{entity}/accounts/")).json["accounts"][0]["account_id"].clone();
    let account = account.as_str().unwrap().to_owned();
    for path in [
        format!("/entities/{entity}"),
        format!("/entities/{entity}/workbooks/detailed/{account}"),
        format!("/entities/{entity}/transactions.csv"),
        format!("/entities/{entity}/entity.json"),
        format!("/statements/{statement}"),
        format!("/statements/{statement}/pages/1"),
        format!("/statements/{statement}/original"),
    ] {
        assert_eq!(own.bytes(&path).0, 200, "{path}");
        let answer = other.get(&path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.json.as_str().unwrap().contains("There is nothing here"), "people get a page: {path}");
    }
    assert!(!other.page("/entities").contains(&entity));
    assert!(own.page("/entities").contains(&entity));
    for path in ["/entities/nonsense", "/statements/nonsense", "/entities/nonsense/entity.json"] {
        assert_eq!(own.get(path).status, 404, "{path}");
    }
}

#[test]
fn a_signed_link_opens_one_entity_and_what_hangs_on_it() {
    let server = Server::start_with(PATIENT);
    let (entity, statement) = read(&server, &samples()[0].bytes, &[("link_id", "first")]);
    let (other, other_statement) = read(&server, &samples()[2].bytes, &[("link_id", "second")]);
    let url = format!("{}/v1/entities/{entity}/report_link", server.url);
    let made = answer(agent().get(&url).header("x-api-key", &server.key).call());
    assert_eq!(made.status, 200, "{}", made.json);
    let link = made.json["link"].as_str().unwrap();
    let path = link.strip_prefix(&server.url).unwrap();

    let mut guest = Visitor::stranger(&server);
    let opened = guest.get(path);
    assert_eq!((opened.status, header(&opened, "location").unwrap()), (303, &*format!("/entities/{entity}")));
    guest.keep(&opened);
    let report = guest.page(&format!("/entities/{entity}"));
    assert!(!report.contains("Sign out") && report.contains("entity.json"), "a guest has no list to go to");
    assert!(guest.page(&format!("/statements/{statement}")).contains("Narration"));
    assert_eq!(guest.bytes(&format!("/statements/{statement}/pages/1")).0, 200);
    for closed in [format!("/entities/{other}"), format!("/statements/{other_statement}")] {
        assert_eq!(guest.get(&closed).status, 404, "{closed}");
    }
    assert_eq!(guest.get("/entities").status, 303, "the list wants a key");
    let form = multipart(Some(&samples()[0].bytes), &[]);
    assert_eq!(guest.post("/entities/uploads", &[("sec-fetch-site", "same-origin")], form).status, 401);

    for broken in [path.replace(&entity, &other), path.replace("until=1", "until=2"), format!("{path}0")] {
        let answer = guest.get(&broken);
        assert_eq!(answer.status, 404, "{broken}");
        assert!(answer.json.as_str().unwrap().contains("A link may have run out"), "people get a page");
    }
    assert!(!server.log().contains("signature"), "links are not logged");
    let foreign = server.create_key("other");
    assert_eq!(answer(agent().get(&url).header("x-api-key", &foreign).call()).status, 404);
}

#[test]
fn every_page_has_a_strict_policy_and_hostile_words_stay_words() {
    let server = Server::start();
    let pdf = print(11, |ledger| {
        ledger.holder = "ASHA <b>EXAMPLE</b>".to_owned();
        for (place, row) in ledger.rows.iter_mut().enumerate() {
            let hostile = ["UPI/<script>alert(1)</script>/\"><img>", "=HYPERLINK(1)"];
            row.narration = hostile[place % 2].to_owned();
        }
    });
    let (entity, statement) = read(&server, &pdf, &[("link_id", "</td><script>x</script>")]);
    let visitor = Visitor::signed_in(&server, &server.key);
    let paths = ["/entities".to_owned(), format!("/entities/{entity}"), format!("/statements/{statement}")];
    for path in &paths {
        let answer = visitor.get(path);
        let page = answer.json.as_str().unwrap();
        let policy = header(&answer, "content-security-policy").unwrap();
        for wanted in
            ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
        {
            assert!(policy.contains(wanted), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.matches("<script>").count(), 1, "{path}: our own script only");
        assert!(!page.contains("<b>EXAMPLE") && !page.contains("/\"><img>"), "{path}");
        for outside in ["http://", "https://", "@import", "url(", " style=", " onclick="] {
            assert!(!page.contains(outside), "{path}: {outside}");
        }
    }
    assert!(
        visitor.page(&paths[2]).contains("&lt;script&gt;")
            || visitor.page(&paths[2]).contains("&#60;script&#62;")
    );
    // A narration that a spreadsheet would run is a text to it.
    let (status, csv) = visitor.bytes(&format!("/entities/{entity}/transactions.csv"));
    let csv = String::from_utf8(csv).unwrap();
    assert!(status == 200 && csv.starts_with("date,value_date,narration,direction,amount,balance"), "{csv}");
    assert!(csv.contains(",'=HYPERLINK") && !csv.contains(",=HYPERLINK"), "{csv}");
    let nowhere = visitor.get("/statements/x/pages/1");
    assert!(header(&nowhere, "content-security-policy").unwrap().contains("default-src 'none'"));
}

#[test]
fn the_list_narrows_by_words_bank_verdict_risk_and_days_and_goes_on_page_by_page() {
    let server = Server::start();
    let (honest, _) = read(&server, &samples()[0].bytes, &[("link_id", "customer-honest")]);
    let altered = samples().iter().find(|sample| sample.name.contains("altered")).unwrap().bytes.clone();
    let (odd, _) = read(&server, &altered, &[("link_id", "customer-odd")]);
    let visitor = Visitor::signed_in(&server, &server.key);
    let shows = |query: &str| {
        let page = visitor.page(&format!("/entities?{query}"));
        (page.contains(&format!("\"/entities/{honest}\"")), page.contains(&format!("\"/entities/{odd}\"")))
    };
    assert_eq!(shows(""), (true, true));
    assert_eq!(shows("q=CUSTOMER-odd"), (false, true));
    let account = server.get(&format!("entity/{honest}/accounts/")).json["accounts"][0].clone();
    let number = account["account_number"].as_str().unwrap().to_owned();
    let name = server.get(&format!("entity/{honest}/identity/")).json["identity"][0]["name"].clone();
    let name = name.as_str().unwrap().to_lowercase().replace(' ', "+");
    assert_eq!(shows(&format!("q={number}+{name}+customer-honest")), (true, false));
    assert_eq!(shows("q=nobody+of+this+name"), (false, false));
    assert_eq!(shows("bank=lantern_bay"), (true, true));
    assert_eq!(shows("bank=axis"), (false, false));
    assert_eq!(shows("state=proven"), (true, false));
    assert_eq!(shows("state=unproven"), (false, true));
    assert_eq!(shows("state=processing"), (false, false));
    assert_eq!(shows("risk=low"), (true, false));
    assert_eq!((shows("risk=high").1 || shows("risk=medium").1, shows("risk=high").0), (true, false));
    assert_eq!(shows("from=2025-08-01"), (false, false));
    assert_eq!(shows("from=2025-07-31&to=2025-07-31"), (true, true));
    assert_eq!(shows("to=2025-03-31"), (false, false));
    assert_eq!(shows("bank='+OR+1=1"), (false, false));
    let page = visitor.page("/entities");
    assert!(page.contains("<option value=\"lantern_bay\">Lantern Bay Bank</option>"), "{page}");
    assert_eq!(page.matches("<option value=\"lantern_bay\"").count(), 1, "each bank once");
}

#[test]
fn pages_of_the_list_hold_each_entity_once_the_latest_upload_first() {
    let server = Server::start();
    let ledger = Ledger::invent(3, &LedgerPlan::default().months(1).rows_per_month(3));
    let pdf = &testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let mut entities: Vec<String> = (0..28)
        .map(|number| {
            let uploaded = server.upload("bankless_upload/", pdf, &[("link_id", &format!("c{number}"))]);
            uploaded.json["entity_id"].as_str().unwrap().to_owned()
        })
        .collect();
    // An entity that gets another statement comes first again; one without any is not listed.
    server.upload("bankless_upload/", &samples()[2].bytes, &[("link_id", "c3")]);
    let latest = entities.remove(3);
    entities.push(latest);
    let empty = server.entity();
    let visitor = Visitor::signed_in(&server, &server.key);
    let (mut shown, mut path) = (Vec::new(), "/entities".to_owned());
    loop {
        let page = visitor.page(&path);
        let links = page.split("<th scope=\"row\"><a href=\"/entities/").skip(1);
        shown.extend(links.map(|link| link.split('"').next().unwrap().to_owned()));
        let Some(next) = page.split("<a rel=\"next\" href=\"").nth(1) else { break };
        path = next.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    }
    shown.reverse();
    assert_eq!(shown, entities);
    assert!(!shown.contains(&empty));
}

#[test]
fn the_report_shows_findings_on_drawn_pages_and_files_to_save() {
    let server = Server::start_with(PATIENT);
    let altered = samples().iter().find(|sample| sample.name.contains("altered")).unwrap().bytes.clone();
    let (entity, statement) = read(&server, &altered, &[]);
    let visitor = Visitor::signed_in(&server, &server.key);
    let report = visitor.page(&format!("/entities/{entity}"));
    let pictures: Vec<String> = report
        .split(" src=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"))
        .collect();
    assert!(!pictures.is_empty(), "{report}");
    for picture in &pictures {
        let (status, bytes) = visitor.bytes(picture);
        assert_eq!((status, &bytes[..4]), (200, &b"\x89PNG"[..]), "{picture}");
    }
    let plain = visitor.bytes(&format!("/statements/{statement}/pages/1")).1;
    assert!(pictures.iter().any(|picture| visitor.bytes(picture).1 != plain), "frames are drawn");
    for link in report.split("href=\"/statements/").skip(1) {
        let link = link.split('"').next().unwrap();
        let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
        let viewer = visitor.page(&format!("/statements/{path}"));
        assert!(anchor.is_empty() || viewer.contains(&format!("id=\"{anchor}\"")), "{link} leads nowhere");
        if anchor.starts_with('r') {
            break; // One of each kind; every row has such a link.
        }
    }
    let (status, json) = visitor.bytes(&format!("/entities/{entity}/entity.json"));
    let json: Value = serde_json::from_slice(&json).unwrap();
    let rows =
        server.get(&format!("entity/{entity}/transactions/")).json["transactions"].as_array().unwrap().len();
    assert_eq!((status, json["transactions"].as_array().unwrap().len()), (200, rows));
    assert_eq!(json["accounts"].as_array().unwrap().len(), 1);
    assert!(!json["findings"].as_array().unwrap().is_empty());
    let csv = visitor.bytes(&format!("/entities/{entity}/transactions.csv")).1;
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), rows + 1);
    assert_eq!(visitor.bytes(&format!("/statements/{statement}/original")).1, altered);
    for (path, name) in [
        (format!("/statements/{statement}/original"), format!("statement-{statement}.pdf")),
        (format!("/entities/{entity}/entity.json"), format!("entity-{entity}.json")),
    ] {
        let request = agent_without_redirects().head(format!("{}{path}", server.url));
        let response = request.header("cookie", &visitor.cookie).call().unwrap();
        let disposition = response.headers()["content-disposition"].to_str().unwrap();
        assert_eq!(disposition, format!("attachment; filename=\"{name}\""), "saved, never shown");
    }
}

#[test]
fn the_viewer_has_every_row_with_its_box_and_every_left_out_line_with_its_reason() {
    let server = Server::start();
    let (entity, statement) = read(&server, &samples()[0].bytes, &[]);
    let visitor = Visitor::signed_in(&server, &server.key);
    let page = visitor.page(&format!("/statements/{statement}"));
    let url = format!("{}/v1/entities/{entity}/statements", server.url);
    let told = answer(agent().get(&url).header("x-api-key", &server.key).call()).json;
    let proof = &told["items"][0]["accounts"][0];
    let rows = proof["rows"].as_u64().unwrap();
    let count = |what: &str| page.matches(what).count() as u64;
    assert_eq!((count("<tr id=\"r"), count("class=\"row\"")), (rows, rows));
    let skipped = proof["skipped"].as_array().unwrap();
    assert_eq!(count("<tr id=\"s"), skipped.len() as u64);
    assert!(
        skipped.iter().all(|line| { page.contains(&line["reason"].as_str().unwrap().replace('_', " ")) })
    );
    assert_eq!(count("<figure id=\"p"), told["items"][0]["file"]["pages"].as_u64().unwrap());
    let beyond = visitor.get(&format!("/statements/{statement}/pages/999"));
    assert_eq!(beyond.status, 404);
    for query in ["finding=99", "finding=x", "entity_finding=0"] {
        let answer = visitor.get(&format!("/statements/{statement}/pages/1?{query}"));
        assert_eq!(answer.status, 404, "{query}");
    }
}

#[test]
fn a_locked_document_is_drawn_with_its_password_and_a_wrong_one_is_status_3() {
    let server = Server::start_with(PATIENT);
    let pdf = testdata::encrypt(&samples()[0].bytes, Cipher::Aes256, "harbour", "owner").unwrap();
    let visitor = Visitor::signed_in(&server, &server.key);
    let ours = [("sec-fetch-site", "same-origin")];
    let upload = |fields: &[(&str, &str)]| {
        visitor.post("/entities/uploads?identity=true", &ours, multipart(Some(&pdf), fields))
    };
    let locked = upload(&[]);
    assert_eq!((locked.status, &locked.json["status"]), (400, &Value::from(3)));
    let entity = locked.json["entity_id"].as_str().unwrap().to_owned();
    let wrong = upload(&[("pdf_password", "nonsense"), ("entity_id", &entity)]);
    assert_eq!((wrong.status, &wrong.json["status"]), (400, &Value::from(3)));
    let opened = upload(&[("pdf_password", "harbour"), ("entity_id", &entity)]);
    assert_eq!((opened.status, opened.json["entity_id"].as_str().unwrap()), (200, entity.as_str()));
    server.settled(&entity, "salary");
    let statement = opened.json["statement_id"].as_str().unwrap();
    let (status, picture) = visitor.bytes(&format!("/statements/{statement}/pages/1"));
    assert_eq!((status, &picture[..4]), (200, &b"\x89PNG"[..]));
    assert_eq!(
        server.get("entity/").json["count"],
        1,
        "tries with another password make no further entities"
    );
}
