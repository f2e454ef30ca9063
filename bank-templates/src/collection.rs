//! The whole collection: banks by identifier and by name, their templates, locales and channel shapes.

mod fingerprint;

use crate::embedded::{self, DataFile};
use crate::names::CountryWords;
use crate::registry::{KnownBank, RegistryFile};
use crate::template::{Family, Layout, Template};
use crate::{ChannelSet, Lexicon, Locale, Names, TemplateError, Vocabulary};
use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, OnceLock};

/// All known banks with their layouts, and the locales that they refer to.
///
/// Every document is read in a process of its own, so start-up counts: names are gathered from the heads of the
/// template files, and the layouts of a bank are parsed when it is asked for.
#[derive(Debug, Default)]
pub struct Templates {
    banks: Vec<KnownBank>,
    /// For each bank its template, if there is one.
    slots: Vec<Slot>,
    by_id: HashMap<String, usize>,
    countries: Vec<CountryWords>,
    names: OnceLock<Names>,
    locales: Vec<Locale>,
    vocabularies: Vec<(String, OnceLock<Vocabulary>)>,
    families: Vec<FamilySlot>,
}

/// Where the template of a bank comes from.
#[derive(Debug, Default)]
struct Slot {
    /// File and text of an embedded template that may not be parsed yet.
    source: Option<(&'static str, &'static str)>,
    /// Its text, when it is not embedded.
    text: String,
    template: OnceLock<Template>,
    has_layouts: bool,
}

/// A family of layouts, which is parsed when the first bank needs it.
#[derive(Debug)]
struct FamilySlot {
    name: String,
    source: Option<(&'static str, &'static str)>,
    /// Its text, when it is not embedded.
    text: String,
    family: OnceLock<Family>,
}

impl FamilySlot {
    fn get(&self) -> Option<&Family> {
        if let Some((file, text)) = self.source
            && self.family.get().is_none()
            && let Ok(parsed) = Family::parse(file, text)
        {
            // Whoever else has parsed it meanwhile has parsed the same.
            let _ = self.family.set(parsed);
        }
        self.family.get()
    }
}

