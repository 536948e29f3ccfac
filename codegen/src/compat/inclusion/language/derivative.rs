//! Expressions that are equal are one, and their derivatives (Brzozowski).
//!
//! The derivative of a language by a character is what may follow the character. Every expression has finitely many up to
//! the equalities that [`super::simplify`] applies, so they are the states of a deterministic automaton.
//! Nothing here recurses into an expression, so that none is too deep for the stack.

use std::collections::HashMap;
use std::sync::Arc;

use super::Language;
use super::class::{Class, Partition};

/// No word.
pub(super) const NONE: Language = Language(0);
/// The empty word.
pub(super) const EMPTY: Language = Language(1);
/// The words of one character.
pub(super) const ANY: Language = Language(2);
/// Every word.
pub(super) const ALL: Language = Language(3);

/// A class among those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct ClassId(u32);

/// A list of classes among those that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct FirstsId(u32);

/// An expression over others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Node {
    None,
    Empty,
    Class(ClassId),
    /// The first is no `Concat`.
    Concat(Language, Language),
    /// At least so many words one after the other, and at most.
    Repeat(Language, u64, Option<u64>),
    /// Sorted, without doubles, none of them an `Or`.
    Or(Arc<[Language]>),
    /// Sorted, without doubles, none of them an `And`.
    And(Arc<[Language]>),
    /// Of neither `Or`, `And` nor `Not`.
    Not(Language),
}

/// What is known of an expression.
#[derive(Debug, Clone)]
struct Info {
    node: Node,
    /// Whether the empty word is one of its words.
    nullable: bool,
    /// No word is shorter.
    min: u64,
    /// No word is longer.
    max: Option<u64>,
    weight: u64,
    /// Characters that these classes do not tell apart have the same derivative.
    firsts: FirstsId,
}

/// All expressions.
#[derive(Debug)]
pub(super) struct Expressions {
    infos: Vec<Info>,
    ids: HashMap<Node, Language>,
    classes: Vec<Class>,
    class_ids: HashMap<Class, ClassId>,
    firsts: Vec<Arc<[ClassId]>>,
    firsts_ids: HashMap<Arc<[ClassId]>, FirstsId>,
    partitions: HashMap<FirstsId, Arc<Partition>>,
    derivatives: HashMap<(Language, char), Language>,
    pub(super) complements: HashMap<Language, Language>,
    /// How much was made so far.
    pub(super) size: usize,
}

impl Default for Expressions {
    fn default() -> Self {
        let mut expressions = Self {
            infos: Vec::new(),
            ids: HashMap::new(),
            classes: Vec::new(),
            class_ids: HashMap::new(),
            firsts: Vec::new(),
            firsts_ids: HashMap::new(),
            partitions: HashMap::new(),
            derivatives: HashMap::new(),
            complements: HashMap::new(),
            size: 0,
        };
        // In the order of the constants.
        expressions.interned(Node::None);
        expressions.interned(Node::Empty);
        expressions.class(Class::any());
        expressions.interned(Node::Repeat(ANY, 0, None));
        expressions.complements.extend([(NONE, ALL), (ALL, NONE)]);
        expressions
    }
}

impl Expressions {
    pub(super) fn node(&self, language: Language) -> &Node {
        &self.infos[language.0 as usize].node
    }

    /// Whether the empty word is one of a language.
    pub(super) fn nullable(&self, language: Language) -> bool {
        self.infos[language.0 as usize].nullable
    }

    /// Bounds of the lengths of the words: no word is outside, though there may be none at a bound.
    pub(super) fn lengths(&self, language: Language) -> (u64, Option<u64>) {
        let info = &self.infos[language.0 as usize];
        (info.min, info.max)
    }

    /// How many parts there are to derive, those that are shared once for each use.
    pub(super) fn weight(&self, language: Language) -> u64 {
        self.infos[language.0 as usize].weight
    }

    pub(super) fn class_of(&self, id: ClassId) -> &Class {
        &self.classes[id.0 as usize]
    }

