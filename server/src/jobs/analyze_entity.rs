//! The job that analyses all statements of an entity together, whenever one more of them was read.

use super::queue::{Claimed, Ending};
use super::read_statement::Attempt;
use crate::clock;
use crate::failpoint;
use crate::metrics::Stage;
use crate::service::App;
use crate::store::StoreResult;
use crate::store::analyses::{AnalysisInput, EntityAnalysis, FAILURE};
use crate::store::results::AccountLink;
use engine::analyze::entity::EntityStatement;
use engine::analyze::{AnalysisOptions, analyze};
use engine::fraud::{EntityCase, Outcome, Thresholds, inspect_entity};
use engine::model::{Finding, NotRun, Report, Risk};
use serde_json::Value;
use std::time::Instant;

/// Analyses the entity and keeps what it found. May run any number of times: only the newest claim can write a result.
pub async fn run(app: &App, job: &Claimed) -> Attempt {
    let failed = |code: String| Attempt::Failed { code, message: FAILURE.to_owned() };
    match attempt(app, job).await {
        Ok(Some(true)) => Attempt::Over,
        Ok(Some(false)) => {
            tracing::warn!(entity_id = %job.subject_id, "an analysis came after the lease had passed on; dropped");
            Attempt::Over
        }
        Ok(None) => failed("the analysis panicked".to_owned()),
        Err(error) => failed(format!("store: {error}")),
    }
}

/// Whether the result was kept; `None` when the analysis panicked.
async fn attempt(app: &App, job: &Claimed) -> StoreResult<Option<bool>> {
    let Some(input) = app.store.analysis_input(&app.vault, &job.tenant, &job.subject_id).await? else {
        // The entity was deleted, and the job with it.
        return Ok(Some(app.store.fail_analysis(job, Ending::Done).await?));
    };
    let links = app.store.account_links(&job.tenant, &job.subject_id).await?;
    let revision = input.revision;
    // Many rows take a while, and a handler must not keep its thread.
    let thresholds = app.config.thresholds.clone();
    let started = Instant::now();
    let work = tokio::task::spawn_blocking(move || analysis(input, &links, &thresholds));
    let Ok(analysis) = work.await else { return Ok(None) };
    failpoint::reached("analysis made");
    app.metrics.took(Stage::Analyze, started.elapsed());
    Ok(Some(app.store.complete_analysis(&app.vault, job, revision, &analysis).await?))
}

fn analysis(mut input: AnalysisInput, links: &[AccountLink], thresholds: &Thresholds) -> EntityAnalysis {
    if input.is_single_account {
        make_one_account(&mut input);
    }
    let mut statements = Vec::new();
    let (mut accounts, mut statement_ids) = (Vec::new(), Vec::new());
    for (statement_id, report) in &input.reports {
        for (ordinal, statement) in report.statements.iter().enumerate() {
            let link =
                links.iter().find(|link| link.statement_id == *statement_id && link.ordinal == ordinal);
            if let Some(link) = link {
                statements.push(EntityStatement { statement, bank: report.detection.bank.as_ref() });
                accounts.push(link.account_id.clone());
                statement_ids.push(statement_id.clone());
            }
        }
    }
    let options = options(input.meta_data.as_deref());
    let analysis = analyze(&statements, &options);
    let fraud = inspect_entity(&EntityCase {
        statements: &statements,
        analysis: &analysis,
        today: options.today,
        thresholds,
    });
    let reports = input.reports.iter().map(|(_, report)| report);
    let risk = weigh(reports, &fraud, &input.of_store, thresholds);
    let of = |indices: &[usize]| indices.first().and_then(|index| accounts.get(*index)).cloned();
    let account_ids =
        analysis.accounts.iter().map(|account| of(&account.ledger.statements).unwrap_or_default()).collect();
    EntityAnalysis { analysis, account_ids, fraud, statement_ids, risk: Some(risk) }
}

/// What is known of the entity weighs together: what each document shows, what they show side by side, what other customers show.
pub(crate) fn weigh<'r>(
    reports: impl Iterator<Item = &'r Report> + Clone,
    fraud: &'r Outcome,
    of_store: &'r [Finding],
    thresholds: &Thresholds,
) -> Risk {
    let findings = reports.clone().flat_map(|report| &report.findings).chain(&fraud.findings).chain(of_store);
    let not_run: Vec<NotRun> =
        reports.flat_map(|report| &report.not_run).chain(&fraud.not_run).cloned().collect();
    engine::fraud::risk(findings, &not_run, thresholds)
}

/// The lender's word that there is one account stands over the numbers printed.
fn make_one_account(input: &mut AnalysisInput) {
    let statements = || input.reports.iter().flat_map(|(_, report)| &report.statements);
    let Some(number) = statements().find_map(|statement| statement.account.number.clone()) else { return };
    let bank = input.reports.iter().find_map(|(_, report)| report.detection.bank.clone());
    for (_, report) in &mut input.reports {
        report.detection.bank.clone_from(&bank);
        for statement in &mut report.statements {
            statement.account.number = Some(number.clone());
        }
    }
}

/// Today, and what the lender attached: `employer_names`, `names` and `companies_for_self_transfer`, each a text or a list.
fn options(meta_data: Option<&str>) -> AnalysisOptions {
    let meta: Value = meta_data.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let names = |key: &str| -> Vec<String> {
        match meta.get(key) {
            Some(Value::String(name)) => vec![name.clone()],
            Some(Value::Array(names)) => {
                names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        }
    };
    AnalysisOptions {
        employers: names("employer_names"),
        own_names: [names("names"), names("companies_for_self_transfer")].concat(),
        ..AnalysisOptions::on(clock::today())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_what_the_lender_attached() {
        let meta = r#"{"employer_names": ["Harbour Foods"], "names": "ASHA EXAMPLE", "companies_for_self_transfer": [7]}"#;
        let options = options(Some(meta));
        assert_eq!(
            (options.employers, options.own_names),
            (vec!["Harbour Foods".to_owned()], vec!["ASHA EXAMPLE".to_owned()])
        );
        assert!(super::options(Some("not JSON")).employers.is_empty());
    }
}
