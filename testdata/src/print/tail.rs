//! What follows the table: the end mark, the summary and the small print.

use super::sheet::{GREY, HAIRLINE, Sheet, Style};
use super::table::{Press, count};
use super::wrap;
use crate::layout::{Align, Wrap};
use crate::ledger::Direction;

/// A part that is kept on one page.
pub(super) struct Piece {
    pub(super) height: f32,
    kind: Kind,
}

enum Kind {
    EndMark(String),
    Summary,
    Legends(Vec<String>),
}

const SMALL: f32 = 5.8;

/// The parts after the table, in printed order.
pub(super) fn pieces(press: &Press) -> Vec<Piece> {
    let layout = press.layout;
    let mut pieces = Vec::new();
    if let Some(text) = &layout.extra_rows.end_mark {
        pieces.push(Piece { height: 22.0, kind: Kind::EndMark(text.clone()) });
    }
    if layout.summary.as_ref().is_some_and(|summary| !summary.before_table) {
        pieces.push(Piece { height: SUMMARY_HEIGHT, kind: Kind::Summary });
    }
    if !layout.legends.is_empty() {
        let room = press.right - press.left;
        let measure = |character| press.fonts.regular.advance(character) * SMALL / 1000.0;
        let lines: Vec<String> =
            layout.legends.iter().flat_map(|line| wrap::lines(line, Wrap::AtSpaces, room, measure)).collect();
        pieces.push(Piece { height: 14.0 + count(lines.len()) * 8.2, kind: Kind::Legends(lines) });
    }
    pieces
}

impl Piece {
    /// Paints the part below `top` and gives its lower edge.
    pub(super) fn paint(&self, press: &Press, sheet: &mut Sheet, top: f32) -> f32 {
        let edges = (press.left, press.right);
        match &self.kind {
            Kind::EndMark(text) => {
                sheet.aligned(press.fonts, edges, top + 15.0, Align::Centre, Style::regular(7.0), text);
            }
            Kind::Summary => return summary(press, sheet, top),
            Kind::Legends(lines) => {
                let mut y = top + 12.0;
                for line in lines {
                    sheet.text(press.left, y, Style::regular(SMALL).coloured(GREY), line);
                    y += 8.2;
                }
            }
        }
        top + self.height
    }
}

const SUMMARY_HEIGHT: f32 = 62.0;

/// Paints the summary as a row of six labelled figures below `top` and gives its lower edge.
pub(super) fn summary(press: &Press, sheet: &mut Sheet, top: f32) -> f32 {
    let Some(summary) = &press.layout.summary else {
        return top;
    };
    let ledger = press.ledger;
    let figures = [
        press.number(ledger.opening_minor),
        press.number(ledger.total_minor(Direction::Debit)),
        press.number(ledger.total_minor(Direction::Credit)),
        press.number(ledger.closing_minor()),
        ledger.count(Direction::Debit).to_string(),
        ledger.count(Direction::Credit).to_string(),
    ];
    let accent = press.layout.palette.accent;
    sheet.text(press.left, top + 16.0, Style::bold(8.0).coloured(accent), &summary.title);
    let (box_top, box_bottom) = (top + 21.0, top + 51.0);
    let width = (press.right - press.left) / 6.0;
    sheet.across(press.left, press.right, box_top, 0.6, HAIRLINE);
    sheet.across(press.left, press.right, box_bottom, 0.6, HAIRLINE);
    for (place, (label, figure)) in summary.labels.iter().zip(&figures).enumerate() {
        let left = press.left + count(place) * width;
        let edges = (left + 4.0, left + width - 4.0);
        sheet.aligned(
            press.fonts,
            edges,
            box_top + 11.0,
            Align::Right,
            Style::regular(6.4).coloured(GREY),
            label,
        );
        sheet.aligned(press.fonts, edges, box_top + 23.0, Align::Right, Style::bold(7.2), figure);
    }
    top + SUMMARY_HEIGHT
}
