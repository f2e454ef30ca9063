//! Single pages, drawn when somebody looks at them.

use super::{Cost, Header, Picture, draw_in_child, marks};
use crate::config::SandboxConfig;
use crate::sandbox::Input;
use engine::model::Finding;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Draws pages, a few at a time. Nothing is kept: a picture of a statement is as private as the statement.
#[derive(Debug)]
pub struct Drawing {
    program: PathBuf,
    cost: Cost,
    places: Semaphore,
}

/// Why there is no picture.
#[derive(Debug)]
pub enum Undrawn {
    /// Too many pages are being drawn.
    Busy,
    /// The document has no such page.
    NoSuchPage,
    /// The file cannot be drawn, or drawing it takes more than it may; one sentence.
    Failed(String),
}

impl Drawing {
    /// Children run `program`, which must be this binary, within the limits of the sandbox.
    #[must_use]
    pub fn new(program: PathBuf, config: &SandboxConfig) -> Drawing {
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Drawing {
            program,
            cost: Cost {
                memory_bytes: config.memory_bytes,
                processor_seconds: config.processor_seconds,
                seconds: config.seconds,
            },
            places: Semaphore::new(if config.drawings == 0 { processors } else { config.drawings }),
        }
    }

    /// A page of a document. With findings it has boxes around what they point at, and is cut to the lines around them: the eye is to
    /// meet the place, and not to look for it.
    ///
    /// # Errors
    /// There is no such page, it cannot be drawn, or too many are being drawn.
    pub async fn page(
        &self,
        document: impl Into<Input>,
        password: Option<&str>,
        number: u32,
        findings: &[Finding],
    ) -> Result<Picture, Undrawn> {
        let wait = Duration::from_secs(self.cost.seconds.max(1));
        let place = tokio::time::timeout(wait, self.places.acquire()).await;
        let Ok(Ok(_place)) = place else { return Err(Undrawn::Busy) };
        let header = Header {
            password: password.map(str::to_owned),
            pages: vec![number],
            is_cut: true,
            marks: marks(findings).into_iter().filter(|mark| mark.page == number).collect(),
            memory_bytes: self.cost.memory_bytes,
            processor_seconds: self.cost.processor_seconds,
        };
        let drawn = draw_in_child(&self.program, &header, document.into(), self.cost).await;
        drawn.map_err(Undrawn::Failed)?.pop().ok_or(Undrawn::NoSuchPage)
    }
}
