//! The command line: what goes to stdout, what to stderr, and the exit status.

use crate::harness::{Server, statera};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Stdio};

#[test]
fn keys_create_prints_only_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let output = statera(&["keys", "create", "--data-dir", data.to_str().unwrap(), "--name", "acme"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let secret = text.strip_prefix("sk_live_").unwrap().strip_suffix('\n').unwrap();
    assert_eq!(secret.len(), 43, "256 bits");
    assert!(secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert!(output.stderr.is_empty());
    let list = statera(&["keys", "list", "--data-dir", data.to_str().unwrap()]);
    let list = String::from_utf8(list.stdout).unwrap();
    assert!(list.contains("acme") && list.contains("active") && !list.contains(secret), "{list}");
}

#[test]
fn wrong_usage_is_2_and_failure_is_1_with_a_hint() {
    assert_eq!(statera(&[]).status.code(), Some(2));
    assert_eq!(statera(&["serve"]).status.code(), Some(2));
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    assert_eq!(statera(&["keys", "revoke", "--data-dir", data]).status.code(), Some(2));
    assert_eq!(statera(&["keys", "create", "--data-dir", data, "--name", ""]).status.code(), Some(2));
    let failed = statera(&["keys", "revoke", "--data-dir", data, "--name", "nobody"]);
    let text = String::from_utf8(failed.stderr).unwrap();
    assert_eq!(failed.status.code(), Some(1));
    assert!(text.starts_with("error: no active key matches\n\nhint: "), "{text}");
    let failed = statera(&["serve", "--data-dir", data, "--listen", "nowhere:1:2"]);
    let text = String::from_utf8(failed.stderr).unwrap();
    assert_eq!((failed.status.code(), failed.stdout.len()), (Some(1), 0));
    assert!(text.contains("error: cannot listen on nowhere:1:2") && text.contains("\n\nhint: "), "{text}");
}

#[test]
fn one_data_directory_has_one_server() {
    let server = Server::start();
    let data = server.data_dir();
    let second = statera(&["serve", "--data-dir", data.to_str().unwrap(), "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another server is running"));
}

#[test]
fn serve_prints_one_line_and_ends_well_on_sigterm() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_statera"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert!(line.starts_with("listening on http://127.0.0.1:"), "{line}");
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!((child.wait().unwrap().code(), rest.as_str()), (Some(0), ""));
}
