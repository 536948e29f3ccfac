//! The 34 changes of a study of other tools, each with what it should be, to the document of that study. Its objects are closed.
//!
//! Where the study says `breaking-ish` or `depends`, a comment says what it is here and why.

use crate::pair::{Cut, Edit, Pair, Put};

const STUDY: &str = include_str!("documents/study.yaml");

const fn row(name: &'static str, edits: &'static [Edit], expected: &'static [&'static str]) -> Pair {
    Pair { name, base: STUDY, before: &[], edits, expected }
}

const CLOSE: &str = "        close: { type: number, format: double }\n";
const VOLUME: &str = "        volume: { type: ['number', 'null'], format: double, description: Traded volume; null or absent when the venue does not report it. }\n";
const CODES: &str = "enum: [bad_request, unknown_symbol, internal]";
const SUBSCRIBED: &str = "required: [symbol, resolution]\n      properties:\n        symbol: { type: string, description: 'Ticker, e.g. `AAPL`.', minLength: 1 }\n";

pub(crate) const PAIRS: &[Pair] = &[
    row("matrix: identical", &[], &[]),
    row("matrix: info.version", &[Put("version: 1.0.0", "version: 1.1.0")], &[]),
    row("matrix: description", &[Put("Market bar streaming over one WebSocket.", "Bars.")], &[]),
    row(
        "matrix: description of a property",
        &[Put("Server time in milliseconds.", "The server's clock.")],
        &[],
    ),
    // "breaking (reader may read it)": no frame is refused in the usual order, and the reader's program does not compile.
    row(
        "matrix: server to client: remove optional volume",
        &[Put(VOLUME, "")],
        &[
            "rollback message-refused server to client: /ws bars.update",
            "source member-removed server to client: Bar.volume",
        ],
    ),
    row(
        "matrix: server to client: remove required close",
        &[
            Put(CLOSE, ""),
            Put("required: [time, open, high, low, close]", "required: [time, open, high, low]"),
        ],
        &[
            "wire message-refused server to client: /ws bars.update",
            "rollback message-refused server to client: /ws bars.update",
            "source member-removed server to client: Bar.close",
        ],
    ),
    // "non-breaking for TS / breaking for strict validators": the generated validators are strict, as the document is closed.
    row(
        "matrix: server to client: add an optional property",
        &[Put(
            VOLUME,
            "        volume: { type: ['number', 'null'], format: double }\n        trades: { type: integer }\n",
        )],
        &["wire message-refused server to client: /ws bars.update"],
    ),
    row(
        "matrix: server to client: close becomes optional",
        &[Put("required: [time, open, high, low, close]", "required: [time, open, high, low]")],
        &[
            "wire message-refused server to client: /ws bars.update",
            "source member-optional server to client: Bar.close",
        ],
    ),
    row(
        "matrix: server to client: close is a string",
        &[Put(CLOSE, "        close: { type: string }\n")],
        &[
            "wire message-refused server to client: /ws bars.update",
            "rollback message-refused server to client: /ws bars.update",
            "source member-changed server to client: Bar.close",
        ],
    ),
    // "breaking-ish": 1.5 is refused, so that it breaks; to TypeScript both are a number.
    row(
        "matrix: server to client: time is a number",
        &[Put("time: { type: integer,", "time: { type: number,")],
        &["wire message-refused server to client: /ws bars.update"],
    ),
    row(
        "matrix: server to client: close may be null",
        &[Put(CLOSE, "        close: { type: [number, 'null'], format: double }\n")],
        &[
            "wire message-refused server to client: /ws bars.update",
            "source member-optional server to client: Bar.close",
        ],
    ),
    // "breaking for exhaustive switch": and for every validator of a closed enum.
    row(
        "matrix: server to client: one more error code",
        &[Put(CODES, "enum: [bad_request, unknown_symbol, internal, busy]")],
        &[
            "wire message-refused server to client: /ws bars.error",
            "source variant-added server to client: ErrorPayload.code",
        ],
    ),
    // "non-breaking": on the wire, yes. We disagree about the rest: `case 'internal'` does not compile (TS2678), and an old server still
    // sends the code to new clients.
    row(
        "matrix: server to client: one error code less",
        &[Put(CODES, "enum: [bad_request, unknown_symbol]")],
        &[
            "rollback message-refused server to client: /ws bars.error",
            "source variant-removed server to client: ErrorPayload.code",
        ],
    ),
    // Both requests have this payload. The old server's document is closed, so that the new member breaks a rollback as well.
    row(
        "matrix: client to server: add a required property",
        &[Put(
            SUBSCRIBED,
            "required: [symbol, resolution, depth]\n      properties:\n        symbol: { type: string, minLength: 1 }\n        depth: { type: boolean }\n",
        )],
        &[
            "wire message-refused client to server: /ws bars.subscribe",
            "wire message-refused client to server: /ws bars.unsubscribe",
            "rollback message-refused client to server: /ws bars.subscribe",
            "rollback message-refused client to server: /ws bars.unsubscribe",
            "source member-required client to server: SubscribePayload.depth",
        ],
    ),
    row(
        "matrix: client to server: add an optional property",
        &[Put(
            SUBSCRIBED,
            "required: [symbol, resolution]\n      properties:\n        symbol: { type: string, minLength: 1 }\n        depth: { type: boolean }\n",
        )],
        &[
            "rollback message-refused client to server: /ws bars.subscribe",
            "rollback message-refused client to server: /ws bars.unsubscribe",
        ],
    ),
    row(
        "matrix: client to server: one resolution less",
        &[Put("'1W', '1M']", "'1W']")],
        &[
            "wire message-refused client to server: /ws bars.subscribe",
            "wire message-refused client to server: /ws bars.unsubscribe",
            "rollback message-refused server to client: /ws bars.ack",
            "rollback message-refused server to client: /ws bars.update",
            "source variant-removed: Resolution",
        ],
    ),
    row(
        "matrix: client to server: minLength 1 to 3",
        &[Put("minLength: 1 }", "minLength: 3 }")],
        &[
            "wire message-refused client to server: /ws bars.subscribe",
            "wire message-refused client to server: /ws bars.unsubscribe",
        ],
    ),
    row(
        "matrix: client to server: minLength removed",
        &[Put(", minLength: 1 }", " }")],
        &[
            "rollback message-refused client to server: /ws bars.subscribe",
            "rollback message-refused client to server: /ws bars.unsubscribe",
        ],
    ),
    row(
        "matrix: bars.update is bars.tick",
        &[Put("const: bars.update", "const: bars.tick")],
        &[
            "wire message-unknown server to client: /ws bars.tick",
            "rollback message-unknown server to client: /ws bars.update",
            "source member-changed server to client: BarsUpdate.type",
            "dangerous message-gone server to client: /ws bars.update",
        ],
    ),
    row(
        "matrix: rename component Bar",
        &[Put("schemas/Bar'", "schemas/Candle'"), Put("    Bar:\n", "    Candle:\n")],
        &["source type-renamed: Bar"],
    ),
    row(
        "matrix: inline Bar",
        &[Put(
            "bar: { $ref: '#/components/schemas/Bar' }",
            "bar: { type: object, additionalProperties: false, required: [time, open, high, low, close], properties: { time: { type: integer, \
             format: int64, minimum: 0 }, open: { type: number, format: double }, high: { type: number, format: double }, low: { type: \
             number, format: double }, close: { type: number, format: double }, volume: { type: [number, 'null'], format: double } } }",
        )],
        &[],
    ),
    row(
        "matrix: reorder properties and required",
        &[
            Put("required: [time, open, high, low, close]", "required: [close, low, high, open, time]"),
            Put(CLOSE, ""),
            Put(
                "        open: { type: number, format: double }\n",
                "        close: { type: number, format: double }\n        open: { type: number, format: double }\n",
            ),
        ],
        &[],
    ),
    row(
        "matrix: reorder enum values",
        &[Put("['1', '5', '15', '60', '1D', '1W', '1M']", "['1M', '1W', '1D', '60', '15', '5', '1']")],
        &[],
    ),
    row(
        "matrix: remove operation unsubscribeBars",
        &[Cut("  unsubscribeBars:\n", "  streamBars:")],
        &[
            "wire operation-removed client to server: /ws bars.unsubscribe",
            "source protocol-changed: BarsProtocol.requests.bars.unsubscribe",
            "source variant-removed client to server: ClientMessage",
        ],
    ),
    row(
        "matrix: remove message pong from channel and reply",
        &[
            Put("      pong: { $ref: '#/components/messages/pong' }\n", ""),
            Put("      messages:\n        - $ref: '#/channels/bars/messages/pong'\n", "      messages: []\n"),
        ],
        &[
            "wire reply-missing server to client: /ws ping",
            "rollback message-unknown server to client: /ws pong",
            "source protocol-changed: BarsProtocol.requests.ping",
            "source variant-removed server to client: ServerMessage",
        ],
    ),
    // "non-breaking-ish": a client whose document does not say that it ignores unknown messages refuses it.
    row(
        "matrix: add a message of the server",
        &[
            Put(
                "      pong: { $ref: '#/components/messages/pong' }\n",
                "      pong: { $ref: '#/components/messages/pong' }\n      more: { payload: { type: object, required: [type], properties: { type: { const: more } } } }\n",
            ),
            Put(
                "      - $ref: '#/channels/bars/messages/barsUpdate'\n",
                "      - $ref: '#/channels/bars/messages/barsUpdate'\n      - $ref: '#/channels/bars/messages/more'\n",
            ),
        ],
        &[
            "wire message-unknown server to client: /ws more",
            "source variant-added server to client: ServerMessage",
        ],
    ),
    // With the policy it is what the study says.
    Pair {
        name: "matrix: add a message of the server where unknown ones are ignored",
        base: STUDY,
        before: &[Put("    address: /ws\n", "    address: /ws\n    x-barwire-unknown-messages: ignore\n")],
        edits: &[
            Put(
                "      pong: { $ref: '#/components/messages/pong' }\n",
                "      pong: { $ref: '#/components/messages/pong' }\n      more: { payload: { type: object, required: [type], properties: { type: { const: more } } } }\n",
            ),
            Put(
                "      - $ref: '#/channels/bars/messages/barsUpdate'\n",
                "      - $ref: '#/channels/bars/messages/barsUpdate'\n      - $ref: '#/channels/bars/messages/more'\n",
            ),
        ],
        expected: &["source variant-added server to client: ServerMessage"],
    },
    // "breaking-ish": for deployed clients nothing comes that they do not expect. A new client may be answered by an old server with what
    // it does not expect.
    row(
        "matrix: a reply drops barsError",
        &[Put(
            "        - $ref: '#/channels/bars/messages/barsAck'\n        - $ref: '#/channels/bars/messages/barsError'\n  unsubscribeBars",
            "        - $ref: '#/channels/bars/messages/barsAck'\n  unsubscribeBars",
        )],
        &["rollback reply-refused server to client: /ws bars.subscribe"],
    ),
    row(
        "matrix: action receive to send",
        &[Put("  subscribeBars:\n    action: receive", "  subscribeBars:\n    action: send")],
        &[
            "wire operation-flipped: /ws bars.subscribe",
            "rollback operation-flipped: /ws bars.subscribe",
            "source protocol-changed: BarsProtocol.requests.bars.subscribe",
            "source variant-added server to client: ServerMessage",
            "source variant-removed client to server: ClientMessage",
        ],
    ),
    row(
        "matrix: address /ws to /v2/ws",
        &[Put("address: /ws", "address: /v2/ws")],
        &["wire channel-missing: /ws", "rollback channel-missing: /v2/ws"],
    ),
    Pair {
        name: "matrix: security is added to the server",
        base: STUDY,
        before: &[Put("      - $ref: '#/components/securitySchemes/token'\n", "      []\n")],
        edits: &[Put("      []\n", "      - $ref: '#/components/securitySchemes/token'\n")],
        expected: &["wire credentials-refused client to server: ws://127.0.0.1:8080"],
    },
    row(
        "matrix: the correlation id stands elsewhere",
        &[Put("'$message.payload#/id'", "'$message.payload#/reqId'")],
        &[
            "wire correlation-changed: /ws bars.subscribe",
            "wire correlation-changed: /ws bars.unsubscribe",
            "rollback correlation-changed: /ws bars.subscribe",
            "rollback correlation-changed: /ws bars.unsubscribe",
        ],
    ),
    row(
        "matrix: content type json to msgpack",
        &[Put(
            "      title: Bar update\n      contentType: application/json",
            "      title: Bar update\n      contentType: application/msgpack",
        )],
        &[
            "wire content-type-changed server to client: /ws bars.update",
            "rollback content-type-changed server to client: /ws bars.update",
        ],
    ),
    // "depends": what says that it may have more members may be sent with more, which the old server refuses.
    row(
        "matrix: additionalProperties false to true",
        &[Put(
            "    SubscribePayload:\n      type: object\n      additionalProperties: false",
            "    SubscribePayload:\n      type: object\n      additionalProperties: true",
        )],
        &[
            "rollback message-refused client to server: /ws bars.subscribe",
            "rollback message-refused client to server: /ws bars.unsubscribe",
            "source member-changed client to server: SubscribePayload.[key: string]",
        ],
    ),
    row(
        "matrix: the values of a map are integers",
        &[Put("additionalProperties: { type: string }", "additionalProperties: { type: integer }")],
        &[
            "wire message-refused server to client: /ws bars.error",
            "rollback message-refused server to client: /ws bars.error",
            "source member-changed server to client: ErrorPayload.details",
        ],
    ),
];
