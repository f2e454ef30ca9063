//! Prints what the engine reads from a file: `cargo run -p engine --example read -- FILE [PASSWORD]`.
#![allow(clippy::print_stdout)]

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let bytes = std::fs::read(args.next().ok_or("usage: read FILE [PASSWORD]")?)?;
    let password = args.next();
    let source =
        engine::Source { bytes: &bytes, password: password.as_deref().filter(|p| !p.is_empty()), bank: None };
    let report = match engine::read(&source, bank_templates::Templates::embedded(), &pdf::Limits::default()) {
        Ok(report) => report,
        Err(error) => {
            println!("error {}: {error}", error.code());
            return Ok(());
        }
    };
    for statement in &report.statements {
        println!(
            "bank {:?} layout {:?}",
            report.detection.bank.as_ref().map(|b| &b.id),
            report.detection.layout
        );
        println!(
            "account {:?} ifsc {:?}",
            statement.account.number.as_ref().map(|l| &l.value),
            statement.account.ifsc.as_ref().map(|l| &l.value)
        );
        println!(
            "name {:?} address {:?}",
            statement.identity.name.as_ref().map(|l| &l.value),
            statement.identity.address.as_ref().map(|l| &l.value)
        );
        println!("period {:?}", statement.period);
        let r = &statement.reconciliation;
        for row in &statement.transactions {
            println!(
                "{} {:>7} {:>14} {:>14} {:?} {:?} | {}",
                row.date,
                if row.signed_minor() < 0 { "debit" } else { "credit" },
                row.amount.to_decimal(),
                row.balance.map_or(String::new(), |b| b.to_decimal()),
                row.channel,
                row.reference,
                row.narration
            );
        }
        println!(
            "verdict {:?} opening {:?} closing {:?} debit {} credit {} rows {}",
            r.verdict,
            r.opening_balance,
            r.closing_balance,
            r.total_debit,
            r.total_credit,
            statement.transactions.len()
        );
        for gap in &r.gaps {
            println!("gap {gap}");
        }
        for b in &r.breaks {
            println!("break {:?} {} expected {} printed {}", b.row, b.what, b.expected, b.printed);
        }
        for d in &statement.diagnostics {
            println!("diag {} {}", d.code, d.message);
        }
        for s in &statement.skipped {
            println!("skip {} p{} {:?}", s.reason, s.at.page, s.text);
        }
    }
    for d in &report.diagnostics {
        println!("diag {} {}", d.code, d.message);
    }
    Ok(())
}
