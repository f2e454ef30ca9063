//! Closed lists of words in the document of the API, taken from the types that print them.
//!
//! The engine knows nothing of OpenAPI. Its enums tell serde their words, and a deserializer that reads nothing and only
//! listens is told them, so that no list is written down twice.

use serde::de::{self, DeserializeOwned, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

/// A text that is one of the words of `T`.
pub fn one_of<T: DeserializeOwned>() -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words::<T>())).build()
}

/// The words of `T` as serde knows them, in the order of its variants; none when it is not an enum.
pub(super) fn words<T: DeserializeOwned>() -> Vec<&'static str> {
    match T::deserialize(Listener) {
        Err(Heard(words)) => words.to_vec(),
        Ok(_) => Vec::new(),
    }
}

struct Listener;

/// What was heard.
#[derive(Debug)]
struct Heard(&'static [&'static str]);

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was read")
    }
}

impl std::error::Error for Heard {}

impl de::Error for Heard {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Heard(&[])
    }
}

impl<'de> de::Deserializer<'de> for Listener {
    type Error = Heard;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Heard> {
        Err(Heard(&[]))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Heard> {
        Err(Heard(variants))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::model::{Channel, Direction};

    #[test]
    fn the_words_are_those_that_serde_prints() {
        assert_eq!(words::<Direction>(), ["debit", "credit"]);
        let channels = words::<Channel>();
        assert!(channels.contains(&"cash_withdrawl") && channels.contains(&"Others"), "{channels:?}");
        assert!(words::<u8>().is_empty());
    }
}
