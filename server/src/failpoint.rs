//! Named places at which a test ends the process as a loss of power would. In a release build there are none.

/// The environment variable that names the place.
pub const KILL_AT: &str = "STATERA_KILL_AT";

/// All places, in the order in which an upload passes them.
pub const PLACES: &[&str] = &[
    "body arriving",
    "body staged",
    "object announced",
    "object written",
    "upload before commit",
    "upload committed",
    "second copy removed",
    "job claimed",
    "statement read",
    "report before commit",
    "report committed",
    "analysis made",
    "analysis before commit",
    "analysis committed",
];

/// Those that a change of the master key passes, in their order.
pub const PLACES_OF_KEY_CHANGE: &[&str] =
    &["master key announced", "some keys sealed anew", "master key before commit", "master key changed"];

/// Ends the process here if the environment says so.
#[cfg(debug_assertions)]
pub fn reached(place: &'static str) {
    use std::sync::LazyLock;
    static ARMED: LazyLock<Option<String>> = LazyLock::new(|| std::env::var(KILL_AT).ok());
    let is_known = PLACES.contains(&place) || PLACES_OF_KEY_CHANGE.contains(&place);
    debug_assert!(is_known, "{place} is on no list");
    if ARMED.as_deref() == Some(place) {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

/// Does nothing.
#[cfg(not(debug_assertions))]
pub fn reached(_place: &'static str) {}
