//! Starts the real program in a directory of its own and speaks HTTP to it.

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The invented bank whose statements the tests print.
pub const BANK: &str = "lantern_bay";

/// Runs the program with arguments and waits for its end.
pub fn statera(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_statera")).args(args).output().unwrap()
}

/// A server that is killed, not stopped, when the test ends.
pub struct Server {
    pub url: String,
    pub key: String,
    pub child: Child,
    folder: tempfile::TempDir,
    config: Option<PathBuf>,
    templates: Option<PathBuf>,
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
        let key = create_key(folder.path(), "first");
        let log = folder.path().join("log");
        let (child, url) = serve(&folder.path().join("data"), config.as_deref(), templates.as_deref(), &log);
        Server { url, key, child, folder, config, templates }
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
        let sent = Command::new("kill").args(["-HUP", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A further key.
    pub fn create_key(&self, name: &str) -> String {
        create_key(self.folder.path(), name)
    }

    /// Ends the server as a loss of power would.
    pub fn kill_9(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again on the same data, on another port.
    pub fn restart(&mut self) {
        let log = self.folder.path().join("log");
        let (child, url) = serve(&self.data_dir(), self.config.as_deref(), self.templates.as_deref(), &log);
        self.child = child;
        self.url = url;
    }

    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    pub fn get(&self, path: &str) -> Answer {
        self.get_as(&self.key, path)
    }

    pub fn get_as(&self, key: &str, path: &str) -> Answer {
        let url = format!("{}/bank-connect/v1/{path}", self.url);
        answer(agent().get(&url).header("x-api-key", key).call())
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

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn create_key(folder: &Path, name: &str) -> String {
    let data = folder.join("data");
    let output = statera(&["keys", "create", "--data-dir", data.to_str().unwrap(), "--name", name]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Starts a server on a free port and reads its address from the one line it prints.
fn serve(data_dir: &Path, config: Option<&Path>, templates: Option<&Path>, log: &Path) -> (Child, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_statera"));
    command.arg("serve").arg("--data-dir").arg(data_dir).args(["--listen", "127.0.0.1:0"]);
    if let Some(config) = config {
        command.arg("--config").arg(config);
    }
    if let Some(templates) = templates {
        command.arg("--templates").arg(templates);
    }
    let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().strip_prefix("listening on ").unwrap_or_else(|| panic!("printed {line:?}"));
    (child, url.to_owned())
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
