//! Types as TypeScript writes them.

use super::layout::{Doc, begins, print};

/// A type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// A name, a keyword or a literal.
    Atom(String),
    /// One of several, at least two.
    Union(Vec<Self>),
    /// All of several, at least two.
    All(Vec<Self>),
    /// An array.
    List(Box<Self>),
    /// A tuple.
    Tuple(Vec<Item>),
    /// An object: its members with what stands before their colons.
    Members(Vec<(String, Self)>),
}

/// An item of a tuple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// It is always there.
    One(Type),
    /// It may be missing.
    Optional(Type),
    /// Any number of them.
    Rest(Type),
}

impl Type {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    pub(super) fn unknown() -> Self {
        Self::atom("unknown")
    }

    pub(super) fn never() -> Self {
        Self::atom("never")
    }

    pub(crate) fn is(&self, keyword: &str) -> bool {
        matches!(self, Self::Atom(text) if text == keyword)
    }

    /// One of some types: those that admit nothing or are there already add nothing, and `unknown` takes the place of all.
    pub(super) fn union(types: impl IntoIterator<Item = Self>) -> Self {
        let mut variants: Vec<Self> = Vec::new();
        for variant in types.into_iter().flat_map(|one| match one {
            Self::Union(inner) => inner,
            other => vec![other],
        }) {
            if variant.is("unknown") {
                return variant;
            }
            variants.push(variant);
        }
        dedup(&mut variants);
        variants.retain(|variant| !variant.is("never"));
        match variants.len() {
            0 => Self::never(),
            1 => variants.remove(0),
            _ => Self::Union(variants),
        }
    }

    /// All of some types: `unknown` adds nothing.
    pub(super) fn all(types: impl IntoIterator<Item = Self>) -> Self {
        let mut parts: Vec<Self> = types
            .into_iter()
            .flat_map(|one| match one {
                Self::All(inner) => inner,
                other => vec![other],
            })
            .filter(|part| !part.is("unknown"))
            .collect();
        dedup(&mut parts);
        match parts.len() {
            0 => Self::unknown(),
            1 => parts.remove(0),
            _ => Self::All(parts),
        }
    }

    /// Members of an object that may have any name.
    pub(super) fn map(values: Self) -> Self {
        Self::Members(vec![(INDEX.to_owned(), values)])
    }

    /// What stands behind the `=` of an alias or the `:` of a member, with the space or line break before it.
    pub(super) fn assigned(&self, column: usize, indent: usize) -> String {
        // What cannot be broken goes to the next line as a whole, but only behind an `=`.
        if indent == 0 && !self.is_broken_by_itself() {
            let doc = self.doc();
            return if begins(&doc, column + 1, ";") {
                format!(" {}", print(&doc, column + 1, indent, ";"))
            } else {
                format!("\n  {}", print(&doc, 2, 2, ";"))
            };
        }
        print(&self.after(""), column, indent, ";")
    }

    fn is_broken_by_itself(&self) -> bool {
        matches!(self, Self::Union(variants) if !is_hugged(variants))
    }

    /// `mark`, and the type behind it.
    fn after(&self, mark: &str) -> Doc {
        match self {
            Self::Union(variants) if !is_hugged(variants) => Doc::Group(vec![
                Doc::text(mark),
                Doc::Indent(vec![Doc::Line, Doc::Group(alternatives(variants))]),
            ]),
            _ => Doc::All(vec![Doc::text(format!("{mark} ")), self.doc()]),
        }
    }

