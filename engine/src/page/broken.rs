//! Dates that a narrow column broke over two lines.

use pdf::Line;

/// Joins dates that a narrow column broke at a separator: `03-Jan-` over `2025`.
pub(super) fn join_broken_dates(lines: &mut [Line]) {
    for index in 1..lines.len() {
        let (before, rest) = lines.split_at_mut(index);
        let (Some(line), Some(next)) = (before.last_mut(), rest.first_mut()) else { return };
        let mut joined = false;
        for word in line.words.iter_mut().filter(|word| word.text.ends_with(['-', '/', '.'])) {
            let below = next.words.iter().position(|other| {
                let flush = (other.at.x0 - word.at.x0).abs() < 1.5;
                let near = other.baseline > word.baseline && other.baseline - word.baseline < word.size * 1.8;
                flush && near && is_date_of_three(&format!("{}{}", word.text, other.text))
            });
            if let Some(other) = below.map(|at| next.words.remove(at)) {
                word.text = format!("{}{}", word.text, other.text).into();
                word.at = word.at.union(other.at);
                joined = true;
            }
        }
        if joined {
            line.at = line.words.iter().map(|word| word.at).reduce(pdf::Rect::union).unwrap_or(line.at);
        }
    }
}

/// Whether a text is day, month and year, in some order, with one separator between them.
fn is_date_of_three(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [first, second, third] = parts.as_slice() else { return false };
    let number = |part: &str, longest: usize| {
        (1..=longest).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let month = number(second, 2)
        || (3..=9).contains(&second.chars().count()) && second.chars().all(char::is_alphabetic);
    month
        && (number(first, 2) && number(third, 4) || first.len() == 4 && number(first, 4) && number(third, 2))
}
