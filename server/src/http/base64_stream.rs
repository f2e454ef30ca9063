//! Base64 text that arrives in pieces, decoded without holding it whole.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};

/// Padding is optional: some clients strip it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Longest `data:application/pdf;base64,` prefix that is taken off.
const PREFIX_BYTES: usize = 128;

/// The text is not Base64.
#[derive(Debug, PartialEq, Eq)]
pub struct NotBase64;

/// Decodes pieces of any length. Line breaks are skipped, and a `data:` prefix is taken off.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Characters that wait for their group of four to be complete, or for the end of the prefix.
    waiting: Vec<u8>,
    begun: bool,
    padded: bool,
    /// Whether a space stands for a plus: a form that was not escaped turns every `+` into a space.
    from_form: bool,
}

impl Decoder {
    /// A decoder for the value of an urlencoded form.
    #[must_use]
    pub fn of_form() -> Decoder {
        Decoder { from_form: true, ..Decoder::default() }
    }

    /// Decodes what is complete.
    ///
    /// # Errors
    /// A character does not belong to the alphabet, or text follows the padding.
    pub fn push(&mut self, piece: &[u8]) -> Result<Vec<u8>, NotBase64> {
        for byte in piece {
            match byte {
                b'\r' | b'\n' | b'\t' => {}
                b' ' if self.from_form => self.waiting.push(b'+'),
                b' ' => {}
                other => self.waiting.push(*other),
            }
        }
        if !self.begun && !self.begin()? {
            return Ok(Vec::new());
        }
        let whole = self.waiting.len() / 4 * 4;
        let rest = self.waiting.split_off(whole);
        let groups = std::mem::replace(&mut self.waiting, rest);
        self.decode(groups)
    }

    /// Decodes the rest.
    ///
    /// # Errors
    /// As [`Decoder::push`], or the text is cut within a byte.
    pub fn finish(mut self) -> Result<Vec<u8>, NotBase64> {
        if !self.begun {
            self.drop_prefix();
        }
        let rest = std::mem::take(&mut self.waiting);
        self.decode(rest)
    }

    /// Whether enough has arrived to know if there is a prefix; takes it off.
    fn begin(&mut self) -> Result<bool, NotBase64> {
        let looks_like_prefix = b"data:".iter().zip(&self.waiting).all(|(wanted, seen)| wanted == seen);
        if looks_like_prefix && !self.waiting.contains(&b',') {
            return if self.waiting.len() > PREFIX_BYTES { Err(NotBase64) } else { Ok(false) };
        }
        self.drop_prefix();
        Ok(true)
    }

    fn drop_prefix(&mut self) {
        if self.waiting.starts_with(b"data:")
            && let Some(comma) = self.waiting.iter().position(|byte| *byte == b',')
        {
            self.waiting.drain(..=comma);
        }
        self.begun = true;
    }

    fn decode(&mut self, mut groups: Vec<u8>) -> Result<Vec<u8>, NotBase64> {
        if groups.is_empty() {
            return Ok(Vec::new());
        }
        if self.padded {
            return Err(NotBase64);
        }
        self.padded = groups.contains(&b'=');
        // The other alphabet of RFC 4648 means the same numbers.
        for byte in &mut groups {
            match byte {
                b'-' => *byte = b'+',
                b'_' => *byte = b'/',
                _ => {}
            }
        }
        LENIENT.decode(groups).map_err(|_| NotBase64)
    }
}

/// Encodes, for tests and for clients of our own.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(mut decoder: Decoder, text: &str, piece: usize) -> Result<Vec<u8>, NotBase64> {
        let mut all = Vec::new();
        for chunk in text.as_bytes().chunks(piece) {
            all.extend(decoder.push(chunk)?);
        }
        all.extend(decoder.finish()?);
        Ok(all)
    }

    #[test]
    fn pieces_of_any_length_give_the_same_bytes() {
        let bytes: Vec<u8> = (0..1000u32).map(|at| (at * 7 % 256) as u8).collect();
        let text = encode(&bytes);
        let wrapped: String = text
            .as_bytes()
            .chunks(76)
            .map(|line| format!("{}\r\n", std::str::from_utf8(line).unwrap()))
            .collect();
        let prefixed = format!("data:application/pdf;base64,{text}");
        let stripped = text.trim_end_matches('=').to_owned();
        let url_safe = text.replace('+', "-").replace('/', "_");
        for text in [text, wrapped, prefixed, stripped, url_safe] {
            for piece in [1, 3, 4, 5, 64, 5000] {
                assert_eq!(decode(Decoder::default(), &text, piece).as_deref(), Ok(&bytes[..]));
            }
        }
    }

    #[test]
    fn a_form_that_lost_its_pluses_is_understood() {
        let bytes = [0xFB, 0xEF, 0xBE];
        assert_eq!(encode(&bytes), "++++");
        assert_eq!(decode(Decoder::of_form(), "    ", 2).as_deref(), Ok(&bytes[..]));
    }

    #[test]
    fn what_is_not_base64_is_refused() {
        for text in ["%PDF-1.4", "AAAA=AAA", "AAA*", "A", "AA==AAAA", "data:no comma for a long time"] {
            assert!(decode(Decoder::default(), text, 3).is_err(), "{text}");
        }
        assert!(decode(Decoder::default(), &format!("data:{}", "x".repeat(200)), 50).is_err());
    }
}
