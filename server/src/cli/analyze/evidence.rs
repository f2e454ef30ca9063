//! `--evidence DIR`: the pages that findings are about, as pictures with a box around each place.

use crate::evidence::{Cost, pictures};
use engine::model::Finding;
use std::io;
use std::path::{Path, PathBuf};

/// A page that was drawn.
pub(super) struct Drawn {
    pub(super) page: u32,
    pub(super) file: PathBuf,
}

/// Draws the pages of one file, and names the pictures after it. `number` tells files of one name apart.
///
/// # Errors
/// The pages cannot be drawn or the pictures not be written; one sentence.
pub(super) fn write(
    folder: &Path,
    (number, source): (usize, &Path),
    (document, password): (&[u8], Option<&str>),
    findings: &[Finding],
) -> Result<Vec<Drawn>, String> {
    let trouble = |error: io::Error| format!("cannot write to {}: {error}", folder.display());
    let program = std::env::current_exe().map_err(trouble)?;
    let drawn = pictures(&program, document, password, findings, Cost::default())?;
    if drawn.is_empty() {
        return Ok(Vec::new());
    }
    std::fs::create_dir_all(folder).map_err(trouble)?;
    let stem = source.file_stem().unwrap_or_default().to_string_lossy();
    drawn
        .into_iter()
        .map(|picture| {
            let file = folder.join(format!("{number:03}-{stem}-page-{}.png", picture.page));
            std::fs::write(&file, &picture.png).map_err(trouble)?;
            Ok(Drawn { page: picture.page, file })
        })
        .collect()
}
