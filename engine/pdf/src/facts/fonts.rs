//! The fonts that pages show text in.

use crate::objects::{Dict, File, Object};
use std::sync::Arc;

/// A font in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FontFact {
    /// `BaseFont`, subset prefix included, as in [`crate::Document::font_names`]; the resource name when the font has none.
    pub name: Arc<str>,
    /// Whether the glyphs are in the file: those of Type 3 fonts always are.
    pub embedded: bool,
    /// Whether it is one of the fourteen fonts that every viewer brings, under its own name.
    pub base_14: bool,
    /// `Subtype`: `Type1`, `TrueType`, `Type0`, `Type3`, ...
    pub kind: String,
    /// What the first page that uses it calls it.
    pub resource: String,
    /// Number of the object, unless it stands in the resources themselves.
    pub object: Option<u32>,
}

impl FontFact {
    pub(crate) fn read(
        file: &File<'_>,
        dict: &Dict,
        entry: &Object,
        name: Arc<str>,
        resource: &[u8],
    ) -> FontFact {
        let kind = file.get_name(dict, b"Subtype").map_or(String::new(), |kind| lossy(&kind));
        FontFact {
            embedded: kind == "Type3" || has_program(file, dict),
            base_14: BASE_14.contains(&name.as_ref()),
            name,
            kind,
            resource: lossy(resource),
            object: entry.as_ref_id().map(|(number, _)| number),
        }
    }

    /// The six letters that mark a subset, if the name has them.
    #[must_use]
    pub fn subset(&self) -> Option<&str> {
        subset(&self.name)
    }

    /// The name without them.
    #[must_use]
    pub fn family(&self) -> &str {
        family(&self.name)
    }
}

const BASE_14: [&str; 14] = [
    "Courier",
    "Courier-Bold",
    "Courier-BoldOblique",
    "Courier-Oblique",
    "Helvetica",
    "Helvetica-Bold",
    "Helvetica-BoldOblique",
    "Helvetica-Oblique",
    "Symbol",
    "Times-Bold",
    "Times-BoldItalic",
    "Times-Italic",
    "Times-Roman",
    "ZapfDingbats",
];

/// The six letters that mark a subset: `ABCDEF+Name`.
pub(crate) fn subset(name: &str) -> Option<&str> {
    let (prefix, _) = name.split_once('+')?;
    (prefix.len() == 6 && prefix.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(prefix)
}

/// A font name without its subset prefix.
#[must_use]
pub fn family(name: &str) -> &str {
    match subset(name) {
        Some(prefix) => name.get(prefix.len() + 1..).unwrap_or(name),
        None => name,
    }
}

fn has_program(file: &File<'_>, dict: &Dict) -> bool {
    let descendant = file.get_array(dict, b"DescendantFonts");
    let descendant = descendant.and_then(|fonts| file.resolve(fonts.first()?).as_dict().cloned());
    let descriptor =
        file.get_dict(descendant.as_ref().unwrap_or(dict), b"FontDescriptor").unwrap_or_default();
    crate::font::is_embedded(&descriptor)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{family, subset};

    #[test]
    fn subsets_are_told_by_six_capitals() {
        assert_eq!((subset("ABCDEF+Arial"), family("ABCDEF+Arial")), (Some("ABCDEF"), "Arial"));
        for whole in ["Arial", "Abcdef+Arial", "ABCDE+Arial", "ABCDEFG+Arial", "A+B"] {
            assert_eq!((subset(whole), family(whole)), (None, whole));
        }
    }
}
