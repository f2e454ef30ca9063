//! Clients that send too much, too slowly, or half.

use crate::harness::{BANK, FILE_PART, Server};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Sends `megabytes` of a document in a multipart body and reads the answer, as a client does that looks at the answer only
/// after it has sent everything.
fn send_megabytes(server: &Server, megabytes: usize, announce: bool) -> (u16, Value) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let size = FILE_PART.len() + (megabytes << 20) + "\r\n--b0undary--\r\n".len();
    let framing =
        if announce { format!("content-length: {size}") } else { "transfer-encoding: chunked".to_owned() };
    let head = format!(
        "POST /bank-connect/v1/statement/upload/ HTTP/1.1\r\nhost: {}\r\nx-api-key: {}\r\n\
         content-type: multipart/form-data; boundary=b0undary\r\n{framing}\r\nconnection: close\r\n\r\n",
        server.address(),
        server.key
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut send = |bytes: &[u8]| {
        if announce {
            stream.write_all(bytes)
        } else {
            stream.write_all(format!("{:x}\r\n", bytes.len()).as_bytes())?;
            stream.write_all(bytes)?;
            stream.write_all(b"\r\n")
        }
    };
    send(FILE_PART.as_bytes()).unwrap();
    let megabyte = vec![b'x'; 1 << 20];
    for sent in 0..megabytes {
        send(&megabyte).unwrap_or_else(|error| panic!("after {sent} MiB: {error}"));
    }
    send(b"\r\n--b0undary--\r\n").unwrap();
    if !announce {
        stream.write_all(b"0\r\n\r\n").unwrap();
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), serde_json::from_str(body).unwrap())
}

/// Most memory that the server ever used, in MiB.
fn peak_memory(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

#[test]
fn an_upload_of_200_mb_is_413_in_json_quickly_and_in_little_memory() {
    let server = Server::start();
    let started = Instant::now();
    let (status, body) = send_megabytes(&server, 200, true);
    assert_eq!(status, 413);
    assert!(body["detail"].as_str().unwrap().contains("67108864"), "{body}");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(peak_memory(&server) < 64, "{} MiB", peak_memory(&server));
    assert_eq!(server.get("entity/").json["count"], 0);
}

#[test]
fn an_upload_that_does_not_announce_its_size_is_counted() {
    let server = Server::start_with("[http]\nupload_bytes = 4_000_000\n");
    let (status, body) = send_megabytes(&server, 24, false);
    assert_eq!((status, keys_of(&body)), (413, vec!["detail".to_owned()]));
    assert!(peak_memory(&server) < 64, "{} MiB", peak_memory(&server));
    let staging = server.data_dir().join("objects").join("staging");
    assert_eq!(std::fs::read_dir(staging).unwrap().count(), 0, "nothing is left behind");
}

fn keys_of(body: &Value) -> Vec<String> {
    body.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn a_large_upload_within_the_limit_is_taken_in_little_memory() {
    let server = Server::start();
    let (status, body) = send_megabytes(&server, 24, true);
    assert_eq!((status, &body["bank_name"][0]), (400, &Value::from("This field is required.")));
    assert!(peak_memory(&server) < 64, "{} MiB", peak_memory(&server));
}

#[test]
fn a_half_sent_head_is_hung_up_on() {
    let server = Server::start_with("[http]\nhead_seconds = 1\n");
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.write_all(b"GET /bank-connect/v1/entity/ HTTP/1.1\r\nhost: x\r\nx-api-").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let started = Instant::now();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_body_that_stops_is_408() {
    let server = Server::start_with("[http]\nbody_idle_seconds = 1\n");
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "POST /bank-connect/v1/statement/upload/ HTTP/1.1\r\nhost: x\r\nx-api-key: {}\r\n\
         content-type: multipart/form-data; boundary=b0undary\r\ncontent-length: 5000\r\n\r\n{FILE_PART}half",
        server.key
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 408");
}

#[test]
fn a_body_that_drips_without_a_pause_is_408_all_the_same() {
    // A whole body may take ten times the longest pause.
    let server = Server::start_with("[http]\nbody_idle_seconds = 1\n");
    let mut stream = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "POST /bank-connect/v1/statement/upload/ HTTP/1.1\r\nhost: x\r\nx-api-key: {}\r\n\
         content-type: multipart/form-data; boundary=b0undary\r\ncontent-length: 500000\r\n\r\n{FILE_PART}",
        server.key
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let mut start = [0; 12];
    let mut dripped = 0;
    while stream.read_exact(&mut start).is_err() {
        assert!(dripped < 300, "it may drip for ever");
        stream.write_all(b"x").unwrap();
        dripped += 1;
    }
    assert_eq!(&start, b"HTTP/1.1 408");
    assert!(dripped > 5, "more often than one pause long");
}

#[test]
fn a_client_that_reads_no_answers_is_hung_up_on_and_frees_its_place() {
    let server = Server::start_with("[http]\nwrite_seconds = 1\nconnections = 2\n");
    let mut deaf = TcpStream::connect(server.address()).unwrap();
    deaf.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
    let ask = b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n";
    // More answers than the buffers between us hold; sending fails once the server takes no more questions.
    let mut asked = 0;
    while asked < 2_000 && deaf.write_all(ask).is_ok() {
        asked += 1;
    }
    let connections = || {
        let page = crate::harness::agent().get(format!("{}/metrics", server.url)).call().unwrap();
        let text = page.into_body().read_to_string().unwrap();
        let line =
            text.lines().find(|line| line.starts_with("statera_http_connections ")).unwrap().to_owned();
        line.rsplit(' ').next().unwrap().parse::<u32>().unwrap()
    };
    let started = Instant::now();
    while connections() > 1 {
        assert!(started.elapsed() < Duration::from_secs(20), "the deaf client keeps its place");
        std::thread::sleep(Duration::from_millis(100));
    }
    let mut rest = Vec::new();
    let _ = deaf.read_to_end(&mut rest);
    let answers = String::from_utf8_lossy(&rest).matches("HTTP/1.1 200 ").count();
    assert!(answers < asked, "{answers} answers to {asked} questions: nothing was left unread");
}

#[test]
fn a_broken_multipart_body_is_400() {
    let server = Server::start();
    let cases: [&[u8]; 3] =
        [b"", b"--b0undary\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nabc", b"junk"];
    for body in cases {
        let answer = server.post("statement/upload/", "multipart/form-data; boundary=b0undary", body);
        assert_eq!(answer.status, 400, "{:?}: {}", String::from_utf8_lossy(body), answer.json);
    }
    let many = "--b0undary\r\ncontent-disposition: form-data; name=\"x\"\r\n\r\n1\r\n".repeat(1_000);
    let answer = server.post("statement/upload/", "multipart/form-data; boundary=b0undary", many.as_bytes());
    assert_eq!(answer.status, 400);
    let fields = [("bank_name", BANK), ("pdf_password", &"x".repeat(100_000))];
    assert_eq!(server.upload("upload/", b"%PDF", &fields).status, 400);
}

#[test]
fn a_bomb_harms_neither_the_server_nor_others() {
    let server = Server::start();
    let bomb = testdata::odd::inflates_to(600_000_000);
    let answer = server.upload("upload/", &bomb, &[("bank_name", BANK)]);
    assert_eq!((answer.status, &answer.json["status"]), (400, &Value::from(6)), "{}", answer.json);
    assert!(peak_memory(&server) < 64, "{} MiB", peak_memory(&server));
    assert_eq!(server.get("entity/").status, 200);
}
