//! `barwire generate`.

use std::io::Write;
use std::path::{Path, PathBuf};

use barwire_schema::Declaration;
use clap::Subcommand;

use super::{CommandError, Outcome, watch};
use crate::drift::{self, Config, Output, Plan, PlanError, Recipe};
use crate::model::source::{Mapping, Sources};
use crate::model::{ModelError, Note, Perspective};
use crate::templates::TARGETS;
use crate::typescript::{self, Formats, Int64};

/// What `barwire generate` is asked for.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Generate {
    /// barwire.toml; by default the one here or in the nearest folder above
    #[arg(long)]
    config: Option<PathBuf>,
    /// Write again whenever a file changes that something is made of
    #[arg(long)]
    watch: bool,
    /// List the targets, and the templates that lay each out
    #[arg(long, exclusive = true)]
    list: bool,
    /// Write the built-in templates into a folder, as a start for your own
    #[arg(long, exclusive = true, value_name = "FOLDER")]
    dump_templates: Option<PathBuf>,
    #[command(subcommand)]
    single: Option<Single>,
}

/// One target from one document.
#[derive(Debug, Subcommand)]
enum Single {
    /// Types, validators and a descriptor for the client
    #[command(name = "typescript")]
    TypeScript {
        #[command(flatten)]
        from: From,
        /// Whose view to take: a client of the described application, or the application itself
        #[arg(long, value_enum, default_value_t = Perspective::Client)]
        perspective: Perspective,
        /// What to make of integers that JavaScript may not keep exact
        #[arg(long, value_enum, default_value_t = Int64::Safe)]
        int64: Int64,
        /// Whether validators check the `format` of strings
        #[arg(long, value_enum, default_value_t = Formats::Annotation)]
        formats: Formats,
    },
    /// A page for people, from an AsyncAPI document
    Markdown {
        #[command(flatten)]
        from: From,
    },
    /// A page for browsers, from an OpenAPI document
    Html {
        #[command(flatten)]
        from: From,
    },
}

#[derive(Debug, clap::Args)]
struct From {
    /// An AsyncAPI document, 2.0 to 3.1, or an OpenAPI document, 3.0 or 3.1; YAML or JSON
    document: PathBuf,
    /// The file to write; standard output without it
    #[arg(long)]
    out: Option<PathBuf>,
    /// A folder with templates that take the place of the built-in ones of the same name
    #[arg(long, value_name = "FOLDER")]
    templates: Option<PathBuf>,
    /// A folder that stands for a place on the network, which is never read
    #[arg(long = "map", value_name = "URL=FOLDER", value_parser = mapping)]
    mappings: Vec<Mapping>,
    /// Write again whenever a file changes that it is made of
    #[arg(long, requires = "out")]
    watch: bool,
}

/// `https://example.com/=folder`.
pub(super) fn mapping(text: &str) -> Result<Mapping, String> {
    match text.split_once('=') {
        Some((prefix, folder)) if !prefix.is_empty() && !folder.is_empty() => {
            Ok(Mapping { prefix: prefix.to_owned(), folder: PathBuf::from(folder) })
        }
        _ => Err("expected URL=FOLDER".to_owned()),
    }
}

/// Does what is asked for.
pub(super) fn run(
    arguments: Generate,
    declarations: &[&dyn Declaration],
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Outcome, CommandError> {
    if arguments.list {
        return list(out);
    }
    if let Some(folder) = &arguments.dump_templates {
        return dump(folder, out);
    }
    let (from, recipe) = match arguments.single {
        None => {
            let config = super::configuration(arguments.config)?;
            return if arguments.watch {
                // The configuration may change too.
                watch::every_change(err, |err| {
                    let config = Config::open(&config.path)?;
                    all(&config, declarations, out, err)
                })
            } else {
                all(&config, declarations, out, err).map(|_| Outcome::Fine)
            };
        }
        Some(Single::TypeScript { from, perspective, int64, formats }) => {
            let templates = from.templates.clone();
            (from, Recipe::TypeScript(typescript::Options { perspective, int64, formats, templates }))
        }
        Some(Single::Markdown { from }) => {
            let templates = from.templates.clone();
            (from, Recipe::Markdown { templates })
        }
        Some(Single::Html { from }) => {
            let templates = from.templates.clone();
            (from, Recipe::Html { templates })
        }
    };
    if from.watch {
        return watch::every_change(err, |err| one(&from, &recipe, out, err));
    }
    one(&from, &recipe, out, err).map(|_| Outcome::Fine)
}

/// Writes every output of a configuration; returns the files that they are made of.
fn all(
    config: &Config,
    declarations: &[&dyn Declaration],
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Vec<PathBuf>, CommandError> {
    let mut plan = drift::plan(config, declarations)?;
    note(&plan.notes, err)?;
    let written = drift::write(&config.root, &plan.outputs)?;
    for output in &plan.outputs {
        let verb = if written.contains(&output.path) { "Wrote" } else { "Fresh" };
        writeln!(out, "{verb:>12} {}", output.path.display())?;
    }
    let templates = config.outputs.iter().filter_map(|output| output.templates.as_ref());
    plan.inputs.extend(templates.map(|folder| config.root.join(folder)));
    Ok(plan.inputs)
}

/// Writes one target from one document; returns the files that it is made of.
fn one(
    from: &From,
    recipe: &Recipe,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Vec<PathBuf>, CommandError> {
    let sources = Sources::open(&from.document, &from.mappings)
        .map_err(|error| PlanError::Model(ModelError::from(error)))?;
    let mut plan = Plan::default();
    plan.add(from.out.as_deref().unwrap_or(Path::new("")), sources, recipe)?;
    note(&plan.notes, err)?;
    match &from.out {
        Some(_) => {
            drift::write(Path::new(""), &plan.outputs)?;
        }
        None => {
            for Output { text, .. } in &plan.outputs {
                out.write_all(text.as_bytes())?;
            }
        }
    }
    plan.inputs.extend(from.templates.clone());
    Ok(plan.inputs)
}

fn note(notes: &[Note], err: &mut dyn Write) -> Result<(), CommandError> {
    for Note { place, text } in notes {
        writeln!(err, "note: {place}: {text}")?;
    }
    Ok(())
}

fn list(out: &mut dyn Write) -> Result<Outcome, CommandError> {
    for (target, templates) in TARGETS {
        writeln!(out, "{target}")?;
        for (name, _) in *templates {
            writeln!(out, "  {name}")?;
        }
    }
    Ok(Outcome::Fine)
}

fn dump(folder: &Path, out: &mut dyn Write) -> Result<Outcome, CommandError> {
    let templates = TARGETS.iter().flat_map(|(_, templates)| *templates);
    let outputs: Vec<Output> =
        templates.map(|(name, text)| Output { path: folder.join(name), text: (*text).to_owned() }).collect();
    // A template of the user's own is not written over.
    if let Some(output) = outputs.iter().find(|output| output.path.exists()) {
        return Err(CommandError::Exists(output.path.clone()));
    }
    drift::write(Path::new(""), &outputs)?;
    for output in &outputs {
        writeln!(out, "{:>12} {}", "Wrote", output.path.display())?;
    }
    Ok(Outcome::Fine)
}
