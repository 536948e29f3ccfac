//! Files as they stand in a revision of a git repository, read with the command `git`.
//!
//! Nothing is checked out: each file is read when it is asked for.

use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use crate::model::source::Files;

/// What a document in a repository begins with: `git:main:schema/asyncapi.yaml`.
const SCHEME: &str = "git:";

/// Why git gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// The command is missing.
    #[error("`git` cannot be run ({0}); it is needed for what begins with `git:`")]
    Missing(io::Error),
    /// The folder is in no repository.
    #[error("{} is in no git repository", .0.display())]
    NoRepository(PathBuf),
    /// The text names no revision and path.
    #[error("`{0}` is not `git:REVISION:PATH`, such as `git:main:schema/asyncapi.yaml`")]
    NoLocation(String),
    /// The text names no revision.
    #[error("`{0}` is not `git:REVISION`, such as `git:main`")]
    NoRevision(String),
    /// A revision looks like an option.
    #[error("`{0}` is no revision: none begins with `-`")]
    Option(String),
    /// There is no such revision.
    #[error("there is no revision `{revision}` here{}", .depth.advice())]
    UnknownRevision {
        /// The revision.
        revision: String,
        /// How much of the history there is.
        depth: Depth,
    },
    /// Two revisions have no commit in common.
    #[error("HEAD and `{revision}` have no commit in common here{}", .depth.advice())]
    NoMergeBase {
        /// The revision.
        revision: String,
        /// How much of the history there is.
        depth: Depth,
    },
    /// A path leads out of the repository.
    #[error("{} is outside the repository {}", path.display(), repository.display())]
    Outside {
        /// The path.
        path: PathBuf,
        /// The folder of the repository.
        repository: PathBuf,
    },
    /// The command failed for another reason.
    #[error("git: {0}")]
    Failed(String),
}

/// How much of the history of a repository there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// All of it.
    Full,
    /// What a shallow clone has.
    Shallow,
}

impl Depth {
    fn advice(self) -> &'static str {
        match self {
            Self::Full => "; `git fetch` may bring it",
            Self::Shallow => {
                ": this is a shallow clone. Fetch the whole history (`git fetch --unshallow`; \
                 `fetch-depth: 0` for actions/checkout)"
            }
        }
    }
}

/// A revision and a path, as they are given: `git:main:schema/asyncapi.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    revision: String,
    path: String,
}

impl Location {
    /// What a text names; `None` for one that does not begin with `git:`.
    ///
    /// # Errors
    /// [`GitError`] where it begins so, and names no revision and path.
    pub fn parse(text: &str) -> Result<Option<Self>, GitError> {
        let Some(rest) = text.strip_prefix(SCHEME) else { return Ok(None) };
        match rest.split_at_checked(end_of_revision(rest)) {
            Some((revision, path)) if !revision.is_empty() && path.len() > 1 => {
                Ok(Some(Self { revision: checked(revision)?, path: path[1..].to_owned() }))
            }
            _ => Err(GitError::NoLocation(text.to_owned())),
        }
    }

    /// The revision.
    #[must_use]
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The path, as it is given.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }
}

/// The revision that a text names: `main` of `git:main`.
///
/// # Errors
/// [`GitError`] where it names none.
pub fn revision(text: &str) -> Result<String, GitError> {
    match text.strip_prefix(SCHEME) {
        Some(revision) if !revision.is_empty() && end_of_revision(revision) == revision.len() => {
            checked(revision)
        }
        _ => Err(GitError::NoRevision(text.to_owned())),
    }
}

/// The path in the repository of a file that is shown with its revision; other paths as they are.
pub(crate) fn without_revision(shown: &str) -> &str {
    match shown.strip_prefix(SCHEME) {
        Some(rest) => rest.get(end_of_revision(rest) + 1..).unwrap_or(rest),
        None => shown,
    }
}

/// Where a revision ends: at the first colon that is not in braces, as that of `main@{12:00}` is.
fn end_of_revision(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

/// A revision that git does not take for an option.
fn checked(revision: &str) -> Result<String, GitError> {
    if revision.starts_with('-') {
        Err(GitError::Option(revision.to_owned()))
    } else {
        Ok(revision.to_owned())
    }
}

/// A repository, as it is seen from a folder in it.
#[derive(Debug)]
pub struct Repository {
    /// The folder.
    folder: PathBuf,
    /// The folder of the whole working tree.
    root: PathBuf,
}

impl Repository {
    /// The repository that a folder is in.
    ///
    /// # Errors
    /// [`GitError`] where it is in none, or git cannot be asked.
    pub fn around(folder: &Path) -> Result<Self, GitError> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let absolute = folder.canonicalize().map_err(|_| GitError::NoRepository(folder.to_owned()))?;
        let answer = ask(&absolute, &["rev-parse", "--show-toplevel"])?;
        if !answer.fine && answer.complaint.contains("not a git repository") {
            return Err(GitError::NoRepository(absolute));
        }
        let root = PathBuf::from(answer.line()?);
        Ok(Self { folder: absolute, root: root.canonicalize().unwrap_or(root) })
    }

    /// The files of a revision.
    ///
    /// # Errors
    /// [`GitError`] where there is no such revision.
    pub fn at(&self, revision: &str) -> Result<Tree<'_>, GitError> {
        let commit = self.commit(revision)?;
        Ok(Tree { repository: self, name: revision.to_owned(), commit })
    }

    /// The files of the last commit that HEAD and a revision have in common. Its name is the beginning of its number.
    ///
    /// # Errors
    /// [`GitError`] where there is no such revision, or no such commit.
    pub fn at_merge_base(&self, revision: &str) -> Result<Tree<'_>, GitError> {
        let other = self.commit(revision)?;
        let answer = ask(&self.root, &["merge-base", "HEAD", &other])?;
        if !answer.fine && answer.complaint.is_empty() {
            return Err(GitError::NoMergeBase { revision: revision.to_owned(), depth: self.depth()? });
        }
        let commit = answer.line()?;
        let name = commit.get(..12).unwrap_or(&commit).to_owned();
        Ok(Tree { repository: self, name, commit })
    }

    fn commit(&self, revision: &str) -> Result<String, GitError> {
        let revision = checked(revision)?;
        let answer =
            ask(&self.root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
        if answer.fine {
            return answer.line();
        }
        Err(GitError::UnknownRevision { revision, depth: self.depth()? })
    }

    fn depth(&self) -> Result<Depth, GitError> {
        let answer = ask(&self.root, &["rev-parse", "--is-shallow-repository"])?;
        Ok(if answer.line()? == "true" { Depth::Shallow } else { Depth::Full })
    }
}

