//! Names of banks in printed text: folded so that spellings meet, found in one pass, the longest wins.

use crate::phrase_index::{PhraseIndex, PhraseList};
use crate::registry::KnownBank;
use std::ops::Range;
use unicode_normalization::{UnicodeNormalization, char::decompose_canonical, char::is_combining_mark};

/// A text as words that can be compared: lower case, without accents and punctuation, one spelling for words that
/// banks spell in many ways (`Co-op.`, `Co-operative`; `Sahkari`, `Sahakari`), and without `Ltd` and `The`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The words, each with a space before it, and a space at the end.
    text: String,
    words: Vec<FoldedWord>,
    /// How many single letters stand at the end so far.
    spelling: usize,
}

/// One word of a [`Folded`] text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoldedWord {
    at: Range<usize>,
    /// Whether more than white space parts it from the word before: a colon, a comma, the end of a name (`Ltd`).
    pub apart: bool,
}

/// A name that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Which words of the folded text it covers.
    pub words: Range<usize>,
    /// Whose name it is.
    pub whose: Whose,
}

/// Whose a phrase is. Banks are counted as in [`crate::Templates::registry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// A name of a bank.
    Name(usize),
    /// The web site of a bank.
    Site(usize),
    /// A text of a bank's template: which group, and which text in it.
    Text(usize, usize, usize),
    /// A word of a country's statements, counted as in [`Names::countries`].
    Country(usize),
    /// Not a bank, though its name contains one.
    Nobody,
}

impl Whose {
    /// The bank that is meant.
    #[must_use]
    pub fn bank(self) -> Option<usize> {
        match self {
            Whose::Name(bank) | Whose::Site(bank) | Whose::Text(bank, _, _) => Some(bank),
            Whose::Country(_) | Whose::Nobody => None,
        }
    }
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn new(text: &str) -> Folded {
        // Nearly all names are plain, and the tables of Unicode cost time at every start.
        let room = text.len() + 8;
        if text.is_ascii() { Folded::of(text.chars(), room) } else { Folded::of(text.nfkc(), room) }
    }

    fn of(text: impl Iterator<Item = char>, room: usize) -> Folded {
        let mut folded = Folded { text: String::with_capacity(room), ..Folded::default() };
        let mut word = String::with_capacity(16);
        let mut apart = false;
        for c in text {
            match c {
                c if c.is_ascii_alphanumeric() => word.push(c.to_ascii_lowercase()),
                c if c.is_alphanumeric() => fold_char(c, &mut word),
                '\'' | '\u{2019}' | '\u{ad}' => {}
                '&' => {
                    folded.push(&word, &mut apart);
                    folded.push("and", &mut apart);
                    word.clear();
                }
                c if is_combining_mark(c) => {}
                c => {
                    folded.push(&word, &mut apart);
                    word.clear();
                    // Dots and hyphens stand within names: `Co.-Op.`, `N.A.`
                    apart |= !c.is_whitespace() && !matches!(c, '.' | '-');
                }
            }
        }
        folded.push(&word, &mut apart);
        folded.text.push(' ');
        folded
    }

    fn push(&mut self, plain: &str, apart: &mut bool) {
        if self.spells(plain, *apart) {
            return;
        }
        let folded = match plain {
            "" => return,
            "ltd" | "limited" => {
                *apart = true;
                return;
            }
            "the" => return,
            "op" | "operative" | "oprerative" if !*apart && self.last() == Some("co") => {
                if let Some(last) = self.words.pop() {
                    self.text.truncate(last.at.start - 1);
                    *apart = last.apart;
                }
                "coop"
            }
            other => same_spelling(other),
        };
        self.text.push(' ');
        let start = self.text.len();
        self.text.push_str(folded);
        self.words.push(FoldedWord { at: start..self.text.len(), apart: std::mem::take(apart) });
    }

