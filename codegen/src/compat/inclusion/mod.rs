//! Whether every value that one schema lets a sender send is admitted by what a receiver accepts.
//!
//! A value is looked for that the sender may send and the receiver refuses. [`compile`] makes terms of the schemas of both sides,
//! [`solver`] takes the question apart, type by type and choice by choice, and [`number`], [`text`], [`list`] and [`object`] decide what
//! is left. What is found is shown only if another implementation of JSON Schema agrees with both original schemas ([`mod@judge`]).

mod branch;
mod circle;
mod compile;
mod disjoint;
mod emitted;
mod excerpt;
mod goal;
mod holds;
mod judge;
mod language;
mod list;
mod normal;
mod number;
mod object;
mod received;
mod refuse;
mod regions;
mod resolve;
mod shrink;
mod solver;
mod term;
mod text;

use serde_json::Value;

use circle::Circles;
use compile::Compiler;
use goal::{Literal, Outcome, Reason, Role, Trust};
use judge::Judge;
use received::Received;
use solver::Solver;

use crate::model::source::{Place, Sources};
use crate::model::{Kind, SchemaId, Schemas};

/// What a sender is taken to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Reading {
    /// What it declares: an object has no member that is not declared, unless `additionalProperties` or `patternProperties` say that
    /// it may. So are messages that are made from types.
    #[default]
    Emit,
    /// Whatever its schema admits.
    Accept,
}

/// The schemas of one document, and the files that they are written in.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// The files.
    pub sources: &'a Sources,
    /// The schemas, as they are written.
    pub schemas: &'a Schemas,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Whatever is sent is accepted.
    Included,
    /// This value may be sent and is refused.
    Counterexample(Counterexample),
    /// Neither is proven.
    Unknown(Unknown),
}

/// A value that may be sent and is refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Counterexample {
    /// The value.
    pub value: Value,
    /// Why it is refused: what is wrong with it for the schema that it fits most nearly. Empty where nothing that is received is like it.
    pub refusals: Vec<Refusal>,
}

/// What a schema has against a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Where in the value: a JSON Pointer (RFC 6901), empty for the value itself.
    pub path: String,
    /// What was expected, as one line without a period.
    pub message: String,
    /// Where the demand stands.
    pub place: Place,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// What could not be decided, as one line without a period.
    pub reason: String,
    /// Where it stands, if it is one place.
    pub place: Option<Place>,
}

/// Which of two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// The one that is deployed.
    Old,
    /// The one that is to be.
    New,
}

/// What is known of one document.
#[derive(Debug)]
struct Document<'a> {
    compiler: Compiler<'a>,
    judge: Judge<'a>,
    /// What was received when it was last asked: most questions are about the same.
    received: Received,
}

impl<'a> Document<'a> {
    fn new(side: Side<'a>) -> Self {
        Self { compiler: Compiler::new(side), judge: Judge::new(side), received: Received::default() }
    }
}

/// Inclusions between the schemas of two documents. What is found out once is known from then on.
#[derive(Debug)]
pub struct Inclusion<'a> {
    old: Document<'a>,
    new: Document<'a>,
    circles: Circles,
    solver: Solver,
    reading: Reading,
}

impl<'a> Inclusion<'a> {
    /// Nothing is asked yet.
    #[must_use]
    pub fn new(old: Side<'a>, new: Side<'a>, reading: Reading) -> Self {
        Self {
            old: Document::new(old),
            new: Document::new(new),
            circles: Circles::default(),
            solver: Solver::default(),
            reading,
        }
    }

    /// Whether every value that the sender may send by `sent` is admitted by one of `received`, which are of the other document.
    pub fn check(&mut self, sender: Version, sent: SchemaId, received: &[SchemaId]) -> Verdict {
        let role = match self.reading {
            Reading::Emit => Role::Emitted,
            Reading::Accept => Role::Admitted,
        };
        let Self { old, new, circles, solver, .. } = self;
        let (sender, receiver) = parties(sender, old, new);
        let mut term = |compiler: &mut Compiler<'a>, id| compiler.term(id, &mut solver.terms, circles);
        let sent_term = term(&mut sender.compiler, sent);
        if receiver.received.ids != received {
            let terms = received.iter().map(|id| term(&mut receiver.compiler, *id)).collect();
            receiver.received = Received::new(received, terms, receiver.compiler.side(), &solver.terms);
        }
        if receiver.received.has(sent_term) {
            return Verdict::Included;
        }
        let near = receiver.received.near(sent_term, &solver.terms);
        let mut goal: Vec<Literal> = near.into_iter().map(Literal::refused).collect();
        goal.push(Literal::new(sent_term, role));
        match solver.ask(goal) {
            Outcome::Empty => Verdict::Included,
            Outcome::Found(sample, trust) => match sample.to_json() {
                Some(value) => judge(self.reading, sender, receiver, sent, &value, trust),
                None => unknown(
                    sender,
                    receiver,
                    &Reason::Beyond("a value was found that is too large to be shown"),
                ),
            },
            Outcome::Unknown(reason) => unknown(sender, receiver, &reason),
        }
    }

