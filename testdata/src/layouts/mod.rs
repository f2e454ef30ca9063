//! The presets, each named by what it shows. All print the same invented bank, Lantern Bay.

mod lantern_bay;

pub use lantern_bay::lantern_bay_savings;