    /// Joins letters that are set apart to the word that they spell: `N K G S B`, `U.C.O.` Two initials stay apart, as
    /// people's do, and so does a letter that is joined by `and`.
    fn spells(&mut self, plain: &str, apart: bool) -> bool {
        let mut letters = plain.chars();
        let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
        if !single || apart {
            self.spelling = if single && plain.is_ascii() { 1 } else { 0 };
            return false;
        }
        self.spelling += 1;
        let count = self.spelling;
        if count < 3 {
            return false;
        }
        // The letters before are words of their own until the third one comes.
        let parts = if count == 3 { 2 } else { 1 };
        let Some(first) = self.words.len().checked_sub(parts) else { return false };
        let spelt: String = self.iter().skip(first).chain(std::iter::once(plain)).collect();
        let Some(start) = self.words.get(first).map(|word| word.at.start) else { return false };
        let apart = self.words.get(first).is_some_and(|word| word.apart);
        self.words.truncate(first);
        self.text.truncate(start);
        self.text.push_str(&spelt);
        self.words.push(FoldedWord { at: start..self.text.len(), apart });
        true
    }

    fn last(&self) -> Option<&str> {
        self.words.last().and_then(|word| self.text.get(word.at.clone()))
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is no word.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A word, if there is one at this place.
    #[must_use]
    pub fn word(&self, index: usize) -> Option<&str> {
        self.words.get(index).and_then(|word| self.text.get(word.at.clone()))
    }

    /// Whether the word at this place follows its neighbour with nothing but white space between.
    #[must_use]
    pub fn follows(&self, index: usize) -> bool {
        index > 0 && self.words.get(index).is_some_and(|word| !word.apart)
    }

    /// The words from left to right.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.words.iter().filter_map(|word| self.text.get(word.at.clone()))
    }

    /// The phrase to search for. Scripts that write words together are found within longer words.
    fn pattern(&self) -> &str {
        if !self.text.is_ascii() && self.text.chars().any(|c| c >= '\u{1100}') {
            self.text.trim()
        } else {
            &self.text
        }
    }
}

pub(crate) fn fold_char(c: char, word: &mut String) {
    let mut push = |c: char| {
        if !is_combining_mark(c) {
            word.extend(c.to_lowercase());
        }
    };
    match c {
        'đ' | 'Đ' => push('d'),
        // Latin letters lose their accents; Hangul and the like would fall apart.
        c if c < '\u{1100}' || ('\u{1e00}'..'\u{2000}').contains(&c) => decompose_canonical(c, push),
        c => push(c),
    }
}

/// Words that the same bank spells now this way, now that.
fn same_spelling(word: &str) -> &str {
    match word {
        "cooperative" | "coop" => "coop",
        "sahkari" | "sah" => "sahakari",
        "janta" => "janata",
        "nagrik" => "nagarik",
        "nagri" => "nagari",
        "grameen" | "grameena" | "gramina" => "gramin",
        "merchent" | "merchant" => "merchants",
        "people" => "peoples",
        "citizens" => "citizen",
        "gujrat" => "gujarat",
        "uttrakhand" => "uttarakhand",
        "jila" | "zila" | "jilla" => "zilla",
        "shree" | "sri" | "shreee" => "shri",
        other => other,
    }
}

/// All names of all banks, ready to be found.
#[derive(Debug)]
pub struct Names {
    phrases: PhraseIndex<Whose>,
    countries: Vec<String>,
}

/// What a country adds to the names of its banks.
#[derive(Clone, Debug, Default)]
pub(crate) struct CountryWords {
    pub(crate) country: String,
    pub(crate) words: Vec<String>,
    pub(crate) not_banks: Vec<String>,
}

impl Names {
    pub(crate) fn new(banks: &[KnownBank], countries: &[CountryWords]) -> Names {
        let mut phrases = PhraseList::default();
        let mut add = |text: &str, owner: Whose| phrases.add(Folded::new(text).pattern(), owner);
        for (index, bank) in banks.iter().enumerate() {
            for name in std::iter::once(&bank.name).chain(&bank.aliases) {
                add(name, Whose::Name(index));
            }
            for site in &bank.sites {
                add(site, Whose::Site(index));
            }
            for (group, identify) in bank.identify.iter().enumerate() {
                for (text, phrase) in identify.text.0.iter().enumerate() {
                    add(phrase, Whose::Text(index, group, text));
                }
            }
        }
        for (index, country) in countries.iter().enumerate() {
            for word in &country.words {
                add(word, Whose::Country(index));
            }
            for name in &country.not_banks {
                add(name, Whose::Nobody);
            }
        }
        let countries = countries.iter().map(|country| country.country.clone()).collect();
        Names { phrases: phrases.index(), countries }
    }

