//! `barwire lint`.

use std::io::{self, Write};
use std::path::PathBuf;

use super::{CommandError, Outcome};
use crate::drift::Config;
use crate::lint::{self, Rule, Severity};
use crate::model::source::Mapping;
use crate::output::{Format, Paint};

/// What to look at, and how to say what is found.
#[derive(Debug, clap::Args)]
pub(super) struct Lint {
    /// AsyncAPI documents, YAML or JSON
    #[arg(value_name = "DOC", required_unless_present_any = ["explain", "rules"])]
    documents: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// A rule that is not looked for; also `[lint] allow` in barwire.toml, and `x-barwire-allow` in a document
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,
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

/// Looks for what is wrong in documents.
pub(super) fn run(arguments: &Lint, paint: Paint, out: &mut dyn Write) -> Result<Outcome, CommandError> {
    if let Some(code) = &arguments.explain {
        explain(known(code)?, out)?;
        return Ok(Outcome::Fine);
    }
    if arguments.rules {
        list(out)?;
        return Ok(Outcome::Fine);
    }
    let config = configuration(arguments)?;
    let allowed = allowed(arguments, config.as_ref())?;
    let configured = config.into_iter().flat_map(|config| config.mappings);
    let mappings: Vec<_> = arguments.mappings.iter().cloned().chain(configured).collect();
    let mut findings = Vec::new();
    for path in &arguments.documents {
        // Two documents may refer to one file.
        for finding in lint::open(path, &mappings)? {
            if !allowed.contains(&finding.rule) && !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    let outcome = match findings.iter().any(|finding| finding.rule.severity != Severity::Info) {
        true => Outcome::Found,
        false => Outcome::Fine,
    };
    match lint::write(&findings, arguments.format, paint, out) {
        // Whoever reads the first lines only still gets the exit code.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(outcome),
        written => Ok(written.map(|()| outcome)?),
    }
}

fn configuration(arguments: &Lint) -> Result<Option<Config>, CommandError> {
    Ok(match &arguments.config {
        Some(path) => Some(Config::open(path)?),
        None => Config::find_if_any(&std::env::current_dir()?)?,
    })
}

/// The rules that are turned off, by the configuration or by the command line.
fn allowed(arguments: &Lint, config: Option<&Config>) -> Result<Vec<&'static Rule>, CommandError> {
    let configured = config.map(|config| config.lint.allow.as_slice()).unwrap_or_default();
    configured.iter().chain(&arguments.allow).map(|code| known(code)).collect()
}

fn known(code: &str) -> Result<&'static Rule, CommandError> {
    let rules = lint::rules();
    rules.iter().find(|rule| rule.code == code).copied().ok_or_else(|| CommandError::UnknownRule {
        command: "lint",
        code: code.to_owned(),
        near: lint::nearest(code, rules.iter().map(|rule| rule.code)),
    })
}

fn explain(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    let Rule { code, severity, summary, explanation, remedy } = rule;
    writeln!(out, "{severity}[{code}]: {summary}\n\n{explanation}\n\nRemedy: {remedy}\n")?;
    writeln!(out, "Turned off for an object and everything in it by `x-barwire-allow: [{code}]`.")
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    let rules = lint::rules();
    let width = rules.iter().map(|rule| rule.code.len()).max().unwrap_or_default();
    for rule in rules {
        let severity = rule.severity.to_string();
        writeln!(out, "{:width$}  {severity:7}  {}", rule.code, rule.summary)?;
    }
    Ok(())
}