    /// Whether no value fits both what is sent and what is received, as far as it is known.
    pub fn are_apart(&mut self, sender: Version, sent: SchemaId, received: SchemaId) -> bool {
        let Self { old, new, circles, solver, .. } = self;
        let (sender, receiver) = parties(sender, old, new);
        let both = [(sender, sent), (receiver, received)].map(|(document, id)| {
            Literal::new(document.compiler.term(id, &mut solver.terms, circles), Role::Admitted)
        });
        solver.ask(both.to_vec()) == Outcome::Empty
    }
}

/// Who sends, and who receives.
fn parties<T>(sender: Version, old: T, new: T) -> (T, T) {
    match sender {
        Version::Old => (old, new),
        Version::New => (new, old),
    }
}

/// Shows a value to whoever knows only what is written, and makes it as small as it can be.
fn judge(
    reading: Reading,
    sender: &mut Document<'_>,
    receiver: &mut Document<'_>,
    sent: SchemaId,
    value: &Value,
    trust: Trust,
) -> Verdict {
    let received = &receiver.received;
    let mut is_one = |value: &Value| {
        let is_sent = match reading {
            Reading::Emit => sender.judge.emits(sent, value),
            Reading::Accept => sender.judge.admits(sent, value),
        };
        let mut meant = received.may_be_meant(value).into_iter();
        is_sent == Some(true) && meant.all(|id| receiver.judge.admits(id, value) == Some(false))
    };
    if !is_one(value) {
        let can_judge = sender.judge.admits(sent, value).is_some()
            && received.may_be_meant(value).into_iter().all(|id| receiver.judge.admits(id, value).is_some());
        if !can_judge {
            let reason = "a value was found, but no other implementation of JSON Schema can read the schemas to confirm it";
            return unknown(sender, receiver, &Reason::Beyond(reason));
        }
        return match trust {
            Trust::Tentative(reason) => unknown(sender, receiver, &reason),
            Trust::Certain => Verdict::Unknown(disagreement(value, sender, receiver)),
        };
    }
    let value = shrink::shrunk(value.clone(), &mut is_one);
    let near = received.may_be_meant(&value).into_iter().map(|id| receiver.judge.refusals(id, &value));
    let refusals = near.min_by_key(Vec::len).unwrap_or_default();
    Verdict::Counterexample(Counterexample { value, refusals })
}

fn unknown(sender: &Document<'_>, receiver: &Document<'_>, reason: &Reason) -> Verdict {
    // What the receiver demands is in question more often.
    let place =
        place_of(receiver.compiler.side(), reason).or_else(|| place_of(sender.compiler.side(), reason));
    Verdict::Unknown(Unknown { reason: reason.to_string(), place })
}

/// That a value was found and is not confirmed.
fn disagreement(value: &Value, sender: &Document<'_>, receiver: &Document<'_>) -> Unknown {
    // AsyncAPI's discriminator says more than JSON Schema knows.
    let place = [receiver, sender].iter().find_map(|document| document.judge.first("discriminator"));
    let why = match place {
        Some(_) => "it does not know what `discriminator` says",
        None => "this is a fault of the comparison: please report it",
    };
    let reason =
        format!("`{value}` was found, but another implementation of JSON Schema does not agree; {why}");
    Unknown { reason, place }
}

/// Where in a document something stands that is not decided.
fn place_of(side: Side<'_>, reason: &Reason) -> Option<Place> {
    let mut schemas = side.schemas.iter();
    let (_, schema) = schemas.find(|(id, schema)| match reason {
        Reason::Unread(text) => {
            side.schemas.beyond(*id).is_some_and(|beyond| beyond.unread.as_deref() == Some(text))
        }
        Reason::Pattern(pattern, _) => match &schema.kind {
            Kind::Text(rules) => rules.patterns.iter().any(|own| **own == **pattern),
            Kind::Object(rules) => rules.patterns.iter().any(|(own, _)| **own == **pattern),
            _ => false,
        },
        Reason::Budget | Reason::Depth | Reason::Beyond(_) => false,
    })?;
    Some(side.sources.node(schema.node?).place())
}