    /// The countries whose words are known.
    #[must_use]
    pub fn countries(&self) -> &[String] {
        &self.countries
    }

    /// The names in a text. A name within or across a longer name of somebody else is none: `Bank of India` in
    /// `Union Bank of India`.
    #[must_use]
    pub fn find(&self, text: &Folded) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for hit in self.phrases.find(&text.text) {
            let covers = |word: &&FoldedWord| word.at.start < hit.at.end && hit.at.start < word.at.end;
            let first = text.words.iter().position(|word| covers(&word)).unwrap_or(0);
            let count = text.words.iter().filter(covers).count();
            let mention = |whose: &Whose| Mention { words: first..first + count, whose: *whose };
            found.extend(hit.meanings.iter().map(mention));
        }
        let beaten = |one: &Mention| {
            !matches!(one.whose, Whose::Country(_))
                && found.iter().any(|other| {
                    !matches!(other.whose, Whose::Country(_))
                        && other.whose.bank() != one.whose.bank()
                        && other.words.len() > one.words.len()
                        && other.words.start < one.words.end
                        && one.words.start < other.words.end
                })
        };
        let kept: Vec<Mention> = found.iter().filter(|one| !beaten(one)).cloned().collect();
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Folded::new(text).iter().map(str::to_owned).collect()
    }

    #[test]
    fn spellings_of_the_same_name_meet() {
        let plain = words("Sangli District Central Co-operative Bank");
        for text in [
            "SANGLI DISTRICT CENTRAL CO.-OP. BANK LTD.",
            "The Sangli District Central Cooperative Bank Limited",
            "Sangli District Central Co op Bank",
        ] {
            assert_eq!(words(text), plain, "{text}");
        }
        assert_eq!(words("J&K Bank"), ["j", "and", "k", "bank"]);
        assert_eq!(words("Ngân hàng Đông Á"), ["ngan", "hang", "dong", "a"]);
        assert_eq!(words("Merchant\u{2019}s"), ["merchants"]);
    }

    #[test]
    fn what_parts_two_words_is_remembered() {
        let folded = Folded::new("Axis Bank Ltd. Fort: Mumbai");
        assert!(folded.follows(1));
        assert!(!folded.follows(2), "`Ltd` ends the name");
        assert!(!folded.follows(3), "the colon parts them");
        assert!(!folded.follows(0));
    }

    #[test]
    fn the_longest_name_wins_and_a_decoy_is_nobody() {
        let bank = |id: &str, name: &str| KnownBank {
            name: name.to_owned(),
            ..KnownBank::of(&crate::template::Bank {
                id: id.to_owned(),
                name: String::new(),
                country: "IN".to_owned(),
            })
        };
        let banks =
            [bank("boi", "Bank of India"), bank("ubi", "Union Bank of India"), bank("kb", "국민은행")];
        let names = Names::new(
            &banks,
            &[CountryWords {
                not_banks: vec!["Reserve Bank of India".to_owned()],
                ..CountryWords::default()
            }],
        );
        let found = |text: &str| {
            names.find(&Folded::new(text)).iter().map(|mention| mention.whose).collect::<Vec<_>>()
        };
        assert_eq!(found("UNION BANK OF INDIA"), [Whose::Name(1)]);
        assert_eq!(found("Bank of India, Fort"), [Whose::Name(0)]);
        assert_eq!(found("licensed by Reserve Bank of India"), [Whose::Nobody]);
        assert_eq!(found("Bank of Indiana"), []);
        assert_eq!(found("KB국민은행은"), [Whose::Name(2)]);
    }
}
