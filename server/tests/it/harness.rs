//! Starts the real program in a directory of its own and speaks HTTP to it.

use crate::outside::Place;
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Limits for tests that draw pages: a busy machine takes its time, and what is drawn is not what is being tested for speed.
pub const PATIENT: &str = "[sandbox]\nseconds = 180\nprocessor_seconds = 180\n";

/// The invented bank whose statements the tests print.
pub const BANK: &str = "lantern_bay";

/// Runs the program with arguments and waits for its end.
pub fn statera(args: &[&str]) -> Output {
    statera_command(args).output().unwrap()
}

/// The program with arguments.
pub fn statera_command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statera"));
    command.args(args);
    command
}

/// A process of the program, which is killed, not stopped, when the test is done with it.
pub struct Process {
    pub url: String,
    pub child: Child,
}

impl Process {
    /// Starts it and reads its address, if it has one, from the one line it prints.
    pub fn start(command: &mut Command) -> Process {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "it did not start");
        let url = line.trim().strip_prefix("listening on ").unwrap_or_default().to_owned();
        Process { url, child }
    }

    /// Ends it as a loss of power would.
    pub fn kill_9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn get(&self, key: &str, path: &str) -> Answer {
        let url = format!("{}/bank-connect/v1/{path}", self.url);
        answer(agent().get(&url).header("x-api-key", key).call())
    }

    pub fn upload(&self, key: &str, path: &str, pdf: &[u8], fields: &[(&str, &str)]) -> Answer {
        let (content_type, body) = multipart(Some(pdf), fields);
        let url = format!("{}/bank-connect/v1/statement/{path}", self.url);
        let request = agent().post(&url).header("x-api-key", key).header("content-type", content_type);
        answer(request.send(&body))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A server that is killed, not stopped, when the test ends.
pub struct Server {
    /// Where it listens.
    pub url: String,
    pub key: String,
    process: Option<Process>,
    folder: tempfile::TempDir,
    config: Option<PathBuf>,
    templates: Option<PathBuf>,
    place: Option<Place>,
}

/// Status and JSON body of an answer.
pub struct Answer {
    pub status: u16,
    pub json: Value,
    pub headers: Vec<(String, String)>,
}

impl Server {
    /// A server with the default configuration and one key.
    pub fn start() -> Server {
        Server::start_with("")
    }

    /// A server whose configuration is overridden by `toml`.
    pub fn start_with(toml: &str) -> Server {
        Server::begin(toml, None)
    }

    /// A server with a folder of templates.
    pub fn start_with_templates(folder: &Path) -> Server {
        Server::begin("", Some(folder.to_owned()))
    }

    fn begin(toml: &str, templates: Option<PathBuf>) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let config = (!toml.is_empty()).then(|| {
            let path = folder.path().join("statera.toml");
            std::fs::write(&path, toml).unwrap();
            path
        });
        let place = Place::from_environment();
        let (url, key) = (String::new(), String::new());
        let mut server = Server { url, process: None, key, folder, config, templates, place };
        server.key = server.create_key("first");
        server.restart();
        server
    }

    fn process(&self) -> &Process {
        self.process.as_ref().unwrap()
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.process().child.id()
    }

    /// Asks it to stop and waits for that; answers its exit status.
    pub fn terminate(&mut self) -> Option<i32> {
        assert!(Command::new("kill").arg(self.pid().to_string()).status().unwrap().success());
        self.process.as_mut().unwrap().child.wait().unwrap().code()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Waits until it has logged a text.
    pub fn logged(&self, text: &str) {
        let started = Instant::now();
        while !self.log().contains(text) {
            assert!(started.elapsed() < Duration::from_secs(20), "{text:?} is not in\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Tells it to read its templates again.
    pub fn hang_up(&self) {
        let sent = Command::new("kill").args(["-HUP", &self.pid().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A further key.
    pub fn create_key(&self, name: &str) -> String {
        self.keys("create", &["--name", name]).trim().to_owned()
    }

    /// A command on the server's storage; its last words are to come.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = statera_command(words);
        command.arg("--data-dir").arg(self.data_dir());
        if let Some(place) = &self.place {
            place.tell(&mut command);
        }
        command
    }

    /// Where it keeps things when that is not its data directory.
    pub fn place_mut(&mut self) -> Option<&mut Place> {
        self.place.as_mut()
    }

    /// What `statera keys` prints when it does something on the server's database.
    pub fn keys(&self, action: &str, args: &[&str]) -> String {
        let output = self.command(&["keys", action]).args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Ends the server as a loss of power would.
    pub fn kill_9(&mut self) {
        self.process.as_mut().unwrap().kill_9();
    }

    /// Starts it again on the same data, on another port.
    pub fn restart(&mut self) {
        self.restart_with(&[]);
    }

    /// Tries to start it again and answers what it says when it does not.
    pub fn refuses_to_start(&self) -> String {
        let output = self.command(&["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
        assert!(!output.status.success(), "it started");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Starts it again with variables in its environment.
    pub fn restart_with(&mut self, environment: &[(&str, &str)]) {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("log"));
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.stderr(log.unwrap()).envs(environment.iter().copied());
        for (option, path) in [("--config", &self.config), ("--templates", &self.templates)] {
            if let Some(path) = path {
                command.arg(option).arg(path);
            }
        }
        let process = Process::start(&mut command);
        self.url.clone_from(&process.url);
        self.process = Some(process);
    }

    /// The status of an upload; `None` when the server died before it answered.
    pub fn try_upload(&self, path: &str, pdf: &[u8], fields: &[(&str, &str)]) -> Option<u16> {
        let (content_type, body) = multipart(Some(pdf), fields);
        let url = format!("{}/bank-connect/v1/statement/{path}", self.url);
        let request = agent().post(&url).header("x-api-key", &self.key).header("content-type", content_type);
        request.send(&body).ok().map(|response| response.status().as_u16())
    }

    /// Waits for a server that is about to die.
    pub fn dies_within(&mut self, patience: Duration) {
        let started = Instant::now();
        while self.process.as_mut().unwrap().child.try_wait().unwrap().is_none() {
            assert!(started.elapsed() < patience, "it lives");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_as(&self.key, path)
    }

    pub fn get_as(&self, key: &str, path: &str) -> Answer {
        self.process().get(key, path)
    }

    /// Posts a body as it is.
    pub fn post(&self, path: &str, content_type: &str, body: &[u8]) -> Answer {
        self.post_as(&self.key, path, content_type, body)
    }

    pub fn post_as(&self, key: &str, path: &str, content_type: &str, body: &[u8]) -> Answer {
        let url = format!("{}/bank-connect/v1/{path}", self.url);
        let request = agent().post(&url).header("x-api-key", key).header("content-type", content_type);
        answer(request.send(body))
    }

    /// Uploads a document with fields; a field named `bank_name` decides nothing here, the path does.
    pub fn upload(&self, path: &str, pdf: &[u8], fields: &[(&str, &str)]) -> Answer {
        let (content_type, body) = multipart(Some(pdf), fields);
        self.post(&format!("statement/{path}"), &content_type, &body)
    }

    /// An entity with nothing in it.
    pub fn entity(&self) -> String {
        let made = self.post("entity/", "application/json", b"{}");
        assert_eq!(made.status, 201, "{}", made.json);
        made.json["entity_id"].as_str().unwrap().to_owned()
    }

    /// Polls an analysis until no statement is processing.
    pub fn settled(&self, entity_id: &str, analysis: &str) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.get(&format!("entity/{entity_id}/{analysis}/"));
            assert_eq!(answer.status, 200, "{}", answer.json);
            let progress = answer.json["progress"].as_array().unwrap();
            if progress.iter().all(|one| one["status"] != "processing") {
                return answer.json;
            }
            assert!(started.elapsed() < Duration::from_secs(30), "still processing: {}", answer.json);
            std::thread::sleep(Duration::from_millis(30));
        }
    }
}

/// A client that reports every status as an answer.
pub fn agent() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).build().new_agent()
}

/// Reads an answer whole.
pub fn answer(response: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Answer {
    let mut response = response.unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
        (name.as_str().to_owned(), value.to_str().unwrap().to_owned())
    };
    Answer {
        status: response.status().as_u16(),
        json: serde_json::from_str(&text).unwrap_or(Value::String(text)),
        headers: response.headers().iter().map(header).collect(),
    }
}

/// A multipart body and its content type.
pub fn multipart(pdf: Option<&[u8]>, fields: &[(&str, &str)]) -> (String, Vec<u8>) {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part =
            format!("--b0undary\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some(pdf) = pdf {
        body.extend_from_slice(FILE_PART.as_bytes());
        body.extend_from_slice(pdf);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b0undary--\r\n");
    ("multipart/form-data; boundary=b0undary".to_owned(), body)
}

/// What precedes a document in a multipart body.
pub const FILE_PART: &str = "--b0undary\r\ncontent-disposition: form-data; name=\"file\"; \
                             filename=\"s.pdf\"\r\ncontent-type: application/pdf\r\n\r\n";

/// The keys of an object, sorted.
pub fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}
