//! Operations, replies and correlation.

use super::pair;
use crate::pair::{Cut, Pair, Put};

pub(super) const PAIRS: &[Pair] = &[
    pair(
        "sent by the server, then by clients",
        &[Put("  notice:\n    action: send", "  notice:\n    action: receive")],
        &[
            "wire operation-flipped: /desk/{room} notice",
            "rollback operation-flipped: /desk/{room} notice",
            "source variant-removed server to client: ServerMessage",
        ],
    ),
    pair(
        "sent by clients, then by the server",
        &[Put("  quit:\n    action: receive", "  quit:\n    action: send")],
        &[
            "wire operation-flipped: /desk/{room} quit",
            "rollback operation-flipped: /desk/{room} quit",
            "source variant-added server to client: ServerMessage",
            "source variant-removed client to server: ClientMessage",
            "source protocol-changed: DeskProtocol.requests.quit",
        ],
    ),
    pair(
        "a reply is removed",
        &[Put(
            "    messages: [{ $ref: '#/channels/desk/messages/order.cancel' }]\n    reply:\n      channel: { $ref: '#/channels/desk' }\n      messages:\n        - $ref: '#/channels/desk/messages/order.refused'\n",
            "    messages: [{ $ref: '#/channels/desk/messages/order.cancel' }]\n",
        )],
        &[
            "wire reply-missing server to client: /desk/{room} order.cancel",
            "dangerous reply-unsolicited server to client: /desk/{room} order.cancel",
            "source protocol-changed: DeskProtocol.requests.order.cancel",
        ],
    ),
    pair(
        "a reply is added",
        &[Put(
            "    messages: [{ $ref: '#/channels/feed/messages/ticks.close' }]\n",
            "    messages: [{ $ref: '#/channels/feed/messages/ticks.close' }]\n    reply:\n      channel: { $ref: '#/channels/feed' }\n      messages: [{ $ref: '#/channels/feed/messages/ticks.opened' }]\n",
        )],
        &[
            "rollback reply-missing server to client: /feed ticks.close",
            "dangerous reply-unsolicited server to client: /feed ticks.close",
            "source protocol-changed: FeedProtocol.requests.ticks.close",
        ],
    ),
    pair(
        "a reply may be another message too",
        &[Put(
            "    messages: [{ $ref: '#/channels/desk/messages/order.cancel' }]\n    reply:\n      channel: { $ref: '#/channels/desk' }\n      messages:\n        - $ref: '#/channels/desk/messages/order.refused'\n",
            "    messages: [{ $ref: '#/channels/desk/messages/order.cancel' }]\n    reply:\n      channel: { $ref: '#/channels/desk' }\n      messages:\n        - $ref: '#/channels/desk/messages/order.refused'\n        - $ref: '#/channels/desk/messages/order.placed'\n",
        )],
        &["wire reply-refused server to client: /desk/{room} order.cancel"],
    ),
    pair(
        "a reply is no longer one of the messages",
        &[Put(
            "        - $ref: '#/channels/desk/messages/order.placed'\n        - $ref: '#/channels/desk/messages/order.refused'\n",
            "        - $ref: '#/channels/desk/messages/order.placed'\n",
        )],
        &["rollback reply-refused server to client: /desk/{room} order.place"],
    ),
    // An answer that is ignored is waited for.
    pair(
        "a reply is a new message where unknown ones are ignored",
        &[
            Put(
                "        - $ref: '#/channels/feed/messages/ticks.opened'\n",
                "        - $ref: '#/channels/feed/messages/ticks.opened'\n        - $ref: '#/channels/feed/messages/ticks.busy'\n",
            ),
            Put(
                "      ticks.failed: { $ref: '#/components/messages/ticks.failed' }\n",
                "      ticks.failed: { $ref: '#/components/messages/ticks.failed' }\n      ticks.busy: { $ref: '#/components/messages/ticks.busy' }\n",
            ),
            Put(
                "  messages:\n    order.place:\n",
                "  messages:\n    ticks.busy:\n      payload: { type: object, required: [type], properties: { type: { const: ticks.busy } } }\n    order.place:\n",
            ),
        ],
        &[
            "wire reply-refused server to client: /feed ticks.open",
            "source variant-added server to client: ServerMessage",
        ],
    ),
    pair(
        "the reply of a client is removed",
        &[Cut(
            "    reply:\n      channel: { $ref: '#/channels/desk' }\n      messages:\n        - $ref: '#/channels/desk/messages/challenge.answer'\n",
            "  quit:",
        )],
        &[
            "wire message-unknown client to server: /desk/{room} challenge.answer",
            "rollback reply-missing client to server: /desk/{room} challenge",
            "source variant-removed client to server: ClientMessage",
        ],
    ),
    pair(
        "the server expects a reply of a client",
        &[Put(
            "    messages: [{ $ref: '#/channels/desk/messages/notice' }]\n",
            "    messages: [{ $ref: '#/channels/desk/messages/notice' }]\n    reply:\n      channel: { $ref: '#/channels/desk' }\n      messages: [{ $ref: '#/channels/desk/messages/challenge.answer' }]\n",
        )],
        &[
            "wire reply-missing client to server: /desk/{room} notice",
            "dangerous reply-unsolicited client to server: /desk/{room} notice",
        ],
    ),
    pair(
        "the reply of a client is narrowed",
        &[Put("answer: { enum: [yes, no] }", "answer: { enum: [yes] }")],
        &[
            "wire message-refused client to server: /desk/{room} challenge.answer",
            "source variant-removed client to server: ChallengeAnswerFrame.answer",
        ],
    ),
    pair(
        "the reply of a client is widened",
        &[Put("answer: { enum: [yes, no] }", "answer: { enum: [yes, no, never] }")],
        &["rollback message-refused client to server: /desk/{room} challenge.answer"],
    ),
    pair(
        "a reply travels elsewhere",
        &[Put(
            "      channel: { $ref: '#/channels/feed' }\n      messages:\n        - $ref: '#/channels/feed/messages/ticks.opened'",
            "      channel: { $ref: '#/channels/desk' }\n      messages:\n        - $ref: '#/channels/feed/messages/ticks.opened'",
        )],
        &[
            "wire reply-address-changed server to client: /feed ticks.open",
            "rollback reply-address-changed server to client: /feed ticks.open",
        ],
    ),
    pair(
        "a reply travels where the request says",
        &[Put(
            "      channel: { $ref: '#/channels/feed' }\n      messages:\n        - $ref: '#/channels/feed/messages/ticks.opened'",
            "      channel: { $ref: '#/channels/feed' }\n      address: { location: $message.payload#/symbol }\n      messages:\n        - $ref: '#/channels/feed/messages/ticks.opened'",
        )],
        &[
            "wire reply-address-changed server to client: /feed ticks.open",
            "rollback reply-address-changed server to client: /feed ticks.open",
        ],
    ),
    pair(
        "the correlation id stands elsewhere",
        &[Put("byId: { location: $message.payload#/id }", "byId: { location: $message.payload#/ref }")],
        &[
            "wire correlation-changed: /desk/{room} order.place",
            "rollback correlation-changed: /desk/{room} order.place",
            "wire correlation-changed: /desk/{room} order.cancel",
            "rollback correlation-changed: /desk/{room} order.cancel",
        ],
    ),
    // The new client looks at none.
    pair(
        "the server no longer repeats the correlation id",
        &[Put(
            "    order.placed:\n      correlationId: { $ref: '#/components/correlationIds/byId' }\n",
            "    order.placed:\n",
        )],
        &["wire correlation-changed: /desk/{room} order.place"],
    ),
    pair(
        "a client no longer repeats the correlation id",
        &[Put(
            "    challenge.answer:\n      correlationId: { location: $message.payload#/nonce }\n",
            "    challenge.answer:\n",
        )],
        &["rollback correlation-changed: /desk/{room} challenge"],
    ),
    pair(
        "clients look for a correlation id",
        &[
            Put(
                "    ticks.open:\n      payload",
                "    ticks.open:\n      correlationId: { location: $message.payload#/symbol }\n      payload",
            ),
            Put(
                "    ticks.opened:\n      payload",
                "    ticks.opened:\n      correlationId: { location: $message.payload#/symbol }\n      payload",
            ),
        ],
        &["rollback correlation-changed: /feed ticks.open"],
    ),
    pair(
        "an event has a correlation id",
        &[Put(
            "    tick:\n      payload",
            "    tick:\n      correlationId: { location: $message.payload#/symbol }\n      payload",
        )],
        &["dangerous correlation-changed server to client: /feed tick"],
    ),
    // Here it becomes optional: the same seen from the other side.
    pair(
        "the correlation id becomes required",
        &[Put(
            "    order.cancel:\n      correlationId: { $ref: '#/components/correlationIds/byId' }\n      payload:\n        type: object\n        required: [type, id]",
            "    order.cancel:\n      correlationId: { $ref: '#/components/correlationIds/byId' }\n      payload:\n        type: object\n        required: [type]",
        )],
        &["rollback message-refused client to server: /desk/{room} order.cancel"],
    ),
];
