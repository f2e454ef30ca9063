//! What can be read of a glyph: what is blank, and what is written in another way than it is drawn.

use crate::font::Text;

/// Whether a glyph is nothing but space.
pub(crate) fn is_blank(text: Text<'_>) -> bool {
    match text {
        Text::Char(c) => c.is_whitespace(),
        Text::Str(text) => !text.is_empty() && text.chars().all(char::is_whitespace),
        Text::Unknown => false,
    }
}

/// Adds what can be read: a soft hyphen that is drawn is a hyphen, and marks without ink are nothing.
pub(crate) fn push_char(text: &mut String, c: char) {
    match c {
        '\u{AD}' => text.push('-'),
        // Ligatures are a matter of typography: whoever looks for "office" must find it.
        '\u{FB00}' => text.push_str("ff"),
        '\u{FB01}' => text.push_str("fi"),
        '\u{FB02}' => text.push_str("fl"),
        '\u{FB03}' => text.push_str("ffi"),
        '\u{FB04}' => text.push_str("ffl"),
        '\u{FB05}' | '\u{FB06}' => text.push_str("st"),
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' => {}
        c if c.is_control() => {}
        c => text.push(c),
    }
}
