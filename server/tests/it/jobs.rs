//! Jobs that go wrong: children that crash, hang or answer nonsense, with the server's own parts put together by hand.

use crate::harness::statera_command;
use crate::outside::{storage, tell_storage};
use server::config::Config;
use server::crypto::{random_key, to_hex};
use server::sandbox::{Ask, Operation, Sandbox, SandboxFailure};
use server::service::{self, Options, Role, Running};
use server::storage::Storage;
use server::store::Tenant;
use server::store::entities::EntityChoice;
use server::store::fingerprints::Reuse;
use server::store::statements::{Accepted, NewStatement, Progress, Secrets};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// A program that ignores its arguments and does what the shell is told.
fn program(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("child.sh");
    std::fs::write(&path, format!("#!/bin/sh\n[ \"$2\" = --check ] && exit 1\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    path
}

/// The templates that ship.
fn shipped() -> std::sync::Arc<server::templates::Current> {
    std::sync::Arc::new(server::templates::Current::open(None).unwrap())
}

fn counters() -> std::sync::Arc<server::metrics::Metrics> {
    std::sync::Arc::new(server::metrics::Metrics::new(Duration::from_secs(1)).unwrap())
}

async fn running(folder: &Path, program: PathBuf) -> Running {
    running_on(storage(folder), program).await
}

async fn running_on(storage: Storage, program: PathBuf) -> Running {
    let mut config = Config::load(None).unwrap();
    config.jobs.attempts = 3;
    config.jobs.backoff_ms = 10;
    config.jobs.poll_ms = 20;
    config.sandbox.seconds = 1;
    let options = Options {
        storage,
        role: Role::Serve { listen: "127.0.0.1:0".to_owned(), takes_jobs: true },
        config,
        templates: None,
        program: Some(program),
    };
    service::start(options).await.unwrap()
}

/// Keeps a document as an accepted upload does, and answers its entity.
async fn accepted(running: &Running, tenant: &Tenant) -> String {
    accepted_into(running, tenant, &EntityChoice::New).await.entity_id
}

async fn accepted_into(running: &Running, tenant: &Tenant, choice: &EntityChoice) -> Accepted {
    let (app, id, secret) = (running.app(), server::store::new_id(), random_key().unwrap());
    let mut staged = app.objects.stage(&id, &secret).await.unwrap();
    staged.write(b"%PDF-1.7 and so on").await.unwrap();
    let complete = staged.complete().await.unwrap();
    let new = NewStatement {
        object_key: id.clone(),
        id,
        bank: "axis".to_owned(),
        read_as: None,
        secrets: Secrets { object_secret: to_hex(secret.as_slice()), pdf_password: None },
        file_sha256: complete.sha256.clone(),
        file_bytes: complete.bytes,
        account: None,
        period: None,
        findings: Vec::new(),
        reuse: Reuse::default(),
    };
    app.keep(complete).await.unwrap();
    app.store.accept_upload(&app.vault, tenant, choice, new, None).await.unwrap()
}

/// The statement once it is settled: its progress, the reason, and how long it took.
async fn settled(
    running: &Running,
    tenant: &Tenant,
    entity_id: &str,
) -> (Progress, Option<String>, Duration) {
    let started = Instant::now();
    loop {
        let statement = running.app().store.statements(tenant, entity_id).await.unwrap().remove(0);
        if statement.transactions != Progress::Processing {
            assert_eq!(
                statement.identity, statement.transactions,
                "nothing was known of the identity either"
            );
            return (statement.transactions, statement.message, started.elapsed());
        }
        assert!(started.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_job_whose_children_crash_is_tried_again_and_then_given_up_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let program =
        program(folder.path(), &format!("echo x >> {}/started; kill -9 $$", folder.path().display()));
    let running = running(folder.path(), program).await;
    let tenant = Tenant::new("t");
    let entity_id = accepted(&running, &tenant).await;
    let (progress, message, _) = settled(&running, &tenant, &entity_id).await;
    assert_eq!((progress, message.as_deref()), (Progress::Failed, Some("PDF is not parsable")));
    let started = std::fs::read_to_string(folder.path().join("started")).unwrap();
    assert_eq!(started.lines().count(), 3, "as often as configured");
    let entity_id = accepted(&running, &tenant).await;
    assert_eq!(settled(&running, &tenant, &entity_id).await.0, Progress::Failed, "the workers are alive");
    running.stop().await;
}

#[tokio::test]
async fn the_same_file_sent_again_tries_a_failed_statement_anew() {
    let folder = tempfile::tempdir().unwrap();
    let program =
        program(folder.path(), &format!("echo x >> {}/started; kill -9 $$", folder.path().display()));
    let running = running(folder.path(), program).await;
    let tenant = Tenant::new("t");
    let first = accepted_into(&running, &tenant, &EntityChoice::New).await;
    settled(&running, &tenant, &first.entity_id).await;
    let choice = EntityChoice::Existing(first.entity_id.clone());
    let again = accepted_into(&running, &tenant, &choice).await;
    assert_eq!((again.is_known, &again.statement_id), (true, &first.statement_id));
    assert_eq!(settled(&running, &tenant, &first.entity_id).await.0, Progress::Failed);
    let started = std::fs::read_to_string(folder.path().join("started")).unwrap();
    assert_eq!(started.lines().count(), 6, "three times for each upload");
    assert_eq!(running.app().store.statements(&tenant, &first.entity_id).await.unwrap().len(), 1);
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_up_is_listed_and_tried_again_on_command() {
    let folder = tempfile::tempdir().unwrap();
    let program =
        program(folder.path(), &format!("echo x >> {}/started; kill -9 $$", folder.path().display()));
    let storage = storage(folder.path());
    let running = running_on(storage.clone(), program).await;
    let tenant = Tenant::new("t");
    let entity_id = accepted(&running, &tenant).await;
    settled(&running, &tenant, &entity_id).await;
    let jobs = |words: &[&str]| {
        let mut command = statera_command(&["jobs", words[0]]);
        tell_storage(&storage, &mut command);
        command.args(&words[1..]).output().unwrap()
    };
    let listed = String::from_utf8(jobs(&["dead"]).stdout).unwrap();
    let fields: Vec<&str> = listed.trim_end().split('\t').collect();
    assert_eq!((fields.len(), fields[1], fields[2]), (7, "read_statement", "t"), "{listed}");
    assert!(fields[6].starts_with("sandbox: crashed"), "{listed}");
    assert!(jobs(&["dead", "--kind", "deliver_webhook"]).stdout.is_empty());

    let retried = jobs(&["retry", fields[0]]);
    assert!(retried.status.success(), "{}", String::from_utf8_lossy(&retried.stderr));
    let (progress, message, _) = settled(&running, &tenant, &entity_id).await;
    assert_eq!((progress, message.as_deref()), (Progress::Failed, Some("PDF is not parsable")));
    let started = || std::fs::read_to_string(folder.path().join("started")).unwrap().lines().count();
    assert_eq!(started(), 6, "its attempts are counted anew");
    assert!(jobs(&["retry", "--all", "--kind", "analyze_entity"]).status.success());
    assert_eq!(started(), 6, "another kind");
    assert!(jobs(&["retry", "--all"]).status.success());
    settled(&running, &tenant, &entity_id).await;
    assert_eq!(started(), 9);
    let unknown = jobs(&["retry", "no-such-job"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no-such-job"));
    running.stop().await;
}

#[tokio::test]
async fn a_child_that_hangs_is_killed_by_the_clock_and_not_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let program = program(folder.path(), "exec sleep 60");
    let running = running(folder.path(), program).await;
    let tenant = Tenant::new("t");
    let entity_id = accepted(&running, &tenant).await;
    let (progress, message, took) = settled(&running, &tenant, &entity_id).await;
    assert_eq!((progress, message.as_deref()), (Progress::Failed, Some("PDF is not parsable")));
    assert!(took < Duration::from_secs(5), "{took:?}");
    running.stop().await;
}

#[tokio::test]
async fn the_sandbox_names_how_a_child_failed() {
    let folder = tempfile::tempdir().unwrap();
    let running = running(folder.path(), PathBuf::from("/bin/false")).await;
    let mut config = Config::load(None).unwrap().sandbox;
    config.seconds = 1;
    let ask = Ask { operation: Operation::Inspect, password: Some("secret"), bank: None };
    let secret = random_key().unwrap();
    for (script, expected) in [
        ("exit 0", "crashed"),
        ("kill -11 $$", "crashed"),
        ("head -c 300000 > /dev/null; printf '\\0\\0\\0\\3{}'", "crashed"),
        ("head -c 300000 > /dev/null; printf '\\0\\0\\0\\2[]'", "broken"),
        ("printf '\\377\\377\\377\\377'", "broken"),
        ("exec sleep 9", "timed out"),
    ] {
        let mut staged = running.app().objects.stage("some-document", &secret).await.unwrap();
        staged.write(&[b'x'; 300_000]).await.unwrap();
        let complete = staged.complete().await.unwrap();
        let object = running.app().objects.open_staged(&complete, &secret).await.unwrap();
        let sandbox = Sandbox::new(program(folder.path(), script), config.clone(), shipped(), counters());
        let failure: SandboxFailure = sandbox.run(&ask, object).await.unwrap_err();
        assert!(failure.to_string().starts_with(expected), "{script}: {failure}");
    }
    running.stop().await;
}

#[tokio::test]
async fn the_password_is_in_neither_the_arguments_nor_the_environment_of_a_child() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display();
    let script = format!(
        "tr '\\0' ' ' < /proc/$$/cmdline > {place}/seen; tr '\\0' ' ' < /proc/$$/environ >> {place}/seen"
    );
    let running = running(folder.path(), PathBuf::from("/bin/false")).await;
    let secret = random_key().unwrap();
    let complete =
        running.app().objects.stage("some-document", &secret).await.unwrap().complete().await.unwrap();
    let object = running.app().objects.open_staged(&complete, &secret).await.unwrap();
    let sandbox = Sandbox::new(
        program(folder.path(), &script),
        Config::load(None).unwrap().sandbox,
        shipped(),
        counters(),
    );
    let ask = Ask { operation: Operation::Read, password: Some("canary-4411"), bank: None };
    sandbox.run(&ask, object).await.unwrap_err();
    let seen = std::fs::read_to_string(folder.path().join("seen")).unwrap();
    assert!(seen.contains("sandbox-child") && !seen.contains("canary-4411"), "{seen}");
    assert!(!seen.contains("HOME=") && !seen.contains("CARGO"), "no environment: {seen}");
    running.stop().await;
}
