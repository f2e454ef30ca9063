//! PostgreSQL and an S3 server for tests: those that the environment names, or else own ones in a temporary folder.
//!
//! `STATERA_TEST_DATABASE_URL` names a database whose user may make databases, `STATERA_TEST_OBJECT_STORE` a bucket (with
//! `AWS_ENDPOINT` and the like). Every server under test gets a database and a folder of its own there. With
//! `STATERA_TEST_OUTSIDE` set, a server that is not installed is a failure instead of a word on standard error.

use crate::harness::agent;
use server::storage::{MASTER_KEY, Storage};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DATABASE: &str = "STATERA_TEST_DATABASE_URL";
const OBJECTS: &str = "STATERA_TEST_OBJECT_STORE";

/// Where a server under test keeps things when it is not in its data directory.
#[derive(Clone, Debug)]
pub struct Place {
    pub database_url: String,
    pub object_store: String,
    /// 64 hexadecimal digits.
    pub master_key: String,
}

impl Place {
    /// A fresh place, if the environment names servers.
    pub fn from_environment() -> Option<Place> {
        let (database, objects) = (std::env::var(DATABASE).ok()?, std::env::var(OBJECTS).ok()?);
        Some(Place::fresh(&database, &objects))
    }

    fn fresh(database: &str, objects: &str) -> Place {
        let name = format!("t{}", server::store::new_id().replace('-', ""));
        let made = Command::new("psql")
            .args([database, "-qc", &format!("CREATE DATABASE {name}")])
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let (server, _) = database.rsplit_once('/').unwrap();
        Place {
            database_url: format!("{server}/{name}"),
            object_store: format!("{objects}/{name}"),
            master_key: "7e".repeat(32),
        }
    }

    /// Lets a command use it, together with a master key that all processes share.
    pub fn tell(&self, command: &mut Command) {
        command.env("STATERA_DATABASE_URL", &self.database_url);
        command.env("STATERA_OBJECT_STORE", &self.object_store);
        command.env(MASTER_KEY, &self.master_key);
    }
}

/// Storage for a server within the test's own process: a folder, or outside if the environment says so.
pub fn storage(folder: &Path) -> Storage {
    let mut storage = Storage::at(folder.join("data"));
    if let Some(place) = Place::from_environment() {
        let key = folder.join("shared.key");
        std::fs::write(&key, &place.master_key).unwrap();
        storage.database_url = Some(place.database_url);
        storage.object_store = Some(place.object_store);
        storage.master_key_file = Some(key);
    }
    storage
}

/// Lets a command use the same storage as such a server.
pub fn tell_storage(storage: &Storage, command: &mut Command) {
    command.arg("--data-dir").arg(storage.data_dir.as_ref().unwrap());
    for (option, value) in
        [("--database-url", &storage.database_url), ("--object-store", &storage.object_store)]
    {
        command.args(value.iter().flat_map(|value| [option, value.as_str()]));
    }
    if let Some(key) = &storage.master_key_file {
        command.arg("--master-key-file").arg(key);
    }
}

/// Both servers, stopped when this is dropped.
pub struct Outside {
    database_url: String,
    endpoint: String,
    processes: Vec<Child>,
    /// Where PostgreSQL keeps its files; goes when it has stopped.
    _folder: Option<tempfile::TempDir>,
}

fn missing(what: &str) {
    let required = std::env::var_os("STATERA_TEST_OUTSIDE").is_some();
    assert!(!required, "{what} is not installed");
    // Past the capture of the test runner: a test that passes without its servers has tested nothing.
    let _ = writeln!(std::io::stderr(), "NOT TESTED on PostgreSQL and S3: {what} is not installed");
}

impl Outside {
    /// Starts both; `None`, with a word about it, when one is not installed.
    pub fn start() -> Option<Outside> {
        let folder = tempfile::Builder::new().prefix("statera-outside-").tempdir().unwrap();
        let Some(initdb) = postgres_program("initdb") else {
            missing("PostgreSQL (Debian: postgresql)");
            return None;
        };
        let mut outside = Outside::only_s3()?;
        let database = free_port();
        outside.processes.push(postgres(&initdb, folder.path(), database));
        let database_url = format!("postgres://postgres@127.0.0.1:{database}/postgres");
        wait_for("PostgreSQL", || works(Command::new("psql").args([&database_url, "-qc", "SELECT 1"])));
        (outside.database_url, outside._folder) = (database_url, Some(folder));
        Some(outside)
    }

