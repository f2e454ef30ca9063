//! Figures of an analysis as the contract prints them: exact JSON numbers, `DD-Mmm-YY` days, null for no data.

use super::shapes::Amount;
use engine::analyze::figure::Figure;
use engine::model::{Currency, Money};
use jiff::civil::Date;
use serde::ser::{Error as _, SerializeMap as _};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// A figure in the currency of its account.
#[derive(Clone, Debug)]
pub(super) struct FigureShape<'a>(pub(super) &'a Figure, pub(super) Currency);

impl Serialize for FigureShape<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Figure::Money(minor) => Amount(Money::new(*minor, self.1)).serialize(serializer),
            Figure::Count(count) => serializer.serialize_i64(*count),
            Figure::Hundredths(value) => {
                let sign = if *value < 0 { "-" } else { "" };
                let (whole, rest) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
                let number = RawValue::from_string(format!("{sign}{whole}.{rest:02}"));
                number.map_err(S::Error::custom)?.serialize(serializer)
            }
            Figure::Text(text) => serializer.serialize_str(text),
            Figure::Day(day) => serializer.serialize_str(&short_day(*day)),
            Figure::Absent => serializer.serialize_none(),
        }
    }
}

impl PartialSchema for FigureShape<'_> {
    fn schema() -> RefOr<Schema> {
        let kinds = [Type::Number, Type::String, Type::Null];
        ObjectBuilder::new().schema_type(SchemaType::from_iter(kinds)).into()
    }
}

impl ToSchema for FigureShape<'_> {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Figure")
    }
}

/// `15-Apr-20`.
pub(super) fn short_day(day: Date) -> String {
    day.strftime("%d-%b-%y").to_string()
}

/// An object whose keys stand in the order given, since clients read some of them by position.
#[derive(Clone, Debug)]
pub(super) struct Ordered<V>(pub(super) Vec<(String, V)>);

impl<V: Serialize> Serialize for Ordered<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<V> FromIterator<(String, V)> for Ordered<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(entries: I) -> Self {
        Ordered(entries.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn figures_are_exact_and_absent_ones_are_null() {
        let print = |figure: Figure| serde_json::to_string(&FigureShape(&figure, Currency::INR)).unwrap();
        assert_eq!(print(Figure::Money(-123_456)), "-1234.56");
        assert_eq!(print(Figure::Count(7)), "7");
        assert_eq!(print(Figure::Hundredths(-5)), "-0.05");
        assert_eq!(print(Figure::Hundredths(1234)), "12.34");
        assert_eq!(print(Figure::Text("Apr-25".to_owned())), "\"Apr-25\"");
        assert_eq!(print(Figure::Day(date(2020, 4, 15))), "\"15-Apr-20\"");
        assert_eq!(print(Figure::Absent), "null");
    }

    #[test]
    fn keys_keep_their_order() {
        let months: Ordered<u8> = [("Dec-2024", 1), ("Jan-2025", 2)]
            .map(|(key, value)| (key.to_owned(), value))
            .into_iter()
            .collect();
        assert_eq!(serde_json::to_string(&months).unwrap(), r#"{"Dec-2024":1,"Jan-2025":2}"#);
    }
}
