//! A deleted entity is gone: its rows, its documents, its key, and what the database file still held of them.

use crate::harness::{BANK, Server};
use server::config::Config;
use server::jobs::sweep;
use server::service::{self, Options, Role};
use server::storage::Storage;
use server::store::Tenant;
use std::path::{Path, PathBuf};
use testdata::samples;

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Files of the data directory in which a text can be read.
fn mentions(data: &Path, text: &str) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
    };
    files(data).into_iter().filter(holds).collect()
}

#[test]
fn nothing_is_left_of_a_deleted_entity_and_all_of_another() {
    let mut server = Server::start();
    let upload = |link: &str| {
        let fields = [("bank_name", BANK), ("link_id", link)];
        let accepted = server.upload("upload/", &samples()[0].bytes, &fields).json;
        let entity = accepted["entity_id"].as_str().unwrap().to_owned();
        server.settled(&entity, "recurring_transactions");
        (entity, accepted["statement_id"].as_str().unwrap().to_owned())
    };
    let (gone, gone_statement) = upload("canary-link-gone");
    let (kept, _) = upload("canary-link-kept");
    assert_eq!(server.terminate(), Some(0));
    let data = server.data_dir();
    let options = Options {
        storage: Storage::at(&data),
        role: Role::Serve { listen: "127.0.0.1:0".to_owned(), takes_jobs: false },
        config: Config::load(None).unwrap(),
        templates: None,
        program: Some(PathBuf::from("/bin/false")),
    };
    assert_eq!(files(&data.join("objects")).len(), 2);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let running = service::start(options).await.unwrap();
        let tenant = Tenant::new("first");
        let app = running.app();
        assert!(!sweep::delete_entity(app, &Tenant::new("another"), &gone).await.unwrap());
        assert!(sweep::delete_entity(app, &tenant, &gone).await.unwrap());
        assert!(!sweep::delete_entity(app, &tenant, &gone).await.unwrap(), "once");
        assert!(app.store.entity(&app.vault, &tenant, &gone).await.unwrap().is_none());
        assert_eq!(app.store.reports(&app.vault, &tenant, &kept).await.unwrap().len(), 1);
        running.stop().await;
    });
    assert_eq!(files(&data.join("objects")).len(), 1);
    for text in [gone.as_str(), gone_statement.as_str(), "canary-link-gone"] {
        assert_eq!(mentions(&data, text), Vec::<PathBuf>::new(), "{text}");
    }
    assert!(!mentions(&data, &kept).is_empty(), "the search finds what is there");
}
