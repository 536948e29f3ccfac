//! Barwire, jsoncompat and jsonschema are asked the same questions about labelled pairs of schemas, in the same run.
//!
//! `cargo run --release --manifest-path tests/peers/Cargo.toml [-- PAIRS.jsonl…]`
//!
//! Without a file it takes those of the corpus beside the repository, or where `BARWIRE_CORPUS` says. The form of a file is described in
//! `codegen/examples/compat_score.rs`. It exits with 1 where a value is found that shows that barwire is mistaken.

mod cross;
mod pairs;
mod table;
mod tools;
mod witness;
mod worker;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use barwire_codegen::compat::inclusion::Reading;

use cross::Cross;
use pairs::{DIRECTIONS, Question};
use table::Table;
use tools::{TOOLS, Tool};
use worker::Worker;

type Error = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Error> {
    // What panics is counted and named.
    std::panic::set_hook(Box::new(|_| {}));
    let mut files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if files.is_empty() {
        let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
        let corpus = std::env::var_os("BARWIRE_CORPUS").map_or(beside, PathBuf::from).join("compat");
        files.extend(["pairs.jsonl", "schemars-pairs.jsonl"].map(|name| corpus.join(name)));
        if !files.iter().all(|file| file.is_file()) {
            println!(
                "skipped: there are no pairs in {}; BARWIRE_CORPUS says where the corpus is",
                corpus.display()
            );
            return Ok(ExitCode::SUCCESS);
        }
    }
    let mut contradictions = 0;
    for file in files {
        let pairs = pairs::read(&file)?;
        for reading in [Reading::Accept, Reading::Emit] {
            if pairs.iter().any(|pair| DIRECTIONS.iter().any(|way| pair.label(*way, reading).is_some())) {
                contradictions += compare(&file, &pairs, reading)?;
            }
        }
    }
    println!("{contradictions} contradictions to barwire");
    Ok(if contradictions == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Asks everybody about every direction of every pair, and counts how often barwire is shown to be mistaken.
fn compare(file: &Path, pairs: &[Arc<pairs::Pair>], reading: Reading) -> Result<usize, Error> {
    println!("{}, {}", file.file_name().unwrap_or_default().display(), tools::describe(reading));
    let mut workers = TOOLS.map(Worker::new);
    // Whatever is made once for a process is made before a clock runs.
    for worker in &mut workers {
        worker.ask(&pairs::warm_up(reading))?;
    }
    let mut table = Table::default();
    let mut cross = Cross::default();
    for (index, pair) in pairs.iter().enumerate() {
        for direction in DIRECTIONS {
            let question = Question { pair: Arc::clone(pair), direction, reading };
            let mut answers = TOOLS.map(|_| None);
            // Nobody is always the first to read a pair.
            for turn in 0..TOOLS.len() {
                let at = (index + turn) % TOOLS.len();
                answers[at] = Some(workers[at].ask(&question)?);
            }
            let answers: Vec<(Tool, worker::Timed)> =
                TOOLS.into_iter().zip(answers).filter_map(|(tool, timed)| Some((tool, timed?))).collect();
            table.add(&question, &answers);
            cross.add(&question, &answers);
        }
    }
    table.print();
    Ok(cross.print())
}
