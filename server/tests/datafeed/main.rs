//! The datafeed over HTTP: the rules of charts that concern a server, and every refusal. Each answer is judged by the OpenAPI document.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a fault fails the test")]

mod app;
mod history;
mod prices;
mod refusals;
mod served;
mod socket;
mod symbols;
