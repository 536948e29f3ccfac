//! Where the described application is reached, and how a client shows who it is.

use std::collections::HashMap;

use super::Major;
use super::fields::{get, invalid, items, list, map, object, optional, text};
use super::references::{Index, reference};
use super::{components, description};
use crate::model::source::Node;
use crate::model::{ModelError, SecurityScheme, Server};

/// The servers of a document.
pub(super) struct Servers<'a> {
    /// By name.
    pub(super) read: Vec<Server>,
    /// How a client shows who it is.
    pub(super) security: Security<'a>,
    major: Major,
    index: Index,
    names: HashMap<&'a str, usize>,
}

impl<'a> Servers<'a> {
    /// Reads the servers of a document, and its security schemes.
    pub(super) fn read(root: Node<'a>, major: Major) -> Result<Self, ModelError> {
        let mut servers = Servers {
            read: Vec::new(),
            security: Security::read(root, major)?,
            major,
            index: Index::default(),
            names: HashMap::new(),
        };
        for (name, place) in map(root, "servers")? {
            let server = object(place)?;
            servers.index.add(place, servers.read.len())?;
            servers.names.insert(name, servers.read.len());
            let url = match major {
                Major::Two => {
                    let url = text(server, "url")?;
                    url.split_once("://").map_or(url, |(_, rest)| rest).to_owned()
                }
                Major::Three => {
                    format!("{}{}", text(server, "host")?, optional(server, "pathname")?.unwrap_or_default())
                }
            };
            servers.read.push(Server {
                name: name.to_owned(),
                url,
                protocol: text(server, "protocol")?.to_owned(),
                description: description(server)?,
                security: servers.security.of(get(server, "security"))?,
                node: server.id(),
            });
        }
        Ok(servers)
    }

    /// The servers that a channel names; all of them where it names none.
    pub(super) fn of(&self, channel: Node<'a>) -> Result<Vec<usize>, ModelError> {
        let named = list(channel, "servers")?.unwrap_or_default();
        if named.is_empty() {
            return Ok((0..self.read.len()).collect());
        }
        let mut servers = named.into_iter().map(|item| self.find(item)).collect::<Result<Vec<_>, _>>()?;
        servers.sort_unstable();
        servers.dedup();
        Ok(servers)
    }

    fn find(&self, item: Node<'a>) -> Result<usize, ModelError> {
        let (found, written, expected) = match self.major {
            Major::Two => {
                let name = item.as_str();
                (name.and_then(|name| self.names.get(name).copied()), name, "the name of a server")
            }
            Major::Three => (self.index.find(item)?, reference(item), "a `$ref` to a server"),
        };
        found.ok_or_else(|| match written {
            Some(written) => invalid(item, format!("`{written}` is no server of this document")),
            None => invalid(item, format!("expected {expected}, found {}", item.kind())),
        })
    }
}

/// The security schemes of a document: those of its components by name, then those that are written where they are used.
pub(super) struct Security<'a> {
    /// All of them.
    pub(super) read: Vec<SecurityScheme>,
    major: Major,
    index: Index,
    names: HashMap<&'a str, usize>,
}

impl<'a> Security<'a> {
    fn read(root: Node<'a>, major: Major) -> Result<Self, ModelError> {
        let mut security =
            Security { read: Vec::new(), major, index: Index::default(), names: HashMap::new() };
        let Some(components) = components(root)? else { return Ok(security) };
        for (name, place) in map(components, "securitySchemes")? {
            security.names.insert(name, security.read.len());
            security.add(Some(name), place)?;
        }
        Ok(security)
    }

    /// Reads a scheme. One that is written where it is used is called by its kind.
    fn add(&mut self, name: Option<&str>, place: Node<'a>) -> Result<usize, ModelError> {
        let scheme = object(place)?;
        let kind = text(scheme, "type")?.to_owned();
        let number = self.read.len();
        self.index.add(place, number)?;
        self.read.push(SecurityScheme {
            name: name.unwrap_or(&kind).to_owned(),
            description: description(scheme)?,
            kind,
            node: scheme.id(),
        });
        Ok(number)
    }

    /// The schemes in the `security` of a server or an operation, in its order.
    pub(super) fn of(&mut self, security: Option<Node<'a>>) -> Result<Vec<usize>, ModelError> {
        let mut schemes = Vec::new();
        for item in security.map(items).transpose()?.unwrap_or_default() {
            match self.major {
                Major::Two => {
                    for (name, scopes) in object(item)?.sorted() {
                        let known = self.names.get(name).copied();
                        schemes.push(known.ok_or_else(|| {
                            let reason = format!("`{name}` is no security scheme of this document");
                            invalid(scopes, reason)
                        })?);
                    }
                }
                Major::Three => schemes.push(match self.index.find(item)? {
                    Some(known) => known,
                    None => self.add(None, item)?,
                }),
            }
        }
        // A scheme that is asked for with several scopes is still one.
        let mut known = std::collections::HashSet::new();
        schemes.retain(|scheme| known.insert(*scheme));
        Ok(schemes)
    }
}
