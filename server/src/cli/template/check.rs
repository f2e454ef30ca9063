//! Checks templates: the language, then the worked examples.

use super::{Failure, print, text_of};
use crate::templates::{Installed, told as told_in_one};
use bank_templates::{Template, Templates};
use std::path::PathBuf;

pub(super) fn run(files: &[PathBuf], installed: &Installed) -> Result<(), Failure> {
    let mut failed = 0;
    for path in files {
        let shown = path.display().to_string();
        match check(&shown, &text_of(path)?, installed) {
            Ok(1) => print([format!("{shown}: holds, its worked example reads as it says")])?,
            Ok(examples) => print([format!("{shown}: holds, {examples} worked examples read as they say")])?,
            Err(faults) => {
                failed += 1;
                for fault in faults {
                    eprintln!("{fault}");
                }
            }
        }
    }
    match failed {
        0 => Ok(()),
        failed => Err(Failure::new(format!("{failed} of {} templates do not hold", files.len()), "")),
    }
}

/// What is wrong with a template; nothing when it holds and its examples read as they say.
pub(super) fn differences(file: &str, text: &str, installed: &Installed) -> Vec<String> {
    check(file, text, installed).err().unwrap_or_default()
}

/// How many examples hold, or what does not.
fn check(file: &str, text: &str, installed: &Installed) -> Result<usize, Vec<String>> {
    // A template that is checked is meant to be used, and has examples.
    Template::parse(file, text).map_err(told)?;
    let (templates, template) = with_template(file, text, installed)?;
    let mut faults = Vec::new();
    let mut examples = 0;
    for layout in &template.layout {
        for example in &layout.example {
            examples += 1;
            let found = engine::worked_examples::differences(&template, layout, example, &templates);
            faults.extend(found.into_iter().map(|fault| format!("{file}: layout {:?}: {fault}", layout.id)));
        }
    }
    if faults.is_empty() { Ok(examples) } else { Err(faults) }
}

/// The installed templates, with this one in place of that of the same bank. It may be a draft.
pub(super) fn with_template(
    file: &str,
    text: &str,
    installed: &Installed,
) -> Result<(Templates, Template), Vec<String>> {
    let files = installed.files().iter().map(|(file, text)| (file.as_str(), text.as_str()));
    let all = |errors: Vec<bank_templates::TemplateError>| errors.iter().map(told_in_one).collect::<Vec<_>>();
    let mut templates = Templates::with_files(files).map_err(all)?;
    let template = Template::parse_draft(file, text).map_err(told)?;
    templates.remove(&template.bank.id);
    templates.add_draft(file, text).map_err(told)?;
    Ok((templates, template))
}

fn told(error: bank_templates::TemplateError) -> Vec<String> {
    let mut lines = vec![error.to_string()];
    if !error.hint.is_empty() {
        lines.push(format!("  hint: {}", error.hint));
    }
    lines
}
