//! Webhooks: what is told, to whom, how often, and to whom not.

use crate::harness::{BANK, Server, agent, answer};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use testdata::samples;

/// One call that a receiver got: its headers in lower case, and its body.
struct Call {
    headers: Vec<String>,
    body: String,
}

impl Call {
    fn header(&self, name: &str) -> &str {
        let prefix = format!("{name}: ");
        self.headers.iter().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_else(|| panic!("no {name}"))
    }
}

/// A receiver that answers its calls in turn, the last answer again and again.
fn receiver(answers: &'static [&'static str]) -> (String, Receiver<Call>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook?token=1", listener.local_addr().unwrap());
    let (sender, calls) = channel();
    std::thread::spawn(move || {
        for (count, stream) in listener.incoming().enumerate() {
            let mut stream = stream.unwrap();
            let call = read(&stream);
            let answer = answers.get(count).or(answers.last()).unwrap();
            let _ = stream.write_all(format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n").as_bytes());
            if sender.send(call).is_err() {
                return;
            }
        }
    });
    (url, calls)
}

fn read(stream: &TcpStream) -> Call {
    let mut reader = BufReader::new(stream);
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let line = line.trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        headers.push(line);
    }
    let mut call = Call { headers, body: String::new() };
    let mut body = vec![0; call.header("content-length").parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    call.body = String::from_utf8(body).unwrap();
    call
}

/// A server that may call this machine, and comes back soon to a receiver that failed.
fn server() -> Server {
    Server::start_with(
        "[outbound]\nallowed_networks = [\"127.0.0.0/8\"]\nwebhook_seconds = 5\nwebhook_retry_seconds = [0, 0]\n",
    )
}

fn set(server: &Server, body: &Value) -> crate::harness::Answer {
    server.post("entity/update_webhook/", "application/json", body.to_string().as_bytes())
}

fn next(calls: &Receiver<Call>) -> Call {
    calls.recv_timeout(Duration::from_secs(20)).unwrap()
}

#[test]
fn a_statement_that_is_read_is_told_once_with_a_signature_and_kept_in_the_list() {
    let server = server();
    let (url, calls) = receiver(&["200 OK"]);
    let webhook = set(&server, &json!({ "webhook_url": url, "webhook_mode": 1 }));
    assert_eq!(webhook.status, 200, "{}", webhook.json);
    assert_eq!((&webhook.json["webhook_url"], &webhook.json["webhook_mode"]), (&json!(url), &json!(1)));
    assert!(webhook.json["signing_key"].as_str().unwrap().starts_with("whsec_"));

    let uploaded =
        server.upload("upload/", &samples()[0].bytes, &[("bank_name", BANK), ("link_id", "seven")]);
    let call = next(&calls);
    assert!(call.headers[0].starts_with("POST /hook?token=1 "), "{:?}", call.headers);
    assert_eq!(call.header("content-type"), "application/json");
    assert!(call.header("webhook-signature").starts_with("v1,"));
    let told: Value = serde_json::from_str(&call.body).unwrap();
    let expected = json!({
        "entity_id": uploaded.json["entity_id"], "statement_id": uploaded.json["statement_id"],
        "link_id": "seven", "progress": "completed", "reason": null,
    });
    assert_eq!(told, expected);
    // Whoever is told finds everything there.
    let entity = uploaded.json["entity_id"].as_str().unwrap();
    let score = server.get(&format!("entity/{entity}/score/"));
    assert_eq!(score.json["progress"][0]["status"], "completed");

    let list = server.get("entity/webhook_payloads/?link_id=seven");
    let mut payload = list.json["payloads"][0].clone();
    assert!(payload.as_object_mut().unwrap().remove("date_time").unwrap().as_str().unwrap().ends_with('Z'));
    assert_eq!((payload, list.json["payloads"].as_array().unwrap().len()), (expected, 1));
    assert_eq!(server.get("entity/webhook_payloads/?link_id=eight").json, json!({ "payloads": [] }));
    let other = server.create_key("second");
    assert_eq!(server.get_as(&other, "entity/webhook_payloads/").json, json!({ "payloads": [] }));
}

#[test]
fn a_receiver_that_fails_is_called_again_and_given_up_in_the_end() {
    let server = server();
    let (url, calls) = receiver(&["500 No", "302 Found\r\nlocation: http://127.0.0.1:1/", "503 No"]);
    set(&server, &json!({ "webhook_url": url, "webhook_mode": 3 }));
    server.upload("upload/", &samples()[0].bytes, &[("bank_name", BANK)]);
    let ids: Vec<String> = (0..3).map(|_| next(&calls).header("webhook-id").to_owned()).collect();
    assert!(ids.windows(2).all(|two| two[0] == two[1]), "one message: {ids:?}");
    server.logged("a webhook is given up");
    assert_eq!(server.get("entity/webhook_payloads/").json["payloads"].as_array().unwrap().len(), 1);
}

/// A receiver behind TLS that hands its calls on and answers 200; its certificate is for `localhost`.
fn receiver_behind_tls() -> (u16, Receiver<String>) {
    let read = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name);
    let chain = CertificateDer::pem_file_iter(read("receiver.pem")).unwrap().map(Result::unwrap).collect();
    let key = PrivateKeyDer::from_pem_file(read("receiver.key")).unwrap();
    let config =
        rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, calls) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::StreamOwned::new(connection, stream.unwrap());
            let mut bytes = [0; 4096];
            let told = match stream.read(&mut bytes) {
                Ok(count) if count > 0 => String::from_utf8_lossy(&bytes[..count]).into_owned(),
                // Who does not trust us hangs up in the greeting.
                _ => "no greeting".to_owned(),
            };
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            if sender.send(told).is_err() {
                return;
            }
        }
    });
    (port, calls)
}

