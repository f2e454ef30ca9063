//! What others read: workbooks.

pub mod xlsx;
