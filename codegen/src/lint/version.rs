//! The version of AsyncAPI.

use super::Report;
use super::rules::structure::{MISSING_FIELD, UNSUPPORTED_VERSION, WRONG_TYPE};
use crate::model::source::Node;

/// A version of AsyncAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// 2 or 3.
    pub major: u8,
    /// 0 to 6, or 0 to 1.
    pub minor: u8,
}

/// The version of a document, where it is one that can be read.
pub(super) fn read(root: Node<'_>, report: &mut Report) -> Option<Version> {
    if !root.is_object() {
        let message = format!("expected an AsyncAPI document, which is a map, found {}", root.kind());
        report.add(&WRONG_TYPE, root, message);
        return None;
    }
    let Some(node) = root.get("asyncapi") else {
        report.add(&MISSING_FIELD, root, "a document must have `asyncapi`, the version of the specification");
        return None;
    };
    let Some(text) = node.as_str() else {
        report.add(&WRONG_TYPE, node, format!("expected a string like `3.1.0`, found {}", node.kind()));
        return None;
    };
    let version = parse(text);
    if version.is_none() {
        let message = format!("`{text}` cannot be read; expected 2.0.0 to 2.6.0, 3.0.0 or 3.1.0");
        report.add(&UNSUPPORTED_VERSION, node, message);
    }
    version
}

fn parse(text: &str) -> Option<Version> {
    let mut parts = text.split('.');
    let (major, minor, patch) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !patch.bytes().all(|byte| byte.is_ascii_digit()) || patch.is_empty() {
        return None;
    }
    let version = Version { major: major.parse().ok()?, minor: minor.parse().ok()? };
    let last = match version.major {
        2 => 6,
        3 => 1,
        _ => return None,
    };
    (version.minor <= last).then_some(version)
}
