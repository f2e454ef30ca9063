//! The configuration: `statera.default.toml` is the documentation and the real default, a file may override it.

use crate::wording::trouble;
use engine::fraud::Thresholds;
use serde::Deserialize;
use std::path::{Path, PathBuf};

const DEFAULT: &str = include_str!("../statera.default.toml");

/// Everything that can be configured.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The listener and its limits.
    pub http: HttpConfig,
    /// The child processes that parse PDF bytes.
    pub sandbox: SandboxConfig,
    /// The queue and its workers.
    pub jobs: JobsConfig,
    /// The database.
    pub store: StoreConfig,
    /// Requests that we make on a client's word.
    pub outbound: OutboundConfig,
    /// What is logged.
    pub log: LogConfig,
    /// Where the heuristics begin to find something odd.
    #[serde(default)]
    pub thresholds: Thresholds,
}

/// The listener and its limits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    /// Seconds for the head of a request.
    pub head_seconds: u64,
    /// Seconds a client may pause within a body.
    pub body_idle_seconds: u64,
    /// Connections served at once.
    pub connections: usize,
    /// Largest body of an upload in bytes.
    pub upload_bytes: u64,
    /// Largest body of any other request in bytes.
    pub form_bytes: u64,
    /// Seconds for requests in flight after the signal to stop.
    pub drain_seconds: u64,
    /// Seconds a client may leave an answer unread.
    pub write_seconds: u64,
    /// Requests handled at once.
    pub requests: usize,
    /// Requests of one tenant handled at once.
    pub requests_per_tenant: usize,
    /// Certificate chain in PEM; empty for plain HTTP.
    pub tls_cert: PathBuf,
    /// Private key in PEM.
    pub tls_key: PathBuf,
}

/// The child processes that parse PDF bytes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxConfig {
    /// Inspections side by side; 0 means twice the number of processors.
    pub inspections: usize,
    /// Pages drawn side by side; 0 means the number of processors.
    pub drawings: usize,
    /// Wall clock for one document in seconds.
    pub seconds: u64,
    /// Processor time for one document in seconds.
    pub processor_seconds: u64,
    /// Address space of a child in bytes.
    pub memory_bytes: u64,
    /// Documents that a child reads before another one takes its place.
    pub documents_per_child: u32,
}

/// The queue and its workers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JobsConfig {
    /// Jobs side by side; 0 means the number of processors.
    pub workers: usize,
    /// Seconds a worker owns a job.
    pub lease_seconds: u64,
    /// Failures after which a job is given up.
    pub attempts: i64,
    /// Claims after which a job is given up although no failure was counted.
    pub claims: i64,
    /// Milliseconds before the second attempt.
    pub backoff_ms: i64,
    /// Milliseconds between looks at the queue.
    pub poll_ms: u64,
    /// Seconds between rounds of the sweeper.
    pub sweep_seconds: u64,
}

/// The database.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreConfig {
    /// Connections held open.
    pub connections: u32,
    /// Milliseconds to wait for another writer.
    pub busy_ms: u64,
}

/// Requests that we make on a client's word: webhooks and uploads by URL.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutboundConfig {
    /// Networks that may be reached although they are not public, such as `10.1.0.0/16`.
    pub allowed_networks: Vec<String>,
    /// PEM file with authorities to trust beside those of the web.
    #[serde(default)]
    pub authorities_file: Option<PathBuf>,
    /// Seconds for finding, connecting to and greeting a host, each.
    pub connect_seconds: u64,
    /// Seconds for fetching a document from a URL.
    pub download_seconds: u64,
    /// Seconds that a webhook has for its answer.
    pub webhook_seconds: u64,
    /// Webhooks that are called side by side.
    pub webhook_workers: usize,
    /// Seconds before each further attempt to call a webhook; after the last one the call is given up.
    pub webhook_retry_seconds: Vec<i64>,
    /// Days that payloads of webhooks are listed.
    pub webhook_payload_days: i64,
}

/// What is logged.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: String,
    /// How lines are written.
    pub format: LogFormat,
    /// Milliseconds after which a step on the way of a document is called slow.
    pub slow_ms: u64,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

impl Config {
    /// The default, with what `file` overrides.
    ///
    /// # Errors
    /// The file cannot be read, is not TOML, or has a key or a type that does not exist; one sentence.
    pub fn load(file: Option<&Path>) -> Result<Config, String> {
        let mut table: toml::Table =
            DEFAULT.parse().map_err(|error| format!("the built-in default: {error}"))?;
        if let Some(path) = file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| format!("cannot read {}: {}", path.display(), trouble(&error)))?;
            let given: toml::Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
            overlay(&mut table, given);
        }
        table.try_into().map_err(|error| format!("the configuration is not valid: {error}"))
    }
}

/// Puts `given` over `base`, section by section.
fn overlay(base: &mut toml::Table, given: toml::Table) {
    for (key, value) in given {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(over)) => overlay(inner, over),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_default_is_the_real_default() {
        let config = Config::load(None).unwrap();
        assert_eq!(config.http.upload_bytes, 64 << 20);
        assert_eq!(config.log.level, "info");
    }

    #[test]
    fn a_file_overrides_single_options_and_unknown_keys_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("statera.toml");
        std::fs::write(&path, "[jobs]\nattempts = 9\n").unwrap();
        let config = Config::load(Some(&path)).unwrap();
        assert_eq!((config.jobs.attempts, config.jobs.lease_seconds), (9, 30));
        std::fs::write(&path, "[jobs]\natempts = 9\n").unwrap();
        assert!(Config::load(Some(&path)).unwrap_err().contains("atempts"));
    }
}
