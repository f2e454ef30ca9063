//! Clients that are slow, many at once, or speak TLS.

use crate::harness::{BANK, FILE_PART, Server, agent, answer};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
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
    let slow = [half_an_upload(&server, &server.key), half_an_upload(&server, &server.key)];
    let refused = loop {
        // The two have arrived once a third one is refused.
        let answered = server.get("entity/");
        if answered.status != 200 {
            break answered;
        }
    };
    assert_eq!(refused.status, 429, "{}", refused.json);
    assert!(refused.headers.contains(&("retry-after".to_owned(), "1".to_owned())), "{:?}", refused.headers);
    assert!(refused.json["detail"].is_string());
    assert_eq!(server.get_as(&other, "entity/").status, 200);
    assert_eq!(answer(agent().get(format!("{}/readyz", server.url)).call()).status, 200);
    drop(slow);
    while server.get("entity/").status == 429 {}
}

#[test]
fn one_request_too_many_in_all_is_429() {
    let server = Server::start_with("[http]\nrequests = 1\n");
    let mut slow = half_an_upload(&server, &server.key);
    while server.get_as(&server.create_key("other"), "entity/").status != 429 {}
    slow.shutdown(std::net::Shutdown::Both).unwrap();
    let _ = slow.read(&mut [0]);
    while server.get("entity/").status == 429 {}
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