impl Templates {
    /// The templates that ship with the program. A file that does not load is left out, and the tests of this crate
    /// make sure that there is none.
    #[must_use]
    pub fn embedded() -> &'static Templates {
        static EMBEDDED: LazyLock<Templates> = LazyLock::new(|| Templates::open(&mut Vec::new()));
        &EMBEDDED
    }

    /// Loads the embedded files completely and says which of them do not hold.
    #[must_use]
    pub fn load_embedded() -> (Templates, Vec<TemplateError>) {
        let mut errors = Vec::new();
        let all = Templates::open(&mut errors);
        for (file, text) in embedded::FAMILIES {
            let stem = file.rsplit('/').next().map(|name| name.trim_end_matches(".toml"));
            match Family::parse(file, text) {
                Ok(family) if Some(family.family.as_str()) != stem => errors.push(TemplateError::near(
                    file,
                    text,
                    "family",
                    format!("the file of the family {:?} has another name", family.family),
                    "name the file like the family",
                )),
                Ok(family) => errors.extend(all.check_locales(file, text, &family.layout).err()),
                Err(error) => errors.push(error),
            }
        }
        for (file, text) in embedded::BANKS {
            match Template::parse(file, text).and_then(|template| all.check_references(file, text, &template))
            {
                Ok(()) => {}
                Err(error) => errors.push(error),
            }
        }
        for (file, text) in embedded::CHANNELS.iter().map(DataFile::written) {
            errors.extend(ChannelSet::parse(file, text).err());
        }
        for (file, text) in embedded::LEXICONS.iter().map(DataFile::written) {
            errors.extend(Lexicon::parse(file, text).err());
        }
        (all, errors)
    }

    fn open(errors: &mut Vec<TemplateError>) -> Templates {
        let mut all = Templates::default();
        for data in embedded::LOCALES {
            match Locale::read(data) {
                Ok(locale) => all.locales.push(locale),
                Err(error) => errors.push(error),
            }
        }
        all.vocabularies = countries().map(|country| (country, OnceLock::new())).collect();
        for data in embedded::REGISTRY {
            match RegistryFile::read(data) {
                Ok(registry) => all.add_registry(data.file, registry, errors),
                Err(error) => errors.push(error),
            }
        }
        for (file, text) in embedded::FAMILIES {
            let name = file.rsplit('/').next().unwrap_or(file).trim_end_matches(".toml").to_owned();
            all.families.push(FamilySlot {
                name,
                source: Some((file, text)),
                text: String::new(),
                family: OnceLock::new(),
            });
        }
        for (file, text) in embedded::BANKS {
            let slot = Slot { source: Some((file, text)), has_layouts: true, ..Slot::default() };
            if let Err(error) =
                Template::parse_head(file, text).and_then(|head| all.put(file, text, head, slot))
            {
                errors.push(error);
            }
        }
        all
    }

    fn add_registry(&mut self, file: &str, registry: RegistryFile, errors: &mut Vec<TemplateError>) {
        self.countries.push(CountryWords {
            country: registry.country,
            words: registry.words,
            not_banks: registry.not_banks,
        });
        for bank in registry.bank {
            if self.by_id.contains_key(&bank.id) {
                errors.push(TemplateError::whole(
                    file,
                    format!("bank id {:?} is listed twice", bank.id),
                    "identifiers are unique in all countries",
                ));
                continue;
            }
            self.push(bank, Slot::default());
        }
    }

    fn push(&mut self, bank: KnownBank, slot: Slot) {
        self.by_id.insert(bank.id.clone(), self.banks.len());
        self.banks.push(bank);
        self.slots.push(slot);
    }

    /// Gives a bank its template; `head` is the template or the part of it that names the bank.
    fn put(&mut self, file: &str, text: &str, head: Template, slot: Slot) -> Result<(), TemplateError> {
        let known = self.index(&head.bank.id);
        if known.is_none() && head.identify.is_empty() {
            return Err(TemplateError::near(
                file,
                text,
                "[bank]",
                "nothing says how to recognise the bank",
                "add an [[identify]] table, or take an identifier of docs/banks.md",
            ));
        }
        let index = known.unwrap_or_else(|| {
            self.push(KnownBank::of(&head.bank), Slot::default());
            self.banks.len() - 1
        });
        if let (Some(bank), Some(place)) = (self.banks.get_mut(index), self.slots.get_mut(index)) {
            if place.source.is_some() || place.template.get().is_some() {
                return Err(TemplateError::near(
                    file,
                    text,
                    "id",
                    format!("bank id {:?} is used by another file", head.bank.id),
                    "give each bank one file; several layouts go into it as [[layout]] tables",
                ));
            }
            if bank.name != head.bank.name {
                bank.aliases.push(head.bank.name.clone());
            }
            bank.identify = head.identify;
            *place = slot;
        }
        self.names = OnceLock::new();
        Ok(())
    }

    /// Adds one template from its text; `file` is only used in messages.
    ///
    /// # Errors
    /// The text is not a valid template, or its bank identifier is taken.
    pub fn add(&mut self, file: &str, text: &str) -> Result<(), TemplateError> {
        self.add_parsed(file, text, Template::parse(file, text)?)
    }

    /// Adds a template that may still be without worked examples, so that its author can try it.
    ///
    /// # Errors
    /// As [`Templates::add`].
    pub fn add_draft(&mut self, file: &str, text: &str) -> Result<(), TemplateError> {
        self.add_parsed(file, text, Template::parse_draft(file, text)?)
    }

    fn add_parsed(&mut self, file: &str, text: &str, template: Template) -> Result<(), TemplateError> {
        self.check_references(file, text, &template)?;
        let template = self.complete(template);
        let head = Template { layout: Vec::new(), ..template.clone() };
        let slot = Slot {
            source: None,
            text: text.to_owned(),
            has_layouts: !template.layout.is_empty(),
            template: OnceLock::from(template),
        };
        self.put(file, text, head, slot)
    }

    /// The templates that ship with the program, with these files added; a file about a bank that has a template takes its
    /// place. Each file is its name, for messages, and its text.
    ///
    /// # Errors
    /// What does not hold, file by file.
    pub fn with_files<'f>(
        files: impl IntoIterator<Item = (&'f str, &'f str)>,
    ) -> Result<Templates, Vec<TemplateError>> {
        let mut all = Templates::open(&mut Vec::new());
        let mut errors = Vec::new();
        let mut added: HashSet<String> = HashSet::new();
        let (families, banks): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|(_, text)| Family::is_one(text));
        for (file, text) in families {
            errors.extend(all.add_family(file, text).err());
        }
        for (file, text) in banks {
            let added = Template::parse(file, text).and_then(|template| {
                // Two files about one bank are an error; one in place of ours is what the caller wants.
                if added.insert(template.bank.id.clone()) {
                    all.remove(&template.bank.id);
                }
                all.add(file, text)
            });
            errors.extend(added.err());
        }
        if errors.is_empty() { Ok(all) } else { Err(errors) }
    }

    /// Adds a family of layouts, or takes the place of the one of its name.
    fn add_family(&mut self, file: &str, text: &str) -> Result<(), TemplateError> {
        let family = Family::parse(file, text)?;
        self.check_locales(file, text, &family.layout)?;
        self.families.retain(|known| known.name != family.family);
        let name = family.family.clone();
        self.families.push(FamilySlot {
            name,
            source: None,
            text: text.to_owned(),
            family: OnceLock::from(family),
        });
        Ok(())
    }

    /// The template with the layouts of the families that it includes.
    fn complete(&self, mut template: Template) -> Template {
        for name in &template.include.0 {
            let family = self.families.iter().find(|family| family.name == *name).and_then(FamilySlot::get);
            template.layout.extend(family.into_iter().flat_map(|family| family.of(&template.bank)));
        }
        template
    }

    fn check_references(&self, file: &str, text: &str, template: &Template) -> Result<(), TemplateError> {
        self.check_locales(file, text, &template.layout)?;
        let known = |name: &String| self.families.iter().any(|family| family.name == *name);
        let Some(name) = template.include.0.iter().find(|name| !known(name)) else { return Ok(()) };
        let names: Vec<&str> = self.families.iter().map(|family| family.name.as_str()).collect();
        let near = names.iter().find(|known| strsim::damerau_levenshtein(known, name) <= 3);
        let hint = near.map_or_else(
            || format!("known families: {}", names.join(", ")),
            |near| format!("did you mean {near:?}?"),
        );
        let message = format!("the family {name:?} is not known");
        Err(TemplateError::near(file, text, &format!("{name:?}"), message, hint))
    }

    /// Takes the template of a bank out, so that another one of it can be tried; the bank stays known by its name.
    pub fn remove(&mut self, id: &str) {
        if let Some(slot) = self.index(id).and_then(|index| self.slots.get_mut(index)) {
            *slot = Slot::default();
        }
    }

    fn check_locales(&self, file: &str, text: &str, layouts: &[Layout]) -> Result<(), TemplateError> {
        let unknown = layouts.iter().find(|layout| self.locale(&layout.locale).is_none());
        let Some(layout) = unknown else { return Ok(()) };
        let tags: Vec<&str> = self.locales.iter().map(|locale| locale.tag.as_str()).collect();
        Err(TemplateError::near(
            file,
            text,
            &format!("{:?}", layout.locale),
            format!("layout {:?} names the unknown locale {:?}", layout.id, layout.locale),
            format!("known locales: {}", tags.join(", ")),
        ))
    }

    fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).or_else(|| self.by_id.get(&id.trim().to_ascii_lowercase())).copied()
    }

    /// The template of the bank with this identifier, in any case; `None` when it is only known by name.
    #[must_use]
    pub fn bank(&self, id: &str) -> Option<&Template> {
        let index = self.index(id)?;
        self.slots.get(index)?.has_layouts.then(|| self.template(index))?
    }

    /// The banks that have a template. Parses all of them.
    #[must_use]
    pub fn banks(&self) -> Vec<&Template> {
        self.banks.iter().filter_map(|bank| self.bank(&bank.id)).collect()
    }

    /// What is known of the bank with this identifier, in any case, with or without a template.
    #[must_use]
    pub fn known(&self, id: &str) -> Option<&KnownBank> {
        self.banks.get(self.index(id)?)
    }

    /// All known banks, with and without a template.
    #[must_use]
    pub fn registry(&self) -> &[KnownBank] {
        &self.banks
    }

    /// How to read the bank with this identifier: its template, or one without layouts when it is only known by name.
    #[must_use]
    pub fn reader(&self, id: &str) -> Option<&Template> {
        self.template(self.index(id)?)
    }

    fn template(&self, index: usize) -> Option<&Template> {
        let (bank, slot) = (self.banks.get(index)?, self.slots.get(index)?);
        Some(slot.template.get_or_init(|| {
            let parsed = slot.source.and_then(|(file, text)| Template::parse(file, text).ok());
            parsed.map_or_else(|| bank.bare_template(), |template| self.complete(template))
        }))
    }

    /// The names of all banks, ready to be found in printed text. Built when first asked for.
    #[must_use]
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::new(&self.banks, &self.countries))
    }

    /// The locale for a tag: the longest known prefix, so that `en-IN` finds `en`.
    #[must_use]
    pub fn locale(&self, tag: &str) -> Option<&Locale> {
        self.locales
            .iter()
            .filter(|locale| {
                tag.strip_prefix(locale.tag.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
            })
            .max_by_key(|locale| locale.tag.len())
    }

    /// All locales.
    #[must_use]
    pub fn locales(&self) -> &[Locale] {
        &self.locales
    }

    /// The words of the narrations of a country, and of any country when this one has none of its own. Built when first
    /// asked for.
    #[must_use]
    pub fn vocabulary(&self, country: &str) -> Option<&Vocabulary> {
        let of =
            |wanted: &str| self.vocabularies.iter().find(|(known, _)| known.eq_ignore_ascii_case(wanted));
        let (country, built) = of(country).or_else(|| of(ANYWHERE))?;
        Some(built.get_or_init(|| {
            // The country's own rules come before those of anywhere; a file that does not load is left out, and the tests
            // of this crate make sure that there is none.
            let sets = |country: &str| -> Vec<ChannelSet> {
                let files = embedded::CHANNELS.iter().filter(|data| data.stem() == country);
                files.filter_map(|data| data.read().ok()).collect()
            };
            let both = [country.as_str(), ANYWHERE];
            let lexicons: Vec<Lexicon> = embedded::LEXICONS
                .iter()
                .filter(|data| both.contains(&data.stem()))
                .filter_map(|data| data.read().ok())
                .collect();
            let mut all = sets(country);
            if country != ANYWHERE {
                all.extend(sets(ANYWHERE));
            }
            Vocabulary::new(all, &lexicons)
        }))
    }

    /// All lexicons with the files they come from.
    pub fn lexicons(&self) -> impl Iterator<Item = (&'static str, Lexicon)> {
        let files = embedded::LEXICONS.iter().map(DataFile::written);
        files.filter_map(|(file, text)| Some((file, Lexicon::parse(file, text).ok()?)))
    }

    /// All channel files with their names.
    pub fn channels(&self) -> impl Iterator<Item = (&'static str, ChannelSet)> {
        let files = embedded::CHANNELS.iter().map(DataFile::written);
        files.filter_map(|(file, text)| Some((file, ChannelSet::parse(file, text).ok()?)))
    }
}

/// The name of files that hold in every country.
const ANYWHERE: &str = "world";

fn countries() -> impl Iterator<Item = String> {
    embedded::CHANNELS.iter().map(|data| data.stem().to_owned())
}
