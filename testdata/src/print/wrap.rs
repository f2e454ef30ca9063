//! Breaks a narration into the lines of its column.

use crate::layout::Wrap;

/// The lines of `text` when none may be wider than `room`; `advance` is the width of one character. At least one line.
pub(super) fn lines(text: &str, wrap: Wrap, room: f32, advance: impl Fn(char) -> f32) -> Vec<String> {
    let mut page = Lines { done: Vec::new(), line: String::new(), used: 0.0, room };
    match wrap {
        Wrap::AtSpaces => {
            for (place, token) in text.split(' ').enumerate() {
                let gap = if place > 0 && !page.line.is_empty() { advance(' ') } else { 0.0 };
                let width: f32 = token.chars().map(&advance).sum();
                if page.used + gap + width > room && !page.line.is_empty() {
                    page.end_line();
                } else if gap > 0.0 {
                    page.push(' ', gap);
                }
                page.fill(token, &advance);
            }
        }
        Wrap::Anywhere => page.fill(text, &advance),
    }
    page.done.push(page.line);
    page.done
}

struct Lines {
    done: Vec<String>,
    line: String,
    used: f32,
    room: f32,
}

impl Lines {
    fn push(&mut self, character: char, width: f32) {
        self.line.push(character);
        self.used += width;
    }

    fn end_line(&mut self) {
        self.done.push(std::mem::take(&mut self.line).trim_end().to_string());
        self.used = 0.0;
    }

    /// Appends character by character and starts a new line whenever the line is full.
    fn fill(&mut self, text: &str, advance: &impl Fn(char) -> f32) {
        for character in text.chars() {
            let width = advance(character);
            if self.used + width > self.room && !self.line.is_empty() {
                self.end_line();
                // A space at a break is the break.
                if character == ' ' {
                    continue;
                }
            }
            self.push(character, width);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::lines;
    use crate::layout::Wrap;

    fn fixed_pitch(_: char) -> f32 {
        1.0
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
