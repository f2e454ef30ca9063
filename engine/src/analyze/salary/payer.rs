//! Who may be an employer: credits gathered by payer, and what each payer's credits are called.

use super::{PayKind, month};
use crate::analyze::AnalysisOptions;
use crate::analyze::cadence::{self, Cadence, Chain, Point, apart};
use crate::analyze::entity::AccountLedger;
use crate::analyze::party;
use crate::analyze::roles::{BounceRole, Role};
use crate::model::{Channel, Direction, Transaction};
use bank_templates::{PayWord, PayWords};
use std::collections::BTreeMap;

/// Fewest payments that rhythm alone may call pay.
const FEWEST_BY_RHYTHM: usize = 3;
/// Share of a payer's credits that the rhythm must explain, in percent.
const EXPLAINED: usize = 75;
/// How far regular pay that nothing calls pay may stray from its median, in percent.
const STEADY_UNLABELLED: i64 = 25;
/// From this many companies that pay now and then the holder is taken for somebody who sends bills, and rhythm alone
/// says nothing more.
const CLIENTS_OF_A_FREELANCER: usize = 3;

/// One credit of a payer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Credit {
    pub(super) row: usize,
    pub(super) point: Point,
    /// What the narration calls it.
    pub(super) called: Option<PayKind>,
    /// Whether the narration calls it something that is no pay, and nothing that is.
    pub(super) is_other: bool,
}

/// A payer whose credits are pay.
#[derive(Clone, Debug)]
pub(super) struct Payer {
    /// What its rows are gathered by.
    key: String,
    pub(super) name: Option<String>,
    pub(super) credits: Vec<Credit>,
    pub(super) is_company: bool,
    pub(super) is_hinted: bool,
    pub(super) is_pension: bool,
    /// The rhythm of its regular credits; indices into `credits`.
    pub(super) chain: Option<Chain>,
}

impl Payer {
    fn is_called_pay(&self) -> bool {
        self.credits.iter().any(|credit| credit.called.is_some_and(|kind| kind != PayKind::Bonus))
    }
}

/// The payers whose credits are pay, in the order of their keys.
pub(super) fn employers(ledger: &AccountLedger, roles: &[Role], options: &AnalysisOptions) -> Vec<Payer> {
    let payers = gather(ledger, roles, options);
    // Companies that pay without calling it pay and without a rhythm: clients.
    let clients = payers.iter().filter(|payer| payer.is_company && is_client(payer)).count();
    let any_called = payers.iter().any(Payer::is_called_pay);
    let mut by_rhythm: Vec<&Payer> = Vec::new();
    let mut found: Vec<Payer> = Vec::new();
    for payer in &payers {
        if payer.is_called_pay() || (payer.is_hinted && !sends_bills(payer)) {
            found.push(payer.clone());
        } else if clients < CLIENTS_OF_A_FREELANCER && is_rhythmic(payer) {
            by_rhythm.push(payer);
        }
    }
    // Where one payer's credits are called pay, another without the word may only be the job before or after.
    let overlaps = |one: &Payer, other: &Payer| match (span(one), span(other)) {
        (Some(one), Some(other)) => one.0 < other.1 && other.0 < one.1,
        _ => false,
    };
    by_rhythm.sort_by_key(|payer| std::cmp::Reverse(total(payer)));
    for payer in by_rhythm {
        let rival = found.iter().any(|other| !other.is_pension && overlaps(payer, other));
        if !rival || !any_called && payer.is_hinted {
            found.push(payer.clone());
        }
    }
    adopt(&payers, &mut found);
    found
}

/// Gives credits that are called a bonus or an advance to the employer whose name they carry, where the narration names it
/// a little differently.
fn adopt(payers: &[Payer], found: &mut [Payer]) {
    for payer in payers.iter().filter(|payer| !payer.is_called_pay() && !payer.is_hinted) {
        for credit in payer.credits.iter().filter(|credit| credit.called.is_some()) {
            let employer = found.iter_mut().find(|employer| {
                !employer.is_pension && employer.key != payer.key && share_a_name(&employer.key, &payer.key)
            });
            if let Some(employer) = employer {
                employer.credits.push(*credit);
            }
        }
    }
}

/// Whether two keys have at least half of the words of the shorter one in common.
fn share_a_name(one: &str, other: &str) -> bool {
    let words = |key: &str| -> Vec<String> {
        key.split(' ').filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared > 0 && shared * 2 >= one.len().min(other.len())
}

fn span(payer: &Payer) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
    Some((payer.credits.first()?.point.date, payer.credits.last()?.point.date))
}

fn total(payer: &Payer) -> i64 {
    payer.credits.iter().fold(0, |sum, credit| sum.saturating_add(credit.point.amount))
}

/// All payers with their credits in the order of time.
fn gather(ledger: &AccountLedger, roles: &[Role], options: &AnalysisOptions) -> Vec<Payer> {
    let words = PayWords::of(&ledger.country);
    let hints: Vec<String> = options.employers.iter().map(|name| party::fold(name)).collect();
    let mut payers: BTreeMap<String, Payer> = BTreeMap::new();
    for (index, row) in ledger.rows.iter().enumerate() {
        let role = roles.get(index).copied().unwrap_or_default();
        if !may_be_pay(row, role) {
            continue;
        }
        let sense = words.sense(&row.narration);
        let called = called(row, sense.word);
        let key = name(row, words);
        let is_hinted = hints.iter().any(|hint| is_named(hint, &key, &row.narration));
        // Pay without a name of the payer is one payer's, whatever else its narration says.
        let key = if row.counterparty.is_none() && row.known_party.is_none() && called.is_some() {
            if called == Some(PayKind::Pension) { "=pension".to_owned() } else { "=pay".to_owned() }
        } else {
            key
        };
        let payer = payers.entry(key.clone()).or_insert_with(|| Payer {
            key,
            name: None,
            credits: Vec::new(),
            is_company: false,
            is_hinted: false,
            is_pension: false,
            chain: None,
        });
        payer.name = payer.name.take().or_else(|| party::shown(row));
        payer.is_company |= party::is_company(row, words);
        payer.is_hinted |= is_hinted;
        payer.credits.push(Credit {
            row: index,
            point: Point { date: row.date, amount: row.amount.minor },
            called,
            is_other: called.is_none() && matches!(sense.word, Some(PayWord::NotPay | PayWord::Client)),
        });
    }
    payers.into_values().map(finish).collect()
}

