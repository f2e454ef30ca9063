//! The data files that ship with the program.

use crate::TemplateError;
use serde::de::DeserializeOwned;

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A file that nearly every process reads. A process that reads one statement would spend a third of its work on parsing TOML, so the
/// build does that once and keeps what it found in a form that is quick to read.
pub(crate) struct DataFile {
    /// Folder and name.
    pub(crate) file: &'static str,
    /// What is written in it.
    pub(crate) text: &'static str,
    /// The same as JSON.
    parsed: &'static str,
}

impl DataFile {
    /// Reads the file.
    ///
    /// # Errors
    /// It does not hold what is asked for, and where.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, TemplateError> {
        // Only what is written has lines that an error can name.
        serde_json::from_str(self.parsed).or_else(|_| {
            toml::from_str(self.text).map_err(|error| TemplateError::from_toml(self.file, self.text, &error))
        })
    }

    /// Folder and name, and what is written in it.
    pub(crate) fn written(&self) -> (&'static str, &'static str) {
        (self.file, self.text)
    }

    /// The name without folder and ending: a country, a language or `world`.
    pub(crate) fn stem(&self) -> &'static str {
        self.file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml")).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_build_has_parsed_is_what_is_written() {
        for data in [LOCALES, CHANNELS, REGISTRY, PAY, LEXICONS].into_iter().flatten() {
            let written: toml::Table = toml::from_str(data.text).unwrap();
            let parsed: serde_json::Value = serde_json::from_str(data.parsed).unwrap();
            assert_eq!(serde_json::to_value(&written).unwrap(), parsed, "{}", data.file);
        }
    }

    #[test]
    fn no_file_has_to_be_parsed_once_more() {
        fn is_ready<T: DeserializeOwned>(files: &[DataFile]) {
            for data in files {
                let read = serde_json::from_str::<T>(data.parsed).map(|_| ());
                assert!(read.is_ok(), "{}: {read:?}", data.file);
            }
        }
        is_ready::<crate::Locale>(LOCALES);
        is_ready::<crate::ChannelSet>(CHANNELS);
        is_ready::<crate::registry::RegistryFile>(REGISTRY);
        is_ready::<crate::pay::PayFile>(PAY);
        is_ready::<crate::Lexicon>(LEXICONS);
    }

    #[test]
    fn a_file_that_does_not_hold_says_where() {
        #[derive(Debug, serde::Deserialize)]
        #[allow(dead_code, reason = "only read")]
        struct Named {
            name: u32,
        }
        let data =
            DataFile { file: "x/y.toml", text: "# A name.\nname = \"z\"\n", parsed: r#"{"name":"z"}"# };
        let error = data.read::<Named>().unwrap_err();
        assert_eq!((error.line, error.file.as_str()), (2, "x/y.toml"));
        assert_eq!(data.stem(), "y");
    }
}
