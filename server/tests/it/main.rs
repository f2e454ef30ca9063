//! The server from outside: each test starts the real program on a free port and speaks HTTP to it.

mod analysis;
mod auth;
mod cli;
mod durability;
mod entities;
mod harness;
mod limits;
mod uploads;
