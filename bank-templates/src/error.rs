//! A data file that does not hold, with the place and a suggestion.

use std::fmt;

/// What is wrong in a data file, where, and what was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// File as given by the caller.
    pub file: String,
    /// Line from 1; zero when the file as a whole is meant.
    pub line: usize,
    /// Column from 1; zero when the file as a whole is meant.
    pub column: usize,
    /// One sentence.
    pub message: String,
    /// What to do; may be empty.
    pub hint: String,
}

impl TemplateError {
    /// An error about a file as a whole.
    #[must_use]
    pub fn whole(file: &str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        TemplateError {
            file: file.to_owned(),
            line: 0,
            column: 0,
            message: message.into(),
            hint: hint.into(),
        }
    }

    /// An error at the first place where the text has `near`; about the file as a whole when it has not.
    #[must_use]
    pub fn near(
        file: &str,
        text: &str,
        near: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        TemplateError::near_from(file, text, 0, near, message, hint)
    }

    /// As [`TemplateError::near`], looking only from a byte of the text on.
    pub(crate) fn near_from(
        file: &str,
        text: &str,
        from: usize,
        near: &str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let found = text.get(from..).and_then(|rest| rest.find(near));
        let (line, column) = found.map_or((0, 0), |at| place(text, from + at));
        TemplateError { line, column, ..TemplateError::whole(file, message, hint) }
    }

    /// Turns a TOML or serde error into one with line, column and did-you-mean.
    #[must_use]
    pub fn from_toml(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let (line, column) = place(text, error.span().map_or(0, |span| span.start));
        let message = error.message().to_owned();
        let hint = did_you_mean(&message).unwrap_or_default();
        TemplateError { file: file.to_owned(), line, column, message, hint }
    }
}

/// Line and column, from 1, of a byte of a text.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

/// Reads serde's "unknown field `x`, expected one of `a`, `b`" and suggests the closest name.
fn did_you_mean(message: &str) -> Option<String> {
    if !message.starts_with("unknown ") {
        return None;
    }
    let mut names = message.split('`').skip(1).step_by(2);
    let wrong = names.next()?;
    let best = names
        .map(|known| (strsim::damerau_levenshtein(wrong, known), known))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, known)| *distance <= 3.max(known.len() / 3))?;
    Some(format!("did you mean `{}`?", best.1))
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.message)
        } else {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
        }
    }
}

impl std::error::Error for TemplateError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_answered_with_the_closest_known_one() {
        assert_eq!(
            did_you_mean("unknown field `headign`, expected one of `heading`, `field`, `align`").as_deref(),
            Some("did you mean `heading`?")
        );
        assert_eq!(did_you_mean("invalid type: integer"), None);
    }
}
