//! Content, headers, streams and what is said beside.

use super::{DESK, pair};
use crate::pair::{All, Cut, Edit, Pair, Put};

/// A stream that resumes, and whose updates replace each other. That the members are there is for the document to say, not for the rules.
const PROMISES: Edit = Put(
    "failed: ticks.failed }",
    "failed: ticks.failed, resume: { since: since, epoch: epoch, count: number, counted: counted, recovered: recovered }, latest: /time }",
);

pub(super) const PAIRS: &[Pair] = &[
    pair(
        "a message is of another media type",
        &[Put(
            "    notice:\n      headers",
            "    notice:\n      contentType: application/msgpack\n      headers",
        )],
        &[
            "wire content-type-changed server to client: /desk/{room} notice",
            "rollback content-type-changed server to client: /desk/{room} notice",
        ],
    ),
    pair(
        "a message of clients is of another media type",
        &[Put("    quit:\n      payload", "    quit:\n      contentType: application/cbor\n      payload")],
        &[
            "wire content-type-changed client to server: /desk/{room} quit",
            "rollback content-type-changed client to server: /desk/{room} quit",
        ],
    ),
    pair(
        "a media type has a parameter",
        &[Put("defaultContentType: application/json", "defaultContentType: application/json; charset=utf-8")],
        &[],
    ),
    pair(
        "every message is of another media type",
        &[Put("defaultContentType: application/json", "defaultContentType: application/cbor")],
        &[
            "wire content-type-changed client to server: /desk/{room}",
            "rollback content-type-changed client to server: /desk/{room}",
            "wire content-type-changed server to client: /desk/{room}",
            "rollback content-type-changed server to client: /desk/{room}",
            "wire content-type-changed client to server: /feed",
            "rollback content-type-changed client to server: /feed",
            "wire content-type-changed server to client: /feed",
            "rollback content-type-changed server to client: /feed",
        ],
    ),
    pair(
        "no media type is said",
        &[Put("defaultContentType: application/json\n", "")],
        &[
            "dangerous content-type-changed client to server: /desk/{room}",
            "dangerous content-type-changed server to client: /desk/{room}",
            "dangerous content-type-changed client to server: /feed",
            "dangerous content-type-changed server to client: /feed",
        ],
    ),
    pair(
        "a header of the server becomes optional",
        &[Put("required: [trace]", "required: []")],
        &[
            "wire headers-refused server to client: /desk/{room} notice",
            "source member-optional server to client: NoticeHeaders.trace",
        ],
    ),
    pair(
        "a header of the server becomes required",
        &[
            Put(
                "properties: { trace: { type: string } }",
                "properties: { trace: { type: string }, span: { type: string } }",
            ),
            Put("required: [trace]", "required: [trace, span]"),
        ],
        &["rollback headers-refused server to client: /desk/{room} notice"],
    ),
    pair(
        "a header of clients becomes required",
        &[Put(
            "        type: object\n        properties: { proof",
            "        type: object\n        required: [proof]\n        properties: { proof",
        )],
        &[
            "wire headers-refused client to server: /desk/{room} challenge.answer",
            "source member-required client to server: ChallengeAnswerHeaders.proof",
        ],
    ),
    pair(
        "a header is of another type",
        &[Put("proof: { type: string }", "proof: { type: integer }")],
        &[
            "wire headers-refused client to server: /desk/{room} challenge.answer",
            "rollback headers-refused client to server: /desk/{room} challenge.answer",
            "source member-changed client to server: ChallengeAnswerHeaders.proof",
        ],
    ),
    pair(
        "headers are removed",
        &[Put(
            "      headers:\n        type: object\n        required: [trace]\n        properties: { trace: { type: string } }\n",
            "",
        )],
        &["wire headers-refused server to client: /desk/{room} notice", "source type-removed: NoticeHeaders"],
    ),
    pair(
        "headers are added",
        &[Put(
            "    quit:\n      payload",
            "    quit:\n      headers: { type: object, required: [why], properties: { why: { type: string } } }\n      payload",
        )],
        &["wire headers-refused client to server: /desk/{room} quit"],
    ),
    pair(
        "another member tells streams apart",
        &[Put("key: [symbol]", "key: [symbol, depth]")],
        &[
            "wire stream-changed: /feed ticks key",
            "rollback stream-changed: /feed ticks key",
            "source protocol-changed: FeedProtocol.streams.ticks",
        ],
    ),
    pair(
        "another message feeds a stream",
        &[Put("update: tick,", "update: ticks.failed,")],
        &[
            "wire stream-changed: /feed ticks update",
            "rollback stream-changed: /feed ticks update",
            "source protocol-changed: FeedProtocol.streams.ticks",
        ],
    ),
    pair(
        "nothing closes a stream",
        &[Put("closes: ticks.close, ", "")],
        &[
            "wire stream-changed: /feed ticks closes",
            "rollback stream-changed: /feed ticks closes",
            "source protocol-changed: FeedProtocol.streams.ticks",
        ],
    ),
    pair(
        "an operation is no longer a stream",
        &[Cut("    x-barwire-stream:", "components:")],
        &["dangerous stream-removed: /feed ticks", "source protocol-changed: FeedProtocol.streams.ticks"],
    ),
    Pair {
        name: "a stream no longer resumes",
        base: DESK,
        before: &[PROMISES],
        edits: &[Cut(", resume: {", ", latest")],
        expected: &[
            "wire stream-promise-removed: /feed ticks resume",
            "source protocol-changed: FeedProtocol.streams.ticks.resume",
        ],
    },
    Pair {
        name: "a later update no longer says what an earlier one said",
        base: DESK,
        before: &[PROMISES],
        edits: &[Put(", latest: /time", "")],
        expected: &[
            "wire stream-promise-removed: /feed ticks latest",
            "source protocol-changed: FeedProtocol.streams.ticks.latest",
        ],
    },
    Pair {
        name: "a stream resumes by another member",
        base: DESK,
        before: &[PROMISES],
        edits: &[Put("count: number", "count: index")],
        expected: &[
            "wire stream-changed: /feed ticks resume",
            "rollback stream-changed: /feed ticks resume",
            "source protocol-changed: FeedProtocol.streams.ticks.resume",
        ],
    },
    Pair {
        name: "an update takes the place of others than before",
        base: DESK,
        before: &[PROMISES],
        edits: &[Put("latest: /time", "latest: /price")],
        expected: &[
            "wire stream-changed: /feed ticks latest",
            "rollback stream-changed: /feed ticks latest",
            "source protocol-changed: FeedProtocol.streams.ticks.latest",
        ],
    },
    Pair {
        name: "a stream that resumes is no longer a stream",
        base: DESK,
        before: &[PROMISES],
        edits: &[Cut("    x-barwire-stream:", "components:")],
        expected: &[
            "dangerous stream-removed: /feed ticks",
            "source protocol-changed: FeedProtocol.streams.ticks",
        ],
    },
    pair("a stream resumes", &[PROMISES], &[]),
    // On the wire the same message opens it.
    pair(
        "the operation that opens a stream has another key",
        &[
            Put("  ticks.open:\n    action", "  opening:\n    action"),
            Put("opens: ticks.open,", "opens: opening,"),
        ],
        &["source protocol-changed: FeedProtocol.streams.ticks"],
    ),
    pair(
        "the operation of a stream has another key",
        &[Put("  ticks:\n    action", "  quotes:\n    action")],
        &["source protocol-changed: FeedProtocol.streams.ticks"],
    ),
    pair(
        "unknown messages are refused",
        &[Put("    x-barwire-unknown-messages: ignore\n", "")],
        &["dangerous unknown-messages-refused server to client: /feed"],
    ),
    pair(
        "unknown messages are ignored",
        &[Put(
            "    address: /desk/{room}\n",
            "    address: /desk/{room}\n    x-barwire-unknown-messages: ignore\n",
        )],
        &[],
    ),
    pair(
        "a default has changed",
        &[Put("default: 5", "default: 7")],
        &["dangerous default-changed client to server: /feed ticks.open /depth"],
    ),
    pair(
        "a default is removed",
        &[Put(", default: 5", "")],
        &["dangerous default-changed client to server: /feed ticks.open /depth"],
    ),
    pair(
        "a format has changed",
        &[Put("format: date-time", "format: date")],
        &["dangerous format-changed server to client: /feed tick /time"],
    ),
    pair(
        "a component is renamed",
        &[All("schemas/Fill'", "schemas/Execution'"), Put("    Fill:\n", "    Execution:\n")],
        &["source type-renamed: Fill"],
    ),
    pair(
        "an enum is renamed",
        &[All("schemas/Reason'", "schemas/Cause'"), Put("    Reason:\n", "    Cause:\n")],
        &["source type-renamed: Reason"],
    ),
    pair(
        "a component of clients is renamed",
        &[All("schemas/Limit'", "schemas/Capped'"), Put("    Limit:\n", "    Capped:\n")],
        &["source type-renamed: Limit"],
    ),
];
