//! Archives that somebody made to do harm: each ends as a failure with a code, nothing is written outside of the dataset, and
//! memory stays where it is.

use crate::batch::{failures, statement, text};
use crate::harness::statera_command;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tar::{EntryType, Header};
use zip::unstable::write::FileOptionsExt as _;
use zip::write::SimpleFileOptions;

/// Memory that a run may take, whatever the archive claims. The bombs below would need from 200 MB to a terabyte.
const MEMORY_MIB: u64 = 150;

/// What a run ended with: what it told, its failures, and the most memory that the run itself held.
struct Ran {
    told: String,
    failures: BTreeMap<String, String>,
    peak_mib: u64,
}

/// Runs over an archive that lies alone in a folder, and looks whether anything else lies there afterwards.
fn run(make: impl FnOnce(&Path)) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let (archives, out) = (folder.path().join("deep/archives"), folder.path().join("deep/out"));
    fs::create_dir_all(&archives).unwrap();
    make(&archives);
    let before: Vec<_> = fs::read_dir(&archives).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let child = statera_command(&["batch", "--quiet", "--out", text(&out), text(&archives)])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", child.id());
    let watch = std::thread::spawn(move || {
        let mut peak = 0;
        while let Some(line) = fs::read_to_string(&status)
            .ok()
            .and_then(|text| text.lines().find(|line| line.starts_with("VmHWM:")).map(str::to_owned))
        {
            peak = peak.max(line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024);
            std::thread::sleep(Duration::from_millis(10));
        }
        peak
    });
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let after: Vec<_> = fs::read_dir(&archives).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(before, after);
    for folder in [folder.path(), &folder.path().join("deep")] {
        assert!(fs::read_dir(folder).unwrap().count() <= 2, "something was written outside");
    }
    Ran {
        told: String::from_utf8(output.stdout).unwrap(),
        failures: failures(&out),
        peak_mib: watch.join().unwrap(),
    }
}

impl Ran {
    fn code(&self, file: &str) -> Option<&str> {
        self.failures.get(file).map(String::as_str)
    }
}

fn header(name: &str, kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    // As its own bytes: the crate that writes archives refuses such names.
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    header
}

fn gzip(path: &Path, write: impl FnOnce(&mut dyn std::io::Write)) {
    let mut gzip =
        flate2::write::GzEncoder::new(fs::File::create(path).unwrap(), flate2::Compression::best());
    write(&mut gzip);
    gzip.finish().unwrap();
}

fn zeros(to: &mut dyn std::io::Write, mib: usize) {
    let block = vec![0; 1 << 20];
    for _ in 0..mib {
        to.write_all(&block).unwrap();
    }
}

