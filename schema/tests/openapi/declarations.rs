//! Declared APIs: one with every kind of item, in two orders, and one for each fault.

use barwire_schema::http::{Answer, HttpApi, Method, Operation, Refusal, TypeDef};
use barwire_schema::protocol::{Server, Tag, present};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Which room.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct RoomPath {
    /// Its name.
    room: String,
}

/// Which notes.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(example = json!({ "order": "new" }), example = json!({ "limit": 5 }))]
pub(crate) struct NotesQuery {
    /// How they are sorted.
    order: Order,
    /// How many.
    #[serde(default)]
    limit: u8,
    /// By whom.
    #[deprecated]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    author: Option<String>,
}

/// An order.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Order {
    New,
    Old,
}

/// A note.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Note {
    /// In words.
    text: String,
    /// How often it was read.
    #[serde(default)]
    read: u8,
    /// What it answers.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    answers: Option<Box<Self>>,
}

/// What is wrong.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Fault {
    title: String,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Maybe {
    value: Option<u8>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct Several {
    values: Vec<String>,
}

mod other {
    #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
    pub(crate) struct Note {
        pub(crate) number: u8,
    }
}

const TAGS: &[Tag] = &[Tag { name: "notes", description: None }];

const LEAVE: Operation = Operation {
    id: "leave",
    method: Method::Post,
    path: "/rooms/{room}/notes",
    tag: "notes",
    doc: "Leave a note.\n\nIt stays.",
    path_parameters: Some(TypeDef::of::<RoomPath>()),
    query: None,
    body: Some(TypeDef::of::<Note>()),
    answers: &[Answer::json::<Note>(201, "It was left.")],
    problems: &[Refusal { status: 404, doc: "There is no such room." }],
};

const LIST: Operation = Operation {
    id: "list",
    method: Method::Get,
    path: "/rooms/{room}/notes",
    tag: "notes",
    doc: "The notes of a room.",
    path_parameters: Some(TypeDef::of::<RoomPath>()),
    query: Some(TypeDef::of::<NotesQuery>()),
    body: None,
    answers: &[Answer::json::<Vec<Note>>(200, "The notes.")],
    problems: &[Refusal { status: 404, doc: "There is no such room." }],
};

const SERVERS: &[Server] = &[Server { name: "live", url: "https://example.com/base/", description: None }];

const fn api(name: &'static str, operations: &'static [Operation]) -> HttpApi {
    HttpApi {
        name,
        title: "Rooms",
        version: "1.0.0",
        doc: "Notes in rooms.",
        contact: None,
        license: None,
        servers: SERVERS,
        tags: TAGS,
        problem: TypeDef::of::<Fault>(),
        operations,
    }
}

pub(crate) static ROOMS_API: HttpApi = api("rooms", &[LEAVE, LIST]);
pub(crate) static ROOMS_IN_ANOTHER_ORDER: HttpApi = api("rooms", &[LIST, LEAVE]);

/// One fault each; the name says which.
pub(crate) fn wrong() -> Vec<HttpApi> {
    const PLAIN: Operation = Operation { path: "/notes", path_parameters: None, ..LIST };
    vec![
        api("same id", const { &[LIST, LIST] }),
        api("same path", const { &[LIST, Operation { id: "other", ..LIST }] }),
        api(
            "other name in a path",
            const { &[LIST, Operation { id: "other", path: "/rooms/{name}/notes", ..LEAVE }] },
        ),
        api("same status", const { &[Operation { problems: &[Refusal { status: 200, doc: "" }], ..LIST }] }),
        api("no answer", const { &[Operation { answers: &[], ..LIST }] }),
        api("no status", const { &[Operation { problems: &[Refusal { status: 42, doc: "" }], ..LIST }] }),
        api("unknown tag", const { &[Operation { tag: "rooms", ..LIST }] }),
        api("no path", const { &[Operation { path: "/rooms/{room", ..LIST }] }),
        api("name twice", const { &[Operation { path: "/{room}/{room}", ..LIST }] }),
        api("unknown name", const { &[Operation { path: "/rooms/{name}", ..LIST }] }),
        api(
            "optional name",
            const { &[Operation { path_parameters: Some(TypeDef::of::<NotesQuery>()), path: "/{order}", ..LIST }] },
        ),
        api("no struct", const { &[Operation { query: Some(TypeDef::of::<Vec<String>>()), ..PLAIN }] }),
        api("a list", const { &[Operation { query: Some(TypeDef::of::<Several>()), ..PLAIN }] }),
        api("null member", const { &[Operation { answers: &[Answer::json::<Maybe>(200, "")], ..LIST }] }),
        api("null body", const { &[Operation { answers: &[Answer::json::<Option<u8>>(200, "")], ..LIST }] }),
        api(
            "same name",
            const {
                &[Operation {
                    answers: &[Answer::json::<Note>(200, ""), Answer::json::<other::Note>(201, "")],
                    ..LIST
                }]
            },
        ),
        HttpApi {
            servers: &[Server { name: "odd", url: "wss://example.com", description: None }],
            ..api("server", const { &[LIST] })
        },
    ]
}
