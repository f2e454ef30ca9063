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

/// Ends the process here if the environment says so.
#[cfg(debug_assertions)]
pub fn reached(place: &'static str) {
    use std::sync::LazyLock;
    static ARMED: LazyLock<Option<String>> = LazyLock::new(|| std::env::var(KILL_AT).ok());
    debug_assert!(PLACES.contains(&place), "{place} is not on the list");
    if ARMED.as_deref() == Some(place) {
        let _ = rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

/// Does nothing.
#[cfg(not(debug_assertions))]
pub fn reached(_place: &'static str) {}