    /// The words of one character of a class.
    pub(super) fn class(&mut self, class: Class) -> Language {
        if class.is_empty() {
            return NONE;
        }
        let known = self.class_ids.get(&class).copied();
        let id = known.unwrap_or_else(|| {
            let id = ClassId(number(self.classes.len()));
            self.size += class.ranges().len();
            self.classes.push(class.clone());
            self.class_ids.insert(class, id);
            id
        });
        self.interned(Node::Class(id))
    }

    /// The expression of a node that is simplified already.
    pub(super) fn interned(&mut self, node: Node) -> Language {
        if let Some(known) = self.ids.get(&node) {
            return *known;
        }
        let (min, max) = self.bounds(&node);
        let weight = self.weight_of(&node);
        let info = Info {
            weight,
            nullable: self.accepts_empty(&node),
            min,
            max,
            firsts: self.firsts(&node),
            node: node.clone(),
        };
        let language = Language(number(self.infos.len()));
        self.size += 1;
        self.infos.push(info);
        self.ids.insert(node, language);
        language
    }

    fn accepts_empty(&self, node: &Node) -> bool {
        match node {
            Node::None | Node::Class(_) => false,
            Node::Empty => true,
            Node::Concat(a, b) => self.nullable(*a) && self.nullable(*b),
            Node::Repeat(inside, min, _) => *min == 0 || self.nullable(*inside),
            Node::Or(members) => members.iter().any(|member| self.nullable(*member)),
            Node::And(members) => members.iter().all(|member| self.nullable(*member)),
            Node::Not(inside) => !self.nullable(*inside),
        }
    }

    fn bounds(&self, node: &Node) -> (u64, Option<u64>) {
        let each =
            |members: &[Language]| -> Vec<_> { members.iter().map(|member| self.lengths(*member)).collect() };
        match node {
            Node::None => (u64::MAX, Some(0)),
            Node::Empty => (0, Some(0)),
            Node::Class(_) => (1, Some(1)),
            Node::Concat(a, b) => {
                let (a, b) = (self.lengths(*a), self.lengths(*b));
                (a.0.saturating_add(b.0), a.1.zip(b.1).and_then(|(a, b)| a.checked_add(b)))
            }
            Node::Repeat(inside, min, max) => {
                let inside = self.lengths(*inside);
                (inside.0.saturating_mul(*min), inside.1.zip(*max).and_then(|(a, b)| a.checked_mul(b)))
            }
            Node::Or(members) => {
                let each = each(members);
                let longest: Option<Vec<u64>> = each.iter().map(|lengths| lengths.1).collect();
                (
                    each.iter().map(|lengths| lengths.0).min().unwrap_or_default(),
                    longest.and_then(|longest| longest.into_iter().max()),
                )
            }
            Node::And(members) => {
                let each = each(members);
                (
                    each.iter().map(|lengths| lengths.0).max().unwrap_or_default(),
                    each.iter().filter_map(|lengths| lengths.1).min(),
                )
            }
            Node::Not(inside) => (u64::from(self.nullable(*inside)), None),
        }
    }

    fn weight_of(&self, node: &Node) -> u64 {
        let parts = match node {
            Node::None | Node::Empty | Node::Class(_) => 0,
            Node::Concat(a, b) if self.nullable(*a) => self.weight(*a).saturating_add(self.weight(*b)),
            Node::Concat(inside, _) | Node::Repeat(inside, ..) | Node::Not(inside) => self.weight(*inside),
            Node::Or(members) | Node::And(members) => {
                members.iter().fold(0, |sum, member| self.weight(*member).saturating_add(sum))
            }
        };
        parts.saturating_add(1)
    }

    fn firsts(&mut self, node: &Node) -> FirstsId {
        let of = |language: &Language| self.infos[language.0 as usize].firsts;
        let several = match node {
            Node::None | Node::Empty | Node::Class(_) => Vec::new(),
            Node::Concat(a, b) if self.nullable(*a) => vec![of(a), of(b)],
            Node::Concat(inside, _) | Node::Repeat(inside, ..) | Node::Not(inside) => vec![of(inside)],
            Node::Or(members) | Node::And(members) => members.iter().map(of).collect(),
        };
        if let [first, others @ ..] = several.as_slice()
            && others.iter().all(|other| other == first)
        {
            return *first;
        }
        let mut classes: Vec<ClassId> =
            several.iter().flat_map(|several| self.firsts[several.0 as usize].iter().copied()).collect();
        // The class of all characters, which is the first, tells nothing apart.
        classes.extend(match node {
            Node::Class(id) if id.0 != 0 => Some(*id),
            _ => None,
        });
        classes.sort_unstable();
        classes.dedup();
        let classes: Arc<[ClassId]> = classes.into();
        if let Some(known) = self.firsts_ids.get(&classes) {
            return *known;
        }
        let id = FirstsId(number(self.firsts.len()));
        self.size += classes.len();
        self.firsts.push(Arc::clone(&classes));
        self.firsts_ids.insert(classes, id);
        id
    }

