//! Heuristics on the conduct of a customer: they need all accounts of the entity and what their rows say together.

pub(in crate::fraud) mod atm_over_limit;
pub(in crate::fraud) mod cash_deposit_bank_holiday_transaction;
pub(in crate::fraud) mod chq_bank_holiday_transaction;
pub(in crate::fraud) mod circular_transactions;
pub(in crate::fraud) mod equal_credit_debit;
pub(in crate::fraud) mod gambling_share;
pub(in crate::fraud) mod inward_cheque_bounce_bank_holiday_transaction;
pub(in crate::fraud) mod loan_stacking;
pub(in crate::fraud) mod majority_round_figure_transactions;
pub(in crate::fraud) mod more_cash_deposits_than_salary;
pub(in crate::fraud) mod more_than_15_days_credit;
pub(in crate::fraud) mod mostly_cash_transactions;
pub(in crate::fraud) mod negative_balance;
pub(in crate::fraud) mod outward_cheque_bounce_bank_holiday_transaction;
pub(in crate::fraud) mod salary_1000_multiple;
pub(in crate::fraud) mod salary_not_payroll_day;
pub(in crate::fraud) mod salary_remains_unchanged;
pub(in crate::fraud) mod same_party_both_sides;
pub(in crate::fraud) mod sudden_credit_before_application;
pub(in crate::fraud) mod tax_100_multiple;
pub(in crate::fraud) mod window_dressing;
