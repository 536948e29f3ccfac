//! What it costs to send every update to all its subscribers: barwire, other servers, and what TCP alone allows, in the same run.
//!
//! `make bench-fanout` builds everything and runs this; `ARGUMENTS="--help"` says what can be asked.
//!
//! Every server publishes the same updates by the same clock. It runs on one core, the load client on another, one server after the other
//! and round by round, so that what disturbs the machine disturbs all. What counts are ratios of one round: figures of different runs do
//! not compare.

mod run;
mod servers;
mod table;
mod workload;

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use barwire_fanout::Error;
use clap::Parser;

use run::{Record, Runner};
use servers::{Extra, Server};
use workload::Workload;

/// What is asked of the benchmark.
#[derive(Debug, Parser)]
#[command(name = "fanout", about = "Measures the fan-out of servers, and prints a table a workload")]
struct Options {
    /// How often each server is measured under each workload
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Seconds of one measurement; IDLE takes 1 and SLOW takes 11
    #[arg(long, default_value_t = 3.0)]
    seconds: f64,
    /// Seconds between the last ack and the measurement
    #[arg(long, default_value_t = 1.0)]
    warm: f64,
    /// W1, W2, W3, IDLE, IDLE10, SLOW, MAX1 and MAX2 are known
    #[arg(long, value_delimiter = ',', default_value = "W1,W2,W3")]
    workloads: Vec<Workload>,
    /// Only these: barwire, barwire@2, tcp-each, tcp-batch, naive, axum, fastwebsockets, ws, fastws
    #[arg(long, value_delimiter = ',')]
    servers: Option<Vec<String>>,
    /// One more server; {port}, {symbols}, {hz} and {slots} are replaced
    #[arg(long, value_name = "NAME=COMMAND")]
    extra: Vec<Extra>,
    /// Where every measurement is kept, one JSON object a line
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

fn main() -> Result<ExitCode, Error> {
    let options = Options::parse();
    let servers = servers::all(options.servers.as_deref(), &options.extra)?;
    let runner = Runner::new(options.seconds, options.warm)?;
    let mut json = options.json.as_ref().map(File::create).transpose()?;
    let mut failures = 0;
    for workload in &options.workloads {
        if let Some(missing) = runner.missing_files(workload) {
            println!("skipped {workload}: {missing}");
            continue;
        }
        let servers: Vec<&Server> = servers.iter().filter(|server| server.takes(workload)).collect();
        let mut records = vec![];
        for round in 0..options.rounds {
            // Nobody is always the first.
            for turn in 0..servers.len() {
                let server = servers[(round + turn) % servers.len()];
                match runner.measure(server, workload, round) {
                    Ok(record) => {
                        keep(json.as_mut(), &record)?;
                        records.push(record);
                    }
                    Err(error) => {
                        failures += 1;
                        eprintln!("{workload}, {}, round {}: {error}", server.name, round + 1);
                    }
                }
            }
        }
        table::print(workload, &records);
    }
    if failures > 0 {
        println!("{failures} measurements failed");
    }
    Ok(if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn keep(json: Option<&mut File>, record: &Record) -> Result<(), Error> {
    if let Some(file) = json {
        writeln!(file, "{}", serde_json::to_string(record)?)?;
    }
    Ok(())
}
