//! Where clients connect to, and what they show.

use super::pair;
use crate::pair::{All, Cut, Pair, Put};

pub(super) const PAIRS: &[Pair] = &[
    pair(
        "an address has changed",
        &[Put("address: /feed", "address: /v2/feed")],
        &["wire channel-missing: /feed", "rollback channel-missing: /v2/feed"],
    ),
    // The runtime needs an address.
    pair(
        "an address is only known at run time",
        &[Put("    address: /feed\n", "")],
        &["dangerous address-changed: /feed", "source export-removed: FeedProtocol"],
    ),
    pair(
        "a channel is removed",
        &[Cut("  feed:\n    address", "operations:"), Cut("  ticks.open:\n    action", "components:")],
        &["wire channel-missing: /feed", "source export-removed: FeedProtocol"],
    ),
    pair(
        "a channel is added",
        &[Put(
            "operations:\n",
            "  more: { address: /more, messages: { more: { payload: { type: object, required: [type], properties: { type: { const: more } } } } } }\noperations:\n",
        )],
        &["rollback channel-missing: /more"],
    ),
    pair(
        "a channel has another key",
        &[All("#/channels/feed", "#/channels/live"), Put("  feed:\n    address", "  live:\n    address")],
        &["source export-removed: FeedProtocol"],
    ),
    pair(
        "a channel is no longer on a server",
        &[Put("    address: /feed\n", "    address: /feed\n    servers: [{ $ref: '#/servers/main' }]\n")],
        &["wire channel-missing: /feed {region}.example.com"],
    ),
    pair(
        "a parameter has fewer values",
        &[Put("enum: [red, blue]", "enum: [red]")],
        &["wire parameter-refused client to server: /desk/{room} {room}"],
    ),
    pair(
        "a parameter has more values",
        &[Put("enum: [red, blue]", "enum: [red, blue, green]")],
        &["rollback parameter-refused client to server: /desk/{room} {room}"],
    ),
    pair(
        "a parameter may be anything",
        &[Put("room: { enum: [red, blue] }", "room: {}")],
        &["rollback parameter-refused client to server: /desk/{room} {room}"],
    ),
    pair(
        "a parameter has a default",
        &[Put("room: { enum: [red, blue] }", "room: { enum: [red, blue], default: red }")],
        &["dangerous parameter-changed: /desk/{room} {room}"],
    ),
    // New clients have the other server.
    pair(
        "a server is at another host",
        &[Put("host: desk.example.com", "host: desk.example.net")],
        &["wire server-missing: wss://desk.example.com"],
    ),
    pair(
        "every server is at another host",
        &[
            Put("host: desk.example.com", "host: desk.example.net"),
            Put("'{region}.example.com'", "'{region}.example.net'"),
        ],
        &[
            "wire server-missing: wss://desk.example.com",
            "wire server-missing: wss://{region}.example.com",
            "rollback server-missing: wss://desk.example.net",
            "rollback server-missing: wss://{region}.example.net",
        ],
    ),
    pair(
        "a server has a path",
        &[Put("host: desk.example.com\n", "host: desk.example.com\n    pathname: /v2\n")],
        &["wire server-missing: wss://desk.example.com"],
    ),
    pair(
        "a server has another protocol",
        &[Put("host: desk.example.com\n    protocol: wss", "host: desk.example.com\n    protocol: ws")],
        &["wire server-missing: wss://desk.example.com"],
    ),
    pair(
        "a server is removed",
        &[Cut("  regional:\n", "channels:")],
        &["wire server-missing: wss://{region}.example.com"],
    ),
    pair(
        "a server is added",
        &[Put("  regional:\n", "  third: { host: third.example.com, protocol: wss }\n  regional:\n")],
        &[],
    ),
    pair(
        "a server speaks another version",
        &[Put("protocolVersion: '13'", "protocolVersion: '14'")],
        &[
            "wire protocol-version-changed: wss://desk.example.com",
            "rollback protocol-version-changed: wss://desk.example.com",
        ],
    ),
    pair(
        "a variable has fewer values",
        &[Put("enum: [eu, us]", "enum: [eu]")],
        &["wire server-variable-refused: wss://{region}.example.com {region}"],
    ),
    pair(
        "a variable has more values",
        &[Put("enum: [eu, us]", "enum: [eu, us, jp]")],
        &["rollback server-variable-refused: wss://{region}.example.com {region}"],
    ),
    pair(
        "a variable has another default",
        &[Put("default: eu", "default: us")],
        &["dangerous server-default-changed: wss://{region}.example.com {region}"],
    ),
    pair(
        "a way to say who one is is removed",
        &[Put("      - $ref: '#/components/securitySchemes/login'\n", "")],
        &["wire credentials-refused client to server: wss://desk.example.com"],
    ),
    pair(
        "a way to say who one is is added",
        &[Put(
            "      - $ref: '#/components/securitySchemes/login'\n",
            "      - $ref: '#/components/securitySchemes/login'\n      - { type: userPassword }\n",
        )],
        &["rollback credentials-refused client to server: wss://desk.example.com"],
    ),
    pair(
        "security is added to a server",
        &[Put(
            "host: '{region}.example.com'\n",
            "host: '{region}.example.com'\n    security: [{ $ref: '#/components/securitySchemes/key' }]\n",
        )],
        &["wire credentials-refused client to server: wss://{region}.example.com"],
    ),
    pair(
        "security is removed from a server",
        &[Cut("    security:\n      - $ref: '#/components/securitySchemes/key'", "  regional:")],
        &["rollback credentials-refused client to server: wss://desk.example.com"],
    ),
    pair(
        "a key travels elsewhere",
        &[Put("name: key, in: query", "name: key, in: user")],
        &[
            "wire credentials-refused client to server: wss://desk.example.com",
            "rollback credentials-refused client to server: wss://desk.example.com",
        ],
    ),
    pair(
        "an operation asks for one more scope",
        &[Put("scopes: [trade]", "scopes: [trade, admin]")],
        &["wire credentials-refused client to server: /desk/{room} order.place"],
    ),
    pair(
        "an operation asks for one scope less",
        &[Put("scopes: [trade]", "scopes: []")],
        &["rollback credentials-refused client to server: /desk/{room} order.place"],
    ),
    pair("there is one more scope", &[Put("admin: Everything.", "admin: Everything., read: Look.")], &[]),
    pair(
        "security is removed from an operation",
        &[Put("    security: [{ $ref: '#/components/securitySchemes/trade' }]\n", "")],
        &["rollback credentials-refused client to server: /desk/{room} order.place"],
    ),
    pair(
        "security is added to an operation",
        &[Put(
            "    messages: [{ $ref: '#/channels/feed/messages/ticks.close' }]\n",
            "    messages: [{ $ref: '#/channels/feed/messages/ticks.close' }]\n    security: [{ $ref: '#/components/securitySchemes/login' }]\n",
        )],
        &["wire credentials-refused client to server: /feed ticks.close"],
    ),
    pair(
        "the handshake has another method",
        &[Put("method: GET", "method: POST")],
        &[
            "wire handshake-method-changed client to server: /desk/{room}",
            "rollback handshake-method-changed client to server: /desk/{room}",
        ],
    ),
    pair(
        "the query of the handshake is narrowed",
        &[Put("page: { type: integer, minimum: 1 }", "page: { type: integer, minimum: 2 }")],
        &["wire handshake-refused client to server: /desk/{room} query"],
    ),
    pair(
        "the query of the handshake is widened",
        &[Put("page: { type: integer, minimum: 1 }", "page: { type: integer, minimum: 0 }")],
        &["rollback handshake-refused client to server: /desk/{room} query"],
    ),
    pair(
        "one more header is required in the handshake",
        &[Put("required: [x-client]", "required: [x-client, x-key]")],
        &["wire handshake-refused client to server: /desk/{room} headers"],
    ),
    pair(
        "a header is no longer required in the handshake",
        &[Put("required: [x-client]", "required: []")],
        &["rollback handshake-refused client to server: /desk/{room} headers"],
    ),
    pair(
        "nothing is said of the handshake",
        &[Cut("    bindings:\n", "    messages:\n      order.place")],
        &["rollback handshake-refused client to server: /desk/{room} headers"],
    ),
    pair(
        "another binding has changed",
        &[Put("bindingVersion: 0.1.0", "bindingVersion: 0.1.0\n        x-frames: text")],
        &["dangerous binding-changed: /desk/{room} ws.x-frames"],
    ),
];
