//! Cuts pages into sections: the lines that one heading row governs.

use super::header::HeaderRow;
use pdf::Line;

/// The part of a page that one heading row governs.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) header: &'a HeaderRow,
    pub(super) page: u32,
    pub(super) lines: Vec<&'a Line>,
    /// The page repeats no headings: the table may go on here, or may be over.
    pub(super) continued: bool,
    /// Lines of this page above the headings.
    pub(super) above: Vec<&'a Line>,
    /// The lines of the headings themselves.
    pub(super) headings: Vec<&'a Line>,
    /// No table has begun before this one.
    pub(super) first: bool,
}

/// Cuts the pages into sections, one per heading row; pages without headings continue the last one.
pub(super) fn sections<'a>(
    pages: &'a [(u32, Vec<Line>)],
    headings: &'a [Vec<HeaderRow>],
) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut waiting: Vec<(u32, Vec<&'a Line>)> = Vec::new();
    let mut last: Option<&'a HeaderRow> = None;
    for ((page, lines), found) in pages.iter().zip(headings) {
        if found.is_empty() {
            match last {
                None => waiting.push((*page, lines.iter().collect())),
                Some(header) => sections.push(Section {
                    header,
                    page: *page,
                    lines: lines.iter().collect(),
                    continued: true,
                    above: Vec::new(),
                    headings: Vec::new(),
                    first: false,
                }),
            }
            continue;
        }
        let mut from = f32::MIN;
        for (index, header) in found.iter().enumerate() {
            let until = found.get(index + 1).map_or(f32::MAX, |next| next.at.top);
            let middle = |line: &Line| (line.at.top + line.at.bottom) / 2.0;
            let above =
                lines.iter().filter(|line| middle(line) >= from && middle(line) < header.at.top).collect();
            let within = |line: &&&Line| middle(line) >= header.at.top && middle(line) <= header.at.bottom;
            let below: Vec<&Line> =
                lines.iter().filter(|line| middle(line) > header.at.bottom && middle(line) < until).collect();
            if last.is_none() {
                for (page, lines) in waiting.drain(..) {
                    sections.push(Section {
                        header,
                        page,
                        lines: Vec::new(),
                        continued: true,
                        above: lines,
                        headings: Vec::new(),
                        first: true,
                    });
                }
            }
            sections.push(Section {
                header,
                page: *page,
                lines: below,
                continued: false,
                // Between two tables of one page the lines below the first were already taken by it.
                above: if index == 0 { above } else { Vec::new() },
                headings: lines.iter().filter(|line| within(&line)).collect(),
                first: last.is_none(),
            });
            last = Some(header);
            from = until;
        }
    }
    sections
}
