//! `barwire.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Deserializer};

use crate::compat::FailOn;
use crate::compat::inclusion::Reading;
use crate::model::Perspective;
use crate::model::source::Mapping;
use crate::typescript::{Formats, Int64};

/// The name of the file.
const FILE: &str = "barwire.toml";

/// Why the configuration could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is none here or in a folder above.
    #[error("no {FILE} in {} or above it; name one with --config", .0.display())]
    Missing(PathBuf),
    /// It could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Two outputs have one file.
    #[error("{}: `{output}` is written twice", path.display())]
    Twice {
        /// The configuration.
        path: PathBuf,
        /// The file.
        output: String,
    },
    /// It is not what is expected.
    #[error("{}: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        source: Box<toml::de::Error>,
    },
}

/// What is generated from what.
#[derive(Debug)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// The folder that paths are relative to: where the file is.
    pub root: PathBuf,
    /// The command that mends drift, as a user would type it.
    pub command: String,
    /// The documents of declarations.
    pub documents: Vec<DocumentEntry>,
    /// What is made of documents.
    pub outputs: Vec<OutputEntry>,
    /// What `barwire lint` does not look for.
    pub lint: LintEntry,
    /// What `barwire diff` and `barwire check` do with what a change breaks.
    pub diff: DiffEntry,
    /// The folders that stand for places on the network.
    pub mappings: Vec<Mapping>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default = "default_command")]
    command: String,
    #[serde(default, rename = "document")]
    documents: Vec<DocumentEntry>,
    #[serde(default, rename = "output")]
    outputs: Vec<OutputEntry>,
    #[serde(default)]
    lint: LintEntry,
    #[serde(default)]
    diff: DiffEntry,
    #[serde(default)]
    map: BTreeMap<String, PathBuf>,
}

/// What `barwire lint` does not look for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LintEntry {
    /// The codes of rules.
    #[serde(default)]
    pub allow: Vec<String>,
}

/// What `barwire diff` and `barwire check` do with what a change breaks.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiffEntry {
    /// What `barwire check` compares documents with: the last commit that HEAD and this revision have in common, as `git:main`.
    pub base: Option<String>,
    /// The documents that `barwire check` compares.
    #[serde(default)]
    pub documents: Vec<PathBuf>,
    /// What fails a change.
    #[serde(default, deserialize_with = "words")]
    pub fail_on: Option<Vec<FailOn>>,
    /// What senders are taken to send.
    #[serde(default, deserialize_with = "word")]
    pub reading: Option<Reading>,
    /// Which side the documents describe.
    pub described: Option<Perspective>,
    /// The file of accepted findings.
    pub accepted: Option<PathBuf>,
}

/// A word of those that the command line takes.
fn word<'de, D: Deserializer<'de>, T: clap::ValueEnum>(deserializer: D) -> Result<Option<T>, D::Error> {
    let word = String::deserialize(deserializer)?;
    known(&word).map(Some).map_err(serde::de::Error::custom)
}

/// Words of those that the command line takes.
fn words<'de, D: Deserializer<'de>, T: clap::ValueEnum>(deserializer: D) -> Result<Option<Vec<T>>, D::Error> {
    let words = Vec::<String>::deserialize(deserializer)?;
    let known: Result<_, _> = words.iter().map(|word| known(word)).collect();
    known.map(Some).map_err(serde::de::Error::custom)
}

fn known<T: clap::ValueEnum>(word: &str) -> Result<T, String> {
    T::from_str(word, false).map_err(|_| {
        let words = T::value_variants().iter().filter_map(clap::ValueEnum::to_possible_value);
        let words: Vec<_> = words.map(|known| format!("`{}`", known.get_name())).collect();
        format!("`{word}` is none of {}", words.join(", "))
    })
}

/// The document of a declared protocol or API.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentEntry {
    /// The file that is written: JSON where its name ends so, else YAML.
    pub path: PathBuf,
    /// The name of the declaration: `protocol` in the file, or `api`, which means the same.
    #[serde(rename = "protocol", alias = "api")]
    pub declaration: String,
}

/// What is made of a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputEntry {
    /// The file that is written.
    pub path: PathBuf,
    /// The file with the document.
    pub document: PathBuf,
    /// What to make of it.
    pub target: super::Target,
    /// A folder with templates that take the place of ours.
    pub templates: Option<PathBuf>,
    /// Whose view TypeScript takes.
    #[serde(default)]
    pub perspective: Perspective,
    /// What TypeScript makes of integers that JavaScript may not keep exact.
    #[serde(default)]
    pub int64: Int64,
    /// What `format` means for strings in TypeScript.
    #[serde(default)]
    pub formats: Formats,
}

fn default_command() -> String {
    "barwire generate".to_owned()
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// [`ConfigError`] where the file cannot be read, or is not what is expected.
    pub fn open(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let File { command, documents, outputs, lint, diff, map } = toml::from_str(&text)
            .map_err(|source| ConfigError::Malformed { path: path.to_owned(), source: Box::new(source) })?;
        let root = path.parent().map(Path::to_owned).unwrap_or_default();
        let mappings =
            map.into_iter().map(|(prefix, folder)| Mapping { prefix, folder: root.join(folder) }).collect();
        let mut this =
            Self { path: path.to_owned(), root, command, documents, outputs, lint, diff, mappings };
        this.normalize();
        let mut written = BTreeSet::new();
        let twice = this.paths().find(|path| !written.insert(*path));
        if let Some(twice) = twice {
            let output = twice.display().to_string();
            return Err(ConfigError::Twice { path: path.to_owned(), output });
        }
        Ok(this)
    }

    /// `./a` is `a`, so that one file has one path.
    fn normalize(&mut self) {
        let normal = |path: &mut PathBuf| {
            *path = path.components().filter(|part| *part != Component::CurDir).collect();
        };
        self.documents.iter_mut().for_each(|entry| normal(&mut entry.path));
        for entry in &mut self.outputs {
            normal(&mut entry.path);
            normal(&mut entry.document);
        }
    }

    fn paths(&self) -> impl Iterator<Item = &Path> {
        let documents = self.documents.iter().map(|entry| entry.path.as_path());
        documents.chain(self.outputs.iter().map(|entry| entry.path.as_path()))
    }

    /// Reads the configuration of a folder: the one in it, or in the nearest folder above.
    ///
    /// # Errors
    /// As [`Config::open`], and where there is none.
    pub fn find(folder: &Path) -> Result<Self, ConfigError> {
        Self::find_if_any(folder)?.ok_or_else(|| ConfigError::Missing(folder.to_owned()))
    }

    /// As [`Config::find`]; `None` where there is none.
    ///
    /// # Errors
    /// As [`Config::open`].
    pub fn find_if_any(folder: &Path) -> Result<Option<Self>, ConfigError> {
        let found = folder.ancestors().map(|folder| folder.join(FILE)).find(|path| path.is_file());
        found.map(|path| Self::open(&path)).transpose()
    }
}
