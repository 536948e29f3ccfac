//! Frames.

use super::pair;
use crate::pair::{Cut, Pair, Put};

pub(super) const PAIRS: &[Pair] = &[
    pair(
        "client to server: a required member is added",
        &[
            Put("required: [symbol, side, kind]", "required: [symbol, side, kind, account]"),
            Put(
                "note: { type: string, maxLength: 80 }",
                "note: { type: string, maxLength: 80 }\n        account: { type: string }",
            ),
        ],
        &[
            "wire message-refused client to server: /desk/{room} order.place",
            "source member-required client to server: Order.account",
        ],
    ),
    // The old server ignores what it does not know: its schema is open.
    pair(
        "client to server: an optional member is added",
        &[Put(
            "note: { type: string, maxLength: 80 }",
            "note: { type: string, maxLength: 80 }\n        account: { type: string }",
        )],
        &[],
    ),
    pair(
        "client to server: an optional member is removed",
        &[Put("        note: { type: string, maxLength: 80 }\n", "")],
        &["source member-removed client to server: Order.note"],
    ),
    pair(
        "client to server: an optional member becomes required",
        &[Put("required: [symbol, side, kind]", "required: [symbol, side, kind, note]")],
        &[
            "wire message-refused client to server: /desk/{room} order.place",
            "source member-required client to server: Order.note",
        ],
    ),
    pair(
        "client to server: a required member becomes optional",
        &[Put("required: [symbol, side, kind]", "required: [side, kind]")],
        &["rollback message-refused client to server: /desk/{room} order.place"],
    ),
    pair(
        "client to server: a text is narrowed",
        &[Put("maxLength: 80", "maxLength: 40")],
        &["wire message-refused client to server: /desk/{room} order.place"],
    ),
    pair(
        "client to server: a text is widened",
        &[Put("maxLength: 80", "maxLength: 100")],
        &["rollback message-refused client to server: /desk/{room} order.place"],
    ),
    pair(
        "client to server: a value is removed",
        &[Put("enum: [buy, sell]", "enum: [buy]")],
        &[
            "wire message-refused client to server: /desk/{room} order.place",
            "source variant-removed client to server: Order.side",
        ],
    ),
    pair(
        "client to server: a value is added",
        &[Put("enum: [buy, sell]", "enum: [buy, sell, short]")],
        &["rollback message-refused client to server: /desk/{room} order.place"],
    ),
    pair(
        "client to server: a variant is removed",
        &[Put("        - $ref: '#/components/schemas/Limit'\n", "")],
        &[
            "wire message-refused client to server: /desk/{room} order.place",
            "source variant-removed client to server: Kind",
        ],
    ),
    pair(
        "client to server: a variant is added",
        &[
            Put(
                "        - $ref: '#/components/schemas/Limit'\n",
                "        - $ref: '#/components/schemas/Limit'\n        - $ref: '#/components/schemas/Stop'\n",
            ),
            Put(
                "    Fill:\n",
                "    Stop: { type: object, required: [name], properties: { name: { const: stop } } }\n    Fill:\n",
            ),
        ],
        &["rollback message-refused client to server: /desk/{room} order.place"],
    ),
    pair(
        "client to server: a member is of another type",
        &[Put("note: { type: string, maxLength: 80 }", "note: { type: integer }")],
        &[
            "wire message-refused client to server: /desk/{room} order.place",
            "rollback message-refused client to server: /desk/{room} order.place",
            "source member-changed client to server: Order.note",
        ],
    ),
    pair(
        "client to server: other members are declared",
        &[Put(
            "properties: { name: { const: market } }",
            "properties: { name: { const: market } }\n      additionalProperties: { type: string }",
        )],
        &["source member-changed client to server: Market.[key: string]"],
    ),
    pair(
        "server to client: a required member becomes optional",
        &[Put("required: [symbol, amount, venue]", "required: [symbol, amount]")],
        &[
            "wire message-refused server to client: /desk/{room} order.filled",
            "source member-optional server to client: Fill.venue",
        ],
    ),
    pair(
        "server to client: an optional member becomes required",
        &[Put("required: [symbol, amount, venue]", "required: [symbol, amount, venue, fee]")],
        &["rollback message-refused server to client: /desk/{room} order.filled"],
    ),
    pair(
        "server to client: an optional member is removed",
        &[Put("        fee: { type: number }\n", "")],
        &["source member-removed server to client: Fill.fee"],
    ),
    pair(
        "server to client: a required member is removed",
        &[
            Put("required: [symbol, amount, venue]", "required: [symbol, amount]"),
            Put("        venue: { $ref: '#/components/schemas/Venue' }\n", ""),
        ],
        &[
            "wire message-refused server to client: /desk/{room} order.filled",
            "source member-removed server to client: Fill.venue",
        ],
    ),
    pair(
        "server to client: an optional member is added",
        &[Put(
            "        fee: { type: number }\n",
            "        fee: { type: number }\n        tax: { type: number }\n",
        )],
        &[],
    ),
    // A new client misses it at the old server.
    pair(
        "server to client: a required member is added",
        &[
            Put("required: [symbol, amount, venue]", "required: [symbol, amount, venue, tax]"),
            Put(
                "        fee: { type: number }\n",
                "        fee: { type: number }\n        tax: { type: number }\n",
            ),
        ],
        &["rollback message-refused server to client: /desk/{room} order.filled"],
    ),
    pair(
        "server to client: a member may be null",
        &[Put("amount: { type: number, minimum: 0 }", "amount: { type: [number, 'null'], minimum: 0 }")],
        &[
            "wire message-refused server to client: /desk/{room} order.filled",
            "source member-optional server to client: Fill.amount",
        ],
    ),
    pair(
        "server to client: a bound is widened",
        &[Put("amount: { type: number, minimum: 0 }", "amount: { type: number, minimum: -1 }")],
        &["wire message-refused server to client: /desk/{room} order.filled"],
    ),
    pair(
        "server to client: a bound is narrowed",
        &[Put("amount: { type: number, minimum: 0 }", "amount: { type: number, minimum: 1 }")],
        &["rollback message-refused server to client: /desk/{room} order.filled"],
    ),
    pair(
        "server to client: a member is of another type",
        &[Put("amount: { type: number, minimum: 0 }", "amount: { type: string }")],
        &[
            "wire message-refused server to client: /desk/{room} order.filled",
            "rollback message-refused server to client: /desk/{room} order.filled",
            "source member-changed server to client: Fill.amount",
        ],
    ),
    // To TypeScript both are a number.
    pair(
        "server to client: an integer may have a fraction",
        &[Put(
            "number: { type: integer, minimum: 0, maximum: 9007199254740991 }",
            "number: { type: number, minimum: 0, maximum: 9007199254740991 }",
        )],
        &["wire message-refused server to client: /desk/{room} order.placed"],
    ),
    pair(
        "server to client: the values of a map are of another type",
        &[Put("additionalProperties: { type: string }", "additionalProperties: { type: integer }")],
        &[
            "wire message-refused server to client: /desk/{room} order.filled",
            "rollback message-refused server to client: /desk/{room} order.filled",
            "source member-changed server to client: Fill.marks",
        ],
    ),
    pair(
        "server to client: a value is added",
        &[Put("enum: [closed, limit, halted]", "enum: [closed, limit, halted, credit]")],
        &[
            "wire message-refused server to client: /desk/{room} order.refused",
            "source variant-added server to client: Reason",
        ],
    ),
    // No frame is refused in the usual order, but `case 'halted'` can never be and does not compile.
    pair(
        "server to client: a value is removed",
        &[Put("enum: [closed, limit, halted]", "enum: [closed, limit]")],
        &[
            "rollback message-refused server to client: /desk/{room} order.refused",
            "source variant-removed server to client: Reason",
        ],
    ),
    pair(
        "server to client: a variant is added",
        &[
            Put(
                "        - $ref: '#/components/schemas/Dark'\n",
                "        - $ref: '#/components/schemas/Dark'\n        - $ref: '#/components/schemas/Over'\n",
            ),
            Put(
                "    Dark:\n",
                "    Over: { type: object, required: [at], properties: { at: { const: over } } }\n    Dark:\n",
            ),
        ],
        &[
            "wire message-refused server to client: /desk/{room} order.filled",
            "source variant-added server to client: Venue",
        ],
    ),
    pair(
        "server to client: a variant is removed",
        &[Put("        - $ref: '#/components/schemas/Dark'\n", "")],
        &[
            "rollback message-refused server to client: /desk/{room} order.filled",
            "source variant-removed server to client: Venue",
        ],
    ),
    pair(
        "server to client: other members are declared",
        &[Put(
            "properties: { at: { const: dark } }",
            "properties: { at: { const: dark } }\n      additionalProperties: { type: string }",
        )],
        &[],
    ),
    pair(
        "server to client: an inline enum has one more value",
        &[Put("enum: [low, high]", "enum: [low, high, urgent]")],
        &[
            "wire message-refused server to client: /desk/{room} notice",
            "source variant-added server to client: NoticeFrame.level",
        ],
    ),
    // What clients send is refused by the new server, what the old server sends by new clients.
    pair(
        "both directions: a text of both is narrowed",
        &[Put("maxLength: 16", "maxLength: 8")],
        &[
            "wire message-refused client to server: /desk/{room} order.place",
            "wire message-refused client to server: /feed ticks.open",
            "wire message-refused client to server: /feed ticks.close",
            "rollback message-refused server to client: /desk/{room} order.filled",
            "rollback message-refused server to client: /feed tick",
            "rollback message-refused server to client: /feed ticks.opened",
            "rollback message-refused server to client: /feed ticks.failed",
        ],
    ),
    pair(
        "client to server: a message is added",
        &[
            Put(
                "      quit: { $ref: '#/components/messages/quit' }\n",
                "      quit: { $ref: '#/components/messages/quit' }\n      order.amend: { $ref: '#/components/messages/order.amend' }\n",
            ),
            Put(
                "components:\n",
                "  order.amend:\n    action: receive\n    channel: { $ref: '#/channels/desk' }\n    messages: [{ $ref: '#/channels/desk/messages/order.amend' }]\ncomponents:\n",
            ),
            Put(
                "  messages:\n    order.place:\n",
                "  messages:\n    order.amend:\n      payload: { type: object, required: [type], properties: { type: { const: order.amend } } }\n    order.place:\n",
            ),
        ],
        &["rollback message-unknown client to server: /desk/{room} order.amend"],
    ),
    pair(
        "server to client: a message is added",
        &[
            Put(
                "      quit: { $ref: '#/components/messages/quit' }\n",
                "      quit: { $ref: '#/components/messages/quit' }\n      order.expired: { $ref: '#/components/messages/order.expired' }\n",
            ),
            Put(
                "components:\n",
                "  order.expired:\n    action: send\n    channel: { $ref: '#/channels/desk' }\n    messages: [{ $ref: '#/channels/desk/messages/order.expired' }]\ncomponents:\n",
            ),
            Put(
                "  messages:\n    order.place:\n",
                "  messages:\n    order.expired:\n      payload: { type: object, required: [type], properties: { type: { const: order.expired } } }\n    order.place:\n",
            ),
        ],
        &[
            "wire message-unknown server to client: /desk/{room} order.expired",
            "source variant-added server to client: ServerMessage",
        ],
    ),
    pair(
        "server to client: a message is added where unknown ones are ignored",
        &[
            Put(
                "      ticks.failed: { $ref: '#/components/messages/ticks.failed' }\n",
                "      ticks.failed: { $ref: '#/components/messages/ticks.failed' }\n      rest: { $ref: '#/components/messages/rest' }\n",
            ),
            Put(
                "components:\n",
                "  rest:\n    action: send\n    channel: { $ref: '#/channels/feed' }\n    messages: [{ $ref: '#/channels/feed/messages/rest' }]\ncomponents:\n",
            ),
            Put(
                "  messages:\n    order.place:\n",
                "  messages:\n    rest:\n      payload: { type: object, required: [type], properties: { type: { const: rest } } }\n    order.place:\n",
            ),
        ],
        &["source variant-added server to client: ServerMessage"],
    ),
    // It is clients that ignore: a server does not.
    pair(
        "client to server: a message is added where clients ignore unknown ones",
        &[
            Put(
                "      ticks.failed: { $ref: '#/components/messages/ticks.failed' }\n",
                "      ticks.failed: { $ref: '#/components/messages/ticks.failed' }\n      ticks.pause: { $ref: '#/components/messages/ticks.pause' }\n",
            ),
            Put(
                "components:\n",
                "  ticks.pause:\n    action: receive\n    channel: { $ref: '#/channels/feed' }\n    messages: [{ $ref: '#/channels/feed/messages/ticks.pause' }]\ncomponents:\n",
            ),
            Put(
                "  messages:\n    order.place:\n",
                "  messages:\n    ticks.pause:\n      payload: { type: object, required: [type], properties: { type: { const: ticks.pause } } }\n    order.place:\n",
            ),
        ],
        &["rollback message-unknown client to server: /feed ticks.pause"],
    ),
    pair(
        "client to server: a message is removed",
        &[
            Cut("      order.cancel: {", "      order.filled"),
            Cut("  order.cancel:\n    action", "  order.filled:"),
            Cut("    order.cancel:\n      correlation", "    order.filled:"),
        ],
        &[
            "wire operation-removed client to server: /desk/{room} order.cancel",
            "source type-removed: OrderCancelFrame",
        ],
    ),
    pair(
        "server to client: a message is removed with its operation",
        &[
            Cut("      notice: { $ref", "      challenge:"),
            Cut("  notice:\n    action", "  challenge:"),
            Cut("    notice:\n      headers", "    challenge:"),
        ],
        &[
            "wire operation-removed server to client: /desk/{room} notice",
            "rollback message-unknown server to client: /desk/{room} notice",
            "source type-removed: NoticeFrame",
            "source type-removed: NoticeHeaders",
        ],
    ),
    // New clients ignore what the old server still sends.
    pair(
        "server to client: a message is removed from its operation",
        &[Put("      - $ref: '#/channels/feed/messages/ticks.failed'\n", "")],
        &[
            "dangerous message-gone server to client: /feed ticks.failed",
            "source variant-removed server to client: ServerMessage",
        ],
    ),
    pair(
        "client to server: a message has another type",
        &[Put("type: { const: order.cancel }", "type: { const: order.abort }")],
        &[
            "wire message-unknown client to server: /desk/{room} order.cancel",
            "rollback message-unknown client to server: /desk/{room} order.abort",
            "source type-removed: OrderCancelFrame",
        ],
    ),
    pair(
        "server to client: a message has another type",
        &[Put("type: { const: notice }", "type: { const: news }")],
        &[
            "wire message-unknown server to client: /desk/{room} news",
            "rollback message-unknown server to client: /desk/{room} notice",
            "dangerous message-gone server to client: /desk/{room} notice",
            "source type-removed: NoticeFrame",
            "source type-renamed: NoticeHeaders",
            "source variant-added server to client: ServerMessage",
        ],
    ),
    pair(
        "client to server: a union is a string",
        &[Put(
            "    Kind:\n      oneOf:\n        - $ref: '#/components/schemas/Market'\n        - $ref: '#/components/schemas/Limit'\n",
            "    Kind: { type: string }\n",
        )],
        &[
            "wire message-refused client to server: /desk/{room} order.place",
            "rollback message-refused client to server: /desk/{room} order.place",
            "source type-changed client to server: Kind",
        ],
    ),
];
