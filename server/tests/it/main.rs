//! The server from outside: each test starts the real program on a free port and speaks HTTP to it.

// A test stops at the first surprise, helpers included; `allow-unwrap-in-tests` covers test functions only.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
// There is no outside to a test binary.
#![allow(unreachable_pub)]

mod analyses;
mod analysis;
mod analyze;
mod auth;
mod batch;
mod batch_archives;
mod batch_buckets;
mod batch_entities;
mod batch_readers;
mod browser;
mod cli;
mod clouds;
mod cluster;
mod contract;
mod deletion;
mod demo;
mod durability;
mod entities;
mod evidence;
mod harness;
mod jobs;
mod kills;
mod limits;
mod logs;
mod master_key;
mod observability;
mod openapi;
mod outgrown;
mod outside;
mod page_faults;
mod pages;
mod pages_in_chromium;
mod report;
mod reprocess;
mod reuploads;
mod seen_before;
mod slow_clients;
mod template;
mod uploads;
mod v1;
mod webhooks;
mod workbooks;
