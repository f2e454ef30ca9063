//! Several servers and workers on one PostgreSQL and one S3, some of which are killed while they work.

use crate::harness::{BANK, Process, statera_command};
use crate::outside::{Outside, Place};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use testdata::samples;

/// How large a run is.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub servers: usize,
    pub workers: usize,
    pub uploads: usize,
    /// Whether workers are killed meanwhile.
    pub kills: bool,
}

/// What a run gave.
#[derive(Debug)]
pub struct Told {
    pub uploads: usize,
    pub kills: usize,
    pub accepted_in: Duration,
    pub drained_in: Duration,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_second = self.uploads as f64 / self.drained_in.as_secs_f64();
        write!(
            f,
            "{} uploads, {} kills: accepted in {:.1} s, all completed once in {:.1} s ({per_second:.1} per second)",
            self.uploads,
            self.kills,
            self.accepted_in.as_secs_f64(),
            self.drained_in.as_secs_f64()
        )
    }
}

pub struct Cluster<'a> {
    outside: &'a Outside,
    place: Place,
    plan: Plan,
    key: String,
    servers: Vec<Process>,
    workers: Mutex<Vec<Process>>,
    folder: tempfile::TempDir,
}

impl<'a> Cluster<'a> {
    pub fn start(outside: &'a Outside, plan: Plan) -> Cluster<'a> {
        let folder = tempfile::tempdir().unwrap();
        // A worker that is killed leaves its job for as long as its lease.
        std::fs::write(
            folder.path().join("statera.toml"),
            "[jobs]\nlease_seconds = 2\nworkers = 1\nsweep_seconds = 1\n",
        )
        .unwrap();
        let mut cluster = Cluster {
            place: outside.place(),
            outside,
            plan,
            key: String::new(),
            servers: Vec::new(),
            workers: Mutex::default(),
            folder,
        };
        let made = cluster.command(&["keys", "create", "--name", "first"]).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster.key = String::from_utf8(made.stdout).unwrap().trim().to_owned();
        for _ in 0..plan.servers {
            let mut command = cluster.command(&["serve", "--without-jobs", "--listen", "127.0.0.1:0"]);
            cluster.servers.push(Process::start(cluster.configured(&mut command)));
        }
        for _ in 0..plan.workers {
            let worker = cluster.worker();
            cluster.workers.lock().unwrap().push(worker);
        }
        cluster
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = statera_command(args);
        self.outside.tell(&mut command);
        self.place.tell(&mut command);
        command.stderr(Stdio::null());
        command
    }

    fn configured<'b>(&self, command: &'b mut Command) -> &'b mut Command {
        command.arg("--config").arg(self.folder.path().join("statera.toml"))
    }

    fn worker(&self) -> Process {
        Process::start(self.configured(&mut self.command(&["worker"])))
    }

    /// Uploads all, kills meanwhile, and waits until each is completed with all its rows and exactly once.
    pub fn drain(self) -> Told {
        let started = Instant::now();
        let (kills, done) = (AtomicUsize::new(0), AtomicBool::new(false));
        let mut accepted_in = Duration::ZERO;
        std::thread::scope(|scope| {
            if self.plan.kills {
                scope.spawn(|| self.keep_killing(&kills, &done));
            }
            let accepted = self.upload_all();
            accepted_in = started.elapsed();
            self.wait_for_all(&accepted);
            done.store(true, Ordering::Relaxed);
        });
        Told {
            uploads: self.plan.uploads,
            kills: kills.into_inner(),
            accepted_in,
            drained_in: started.elapsed(),
        }
    }

    /// Uploads all while nobody reads them, then lets so many workers do it: how long those take.
    pub fn drain_with(self, workers: usize) -> Duration {
        let accepted = self.upload_all();
        let started = Instant::now();
        let _workers: Vec<Process> = (0..workers).map(|_| self.worker()).collect();
        self.wait_for_all(&accepted);
        started.elapsed()
    }

    /// Statement and entity of each upload, all of them acknowledged.
    fn upload_all(&self) -> HashMap<String, String> {
        let pdf = samples()[2].bytes.clone();
        let next = AtomicUsize::new(0);
        let accepted: Mutex<HashMap<String, String>> = Mutex::default();
        let upload = || {
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= self.plan.uploads {
                    return;
                }
                // Copies of one statement that differ in a byte nobody reads.
                let pdf = [pdf.as_slice(), format!("\n% {at}\n").as_bytes()].concat();
                let server = &self.servers[at % self.servers.len()];
                let answer = server.upload(&self.key, "upload/", &pdf, &[("bank_name", BANK)]);
                assert_eq!(answer.status, 200, "{}", answer.json);
                let id = |key: &str| answer.json[key].as_str().unwrap().to_owned();
                accepted.lock().unwrap().insert(id("statement_id"), id("entity_id"));
            }
        };
        std::thread::scope(|scope| {
            for uploader in (0..4).map(|_| scope.spawn(upload)).collect::<Vec<_>>() {
                uploader.join().unwrap();
            }
        });
        let accepted = accepted.into_inner().unwrap();
        assert_eq!(accepted.len(), self.plan.uploads);
        accepted
    }

    /// Waits until each is completed with all its rows, once.
    fn wait_for_all(&self, accepted: &HashMap<String, String>) {
        let rows = testdata::accounts_of_samples().1.rows.len();
        for (statement_id, entity_id) in accepted {
            let settled = self.settled(entity_id);
            let progress = settled["progress"].as_array().unwrap();
            assert_eq!(progress.len(), 1, "{settled}");
            assert_eq!(progress[0]["statement_id"], statement_id.as_str());
            assert_eq!(progress[0]["status"], "completed", "{}", progress[0]);
            assert_eq!(settled["transactions"].as_array().unwrap().len(), rows);
        }
    }

    fn settled(&self, entity_id: &str) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.servers[0].get(&self.key, &format!("entity/{entity_id}/transactions/"));
            assert_eq!(answer.status, 200, "{}", answer.json);
            if answer.json["progress"].as_array().unwrap().iter().all(|one| one["status"] != "processing") {
                return answer.json;
            }
            assert!(
                started.elapsed() < Duration::from_secs(600),
                "still processing: {}",
                answer.json["progress"]
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Kills a worker every now and then and starts another one in its place.
    fn keep_killing(&self, kills: &AtomicUsize, done: &AtomicBool) {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        while !done.load(Ordering::Relaxed) {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            std::thread::sleep(Duration::from_millis(300 + (seed >> 33) % 1_500));
            let mut workers = self.workers.lock().unwrap();
            let at = usize::try_from(seed >> 40).unwrap() % workers.len();
            workers[at].kill_9();
            workers[at] = self.worker();
            kills.fetch_add(1, Ordering::Relaxed);
        }
    }
}