#[test]
fn a_webhook_is_told_over_tls_when_its_authority_and_its_name_are_right_and_else_not_at_all() {
    let authority = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls/authority.pem");
    let trusting = format!("authorities_file = {:?}\n", authority.display().to_string());
    for (trust, host, is_told) in [
        (trusting.as_str(), "localhost", true),
        ("", "localhost", false),
        (trusting.as_str(), "127.0.0.1", false),
    ] {
        let server = Server::start_with(&format!(
            "[outbound]\nallowed_networks = [\"127.0.0.0/8\", \"::1/128\"]\nwebhook_retry_seconds = [0]\n{trust}"
        ));
        let (port, calls) = receiver_behind_tls();
        let set =
            set(&server, &json!({ "webhook_url": format!("https://{host}:{port}/hook"), "webhook_mode": 1 }));
        assert_eq!(set.status, 200, "{}", set.json);
        server.upload("upload/", &samples()[0].bytes, &[("bank_name", BANK)]);
        let told = calls.recv_timeout(Duration::from_secs(20)).unwrap();
        if is_told {
            assert!(
                told.starts_with("POST /hook HTTP/1.1\r\n") && told.contains("webhook-signature"),
                "{told}"
            );
        } else {
            assert_eq!(told, "no greeting", "{host}");
            server.logged("a webhook is given up");
        }
    }
}

#[test]
fn the_mode_falls_back_to_net_banking_and_then_uploads_are_not_told() {
    let server = server();
    let (url, calls) = receiver(&["200 OK"]);
    let first = set(&server, &json!({ "webhook_url": url, "webhook_mode": 1 }));
    let again = set(&server, &json!({ "webhook_url": url }));
    assert_eq!((again.status, &again.json["webhook_mode"]), (200, &json!(0)));
    assert_eq!(first.json["signing_key"], again.json["signing_key"]);
    let uploaded = server.upload("upload/", &samples()[0].bytes, &[("bank_name", BANK)]);
    server.settled(uploaded.json["entity_id"].as_str().unwrap(), "score");
    assert_eq!(server.get("entity/webhook_payloads/").json, json!({ "payloads": [] }));
    assert!(calls.try_recv().is_err());
}

#[test]
fn webhooks_that_lead_inside_or_are_no_webhooks_are_refused() {
    let server = Server::start();
    for (url, message) in [
        ("http://127.0.0.1:8099/hook", "This URL does not lead to a public address."),
        ("https://2130706433/", "This URL does not lead to a public address."),
        ("https://[::ffff:169.254.169.254]/", "This URL does not lead to a public address."),
        ("http://1.1.1.1/", "Enter a URL that begins with https."),
        ("ftp://1.1.1.1/", "Enter a valid URL."),
        ("https://user:pass@1.1.1.1/", "Enter a valid URL."),
    ] {
        let refused = set(&server, &json!({ "webhook_url": url, "webhook_mode": 1 }));
        assert_eq!(
            (refused.status, refused.json),
            (400, json!({ "webhook_url": [message], "status": 0 })),
            "{url}"
        );
    }
    let refused = set(&server, &json!({ "webhook_url": "https://1.1.1.1/", "webhook_mode": 2 }));
    assert_eq!(refused.json["webhook_mode"], json!(["\"2\" is not a valid choice."]));
    assert_eq!(set(&server, &json!({})).json["webhook_url"], json!(["This field is required."]));
    assert_eq!(set(&server, &json!({ "webhook_url": null })).status, 200, "none any more");
}

