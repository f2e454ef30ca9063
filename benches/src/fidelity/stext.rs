//! The structured text of `mutool`: lines of characters with their origins.

use crate::peers::{Glyph, Page, Reading};

/// Reads the XML of `mutool draw -F stext`, as far as it goes.
pub(crate) fn read(xml: &str) -> Reading {
    let mut reading = Reading::default();
    let mut glyphs = Vec::new();
    for line in xml.lines() {
        let line = line.trim_start();
        if line.starts_with("<page ") {
            let size = number(line, "width").zip(number(line, "height"));
            reading.pages.push(Page { size, ..Page::default() });
        }
        let Some(page) = reading.pages.last_mut() else { continue };
        if line.starts_with("<char ") {
            let says = attribute(line, "c").and_then(character);
            let (Some(says), Some(x), Some(y)) = (says, number(line, "x"), number(line, "y")) else {
                continue;
            };
            if says.is_whitespace() {
                end_word(page, &mut glyphs);
            } else {
                glyphs.push(Glyph { says, x, y, ..Glyph::default() });
            }
        } else if line.starts_with("</line>") {
            end_word(page, &mut glyphs);
        }
    }
    reading
}

fn end_word(page: &mut Page, glyphs: &mut Vec<Glyph>) {
    let glyphs = std::mem::take(glyphs);
    if let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) {
        let (from, width) = ((first.x, first.y), last.x - first.x);
        page.push_word(glyphs.iter().map(|glyph| glyph.says).collect(), from, width, glyphs);
    }
}

/// Words of the XML of `pdftotext -bbox`.
pub(crate) fn read_boxes(xml: &str) -> Reading {
    let mut reading = Reading::default();
    for line in xml.lines() {
        let line = line.trim_start();
        if line.starts_with("<page ") {
            let size = number(line, "width").zip(number(line, "height"));
            reading.pages.push(Page { size, ..Page::default() });
        } else if let Some((tag, text)) = line.split_once('>').filter(|(tag, _)| tag.starts_with("<word "))
            && let Some(page) = reading.pages.last_mut()
        {
            let place = |name: &str| number(tag, name).unwrap_or_default();
            let word = plain(text.strip_suffix("</word>").unwrap_or(text));
            let width = place("xMax") - place("xMin");
            page.push_word(word, (place("xMin"), place("yMin")), width, Vec::new());
        }
    }
    reading
}

fn attribute<'x>(tag: &'x str, name: &str) -> Option<&'x str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

fn number(tag: &str, name: &str) -> Option<f32> {
    attribute(tag, name)?.parse().ok()
}

fn character(text: &str) -> Option<char> {
    plain(text).chars().next()
}

/// Text with its entities replaced.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, entity)) = rest.split_once('&') {
        plain.push_str(before);
        let Some((name, after)) = entity.split_once(';') else {
            plain.push('&');
            rest = entity;
            continue;
        };
        rest = after;
        let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
        plain.extend(match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
                (Some(digits), _) => number(digits, 16),
                (_, Some(digits)) => number(digits, 10),
                _ => None,
            },
        });
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_make_words_up_to_the_space() {
        let xml = "<page id=\"page1\" width=\"612\" height=\"792\">\n<line>\n\
            <char quad=\"0 0\" x=\"72\" y=\"700.5\" c=\"A\"/>\n<char x=\"80\" y=\"700.5\" c=\"&#x20b9;\"/>\n\
            <char x=\"90\" y=\"700.5\" c=\" \"/>\n<char x=\"95\" y=\"700.5\" c=\"&quot;\"/>\n</line>\n</page>";
        let page = read(xml).pages.remove(0);
        assert_eq!(page.words, ["A₹", "\""]);
        assert_eq!(page.size, Some((612.0, 792.0)));
        let glyphs: Vec<_> = page.glyphs.iter().map(|glyph| (glyph.says, glyph.x, glyph.y)).collect();
        assert_eq!(glyphs, [('A', 72.0, 700.5), ('₹', 80.0, 700.5), ('"', 95.0, 700.5)]);
    }

    #[test]
    fn a_word_that_is_printed_twice_counts_once() {
        let word = |x: f32| format!("<line>\n<char x=\"{x}\" y=\"9\" c=\"a\"/>\n</line>\n");
        let xml = format!("<page width=\"612\" height=\"792\">\n{}{}{}", word(10.0), word(10.4), word(90.0));
        let page = read(&xml).pages.remove(0);
        assert_eq!((page.words.len(), page.glyphs.len()), (2, 2));
        assert_eq!(page.glyphs[1].word, "a");
    }

    #[test]
    fn boxes_hold_a_word_each() {
        let xml = "<page width=\"595\" height=\"842\">\n<word xMin=\"1\" yMin=\"2\">R&amp;D</word>\n</page>";
        assert_eq!(read_boxes(xml).pages.remove(0).words, ["R&D"]);
    }
}
