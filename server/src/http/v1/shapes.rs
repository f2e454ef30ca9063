//! What the answers of this API have in common.

use crate::http::openapi::one_of;
use engine::model::{
    AccountCategory, AccountType, Break, Channel, Description, Direction, Finding, FindingGroup, KnownParty,
    Located, Locator, MerchantCategory, Money, Reference, ReturnReason, Severity, Statement, Transaction,
    Verdict,
};
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// An amount as a decimal text: `"-1234.56"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal(pub(super) Money);

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_decimal())
    }
}

impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(r"^-?[0-9]+(\.[0-9]+)?$"))
            .description(Some("An amount with the decimals of its currency."))
            .into()
    }
}

impl ToSchema for Decimal {}

/// A place on the paper.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct PlaceShape {
    /// Page from 1.
    page: u32,
    /// In points from the top left of the page as it is shown.
    r#box: BoxShape,
}

/// A box on a page.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(super) struct BoxShape {
    x0: f32,
    top: f32,
    x1: f32,
    bottom: f32,
}

impl From<Locator> for PlaceShape {
    fn from(at: Locator) -> Self {
        let pdf::Rect { x0, top, x1, bottom } = at.rect;
        PlaceShape { page: at.page, r#box: BoxShape { x0, top, x1, bottom } }
    }
}

/// A text that is printed, and where.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct PrintedShape {
    value: String,
    at: PlaceShape,
}

fn printed(located: &Option<Located<String>>) -> Option<PrintedShape> {
    located.as_ref().map(|found| PrintedShape { value: found.value.clone(), at: found.at.into() })
}

/// A row with its evidence.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::http) struct RowShape {
    /// Stable identity of the row: the same in each statement that prints it.
    pub(super) hash: String,
    pub(super) account_id: String,
    /// The statement that it is read from, the earliest where several print it.
    statement_id: String,
    /// `YYYY-MM-DD`.
    pub(super) date: String,
    /// `HH:MM:SS`, when the statement prints a time.
    time: Option<String>,
    value_date: Option<String>,
    #[schema(schema_with = one_of::<Direction>)]
    direction: Direction,
    /// Always positive, except for a printed zero.
    amount: Decimal,
    /// ISO 4217.
    currency: String,
    /// After the row: printed, or carried from the last printed one.
    balance: Option<Decimal>,
    /// Whether the balance is printed beside the row.
    balance_is_printed: bool,
    narration: String,
    clean_narration: String,
    reference: Option<String>,
    #[schema(schema_with = one_of::<Channel>)]
    channel: Channel,
    #[schema(schema_with = one_of::<Description>)]
    description: Description,
    #[schema(schema_with = one_of::<MerchantCategory>)]
    merchant_category: MerchantCategory,
    /// Who stands on the other side, as printed.
    counterparty: Option<String>,
    counterparty_ifsc: Option<String>,
    /// What the lexicons know of the counterparty: `kind` and `name`.
    #[schema(value_type = Option<Object>)]
    known_party: Option<KnownParty>,
    /// UTR, RRN, UMRN, cheque number, VPA and the like: `kind` and `value`.
    #[schema(value_type = Vec<Object>)]
    references: Vec<Reference>,
    /// Why a cheque or mandate came back.
    #[schema(value_type = Option<String>)]
    return_reason: Option<ReturnReason>,
    /// Where it is printed: one box per page that it stands on.
    evidence: Vec<PlaceShape>,
}

impl RowShape {
    /// The columns of a row in a file of lines, in the order of [`RowShape::cells`].
    pub(in crate::http) const COLUMNS: [&'static str; 17] = [
        "date",
        "value_date",
        "narration",
        "direction",
        "amount",
        "balance",
        "currency",
        "channel",
        "description",
        "merchant_category",
        "counterparty",
        "reference",
        "account_id",
        "statement_id",
        "page",
        "balance_is_printed",
        "hash",
    ];

