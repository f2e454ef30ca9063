//! PDF bytes in, positioned words, rulings and document facts out.
//!
//! This crate knows PDF and nothing of banking. Reading order of the modules:
//! [`document`] opens a file within [`limits`], [`words`] is what a page says, [`rulings`] what is
//! drawn around it, [`facts`] what the file says about itself.
//!
//! Coordinates everywhere are points (1/72 inch) from the **top left of the page as it is shown**,
//! that is after `/Rotate` and the crop box were applied; `y` grows downwards.

pub mod annotations;
mod budget;
mod content;
pub mod document;
mod encryption_in_trailer;
pub mod error;
pub mod facts;
mod filters;
mod font;
pub mod geometry;
mod grouping;
pub mod images;
mod layers;
mod letterspacing;
mod lexer;
pub mod limits;
mod lines;
mod load;
pub mod marked_points;
mod matrix;
mod objects;
mod pages;
mod readable;
pub mod rulings;
mod seams;
mod slices;
mod torn;
mod twins;
pub mod visibility;
pub mod words;

pub use annotations::Annotation;
pub use document::{Document, OpenOptions, Page};
pub use error::OpenError;
pub use facts::Facts;
pub use geometry::Rect;
pub use images::Image;
pub use limits::Limits;
pub use lines::lines;
pub use marked_points::MarkedPoint;
pub use rulings::Ruling;
pub use smol_str::SmolStr;
pub use words::{Clip, Color, FontChange, FontId, Glyph, Line, Word};
