//! Tests of the whole product: the program as people start it, the application as browsers and
//! machines meet it, and the rules of the house. One test program, because each costs a long link.

// A test may fail by panicking; that is how it tells.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod browser;
mod command;
mod feed;
mod ferry;
mod import;
mod rotation;
mod routes;
mod sealing;
mod serve;
mod storage;
mod support;
mod tidy;
mod year;
