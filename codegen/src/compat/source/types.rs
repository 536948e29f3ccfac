//! Types that both files declare, and what has become of them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::relation::{INDEX_KEY, Relation, is_literal, keys, tags};
use super::{Files, Use, place};
use crate::compat::{Finding, Rule};
use crate::model::source::Place;
use crate::model::{Model, SchemaId};
use crate::typescript::outline::{Field, Outline, Shape};
use crate::typescript::shape::Type;

pub(super) static VARIANT_ADDED: Rule = Rule {
    code: "variant-added",
    summary: "a type that programs read may be one more thing",
    explanation: "A `switch` over the variants is no longer exhaustive, and what its default branch is given is not `never`.",
    remedy: "Release it as a new major version, or tell programs to have a default branch that expects the unknown.",
};

pub(super) static VARIANT_REMOVED: Rule = Rule {
    code: "variant-removed",
    summary: "a variant of a type is gone",
    explanation: "A program that makes the variant has nothing that takes it. One that reads the type has a `case` that can never be.",
    remedy: "Keep the variant until no program names it, or release the change as a new major version.",
};

pub(super) static MEMBER_REQUIRED: Rule = Rule {
    code: "member-required",
    summary: "a member that programs may leave out is required",
    explanation: "Object literals without the member do not compile.",
    remedy: "Leave the member optional.",
};

pub(super) static MEMBER_OPTIONAL: Rule = Rule {
    code: "member-optional",
    summary: "a member that programs read may be missing, or null",
    explanation: "Under `strictNullChecks` programs that use the member without looking do not compile.",
    remedy: "Go on sending the member, or release the change as a new major version.",
};

pub(super) static MEMBER_REMOVED: Rule = Rule {
    code: "member-removed",
    summary: "a member of a type is gone",
    explanation: "Programs that read the member, or write it in an object literal, do not compile.",
    remedy: "Keep the member until no program names it, or release the change as a new major version.",
};

pub(super) static MEMBER_CHANGED: Rule = Rule {
    code: "member-changed",
    summary: "a member of a type is of another type",
    explanation: "Programs that use the member as what it was do not compile.",
    remedy: "Add a new member beside the old one.",
};

pub(super) static TYPE_CHANGED: Rule = Rule {
    code: "type-changed",
    summary: "a type has become another",
    explanation: "Programs that use the type as what it was do not compile.",
    remedy: "Declare a new type beside the old one.",
};

/// A type or a member of one in both files, and what a program does with it.
#[derive(Clone, Copy)]
struct At<'f> {
    subject: &'f str,
    way: Use,
    places: (Option<SchemaId>, Option<SchemaId>),
}