    /// The row as texts; absent values are empty.
    pub(in crate::http) fn cells(&self) -> [String; 17] {
        let code = |value: serde_json::Result<serde_json::Value>| match value {
            Ok(serde_json::Value::String(code)) => code,
            _ => String::new(),
        };
        [
            self.date.clone(),
            self.value_date.clone().unwrap_or_default(),
            self.narration.clone(),
            code(serde_json::to_value(self.direction)),
            self.amount.0.to_decimal(),
            self.balance.map(|balance| balance.0.to_decimal()).unwrap_or_default(),
            self.currency.clone(),
            code(serde_json::to_value(self.channel)),
            code(serde_json::to_value(self.description)),
            code(serde_json::to_value(self.merchant_category)),
            self.counterparty.clone().unwrap_or_default(),
            self.reference.clone().unwrap_or_default(),
            self.account_id.clone(),
            self.statement_id.clone(),
            self.evidence.first().map(|place| place.page.to_string()).unwrap_or_default(),
            self.balance_is_printed.to_string(),
            self.hash.clone(),
        ]
    }

    /// A row with the balance after it.
    pub(super) fn of(
        row: &Transaction,
        balance: Option<Money>,
        account_id: &str,
        statement_id: &str,
    ) -> RowShape {
        RowShape {
            hash: row.hash.clone(),
            account_id: account_id.to_owned(),
            statement_id: statement_id.to_owned(),
            date: row.date.to_string(),
            time: row.time.map(|time| time.strftime("%H:%M:%S").to_string()),
            value_date: row.value_date.map(|date| date.to_string()),
            direction: row.direction,
            amount: Decimal(row.amount),
            currency: row.amount.currency.to_string(),
            balance: balance.map(Decimal),
            balance_is_printed: row.balance.is_some(),
            narration: row.narration.clone(),
            clean_narration: row.clean_transaction_note.clone(),
            reference: row.reference.clone(),
            channel: row.channel,
            description: row.description,
            merchant_category: row.merchant_category,
            counterparty: row.counterparty.clone(),
            counterparty_ifsc: row.counterparty_ifsc.clone(),
            known_party: row.known_party.clone(),
            references: row.references.clone(),
            return_reason: row.return_reason,
            evidence: row.at.iter().copied().map(PlaceShape::from).collect(),
        }
    }
}

/// What the arithmetic of one account of a document proves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct ProofShape {
    account_id: Option<String>,
    #[schema(schema_with = one_of::<Verdict>)]
    verdict: Verdict,
    currency: String,
    opening_balance: Option<Decimal>,
    closing_balance: Option<Decimal>,
    total_debit: Decimal,
    total_credit: Decimal,
    rows: usize,
    /// First and last day.
    from_date: Option<String>,
    to_date: Option<String>,
    /// What is missing for a full proof, one sentence each.
    gaps: Vec<String>,
    /// Where the arithmetic fails.
    breaks: Vec<BreakShape>,
    header: HeaderShape,
    /// Lines on pages with rows that are no rows, and why.
    skipped: Vec<SkippedShape>,
    /// What is doubtful.
    doubts: Vec<DoubtShape>,
}

/// Where the arithmetic fails.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct BreakShape {
    /// Hash of the row, unless a printed sum disagrees.
    transaction_hash: Option<String>,
    /// `running_balance`, `closing_balance`, `total_debit`, `total_credit`, `debit_count` or `credit_count`.
    what: String,
    expected: Decimal,
    printed: Decimal,
    at: Option<PlaceShape>,
}

/// Whose account it is, as printed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct HeaderShape {
    holder: Option<PrintedShape>,
    holders: Vec<PrintedShape>,
    address: Option<PrintedShape>,
    account_number: Option<PrintedShape>,
    ifsc: Option<PrintedShape>,
    micr: Option<PrintedShape>,
    iban: Option<PrintedShape>,
    #[schema(schema_with = one_of::<AccountCategory>)]
    account_category: AccountCategory,
    #[schema(schema_with = one_of::<AccountType>)]
    account_type: AccountType,
}

/// A line that is no row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct SkippedShape {
    text: String,
    /// `heading`, `opening_balance`, `total` and the like.
    reason: String,
    at: PlaceShape,
}

