//! Heuristics on the file itself: they need no rows, and answer at upload.

pub(in crate::fraud) mod alignment_anomaly;
pub(in crate::fraud) mod annotation_over_text;
pub(in crate::fraud) mod author_fraud;
pub(in crate::fraud) mod date_fraud;
pub(in crate::fraud) mod flattened_pages;
pub(in crate::fraud) mod font_anomaly;
pub(in crate::fraud) mod generator_mismatch;
pub(in crate::fraud) mod hidden_text;
pub(in crate::fraud) mod incremental_update;
pub(in crate::fraud) mod overlaid_text;
pub(in crate::fraud) mod page_mismatch;
pub(in crate::fraud) mod signed_then_changed;
pub(in crate::fraud) mod template_reuse;
pub(in crate::fraud) mod touchup_mark;