#[test]
fn members_that_lead_out_are_links_or_are_locked_are_named_and_the_others_read() {
    let (_, pdf) = statement(1);
    let ran = run(|folder| {
        let mut zip = zip::ZipWriter::new(fs::File::create(folder.join("a.zip")).unwrap());
        let plain = SimpleFileOptions::default();
        for name in ["../up.pdf", "/abs.pdf", "C:\\drive.pdf", "..\\back.pdf", "good.pdf", "inner.zip"] {
            zip.start_file(name, plain).unwrap();
            zip.write_all(&pdf).unwrap();
        }
        zip.add_symlink("link.pdf", "/etc/passwd", plain).unwrap();
        zip.start_file("locked.pdf", plain.with_deprecated_encryption(b"secret").unwrap()).unwrap();
        zip.write_all(&pdf).unwrap();
        zip.finish().unwrap();
        gzip(&folder.join("b.tar.gz"), |to| {
            for (name, kind) in [
                ("../up.pdf", EntryType::Regular),
                ("/abs.pdf", EntryType::Regular),
                ("soft.pdf", EntryType::Symlink),
                ("hard.pdf", EntryType::Link),
                ("pipe.pdf", EntryType::Fifo),
                ("disk.pdf", EntryType::Block),
            ] {
                let mut header = header(name, kind, 0);
                if kind != EntryType::Regular {
                    header.set_link_name("/etc/passwd").unwrap();
                    header.set_cksum();
                }
                to.write_all(header.as_bytes()).unwrap();
            }
            to.write_all(header("good.pdf", EntryType::Regular, pdf.len() as u64).as_bytes()).unwrap();
            to.write_all(&pdf).unwrap();
            to.write_all(&vec![0; 512 - pdf.len() % 512 + 1024]).unwrap();
        });
    });
    assert!(ran.told.contains("proven            2\n"), "{} {:?}", ran.told, ran.failures);
    for (file, code) in [
        ("up.pdf", "unsafe_path"),
        ("abs.pdf", "unsafe_path"),
        ("a.zip!C:\\drive.pdf", "unsafe_path"),
        ("a.zip!..\\back.pdf", "unsafe_path"),
        ("a.zip!inner.zip", "nested_archive"),
        ("a.zip!link.pdf", "archive_link"),
        ("a.zip!locked.pdf", "archive_locked"),
        ("b.tar.gz!soft.pdf", "archive_link"),
        ("b.tar.gz!hard.pdf", "archive_link"),
        ("b.tar.gz!pipe.pdf", "archive_link"),
        ("b.tar.gz!disk.pdf", "archive_link"),
    ] {
        assert_eq!(ran.code(file), Some(code), "{file}");
    }
}

#[test]
fn zip_bombs_cost_what_they_weigh() {
    let (_, pdf) = statement(1);
    let ran = run(|folder| {
        let mut zip = zip::ZipWriter::new(fs::File::create(folder.join("a.zip")).unwrap());
        for (name, mib) in [("ratio.pdf", 60), ("long.pdf", 300)] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zeros(&mut zip, mib);
        }
        zip.start_file("good.pdf", SimpleFileOptions::default()).unwrap();
        zip.write_all(&pdf).unwrap();
        zip.finish().unwrap();
        // The same archive with the lengths in its list made small: what is declared is not what comes.
        let mut lying = fs::read(folder.join("a.zip")).unwrap();
        let list = lying.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
        lying[list + 24..list + 28].copy_from_slice(&1_000_u32.to_le_bytes());
        fs::write(folder.join("b.zip"), lying).unwrap();
        fs::write(folder.join("c.zip"), overlapping(&pdf)).unwrap();
    });
    assert_eq!(ran.code("a.zip!ratio.pdf"), Some("archive_bomb"));
    assert_eq!(ran.code("a.zip!long.pdf"), Some("over_limit"));
    assert!(ran.code("b.zip!ratio.pdf").is_some(), "{:?}", ran.failures);
    assert_eq!(ran.code("c.zip"), Some("archive_bomb"), "{:?}", ran.failures);
    assert!(ran.told.contains("  archive_bomb      2\n"), "{}", ran.told);
    assert!(ran.peak_mib < MEMORY_MIB, "{} MiB", ran.peak_mib);
}

/// A zip of whose two thousand members all have the bytes of the one that is there.
fn overlapping(pdf: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("one.pdf", SimpleFileOptions::default()).unwrap();
    zip.write_all(pdf).unwrap();
    let bytes = zip.finish().unwrap().into_inner();
    let find = |sign: &[u8]| bytes.windows(4).position(|bytes| bytes == sign).unwrap();
    let (list, end) = (find(b"PK\x01\x02"), find(b"PK\x05\x06"));
    let (entry, mut tail) = (&bytes[list..end], bytes[end..].to_vec());
    let count = 2_000_u16;
    for place in [8, 10] {
        tail[place..place + 2].copy_from_slice(&count.to_le_bytes());
    }
    let length = (entry.len() * usize::from(count)) as u32;
    tail[12..16].copy_from_slice(&length.to_le_bytes());
    [&bytes[..list], &entry.repeat(usize::from(count)), &tail].concat()
}

