//! `barwire check`.

use std::io::{self, Write};
use std::path::Path;

use barwire_schema::Declaration;

use super::diff::{self, Policy};
use super::{CommandError, Outcome, from_here};
use crate::compat::accepted::Entry;
use crate::compat::{self, Edition, Report};
use crate::drift::{self, Config, Drift, Output};
use crate::git::{self, Repository, Tree};
use crate::output::{Format, Paint};

/// Compares what is there with what would be generated, then documents with what is deployed, where the configuration says so.
pub(super) fn run(
    config: &Config,
    declarations: &[&dyn Declaration],
    paint: Paint,
    out: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    let outputs = drift::plan(config, declarations)?.outputs;
    let drifted = drift::compare(&config.root, &outputs)?;
    let drift_outcome = if drifted.is_empty() { Outcome::Fine } else { Outcome::Found };
    // A pipe whose reader has seen enough takes the rest of the output, and not the exit code.
    let printed = passed(print(config, &outputs, &drifted, out))?;
    let compared = compare(config, printed, paint, out)?;
    Ok(if compared == Outcome::Found { compared } else { drift_outcome })
}

/// Whether anybody reads what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    There,
    Gone,
}

fn passed(printed: io::Result<()>) -> io::Result<Reader> {
    match printed {
        Ok(()) => Ok(Reader::There),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Reader::Gone),
        Err(error) => Err(error),
    }
}

fn print(config: &Config, outputs: &[Output], drifted: &[Drift], out: &mut dyn Write) -> io::Result<()> {
    for output in outputs {
        let verb = if drifted.iter().any(|drift| drift.path == output.path) { "Stale" } else { "Fresh" };
        writeln!(out, "{verb:>12} {}", output.path.display())?;
    }
    if drifted.is_empty() {
        return Ok(());
    }
    for drift in drifted {
        write!(out, "\n{}", drift.diff)?;
    }
    let files = match drifted {
        [_] => "1 file has drifted from what generates it".to_owned(),
        many => format!("{} files have drifted from what generates them", many.len()),
    };
    writeln!(out, "\n{files}. Run `{}` and commit the result.", config.command)
}

/// Compares the documents of the working tree with those of the merge base.
fn compare(
    config: &Config,
    mut reader: Reader,
    paint: Paint,
    out: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    if config.diff.documents.is_empty() {
        return match config.diff.base {
            // Who says what to compare with means to compare something.
            Some(_) => Err(CommandError::NoDocuments(config.path.clone())),
            None => Ok(Outcome::Fine),
        };
    }
    let base = config.diff.base.as_ref().ok_or_else(|| CommandError::NoBase(config.path.clone()))?;
    let revision = git::revision(base)?;
    let repository = Repository::around(&config.root)?;
    let tree = repository.at_merge_base(&revision)?;
    let policy = Policy::of(config)?;
    let mut outcome = Outcome::Fine;
    let mut expired: Option<Vec<Entry>> = None;
    for document in &config.diff.documents {
        let report = judge(config, &policy, &tree, document)?;
        if let Some(report) = &report {
            // What is accepted is of one of the documents.
            let found = |entry: &Entry| report.expired.contains(entry);
            expired.get_or_insert_with(|| report.expired.clone()).retain(found);
            if diff::outcome(report) == Outcome::Found {
                outcome = Outcome::Found;
            }
        }
        if reader == Reader::There {
            reader = passed(print_report(document, report, &config.root, paint, out))?;
        }
    }
    if reader == Reader::There {
        passed(print_expired(&policy, &expired.unwrap_or_default(), out))?;
    }
    Ok(outcome)
}

/// What a document of the working tree does to the one of the revision; `None` where the revision has none.
fn judge(
    config: &Config,
    policy: &Policy,
    tree: &Tree<'_>,
    document: &Path,
) -> Result<Option<Report>, CommandError> {
    let base = Edition::of_tree(tree, &tree.path_here(document)?, &config.mappings)?;
    let new = Edition::open(&from_here(config.root.join(document)), &config.root, &config.mappings)?;
    Ok(base.map(|base| policy.judge(&[base], &new)))
}

fn print_report(
    document: &Path,
    report: Option<Report>,
    folder: &Path,
    paint: Paint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(mut report) = report else {
        return writeln!(
            out,
            "{:>12} {}: not in the merge base, so nobody has it yet",
            "New",
            document.display()
        );
    };
    let bases: Vec<_> = report.comparisons.iter().map(|comparison| comparison.base.name.as_str()).collect();
    writeln!(out, "{:>12} {} with {}", "Compared", document.display(), bases.join(", "))?;
    report.expired.clear();
    compat::write(&report, Format::Text, paint, &|path| compat::text(path, folder), out)
}

fn print_expired(policy: &Policy, expired: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    expired.iter().try_for_each(|entry| compat::write_expired(&policy.accepted.path, entry, out))
}