    /// Starts the S3 server alone, with an empty bucket `statera-test`.
    pub fn only_s3() -> Option<Outside> {
        if !works(Command::new("moto_server").arg("--help")) {
            missing("moto_server (PyPI: moto[server])");
            return None;
        }
        let objects = free_port();
        let bucket = Command::new("moto_server")
            .args(["-H", "127.0.0.1", "-p", &objects.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let endpoint = format!("http://127.0.0.1:{objects}");
        let processes = vec![bucket.unwrap()];
        let outside = Outside { database_url: String::new(), endpoint, processes, _folder: None };
        wait_for("moto_server", || TcpStream::connect(("127.0.0.1", objects)).is_ok());
        let made = agent().put(format!("{}/statera-test", outside.endpoint)).send_empty();
        assert_eq!(made.unwrap().status(), 200);
        Some(outside)
    }

    /// Where the S3 server listens.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Puts an object into the bucket.
    pub fn put(&self, key: &str, bytes: &[u8]) {
        // The server looks whether somebody signs, and not how.
        let signed = "AWS4-HMAC-SHA256 Credential=test/20250401/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";
        let put = agent().put(format!("{}/statera-test/{key}", self.endpoint));
        let put = put.header("authorization", signed).send(bytes);
        assert_eq!(put.unwrap().status(), 200, "{key}");
    }

    /// Lets a command use the S3 server.
    pub fn tell(&self, command: &mut Command) {
        command.envs([
            ("AWS_ENDPOINT", self.endpoint.as_str()),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_REGION", "us-east-1"),
        ]);
    }

    /// Lets a run of tests use both.
    pub fn tell_tests(&self, command: &mut Command) {
        self.tell(command);
        command.env(DATABASE, &self.database_url).env(OBJECTS, "s3://statera-test");
    }

    /// A fresh place on both.
    pub fn place(&self) -> Place {
        Place::fresh(&self.database_url, "s3://statera-test")
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        for process in &mut self.processes {
            // A kind signal, so that PostgreSQL takes its children along.
            let _ = Command::new("kill").args(["-INT", &process.id().to_string()]).status();
        }
        for process in &mut self.processes {
            let started = Instant::now();
            while matches!(process.try_wait(), Ok(None)) && started.elapsed() < Duration::from_secs(5) {
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn postgres(initdb: &Path, folder: &Path, port: u16) -> Child {
    let data = folder.join("postgres");
    std::fs::create_dir(&data).unwrap();
    // PostgreSQL refuses to run as root; Debian's package brings a user for it.
    let is_root =
        std::fs::metadata("/proc/self").is_ok_and(|us| std::os::unix::fs::MetadataExt::uid(&us) == 0);
    let command = |program: &Path| {
        let mut command = Command::new(if is_root { Path::new("setpriv") } else { program });
        if is_root {
            command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        }
        command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    if is_root {
        assert!(works(Command::new("chown").arg("-R").arg("postgres").arg(folder)));
    }
    let made = command(initdb).args(["-A", "trust", "-U", "postgres", "--no-sync", "-D"]).arg(&data).status();
    assert!(made.unwrap().success(), "initdb failed");
    let mut server = command(&initdb.with_file_name("postgres"));
    server.arg("-D").arg(&data).args(["-p", &port.to_string(), "-h", "127.0.0.1"]);
    server.arg("-k").arg(&data).args(["-c", "fsync=off", "-c", "max_connections=300"]);
    server.spawn().unwrap()
}

/// A program of PostgreSQL, which Debian keeps out of the path.
fn postgres_program(name: &str) -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut found: Vec<PathBuf> =
        versions.map(|entry| entry.unwrap().path().join("bin").join(name)).collect();
    found.retain(|path| path.exists());
    found.sort();
    found.pop()
}

fn works(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn wait_for(what: &str, mut is_there: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_there() {
        assert!(started.elapsed() < Duration::from_secs(60), "{what} does not start");
        std::thread::sleep(Duration::from_millis(100));
    }
}