#[test]
fn tar_bombs_cost_what_they_weigh() {
    let (_, pdf) = statement(1);
    let good = |to: &mut dyn std::io::Write| {
        to.write_all(header("good.pdf", EntryType::Regular, pdf.len() as u64).as_bytes()).unwrap();
        to.write_all(&pdf).unwrap();
        to.write_all(&vec![0; 512 - pdf.len() % 512]).unwrap();
    };
    let ran = run(|folder| {
        // A name, and attributes, of 300 MB: they would be held in memory.
        for (archive, kind) in [("name.tar.gz", EntryType::GNULongName), ("pax.tar.gz", EntryType::XHeader)] {
            gzip(&folder.join(archive), |to| {
                good(to);
                to.write_all(header("x", kind, 300 << 20).as_bytes()).unwrap();
                zeros(to, 300);
            });
        }
        // Something that nobody wants and that unpacks without end.
        gzip(&folder.join("filler.tgz"), |to| {
            good(to);
            to.write_all(header("filler.bin", EntryType::Regular, 400 << 20).as_bytes()).unwrap();
            zeros(to, 400);
            good(to);
        });
        // Lengths that are not there, and one that is no length.
        for (archive, size) in [("huge.tar", 1_u64 << 40), ("short.tar", 50_000_000)] {
            let mut bytes = Vec::new();
            good(&mut bytes);
            bytes.extend_from_slice(header("big.pdf", EntryType::Regular, size).as_bytes());
            bytes.extend_from_slice(&[7; 2048]);
            fs::write(folder.join(archive), bytes).unwrap();
        }
        fs::write(folder.join("noise.tar"), [0xA5; 4096]).unwrap();
        fs::write(folder.join("noise.zip"), [0xA5; 4096]).unwrap();
        fs::write(folder.join("noise.tar.gz"), [0xA5; 4096]).unwrap();
    });
    assert!(ran.told.contains("proven            5\n"), "{} {:?}", ran.told, ran.failures);
    for (file, code) in [
        ("name.tar.gz", "archive_bomb"),
        ("pax.tar.gz", "archive_bomb"),
        ("filler.tgz", "archive_bomb"),
        ("huge.tar!big.pdf", "over_limit"),
        ("huge.tar", "archive_broken"),
        ("short.tar!big.pdf", "file_unreadable"),
        ("short.tar", "archive_broken"),
        ("noise.tar", "archive_broken"),
        ("noise.zip", "archive_broken"),
        ("noise.tar.gz", "archive_broken"),
    ] {
        assert_eq!(ran.code(file), Some(code), "{file}: {:?}", ran.failures);
    }
    assert_eq!(ran.failures.len(), 10);
    assert!(ran.peak_mib < MEMORY_MIB, "{} MiB", ran.peak_mib);
}

#[test]
fn the_list_of_an_archive_is_never_held_whole() {
    let (_, pdf) = statement(1);
    let ran = run(|folder| {
        let mut zip = zip::ZipWriter::new(fs::File::create(folder.join("a.zip")).unwrap());
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for number in 0..60_000 {
            zip.start_file(format!("a/folder/with/a/name/of/its/own/{number}.txt"), stored).unwrap();
        }
        zip.start_file("good.pdf", stored).unwrap();
        zip.write_all(&pdf).unwrap();
        zip.finish().unwrap();
        // More members in its last record than the archive could hold.
        let mut lying = fs::read(folder.join("a.zip")).unwrap();
        let end = lying.windows(4).rposition(|bytes| bytes == b"PK\x05\x06").unwrap();
        lying[end + 8..end + 12].copy_from_slice(&[0xFE; 4]);
        fs::write(folder.join("b.zip"), &lying).unwrap();
    });
    assert!(ran.told.starts_with("dataset") && ran.told.contains("proven            2\n"), "{}", ran.told);
    assert_eq!(ran.code("b.zip"), Some("archive_broken"));
    assert!(ran.peak_mib < MEMORY_MIB, "{} MiB", ran.peak_mib);
}
