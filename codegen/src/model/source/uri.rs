//! Addresses (RFC 3986): of files on disk, and relative to others.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use fluent_uri::{Uri, UriRef};

/// A reference without its fragment, and the fragment.
pub(super) fn split(reference: &str) -> (&str, Option<&str>) {
    match reference.split_once('#') {
        Some((uri, fragment)) => (uri, Some(fragment)),
        None => (reference, None),
    }
}

/// The absolute address, without fragment, that a reference means. `None` for what is no address.
pub(super) fn resolve(base: &str, reference: &str) -> Option<String> {
    let reference = encode(split(reference).0, |byte| b"-._~:/?[]@!$&'()*+,;=%".contains(&byte));
    let reference = UriRef::parse(reference).ok()?;
    let uri = reference.resolve_against(&Uri::parse(base).ok()?).ok()?;
    Some(uri.normalize().into_string())
}

/// The address of a file on disk.
pub(super) fn of_path(path: &Path) -> std::io::Result<String> {
    let mut names: Vec<String> = Vec::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::RootDir | Component::CurDir => {}
            Component::ParentDir => {
                names.pop();
            }
            Component::Prefix(_) | Component::Normal(_) => {
                let name = component.as_os_str().to_string_lossy().replace('%', "%25");
                names.push(encode(&name, |byte| b"-._~:@!$&'()*+,;=%".contains(&byte)));
            }
        }
    }
    let uri = format!("file:///{}", names.join("/"));
    Ok(resolve(&uri, "").unwrap_or(uri))
}

/// The file on disk that an address is of.
pub(super) fn to_path(uri: &str) -> Option<PathBuf> {
    let path = uri.strip_prefix("file://")?;
    decode(path).map(PathBuf::from)
}

/// What percent-encoded octets stand for.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let encoded = if *first == b'%' { hexadecimal(after) } else { None };
        octets.push(encoded.unwrap_or(*first));
        rest = if encoded.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(octets).ok()
}

/// The octet that two hexadecimal digits stand for.
fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? * 16 + digit(1)?).ok()
}

/// Percent-encodes what may not stand in an address as it is.
fn encode(text: &str, allowed: impl Fn(u8) -> bool) -> String {
    let mut encoded = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        let stray = byte == b'%' && hexadecimal(&text.as_bytes()[at + 1..]).is_none();
        if (byte.is_ascii_alphanumeric() || allowed(byte)) && !stray {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// A JSON Pointer as the fragment of an address (RFC 6901, section 6).
pub(super) fn of_pointer(pointer: &str) -> String {
    encode(&pointer.replace('%', "%25"), |byte| b"#/-._~!$&'()*+,;=:@?%".contains(&byte))
}
