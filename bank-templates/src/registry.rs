//! Banks that are known by name: who they are and what their paper calls them, with or without a template.

use crate::TemplateError;
use crate::embedded::DataFile;
use crate::template::{Bank, Identify, Template};
use serde::Deserialize;

/// A bank that can be recognised. Whether its statements have a template is another matter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownBank {
    /// Identifier used in the API, lower case.
    pub id: String,
    /// Name for people; it is also sought on the paper.
    pub name: String,
    /// ISO 3166 country code; written once at the head of the registry's file.
    #[serde(skip)]
    pub country: String,
    /// First four letters of its branch codes, when they are this bank's alone.
    #[serde(default)]
    pub ifsc: Vec<String>,
    /// First four letters of the branch codes of banks that were merged into it: old accounts keep them.
    #[serde(default)]
    pub former_ifsc: Vec<String>,
    /// Other spellings that its statements print: short names, former names, other scripts.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Names of its web sites.
    #[serde(default)]
    pub sites: Vec<String>,
    /// Groups of evidence that its template adds.
    #[serde(skip)]
    pub identify: Vec<Identify>,
}

/// One file of `registry/`: the banks of a country.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegistryFile {
    pub(crate) country: String,
    /// Names that contain the name of a bank and mean somebody else: the Reserve Bank of India.
    #[serde(default)]
    pub(crate) not_banks: Vec<String>,
    /// Words that statements of the country print; they tell sisters of the same name apart.
    #[serde(default)]
    pub(crate) words: Vec<String>,
    #[serde(default)]
    pub(crate) bank: Vec<KnownBank>,
}

impl RegistryFile {
    pub(crate) fn read(data: &DataFile) -> Result<RegistryFile, TemplateError> {
        let (file, text) = data.written();
        let mut registry: RegistryFile = data.read()?;
        for bank in &mut registry.bank {
            bank.country.clone_from(&registry.country);
            let wrong = bank.ifsc.iter().chain(&bank.former_ifsc).find(|prefix| !is_ifsc_prefix(prefix));
            if let Some(prefix) = wrong {
                return Err(TemplateError::near(
                    file,
                    text,
                    &format!("{prefix:?}"),
                    format!("{prefix:?} does not begin a branch code"),
                    "write the four capital letters that stand before the zero",
                ));
            }
        }
        Ok(registry)
    }
}

/// Whether a text is the four letters of a bank in a branch code.
pub(crate) fn is_ifsc_prefix(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| b.is_ascii_uppercase())
}

impl KnownBank {
    /// What a template says about a bank that the registry does not have.
    pub(crate) fn of(bank: &Bank) -> KnownBank {
        KnownBank {
            id: bank.id.clone(),
            name: bank.name.clone(),
            country: bank.country.clone(),
            ifsc: Vec::new(),
            former_ifsc: Vec::new(),
            aliases: Vec::new(),
            sites: Vec::new(),
            identify: Vec::new(),
        }
    }

    /// The bank as a template without layouts, so that whoever reads by template finds none and infers.
    pub(crate) fn bare_template(&self) -> Template {
        Template {
            schema: crate::lint::SCHEMA,
            bank: Bank { id: self.id.clone(), name: self.name.clone(), country: self.country.clone() },
            identify: self.identify.clone(),
            genuine: crate::template::Genuine::default(),
            include: crate::OneOrMany::default(),
            layout: Vec::new(),
        }
    }
}
