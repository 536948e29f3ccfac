//! What changes nothing for anybody.

use super::pair;
use crate::pair::{All, Pair, Put};

pub(super) const PAIRS: &[Pair] = &[
    pair("identical", &[], &[]),
    pair(
        "prose",
        &[
            Put("A desk that takes orders.", "Orders, taken."),
            Put("version: 1.0.0", "version: 1.1.0"),
            Put("description: Why an order was refused.", "description: Why."),
            Put(
                "payload:\n        type: object\n        required: [type]\n",
                "summary: Leave.\n      payload:\n        type: object\n        description: Nothing more.\n        required: [type]\n",
            ),
        ],
        &[],
    ),
    pair("examples", &[Put("maxLength: 80 }", "maxLength: 80, examples: [soon] }")], &[]),
    pair(
        "members in another order",
        &[
            Put("required: [symbol, side, kind]", "required: [kind, symbol, side]"),
            Put(
                "side: { type: string, enum: [buy, sell] }\n        kind: { $ref: '#/components/schemas/Kind' }",
                "kind: { $ref: '#/components/schemas/Kind' }\n        side: { enum: [sell, buy], type: string }",
            ),
        ],
        &[],
    ),
    pair(
        "variants in another order",
        &[Put(
            "        - $ref: '#/components/schemas/Lit'\n        - $ref: '#/components/schemas/Dark'",
            "        - $ref: '#/components/schemas/Dark'\n        - $ref: '#/components/schemas/Lit'",
        )],
        &[],
    ),
    pair(
        "a reference is resolved",
        &[Put(
            "venue: { $ref: '#/components/schemas/Venue' }",
            "venue: { oneOf: [{ $ref: '#/components/schemas/Lit' }, { $ref: '#/components/schemas/Dark' }] }",
        )],
        &[],
    ),
    pair(
        "a reference is wrapped",
        &[Put(
            "reason: { $ref: '#/components/schemas/Reason' }",
            "reason: { allOf: [{ $ref: '#/components/schemas/Reason' }] }",
        )],
        &[],
    ),
    pair(
        "a message has another key",
        &[
            All("components/messages/quit'", "components/messages/bye'"),
            Put("    quit:\n      payload", "    bye:\n      payload"),
        ],
        &[],
    ),
    pair("an operation has another key", &[Put("  order.cancel:\n    action", "  cancel:\n    action")], &[]),
    pair("a server has another key", &[Put("  main:\n", "  primary:\n")], &[]),
    pair(
        "a security scheme has another key",
        &[
            All("securitySchemes/key'", "securitySchemes/apiKey'"),
            Put("    key: { type: httpApiKey", "    apiKey: { type: httpApiKey"),
        ],
        &[],
    ),
    pair(
        "a parameter has another name",
        &[Put("/desk/{room}", "/desk/{hall}"), Put("      room: { enum", "      hall: { enum")],
        &[],
    ),
    pair(
        "a variable has another name",
        &[
            Put("'{region}.example.com'", "'{zone}.example.com'"),
            Put("      region: { enum", "      zone: { enum"),
        ],
        &[],
    ),
    // Clients send only what is declared: so a message is read where nothing says otherwise.
    pair(
        "nothing that is not declared, client to server",
        &[Put(
            "      required: [symbol, side, kind]",
            "      additionalProperties: false\n      required: [symbol, side, kind]",
        )],
        &[],
    ),
    pair(
        "nothing that is not declared, server to client",
        &[Put(
            "      required: [symbol, amount, venue]",
            "      additionalProperties: false\n      required: [symbol, amount, venue]",
        )],
        &[],
    ),
];