impl Files<'_> {
    /// Every type that both files declare, for everything that an old program does with it.
    pub(super) fn types(&self, findings: &mut Vec<Finding>) {
        for (name, before) in &self.old.types {
            let Some(now) = self.new.types.get(name) else { continue };
            for way in self.uses.get(name).into_iter().flatten() {
                let at = At { subject: name, way: *way, places: (None, None) };
                self.shape(at, &before.shape, &now.shape, findings);
            }
        }
        // What both uses of a type find is one cause.
        let mut known: HashMap<(String, &str, String), usize> = HashMap::new();
        let mut once: Vec<Finding> = Vec::new();
        for finding in findings.drain(..) {
            let key = (finding.subject.clone(), finding.rule.code, finding.message.clone());
            match known.entry(key) {
                Entry::Occupied(same) => once[*same.get()].direction = None,
                Entry::Vacant(new) => {
                    new.insert(once.len());
                    once.push(finding);
                }
            }
        }
        *findings = once;
    }

    /// Whether what has become of a type serves a program that uses it so.
    fn fits(&self, way: Use, before: &Type, now: &Type) -> bool {
        match way {
            Use::Consumed => Relation { from: self.new, to: self.old, is_deep: false }.fits(now, before),
            Use::Produced => Relation { from: self.old, to: self.new, is_deep: false }.fits(before, now),
        }
    }

    fn add(&self, at: At<'_>, rule: &'static Rule, sentence: String, findings: &mut Vec<Finding>) {
        let mut finding = self.finding(rule, at.subject, Some(at.way), sentence);
        let of = |model: &Model, id: Option<SchemaId>| -> Option<Place> {
            Some(place(model, model.schemas.get(id?).node?))
        };
        finding.old = of(self.old_model, at.places.0).or(finding.old);
        finding.new = of(self.new_model, at.places.1).or(finding.new);
        findings.push(finding);
    }

    fn shape(&self, at: At<'_>, before: &Shape, now: &Shape, findings: &mut Vec<Finding>) {
        match (before, now) {
            (Shape::Interface(before), Shape::Interface(now)) => self.members(at, before, now, findings),
            (Shape::Alias(before), Shape::Alias(now)) => {
                if !self.variants(at, before, now, findings) {
                    let sentence = format!("`{}` is another type", at.subject);
                    self.add(at, &TYPE_CHANGED, sentence, findings);
                }
            }
            _ => {
                let fits = match at.way {
                    Use::Consumed => {
                        Relation { from: self.new, to: self.old, is_deep: false }.shapes_fit(now, before)
                    }
                    Use::Produced => {
                        Relation { from: self.old, to: self.new, is_deep: false }.shapes_fit(before, now)
                    }
                };
                let has_keys = match (keys(self.old, before), keys(self.new, now)) {
                    (Some(before), Some(now)) => before.is_subset(&now) || now.contains(INDEX_KEY),
                    (Some(before), None) => before.is_empty(),
                    (None, _) => true,
                };
                if !fits || !has_keys {
                    let sentence = format!("`{}` is another type", at.subject);
                    self.add(at, &TYPE_CHANGED, sentence, findings);
                }
            }
        }
    }

    fn members(&self, at: At<'_>, before: &[Field], now: &[Field], findings: &mut Vec<Finding>) {
        for was in before {
            let subject = format!("{}.{}", at.subject, was.key.trim_matches('\''));
            let Some(is) = now.iter().find(|field| field.key == was.key) else {
                // Any name may still be read where there is an index signature.
                let at = At { subject: &subject, places: (was.schema, None), ..at };
                let has_index = now.iter().any(|field| field.key == INDEX_KEY);
                if was.key == INDEX_KEY {
                    self.add(at, &MEMBER_REMOVED, format!("`{}` has no other members", at.owner()), findings);
                } else if !has_index {
                    self.add(at, &MEMBER_REMOVED, format!("`{subject}` is gone"), findings);
                } else if !was.optional && at.way == Use::Consumed {
                    self.add(at, &MEMBER_OPTIONAL, format!("`{subject}` may be missing"), findings);
                }
                continue;
            };
            let at = At { subject: &subject, places: (was.schema, is.schema), ..at };
            self.member(at, was, is, findings);
        }
        for is in now.iter().filter(|is| before.iter().all(|was| was.key != is.key)) {
            let subject = format!("{}.{}", at.subject, is.key.trim_matches('\''));
            let at = At { subject: &subject, places: (None, is.schema), ..at };
            if at.way == Use::Produced && is.key == INDEX_KEY {
                let sentence =
                    format!("`{}` may have other members, of which those that it has must be", at.owner());
                self.add(at, &MEMBER_CHANGED, sentence, findings);
            } else if at.way == Use::Produced && !is.optional {
                self.add(at, &MEMBER_REQUIRED, format!("`{subject}` is new and required"), findings);
            }
        }
    }

    fn member(&self, at: At<'_>, was: &Field, is: &Field, findings: &mut Vec<Finding>) {
        let subject = at.subject;
        if was.optional && !is.optional && at.way == Use::Produced {
            self.add(at, &MEMBER_REQUIRED, format!("`{subject}` is required"), findings);
        }
        if !was.optional && is.optional && at.way == Use::Consumed {
            self.add(at, &MEMBER_OPTIONAL, format!("`{subject}` may be missing"), findings);
        }
        if !self.variants(at, &was.ty, &is.ty, findings) {
            self.add(at, &MEMBER_CHANGED, format!("`{subject}` is of another type"), findings);
        }
    }

    /// Compares two types variant by variant. `false` where they have nothing in common that could be said so.
    fn variants(&self, at: At<'_>, before: &Type, now: &Type, findings: &mut Vec<Finding>) -> bool {
        if before == now {
            return true;
        }
        let (was, is) = (variants(before), variants(now));
        let added: Vec<&&Type> = is.iter().filter(|one| !was.contains(*one)).collect();
        let gone: Vec<&&Type> = was.iter().filter(|one| !is.contains(*one)).collect();
        let unread: Vec<&Type> = match at.way {
            Use::Consumed => {
                added.iter().copied().copied().filter(|one| !self.fits(at.way, before, one)).collect()
            }
            Use::Produced => Vec::new(),
        };
        let unmade: Vec<&Type> = match at.way {
            Use::Produced => {
                gone.iter().copied().copied().filter(|one| !self.fits(at.way, one, now)).collect()
            }
            Use::Consumed => {
                gone.iter().copied().copied().filter(|one| self.is_a_case(one, &was, &is, now)).collect()
            }
        };
        let all_new = !unread.is_empty() && unread.len() == is.len() && was.len() == gone.len();
        let all_gone = !unmade.is_empty() && unmade.len() == was.len() && is.len() == added.len();
        let all_gone = all_gone && at.way == Use::Produced;
        // A variant whose type is gone or renamed is said to be so.
        let is_said = |one: &&Type| matches!(one, Type::Atom(name) if self.removed.contains(name));
        let unmade: Vec<&Type> = unmade.into_iter().filter(|one| !is_said(one)).collect();
        let is_message = at.subject == self.old.received || at.subject == self.old.sent;
        if !is_message && (all_new || all_gone) && was.iter().all(|one| !is_said(one)) {
            return false;
        }
        for one in unread {
            if one.is("null") {
                self.add(at, &MEMBER_OPTIONAL, format!("`{}` may be null", at.subject), findings);
            } else {
                let sentence = format!("`{}` may be {} too", at.subject, text(one));
                self.add(at, &VARIANT_ADDED, sentence, findings);
                self.place_variant(one, findings);
            }
        }
        for one in unmade {
            let sentence = format!("`{}` is never {}", at.subject, text(one));
            self.add(at, &VARIANT_REMOVED, sentence, findings);
            self.place_variant(one, findings);
        }
        true
    }

    /// The unions of all messages stand nowhere: their variants do.
    fn place_variant(&self, variant: &Type, findings: &mut [Finding]) {
        let (Type::Atom(name), Some(finding)) = (variant, findings.last_mut()) else { return };
        if finding.old.is_none() && finding.new.is_none() {
            let of = |model: &Model, outline: &Outline| Some(place(model, outline.types.get(name)?.node?));
            finding.old = of(self.old_model, self.old);
            finding.new = of(self.new_model, self.new);
        }
    }

    /// Whether a variant that is gone may have had a `case` of its own, which now can never be.
    fn is_a_case(&self, gone: &Type, was: &[&Type], is: &[&Type], now: &Type) -> bool {
        let Type::Atom(text) = gone else { return false };
        if is.is_empty() {
            // What never comes may be compared to anything.
            return false;
        }
        if is_literal(text) {
            // Where any string is admitted, each still is one.
            return text != "null"
                && !Relation { from: self.old, to: self.new, is_deep: false }.fits(gone, now);
        }
        let Some((member, values)) = tags(self.old, was) else { return false };
        let Some(own) = was.iter().position(|one| *one == gone).and_then(|index| values.get(index)) else {
            return false;
        };
        let left: Vec<String> = match is {
            [only] => super::relation::literals_of(self.new, only, &member).unwrap_or_default(),
            _ => tags(self.new, is)
                .filter(|(other, _)| *other == member)
                .map(|(_, all)| all.concat())
                .unwrap_or_default(),
        };
        own.iter().any(|literal| !left.contains(literal))
    }
}

impl At<'_> {
    /// The type that a member is of.
    fn owner(&self) -> &str {
        self.subject.rsplit_once('.').map_or(self.subject, |(owner, _)| owner)
    }
}

fn variants(ty: &Type) -> Vec<&Type> {
    match ty {
        Type::Union(variants) => variants.iter().collect(),
        one if one.is("never") => Vec::new(),
        one => vec![one],
    }
}

/// A variant, for people.
fn text(ty: &Type) -> String {
    match ty {
        Type::Atom(text) => format!("`{text}`"),
        Type::Union(_) => "one of several".to_owned(),
        Type::List(_) | Type::Tuple(_) => "an array".to_owned(),
        Type::All(_) | Type::Members(_) => "an object".to_owned(),
    }
}