/// The files of one revision, by the paths that they would have in the working tree. Files outside the repository are those of the disk.
#[derive(Debug)]
pub struct Tree<'r> {
    repository: &'r Repository,
    /// What the revision is shown as.
    name: String,
    commit: String,
}

impl Tree<'_> {
    /// The absolute path of a file: relative to the root of the repository, or to the folder that the repository is seen from where it
    /// begins with `./` or `../`. So does git read it.
    ///
    /// # Errors
    /// [`GitError::Outside`] where it leads out of the repository.
    pub fn path(&self, path: &str) -> Result<PathBuf, GitError> {
        let relative = path.starts_with("./") || path.starts_with("../");
        let folder = if relative { &self.repository.folder } else { &self.repository.root };
        self.join(folder, Path::new(path))
    }

    /// The absolute path of a file that is relative to the folder that the repository is seen from.
    ///
    /// # Errors
    /// As [`Tree::path`].
    pub fn path_here(&self, path: &Path) -> Result<PathBuf, GitError> {
        self.join(&self.repository.folder, path)
    }

    fn join(&self, folder: &Path, path: &Path) -> Result<PathBuf, GitError> {
        let mut absolute = folder.to_owned();
        for component in path.components() {
            match component {
                Component::ParentDir => {
                    absolute.pop();
                }
                Component::Normal(name) => absolute.push(name),
                Component::RootDir | Component::Prefix(_) => absolute.push(component),
                Component::CurDir => {}
            }
        }
        match self.inside(&absolute) {
            Some(_) => Ok(absolute),
            None => {
                Err(GitError::Outside { path: path.to_owned(), repository: self.repository.root.clone() })
            }
        }
    }

    /// Whether the revision has the file at an absolute path.
    ///
    /// # Errors
    /// [`GitError`] where git cannot be asked.
    pub fn has(&self, path: &Path) -> Result<bool, GitError> {
        let Some(name) = self.inside(path) else { return Ok(false) };
        // A folder is no file.
        let kind = ask(&self.repository.root, &["cat-file", "-t", &format!("{}:{name}", self.commit)])?;
        Ok(kind.fine && kind.line()? == "blob")
    }

    /// The path in the repository, with `/` between folders.
    fn inside(&self, path: &Path) -> Option<String> {
        let absolute = std::path::absolute(path).ok()?;
        let rest = absolute.strip_prefix(&self.repository.root).ok()?;
        Some(crate::output::file(rest))
    }

    fn blob(&self, name: &str) -> Result<Vec<u8>, GitError> {
        let answer = ask(&self.repository.root, &["cat-file", "blob", &format!("{}:{name}", self.commit)])?;
        if answer.fine { Ok(answer.output) } else { Err(answer.failure()) }
    }
}

impl Files for Tree<'_> {
    fn text(&self, path: &Path) -> io::Result<String> {
        let Some(name) = self.inside(path) else { return std::fs::read_to_string(path) };
        if !self.has(path).map_err(io::Error::other)? {
            let what = format!("the revision `{}` has no such file", self.name);
            return Err(io::Error::new(io::ErrorKind::NotFound, what));
        }
        let bytes = self.blob(&name).map_err(io::Error::other)?;
        String::from_utf8(bytes)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
    }

    fn shown(&self, path: PathBuf) -> PathBuf {
        match self.inside(&path) {
            Some(name) => PathBuf::from(format!("{SCHEME}{}:{name}", self.name)),
            None => path,
        }
    }
}

/// What git said.
struct Answer {
    fine: bool,
    output: Vec<u8>,
    complaint: String,
}

impl Answer {
    /// The one line that it answered.
    fn line(self) -> Result<String, GitError> {
        if self.fine {
            Ok(String::from_utf8_lossy(&self.output).trim().to_owned())
        } else {
            Err(self.failure())
        }
    }

    fn failure(&self) -> GitError {
        GitError::Failed(self.complaint.trim().to_owned())
    }
}

/// Runs git in a folder. No argument that comes from outside begins with `-`.
fn ask(folder: &Path, arguments: &[&str]) -> Result<Answer, GitError> {
    let output = Command::new("git")
        .args(arguments)
        .current_dir(folder)
        // What it complains of is read here.
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output()
        .map_err(GitError::Missing)?;
    Ok(Answer {
        fine: output.status.success(),
        output: output.stdout,
        complaint: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}
