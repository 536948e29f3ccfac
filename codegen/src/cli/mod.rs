//! The command `barwire`, for any declared protocols and APIs.
//!
//! Exit codes: 0 when fine, 1 when it found what it looks for, 2 when it could not work.

mod check;
mod diff;
mod generate;
mod lint;
mod spec;
mod watch;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use barwire_schema::Declaration;
use clap::{Parser, Subcommand, ValueEnum};

use crate::compat::EditionError;
use crate::compat::accepted::AcceptedError;
use crate::drift::{Config, ConfigError, PlanError, WriteError};
use crate::git::GitError;
use crate::model::source::SourceError;
use crate::output::{Paint, printable};

/// Documents, TypeScript and documentation from declared message protocols and HTTP APIs.
#[derive(Debug, Parser)]
#[command(name = "barwire", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print the document of a declaration: AsyncAPI of a protocol, OpenAPI of an HTTP API
    Spec {
        /// The name of the declaration; not needed where there is one
        name: Option<String>,
        /// The language of the document
        #[arg(long, value_enum, default_value_t = Format::Yaml)]
        format: Format,
    },
    /// Write everything that barwire.toml lists, or one target from one document
    Generate(generate::Generate),
    /// Compare what is there with what would be generated: exit 1 and a diff where they differ. Where barwire.toml has a `[diff]`, compare
    /// documents with those of the merge base too
    Check {
        /// barwire.toml; by default the one here or in the nearest folder above
        #[arg(long)]
        config: Option<PathBuf>,
    },
    /// Look for what is wrong or risky in AsyncAPI documents: exit 1 where something is
    Lint(lint::Lint),
    /// Prove that a changed document breaks nothing that is deployed, or show what it breaks: exit 1 where it does
    Diff(diff::Diff),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine,
    Found,
}

/// Why a command could not work.
#[derive(Debug, thiserror::Error)]
enum CommandError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("there is more than one declaration; name one of {0}")]
    WhichDeclaration(String),
    #[error("{} is there already, and is not written over; name another folder", .0.display())]
    Exists(PathBuf),
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error("there is no rule `{code}`{}; `barwire {command} --rules` lists them", suggestion(*near))]
    UnknownRule { command: &'static str, code: String, near: Option<&'static str> },
    #[error(transparent)]
    Edition(#[from] EditionError),
    #[error(transparent)]
    Git(#[from] GitError),
    #[error(transparent)]
    Accepted(#[from] AcceptedError),
    #[error("--accept needs a reason")]
    NoReason,
    #[error("{}: `[diff]` has documents and no `base`, such as \"git:main\"", .0.display())]
    NoBase(PathBuf),
    #[error("{}: `[diff]` has a `base` and no `documents`, such as [\"schema/asyncapi.yaml\"]", .0.display())]
    NoDocuments(PathBuf),
}

fn suggestion(near: Option<&str>) -> String {
    near.map(|near| format!(" (did you mean `{near}`?)")).unwrap_or_default()
}

/// The command for `declarations`: reads the arguments of the process, prints, and returns its exit code.
///
/// ```no_run
/// fn main() -> std::process::ExitCode {
///     barwire_codegen::cli::main(&[&barwire_schema::bars::BARS_PROTOCOL])
/// }
/// ```
#[must_use]
pub fn main(declarations: &[&dyn Declaration]) -> ExitCode {
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    ExitCode::from(run_painted(declarations, std::env::args_os(), Paint::of_stdout(), &mut out, &mut err))
}

/// The command with its arguments and outputs given: returns the exit code. The first argument is the name of the command.
pub fn run(
    declarations: &[&dyn Declaration],
    arguments: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    run_painted(declarations, arguments, Paint::Plain, out, err)
}

fn run_painted(
    declarations: &[&dyn Declaration],
    arguments: impl IntoIterator<Item = OsString>,
    paint: Paint,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for, and go where output goes.
            let asked = !error.use_stderr();
            let printed =
                if asked { write!(out, "{}", error.render()) } else { write!(err, "{}", error.render()) };
            return if asked && printed.is_ok() { 0 } else { 2 };
        }
    };
    match dispatch(declarations, arguments.command, paint, out, err) {
        Ok(Outcome::Fine) => 0,
        Ok(Outcome::Found) => 1,
        // The reader of a pipe that has seen enough is no failure.
        Err(CommandError::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => 0,
        Err(error) => {
            // There is nowhere left to say that standard error is closed.
            let error = error.to_string();
            let lines: Vec<String> = error.split('\n').map(printable).collect();
            let _ = writeln!(err, "error: {}", lines.join("\n"));
            2
        }
    }
}

fn dispatch(
    declarations: &[&dyn Declaration],
    command: Command,
    paint: Paint,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    match command {
        Command::Spec { name, format } => spec::run(declarations, name.as_deref(), format, out),
        Command::Generate(arguments) => generate::run(arguments, declarations, out, err),
        Command::Check { config } => check::run(&configuration(config)?, declarations, paint, out),
        Command::Lint(arguments) => lint::run(&arguments, paint, out),
        Command::Diff(arguments) => diff::run(&arguments, paint, out),
    }
}

fn configuration(path: Option<PathBuf>) -> Result<Config, CommandError> {
    Ok(match path {
        Some(path) => Config::open(&path)?,
        None => Config::find(&std::env::current_dir()?)?,
    })
}

/// A path as a reader finds it from where they are: relative, where it is below the current folder.
fn from_here(path: PathBuf) -> PathBuf {
    let here = std::env::current_dir().ok();
    match here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_owned)) {
        Some(rest) if !rest.as_os_str().is_empty() => rest,
        _ => path,
    }
}
