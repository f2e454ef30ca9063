//! Any text as a template: it loads, or the error points somewhere.
#![no_main]

use bank_templates::Template;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(error) = Template::parse("fuzzed.toml", text) {
        assert!(!error.to_string().is_empty());
    }
});
