//! Documents in Azure Blob Storage, spoken to the emulator of its makers (npm: azurite).

use crate::harness::{BANK, Server, agent, answer};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testdata::samples;

/// The account that every emulator has, with its published key.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const CONTAINER: &str = "statera-test";

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

    /// As an operator makes a container: with the account's key.
    fn make_container(&self) {
        let date =
            jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&jiff::Timestamp::now());
        let date = date.unwrap();
        let said = format!(
            "PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:{date}\nx-ms-version:2023-11-03\n/{ACCOUNT}/{ACCOUNT}/{CONTAINER}\nrestype:container"
        );
        let mut mac = Hmac::<Sha256>::new_from_slice(&STANDARD.decode(KEY).unwrap()).unwrap();
        mac.update(said.as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let url = format!("{}/{ACCOUNT}/{CONTAINER}?restype=container", self.url);
        let request = agent().put(url).header("x-ms-date", date).header("x-ms-version", "2023-11-03");
        let made = request.header("authorization", format!("SharedKey {ACCOUNT}:{signature}")).send_empty();
        assert_eq!(made.unwrap().status().as_u16(), 201);
    }
}

#[test]
fn embedded_only_documents_are_kept_read_and_removed_in_azure_blob_storage() {
    let Some(emulator) = Emulator::start() else { return };
    let mut server = Server::start();
    server.terminate();
    let place = format!("az://{CONTAINER}/documents");
    server.restart_with(&[
        ("STATERA_OBJECT_STORE", &place),
        ("AZURE_STORAGE_USE_EMULATOR", "true"),
        ("AZURITE_BLOB_STORAGE_URL", &emulator.url),
    ]);
    let pdf = &samples()[0].bytes;
    let uploaded = server.upload("upload/", pdf, &[("bank_name", BANK)]);
    assert_eq!(uploaded.status, 200, "{}", uploaded.json);
    let entity = uploaded.json["entity_id"].as_str().unwrap();
    assert_eq!(server.settled(entity, "transactions")["progress"][0]["status"], "completed");
    let mut folders = std::fs::read_dir(server.data_dir().join("objects")).unwrap().flatten();
    assert!(folders.all(|folder| folder.file_name() == "staging"), "nothing of it is on this machine");
    let link = server.get(&format!("entity/{entity}/get_pdfs/")).json["statements"][0]["pdf_url"].clone();
    let link = link.as_str().unwrap();
    let opened = agent().get(link).call().unwrap().into_body().read_to_vec().unwrap();
    assert_eq!(&opened, pdf);
    let url = format!("{}/v1/entities/{entity}", server.url);
    assert_eq!(answer(agent().delete(url).header("x-api-key", &server.key).call()).status, 204);
    assert_eq!(agent().get(link).call().unwrap().status().as_u16(), 404);
}
