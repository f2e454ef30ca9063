//! What banks print, as data: templates, locales and channel shapes, checked and embedded.
//!
//! A template says what is printed, in the words printed. [`template`] holds the types that a TOML file
//! fills, [`locale`] what a language and its number form look like, [`channel`] how narrations say by which
//! rail money moved, [`lint`] what serde cannot check, and [`Templates`] the whole collection.

pub mod channel;
mod error;
pub mod lint;
pub mod locale;
pub mod pattern;
pub mod template;

pub use channel::{ChannelRule, ChannelSet};
pub use error::TemplateError;
pub use locale::Locale;
pub use pattern::Pattern;
pub use template::{Align, Column, Field, Layout, OneOrMany, Template};

use std::sync::LazyLock;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/embedded.rs"));
}

/// All known banks with their layouts, and the locales that they refer to.
#[derive(Debug, Default)]
pub struct Templates {
    templates: Vec<Template>,
    locales: Vec<Locale>,
    channels: Vec<ChannelSet>,
}

impl Templates {
    /// The templates that ship with the program. Parsed once; a file that does not load is left out, and
    /// the tests of this crate make sure that there is none.
    #[must_use]
    pub fn embedded() -> &'static Templates {
        static EMBEDDED: LazyLock<Templates> = LazyLock::new(|| Templates::load_embedded().0);
        &EMBEDDED
    }

    /// Loads the embedded files and says which of them do not hold.
    #[must_use]
    pub fn load_embedded() -> (Templates, Vec<TemplateError>) {
        let mut all = Templates::default();
        let mut errors = Vec::new();
        for (file, text) in embedded::LOCALES {
            match Locale::parse(file, text) {
                Ok(locale) => all.locales.push(locale),
                Err(error) => errors.push(error),
            }
        }
        for (file, text) in embedded::CHANNELS {
            match ChannelSet::parse(file, text) {
                Ok(set) => all.channels.push(set),
                Err(error) => errors.push(error),
            }
        }
        for (file, text) in embedded::BANKS {
            if let Err(error) = all.add(file, text) {
                errors.push(error);
            }
        }
        (all, errors)
    }

    /// Adds one template from its text; `file` is only used in messages.
    ///
    /// # Errors
    /// The text is not a valid template, or its bank identifier is taken.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), TemplateError> {
        let template = Template::parse(file, text)?;
        if self.bank(&template.bank.id).is_some() {
            return Err(TemplateError::whole(
                file,
                format!("bank id {:?} is used by another file", template.bank.id),
                "give each bank one file; several layouts go into it as [[layout]] tables",
            ));
        }
        for layout in &template.layout {
            if self.locale(&layout.locale).is_none() {
                return Err(TemplateError::whole(
                    file,
                    format!("layout {:?} names the unknown locale {:?}", layout.id, layout.locale),
                    format!("known locales: {}", self.locale_tags().join(", ")),
                ));
            }
        }
        self.templates.push(template);
        Ok(())
    }

    /// Takes a bank out, so that another template of it can be tried.
    pub fn remove(&mut self, id: &str) {
        self.templates.retain(|template| !template.bank.id.eq_ignore_ascii_case(id));
    }

    /// The bank with this identifier, in any case.
    #[must_use]
    pub fn bank(&self, id: &str) -> Option<&Template> {
        self.templates.iter().find(|template| template.bank.id.eq_ignore_ascii_case(id))
    }

    /// All banks.
    #[must_use]
    pub fn banks(&self) -> &[Template] {
        &self.templates
    }

    /// The locale for a tag: the longest known prefix, so that `en-IN` finds `en`.
    #[must_use]
    pub fn locale(&self, tag: &str) -> Option<&Locale> {
        self.locales
            .iter()
            .filter(|locale| {
                tag.strip_prefix(locale.tag.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            })
            .max_by_key(|locale| locale.tag.len())
    }

    /// All locales.
    #[must_use]
    pub fn locales(&self) -> &[Locale] {
        &self.locales
    }

    /// The channel shapes of a country, if any are known.
    #[must_use]
    pub fn channels(&self, country: &str) -> Option<&ChannelSet> {
        self.channels.iter().find(|set| set.country.eq_ignore_ascii_case(country))
    }

    fn locale_tags(&self) -> Vec<&str> {
        self.locales.iter().map(|locale| locale.tag.as_str()).collect()
    }
}
