//! What is wrong or risky in a document, one finding a fault.
//!
//! [`lint`] walks the document by the table of the specification, then asks each module of rules. A value in which an error is found is
//! not asked about again ([`Report::is_sound`]), so that one fault gives one finding.

mod output;
mod report;
mod rules;
mod suggest;
mod table;
mod text;
mod version;
mod walk;

pub use output::write;
pub use report::{Finding, Report, Rule, Severity};
pub(crate) use suggest::nearest;
pub use version::Version;
pub use walk::{Kind, SchemaFormat};

use std::path::Path;

use crate::model::source::{Mapping, Node, NodeId, SourceError, Sources};
use crate::model::{Model, Specification};

/// What rules look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The root of the document.
    pub root: Node<'a>,
    /// The version of AsyncAPI.
    pub version: Version,
    /// The model, where the document can be read. Its places are those of this document too: see [`Context::node`].
    pub model: Option<&'a Model>,
    /// Every reference, and what it leads to: one step.
    pub references: Vec<(Node<'a>, Node<'a>)>,
    objects: Vec<(Kind, Node<'a>)>,
}

impl<'a> Context<'a> {
    /// Every object of a kind, each once, as they are found from the root. References are followed: none of them is a `$ref`, and what
    /// is only in other files is here too.
    pub fn objects(&self, kind: Kind) -> impl Iterator<Item = Node<'a>> + '_ {
        self.objects.iter().filter(move |(other, _)| *other == kind).map(|(_, node)| *node)
    }

    /// Every object that is no schema, as [`Context::objects`].
    pub fn every_object(&self) -> impl Iterator<Item = Node<'a>> + '_ {
        self.objects.iter().filter(|(kind, _)| !matches!(kind, Kind::Schema(_))).map(|(_, node)| *node)
    }

    /// Every schema and the format it is written in, with those inside others, as [`Context::objects`]. A schema of a format in which
    /// more may stand beside a `$ref` is here too where more does.
    pub fn schemas(&self) -> impl Iterator<Item = (SchemaFormat, Node<'a>)> + '_ {
        self.objects.iter().filter_map(|(kind, node)| match kind {
            Kind::Schema(format) => Some((*format, *node)),
            _ => None,
        })
    }

    /// The value of a place in the model.
    #[must_use]
    pub fn node(&self, id: NodeId) -> Node<'a> {
        self.root.sources().node(id)
    }
}

/// Everything that is found in the document in a file, YAML or JSON. Of a text that is neither, that is found.
///
/// # Errors
/// [`SourceError`] where the file cannot be read, or is a document of OpenAPI.
pub fn open(path: &Path, mappings: &[Mapping]) -> Result<Vec<Finding>, SourceError> {
    found(Sources::open(path, mappings))
}

/// As [`open`], with the text given.
///
/// # Errors
/// As [`open`].
pub fn parse(text: &str) -> Result<Vec<Finding>, SourceError> {
    found(Sources::parse(None, text, &[]))
}

fn found(sources: Result<Sources, SourceError>) -> Result<Vec<Finding>, SourceError> {
    match sources {
        Ok(sources) => {
            sources.require(Specification::AsyncApi, "`barwire lint`")?;
            Ok(lint(&sources))
        }
        Err(SourceError::Malformed { place, reason }) => Ok(vec![report::malformed(place, reason)]),
        Err(error) => Err(error),
    }
}

/// Everything that is found in a document, by place and then by code.
#[must_use]
pub fn lint(sources: &Sources) -> Vec<Finding> {
    let root = sources.root();
    let mut report = Report::default();
    let Some(version) = version::read(root, &mut report) else {
        return report.finish();
    };
    let found = walk::walk(root, version, &mut report);
    let model = Model::read(sources.clone());
    let context = Context {
        root,
        version,
        model: model.as_ref().ok(),
        references: found.references,
        objects: found.objects,
    };
    for check in rules::CHECKS {
        check(&context, &mut report);
    }
    if let Err(error) = &model {
        report.add_model_error(error);
    }
    report.finish()
}

/// The rules, by code.
#[must_use]
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<_> = rules::RULES.iter().flat_map(|rules| rules.iter().copied()).collect();
    rules.sort_unstable_by_key(|rule| rule.code);
    rules
}
