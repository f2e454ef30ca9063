//! What banks print, as data: templates, locales and channel shapes, checked and embedded.
//!
//! A template says what is printed, in the words printed. [`template`] holds the types that a TOML file
//! fills, [`registry`] the banks that are known by name, [`names`] how names are found in printed text, [`locale`]
//! what a language and its number form look like, [`channel`] how narrations say by which rail money moved, [`shape`] how
//! they are built, [`lexicon`] who is known, [`vocabulary`] all of that for one country in one automaton, [`pay`] what
//! banks call pay, [`alert`] what their alerts are made of, [`holidays`] when they rest, [`rails`] what payments may move,
//! [`lint`] what serde cannot check, and [`Templates`] the whole collection.

pub mod alert;
pub mod channel;
mod collection;
mod embedded;
mod error;
pub mod holidays;
pub mod lexicon;
pub mod lint;
pub mod locale;
pub mod names;
pub mod narration;
pub mod pattern;
pub mod pay;
mod phrase_index;
pub mod rails;
pub mod registry;
pub mod shape;
pub mod template;
pub mod vocabulary;

pub use channel::{ChannelRule, ChannelSet};
pub use collection::Templates;
pub use error::TemplateError;
pub use holidays::{Holiday, Holidays};
pub use lexicon::{Class, Lexicon};
pub use locale::Locale;
pub use names::{Folded, Names};
pub use narration::NarrationText;
pub use pattern::Pattern;
pub use pay::{PaySense, PayWord, PayWords};
pub use rails::{Rail, Rails};
pub use registry::KnownBank;
pub use shape::{Shape, Slot};
pub use template::{Align, Column, Field, Genuine, Layout, OneOrMany, Template};
pub use vocabulary::Vocabulary;
