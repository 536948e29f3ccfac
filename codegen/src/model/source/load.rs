//! From files to the tree: the document, and every file that it refers to.

use std::io;
use std::path::{Path, PathBuf};

use super::super::Specification;
use super::tree::{Fault, Tree};
use super::{File, NodeId, Place, SourceError, Sources, json, reference, uri, yaml};

/// How many files a document may be made of.
const FILES: usize = 1_000;

/// The schema of JSON Schemas, which every schema may refer to.
const METASCHEMA: (&str, &str) = ("http://json-schema.org/draft-07/schema", include_str!("draft-07.json"));

/// A folder that stands for a place on the network: `https://example.com/schemas/=schemas`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// What the address begins with.
    pub prefix: String,
    /// Where the rest of it is found.
    pub folder: PathBuf,
}

/// What files are read from: a disk, or something that stands for one.
pub trait Files {
    /// The text of the file at an absolute path.
    ///
    /// # Errors
    /// Where there is none, or it cannot be read.
    fn text(&self, path: &Path) -> io::Result<String>;

    /// The path as it is shown.
    fn shown(&self, path: PathBuf) -> PathBuf;
}

/// The disk. Files below the document's folder are shown as the document is.
struct Disk {
    /// The folder of the document as it was given, and its absolute path.
    folder: Option<(PathBuf, PathBuf)>,
}

impl Disk {
    fn around(document: Option<&Path>, address: &str) -> Self {
        let absolute = uri::to_path(address);
        let folder = document
            .and_then(Path::parent)
            .and_then(|given| Some((given.to_owned(), absolute.as_deref()?.parent()?.to_owned())));
        Self { folder }
    }
}

impl Files for Disk {
    fn text(&self, path: &Path) -> io::Result<String> {
        std::fs::read_to_string(path)
    }

    fn shown(&self, path: PathBuf) -> PathBuf {
        let Some((given, absolute)) = &self.folder else { return path };
        path.strip_prefix(absolute).map(|rest| given.join(rest)).unwrap_or(path)
    }
}

pub(super) fn load(path: Option<&Path>, text: &str, mappings: &[Mapping]) -> Result<Sources, SourceError> {
    let address = match path {
        Some(path) => address(path)?,
        None => reference::NOWHERE.to_owned(),
    };
    let disk = Disk::around(path, &address);
    load_all(path, address, text, &disk, mappings)
}

/// The document at an absolute path of `files`.
pub(super) fn load_from(
    files: &dyn Files,
    path: &Path,
    mappings: &[Mapping],
) -> Result<Sources, SourceError> {
    let shown = files.shown(path.to_owned());
    let text = files.text(path);
    let text = text.map_err(|source| SourceError::Unreadable { path: shown.clone(), source })?;
    load_all(Some(&shown), address(path)?, &text, files, mappings)
}

fn address(path: &Path) -> Result<String, SourceError> {
    uri::of_path(path).map_err(|source| SourceError::Unreadable { path: path.to_owned(), source })
}

fn load_all(
    path: Option<&Path>,
    address: String,
    text: &str,
    files: &dyn Files,
    mappings: &[Mapping],
) -> Result<Sources, SourceError> {
    let mut sources = Sources { mappings: mappings.to_vec(), ..Sources::default() };
    add(&mut sources, path, address, text)?;
    // Files that are found on the way stand at the end of the list.
    let mut next = 0;
    while next < sources.files.len() {
        let references = reference::index(&mut sources, next);
        for node in &references {
            fetch_first(&mut sources, files, *node);
        }
        sources.files[next].references = references;
        next += 1;
    }
    reference::link(&mut sources);
    Ok(sources)
}

/// Reads the first file that a reference may mean. What calls itself so is no file, except in a document: there `$id` is only a name.
fn fetch_first(sources: &mut Sources, files: &dyn Files, node: NodeId) {
    let is_document = sources.node(node).file().is_document;
    for address in reference::addresses_of(sources.node(node)) {
        let known = sources.identifiers.contains(&address);
        if known && !is_document {
            return;
        }
        if fetch(sources, files, &address) || known {
            return;
        }
    }
}

/// Reads the file at an address, unless it is known; whether there is one. Why there is none is kept for who follows the reference.
fn fetch(sources: &mut Sources, files: &dyn Files, address: &str) -> bool {
    if let Some(known) = sources.locations.get(address) {
        return known.is_ok();
    }
    let (path, text) = match locate(sources, address) {
        Some(path) => {
            let text = files.text(&path).map_err(|source| source.to_string());
            (files.shown(path), text)
        }
        None if address == METASCHEMA.0 => (PathBuf::from(address), Ok(METASCHEMA.1.to_owned())),
        None => return false,
    };
    let added = text.and_then(|text| {
        if sources.files.len() >= FILES {
            return Err(format!("a document of more than {FILES} files"));
        }
        add(sources, Some(&path), address.to_owned(), &text).map_err(|error| error.to_string())
    });
    let found = added.is_ok();
    if let Err(reason) = added {
        let reason = if reason.starts_with(&*path.to_string_lossy()) {
            reason
        } else {
            format!("{}: {reason}", path.display())
        };
        sources.locations.insert(address.to_owned(), Err(reason));
    }
    found
}

/// Where on disk an address is: by the longest mapping, or by itself.
fn locate(sources: &Sources, address: &str) -> Option<PathBuf> {
    let mapped =
        sources.mappings.iter().filter_map(|mapping| Some((mapping, address.strip_prefix(&mapping.prefix)?)));
    match mapped.max_by_key(|(mapping, _)| mapping.prefix.len()) {
        Some((mapping, rest)) => Some(mapping.folder.join(uri::decode(rest.trim_start_matches('/'))?)),
        None => uri::to_path(address),
    }
}

/// Adds a file.
fn add(sources: &mut Sources, path: Option<&Path>, uri: String, text: &str) -> Result<(), SourceError> {
    let start = sources.tree.len();
    let root =
        parse(path, text, &mut sources.tree).map_err(|Fault { spot, reason }| SourceError::Malformed {
            place: Place {
                file: path.map(Path::to_owned),
                line: spot.line,
                column: spot.column,
                pointer: String::new(),
            },
            reason,
        });
    let root = root.inspect_err(|_| sources.tree.truncate(start))?;
    let index = sources.files.len();
    // No more than `FILES`.
    let file = u32::try_from(index).unwrap_or(u32::MAX);
    sources.tree.adopt(start, root, file);
    let is_document = Specification::of(sources.node(root)).is_some();
    sources.locations.insert(uri.clone(), Ok(file));
    sources.files.push(File {
        path: path.map(Path::to_owned),
        uri,
        root,
        is_document,
        references: Vec::new(),
    });
    Ok(())
}

/// Reads a text as JSON where it looks so, or else as YAML.
fn parse(path: Option<&Path>, text: &str, tree: &mut Tree) -> Result<NodeId, Fault> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if !text.trim_start().starts_with(['{', '[']) {
        return yaml::read(text, tree);
    }
    let start = tree.len();
    let fault = match json::read(text, tree) {
        Ok(root) => return Ok(root),
        Err(json::JsonError::Refused(fault)) => return Err(fault),
        Err(json::JsonError::Syntax(fault)) => fault,
    };
    tree.truncate(start);
    let named_json =
        path.and_then(Path::extension).is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    yaml::read(text, tree).map_err(|other| if named_json { fault } else { other })
}
