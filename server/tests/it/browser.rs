//! A real Chromium without a window, driven over its DevTools protocol: JSON over a web socket.
//!
//! Each browser has a profile of its own in a temporary folder. What a page complains of (exceptions, errors on the console, what
//! its policy blocks, requests that fail) is kept, and a test ends with asking that there is nothing.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tungstenite::{Message, WebSocket};

/// Longest that anything on a page may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(180);

/// A browser with one page.
pub struct Browser {
    child: Child,
    socket: WebSocket<TcpStream>,
    page: String,
    next: u64,
    complaints: Vec<String>,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts it. `None`, and a word on standard error, when there is none here; with `STATERA_TEST_OUTSIDE` set that is a failure.
    pub fn start() -> Option<Browser> {
        let Some(program) =
            ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| is_there(name))
        else {
            let required = std::env::var_os("STATERA_TEST_OUTSIDE").is_some();
            assert!(!required, "Chromium is not installed");
            eprintln!("NOT TESTED in a browser: Chromium (Debian: chromium) is not installed");
            return None;
        };
        let profile = tempfile::Builder::new().prefix("statera-browser-").tempdir().unwrap();
        let mut child = Command::new(program)
            // Its own sandbox does not work for root, and the pages are ours.
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--remote-debugging-port=0", "--window-size=1280,900", "about:blank"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .env("HOME", profile.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut talk = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let address = talk.find_map(|line| line.strip_prefix("DevTools listening on ").map(str::to_owned));
        let address = address.unwrap();
        // It goes on talking, and must not wait for a reader.
        std::thread::spawn(move || talk.for_each(drop));
        let host = address.strip_prefix("ws://").and_then(|rest| rest.split('/').next()).unwrap();
        let stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(&address, stream).unwrap();
        let mut browser = Browser {
            child,
            socket,
            page: String::new(),
            next: 0,
            complaints: Vec::new(),
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached =
            browser.call("Target.attachToTarget", json!({ "targetId": target["targetId"], "flatten": true }));
        browser.page = attached["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page", "Runtime", "Log", "DOM", "Network"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Asks the browser something and waits for its answer.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.ask(method, parameters).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// As [`Browser::call`], with the error that the browser may answer with.
    fn ask(&mut self, method: &str, parameters: Value) -> Result<Value, Value> {
        self.next += 1;
        let mut asked = json!({ "id": self.next, "method": method, "params": parameters });
        if !self.page.is_empty() {
            asked["sessionId"] = self.page.clone().into();
        }
        self.socket.send(Message::text(asked.to_string())).unwrap();
        loop {
            let said = self.hear();
            if said["id"] == self.next {
                return match said.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(said["result"].clone()),
                };
            }
        }
    }

    fn hear(&mut self) -> Value {
        let said = loop {
            if let Message::Text(text) = self.socket.read().unwrap() {
                break serde_json::from_str::<Value>(text.as_str()).unwrap();
            }
        };
        let parameters = &said["params"];
        match said["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => self.complaints.push(parameters["exceptionDetails"].to_string()),
            "Runtime.consoleAPICalled" if parameters["type"] == "error" => {
                self.complaints.push(parameters["args"].to_string());
            }
            // Violations of the policy and failed requests come this way.
            "Log.entryAdded" if parameters["entry"]["level"] == "error" => {
                self.complaints.push(parameters["entry"].to_string());
            }
            _ => {}
        }
        said
    }

    /// Goes to an address and waits until the page is there.
    pub fn go(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
        self.wait(&format!("location.href.startsWith({}) && document.readyState === 'complete'", json!(url)));
    }

    /// The value of an expression in the page; a promise is waited for.
    pub fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let said = self.call("Runtime.evaluate", parameters);
        assert!(said.get("exceptionDetails").is_none(), "{expression}: {}", said["exceptionDetails"]);
        said["result"]["value"].clone()
    }

    /// Waits until an expression is true. One that cannot be evaluated, as while a page changes, is not true.
    pub fn wait(&mut self, expression: &str) {
        let started = Instant::now();
        let guarded = format!("(() => {{ try {{ return !!({expression}) }} catch {{ return false }} }})()");
        let asked = json!({ "expression": guarded, "returnByValue": true });
        // A page that is left while it is asked is answered for by an error.
        while !self.ask("Runtime.evaluate", asked.clone()).is_ok_and(|said| said["result"]["value"] == true) {
            if started.elapsed() > PATIENCE {
                let text: String = self.text().chars().take(2_000).collect();
                panic!("not true: {expression}\n{text}\n{:?}", self.complaints);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The text of the page as a reader sees it.
    pub fn text(&mut self) -> String {
        self.value("document.body.innerText").as_str().unwrap().to_owned()
    }

    /// Types into the field that has the focus; a page gives it to one only when it is drawn, which may be after it is loaded.
    pub fn type_text(&mut self, text: &str) {
        self.wait("document.activeElement instanceof HTMLInputElement");
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Presses a key, such as `Enter` or `ArrowDown`.
    pub fn press(&mut self, key: &str, code: u32) {
        let text = if key == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            self.call(
                "Input.dispatchKeyEvent",
                json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text }),
            );
        }
    }

    /// Where the middle of an element is, after it was brought into sight.
    fn middle(&mut self, selector: &str) -> (f64, f64) {
        let selector = json!(selector);
        let place = self.value(&format!(
            "(() => {{ const e = document.querySelector({selector}); e.scrollIntoView({{ block: 'center' }}); \
             const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2] }})()"
        ));
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    }

    /// Points at an element.
    pub fn point_at(&mut self, selector: &str) {
        let (x, y) = self.middle(selector);
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
    }

    /// Clicks an element.
    pub fn click(&mut self, selector: &str) {
        let (x, y) = self.middle(selector);
        for kind in ["mousePressed", "mouseReleased"] {
            self.call(
                "Input.dispatchMouseEvent",
                json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 }),
            );
        }
    }

    /// Chooses files in a field for files.
    pub fn choose(&mut self, selector: &str, files: &[&Path]) {
        let root = self.call("DOM.getDocument", json!({}))["root"]["nodeId"].clone();
        let node = self.call("DOM.querySelector", json!({ "nodeId": root, "selector": selector }));
        self.call("DOM.setFileInputFiles", json!({ "files": files, "nodeId": node["nodeId"] }));
    }

    /// Drops files onto an element, as from a file manager.
    pub fn drop_files(&mut self, selector: &str, files: &[&Path]) {
        let (x, y) = self.middle(selector);
        let data = json!({ "items": [], "files": files, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            self.call("Input.dispatchDragEvent", json!({ "type": kind, "x": x, "y": y, "data": data }));
        }
    }

    /// What pages have complained of since the last time this was asked.
    pub fn complaints(&mut self) -> Vec<String> {
        // Whatever was said before this answer has been heard.
        self.value("1");
        std::mem::take(&mut self.complaints)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_there(program: &str) -> bool {
    let told = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    told.is_ok_and(|status| status.success())
}