/// What rows of one payer share: its name without words that companies, pay and months have in common, so that
/// `ORIOLE SYSTEMS SALARY APR` and `ORIOLE SYSTEMS BONUS` are one payer.
fn name(row: &Transaction, words: &PayWords) -> String {
    if let (None, Some(counterparty)) = (&row.known_party, &row.counterparty) {
        let own = words.unlisted(counterparty);
        let is_own = |word: &&String| {
            word.chars().count() > 1
                && !word.contains(|c: char| c.is_ascii_digit())
                && !month::is_name_of_month(word)
        };
        let own: Vec<&str> = own.iter().filter(is_own).map(String::as_str).collect();
        if !own.is_empty() {
            return own.join(" ");
        }
    }
    party::key(row)
}

fn finish(mut payer: Payer) -> Payer {
    let named = |kind: PayKind| payer.credits.iter().filter(|credit| credit.called == Some(kind)).count();
    payer.is_pension = named(PayKind::Pension) > named(PayKind::Salary);
    let regular: Vec<(usize, Point)> = payer
        .credits
        .iter()
        .enumerate()
        .filter(|(_, credit)| {
            !credit.is_other && matches!(credit.called, None | Some(PayKind::Salary | PayKind::Pension))
        })
        .map(|(index, credit)| (index, credit.point))
        .collect();
    // Pay of one day in several credits is one payment for the rhythm.
    let mut days: Vec<(Vec<usize>, Point)> = Vec::new();
    for (index, point) in regular {
        match days.last_mut() {
            Some((members, day)) if day.date == point.date => {
                members.push(index);
                day.amount = day.amount.saturating_add(point.amount);
            }
            _ => days.push((vec![index], point)),
        }
    }
    let points: Vec<Point> = days.iter().map(|(_, point)| *point).collect();
    payer.chain = cadence::best_chain(&points, &Cadence::OF_PAY).map(|chain| Chain {
        members: chain
            .members
            .iter()
            .filter_map(|day| days.get(*day))
            .flat_map(|(members, _)| members.clone())
            .collect(),
        ..chain
    });
    payer
}

/// Whether a credit could be pay at all, by the rail it came on.
fn may_be_pay(row: &Transaction, role: Role) -> bool {
    let by_rail = !matches!(
        row.channel,
        Channel::SelfTransfer
            | Channel::Refund
            | Channel::BankInterest
            | Channel::BankCharge
            | Channel::InvestmentCashin
            | Channel::InwardChequeBounce
            | Channel::AutoDebitPaymentBounce
            | Channel::CashDeposit
            | Channel::InternationalTransactionArbitrage
    );
    let returned = matches!(role.bounce, Some(BounceRole::Original | BounceRole::Return));
    row.direction == Direction::Credit
        && row.amount.minor > 0
        && by_rail
        && role.lender.is_none()
        && !returned
}

/// What a narration calls a credit. The label of the statement itself counts as much as a word.
fn called(row: &Transaction, word: Option<PayWord>) -> Option<PayKind> {
    match word {
        Some(PayWord::Pension) => Some(PayKind::Pension),
        Some(PayWord::Advance) => Some(PayKind::Advance),
        Some(PayWord::Bonus) => Some(PayKind::Bonus),
        Some(PayWord::Pay) => Some(PayKind::Salary),
        _ if row.channel == Channel::Salary => Some(PayKind::Salary),
        _ => None,
    }
}

/// Whether a hint is the payer: its words are in the key or, in order, in the narration.
fn is_named(hint: &str, key: &str, narration: &str) -> bool {
    let within = |text: &str| format!(" {text} ").contains(&format!(" {hint} "));
    !hint.is_empty() && (within(key) || within(&party::fold(narration)))
}

/// A payer whose credits are bills paid: called so, or neither called pay nor rhythmic.
fn is_client(payer: &Payer) -> bool {
    !payer.is_called_pay() && (sends_bills(payer) || !is_rhythmic(payer))
}

/// Whether at least half of the credits are called something that is no pay.
fn sends_bills(payer: &Payer) -> bool {
    payer.credits.iter().filter(|credit| credit.is_other).count() * 2 >= payer.credits.len()
}

/// Whether the credits of a company come in a rhythm of pay with steady amounts.
fn is_rhythmic(payer: &Payer) -> bool {
    let Some(chain) = &payer.chain else { return false };
    let amounts: Vec<i64> = chain
        .members
        .iter()
        .filter_map(|index| payer.credits.get(*index))
        .map(|credit| credit.point.amount)
        .collect();
    let steady = amounts.windows(2).all(|pair| match pair {
        [before, after] => apart(*before, *after) <= STEADY_UNLABELLED,
        _ => true,
    });
    payer.is_company
        && payer.credits.iter().all(|credit| !credit.is_other)
        && chain.members.len() >= FEWEST_BY_RHYTHM
        && chain.members.len() * 100 >= payer.credits.len() * EXPLAINED
        && chain.missed <= 1
        && steady
}
