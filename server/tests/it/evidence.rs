//! `statera analyze --evidence`: the boxes on the pictures are where the findings say.

use crate::harness::{statera, statera_command};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use testdata::tamper::{Honest, OPERATIONS};

/// Pixels per point of the pictures, and how far around a box its outline reaches.
const SCALE: f64 = 2.0;
const OUTLINE: f64 = 3.0;
/// The outline of a finding of severity high.
const RED: [u8; 3] = [214, 32, 32];

struct Picture {
    width: usize,
    pixels: Vec<u8>,
}

impl Picture {
    fn open(path: &Path) -> Picture {
        let decoder = png::Decoder::new(BufReader::new(File::open(path).unwrap()));
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.color_type, png::ColorType::Rgba);
        Picture { width: info.width as usize, pixels }
    }

    fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * self.width + x) * 4;
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]]
    }

    fn height(&self) -> usize {
        self.pixels.len() / 4 / self.width
    }

    /// The box around all pixels of a colour: left, top, right, bottom.
    fn around(&self, color: [u8; 3]) -> [f64; 4] {
        let (mut left, mut top, mut right, mut bottom) = (usize::MAX, usize::MAX, 0, 0);
        for y in 0..self.height() {
            for x in (0..self.width).filter(|x| self.at(*x, y) == color) {
                (left, top) = (left.min(x), top.min(y));
                (right, bottom) = (right.max(x), bottom.max(y));
            }
        }
        [left, top, right, bottom].map(|side| side as f64)
    }

    /// Pixels of ink within a box in points.
    fn ink(&self, [left, top, right, bottom]: [f64; 4]) -> usize {
        let side = |points: f64| (points * SCALE).round() as usize;
        let columns = side(left)..side(right);
        let dark = |pixel: [u8; 3]| pixel.iter().all(|part| *part < 128);
        (side(top)..side(bottom))
            .flat_map(|y| columns.clone().map(move |x| (x, y)))
            .filter(|(x, y)| dark(self.at(*x, *y)))
            .count()
    }
}

/// Page and box of a place.
fn place(at: &Value) -> (u64, [f64; 4]) {
    let side = |name: &str| at["box"][name].as_f64().unwrap();
    (at["page"].as_u64().unwrap(), [side("x0"), side("top"), side("x1"), side("bottom")])
}

#[test]
fn evidence_pictures_have_each_box_where_its_finding_says() {
    let honest = Honest::print(7, testdata::layouts::lantern_bay_savings());
    let operation = OPERATIONS.iter().find(|operation| operation.name == "note_over_amount").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("forged.pdf");
    std::fs::write(&file, (operation.apply)(&honest).unwrap().bytes).unwrap();
    let pictures = folder.path().join("evidence");
    let output =
        statera(&["analyze", "--json", "--evidence", pictures.to_str().unwrap(), file.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let analyzed: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(analyzed["risk"]["score"].as_u64().unwrap() >= 60, "{}", analyzed["risk"]);

    let mut pages: BTreeMap<u64, Vec<[f64; 4]>> = BTreeMap::new();
    for finding in analyzed["findings"].as_array().unwrap() {
        if finding["severity"] != "high" || finding["at"].is_null() {
            continue;
        }
        for at in std::iter::once(&finding["at"]).chain(finding["also"].as_array().unwrap()) {
            let (page, sides) = place(at);
            pages.entry(page).or_default().push(sides);
        }
    }
    assert!(!pages.is_empty());
    let drawn = analyzed["evidence"]["pictures"].as_array().unwrap();
    for (page, boxes) in pages {
        let picture = drawn.iter().find(|picture| picture["page"] == page).unwrap();
        let path = Path::new(picture["file"].as_str().unwrap());
        assert_eq!(path.parent(), Some(pictures.as_path()));
        let picture = Picture::open(path);
        let all = boxes.iter().copied().reduce(|all, one| {
            [all[0].min(one[0]), all[1].min(one[1]), all[2].max(one[2]), all[3].max(one[3])]
        });
        let [left, top, right, bottom] = all.unwrap().map(|points| (points * SCALE).round());
        let wanted = [left - OUTLINE, top - OUTLINE, right + OUTLINE, bottom + OUTLINE];
        assert_eq!(picture.around(RED), wanted, "page {page}, {boxes:?}");
        for sides in boxes {
            assert!(picture.ink(sides) > 0, "nothing is printed in {sides:?} of page {page}");
        }
    }
}

#[test]
fn evidence_of_a_file_without_findings_is_no_picture() {
    let honest = Honest::print(7, testdata::layouts::lantern_bay_savings());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("honest.pdf");
    std::fs::write(&file, &honest.printed.bytes).unwrap();
    let pictures = folder.path().join("evidence");
    let output = statera(&["analyze", "--evidence", pictures.to_str().unwrap(), file.to_str().unwrap()]);
    assert!(output.status.success());
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("risk         0 of 100, low"), "{report}");
    assert!(!pictures.exists());
}

#[test]
fn evidence_thresholds_of_a_deployment_take_the_place_of_those_that_ship() {
    let honest = Honest::print(7, testdata::layouts::lantern_bay_savings());
    let operation = OPERATIONS.iter().find(|operation| operation.name == "amount_moved").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("forged.pdf");
    std::fs::write(&file, (operation.apply)(&honest).unwrap().bytes).unwrap();
    let thresholds = folder.path().join("thresholds.toml");
    let analyze = |text: &str| {
        std::fs::write(&thresholds, text).unwrap();
        statera(&["analyze", "--thresholds", thresholds.to_str().unwrap(), file.to_str().unwrap()])
    };
    let report = |text: &str| String::from_utf8(analyze(text).stdout).unwrap();
    assert!(report("").contains("alignment_anomaly"));
    assert!(!report("odd_edge = 100").contains("alignment_anomaly"));
    let refused = analyze("odd_egde = 100");
    assert_eq!(refused.status.code(), Some(1));
    let talk = String::from_utf8(refused.stderr).unwrap();
    assert!(talk.contains("odd_egde") && talk.contains("hint: ") && talk.contains("odd_edge"), "{talk}");
}

#[test]
fn evidence_is_drawn_without_system_calls_where_the_kernel_can_take_them_away() {
    let told = statera(&["sandbox-child", "--check"]);
    let kernel = String::from_utf8(told.stdout).unwrap();
    if !kernel.contains("seccomp=on") {
        eprintln!("NOT TESTED: this kernel has no seccomp ({kernel})");
        return;
    }
    let mut child = statera_command(&["evidence-child"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let header = r#"{"password":null,"pages":[1],"marks":[],"is_cut":true,"memory_bytes":1073741824,"processor_seconds":30}"#;
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&u32::try_from(header.len()).unwrap().to_be_bytes()).unwrap();
    stdin.write_all(header.as_bytes()).unwrap();
    // It waits for the document now, and must not see a byte of it before it is confined.
    let status = format!("/proc/{}/status", child.id());
    let started = Instant::now();
    while !std::fs::read_to_string(&status).unwrap().contains("Seccomp:\t2") {
        assert!(started.elapsed() < Duration::from_secs(20), "it is not confined");
        std::thread::sleep(Duration::from_millis(20));
    }
    stdin.write_all(&Honest::print(7, testdata::layouts::lantern_bay_savings()).printed.bytes).unwrap();
    drop(stdin);
    let drawn = child.wait_with_output().unwrap().stdout;
    assert!(drawn.windows(4).any(|bytes| bytes == b"\x89PNG"), "confined, it still draws");
}
