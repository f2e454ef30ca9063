//! Breaks a narration into the lines of its column.

use crate::layout::Wrap;

/// The lines of `text` when none may be wider than `room`, as told by `width`. At least one line, never an empty one
/// unless the text is empty.
pub(super) fn lines(text: &str, wrap: Wrap, room: f32, width: impl Fn(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    match wrap {
        Wrap::AtSpaces => {
            for token in text.split(' ') {
                let joined = if line.is_empty() {
                    token.to_string()
                } else {
                    format!("{line} {token}")
                };
                if width(&joined) <= room {
                    line = joined;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                fill(token, room, &width, &mut line, &mut lines);
            }
        }
        Wrap::Anywhere => fill(text, room, &width, &mut line, &mut lines),
    }
    lines.push(line);
    lines
}

/// Puts `text` on `line` character by character and starts a new line whenever it is full.
fn fill(text: &str, room: f32, width: &impl Fn(&str) -> f32, line: &mut String, lines: &mut Vec<String>) {
    for character in text.chars() {
        line.push(character);
        if width(line) > room && line.chars().count() > 1 {
            line.pop();
            lines.push(std::mem::take(line).trim_end().to_string());
            if character != ' ' {
                line.push(character);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::layout::Wrap;

    #[expect(clippy::cast_precision_loss, reason = "a few characters")]
    fn fixed_pitch(text: &str) -> f32 {
        text.chars().count() as f32
    }

    #[test]
    fn a_line_breaks_at_the_last_space_that_fits() {
        let broken = lines("UPI to the corner shop", Wrap::AtSpaces, 10.0, fixed_pitch);
        assert_eq!(broken, ["UPI to the", "corner", "shop"]);
    }

    #[test]
    fn a_token_wider_than_the_column_is_cut() {
        let broken = lines("UPI/412345678901/MANGO GROVE", Wrap::AtSpaces, 10.0, fixed_pitch);
        assert_eq!(broken, ["UPI/412345", "678901/MAN", "GO GROVE"]);
    }

    #[test]
    fn a_host_program_cuts_wherever_the_column_ends() {
        let broken = lines("UPI to the corner", Wrap::Anywhere, 8.0, fixed_pitch);
        assert_eq!(broken, ["UPI to t", "he corne", "r"]);
    }
}
