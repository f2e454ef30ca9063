//! One input: its bytes through a child, its rows through the analysis, and from both the rows of the tables.

use super::inputs::{Found, Loaded};
use crate::dataset::folder::Done;
use crate::dataset::rows::{Failure, FileRead, Origin, Tables, of_failure, of_files, stable_id};
use crate::sandbox::{Ask, Input, Operation, Reply, Sandbox, SandboxFailure};
use crate::templates::{Current, Installed};
use engine::analyze::AnalysisOptions;
use engine::analyze::entity::{EntityStatement, statements_of};
use engine::fraud::{EntityCase, Thresholds, inspect_entity};
use engine::model::{Report, Verdict};
use jiff::civil::Date;
use std::sync::Arc;
use tokio::runtime::Handle;

/// Reads inputs.
#[derive(Debug)]
pub struct Reader {
    sandbox: Sandbox,
    installed: Arc<Installed>,
    runtime: Handle,
    engine: String,
    thresholds: Thresholds,
    today: Date,
}

/// Codes of failures that hang on what the caller says of a file, which may be something else next time.
const SAID_BY_CALLER: [&str; 2] = ["password_", "bank_"];

/// What came of an input.
#[derive(Debug)]
pub enum Read {
    /// Everything that there is to say of it.
    Whole(Tables),
    /// A file of an entity, to be taken together with the others.
    OfEntity(Box<FileRead>),
}

/// Version of the engine and fingerprint of the word lists that are part of it.
#[must_use]
pub fn engine_version() -> String {
    format!("{}+{}", env!("CARGO_PKG_VERSION"), bank_templates::Templates::vocabulary_fingerprint())
}

impl Reader {
    /// A reader whose children are those of a sandbox, with the templates in force now.
    #[must_use]
    pub fn new(
        sandbox: Sandbox,
        templates: &Current,
        thresholds: Thresholds,
        runtime: Handle,
        today: Date,
    ) -> Reader {
        let installed = templates.get();
        Reader { sandbox, installed, runtime, engine: engine_version(), thresholds, today }
    }

    /// Fingerprint of all templates.
    #[must_use]
    pub fn all_templates(&self) -> &str {
        self.installed.fingerprint()
    }

    /// What a statement of this bank is read with.
    #[must_use]
    pub fn template(&self, bank: Option<&str>) -> String {
        self.installed.template(bank)
    }

    /// Reads one input. It never fails as a whole: what goes wrong is a row of the table of failures.
    #[must_use]
    pub fn read(&self, found: &Found, loaded: Result<Loaded, Failure>) -> (Read, Done) {
        let mut origin = Origin {
            file: found.file.clone(),
            entity: found.declared.entity.clone(),
            document: None,
            bytes: None,
            engine: self.engine.clone(),
            template: self.template(None),
        };
        let answer = loaded.and_then(Loaded::bytes).and_then(|bytes| {
            origin.bytes = Some(bytes.len() as u64);
            origin.document = Some(stable_id(&bytes));
            self.ask(found, bytes)
        });
        let mut done = Done {
            file: found.file.clone(),
            state: found.state.clone(),
            template: String::new(),
            bank: None,
            outcome: String::new(),
            pages: 0,
            transactions: 0,
            entity: found.declared.entity.clone(),
            again: false,
        };
        let read = match answer {
            Ok(report) => {
                done.bank = report.detection.bank.as_ref().map(|bank| bank.id.clone());
                origin.template = match report.detection.layout {
                    Some(_) => self.template(done.bank.as_deref()),
                    None => self.template(None),
                };
                done.pages = report.facts.pages;
                done.transactions =
                    report.statements.iter().map(|statement| statement.transactions.len()).sum();
                done.outcome = worst(&report);
                done.template.clone_from(&origin.template);
                let file = FileRead { origin, report };
                match found.declared.entity {
                    Some(_) => Read::OfEntity(Box::new(file)),
                    None => Read::Whole(self.together(&[file])),
                }
            }
            Err(failure) => {
                done.outcome.clone_from(&failure.code);
                done.again =
                    failure.retryable || SAID_BY_CALLER.iter().any(|start| failure.code.starts_with(start));
                done.template.clone_from(&origin.template);
                Read::Whole(of_failure(&origin, &failure))
            }
        };
        // What was read without a template is told apart from what a bank's template read.
        if done.template.starts_with("none@") {
            done.bank = None;
        }
        (read, done)
    }

    /// What files say that are of one entity, or one that is of none.
    #[must_use]
    pub fn together(&self, files: &[FileRead]) -> Tables {
        let statements: Vec<EntityStatement<'_>> =
            files.iter().flat_map(|file| statements_of(&file.report)).collect();
        let analysis = engine::analyze(&statements, &AnalysisOptions::on(self.today));
        let case = EntityCase {
            statements: &statements,
            analysis: &analysis,
            today: self.today,
            thresholds: &self.thresholds,
        };
        of_files(files, &analysis, &inspect_entity(&case).findings)
    }

    fn ask(&self, found: &Found, bytes: Vec<u8>) -> Result<Report, Failure> {
        let declared = &found.declared;
        let ask = Ask {
            operation: Operation::Read,
            password: declared.password.as_deref(),
            bank: declared.bank.as_deref(),
        };
        let failure = |code: &str, message: String, hint: &str, retryable| Failure {
            code: code.to_owned(),
            message,
            hint: hint.to_owned(),
            retryable,
            bank: declared.bank.clone(),
            findings: Box::default(),
        };
        match self.runtime.block_on(self.sandbox.run(&ask, Input::from(bytes))) {
            Ok(Reply::Report(report)) => Ok(*report),
            Ok(Reply::Refused(error)) => {
                let failure = failure(error.code(), error.message.clone(), &error.hint, false);
                Err(Failure { findings: error.findings.into(), ..failure })
            }
            Ok(_) => {
                Err(failure("child_confused", "the child answered another question".to_owned(), "", true))
            }
            Err(SandboxFailure::TimedOut) => {
                let hint = "read it again when the machine has less to do, or give it more seconds in the configuration";
                Err(failure("timed_out", "the file took longer than it may".to_owned(), hint, true))
            }
            Err(SandboxFailure::Crashed(how)) => {
                let message = format!("the child that read the file ended without an answer: {how}");
                Err(failure("child_ended", message, "the other files are not affected", false))
            }
            Err(SandboxFailure::Broken(error)) => {
                Err(failure("child_broken", format!("the child could not be spoken to: {error}"), "", true))
            }
        }
    }
}

/// The least of the verdicts of a file.
fn worst(report: &Report) -> String {
    let verdicts = || report.statements.iter().map(|statement| statement.reconciliation.verdict);
    if verdicts().all(|verdict| verdict == Verdict::Proven) {
        "proven"
    } else if verdicts().any(|verdict| verdict == Verdict::Unproven) {
        "unproven"
    } else {
        "proven_with_gaps"
    }
    .to_owned()
}
