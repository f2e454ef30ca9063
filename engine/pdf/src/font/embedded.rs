//! The font program of a composite font, by CID; and whether it refutes what `/ToUnicode` says.
//!
//! What a glyph looks like is decided by the program alone, so it is the better witness. But reading it costs more than
//! the rest of the font, and honest maps are the rule: it is heard where the map has nothing to say, or looks made up.

use super::ToUnicode;
use super::cmap::{CMap, Unicode};
use super::program::Program;
use crate::objects::{Dict, File, Object};
use unicode_normalization::UnicodeNormalization;

/// Codes of a map that are compared with the program.
const MOST_COMPARED: u32 = 4_096;
/// As many contradictions are no coincidence.
const FEWEST_LIES: u32 = 3;

/// What the program says of CIDs.
pub(super) struct Embedded {
    program: Program,
    /// `/CIDToGIDMap`: two bytes for each CID; without it CIDs are glyph indices.
    glyphs: Option<Vec<u8>>,
}

impl Embedded {
    pub(super) fn load(file: &File<'_>, descendant: &Dict, descriptor: &Dict) -> Option<Embedded> {
        let program = Program::load(file, descriptor)?;
        let glyphs = match file.get(descendant, b"CIDToGIDMap") {
            Object::Stream(stream) => Some(file.stream_data(&stream)),
            _ => None,
        };
        Some(Embedded { program, glyphs })
    }

    /// The character that the glyph of a CID shows.
    pub(super) fn char(&self, cid: u32) -> Option<char> {
        let glyph = match &self.glyphs {
            None => u16::try_from(cid).ok()?,
            Some(map) => {
                let at = usize::try_from(cid).ok()?.checked_mul(2)?;
                u16::from_be_bytes(map.get(at..)?.first_chunk().copied()?)
            }
        };
        self.program.glyph(glyph)
    }

    /// Whether the program shows other characters than a map says, for most of what both know.
    pub(super) fn refutes(&self, unicode: &ToUnicode, cmap: &CMap) -> bool {
        refutes(unicode, |code| self.char(cmap.cid_of_pair(code)?))
    }
}

/// Whether a witness contradicts a map for most of the codes that both know.
pub(super) fn refutes(unicode: &ToUnicode, witness: impl Fn(u32) -> Option<char>) -> bool {
    let (mut agreed, mut lies) = (0, 0);
    for code in 0..MOST_COMPARED {
        let said = match unicode {
            ToUnicode::Nothing => return false,
            ToUnicode::Identity => char::from_u32(code),
            ToUnicode::CMap(map) => match map.unicode(code) {
                Some(Unicode::Char(said)) => Some(said),
                _ => None,
            },
        };
        // Where the map has a text of several characters the program cannot tell.
        let Some((said, shown)) = said.and_then(|said| Some((said, witness(code)?))) else { continue };
        if look_alike(said, shown) {
            agreed += 1;
        } else {
            lies += 1;
        }
    }
    lies >= FEWEST_LIES && lies > agreed
}

/// Whether two characters may well share a glyph: the small and the large form of small capitals, a wide form, a space
/// that does not break.
fn look_alike(a: char, b: char) -> bool {
    a == b
        || a.is_whitespace() && b.is_whitespace()
        || a.to_lowercase().eq(b.to_lowercase())
        || [a].into_iter().nfkc().eq([b].into_iter().nfkc())
}