    /// The type where nothing stands before it.
    pub(super) fn doc(&self) -> Doc {
        match self {
            Self::Atom(text) => Doc::text(text),
            Self::Union(variants) if is_hugged(variants) => {
                Doc::All(separated(variants.iter().map(Self::doc), " | "))
            }
            Self::Union(variants) => Doc::Group(alternatives(variants)),
            Self::All(parts) => intersection(parts),
            Self::List(items) => Doc::All(vec![Doc::text("readonly "), items.operand(), Doc::text("[]")]),
            Self::Tuple(items) if items.is_empty() => Doc::text("readonly []"),
            Self::Tuple(items) => {
                let mut inner = vec![Doc::Softline];
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        inner.extend([Doc::text(","), Doc::Line]);
                    }
                    inner.push(item.doc());
                }
                let comma = Doc::Either(",", "");
                Doc::Group(vec![
                    Doc::text("readonly ["),
                    Doc::Indent(inner),
                    comma,
                    Doc::Softline,
                    Doc::text("]"),
                ])
            }
            Self::Members(members) => {
                let mut inner = vec![Doc::Line];
                for (index, (name, ty)) in members.iter().enumerate() {
                    if index > 0 {
                        inner.extend([Doc::text(";"), Doc::Line]);
                    }
                    inner.extend([Doc::text(name), ty.after(":")]);
                }
                inner.push(Doc::Either(";", ""));
                Doc::Group(vec![Doc::text("{"), Doc::Indent(inner), Doc::Line, Doc::text("}")])
            }
        }
    }

    /// The type where an operator binds to it.
    fn operand(&self) -> Doc {
        match self {
            Self::Union(variants) => {
                let inner = vec![Doc::Softline, Doc::Group(alternatives(variants))];
                Doc::Group(vec![Doc::text("("), Doc::Indent(inner), Doc::Softline, Doc::text(")")])
            }
            Self::Atom(text) if !text.contains([' ', '&']) => Doc::text(text),
            Self::Atom(text) if text.starts_with(['(', '\'', '"', '`']) => Doc::text(text),
            Self::Members(_) => self.doc(),
            _ => Doc::All(vec![Doc::text("("), self.doc(), Doc::text(")")]),
        }
    }
}

/// What stands before the colon of a member that may have any name.
pub(crate) const INDEX: &str = "readonly [key: string]";

impl Item {
    fn doc(&self) -> Doc {
        match self {
            Self::One(Type::Union(variants)) if !is_hugged(variants) => {
                let mut inner = vec![Doc::Either("(", ""), Doc::Softline];
                inner.extend(alternatives(variants));
                Doc::Group(vec![Doc::Indent(inner), Doc::Softline, Doc::Either(")", "")])
            }
            Self::One(ty) => ty.doc(),
            Self::Optional(ty) => Doc::All(vec![ty.operand(), Doc::text("?")]),
            Self::Rest(ty) => Doc::All(vec![Doc::text("..."), ty.operand(), Doc::text("[]")]),
        }
    }
}

/// An object or nothing: the braces stay where they are.
fn is_hugged(variants: &[Type]) -> bool {
    let nulls = variants.iter().filter(|variant| variant.is("null")).count();
    nulls + 1 == variants.len() && variants.iter().any(|variant| matches!(variant, Type::Members(_)))
}

fn alternatives(variants: &[Type]) -> Vec<Doc> {
    let mut docs = vec![Doc::Either("| ", "")];
    for (index, variant) in variants.iter().enumerate() {
        if index > 0 {
            docs.extend([Doc::Line, Doc::text("| ")]);
        }
        let variant = match variant {
            Type::All(_) => variant.operand(),
            _ => variant.doc(),
        };
        docs.push(Doc::Indent(vec![variant]));
    }
    docs
}

fn intersection(parts: &[Type]) -> Doc {
    let is_object = |part: &Type| matches!(part, Type::Members(_));
    let mut docs = Vec::new();
    let mut was_indented = false;
    for (index, part) in parts.iter().enumerate() {
        let doc = match part {
            Type::List(_) | Type::Tuple(_) => part.doc(),
            _ => part.operand(),
        };
        let Some(before) = index.checked_sub(1).map(|before| &parts[before]) else {
            docs.push(doc);
            continue;
        };
        match (is_object(before), is_object(part)) {
            (true, true) => {
                docs.push(Doc::text(" & "));
                docs.push(if was_indented { Doc::Indent(vec![doc]) } else { doc });
            }
            (false, false) => docs.push(Doc::Indent(vec![Doc::text(" &"), Doc::Line, doc])),
            _ => {
                was_indented |= index > 1;
                docs.push(Doc::text(" & "));
                docs.push(if index > 1 { Doc::Indent(vec![doc]) } else { doc });
            }
        }
    }
    Doc::Group(docs)
}

fn separated(docs: impl Iterator<Item = Doc>, mark: &str) -> Vec<Doc> {
    let mut parts = Vec::new();
    for doc in docs {
        if !parts.is_empty() {
            parts.push(Doc::text(mark));
        }
        parts.push(doc);
    }
    parts
}

/// Drops what is there already. Lists of literals are long, so the atoms are looked up.
fn dedup(types: &mut Vec<Type>) {
    let mut atoms = std::collections::HashSet::new();
    let mut others: Vec<Type> = Vec::new();
    types.retain(|one| match one {
        Type::Atom(text) => atoms.insert(text.clone()),
        other if others.contains(other) => false,
        other => {
            others.push(other.clone());
            true
        }
    });
}
