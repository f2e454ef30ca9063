//! Clients that are slow, many at once, or speak TLS.

use crate::harness::{Answer, BANK, FILE_PART, Server, agent, answer};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use testdata::samples;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// An upload that has begun and does not go on.
fn half_an_upload(server: &Server, key: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "POST /bank-connect/v1/statement/upload/ HTTP/1.1\r\nhost: x\r\nx-api-key: {key}\r\n\
         content-type: multipart/form-data; boundary=b0undary\r\ncontent-length: 5000\r\n\r\n{FILE_PART}half"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

#[test]
fn hundreds_of_slow_clients_do_not_stop_the_others() {
    let server = Server::start();
    let other = server.create_key("other");
    let slow: Vec<TcpStream> = (0..400)
        .map(|at| match at % 2 {
            0 => half_an_upload(&server, &server.key),
            _ => {
                let mut stream = TcpStream::connect(server.address()).unwrap();
                stream.write_all(b"GET /bank-connect/v1/entity/ HTTP/1.1\r\nhost: x\r\nx-").unwrap();
                stream
            }
        })
        .collect();
    for _ in 0..5 {
        let (path, pdf) = ("statement/upload/", &samples()[2].bytes);
        let (content_type, body) = crate::harness::multipart(Some(pdf), &[("bank_name", BANK)]);
        assert_eq!(server.post_as(&other, path, &content_type, &body).status, 200);
        assert_eq!(server.get_as(&other, "entity/").status, 200);
    }
    drop(slow);
}

#[test]
fn one_request_too_many_of_a_tenant_is_429_and_others_are_served() {
    let server = Server::start_with("[http]\nrequests_per_tenant = 2\n");
    let other = server.create_key("other");
    let (slow, refused) = crowd_out(&server, &server.key);
    assert_eq!(refused.status, 429, "{}", refused.json);
    assert!(refused.headers.contains(&("retry-after".to_owned(), "1".to_owned())), "{:?}", refused.headers);
    assert!(refused.json["detail"].is_string());
    assert_eq!(server.get_as(&other, "entity/").status, 200);
    assert_eq!(answer(agent().get(format!("{}/readyz", server.url)).call()).status, 200);
    drop(slow);
    wait_until(|| server.get("entity/").status == 200);
}

/// Begins uploads until a further request finds no place; a request of ours may have taken the place of one of them meanwhile.
fn crowd_out(server: &Server, key: &str) -> (Vec<TcpStream>, Answer) {
    let mut slow = Vec::new();
    let mut refused = None;
    wait_until(|| {
        slow.push(half_an_upload(server, key));
        let answered = server.get("entity/");
        refused = (answered.status != 200).then_some(answered);
        refused.is_some()
    });
    (slow, refused.unwrap())
}

fn wait_until(mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_secs(25), "it does not come to that");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn one_request_too_many_in_all_is_429() {
    let server = Server::start_with("[http]\nrequests = 1\n");
    let (slow, refused) = crowd_out(&server, &server.create_key("other"));
    assert_eq!(refused.status, 429, "{}", refused.json);
    drop(slow);
    wait_until(|| server.get("entity/").status == 200);
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/tls").join(name)
}

#[test]
fn the_listener_speaks_tls_and_hangs_up_on_silence() {
    let (cert, key) = (file("localhost.pem"), file("localhost.key"));
    let server = Server::start_with(&format!(
        "[http]\nhead_seconds = 1\ntls_cert = {:?}\ntls_key = {:?}\n",
        cert.display().to_string(),
        key.display().to_string()
    ));
    let address = server.url.strip_prefix("https://").unwrap();
    let mut silent = TcpStream::connect(address).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(&cert).unwrap()).unwrap();
    let config =
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let answered = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let connector = tokio_rustls::TlsConnector::from(Arc::new(config));
        let name = ServerName::try_from("localhost").unwrap();
        let mut stream = connector.connect(name, stream).await.unwrap();
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    });
    assert!(answered.starts_with("HTTP/1.1 200 ") && answered.contains("alive"), "{answered}");
    assert_eq!(silent.read(&mut [0; 8]).unwrap(), 0, "no handshake, no connection");
}
