//! What is compared with the statements of other customers.

use super::thresholds::Thresholds;
use crate::model::Fingerprint;

/// A statement and those of other customers that share a mark with it.
pub struct ReuseCase<'a> {
    /// The statement.
    pub own: &'a Fingerprint,
    /// The others.
    pub others: &'a [Fingerprint],
    /// Where odd begins.
    pub thresholds: &'a Thresholds,
}
