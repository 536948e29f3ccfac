//! The command `load`: subscribes with many clients, and prints what it measures as one line of JSON.
//!
//! With `--check` it exits with 1 where updates are lost or out of order.

use std::process::ExitCode;

use barwire_fanout::Error;
use barwire_fanout::load::{self, Options};
use clap::Parser;

fn main() -> Result<ExitCode, Error> {
    rlimit::increase_nofile_limit(u64::MAX)?;
    let report = load::run(&Options::parse())?;
    println!("{}", serde_json::to_string(&report)?);
    let is_clean = report.check.is_none_or(|check| check.is_clean());
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