/// Something doubtful.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct DoubtShape {
    code: String,
    message: String,
    at: Option<PlaceShape>,
}

impl ProofShape {
    /// The proof of one statement of a document.
    pub(super) fn of(statement: &Statement, account_id: Option<String>) -> ProofShape {
        let proof = &statement.reconciliation;
        let range = statement.date_range();
        let account = &statement.account;
        ProofShape {
            account_id,
            verdict: proof.verdict,
            currency: account.currency.to_string(),
            opening_balance: proof.opening_balance.map(Decimal),
            closing_balance: proof.closing_balance.map(Decimal),
            total_debit: Decimal(proof.total_debit),
            total_credit: Decimal(proof.total_credit),
            rows: statement.transactions.len(),
            from_date: range.map(|range| range.from.to_string()),
            to_date: range.map(|range| range.to.to_string()),
            gaps: proof.gaps.clone(),
            breaks: proof.breaks.iter().map(|found| broken(found, statement)).collect(),
            header: HeaderShape {
                holder: printed(&statement.identity.name),
                holders: statement
                    .identity
                    .holders
                    .iter()
                    .filter_map(|one| printed(&Some(one.clone())))
                    .collect(),
                address: printed(&statement.identity.address),
                account_number: printed(&account.number),
                ifsc: printed(&account.ifsc),
                micr: printed(&account.micr),
                iban: printed(&account.iban),
                account_category: account.category,
                account_type: account.account_type,
            },
            skipped: statement
                .skipped
                .iter()
                .map(|line| SkippedShape {
                    text: line.text.clone(),
                    reason: line.reason.clone(),
                    at: line.at.into(),
                })
                .collect(),
            doubts: statement
                .diagnostics
                .iter()
                .map(|doubt| DoubtShape {
                    code: doubt.code.clone(),
                    message: doubt.message.clone(),
                    at: doubt.at.map(PlaceShape::from),
                })
                .collect(),
        }
    }
}

fn broken(found: &Break, statement: &Statement) -> BreakShape {
    let row = found.row.and_then(|index| statement.transactions.get(index));
    BreakShape {
        transaction_hash: row.map(|row| row.hash.clone()),
        what: found.what.clone(),
        expected: Decimal(found.expected),
        printed: Decimal(found.printed),
        at: found.at.map(PlaceShape::from),
    }
}

/// A finding with its evidence: what was seen, never an accusation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct FindingShape {
    /// The statement that it is about, or that its evidence is in; null for one about the entity.
    statement_id: Option<String>,
    /// The account that it is about, for one about an account.
    account_id: Option<String>,
    /// Identifier of the heuristic.
    id: String,
    #[schema(schema_with = one_of::<FindingGroup>)]
    group: FindingGroup,
    #[schema(schema_with = one_of::<Severity>)]
    severity: Severity,
    /// How sure the heuristic is that it saw what it says, in percent.
    confidence: u8,
    /// One sentence for people.
    summary: String,
    transaction_hash: Option<String>,
    expected: Option<String>,
    actual: Option<String>,
    /// How this may have come about in all innocence.
    innocent: Vec<String>,
    /// Where to look.
    evidence: Vec<PlaceShape>,
}

impl FindingShape {
    /// A finding about a statement, or about an account or the entity as a whole.
    pub(super) fn of(
        finding: &Finding,
        statement_id: Option<String>,
        account_id: Option<String>,
    ) -> FindingShape {
        FindingShape {
            statement_id,
            account_id,
            id: finding.id.clone(),
            group: finding.group,
            severity: finding.severity,
            confidence: finding.confidence,
            summary: finding.summary.clone(),
            transaction_hash: finding.transaction_hash.clone(),
            expected: finding.expected.clone(),
            actual: finding.actual.clone(),
            innocent: finding.innocent.clone(),
            evidence: finding
                .at
                .into_iter()
                .chain(finding.also.iter().copied())
                .map(PlaceShape::from)
                .collect(),
        }
    }
}
