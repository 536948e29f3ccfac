//! The documents that are compared: files, or what a revision of a repository has.

use std::io;
use std::path::{Path, PathBuf};

use super::Direction;
use crate::git::{GitError, Location, Repository, Tree};
use crate::model::source::{Files, Mapping, SourceError, Sources};
use crate::model::{Model, ModelError, Perspective, Specification};

/// Why a document could not be read.
#[derive(Debug, thiserror::Error)]
pub enum EditionError {
    /// Git gave no answer.
    #[error(transparent)]
    Git(#[from] GitError),
    /// It is no document that can be read.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<SourceError> for EditionError {
    fn from(error: SourceError) -> Self {
        Self::Model(error.into())
    }
}

/// A document as it is, or was.
#[derive(Debug)]
pub struct Edition {
    /// What it is called: the file, or `git:REVISION:PATH`.
    pub name: String,
    /// What it holds, with each schema as it is written.
    pub model: Model,
}

impl Edition {
    /// Reads a document that is named as users do: a file, or `git:REVISION:PATH` in the repository around `folder`. Files that it refers
    /// to are those of the same revision.
    ///
    /// # Errors
    /// [`EditionError`] where there is no such document, or it cannot be read.
    pub fn open(name: &Path, folder: &Path, mappings: &[Mapping]) -> Result<Self, EditionError> {
        let text = name.to_string_lossy();
        let sources = match Location::parse(&text)? {
            None => Sources::open(name, mappings)?,
            Some(location) => {
                let repository = Repository::around(folder)?;
                let tree = repository.at(location.revision())?;
                Sources::open_in(&tree, &tree.path(location.path())?, mappings)?
            }
        };
        Self::of(text.into_owned(), sources)
    }

    /// Reads the document at an absolute path of a revision; `None` where the revision has none.
    ///
    /// # Errors
    /// As [`Edition::open`].
    pub fn of_tree(tree: &Tree<'_>, path: &Path, mappings: &[Mapping]) -> Result<Option<Self>, EditionError> {
        if !tree.has(path)? {
            return Ok(None);
        }
        let name = tree.shown(path.to_owned()).to_string_lossy().into_owned();
        Self::of(name, Sources::open_in(tree, path, mappings)?).map(Some)
    }

    fn of(name: String, sources: Sources) -> Result<Self, EditionError> {
        sources.require(Specification::AsyncApi, "`barwire diff`")?;
        Ok(Self { name, model: Model::as_written(sources)? })
    }

    /// What a report says of it, where it describes this side.
    #[must_use]
    pub fn summary(&self, described: Perspective) -> Summary {
        // What the client receives is what the server sends, whichever of them is described.
        let client = match described {
            Perspective::Server => Perspective::Client,
            Perspective::Client => Perspective::Server,
        };
        let reach = self.model.directions(client);
        let mut messages: Vec<_> = reach.inbound.iter().chain(&reach.outbound).collect();
        messages.sort_unstable();
        messages.dedup();
        let mut directions = Vec::new();
        if !reach.outbound.is_empty() {
            directions.push(Direction::ClientToServer);
        }
        if !reach.inbound.is_empty() {
            directions.push(Direction::ServerToClient);
        }
        Summary {
            name: self.name.clone(),
            version: self.model.version.clone(),
            messages: messages.len(),
            directions,
        }
    }
}

/// What a report says of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What it is called.
    pub name: String,
    /// The version of the described protocol.
    pub version: String,
    /// How many messages are sent or received.
    pub messages: usize,
    /// The directions in which there are messages.
    pub directions: Vec<Direction>,
}

/// The text of a file by the path of a place in it. That of a revision is found in the repository around `folder`.
///
/// # Errors
/// Where it cannot be read.
pub fn text(path: &Path, folder: &Path) -> io::Result<String> {
    match Location::parse(&path.to_string_lossy()).map_err(io::Error::other)? {
        None => std::fs::read_to_string(path),
        Some(location) => {
            let repository = Repository::around(folder).map_err(io::Error::other)?;
            let tree = repository.at(location.revision()).map_err(io::Error::other)?;
            let path: PathBuf = tree.path(location.path()).map_err(io::Error::other)?;
            tree.text(&path)
        }
    }
}
