//! Any text as a typed page: tables, amounts, dates and the proof never panic, and a proof adds up.
#![no_main]

use bank_templates::Templates;
use engine::model::Verdict;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if text.len() > 20_000 {
        return;
    }
    let document = engine::fixed_pitch::document(text);
    let Ok(report) = engine::read_document(document, Some("lantern_bay"), Templates::embedded()) else { return };
    for statement in &report.statements {
        let proof = &statement.reconciliation;
        if proof.verdict != Verdict::Unproven
            && let (Some(opening), Some(closing)) = (proof.opening_balance, proof.closing_balance)
        {
            let moved = i128::from(proof.total_credit.minor) - i128::from(proof.total_debit.minor);
            assert_eq!(i128::from(opening.minor) + moved, i128::from(closing.minor));
        }
    }
});
