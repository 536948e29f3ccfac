//! How many of the labelled pairs in a file are decided, how many rightly, and how long that takes.
//!
//! `cargo run --release -p barwire-codegen --example compat_score -- PAIRS.jsonl [--reading accept|emit]`
//!
//! A line of the file is a pair: `id`, the schemas `old` and `new`, and labels for both directions: `audited` with `o_in_n` and `n_in_o`,
//! or `accept_old_in_new`, `accept_new_in_old`, `emit_old_in_accept_new` and `emit_new_in_accept_old`. A label that is null is not judged.

use std::fmt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use barwire_codegen::compat::inclusion::{Inclusion, Reading, Side, Verdict, Version};
use barwire_codegen::model::SingleSchema;
use clap::Parser;
use serde_json::Value;

/// Score the inclusion of schemas on labelled pairs.
#[derive(Debug, Parser)]
struct Arguments {
    /// Pairs, one a line
    pairs: PathBuf,
    /// What a sender is taken to send
    #[arg(long, value_enum, default_value_t = Reading::Accept)]
    reading: Reading,
}

/// One direction of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    OldInNew,
    NewInOld,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OldInNew => "old in new",
            Self::NewInOld => "new in old",
        })
    }
}

/// What became of the directions of one kind.
#[derive(Debug, Default)]
struct Score {
    right: usize,
    wrong: usize,
    unknown: usize,
}

impl Score {
    fn line(&self, name: &str) -> String {
        let Self { right, wrong, unknown } = self;
        let all = right + wrong + unknown;
        #[expect(clippy::cast_precision_loss, reason = "counts of lines are small")]
        let share = 100.0 * *right as f64 / all.max(1) as f64;
        let decided = right + wrong;
        format!(
            "{name:>10}: {all} directions, {decided} decided, {right} right ({share:.2} %), {wrong} wrong, {unknown} unknown"
        )
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match score(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", arguments.pairs.display());
            ExitCode::from(2)
        }
    }
}

fn score(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let mut scores = [Score::default(), Score::default()];
    let mut times: Vec<(Duration, String)> = Vec::new();
    for line in std::fs::read_to_string(&arguments.pairs)?.lines().filter(|line| !line.trim().is_empty()) {
        let pair: Value = serde_json::from_str(line)?;
        for (score, direction) in scores.iter_mut().zip([Direction::OldInNew, Direction::NewInOld]) {
            let Some(label) = label(&pair, direction, arguments.reading) else { continue };
            let name = format!("{}, {direction}", pair["id"].as_str().unwrap_or_default());
            let start = Instant::now();
            let verdict = verdict(&pair, direction, arguments.reading);
            times.push((start.elapsed(), name.clone()));
            match verdict {
                Ok(Verdict::Included) if label => score.right += 1,
                Ok(Verdict::Counterexample(_)) if !label => score.right += 1,
                Ok(Verdict::Included) => {
                    score.wrong += 1;
                    println!("disagrees: {name}: labelled as not included, proven to be");
                }
                Ok(Verdict::Counterexample(found)) => {
                    score.wrong += 1;
                    println!(
                        "disagrees: {name}: labelled as included; {} is in one and not in the other",
                        found.value
                    );
                }
                Ok(Verdict::Unknown(unknown)) => {
                    score.unknown += 1;
                    println!("unknown: {name}: {}", unknown.reason);
                }
                Err(error) => {
                    score.unknown += 1;
                    println!("unknown: {name}: {error}");
                }
            }
        }
    }
    times.sort_unstable();
    let Some((longest, name)) = times.last() else { return Err("no pair has a label".into()) };
    let at = |share: usize| times[times.len() * share / 100].0;
    let [old_in_new, new_in_old] = scores;
    println!("{}", old_in_new.line("old in new"));
    println!("{}", new_in_old.line("new in old"));
    let both = Score {
        right: old_in_new.right + new_in_old.right,
        wrong: old_in_new.wrong + new_in_old.wrong,
        unknown: old_in_new.unknown + new_in_old.unknown,
    };
    println!("{}", both.line("both"));
    println!("{:>10}: median {:.2?}, p99 {:.2?}, maximum {longest:.2?} ({name})", "time", at(50), at(99));
    Ok(())
}

/// What a pair is labelled as in one direction.
fn label(pair: &Value, direction: Direction, reading: Reading) -> Option<bool> {
    let audited = pair.get("audited");
    let key = match (direction, reading, audited) {
        (Direction::OldInNew, _, Some(_)) => "o_in_n",
        (Direction::NewInOld, _, Some(_)) => "n_in_o",
        (Direction::OldInNew, Reading::Accept, None) => "accept_old_in_new",
        (Direction::NewInOld, Reading::Accept, None) => "accept_new_in_old",
        (Direction::OldInNew, Reading::Emit, None) => "emit_old_in_accept_new",
        (Direction::NewInOld, Reading::Emit, None) => "emit_new_in_accept_old",
    };
    audited.unwrap_or(pair).get(key)?.as_bool()
}

/// The answer, from the texts of both schemas on.
fn verdict(
    pair: &Value,
    direction: Direction,
    reading: Reading,
) -> Result<Verdict, barwire_codegen::model::ModelError> {
    let (old, new) =
        (SingleSchema::parse(&pair["old"].to_string())?, SingleSchema::parse(&pair["new"].to_string())?);
    let (side_of_old, side_of_new) = (side(&old), side(&new));
    let mut inclusion = Inclusion::new(side_of_old, side_of_new, reading);
    Ok(match direction {
        Direction::OldInNew => inclusion.check(Version::Old, old.root, &[new.root]),
        Direction::NewInOld => inclusion.check(Version::New, new.root, &[old.root]),
    })
}

fn side(schema: &SingleSchema) -> Side<'_> {
    Side { sources: &schema.sources, schemas: &schema.schemas }
}
