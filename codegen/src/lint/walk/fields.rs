//! Objects and their fields.

use super::{Walk, article, is_extension, with_article};
use crate::lint::Kind;
use crate::lint::rules::structure::{LATER_FIELD, MISSING_FIELD, UNKNOWN_FIELD};
use crate::lint::suggest::nearest;
use crate::lint::table::{Field, Object, Presence, Tagged};
use crate::model::source::Node;

/// What a field of 2.x is called in 3.x, and the other way round.
const RENAMED: &[(&str, &str)] =
    &[("url", "host"), ("host", "url"), ("scopes", "availableScopes"), ("availableScopes", "scopes")];

impl<'a> Walk<'a, '_> {
    pub(super) fn object(&mut self, node: Node<'a>, object: &'static Object) {
        if !node.is_object() {
            return self.wrong(node, &format!("{}, which is a map", article(object)));
        }
        self.fields(node, object.name, object.kind, object.fields);
    }

    pub(super) fn tagged(&mut self, node: Node<'a>, tagged: &'static Tagged) {
        if !node.is_object() {
            return self.wrong(node, &format!("{}, which is a map", with_article(tagged.name)));
        }
        let Some(tag) = node.get(tagged.tag) else {
            return self.missing(node, tagged.name, tagged.tag);
        };
        let Some(word) = tag.as_str() else {
            return self.wrong(tag, "a string");
        };
        match tagged.variants.iter().find(|(value, _)| *value == word) {
            Some((_, fields)) => self.fields(node, tagged.name, tagged.kind, fields),
            None => {
                let words: Vec<_> = tagged.variants.iter().map(|(value, _)| *value).collect();
                self.unknown_value(tag, word, &words);
            }
        }
    }

    fn fields(&mut self, node: Node<'a>, name: &str, kind: Kind, fields: &'static [Field]) {
        self.note(node, kind);
        let mut misspelt = Vec::new();
        for (key, value) in node.sorted() {
            match fields.iter().find(|field| field.key == key) {
                Some(field) if self.version.minor < field.since => {
                    let (major, since, minor) = (self.version.major, field.since, self.version.minor);
                    let message = format!(
                        "`{key}` came with AsyncAPI {major}.{since}, and this document is of {major}.{minor}"
                    );
                    self.report.add_at_key(&LATER_FIELD, node, key, message);
                }
                Some(field) => self.visit(value, field.shape),
                None if is_extension(key) => {}
                None => {
                    let absent =
                        || fields.iter().map(|field| field.key).filter(|known| node.get(known).is_none());
                    let near = nearest(key, absent()).or_else(|| {
                        let other = RENAMED.iter().find(|(old, _)| *old == key).map(|(_, new)| *new);
                        other.filter(|new| absent().any(|known| known == *new))
                    });
                    misspelt.extend(near);
                    let near = near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
                    let message = format!("{} has no field `{key}`{near}", with_article(name));
                    self.report.add_at_key(&UNKNOWN_FIELD, node, key, message);
                }
            }
        }
        for field in fields.iter().filter(|field| field.presence == Presence::Required) {
            // A field that is misspelt is not missing too.
            if node.get(field.key).is_none() && !misspelt.contains(&field.key) {
                self.missing(node, name, field.key);
            }
        }
    }

    fn missing(&mut self, node: Node<'a>, name: &str, key: &str) {
        self.report.add(&MISSING_FIELD, node, format!("{} must have `{key}`", with_article(name)));
    }
}
