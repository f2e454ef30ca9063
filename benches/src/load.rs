//! Uploaders side by side against a real server: how long an upload takes to be acknowledged, and to be completed.
//!
//! `cargo build --release -p server --bin statera && cargo run --release -p benches --bin load [--uploaders=50] [--each=10]
//! [--program=target/release/statera] [serve options, such as --database-url ...]`. One uploader alone comes first: what the
//! machine gives when it is idle.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command whose output is its purpose")]

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// How many, how often, and against what.
struct Plan {
    uploaders: usize,
    each: usize,
    program: PathBuf,
    serve: Vec<String>,
}

/// What one upload took: to be acknowledged, and to be completed.
struct Took {
    acknowledged: Duration,
    completed: Duration,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let plan = plan()?;
    let folder = tempfile::tempdir()?;
    let server = Server::start(&plan, folder.path())?;
    let sequence = AtomicUsize::new(0);
    let alone = round(&server, 1, 10.min(plan.each.max(1)), &sequence)?;
    let crowd = round(&server, plan.uploaders, plan.each, &sequence)?;
    println!(
        "{:<14} {:>8} {:>22} {:>22} {:>10}",
        "", "uploads", "acknowledged p50 / p99", "completed p50 / p99", "per second"
    );
    tell("one uploader", &alone);
    tell(&format!("{} uploaders", plan.uploaders), &crowd);
    println!(
        "processor time of server and children: {:.1} ms per statement",
        server.processor_ms() / (alone.0.len() + crowd.0.len()) as f64
    );
    Ok(())
}

fn plan() -> Result<Plan, Failure> {
    let beside = std::env::current_exe()?.with_file_name("statera");
    let mut plan = Plan { uploaders: 50, each: 10, program: beside, serve: Vec::new() };
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some(("--uploaders", value)) => plan.uploaders = value.parse()?,
            Some(("--each", value)) => plan.each = value.parse()?,
            Some(("--program", value)) => plan.program = value.into(),
            _ => plan.serve.push(argument),
        }
    }
    Ok(plan)
}

/// Lets so many uploaders upload so many statements each; a failed request fails the round.
fn round(
    server: &Server,
    uploaders: usize,
    each: usize,
    sequence: &AtomicUsize,
) -> Result<(Vec<Took>, Duration), Failure> {
    let samples = testdata::samples();
    let all: Mutex<Vec<Took>> = Mutex::default();
    let started = Instant::now();
    std::thread::scope(|scope| {
        let work = || -> Result<(), Failure> {
            for _ in 0..each {
                let at = sequence.fetch_add(1, Ordering::Relaxed);
                let sample = samples.get(at % samples.len()).ok_or("no sample")?;
                // Copies that differ in a byte nobody reads: the same bytes would be the same statement.
                let pdf = [sample.bytes.as_slice(), format!("\n% {at}\n").as_bytes()].concat();
                let took = server.upload(&pdf)?;
                all.lock().map_err(|_| "another uploader failed")?.push(took);
            }
            Ok(())
        };
        let threads: Vec<_> = (0..uploaders).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err("an uploader panicked".into())))
    })?;
    let all = all.into_inner().map_err(|_| "an uploader failed")?;
    Ok((all, started.elapsed()))
}

fn tell(who: &str, (all, took): &(Vec<Took>, Duration)) {
    let at = |part: f64, of: fn(&Took) -> Duration| {
        let mut times: Vec<Duration> = all.iter().map(of).collect();
        times.sort_unstable();
        let index = ((times.len() as f64 * part).ceil() as usize).clamp(1, times.len().max(1)) - 1;
        times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    };
    let both = |of| format!("{:.0} / {:.0} ms", at(0.5, of), at(0.99, of));
    let (acknowledged, completed) = (both(|took| took.acknowledged), both(|took| took.completed));
    let rate = all.len() as f64 / took.as_secs_f64();
    println!("{who:<14} {:>8} {acknowledged:>22} {completed:>22} {rate:>10.1}", all.len());
}

struct Server {
    child: Child,
    url: String,
    key: String,
    agent: ureq::Agent,
}

impl Server {
    fn start(plan: &Plan, folder: &Path) -> Result<Server, Failure> {
        let data = folder.join("data");
        let command = |name: &str| {
            let mut command = Command::new(&plan.program);
            command
                .args(name.split(' '))
                .arg("--data-dir")
                .arg(&data)
                .args(&plan.serve)
                .stderr(Stdio::null());
            command
        };
        let made = command("keys create --name load").output().map_err(|error| {
            format!("{}: {error}; build it with `cargo build --release -p server`", plan.program.display())
        })?;
        let key = String::from_utf8(made.stdout)?.trim().to_owned();
        let mut child = command("serve --listen 127.0.0.1:0").stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let url = line.trim().strip_prefix("listening on ").ok_or("the server did not start")?.to_owned();
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_idle_connections(200).build();
        Ok(Server { child, url, key, agent: agent.new_agent() })
    }

    fn upload(&self, pdf: &[u8]) -> Result<Took, Failure> {
        let mut body =
            b"--b0undary\r\ncontent-disposition: form-data; name=\"file\"; filename=\"s.pdf\"\r\n\r\n"
                .to_vec();
        body.extend_from_slice(pdf);
        body.extend_from_slice(b"\r\n--b0undary--\r\n");
        let started = Instant::now();
        let url = format!("{}/bank-connect/v1/statement/bankless_upload/", self.url);
        let request = self.agent.post(&url).header("x-api-key", &self.key);
        let request = request.header("content-type", "multipart/form-data; boundary=b0undary");
        let mut answer = request.send(&body)?;
        let text = answer.body_mut().read_to_string()?;
        let acknowledged = started.elapsed();
        if answer.status() != 200 {
            return Err(format!("an upload ended with {}: {text}", answer.status()).into());
        }
        let answer: serde_json::Value = serde_json::from_str(&text)?;
        let entity =
            answer.get("entity_id").and_then(serde_json::Value::as_str).ok_or("no entity")?.to_owned();
        let url = format!("{}/bank-connect/v1/entity/{entity}/transactions/", self.url);
        loop {
            let mut answer = self.agent.get(&url).header("x-api-key", &self.key).call()?;
            let text = answer.body_mut().read_to_string()?;
            let answered: serde_json::Value = serde_json::from_str(&text)?;
            match answered.pointer("/progress/0/status").and_then(serde_json::Value::as_str) {
                Some("completed") => return Ok(Took { acknowledged, completed: started.elapsed() }),
                Some("processing") => std::thread::sleep(Duration::from_millis(25)),
                _ => return Err(format!("polling ended with {}: {text}", answer.status()).into()),
            }
        }
    }

    /// Processor time of the server and of its children, in milliseconds.
    fn processor_ms(&self) -> f64 {
        let server = self.child.id();
        let children = std::fs::read_to_string(format!("/proc/{server}/task/{server}/children"));
        let children = children.unwrap_or_default();
        let living = children.split_whitespace().filter_map(|pid| pid.parse().ok());
        living.chain([server]).map(ticks).sum::<f64>() * 10.0
    }
}

/// Processor time of a process and of those of its children that have ended, in hundredths of a second.
fn ticks(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    // Eleven fields stand between the name and utime, stime, cutime, cstime.
    fields.skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum()
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is over either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
