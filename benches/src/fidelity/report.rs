//! The table: a line for each file, and the sums.

use crate::compare::{Comparison, Recall, Score};
use crate::files::File;
use crate::peers::Peers;

/// Differences of one kind shown of a page.
const MOST_SHOWN: usize = 60;

/// Prints files as they are compared, and keeps their sums.
pub(crate) struct Table {
    names: Vec<&'static str>,
    ours: Recall,
    others: Vec<Recall>,
    glyphs: Score,
    own: Score,
    files: usize,
    /// Files whose words another reader found more of: the name of the file, ours, theirs.
    behind: Vec<Vec<(String, Score, Score)>>,
}

impl Table {
    pub(crate) fn new(peers: &Peers) -> Table {
        let names: Vec<&'static str> = peers.peers.iter().map(|peer| peer.name).collect();
        println!(
            "words    share of the words that two of the others agree on which we have (~: only one other reads it)"
        );
        println!("numbers  the same of words with digits and without letters");
        println!("glyphs   share of MuPDF's glyphs of those words that we have within a point");
        println!("own      words of ours that none of the others has");
        println!("then the words and numbers that each of the others has by itself\n");
        print!("{:<48} {:>8} {:>8} {:>8} {:>5}", "file", "words", "numbers", "glyphs", "own");
        for name in &names {
            print!(" {name:>17}");
        }
        println!();
        Table {
            others: vec![Recall::default(); names.len()],
            behind: vec![Vec::new(); names.len()],
            names,
            ours: Recall::default(),
            glyphs: Score::default(),
            own: Score::default(),
            files: 0,
        }
    }

    pub(crate) fn row(&mut self, file: &File, comparison: &Comparison) {
        self.files += 1;
        self.ours.add_all(&comparison.ours);
        self.glyphs.add(comparison.glyphs);
        self.own.add(comparison.own);
        let mark = if comparison.single { "~" } else { "" };
        line(
            &file.name,
            &comparison.ours,
            comparison.glyphs,
            comparison.own,
            comparison.others.iter().map(Option::as_ref),
            mark,
        );
        for (name, why) in &comparison.failures {
            println!("    {name}: {why}");
        }
        let columns = self.others.iter_mut().zip(&mut self.behind);
        for ((sum, behind), recall) in columns.zip(&comparison.others) {
            let Some(recall) = recall else { continue };
            sum.add_all(recall);
            if recall.words.found > comparison.ours.words.found {
                behind.push((file.name.clone(), comparison.ours.words, recall.words));
            }
        }
    }

    pub(crate) fn totals(&self) {
        println!();
        let name = format!("all {} files", self.files);
        line(&name, &self.ours, self.glyphs, self.own, self.others.iter().map(Some), "");
        let Recall { words, numbers } = self.ours;
        for (name, score) in [("words", words), ("numbers", numbers), ("glyphs", self.glyphs)] {
            println!("{name}: {} of {} found", score.found, score.of);
        }
        for (name, behind) in self.names.iter().zip(&self.behind) {
            println!("{name} has more of the words in {} of the files", behind.len());
            for (file, ours, theirs) in behind {
                println!("    {file}: {} of {}, ours {}", theirs.found, theirs.of, ours.found);
            }
        }
    }
}

fn line<'r>(
    name: &str,
    ours: &Recall,
    glyphs: Score,
    own: Score,
    others: impl Iterator<Item = Option<&'r Recall>>,
    mark: &str,
) {
    let name: String = name.chars().rev().take(48).collect::<Vec<_>>().into_iter().rev().collect();
    let words = format!("{mark}{}", share(ours.words));
    print!("{name:<48} {words:>8} {:>8} {:>8} {:>5}", share(ours.numbers), share(glyphs), own.found);
    for recall in others {
        match recall {
            Some(recall) => print!(" {:>8} {:>8}", share(recall.words), share(recall.numbers)),
            None => print!(" {:>8} {:>8}", "-", "-"),
        }
    }
    println!();
}

fn share(score: Score) -> String {
    score.share().map_or_else(|| "-".to_owned(), |share| format!("{share:.4}"))
}

/// Lists what differs on each page.
pub(crate) fn differences(comparison: &Comparison) {
    for page in &comparison.pages {
        for (what, words) in [("not ours", &page.lost), ("only ours", &page.own)] {
            let words: Vec<String> = words
                .iter()
                .take(MOST_SHOWN)
                .map(
                    |(word, count)| {
                        if *count > 1 { format!("{word:?} x{count}") } else { format!("{word:?}") }
                    },
                )
                .collect();
            if !words.is_empty() {
                println!("    page {}, {what}: {}", page.number, words.join(" "));
            }
        }
        let glyphs: Vec<String> = page
            .strayed
            .iter()
            .take(MOST_SHOWN)
            .map(|glyph| format!("{}@{:.0},{:.0}", glyph.says, glyph.x, glyph.y))
            .collect();
        if !glyphs.is_empty() {
            println!("    page {}, glyphs elsewhere: {}", page.number, glyphs.join(" "));
        }
    }
}
