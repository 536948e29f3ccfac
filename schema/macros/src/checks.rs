//! What must hold of a declaration as a whole: names that do not meet, streams that are opened.

use std::collections::HashSet;

use syn::{Error, LitStr};

use crate::arguments::{Arguments, check_name};
use crate::declaration::Declaration;

/// Types of messages that are part of every protocol, and the protocol that declares them.
const TOOLKIT: &[&str] = &["ping", "pong", "auth", "auth.ack", "error"];
const TOOLKIT_PROTOCOL: &str = "toolkit";

impl Declaration {
    /// Adds to `errors` what is wrong.
    pub(crate) fn check(&mut self, arguments: &Arguments) {
        self.check_names(arguments);
        self.check_mounts();
        self.check_streams();
    }

    /// Every message and every stream has a name of its own, and every mount a prefix that nothing else begins with.
    fn check_names(&mut self, arguments: &Arguments) {
        let mut errors = Vec::new();
        let mut seen: HashSet<String> = HashSet::new();
        for name in self.names() {
            let text = name.value();
            let error = if let Err(error) = check_name(name) {
                error
            } else if arguments.name.value() != TOOLKIT_PROTOCOL && TOOLKIT.contains(&text.as_str()) {
                Error::new_spanned(
                    name,
                    format!("`{text}` is a message of the toolkit, part of every protocol"),
                )
            } else if !seen.insert(text.clone()) {
                Error::new_spanned(name, format!("two messages are named `{text}`"))
            } else {
                continue;
            };
            errors.push(error);
        }
        // A stream has an operation of its own in the document, as each request and event has.
        let operations: HashSet<String> = self
            .requests
            .iter()
            .map(|request| &request.message)
            .chain(self.events.iter().map(|event| &event.message))
            .map(LitStr::value)
            .collect();
        for stream in &self.streams {
            let text = stream.name.value();
            if let Err(error) = check_name(&stream.name) {
                errors.push(error);
            } else if operations.contains(&text) || TOOLKIT.contains(&text.as_str()) {
                errors.push(Error::new_spanned(
                    &stream.name,
                    format!("`{text}` is the name of a message already"),
                ));
            }
        }
        self.errors.extend(errors);
    }

    /// Nothing else begins with the prefix of a mount.
    fn check_mounts(&mut self) {
        let mut errors = Vec::new();
        for (index, mount) in self.mounts.iter().enumerate() {
            let prefix = mount.prefix.value();
            if let Err(error) = check_name(&mount.prefix) {
                errors.push(error);
                continue;
            }
            let within = |name: &str| name == prefix || name.starts_with(&format!("{prefix}."));
            let streams = self.streams.iter().map(|stream| &stream.name);
            let others = self.mounts.iter().enumerate().filter(|(other, _)| *other != index);
            let mounts = others.map(|(_, mount)| &mount.prefix);
            for name in self.names().chain(streams).chain(mounts).filter(|name| within(&name.value())) {
                let reason = format!(
                    "`{prefix}` and what begins with `{prefix}.` belong to the protocol mounted there"
                );
                errors.push(Error::new_spanned(name, reason));
            }
            if TOOLKIT.iter().any(|name| within(name)) {
                let reason = format!("`{prefix}.` begins a message of the toolkit");
                errors.push(Error::new_spanned(&mount.prefix, reason));
            }
        }
        self.errors.extend(errors);
    }

    fn names(&self) -> impl Iterator<Item = &LitStr> {
        let requests = self.requests.iter().flat_map(|request| {
            std::iter::once(&request.message).chain(request.reply.as_ref().map(|(name, _)| name))
        });
        let streams = self.streams.iter().flat_map(|stream| [&stream.update.0, &stream.failed.0]);
        requests.chain(streams).chain(self.events.iter().map(|event| &event.message))
    }

    /// Every stream is opened and closed by a request, and every request opens and closes a stream that is there.
    fn check_streams(&mut self) {
        let mut errors = Vec::new();
        for name in self.requests.iter().flat_map(|request| request.opens.iter().chain(&request.closes)) {
            if !self.streams.iter().any(|stream| stream.name.value() == name.value()) {
                errors.push(Error::new_spanned(
                    name,
                    format!("no `#[stream(\"{}\", …)]` is declared", name.value()),
                ));
            }
        }
        let mut seen: HashSet<String> = HashSet::new();
        for stream in &self.streams {
            let name = stream.name.value();
            if !seen.insert(name.clone()) {
                errors.push(Error::new_spanned(&stream.name, format!("two streams are named `{name}`")));
                continue;
            }
            let is = |tie: &Option<LitStr>| tie.as_ref().is_some_and(|tie| tie.value() == name);
            let openers = self.requests.iter().filter(|request| is(&request.opens)).count();
            if openers == 0 {
                errors.push(Error::new_spanned(
                    &stream.name,
                    format!("nobody opens the stream `{name}`: add `opens = \"{name}\"` to a request"),
                ));
            } else if openers > 1 || self.requests.iter().filter(|request| is(&request.closes)).count() > 1 {
                errors.push(Error::new_spanned(
                    &stream.name,
                    format!("one request opens the stream `{name}`, and one at most closes it"),
                ));
            }
        }
        self.errors.extend(errors);
    }
}
