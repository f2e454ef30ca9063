//! The thresholds of a deployment: those that ship, with what a file puts in their place.

use crate::wording::trouble;
use bank_templates::TemplateError;
use engine::fraud::Thresholds;
use serde_json::Value;
use std::path::Path;

/// The thresholds of a file; without one, those that ship.
///
/// # Errors
/// The file cannot be read, has an unknown key (the closest known one is named) or a value that is none; one sentence, and
/// what to do.
pub fn load(file: Option<&Path>) -> Result<Thresholds, (String, String)> {
    let Some(path) = file else { return Ok(Thresholds::default()) };
    let text = std::fs::read_to_string(path).map_err(|error| {
        (
            format!("cannot read {}: {}", path.display(), trouble(&error)),
            "check the path and the permissions".to_owned(),
        )
    })?;
    parse(&path.display().to_string(), &text)
}

fn parse(name: &str, text: &str) -> Result<Thresholds, (String, String)> {
    let thresholds: Thresholds = toml::from_str(text).map_err(|error| {
        let fault = TemplateError::from_toml(name, text, &error);
        let hint = match fault.hint.as_str() {
            "" => "docs/heuristics.md has all thresholds with their defaults".to_owned(),
            hint => hint.to_owned(),
        };
        (format!("{name}:{}: {}", fault.line, fault.message), hint)
    })?;
    check(&thresholds).map_err(|key| {
        (format!("{name}: {key} is not a number from 0 on"), "give a number from 0 on".to_owned())
    })?;
    Ok(thresholds)
}

/// The key of a value that cannot be compared with: below zero, or no number.
fn check(thresholds: &Thresholds) -> Result<(), String> {
    let value = serde_json::to_value(thresholds).map_err(|error| error.to_string())?;
    let mut values = value.as_object().into_iter().flatten();
    match values.find(|(_, value)| !is_comparable(value)) {
        Some((key, _)) => Err(key.clone()),
        None => Ok(()),
    }
}

/// A number from 0 on, or a table of such numbers, by currency. What is no number in TOML (`nan`) is null here.
fn is_comparable(value: &Value) -> bool {
    match value {
        Value::Object(entries) => entries.values().all(is_comparable),
        value => value.as_f64().is_some_and(|number| number >= 0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_moves_single_thresholds_and_leaves_the_others() {
        let thresholds = parse("t.toml", "odd_percent = 25\nbenford_amounts = 500\n").unwrap();
        let shipped = Thresholds::default();
        assert_eq!((thresholds.odd_percent, thresholds.benford_amounts), (25.0, 500));
        assert_eq!(thresholds.odd_edge, shipped.odd_edge);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_the_closest_known_one() {
        let (message, hint) = parse("t.toml", "odd_percent = 25\nodd_egde = 2\n").unwrap_err();
        assert!(message.starts_with("t.toml:2: ") && message.contains("odd_egde"), "{message}");
        assert!(hint.contains("odd_edge"), "{hint}");
    }

    #[test]
    fn values_that_nothing_can_be_compared_with_are_refused() {
        for text in [
            "odd_percent = -1",
            "odd_percent = nan",
            "odd_percent = \"much\"",
            "column_figures = -3",
            "atm_limit = { INR = -1 }",
        ] {
            assert!(parse("t.toml", text).is_err(), "{text}");
        }
    }
}
