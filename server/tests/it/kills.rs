//! kill -9 at each named place of `server::failpoint`: what was acknowledged is there, and what was not can be sent again.

use crate::harness::{BANK, Server};
use crate::outside::Place;
use server::config::Config;
use server::failpoint::{KILL_AT, PLACES};
use server::storage::Storage;
use std::time::{Duration, Instant};
use testdata::samples;

/// Kills at each place: `STATERA_TEST_KILLS=100` makes the figure of docs/reliability.md.
fn kills() -> usize {
    std::env::var("STATERA_TEST_KILLS").map_or(1, |text| text.parse().unwrap())
}

#[test]
fn an_upload_is_completed_once_wherever_its_server_is_killed() {
    let mut server = Server::start_with("[jobs]\nlease_seconds = 2\nsweep_seconds = 1\n");
    server.kill_9();
    let rows = testdata::accounts_of_samples().1.rows.len();
    let mut entities = Vec::new();
    // `STATERA_TEST_KILLS_AT=analysis` goes on with a run of hours where it was stopped: places that begin so.
    let begin = std::env::var("STATERA_TEST_KILLS_AT").unwrap_or_default();
    let places: Vec<_> = PLACES.iter().filter(|place| place.starts_with(&begin)).collect();
    assert!(!places.is_empty(), "no place begins with {begin:?}");
    for place in places {
        let mut acknowledged = 0;
        for round in 0..kills() {
            // Longer than one chunk, so that it can be cut in the midst of its body.
            let name = format!("{place} {round}");
            let pdf = [samples()[2].bytes.as_slice(), &vec![b'\n'; 150_000], name.as_bytes()].concat();
            let fields = [("bank_name", BANK), ("link_id", name.as_str())];
            let mut sent = 0;
            server.restart_with(&[(KILL_AT, place)]);
            // The same file twice, for the place that only the second one passes.
            while sent < 2 && server.try_upload("upload/", &pdf, &fields).is_some_and(|status| status == 200)
            {
                sent += 1;
            }
            acknowledged += usize::from(sent > 0);
            server.dies_within(Duration::from_secs(20));
            server.restart();
            if sent == 0 {
                assert_eq!(server.try_upload("upload/", &pdf, &fields), Some(200), "{place}: sent again");
            }
            let entity = server.get(&format!("entity/?link_id={}", name.replace(' ', "%20"))).json["results"]
                [0]["entity_id"]
                .as_str()
                .unwrap_or_else(|| panic!("{place}: an entity"))
                .to_owned();
            let settled = server.settled(&entity, "transactions");
            let progress = settled["progress"].as_array().unwrap();
            assert_eq!(progress.len(), 1, "{place}: {settled}");
            assert_eq!(progress[0]["status"], "completed", "{place}: {settled}");
            assert_eq!(settled["transactions"].as_array().unwrap().len(), rows, "{place}");
            server.settled(&entity, "recurring_transactions");
            entities.push(entity);
            server.kill_9();
        }
        eprintln!("{place}: {} kills, {acknowledged} after the acknowledgement, nothing lost", kills());
    }
    if Place::from_environment().is_none() {
        every_object_is_accounted_for(&server, entities.len());
    }
}

/// What lies in the object store is of a statement or named for removal.
fn every_object_is_accounted_for(server: &Server, statements: usize) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let named = runtime.block_on(async {
        let opened = Storage::at(server.data_dir()).open(&Config::load(None).unwrap()).await.unwrap();
        opened.store.unheld_objects(i64::MAX, 1_000_000).await.unwrap()
    });
    let mut stray = Vec::new();
    let mut objects = 0;
    for folder in std::fs::read_dir(server.data_dir().join("objects")).unwrap() {
        let folder = folder.unwrap().path();
        if folder.ends_with("staging") {
            continue;
        }
        for object in std::fs::read_dir(folder).unwrap() {
            objects += 1;
            stray.push(object.unwrap().file_name().into_string().unwrap());
        }
    }
    stray.retain(|key| !named.contains(key));
    assert_eq!(stray.len(), statements, "of {objects} objects, {} are named for removal", named.len());
}

/// One server, killed at random moments while it is uploaded to: `STATERA_TEST_RANDOM_KILLS=300`.
#[test]
fn uploads_survive_kills_at_random() {
    let kills = std::env::var("STATERA_TEST_RANDOM_KILLS").map_or(4, |text| text.parse().unwrap());
    let mut server = Server::start_with("[jobs]\nlease_seconds = 2\n");
    let rows = testdata::accounts_of_samples().1.rows.len();
    // Kills come before, within and after the first uploads of a fresh server, however fast the machine is just now.
    let started = Instant::now();
    assert_eq!(server.try_upload("upload/", &samples()[2].bytes, &[("bank_name", BANK)]), Some(200));
    let window = 4 * u64::try_from(started.elapsed().as_millis()).unwrap().max(50);
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut acknowledged = Vec::new();
    for round in 0..kills {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let until = Instant::now() + Duration::from_millis((seed >> 33) % window);
        let pid = server.pid();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(until.saturating_duration_since(Instant::now()));
            std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
        });
        let mut sent = 0;
        loop {
            let link = format!("r{round}-{sent}");
            let pdf = [samples()[2].bytes.as_slice(), b"\n% ", link.as_bytes()].concat();
            let fields = [("bank_name", BANK), ("link_id", link.as_str())];
            match server.try_upload("upload/", &pdf, &fields) {
                Some(200) => acknowledged.push(link),
                Some(status) => panic!("status {status}"),
                None => break,
            }
            sent += 1;
        }
        killer.join().unwrap();
        server.dies_within(Duration::from_secs(5));
        server.restart();
    }
    assert!(
        acknowledged.len() * 4 > kills,
        "{} uploads were acknowledged: the kills came too early",
        acknowledged.len()
    );
    for link in &acknowledged {
        let entities = server.get(&format!("entity/?link_id={link}")).json;
        assert_eq!(entities["count"], 1, "{link}: {entities}");
        let entity = entities["results"][0]["entity_id"].as_str().unwrap().to_owned();
        let settled = server.settled(&entity, "transactions");
        let progress = settled["progress"].as_array().unwrap();
        assert_eq!((progress.len(), &progress[0]["status"]), (1, &"completed".into()), "{link}: {settled}");
        assert_eq!(settled["transactions"].as_array().unwrap().len(), rows, "{link}");
    }
    eprintln!("{kills} kills at random, {} acknowledged uploads, all completed once", acknowledged.len());
}
