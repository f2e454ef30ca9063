//! A small deterministic random source, so that a seed always invents the same ledger on every machine.

/// A splitmix64 generator. Not for secrets: its whole point is that everybody can repeat it.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// Starts the sequence that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self { state: seed ^ 0x5DEE_CE66_D1CE_4E5B }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        let span = high.abs_diff(low) + 1;
        // The bias of a plain remainder is far below what an invented ledger could show.
        low + i64::try_from(self.bits() % span).unwrap_or(0)
    }

    /// True in `percent` of 100 calls.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.bits() % 100 < u64::from(percent)
    }

    /// One of `items`; the empty string from an empty list.
    pub fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        let last = i64::try_from(items.len()).unwrap_or(0) - 1;
        let index = usize::try_from(self.between(0, last)).unwrap_or(0);
        items.get(index).copied().unwrap_or("")
    }

    /// `count` decimal digits, the first of them not zero.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).map(|place| self.between(i64::from(place == 0), 9).to_string()).collect()
    }

    /// An independent source that depends on this one's seed and on `salt`.
    pub fn fork(&self, salt: u64) -> Self {
        Self::new(self.state.rotate_left(17) ^ salt.wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn between_stays_inside_and_reaches_both_ends() {
        let mut random = Random::new(7);
        let drawn: Vec<i64> = (0..500).map(|_| random.between(-2, 3)).collect();
        assert_eq!(drawn.iter().min(), Some(&-2));
        assert_eq!(drawn.iter().max(), Some(&3));
    }

    #[test]
    fn the_same_seed_gives_the_same_sequence() {
        assert_eq!(Random::new(42).digits(12), Random::new(42).digits(12));
        assert_ne!(Random::new(42).digits(12), Random::new(43).digits(12));
    }
}
