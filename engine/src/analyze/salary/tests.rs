//! Pay found, and credits that look like pay and are not.

use super::*;
use crate::analyze::cadence::Cadence;
use crate::analyze::testing::Ledger;
use crate::analyze::{bounce, roles};
use crate::model::Channel;
use jiff::ToSpan;
use jiff::civil::date;

fn found_with(ledger: &Ledger, options: &AnalysisOptions) -> SalaryReport {
    let account = ledger.account(date(2025, 1, 1), date(2025, 12, 31));
    let roles = roles::first_look(&account, &bounce::find(&account));
    find(&account, &roles, &Calendar::of(&account.country), options)
}

fn found(ledger: &Ledger) -> SalaryReport {
    found_with(ledger, &AnalysisOptions::on(date(2026, 1, 2)))
}

/// Pay on the last working day of each month.
fn paid(
    employer: &str,
    months: std::ops::RangeInclusive<i8>,
    amount: i64,
    label: &str,
    ledger: Ledger,
) -> Ledger {
    let calendar = Calendar::of("IN");
    months.fold(ledger, |ledger, month| {
        let day = calendar.on_or_before(date(2025, month, 1).last_of_month());
        ledger
            .credit(day, amount, &format!("NEFT CR-{employer}-{label}"))
            .via(Channel::NetBankingTransfer)
            .with(employer)
    })
}

fn inr() -> Ledger {
    Ledger::new("INR", 0)
}

#[test]
fn labelled_monthly_pay_with_a_raise_and_a_bonus() {
    let ledger = paid("KESTREL FOODS PVT LTD", 1..=3, 6_000_000, "SALARY", inr())
        .credit(date(2025, 4, 10), 2_000_000, "NEFT CR-KESTREL FOODS PVT LTD-ANNUAL BONUS")
        .via(Channel::NetBankingTransfer)
        .with("KESTREL FOODS PVT LTD");
    let ledger = paid("KESTREL FOODS PVT LTD", 4..=12, 6_600_000, "SALARY", ledger);
    let report = found(&ledger);
    let kinds: Vec<PayKind> = report.payments.iter().map(|payment| payment.kind).collect();
    assert_eq!(kinds.len(), 13);
    assert_eq!(kinds[3], PayKind::Bonus);
    assert_eq!(kinds.iter().filter(|kind| **kind == PayKind::Salary).count(), 12);
    let [job] = report.employments.as_slice() else { panic!("{:?}", report.employments) };
    assert_eq!(
        (job.cadence, job.pay_day, job.payments, job.ended),
        (Some(Cadence::Monthly), Some(31), 12, false)
    );
    assert_eq!(job.increments, [Increment { on: date(2025, 4, 30), from: 6_000_000, to: 6_600_000 }]);
    assert_eq!(job.usual, 6_600_000);
    assert_eq!(job.next_due, Some(date(2026, 1, 31)), "the 31st is the fifth Saturday, a working day");
    assert_eq!(report.confidence, 100);
}

#[test]
fn weekly_wages_need_no_month_end() {
    let mut ledger = Ledger::new("GBP", 0);
    for week in 0..20 {
        let day = date(2025, 1, 3).checked_add((week * 7).days()).unwrap();
        ledger = ledger
            .credit(day, 41_000 + i64::from(week % 3) * 2_500, "BGC NORTHFIELD FOODS LTD WAGES")
            .with("NORTHFIELD FOODS LTD");
    }
    let report = found(&ledger);
    assert_eq!(report.payments.len(), 20);
    assert_eq!(report.employments[0].cadence, Some(Cadence::Weekly));
    assert_eq!(report.payments[0].month.unpadded(), "1-2025");
    assert!(report.employments[0].ended, "the last wage came in May");
}

#[test]
fn rhythm_alone_makes_pay_of_a_company_and_not_of_a_person() {
    let company = found(&paid("ORIOLE SYSTEMS PVT LTD", 1..=8, 5_000_000, "TRANSFER", inr()));
    assert_eq!(company.payments.len(), 8);
    assert!(company.confidence < 80, "{}", company.confidence);
    assert!(company.payments[0].reasons.contains(&PayReason::Rhythm));
    let father = found(&paid("MOHAN RAO", 1..=8, 5_000_000, "TRANSFER", inr()));
    assert_eq!(father.payments, []);
}

#[test]
fn a_hint_makes_pay_of_an_employer_without_company_words() {
    let ledger = paid("ORIOLE", 1..=8, 5_000_000, "TRANSFER", inr());
    assert_eq!(found(&ledger).payments, []);
    let options =
        AnalysisOptions { employers: vec!["Oriole".to_owned()], ..AnalysisOptions::on(date(2026, 1, 2)) };
    let report = found_with(&ledger, &options);
    assert_eq!(report.payments.len(), 8);
    assert!(report.payments[0].reasons.contains(&PayReason::EmployerHint));
}

#[test]
fn bills_that_clients_pay_are_no_pay() {
    let mut ledger = inr();
    for (month, client, amount) in [
        (1, "ORIOLE SYSTEMS PVT LTD", 4_000_000),
        (1, "KESTREL FOODS LTD", 900_000),
        (2, "LARCH STUDIOS LLP", 2_500_000),
        (3, "ORIOLE SYSTEMS PVT LTD", 1_200_000),
        (4, "KESTREL FOODS LTD", 3_100_000),
        (6, "LARCH STUDIOS LLP", 700_000),
        (6, "MERIDIAN MEDIA LTD", 1_500_000),
    ] {
        ledger = ledger
            .credit(date(2025, month, 3 + month * 3), amount, &format!("NEFT CR-{client}-INVOICE"))
            .via(Channel::NetBankingTransfer)
            .with(client);
    }
    // A retainer that comes like pay; who has three clients beside it is no employee of it.
    let ledger = paid("HARBOUR DIGITAL PVT LTD", 7..=12, 3_000_000, "RETAINER", ledger);
    assert_eq!(found(&ledger).payments, []);
}

