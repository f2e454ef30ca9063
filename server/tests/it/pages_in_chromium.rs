//! The pages in a real browser: upload, progress, passwords, report, viewer; and nothing that a page complains of.

use crate::browser::Browser;
use crate::harness::{PATIENT, Server};
use std::path::PathBuf;
use testdata::{Cipher, Ledger, LedgerPlan, PrintOptions, layouts, samples};

/// A server, and a browser that is signed in to it.
fn signed_in() -> Option<(Server, Browser)> {
    signed_in_to(Server::start_with(PATIENT))
}

fn signed_in_to(server: Server) -> Option<(Server, Browser)> {
    let mut browser = Browser::start()?;
    browser.go(&format!("{}/sign-in", server.url));
    browser.type_text(&server.key.clone());
    browser.press("Enter", 13);
    browser.wait("location.pathname === '/entities' && document.readyState === 'complete'");
    Some((server, browser))
}

/// The samples and some others as files.
struct Files {
    folder: tempfile::TempDir,
}

impl Files {
    fn new() -> Files {
        Files { folder: tempfile::tempdir().unwrap() }
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn altered() -> Vec<u8> {
    samples().into_iter().find(|sample| sample.name.contains("altered")).unwrap().bytes
}

/// The uploads of the page with an item that says so.
fn upload_says(text: &str) -> String {
    format!("[...document.querySelectorAll('#uploads li')].some((item) => item.innerText.includes({text:?}))")
}

#[test]
fn a_statement_is_uploaded_read_and_shown_without_a_complaint() {
    let Some((server, mut browser)) =
        signed_in_to(Server::start_with(&format!("{PATIENT}[jobs]\nworkers = 1\n")))
    else {
        return;
    };
    let files = Files::new();
    let file = files.keep("altered.pdf", &altered());
    assert!(browser.text().contains("No statement yet"));
    // The only worker has something to read first, so that the page is seen to wait.
    let long = Ledger::invent(6, &LedgerPlan::default().months(12).rows_per_month(40));
    let long = testdata::print(&long, &layouts::lantern_bay_savings(), &PrintOptions::default());
    server.upload("bankless_upload/", &long, &[("link_id", "customer-6")]);
    browser.value(
        "window.seen = new Set(); new MutationObserver(() => document.querySelectorAll('#list tr').forEach((row) => \
         seen.add(row.innerText))).observe(document.body, { childList: true, subtree: true }) && 0",
    );
    browser.value("document.getElementById('link').value = 'customer-7'");
    browser.choose("#files", &[&file]);
    browser.wait(&upload_says("altered.pdf: taken"));
    // The list shows it by itself, first while it is read, then with its verdict and its risk.
    browser.wait("[...seen].some((row) => row.includes('customer-7') && row.includes('being read'))");
    browser.wait("document.querySelector('#list .badge.bad')?.innerText.toLowerCase() === 'unproven'");
    browser.wait("document.querySelectorAll('#list .severity').length === 2");
    browser.wait("document.getElementById('list').dataset.processing === 'false'");
    assert_eq!(browser.complaints(), Vec::<String>::new());

    browser.value("[...document.querySelectorAll('#list tr')].find((row) => row.innerText.includes('customer-7')).querySelector('a').click()");
    browser.wait("location.pathname.startsWith('/entities/') && document.readyState === 'complete'");
    let text = browser.text();
    for wanted in ["UNPROVEN", "Balance at the end of each day", "Income", "rows as CSV"] {
        assert!(text.contains(wanted), "{wanted:?} is not in\n{text}");
    }
    browser.click("details.evidence summary");
    browser.wait("document.querySelector('details.evidence img').naturalWidth > 500");
    // From a row to its place on the paper.
    browser.value("document.querySelector('table.rows a.place').click()");
    browser.wait("location.pathname.startsWith('/statements/') && document.readyState === 'complete'");
    browser.wait("document.querySelector('tr.lit') && document.querySelector('rect.lit')");
    browser.wait("document.querySelector('figure.drawn img').naturalWidth > 500");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn the_viewer_joins_rows_and_paper_both_ways_and_fetches_only_pages_in_sight() {
    let Some((server, mut browser)) = signed_in() else { return };
    let ledger = Ledger::invent(4, &LedgerPlan::default().months(12).rows_per_month(50));
    let pdf = testdata::print(&ledger, &layouts::lantern_bay_savings(), &PrintOptions::default());
    let uploaded = server.upload("bankless_upload/", &pdf, &[]);
    browser.go(&format!("{}/entities", server.url));
    browser.wait("document.querySelector('#list .badge') && document.getElementById('list').dataset.processing === 'false'");
    browser.go(&format!("{}/statements/{}", server.url, uploaded.json["statement_id"].as_str().unwrap()));
    assert_eq!(browser.value("document.querySelectorAll('tr[id^=r]').length"), ledger.rows.len());
    let pages = browser.value("document.querySelectorAll('figure').length").as_u64().unwrap();
    assert!(pages > 8, "{pages} pages");
    browser.wait("document.querySelector('#p1.drawn')");
    let drawn = "document.querySelectorAll('figure.drawn').length";
    assert!(browser.value(drawn).as_u64().unwrap() < pages, "pages out of sight are not drawn");

    // Pointing at a row lights its box, in the place where the row is printed.
    browser.point_at("tr[id^=r]:nth-of-type(5) .narration");
    browser.wait("document.querySelector('tr:nth-of-type(5).lit') && document.querySelectorAll('rect.lit').length === 1");
    let is_same = "document.querySelector('tr.lit').id === document.querySelector('rect.lit').dataset.of";
    assert_eq!(browser.value(is_same), true);
    // Pointing at the paper lights the row.
    browser.point_at("#p1 rect.row:nth-of-type(9)");
    browser.wait("document.querySelector('tr.lit')?.id === document.querySelectorAll('#p1 rect.row')[8].dataset.of || document.querySelector('#p1 rect.row:nth-of-type(9).lit')");
    assert_eq!(browser.value(is_same), true);
    // The arrow keys go from row to row, and a row of the last page brings that page.
    browser.value("document.querySelector('tr[id^=r]').focus()");
    browser.press("ArrowDown", 40);
    browser.wait("document.activeElement === document.querySelectorAll('tr[id^=r]')[1] && document.activeElement.classList.contains('lit')");
    // From the last row of a page they go on with the first one of the next.
    browser.value("[...document.querySelector('.leaf').querySelectorAll('tr')].pop().focus()");
    browser.press("ArrowDown", 40);
    browser
        .wait("document.activeElement === document.querySelectorAll('.leaf')[1].querySelector('tbody tr')");
    browser.press("ArrowUp", 38);
    browser
        .wait("document.activeElement === [...document.querySelector('.leaf').querySelectorAll('tr')].pop()");
    // Tables of pages out of sight are not laid out, and all have the same columns.
    let lefts = "[...document.querySelectorAll('.leaf')].map((leaf) => leaf.querySelectorAll('th')[2].getBoundingClientRect().left)";
    let lefts = browser.value(lefts);
    let lefts = lefts.as_array().unwrap();
    assert!(lefts.len() > 8 && lefts.iter().all(|left| *left == lefts[0]), "{lefts:?}");
    assert_eq!(browser.value("getComputedStyle(document.querySelector('.leaf')).contentVisibility"), "auto");
    browser.value("[...document.querySelectorAll('tr[id^=r]')].pop().focus()");
    browser.wait("document.querySelector('figure:last-of-type.drawn rect.lit')");
    let is_in_sight = "(() => { const b = document.querySelector('rect.lit').getBoundingClientRect(), p = document.querySelector('.paper').getBoundingClientRect(); return b.top >= p.top && b.bottom <= p.bottom })()";
    browser.wait(is_in_sight);
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn a_locked_statement_asks_for_its_password_and_a_wrong_one_is_said_to_be_wrong() {
    let Some((server, mut browser)) = signed_in() else { return };
    let files = Files::new();
    let locked = testdata::encrypt(&samples()[0].bytes, Cipher::Aes256, "harbour", "owner").unwrap();
    browser.drop_files("#drop", &[&files.keep("locked.pdf", &locked)]);
    browser.wait(&upload_says("locked.pdf: is locked. Password"));
    assert_eq!(browser.value("document.activeElement.type"), "password");
    browser.type_text("nonsense");
    browser.press("Enter", 13);
    browser.wait(&upload_says("this password does not open it"));
    assert_eq!(browser.value("document.activeElement.getAttribute('aria-invalid')"), "true");
    browser.type_text("harbour");
    browser.press("Enter", 13);
    browser.wait(&upload_says("locked.pdf: taken"));
    assert_eq!(server.get("entity/").json["count"], 1, "all tries were for one customer");
    // A refused upload is a 400, which the browser notes; nothing else may be there.
    let complaints = browser.complaints();
    assert!(
        complaints.iter().all(|one| one.contains("/entities/uploads") && one.contains("400")),
        "{complaints:?}"
    );
    assert_eq!(complaints.len(), 2);
}

#[test]
fn what_cannot_be_taken_is_refused_in_words() {
    let Some((_server, mut browser)) = signed_in() else { return };
    let files = Files::new();
    let junk = files.keep("<img src=x onerror=alert(1)>.pdf", b"%PDF-1.7 and nothing else");
    browser.choose("#files", &[&junk]);
    browser.wait(&upload_says("cannot be read: it is no PDF"));
    assert_eq!(browser.value("document.querySelectorAll('#uploads img').length"), 0);
    browser.choose("#files", &[&files.keep("empty.pdf", b"")]);
    browser.wait(&upload_says("empty.pdf: is empty"));
    let large = files.keep("large.pdf", b"");
    std::fs::File::options().write(true).open(&large).unwrap().set_len(70 << 20).unwrap();
    browser.choose("#files", &[&large]);
    browser.wait(&upload_says("is larger than the 64 MB that are taken"));

    browser.value("document.querySelector('.bar button').click()");
    browser.wait("location.pathname === '/sign-in' && document.readyState === 'complete'");
    browser.type_text("sk_live_nonsense");
    browser.press("Enter", 13);
    browser.wait("document.getElementById('refused')?.innerText.includes('not known')");
    let complaints = browser.complaints();
    assert!(complaints.iter().all(|one| one.contains("400") || one.contains("401")), "{complaints:?}");
}
