//! Any bytes in the place of one part of a file; see `testdata::odd::Part::Content`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testdata::odd::Part;

fuzz_target!(|bytes: &[u8]| fuzz::read(Part::Content, bytes));
