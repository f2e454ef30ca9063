//! What banks print, as data: templates, checked and embedded.

/// All known banks and their layouts.
#[derive(Debug, Default)]
pub struct Templates {}

impl Templates {
    /// The templates that ship with the program.
    #[must_use]
    pub fn embedded() -> &'static Templates {
        static EMBEDDED: std::sync::LazyLock<Templates> = std::sync::LazyLock::new(Templates::default);
        &EMBEDDED
    }
}
