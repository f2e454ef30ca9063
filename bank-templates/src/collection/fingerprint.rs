//! What a reading depends on, as short fingerprints of texts. A comment that changes counts as a change: it costs a reading, and a
//! change that did not count would cost a wrong row.

use super::{FamilySlot, Slot, Templates};
use crate::embedded::{self, DataFile};

/// Hexadecimal digits of a fingerprint.
const DIGITS: usize = 8;

impl Templates {
    /// Of the template of a bank and of the families that it includes; `None` when the bank has none.
    #[must_use]
    pub fn fingerprint(&self, bank: &str) -> Option<String> {
        let template = self.bank(bank)?;
        let mut hasher = blake3::Hasher::new();
        self.slots.get(self.index(bank)?)?.feed(&mut hasher);
        for name in &template.include.0 {
            self.families
                .iter()
                .filter(|family| family.name == *name)
                .for_each(|family| family.feed(&mut hasher));
        }
        Some(short(&hasher))
    }

    /// Of all templates and families together.
    #[must_use]
    pub fn fingerprint_of_all(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        self.slots.iter().for_each(|slot| slot.feed(&mut hasher));
        self.families.iter().for_each(|family| family.feed(&mut hasher));
        short(&hasher)
    }

    /// Of the word lists that ship: locales, channels, lexicons, names of banks, pay, days of rest, rules of rails.
    #[must_use]
    pub fn vocabulary_fingerprint() -> String {
        let parsed =
            [embedded::LOCALES, embedded::CHANNELS, embedded::LEXICONS, embedded::REGISTRY, embedded::PAY];
        let parsed = parsed.into_iter().flatten().map(DataFile::written);
        let written = [embedded::HOLIDAYS, embedded::RAILS].into_iter().flatten().copied();
        let mut hasher = blake3::Hasher::new();
        for (file, text) in parsed.chain(written) {
            feed(&mut hasher, file);
            feed(&mut hasher, text);
        }
        short(&hasher)
    }
}

impl Slot {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        feed(hasher, self.source.map_or(self.text.as_str(), |(_, text)| text));
    }
}

impl FamilySlot {
    fn feed(&self, hasher: &mut blake3::Hasher) {
        feed(hasher, self.source.map_or(self.text.as_str(), |(_, text)| text));
    }
}

/// A text and its end, so that what goes from one text to the next is a change.
fn feed(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(text.as_bytes());
    hasher.update(&[0]);
}

fn short(hasher: &blake3::Hasher) -> String {
    hasher.finalize().to_hex().chars().take(DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_template_has_another_fingerprint_and_its_neighbours_do_not() {
        let shipped = Templates::embedded();
        let (file, text) =
            embedded::BANKS.iter().find(|(file, _)| file.ends_with("in/canara.toml")).copied().unwrap();
        let same = Templates::with_files([(file, text)]).unwrap();
        assert_eq!(same.fingerprint("canara"), shipped.fingerprint("canara"));
        let changed = format!("{text}\n# seen on paper\n");
        let changed = Templates::with_files([(file, changed.as_str())]).unwrap();
        assert_ne!(changed.fingerprint("canara"), shipped.fingerprint("canara"));
        assert_eq!(changed.fingerprint("hdfc"), shipped.fingerprint("hdfc"));
        assert_ne!(changed.fingerprint_of_all(), shipped.fingerprint_of_all());
        assert_eq!(shipped.fingerprint("no_such_bank"), None);
    }
}
