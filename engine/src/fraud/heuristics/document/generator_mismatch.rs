//! Files that are not written the way the program they name writes.

use crate::fraud::case::{Case, Check, Findings, Heuristic, Seen};
use crate::fraud::software::{Rewrites, Writer, writer_of};
use crate::model::{FindingGroup, Severity};
use pdf::Facts;

/// The way of writing belongs to another program than the one that is named.
pub(in crate::fraud) const GENERATOR_MISMATCH: Heuristic = Heuristic {
    id: "generator_mismatch",
    group: FindingGroup::Document,
    innocent: &[
        "the file was compressed, decrypted or merged by a program that keeps the old name",
        "the bank's system writes with a library and signs with its own name",
    ],
    check: Check::Document(check),
};

fn check(case: &Case<'_>, findings: &mut Findings<'_>) -> Result<(), &'static str> {
    let (document, structure) = case.structure()?;
    let facts = &document.facts;
    for (field, text) in [("producer", &facts.producer), ("creator", &facts.creator)] {
        if let Some(text) = text.as_deref().filter(|text| is_garbled(text)) {
            let summary = format!("the {field} is not text, as if copied from an encrypted file");
            findings.add(
                Seen::new(Severity::High, 75, summary).instead_of("the name of a program", escape(text)),
            );
        }
    }
    fonts_left_out(&document.facts, findings);
    let print = &structure.fingerprint;
    let claims: Vec<&str> =
        [&facts.producer, &facts.creator].into_iter().flatten().map(String::as_str).collect();
    // Several programs sign with a comment of their own as well.
    let signed = |name: &str| print.comments.iter().any(|comment| comment.to_lowercase().contains(name));
    let Some(writer) = writer_of(&print.header_comment) else {
        let claimed = claims.first().and_then(|claim| Writer::claimed(claim));
        if let (Some(claimed), Some(claim)) = (claimed, claims.first())
            && !print.header_comment.is_empty()
            && claimed.rewrites == Rewrites::No
        {
            let summary = format!("the file names {}, but does not begin like its files", claimed.name);
            // Arranging a file for the web writes it anew.
            let severity = if facts.linearized { Severity::Low } else { Severity::Medium };
            let seen = Seen::new(severity, 50, summary);
            findings.add(seen.instead_of(*claim, hex(&print.header_comment)));
        }
        return Ok(());
    };
    if claims.iter().any(|claim| writer.fits(claim)) {
        return Ok(());
    }
    let claimed = claims.iter().find_map(|claim| Some((*claim, Writer::claimed(claim)?)));
    let itext =
        claims.iter().find(|claim| claim.to_lowercase().contains("itext")).filter(|_| !signed("itext"));
    let seen = match (claimed, itext, writer.rewrites) {
        // Arranging, packing and decrypting keep the name of the maker and change no text: that is no evidence of anything.
        (_, _, Rewrites::Structure) => return Ok(()),
        (Some((claim, _)), _, _) | (None, Some(&claim), _) => {
            let summary = format!("the file names another program than {}, which wrote it", writer.name);
            Seen::new(Severity::High, 80, summary).instead_of(claim, writer.name)
        }
        (None, None, Rewrites::Text) => {
            let summary =
                format!("{} wrote the file, a program with which finished files are changed", writer.name);
            Seen::new(Severity::Medium, 60, summary)
                .instead_of(claims.first().copied().unwrap_or("no name"), writer.name)
        }
        // A bank may well use a library and sign with its own name.
        (None, None, Rewrites::No) => return Ok(()),
    };
    findings.add(seen);
    Ok(())
}

/// A program that embeds every font did not write a file that leaves some to the viewer.
fn fonts_left_out(facts: &Facts, findings: &mut Findings<'_>) {
    let Some(claim) = facts.producer.as_deref() else { return };
    let Some(writer) = Writer::claimed(claim).filter(|writer| writer.embeds_all()) else { return };
    if let Some(font) = facts.fonts.iter().find(|font| font.base_14 && !font.embedded) {
        let summary =
            format!("the file names {}, which embeds every font, but not all are in it", writer.name);
        findings.add(
            Seen::new(Severity::High, 80, summary)
                .instead_of("all fonts in the file", format!("{} left to the viewer", font.name)),
        );
    }
}

/// Names are text; the bytes of an encrypted string are not.
fn is_garbled(text: &str) -> bool {
    let odd =
        text.chars().filter(|c| c.is_control() || matches!(c, '\u{80}'..='\u{9f}' | '\u{fffd}')).count();
    let foreign =
        text.chars().filter(|c| !c.is_ascii() && !c.is_alphanumeric() && !"®©™–—’“”·°€".contains(*c)).count();
    let total = text.chars().count();
    total >= 8 && (odd + foreign) * 5 > total
}

fn escape(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_default).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::is_garbled;

    #[test]
    fn names_are_told_from_ciphertext() {
        for name in [
            "iText® 5.5.13 ©2000-2018 iText Group NV",
            "Microsoft® Word",
            "Мой редактор 1.0",
            "3-Heights™ PDF",
        ] {
            assert!(!is_garbled(name), "{name}");
        }
        for bytes in ["\u{9c}x\u{1}\u{fffd}kQ\u{8}\u{ad}", "¬\u{2}÷§\u{92}a±¿¼"] {
            assert!(is_garbled(bytes), "{bytes}");
        }
    }
}
