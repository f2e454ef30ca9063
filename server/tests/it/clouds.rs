//! Documents and inputs of batch in Azure Blob Storage, spoken to the emulator of its makers (npm: azurite), and at `gs://`.
//!
//! What PyPI has for Google Cloud Storage does not list objects by the XML interface, which our client speaks. That
//! interface is the one of S3 but for the signature, so moto stands in for it; Google's own servers were never spoken to.

use crate::batch::{failures, statement, text};
use crate::batch_buckets::names;
use crate::harness::{BANK, Server, agent, answer, statera_command};
use crate::outside::{Outside, Place};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testdata::samples;

/// The account that every emulator has, with its published key.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const CONTAINER: &str = "statera-test";
/// The kind of content that requests say they have; it is part of what is signed.
const KIND: &str = "application/octet-stream";

/// The emulator, stopped when this is dropped.
struct Emulator {
    process: Child,
    url: String,
}

impl Drop for Emulator {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Emulator {
    /// Starts it with an empty container; `None`, with a word about it, when it is not installed.
    fn start() -> Option<Emulator> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new("azurite-blob")
            .args([
                "--inMemoryPersistence",
                "--silent",
                "--skipApiVersionCheck",
                "--blobPort",
                &port.to_string(),
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(process) = process else {
            eprintln!("NOT TESTED on Azure Blob Storage: azurite-blob (npm: azurite) is not installed");
            return None;
        };
        let emulator = Emulator { process, url: format!("http://127.0.0.1:{port}") };
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(60), "azurite-blob does not start");
            std::thread::sleep(Duration::from_millis(100));
        }
        emulator.make_container();
        Some(emulator)
    }

    /// As an operator makes a container.
    fn make_container(&self) {
        self.put(CONTAINER, Some(("restype", "container")), &[], &[]);
    }

    /// Puts a document into the container.
    fn put_document(&self, key: &str, bytes: &[u8]) {
        self.put(&format!("{CONTAINER}/{key}"), None, &[("x-ms-blob-type", "BlockBlob")], bytes);
    }

    /// A request that is signed with the account's key.
    fn put(&self, path: &str, query: Option<(&str, &str)>, headers: &[(&str, &str)], bytes: &[u8]) {
        let date =
            jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&jiff::Timestamp::now());
        let own = [("x-ms-date", date.unwrap()), ("x-ms-version", "2023-11-03".to_owned())];
        let headers: Vec<(&str, String)> =
            headers.iter().map(|(name, value)| (*name, (*value).to_owned())).chain(own).collect();
        let length = if bytes.is_empty() { String::new() } else { bytes.len().to_string() };
        let said: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
        let asked = query.map_or(String::new(), |(name, value)| format!("\n{name}:{value}"));
        let said =
            format!("PUT\n\n\n{length}\n\n{KIND}\n\n\n\n\n\n\n{said}/{ACCOUNT}/{ACCOUNT}/{path}{asked}");
        let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(KEY).unwrap()).unwrap();
        mac.update(said.as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let query = query.map_or(String::new(), |(name, value)| format!("?{name}={value}"));
        let mut request = agent().put(format!("{}/{ACCOUNT}/{path}{query}", self.url));
        for (name, value) in &headers {
            request = request.header(*name, value);
        }
        let request = request.header("authorization", format!("SharedKey {ACCOUNT}:{signature}"));
        let made = request.header("content-type", KIND).send(bytes).unwrap();
        assert_eq!(made.status().as_u16(), 201, "{path}");
    }

    fn environment(&self) -> [(&str, &str); 2] {
        [("AZURE_STORAGE_USE_EMULATOR", "true"), ("AZURITE_BLOB_STORAGE_URL", &self.url)]
    }
}

/// Who we are at `gs://`, where moto answers.
fn google(endpoint: &str) -> [(&str, &str); 3] {
    [("GOOGLE_BASE_URL", endpoint), ("GOOGLE_BEARER_TOKEN", "test"), ("GOOGLE_ALLOW_HTTP", "true")]
}

