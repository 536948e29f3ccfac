//! The rules of a protocol: what one side may send, ask for or rely on, and what the other has against it.
//!
//! Most rules look at a [`Meeting`]: clients of one document and a server of the other. There are two, as either side may be the newer
//! one, and one rule serves both. Where several rules would speak of one cause, the first that does so notes it in the [`Report`], and
//! those after it are silent.

mod annotation;
mod binding;
mod channel;
mod content;
mod contract;
mod correlation;
mod frame;
mod headers;
mod message;
mod operation;
mod reply;
mod report;
mod requirement;
mod security;
mod server;
mod stream;

use std::thread::{self, ScopedJoinHandle};

use super::inclusion::{Inclusion, Reading, Side, Verdict, Version};
use super::source::{self, Typed};
use super::{Category, Deployed, Direction, Finding, Rule};
use crate::model::source::{Node, NodeId, Place};
use crate::model::{Model, Perspective, SchemaId};
use contract::{Channels, Contract};
use report::Report;

/// The rules of each family.
const RULES: &[&[&Rule]] = &[
    channel::RULES,
    server::RULES,
    security::RULES,
    operation::RULES,
    message::RULES,
    headers::RULES,
    reply::RULES,
    correlation::RULES,
    content::RULES,
    binding::RULES,
    stream::RULES,
    annotation::RULES,
];

/// How two documents are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// What a sender is taken to send.
    pub reading: Reading,
    /// Which side the documents describe: the server, or a client that was given a document of its own.
    pub described: Perspective,
}

impl Default for Options {
    fn default() -> Self {
        Self { reading: Reading::default(), described: Perspective::Server }
    }
}

impl From<Reading> for Options {
    fn from(reading: Reading) -> Self {
        Self { reading, ..Self::default() }
    }
}

/// Every rule, by family.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied().flatten().chain(source::RULES).copied()
}

/// What changes between two documents, both read with [`Model::as_written`]: for deployed clients, for a server that is rolled back, and
/// for programs that use the generated TypeScript. Sorted by category, then by subject; each once.
#[must_use]
pub fn compare(old: &Model, new: &Model, options: impl Into<Options>) -> Vec<Finding> {
    let options = options.into();
    if old.sources.say_the_same(&new.sources) {
        return Vec::new();
    }
    // TypeScript is made of schemas that are merged. Both documents are read so while the wire is looked at.
    let mut findings = thread::scope(|scope| {
        let typed = |model| scope.spawn(move || Typed::read(model, options.described));
        let (was, is) = (typed(old), typed(new));
        let (context, mut report) = wire(old, new, options);
        let joined = |typed: ScopedJoinHandle<'_, Option<Typed>>| typed.join().ok().flatten();
        if let (Some(was), Some(is)) = (joined(was), joined(is)) {
            annotation::check(&context, &was.model, &is.model, &mut report);
            report.findings.extend(source::check(&was, &is, options.described));
        }
        report.findings
    });
    findings.sort_by(|a, b| order(a).cmp(&order(b)));
    findings.dedup();
    findings
}

type Order<'f> = (Category, &'f str, &'static str, Option<Direction>, Option<Deployed>, &'f str);

fn order(finding: &Finding) -> Order<'_> {
    (
        finding.category,
        &finding.subject,
        finding.rule.code,
        finding.direction,
        finding.deployed,
        &finding.message,
    )
}

/// Two documents, and what in them is one on the wire.
struct Context<'a> {
    old: Contract<'a>,
    new: Contract<'a>,
    channels: Channels,
    options: Options,
}

/// Clients of one document, and a server of the other.
#[derive(Clone, Copy)]
struct Meeting<'c, 'a> {
    deployed: Deployed,
    client: &'c Contract<'a>,
    server: &'c Contract<'a>,
}

/// What is asked about schemas.
struct Prover<'a> {
    inclusion: Inclusion<'a>,
}

/// What is found on the wire.
fn wire<'a>(old: &'a Model, new: &'a Model, options: Options) -> (Context<'a>, Report) {
    let (mine, yours) = (Contract::new(old, options.described), Contract::new(new, options.described));
    let channels = Channels::pair(&mine, &yours);
    let context = Context { old: mine, new: yours, channels, options };
    let mut prover = context.prover();
    let mut report = Report::default();
    channel::check(&context, &mut report);
    server::check(&context, &mut report);
    security::check(&context, &mut report);
    operation::check(&context, &mut prover, &mut report);
    reply::check_addresses(&context, &mut report);
    content::check_languages(&context, &mut report);
    message::check(&context, &mut prover, &mut report);
    headers::check(&context, &mut prover, &mut report);
    reply::check(&context, &mut prover, &mut report);
    message::check_gone(&context, &mut report);
    correlation::check(&context, &mut report);
    content::check(&context, &mut report);
    binding::check(&context, &mut report);
    stream::check(&context, &mut report);
    drop(prover);
    (context, report)
}

