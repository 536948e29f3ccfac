//! Security: what a client shows must suffice.

use super::contract::Contract;
use super::report::Draft;
use super::requirement::{Requirement, requirements};
use super::{Context, DIRECTIONS, Meeting, Report, operation, place_of, server};
use crate::compat::{Direction, Rule};
use crate::model::source::NodeId;

static REFUSED: Rule = Rule {
    code: "credentials-refused",
    summary: "what a client shows to say who it is does not suffice",
    explanation: "One of the ways that the client's document allows, or none at all, is not enough for the server.",
    remedy: "Let the server take the old credentials beside the new ones until no client shows them.",
};

pub(super) const RULES: &[&Rule] = &[&REFUSED];

/// Looks at the servers and the operations that both documents have.
pub(super) fn check(context: &Context<'_>, report: &mut Report) {
    let (old, new) = (&context.old, &context.new);
    let servers = server::pairs(context);
    for meeting in context.meetings() {
        for (from, to) in &servers {
            let (before, now) = (&old.model.servers[*from], &new.model.servers[*to]);
            let url = format!("{}://{}", before.protocol, before.url);
            compare(meeting, (before.node, now.node), &url, "connects to", report);
        }
        for (from, to) in &context.channels.both {
            for direction in DIRECTIONS {
                for before in old.operations(*from, direction) {
                    let now = operation::counterpart(context, (*from, *to), before, direction);
                    let Some(now) = now else { continue };
                    let subject = operation::subject(old, *from, before);
                    let does = match direction {
                        Direction::ClientToServer => "sends",
                        Direction::ServerToClient => "asks to receive",
                    };
                    compare(meeting, (before.node, now.node), &subject, does, report);
                }
            }
        }
    }
}

fn compare(
    meeting: Meeting<'_, '_>,
    nodes: (NodeId, NodeId),
    subject: &str,
    does: &str,
    report: &mut Report,
) {
    let (client, server) = meeting.parties(nodes);
    let (shown, wanted) = (requirements(meeting.client, client), requirements(meeting.server, server));
    let refused = shown.iter().find(|shown| !wanted.iter().any(|wanted| shown.suffices(wanted)));
    let Some(refused) = refused else { return };
    let labels: Vec<String> = wanted.iter().map(Requirement::label).collect();
    let labels = labels.join(", or ");
    let sentence = format!(
        "{} {does} `{subject}` and shows {}, and {} asks for {labels}",
        meeting.a_client(),
        refused.label(),
        meeting.the_server()
    );
    let said = |all: &[Requirement]| all.iter().map(Requirement::said).collect::<Vec<_>>().join("\n");
    let place = |contract: &Contract<'_>, node: NodeId| Some(place_of(contract, node, "security"));
    report.add(
        Draft::broken(&REFUSED, meeting, subject.to_owned(), sentence)
            .direction(Direction::ClientToServer)
            .parties(meeting, place(meeting.client, client), place(meeting.server, server))
            .transcript([
                format!("client: {does} {subject} and shows {}", refused.label()),
                format!("server: 401, asks for {labels}"),
            ])
            .said_by(meeting, &said(&shown), &said(&wanted)),
    );
}