    /// Blocks of characters by which the derivatives of a language are the same.
    pub(super) fn partition(&mut self, language: Language) -> Arc<Partition> {
        let firsts = self.infos[language.0 as usize].firsts;
        if let Some(known) = self.partitions.get(&firsts) {
            return Arc::clone(known);
        }
        let classes = self.firsts[firsts.0 as usize].iter().map(|id| self.class_of(*id));
        let partition = Arc::new(Partition::new(classes));
        self.partitions.insert(firsts, Arc::clone(&partition));
        partition
    }

    /// What may follow a character.
    pub(super) fn derivative(&mut self, language: Language, by: char) -> Language {
        let mut waiting = vec![language];
        while let Some(top) = waiting.last().copied() {
            let before = waiting.len();
            if !self.derivatives.contains_key(&(top, by)) {
                let missing = |part: &Language| !self.derivatives.contains_key(&(*part, by));
                match self.node(top) {
                    Node::None | Node::Empty | Node::Class(_) => {}
                    Node::Concat(a, b) => {
                        waiting.extend(Some(*a).filter(missing));
                        waiting.extend(Some(*b).filter(|b| self.nullable(*a) && missing(b)));
                    }
                    Node::Repeat(inside, ..) | Node::Not(inside) => {
                        waiting.extend(Some(*inside).filter(missing));
                    }
                    Node::Or(members) | Node::And(members) => {
                        waiting.extend(members.iter().copied().filter(missing));
                    }
                }
                if waiting.len() > before {
                    continue;
                }
                let derivative = self.derivative_of_parts(top, by);
                self.derivatives.insert((top, by), derivative);
            }
            waiting.pop();
        }
        self.known_derivative(language, by)
    }

    fn known_derivative(&self, language: Language, by: char) -> Language {
        self.derivatives[&(language, by)]
    }

    /// The derivative, given those of the parts.
    fn derivative_of_parts(&mut self, language: Language, by: char) -> Language {
        match self.node(language).clone() {
            Node::None | Node::Empty => NONE,
            Node::Class(id) => {
                if self.class_of(id).contains(by) {
                    EMPTY
                } else {
                    NONE
                }
            }
            Node::Concat(a, b) => {
                let first = self.known_derivative(a, by);
                let first = self.concat(first, b);
                if self.nullable(a) {
                    let second = self.known_derivative(b, by);
                    self.or(vec![first, second])
                } else {
                    first
                }
            }
            // A word of what may be empty is left out, if it is: that is why its minimum is 0.
            Node::Repeat(inside, min, max) => {
                let first = self.known_derivative(inside, by);
                let rest = self.repeat(inside, min.saturating_sub(1), max.map(|max| max.saturating_sub(1)));
                self.concat(first, rest)
            }
            Node::Or(members) => {
                let members = members.iter().map(|member| self.known_derivative(*member, by)).collect();
                self.or(members)
            }
            Node::And(members) => {
                let members = members.iter().map(|member| self.known_derivative(*member, by)).collect();
                self.and(members)
            }
            Node::Not(inside) => {
                let inside = self.known_derivative(inside, by);
                self.not(inside)
            }
        }
    }

    /// Whether a word is one of a language.
    pub(super) fn contains(&mut self, language: Language, word: &str) -> bool {
        let mut rest = language;
        for character in word.chars() {
            if rest == NONE || rest == ALL {
                break;
            }
            let representative = self.partition(rest).representative(character);
            rest = self.derivative(rest, representative);
        }
        self.nullable(rest)
    }
}

/// The number of the next expression. There is no memory for more than fit.
fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
