//! `statera demo`: the summary says what the ledgers behind the samples say, and what it tells to try works.

use crate::harness::{agent, answer, statera};
use jiff::civil::date;
use std::io::{BufRead as _, BufReader, Read as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use testdata::{Direction, Ledger, RowKind, accounts_of_samples};

/// What the summary says about an account of a customer: the lines around the masked number, up to an empty line.
fn account<'a>(summary: &'a str, customer: &str, ledger: &Ledger) -> &'a str {
    let (hidden, shown) = ledger.account_number.split_at(ledger.account_number.len() - 4);
    let number = format!("account    {}{shown}\n", "X".repeat(hidden.len()));
    let customer = &summary[summary.find(customer).unwrap()..];
    let found = customer.split("\n\n").find(|part| part.contains(&number));
    found.unwrap_or_else(|| panic!("no {number:?} in:\n{customer}"))
}

fn assert_says(text: &str, words: &[&str]) {
    for words in words {
        assert!(text.contains(words), "no {words:?} in:\n{text}");
    }
}

#[test]
fn demo_exit_sums_up_the_ledgers_behind_the_samples() {
    let output = statera(&["demo", "--exit"]);
    let summary = String::from_utf8(output.stdout).unwrap();
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{talk}");
    assert!(!summary.contains('\u{1b}') && !talk.contains('\u{1b}'), "{talk}");
    for sample in testdata::samples() {
        let steps =
            ["uploading ", "processing", "completed "].map(|step| format!("{step} {}\n", sample.name));
        assert_says(&talk, &steps.each_ref().map(String::as_str));
    }

    let (salary_account, second_account) = accounts_of_samples();
    for ledger in [&salary_account, &second_account] {
        let count = |direction| ledger.rows.iter().filter(|row| row.direction == direction).count();
        assert_says(
            account(&summary, "customer-1", ledger),
            &[
                &format!("holder     {}\n", ledger.holder),
                "bank       Lantern Bay Bank\n",
                &format!("period     {} to {}, ", ledger.from, ledger.to),
                &format!("rows       {}\n", ledger.rows.len()),
                &format!("in {} rows\n    debits", count(Direction::Credit)),
                &format!("in {} rows\n    closing", count(Direction::Debit)),
                "balances   each follows from the row above it",
                "findings   none",
            ],
        );
    }
    // The altered statement ends in July. The raised salary is its second one, and its own balance was raised, too: the row
    // below it is the first whose balance does not follow.
    let rows: Vec<_> = salary_account.rows.iter().filter(|row| row.date <= date(2025, 7, 31)).collect();
    let mut salaries = (0..rows.len()).filter(|place| rows[*place].kind == RowKind::Salary);
    let below = rows[salaries.nth(1).unwrap() + 1];
    assert_says(
        account(&summary, "customer-2", &salary_account),
        &[
            &format!("rows       {}\n", rows.len()),
            "balances   1 does not follow from the row above it",
            &format!("finding    inconsistent_transaction on {}\n", below.date),
        ],
    );
}

#[test]
fn demo_serves_what_its_commands_ask_for_until_ctrl_c_and_leaves_nothing_behind() {
    let temporary = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_statera"));
    // The summary repeats this word; a path of any length would make its lines too long.
    command
        .arg0("statera")
        .arg("demo")
        .env("TMPDIR", temporary.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut demo = Demo(command.spawn().unwrap());
    let mut stdout = BufReader::new(demo.0.stdout.take().unwrap());
    let mut summary = String::new();
    while !summary.contains("/links/reports/") {
        assert_ne!(stdout.read_line(&mut summary).unwrap(), 0, "ended early:\n{summary}");
    }
    let longest =
        summary.lines().filter(|line| !line.contains("http://")).map(|line| line.chars().count()).max();
    assert!(longest <= Some(80), "{longest:?} columns:\n{summary}");
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 1);

    let commands: Vec<_> = summary.split("curl -H 'x-api-key: ").skip(1).collect();
    assert_eq!(commands.len(), 2, "{summary}");
    for (command, counted) in commands.iter().zip(["results", "transactions"]) {
        let mut quoted = command.split('\'');
        let (key, url) = (quoted.next().unwrap(), quoted.nth(1).unwrap());
        let answer = answer(agent().get(url).header("x-api-key", key).call());
        assert_eq!(answer.status, 200, "{url}: {}", answer.json);
        assert!(answer.json[counted].as_array().unwrap().len() > 1, "{}", answer.json);
    }

    // The last line is the address of the report of the customer whose statement was altered.
    let link = summary.lines().last().unwrap().trim();
    let browser = ureq::Agent::config_builder().max_redirects(0).build().new_agent();
    let opened = browser.get(link).call().unwrap();
    let (base, _) = link.split_once("/links/").unwrap();
    let page = format!("{base}{}", opened.headers()["location"].to_str().unwrap());
    let cookie = opened.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let mut shown = String::new();
    // The rows are there when the summary is; what they say together may come a moment later.
    for _ in 0..200 {
        let mut answer = browser.get(&page).header("cookie", cookie).call().unwrap();
        shown = answer.body_mut().read_to_string().unwrap();
        if !shown.contains("Being read") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_says(&shown, &["UNPROVEN", "inconsistent_transaction"]);

    let told = Command::new("kill").args(["-INT", &demo.0.id().to_string()]).status().unwrap();
    assert!(told.success());
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).unwrap();
    assert_eq!((demo.0.wait().unwrap().code(), rest.as_str()), (Some(0), ""));
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[test]
fn demo_says_what_to_do_when_it_cannot_start() {
    let start = |temporary: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_statera"));
        command.args(["demo", "--exit", "--listen", "nowhere"]).env("TMPDIR", temporary).output().unwrap()
    };
    let temporary = tempfile::tempdir().unwrap();
    for (folder, words) in [
        ("/nowhere", "error: cannot make a temporary directory"),
        (temporary.path().to_str().unwrap(), "error: cannot listen on nowhere"),
    ] {
        let output = start(folder);
        let talk = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{talk}");
        assert!(talk.starts_with(words) && talk.contains("\n\nhint: "), "{talk}");
    }
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

/// A demo that is killed when its test fails.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