/// A server with its documents at an address keeps a long one, gives it out and removes it.
fn keeps_gives_out_and_removes(place: &str, environment: &[(&str, &str)]) {
    let mut server = Server::start();
    server.terminate();
    server.restart_with(&[&[("STATERA_OBJECT_STORE", place)], environment].concat());
    // Longer than the parts in which documents go up.
    let pdf = [samples()[0].bytes.as_slice(), &vec![b'\n'; 9 << 20]].concat();
    let uploaded = server.upload("upload/", &pdf, &[("bank_name", BANK)]);
    assert_eq!(uploaded.status, 200, "{}", uploaded.json);
    let entity = uploaded.json["entity_id"].as_str().unwrap();
    assert_eq!(server.settled(entity, "transactions")["progress"][0]["status"], "completed");
    let mut folders = std::fs::read_dir(server.data_dir().join("objects")).unwrap().flatten();
    assert!(folders.all(|folder| folder.file_name() == "staging"), "nothing of it is on this machine");
    let link = server.get(&format!("entity/{entity}/get_pdfs/")).json["statements"][0]["pdf_url"].clone();
    let link = link.as_str().unwrap();
    let mut opened = agent().get(link).call().unwrap();
    let opened = opened.body_mut().with_config().limit(50 << 20).read_to_vec().unwrap();
    assert!(opened == pdf, "{} bytes of {}", opened.len(), pdf.len());
    let url = format!("{}/v1/entities/{entity}", server.url);
    assert_eq!(answer(agent().delete(url).header("x-api-key", &server.key).call()).status, 204);
    assert_eq!(agent().get(link).call().unwrap().status().as_u16(), 404);
}

/// Batch reads what is at an address: two statements, one in a folder, and a file that is none.
fn is_read_in_bulk(address: &str, environment: &[(&str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let run = |address: &str, out: &Path, more: &[&str]| {
        let mut command = statera_command(&["batch", "--quiet", address, "--out", text(out)]);
        command.args(more).envs(environment.iter().copied()).output().unwrap()
    };
    let ran = run(address, &out, &[]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(names(&out), ["a.pdf ", "more/b.pdf "].map(|name| format!("{address}/{name}")));
    assert_eq!(failures(&out).get("broken.pdf").map(String::as_str), Some("not_pdf"));
    let again = run(address, &out, &["--resume"]);
    let again = String::from_utf8(again.stdout).unwrap();
    assert!(again.contains("files read        0\nfiles kept        3\n"), "{again}");
    let nowhere = run(&format!("{address}/nowhere"), &folder.path().join("none"), &[]);
    let told = String::from_utf8_lossy(&nowhere.stderr).into_owned();
    assert!(!nowhere.status.success() && told.contains("nothing is there"), "{told}");
}

const INPUTS: [&str; 3] = ["in/a.pdf", "in/broken.pdf", "in/more/b.pdf"];

fn inputs() -> impl Iterator<Item = (&'static str, Vec<u8>)> {
    INPUTS.into_iter().zip([statement(1).1, b"no statement".to_vec(), statement(2).1])
}

#[test]
fn embedded_only_azure_keeps_documents_and_is_read_in_bulk() {
    let Some(emulator) = Emulator::start() else { return };
    keeps_gives_out_and_removes(&format!("az://{CONTAINER}/documents"), &emulator.environment());
    for (key, bytes) in inputs() {
        emulator.put_document(key, &bytes);
    }
    is_read_in_bulk(&format!("az://{CONTAINER}/in"), &emulator.environment());
}

#[test]
fn embedded_only_the_interface_of_google_keeps_documents_and_is_read_in_bulk() {
    if Place::from_environment().is_some() {
        return; // What is embedded was tested before.
    }
    let Some(outside) = Outside::only_s3() else { return };
    keeps_gives_out_and_removes("gs://statera-test/documents", &google(outside.endpoint()));
    for (key, bytes) in inputs() {
        outside.put(key, &bytes);
    }
    is_read_in_bulk("gs://statera-test/in", &google(outside.endpoint()));
}