#[test]
fn documents_are_fetched_from_allowed_addresses_only() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            BufReader::new(&stream).read_line(&mut line).unwrap();
            let pdf = samples().swap_remove(0).bytes;
            let (head, body) = match line.split(' ').nth(1).unwrap() {
                "/statement.pdf" => (format!("200 OK\r\ncontent-length: {}", pdf.len()), pdf),
                "/endless" => ("200 OK".to_owned(), vec![b' '; 2_000_000]),
                "/elsewhere" => ("302 Found\r\nlocation: /statement.pdf".to_owned(), Vec::new()),
                _ => ("404 No\r\ncontent-length: 6".to_owned(), b"secret".to_vec()),
            };
            let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nconnection: close\r\n\r\n").as_bytes());
            let _ = stream.write_all(&body);
        }
    });
    let ask = |server: &Server, path: &str, url: &str| {
        let body = json!({ "file_url": url, "bank_name": BANK }).to_string();
        server.post(path, "application/json", body.as_bytes())
    };
    let server = Server::start_with(
        "[http]\nupload_bytes = 1_000_000\n[outbound]\nallowed_networks = [\"127.0.0.1\"]\ndownload_seconds = 5\n",
    );
    for path in ["statement/upload/", "statement/bankless_upload/", "statement/upload_base64/"] {
        let taken = ask(&server, path, &format!("http://{address}/statement.pdf"));
        assert_eq!((taken.status, &taken.json["bank_name"]), (200, &json!(BANK)), "{}", taken.json);
    }
    for (path, message) in [
        ("none", "This URL did not answer with a document."),
        ("elsewhere", "This URL did not answer with a document."),
        ("endless", "The document is larger than the 1000000 bytes allowed."),
    ] {
        let refused = ask(&server, "statement/upload/", &format!("http://{address}/{path}"));
        assert_eq!(
            (refused.status, refused.json),
            (400, json!({ "file_url": [message], "status": 0 })),
            "{path}"
        );
    }
    let strict = Server::start();
    let refused = ask(&strict, "statement/upload/", &format!("http://{address}/statement.pdf"));
    let message = "This URL does not lead to a public address.";
    assert_eq!((refused.status, refused.json), (400, json!({ "file_url": [message], "status": 0 })));
}

#[test]
fn a_request_that_is_made_again_with_its_key_is_answered_again() {
    let server = Server::start();
    let pdf = &samples()[0].bytes;
    let send = |key: &str, path: &str, fields: &[(&str, &str)]| {
        let (content_type, body) = crate::harness::multipart(Some(pdf), fields);
        let url = format!("{}/bank-connect/v1/statement/{path}", server.url);
        let request =
            agent().post(&url).header("x-api-key", &server.key).header("content-type", content_type);
        answer(request.header("idempotency-key", key).send(&body[..]))
    };
    let replayed =
        |one: &crate::harness::Answer| one.headers.iter().any(|(name, _)| name == "idempotent-replayed");
    let first = send("k1", "upload/", &[("bank_name", BANK)]);
    let again = send("k1", "upload/", &[("bank_name", BANK)]);
    assert_eq!((first.status, again.status, &first.json), (200, 200, &again.json));
    assert!(!replayed(&first) && replayed(&again));
    assert_eq!(server.get("entity/").json["count"], 1, "no second entity");
    let other = send("k1", "upload/", &[("bank_name", BANK), ("link_id", "x")]);
    assert_eq!(other.status, 422, "{}", other.json);
    // A refusal that made an entity is kept; a request that came to nothing is not.
    let refused = send("k2", "upload/", &[("bank_name", "axis")]);
    assert_eq!((refused.status, &refused.json["status"]), (400, &json!(4)));
    assert_eq!(send("k2", "upload/", &[("bank_name", "axis")]).json, refused.json);
    assert_eq!(send("k3", "upload/", &[("bank_name", "no such bank")]).status, 400);
    assert_eq!(send("k3", "upload/", &[("bank_name", BANK)]).status, 200);
    assert_eq!(send(&"k".repeat(256), "upload/", &[("bank_name", BANK)]).status, 400);
    // Many at once: one does it, the others are turned away or get its answer.
    let all: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..100).map(|_| scope.spawn(|| send("k4", "upload/", &[("bank_name", BANK)]))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let done: Vec<_> = all.iter().filter(|one| one.status == 200).map(|one| &one.json["entity_id"]).collect();
    assert!(!done.is_empty() && done.iter().all(|id| *id == done[0]), "{done:?}");
    assert!(all.iter().all(|one| [200, 409].contains(&one.status)));
    let count = server.get("entity/").json["count"].clone();
    assert_eq!(count, 4, "k1, k2, k3 and k4");
}
