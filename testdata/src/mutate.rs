//! Damaged variants of files: what disks, networks and people with bad intent make of them.
//!
//! Each mutant depends on its number alone, so that whoever finds one that does harm can name it.

use crate::random::Random;

/// Files to damage.
pub struct Mutator {
    files: Vec<(String, Vec<u8>)>,
}

/// A damaged file.
pub struct Mutant {
    /// Name of the file that it was made from.
    pub from: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Numbers that break arithmetic.
const EXTREMES: [&str; 12] = [
    "0",
    "-1",
    "1",
    "255",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "-2147483648",
    "9223372036854775807",
    "99999999999999999999",
];
/// Words that the structure of a file hangs on.
const KEYWORDS: [&str; 14] = [
    "endobj",
    "endstream",
    "stream",
    "obj",
    "xref",
    "trailer",
    "startxref",
    "/Length",
    "/Filter",
    "/Kids",
    "/Type",
    "<<",
    ">>",
    "]",
];
/// The longest piece that is cut or doubled.
const LONGEST_PIECE: usize = 2_000;
/// What a file may unpack to. Bombs are read as they are: damage to gigabytes of zeros takes long and teaches nothing.
const MOST_UNPACKED: usize = 16 << 20;

impl Mutator {
    /// Takes the files as they are, and each of them once more with its streams unpacked, so that damage reaches what
    /// is inside. Files that cannot be unpacked, or grow too large, are taken as they are only.
    pub fn new(files: Vec<(String, Vec<u8>)>) -> Self {
        let unpacked: Vec<_> = files
            .iter()
            .filter_map(|(name, bytes)| Some((format!("{name} (unpacked)"), unpack(bytes)?)))
            .filter(|(_, bytes)| bytes.len() <= MOST_UNPACKED)
            .collect();
        Self { files: files.into_iter().chain(unpacked).filter(|(_, bytes)| bytes.len() > 16).collect() }
    }

    /// The mutant of that number; nothing when there are no files.
    pub fn mutant(&self, number: u64) -> Option<Mutant> {
        let mut random = Random::new(number.wrapping_mul(0x9E37_79B9));
        let (from, bytes) = self.files.get(index(&mut random, self.files.len())?)?;
        let mut bytes = bytes.clone();
        for _ in 0..random.between(1, 8) {
            damage(&mut bytes, &mut random, &self.files);
        }
        Some(Mutant { from: from.clone(), bytes })
    }
}

fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut document = lopdf::Document::load_mem(bytes).ok()?;
    document.decompress();
    let mut unpacked = Vec::new();
    document.save_to(&mut unpacked).ok()?;
    Some(unpacked)
}

/// A place below `length`.
fn index(random: &mut Random, length: usize) -> Option<usize> {
    let last = i64::try_from(length).ok()?.checked_sub(1)?;
    (last >= 0).then(|| usize::try_from(random.between(0, last)).unwrap_or(0))
}

fn damage(bytes: &mut Vec<u8>, random: &mut Random, files: &[(String, Vec<u8>)]) {
    let Some(at) = index(random, bytes.len()) else { return };
    let length = usize::try_from(random.between(1, LONGEST_PIECE as i64)).unwrap_or(1);
    let end = at.saturating_add(length).min(bytes.len());
    match random.between(0, 11) {
        0 => set(bytes, at, random.bits() as u8),
        1 => {
            let bit = 1u8 << random.between(0, 7);
            let byte = bytes.get(at).copied().unwrap_or(0);
            set(bytes, at, byte ^ bit);
        }
        2 => {
            // Digits mean offsets, counts and references: other digits keep the file in shape and its sense not.
            for place in at..end.min(at + 40) {
                if bytes.get(place).is_some_and(u8::is_ascii_digit) {
                    set(bytes, place, b'0' + random.between(0, 9) as u8);
                }
            }
        }
        3 => number(bytes, at, random),
        4 => drop(bytes.drain(at..end)),
        5 => {
            let piece = bytes.get(at..end).unwrap_or_default().to_vec();
            bytes.splice(at..at, piece);
        }
        6 => bytes.truncate(at.max(16)),
        7 => keyword(bytes, at, random),
        8 => {
            let other = index(random, files.len()).and_then(|index| files.get(index));
            let piece = other.and_then(|(_, other)| {
                let from = index(random, other.len())?;
                other.get(from..from.saturating_add(length).min(other.len()))
            });
            bytes.splice(at..end, piece.unwrap_or_default().iter().copied());
        }
        9 => {
            for place in at..end {
                set(bytes, place, 0);
            }
        }
        10 => {
            let piece = bytes.get(at..end).unwrap_or_default().to_vec();
            if let Some(to) = index(random, bytes.len()) {
                for (place, byte) in (to..).zip(piece) {
                    set(bytes, place, byte);
                }
            }
        }
        _ => {
            let text = random.pick(&KEYWORDS);
            for (place, byte) in (at..).zip(text.bytes()) {
                set(bytes, place, byte);
            }
        }
    }
}

fn set(bytes: &mut [u8], at: usize, value: u8) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte = value;
    }
}

/// Replaces the next number by one that breaks arithmetic.
fn number(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let rest = bytes.get(at..).unwrap_or_default();
    let Some(from) = rest.iter().position(u8::is_ascii_digit).map(|from| at + from) else { return };
    let count = bytes.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
    bytes.splice(from..from + count, random.pick(&EXTREMES).bytes());
}

/// Removes or replaces the next keyword of some sort.
fn keyword(bytes: &mut Vec<u8>, at: usize, random: &mut Random) {
    let word = random.pick(&KEYWORDS).as_bytes();
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(from) = rest.windows(word.len()).position(|window| window == word) {
        let other = if random.chance(50) { "" } else { random.pick(&KEYWORDS) };
        bytes.splice(at + from..at + from + word.len(), other.bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::Mutator;

    #[test]
    fn mutants_are_repeatable_and_differ() {
        let mutator = Mutator::new(vec![("sample".to_owned(), crate::samples().remove(0).bytes)]);
        let bytes = |number| mutator.mutant(number).unwrap().bytes;
        assert_eq!(bytes(7), bytes(7));
        let distinct: std::collections::BTreeSet<_> = (0..100).map(bytes).collect();
        assert!(distinct.len() > 95, "{}", distinct.len());
        assert!((0..100).any(|number| mutator.mutant(number).unwrap().from.ends_with("(unpacked)")));
        assert!(Mutator::new(Vec::new()).mutant(1).is_none());
    }
}
