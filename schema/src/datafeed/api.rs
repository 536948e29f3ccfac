//! The declaration of the HTTP side of the bars server.

use super::{
    BarsAnswer, BarsQuery, DatafeedConfig, DatafeedHealth, Health, Problem, Quote, QuotesRequest,
    ResolvePath, SearchQuery, SearchResult, SymbolInfo, Version, Versions,
};
use crate::http::{Answer, HttpApi, Method, Operation, Refusal, TypeDef};
use crate::protocol::{Contact, License, Server, Tag};

const DATAFEED: &str = "datafeed";
const SERVER: &str = "server";

const INVALID: Refusal = Refusal { status: 400, doc: "A parameter is missing or wrong." };
const UNKNOWN_SYMBOL: Refusal = Refusal { status: 404, doc: "No instrument has this name." };
const FAILED: Refusal = Refusal { status: 500, doc: "The server failed." };
const UNAVAILABLE: Refusal = Refusal { status: 503, doc: "The source of the bars does not answer." };

const DOC: &str = "\
What a chart in the style of TradingView asks for over HTTP: what the server can do, which instruments it has, their bars of the past and
their prices. The bars as they change are on the WebSocket, which the AsyncAPI document describes.

A request that is refused is answered with a problem detail (RFC 9457) as `application/problem+json`, whose `code` says why. So is one for
a path that nothing is at (`not_found`) or with a method that the path does not take (`method_not_allowed`). Members that a client does
not know are to be ignored; a member that may be left out is never `null`.";

const GET_BARS: &str = "\
The bars of a range of time.

The range is `[from_time, to_time)`, by the openings of the bars. One of `from_time` and `count_back` must be there. `count_back` outranks
`from_time`: all bars of the range are answered, and where they are fewer than `count_back`, earlier ones too, as far as there are any. A
range that ends before it begins holds nothing.";

const GET_QUOTES: &str = "\
The prices of several instruments as they stand.

The answer has one quote for each instrument of the request, in its order. An instrument that is not known is no refusal: its quote says
so.";

/// The HTTP side of the bars server.
pub static DATAFEED_API: HttpApi = HttpApi {
    name: "datafeed",
    title: "Market bars over HTTP",
    version: "1.0.0",
    doc: DOC,
    contact: Some(Contact { name: "The barwire developers", url: None, email: None }),
    license: Some(License { name: "MIT OR Apache-2.0", url: None }),
    servers: &[Server {
        name: "local",
        url: "http://127.0.0.1:8000",
        description: Some("`barwire-server` with its defaults."),
    }],
    tags: &[
        Tag { name: DATAFEED, description: Some("Instruments, their bars and their prices.") },
        Tag { name: SERVER, description: Some("How the server is, and what it serves.") },
    ],
    problem: TypeDef::of::<Problem>(),
    operations: &[
        Operation {
            id: "getConfig",
            method: Method::Get,
            path: "/api/v1/datafeed/config",
            tag: DATAFEED,
            doc: "What the datafeed can do.",
            path_parameters: None,
            query: None,
            body: None,
            answers: &[Answer::json::<DatafeedConfig>(200, "What it can do.")],
            problems: &[FAILED],
        },
        Operation {
            id: "searchSymbols",
            method: Method::Get,
            path: "/api/v1/datafeed/search",
            tag: DATAFEED,
            doc: "Find instruments.\n\nThose that fit best come first; none is no fault.",
            path_parameters: None,
            query: Some(TypeDef::of::<SearchQuery>()),
            body: None,
            answers: &[Answer::json::<Vec<SearchResult>>(200, "What was found.")],
            problems: &[INVALID, FAILED],
        },
        Operation {
            id: "resolveSymbol",
            method: Method::Get,
            path: "/api/v1/datafeed/resolve/{symbol}",
            tag: DATAFEED,
            doc: "The facts of one instrument.",
            path_parameters: Some(TypeDef::of::<ResolvePath>()),
            query: None,
            body: None,
            answers: &[Answer::json::<SymbolInfo>(200, "The facts.")],
            problems: &[INVALID, UNKNOWN_SYMBOL, FAILED],
        },
        Operation {
            id: "getBars",
            method: Method::Get,
            path: "/api/v1/datafeed/bars",
            tag: DATAFEED,
            doc: GET_BARS,
            path_parameters: None,
            query: Some(TypeDef::of::<BarsQuery>()),
            body: None,
            answers: &[Answer::json::<BarsAnswer>(200, "The bars, which may be none.")],
            problems: &[
                Refusal {
                    status: 400,
                    doc: "A parameter is missing or wrong, or the instrument is not served at this resolution.",
                },
                UNKNOWN_SYMBOL,
                FAILED,
                UNAVAILABLE,
            ],
        },
        Operation {
            id: "getQuotes",
            method: Method::Post,
            path: "/api/v1/datafeed/quotes",
            tag: DATAFEED,
            doc: GET_QUOTES,
            path_parameters: None,
            query: None,
            body: Some(TypeDef::of::<QuotesRequest>()),
            answers: &[Answer::json::<Vec<Quote>>(200, "The quotes.")],
            problems: &[
                Refusal { status: 400, doc: "The body is no JSON, or not what is expected." },
                Refusal { status: 413, doc: "The body is longer than the server takes." },
                Refusal { status: 415, doc: "The body is said to be something else than JSON." },
                FAILED,
                UNAVAILABLE,
            ],
        },
        Operation {
            id: "getDatafeedHealth",
            method: Method::Get,
            path: "/api/v1/datafeed/health",
            tag: DATAFEED,
            doc: "How the source of the bars is.",
            path_parameters: None,
            query: None,
            body: None,
            answers: &[Answer::json::<DatafeedHealth>(200, "How it is; also where some of it fails.")],
            problems: &[FAILED],
        },
        Operation {
            id: "getHealth",
            method: Method::Get,
            path: "/api/v1/health",
            tag: SERVER,
            doc: "Whether the server takes connections, and how much it has to do.",
            path_parameters: None,
            query: None,
            body: None,
            answers: &[
                Answer::json::<Health>(200, "It takes connections."),
                Answer::json::<Health>(503, "It is shutting down and takes no new connections."),
            ],
            problems: &[],
        },
        Operation {
            id: "getVersions",
            method: Method::Get,
            path: "/api/v1/versions",
            tag: SERVER,
            doc: "Every version that is served, and for how long.",
            path_parameters: None,
            query: None,
            body: None,
            answers: &[Answer::json::<Versions>(200, "The versions.")],
            problems: &[],
        },
        Operation {
            id: "getVersion",
            method: Method::Get,
            path: "/api/v1/version",
            tag: SERVER,
            doc: "What is served.",
            path_parameters: None,
            query: None,
            body: None,
            answers: &[Answer::json::<Version>(200, "What is served.")],
            problems: &[],
        },
    ],
};