impl<'a> Context<'a> {
    /// Old clients with a new server, then new clients with an old server.
    fn meetings(&self) -> [Meeting<'_, 'a>; 2] {
        [
            Meeting { deployed: Deployed::OldClients, client: &self.old, server: &self.new },
            Meeting { deployed: Deployed::NewClients, client: &self.new, server: &self.old },
        ]
    }

    fn prover(&self) -> Prover<'a> {
        let side = |contract: &Contract<'a>| Side {
            sources: &contract.model.sources,
            schemas: &contract.model.schemas,
        };
        let (old, new) = (side(&self.old), side(&self.new));
        Prover { inclusion: Inclusion::new(old, new, self.options.reading) }
    }
}

impl Prover<'_> {
    fn check(
        &mut self,
        meeting: Meeting<'_, '_>,
        direction: Direction,
        sent: SchemaId,
        received: &[SchemaId],
    ) -> Verdict {
        self.inclusion.check(sender(meeting, direction), sent, received)
    }

    /// Whether nothing fits both what is sent and what is received.
    fn are_apart(
        &mut self,
        meeting: Meeting<'_, '_>,
        direction: Direction,
        sent: SchemaId,
        received: SchemaId,
    ) -> bool {
        self.inclusion.are_apart(sender(meeting, direction), sent, received)
    }
}

/// Whose document says what is sent.
fn sender(meeting: Meeting<'_, '_>, direction: Direction) -> Version {
    match (meeting.deployed, direction) {
        (Deployed::OldClients, Direction::ClientToServer)
        | (Deployed::NewClients, Direction::ServerToClient) => Version::Old,
        (Deployed::OldClients, Direction::ServerToClient)
        | (Deployed::NewClients, Direction::ClientToServer) => Version::New,
    }
}

impl<'c, 'a> Meeting<'c, 'a> {
    /// What it is called where something breaks in this meeting.
    fn broken(self) -> Category {
        match self.deployed {
            Deployed::OldClients => Category::Wire,
            Deployed::NewClients => Category::Rollback,
        }
    }

    fn sender(self, direction: Direction) -> &'c Contract<'a> {
        match direction {
            Direction::ClientToServer => self.client,
            Direction::ServerToClient => self.server,
        }
    }

    fn receiver(self, direction: Direction) -> &'c Contract<'a> {
        self.sender(opposite(direction))
    }

    /// Of a pair of the old and the new, that of the sender and that of the receiver.
    fn sides<T>(self, direction: Direction, (old, new): (T, T)) -> (T, T) {
        match (self.deployed, direction) {
            (Deployed::OldClients, Direction::ClientToServer)
            | (Deployed::NewClients, Direction::ServerToClient) => (old, new),
            (Deployed::OldClients, Direction::ServerToClient)
            | (Deployed::NewClients, Direction::ClientToServer) => (new, old),
        }
    }

    /// Of a pair of the old and the new, that of the client and that of the server.
    fn parties<T>(self, pair: (T, T)) -> (T, T) {
        self.sides(Direction::ClientToServer, pair)
    }

    /// The client, for people.
    fn a_client(self) -> &'static str {
        match self.deployed {
            Deployed::OldClients => "an old client",
            Deployed::NewClients => "a new client",
        }
    }

    /// The server, for people.
    fn the_server(self) -> &'static str {
        match self.deployed {
            Deployed::OldClients => "the new server",
            Deployed::NewClients => "the old server",
        }
    }

    /// Who sends, for people.
    fn a_sender(self, direction: Direction) -> &'static str {
        match direction {
            Direction::ClientToServer => self.a_client(),
            Direction::ServerToClient => self.the_server(),
        }
    }

    /// Who receives, for people.
    fn a_receiver(self, direction: Direction) -> &'static str {
        self.a_sender(opposite(direction))
    }
}

/// Who sends, in a transcript.
fn party(direction: Direction) -> &'static str {
    match direction {
        Direction::ClientToServer => "client",
        Direction::ServerToClient => "server",
    }
}

fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::ClientToServer => Direction::ServerToClient,
        Direction::ServerToClient => Direction::ClientToServer,
    }
}

/// Both directions.
const DIRECTIONS: [Direction; 2] = [Direction::ClientToServer, Direction::ServerToClient];

/// Where a node stands, or its key where it has one.
fn place(node: Node<'_>) -> Place {
    match (node.parent(), node.key()) {
        (Some(holder), Some(key)) => holder.place_of_key(key),
        _ => node.place(),
    }
}

/// Where a member of an object stands; the object itself where it has none.
fn place_of(contract: &Contract<'_>, id: NodeId, key: &str) -> Place {
    let node = contract.node(id);
    if node.get(key).is_some() { node.place_of_key(key) } else { place(node) }
}
