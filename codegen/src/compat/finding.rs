//! What is found of a change.

use std::fmt;

use serde_json::Value;

use super::inclusion::Refusal;
use crate::model::source::Place;

/// What a change does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// It breaks deployed clients on the wire, as soon as the new server is there.
    Wire,
    /// It breaks new clients on the wire while the old server is still there, or is there again.
    Rollback,
    /// It stops a program that uses the generated TypeScript from compiling.
    Source,
    /// Nothing is refused, but what happens is not what it was.
    Dangerous,
    /// It is not known whether it breaks anything.
    Unproven,
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wire => "wire",
            Self::Rollback => "rollback",
            Self::Source => "source",
            Self::Dangerous => "dangerous",
            Self::Unproven => "unproven",
        })
    }
}

/// Who sends what a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// The client sends, the server receives.
    ClientToServer,
    /// The server sends, the client receives.
    ServerToClient,
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientToServer => "client to server",
            Self::ServerToClient => "server to client",
        })
    }
}

/// Which two parties meet where a finding shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deployed {
    /// Clients of the old document, a server of the new one: the usual order.
    OldClients,
    /// Clients of the new document, a server of the old one: a client that is released first, a server that is rolled back.
    NewClients,
}

impl fmt::Display for Deployed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OldClients => "old clients, new server",
            Self::NewClients => "new clients, old server",
        })
    }
}

/// What is looked for.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, which never changes: `message-refused`.
    pub code: &'static str,
    /// What is wrong, as one line without a period.
    pub summary: &'static str,
    /// What it leads to.
    pub explanation: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// What shows that a finding is true.
#[derive(Debug, Clone, PartialEq)]
pub enum Evidence {
    /// A frame that one side may send and the other refuses, and why it does.
    Frame {
        /// The whole frame.
        frame: Value,
        /// What the receiver has against it.
        refusals: Vec<Refusal>,
    },
    /// What passes between the two, a line a step: `client: GET /api/v1/ws`, `server: 404`.
    Transcript(Vec<String>),
}

/// Something that a change does.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// What was looked for.
    pub rule: &'static Rule,
    /// What the change does.
    pub category: Category,
    /// Who sends; none where both are meant, or where nothing is sent.
    pub direction: Option<Direction>,
    /// Who meets whom; none where it does not matter.
    pub deployed: Option<Deployed>,
    /// What the finding is about, by its name on the wire: `/api/v1/ws bars.update`.
    pub subject: String,
    /// What happens, as one sentence without a period.
    pub message: String,
    /// Where it stands in the old document.
    pub old: Option<Place>,
    /// Where it stands in the new document.
    pub new: Option<Place>,
    /// What shows it.
    pub evidence: Option<Evidence>,
    /// What has changed, as a number that is the same for the same change and no other: made of what the old and the new document say of
    /// the subject, with what it refers to.
    pub change: u64,
}

impl Finding {
    /// What an accepted finding is known by: the same for the same finding of the same change, on any machine.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let parts = [
            self.rule.code.to_owned(),
            self.category.to_string(),
            self.direction.map(|direction| direction.to_string()).unwrap_or_default(),
            self.deployed.map(|deployed| deployed.to_string()).unwrap_or_default(),
            self.subject.clone(),
        ];
        format!("{:016x}", parts.iter().fold(self.change, |hash, part| fnv(hash, part.as_bytes())))
    }
}

/// Adds bytes to a hash that is the same on every machine (FNV-1a), and an end, so that `ab`, `c` is not `a`, `bc`.
pub(super) fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    bytes.iter().chain([&0xff]).fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME))
}
