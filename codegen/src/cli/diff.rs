//! `barwire diff`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::{CommandError, Outcome, from_here};
use crate::compat::accepted::{self, Accepted};
use crate::compat::inclusion::Reading;
use crate::compat::{self, Edition, FailOn, Gate, Options, Report, Rule, Summary};
use crate::drift::{self, Config, Output};
use crate::lint;
use crate::model::Perspective;
use crate::model::source::Mapping;
use crate::output::{Format, Paint};

/// What to compare, what fails, and how to say it.
#[derive(Debug, clap::Args)]
#[command(override_usage = "barwire diff [OPTIONS] <BASE>... <NEW>")]
pub(super) struct Diff {
    /// AsyncAPI documents: those that are deployed, and the new one last. A file, or `git:REVISION:PATH`
    #[arg(value_name = "DOC", num_args = 2.., required_unless_present_any = ["explain", "rules"])]
    documents: Vec<PathBuf>,
    /// What senders are taken to send: what they declare, or whatever their schemas admit [default: emit]
    #[arg(long, value_enum)]
    reading: Option<Reading>,
    /// Which side the documents describe: who receives what they `receive` [default: server]
    #[arg(long, value_enum)]
    described: Option<Perspective>,
    /// What fails the change [default: wire,unproven,source-unless-major]
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    fail_on: Option<Vec<FailOn>>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file of accepted breaks; by default `[diff] accepted` of barwire.toml, or accepted-breaks.toml beside it
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// Accept everything that fails, for this reason: adds it to the file of accepted breaks
    #[arg(long, value_name = "REASON")]
    accept: Option<String>,
    /// A folder that stands for a place on the network, which is never read
    #[arg(long = "map", value_name = "URL=FOLDER", value_parser = super::generate::mapping)]
    mappings: Vec<Mapping>,
    /// barwire.toml; by default the one here or in the nearest folder above, if there is one
    #[arg(long)]
    config: Option<PathBuf>,
    /// Say what a rule looks for, why, and what to do
    #[arg(long, value_name = "CODE", exclusive = true)]
    explain: Option<String>,
    /// List every rule
    #[arg(long, exclusive = true)]
    rules: bool,
}

/// What the command line says of it.
#[derive(Default)]
struct Given<'a> {
    reading: Option<Reading>,
    described: Option<Perspective>,
    fail_on: Option<&'a Vec<FailOn>>,
    accepted: Option<&'a Path>,
}

/// What becomes of findings, by the configuration and the command line.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) options: Options,
    pub(super) gate: Gate,
    pub(super) accepted: Accepted,
}

impl Policy {
    /// What the configuration says.
    pub(super) fn of(config: &Config) -> Result<Self, CommandError> {
        Self::read(Some(config), &Given::default())
    }

    /// What the configuration says, unless the command line says otherwise.
    fn read(config: Option<&Config>, given: &Given<'_>) -> Result<Self, CommandError> {
        let entry = config.map(|config| &config.diff);
        let root = config.map(|config| config.root.as_path()).unwrap_or(Path::new(""));
        let configured = entry.and_then(|entry| entry.accepted.as_deref()).map(|path| root.join(path));
        let accepted = match (given.accepted, configured) {
            (Some(path), _) => Accepted::open_if_any(path)?,
            (None, Some(path)) => Accepted::open_if_any(&from_here(path))?,
            (None, None) => Accepted::open_if_any(&from_here(root.join(accepted::FILE)))?,
        };
        let fail_on = given.fail_on.or_else(|| entry?.fail_on.as_ref());
        let Options { reading, described } = Options::default();
        Ok(Self {
            options: Options {
                reading: given.reading.or_else(|| entry?.reading).unwrap_or(reading),
                described: given.described.or_else(|| entry?.described).unwrap_or(described),
            },
            gate: fail_on.map(|fail_on| Gate::new(fail_on.clone())).unwrap_or_default(),
            accepted,
        })
    }

    /// What a new document does to those that are deployed.
    pub(super) fn judge(&self, bases: &[Edition], new: &Edition) -> Report {
        let found = bases.iter().map(|base| {
            let findings = compat::compare(&base.model, &new.model, self.options);
            (base.summary(self.options.described), findings)
        });
        let found: Vec<(Summary, _)> = found.collect();
        Report::judge(new.summary(self.options.described), self.options, found, &self.gate, &self.accepted)
    }
}

/// Compares documents.
pub(super) fn run(arguments: &Diff, paint: Paint, out: &mut dyn Write) -> Result<Outcome, CommandError> {
    if let Some(code) = &arguments.explain {
        explain(known(code)?, out)?;
        return Ok(Outcome::Fine);
    }
    if arguments.rules {
        list(out)?;
        return Ok(Outcome::Fine);
    }
    if arguments.accept.as_ref().is_some_and(|reason| reason.trim().is_empty()) {
        return Err(CommandError::NoReason);
    }
    let config = match &arguments.config {
        Some(path) => Some(Config::open(path)?),
        None => Config::find_if_any(&std::env::current_dir()?)?,
    };
    let Diff { reading, described, fail_on, accepted, mappings, .. } = arguments;
    let given = Given {
        reading: *reading,
        described: *described,
        fail_on: fail_on.as_ref(),
        accepted: accepted.as_deref(),
    };
    let mut policy = Policy::read(config.as_ref(), &given)?;
    let configured = config.into_iter().flat_map(|config| config.mappings);
    let mappings: Vec<_> = mappings.iter().cloned().chain(configured).collect();
    let here = Path::new("");
    let editions = arguments.documents.iter().map(|name| Edition::open(name, here, &mappings));
    let mut bases = editions.collect::<Result<Vec<_>, _>>()?;
    // The command line has at least two.
    let Some(new) = bases.pop() else { return Ok(Outcome::Fine) };
    let mut report = policy.judge(&bases, &new);
    if let Some(reason) = &arguments.accept
        && outcome(&report) == Outcome::Found
    {
        let text = policy.accepted.with(report.failing(), reason);
        let file = Output { path: policy.accepted.path.clone(), text };
        drift::write(here, &[file])?;
        policy.accepted = Accepted::open(&policy.accepted.path)?;
        report = policy.judge(&bases, &new);
    }
    let outcome = outcome(&report);
    let read = |path: &Path| compat::text(path, here);
    match compat::write(&report, arguments.format, paint, &read, out) {
        // Whoever reads the first lines only still gets the exit code.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(outcome),
        written => Ok(written.map(|()| outcome)?),
    }
}

/// Whether a report fails the change.
pub(super) fn outcome(report: &Report) -> Outcome {
    if report.failing().next().is_some() { Outcome::Found } else { Outcome::Fine }
}

fn known(code: &str) -> Result<&'static Rule, CommandError> {
    let rules = rules();
    rules.iter().find(|rule| rule.code == code).copied().ok_or_else(|| CommandError::UnknownRule {
        command: "diff",
        code: code.to_owned(),
        near: lint::nearest(code, rules.iter().map(|rule| rule.code)),
    })
}

fn explain(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let Rule { code, summary, explanation, remedy } = rule;
    writeln!(out, "{code}: {summary}\n\n{explanation}\n\nRemedy: {remedy}")
}

/// The rules by code.
fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<_> = compat::rules().collect();
    rules.sort_unstable_by_key(|rule| rule.code);
    rules
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    let rules = rules();
    let width = rules.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
    for rule in rules {
        writeln!(out, "{:width$}  {}", rule.code, rule.summary)?;
    }
    Ok(())
}
