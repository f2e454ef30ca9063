//! Values that may be written alone or as a list, and labels that may be written as a text or a table.

use super::{Label, Take};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use std::{fmt, marker::PhantomData};

/// One value or a list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        OneOrMany(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData)).map(OneOrMany)
    }
}

/// A label, a table with `label`, or a list of either; a bare string is a label with its value to the right.
#[derive(Clone, Debug)]
pub struct Vec1<T>(pub Vec<T>);

impl<T> Default for Vec1<T> {
    fn default() -> Self {
        Vec1(Vec::new())
    }
}

impl<'de> Deserialize<'de> for Vec1<Label> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let labels = deserializer.deserialize_any(ListVisitor::<LabelText>(PhantomData))?;
        Ok(Vec1(labels.into_iter().map(|text| text.0).collect()))
    }
}

struct LabelText(Label);

impl<'de> Deserialize<'de> for LabelText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LabelVisitor;
        impl<'de> Visitor<'de> for LabelVisitor {
            type Value = LabelText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a label, or a table with `label`")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<LabelText, E> {
                Ok(LabelText(Label { label: text.to_owned(), take: Take::Right, split: None, lines: 1 }))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<LabelText, A::Error> {
                Label::deserialize(de::value::MapAccessDeserializer::new(map)).map(LabelText)
            }
        }
        deserializer.deserialize_any(LabelVisitor)
    }
}

/// Accepts a list, or a single element in its place, and keeps serde's messages for the element.
struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one value or a list")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        T::deserialize(de::value::StrDeserializer::new(text)).map(|one| vec![one])
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
        T::deserialize(de::value::MapAccessDeserializer::new(map)).map(|one| vec![one])
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(one) = seq.next_element()? {
            list.push(one);
        }
        Ok(list)
    }
}
