//! Statera as a program: everything that touches the world. The engine reads; this crate serves, stores and runs jobs.
//!
//! In reading order: [`cli`] starts a [`service`], whose [`http`] front takes uploads, lets the [`sandbox`] look at them, keeps
//! them in [`objects`] and the [`store`], and leaves the reading of rows to [`jobs`].

pub mod banks;
pub mod batch;
pub mod cli;
pub mod clock;
pub mod config;
pub mod crypto;
pub mod dataset;
pub mod evidence;
pub mod export;
pub mod failpoint;
pub mod http;
pub mod jobs;
pub mod metrics;
pub mod objects;
pub mod outbound;
pub mod pages;
pub mod refusal;
pub mod sandbox;
pub mod service;
pub mod storage;
pub mod store;
pub mod templates;
pub mod thresholds;
mod typeset;
mod wording;