#[test]
fn rent_family_interest_refunds_and_loans_are_no_pay() {
    let mut ledger = inr();
    for month in 1..=12 {
        ledger = ledger
            .credit(date(2025, month, 5), 1_500_000, "NEFT CR-WILLOW ESTATES PVT LTD-RENT")
            .with("WILLOW ESTATES PVT LTD")
            .credit(date(2025, month, 10), 50_000, "INT PD")
            .via(Channel::BankInterest)
            .credit(date(2025, month, 12), 70_000, "REFUND KESTREL STORES LTD")
            .via(Channel::Refund)
            .with("KESTREL STORES LTD")
            .credit(date(2025, month, 15), 500_000, "CAR FINANCE LTD")
            .lender("CAR FINANCE LTD");
    }
    assert_eq!(found(&ledger).payments, []);
}

#[test]
fn a_pension_is_a_kind_of_its_own() {
    let ledger = paid("CPPC", 1..=12, 3_400_000, "PENSION", inr());
    let report = found(&ledger);
    assert!(report.payments.iter().all(|payment| payment.kind == PayKind::Pension));
    assert_eq!(report.payments.len(), 12);
    assert_eq!(report.confidence, 0, "a pension is no pay");
}

#[test]
fn another_job_and_pay_in_parts_and_advances() {
    let ledger = paid("KESTREL FOODS PVT LTD", 1..=5, 6_000_000, "SALARY", inr());
    let mut ledger = paid("ORIOLE SYSTEMS PVT LTD", 6..=9, 8_000_000, "SALARY", ledger);
    for month in 10..=12 {
        let day = Calendar::of("IN").on_or_before(date(2025, month, 1).last_of_month());
        for part in [5_000_000, 3_000_000] {
            ledger = ledger
                .credit(day, part, "NEFT CR-ORIOLE SYSTEMS PVT LTD-SALARY")
                .with("ORIOLE SYSTEMS PVT LTD");
        }
    }
    let report = found(&ledger);
    assert_eq!(report.payments.len(), 15);
    assert_eq!(report.payments.iter().filter(|payment| payment.is_part).count(), 6);
    assert_eq!(report.job_changes.len(), 1);
    assert_eq!(report.job_changes[0].to.as_deref(), Some("ORIOLE SYSTEMS PVT LTD"));
    assert_eq!(report.employments[1].payments, 7, "two parts of a day are one payment");
    let advance = paid("KESTREL FOODS PVT LTD", 1..=3, 6_000_000, "SALARY", inr())
        .credit(date(2025, 4, 12), 1_000_000, "NEFT CR-KESTREL FOODS PVT LTD-SALARY ADVANCE")
        .with("KESTREL FOODS PVT LTD")
        .credit(date(2025, 4, 14), 420_000, "NEFT CR-KESTREL FOODS PVT LTD-TRAVEL CLAIM")
        .with("KESTREL FOODS PVT LTD");
    let report = found(&advance);
    assert_eq!(report.payments.last().unwrap().kind, PayKind::Advance);
    assert_eq!(report.payments.len(), 4, "expenses paid back are no pay");
}

#[test]
fn pay_without_a_name_is_one_employer() {
    let mut ledger = inr();
    for month in 1..=6 {
        ledger = ledger.credit(date(2025, month, 28), 4_000_000, "SALARY").via(Channel::Salary);
    }
    let report = found(&ledger);
    assert_eq!((report.payments.len(), report.employments.len()), (6, 1));
    assert_eq!(report.employments[0].employer, None);
}

#[test]
fn an_employer_is_one_however_its_narrations_vary() {
    let mut ledger = Ledger::new("VND", 0);
    for month in 1..=6_i8 {
        ledger = ledger
            .credit(date(2025, month, 28), 18_000_000, "CTY TNHH HOA SEN TT LUONG")
            .with(&format!("CTY TNHH HOA SEN TT LUONG T{month}.2025"));
    }
    let ledger = ledger
        .credit(date(2025, 7, 10), 9_000_000, "CTY TNHH HOA SEN THUONG")
        .with("CTY TNHH HOA SEN THUONG LE");
    let report = found(&ledger);
    assert_eq!(report.employments.len(), 1);
    assert_eq!((report.employments[0].payments, report.payments.len()), (6, 7));
    assert_eq!(report.payments[6].kind, PayKind::Bonus);
}

#[test]
fn what_an_employer_pays_beside_labelled_pay_has_to_fill_a_gap() {
    let who = "KESTREL FOODS PVT LTD";
    let paid_twice = paid(who, 1..=4, 6_000_000, "SALARY", inr())
        .credit(date(2025, 5, 6), 5_800_000, "NEFT CR-KESTREL FOODS PVT LTD")
        .with(who)
        .credit(date(2025, 5, 30), 6_000_000, "NEFT CR-KESTREL FOODS PVT LTD")
        .with(who);
    let rows: Vec<usize> = found(&paid_twice).payments.iter().map(|payment| payment.row).collect();
    assert_eq!(rows, [0, 1, 2, 3, 5], "a week after pay nothing is due");
}
