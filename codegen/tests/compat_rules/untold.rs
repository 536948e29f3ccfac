//! Messages that no member tells apart: what is sent as one may be taken for another.

use crate::pair::{Cut, Edit, Pair, Put};

/// Two messages that only their headers tell apart.
const HEADERS: &str = "asyncapi: 3.0.0
info: { title: Untold, version: 1.0.0 }
channels:
  c:
    address: /c
    messages:
      a:
        headers: { type: object, required: [kind], properties: { kind: { const: a } } }
        payload: { type: object, required: [x], properties: { x: { type: string } } }
      b:
        headers: { type: object, required: [kind], properties: { kind: { const: b } } }
        payload: { type: object, properties: { y: { type: string } } }
operations:
  in: { action: receive, channel: { $ref: '#/channels/c' } }
";

/// Two messages that nothing tells apart.
const OPEN: &str = "asyncapi: 3.0.0
info: { title: Untold, version: 1.0.0 }
channels:
  c:
    address: /c
    messages:
      ping: { payload: { type: object, properties: { at: { type: number } } } }
      order: { payload: { type: object, required: [id], properties: { id: { type: string }, count: { type: integer } } } }
operations:
  in: { action: receive, channel: { $ref: '#/channels/c' } }
";

const fn pair(
    name: &'static str,
    base: &'static str,
    edits: &'static [Edit],
    expected: &'static [&'static str],
) -> Pair {
    Pair { name, base, before: &[], edits, expected }
}

pub(crate) const PAIRS: &[Pair] = &[
    pair(
        "untold: a message that its headers tell apart is gone",
        HEADERS,
        &[Cut("      a:\n", "      b:\n")],
        &[
            "wire message-mistaken client to server: /c a",
            "source type-removed: A",
            "source type-removed: AHeaders",
        ],
    ),
    pair(
        "untold: a message that its headers tell apart requires more",
        HEADERS,
        &[Put(
            "required: [x], properties: { x: { type: string } }",
            "required: [x, z], properties: { x: { type: string }, z: { type: string } }",
        )],
        &["wire message-mistaken client to server: /c a", "source member-required client to server: A.z"],
    ),
    pair(
        "untold: another message would take what is gone",
        OPEN,
        &[Cut("      order:", "operations:")],
        &["unproven message-mistaken client to server: /c order", "source type-removed: Order"],
    ),
    pair(
        "untold: another message would take what has another type",
        OPEN,
        &[Put("count: { type: integer }", "count: { type: string }")],
        &[
            "unproven message-mistaken client to server: /c order",
            "source member-changed client to server: Order.count",
        ],
    ),
    // Old clients are understood; of a new client the old server would take it for another.
    pair(
        "untold: a message takes more",
        OPEN,
        &[Put("required: [id]", "required: []")],
        &["unproven message-mistaken client to server: /c order"],
    ),
];
