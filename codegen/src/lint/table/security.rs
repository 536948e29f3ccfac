//! How a client shows who it is.

use super::{Field, Kind, Object, Shape, Tagged, optional, required};

const DESCRIPTION: Field = optional("description", Shape::Text);

/// A scheme that has nothing to say beside its type.
const PLAIN: &[Field] = &[required("type", Shape::Text), DESCRIPTION];

const API_KEY: &[Field] =
    &[required("type", Shape::Text), DESCRIPTION, required("in", Shape::Word(&["user", "password"]))];

const HTTP: &[Field] = &[
    required("type", Shape::Text),
    DESCRIPTION,
    required("scheme", Shape::Text),
    optional("bearerFormat", Shape::Text),
];

const HTTP_API_KEY: &[Field] = &[
    required("type", Shape::Text),
    DESCRIPTION,
    required("name", Shape::Text),
    required("in", Shape::Word(&["query", "header", "cookie"])),
];

const SCOPES: Shape = Shape::Map(&Shape::Text);

/// A flow of OAuth: what it has beside the scopes, which have another name in each major version.
macro_rules! flow {
    ($scopes:literal, $($required:literal),+) => {
        Shape::Object(&Object {
            name: "OAuth flow",
            kind: Kind::Other,
            fields: &[
                $(required($required, Shape::Uri),)+
                optional("refreshUrl", Shape::Uri),
                required($scopes, SCOPES),
            ],
        })
    };
}

/// The schemes of a major version: what the scopes of a flow are called, and what else an identity provider's scheme has.
macro_rules! schemes {
    ($scheme:ident, $scopes:literal, $more:expr) => {
        pub(super) static $scheme: Tagged = Tagged {
            name: "security scheme",
            kind: Kind::SecurityScheme,
            tag: "type",
            variants: &[
                ("userPassword", PLAIN),
                ("apiKey", API_KEY),
                ("X509", PLAIN),
                ("symmetricEncryption", PLAIN),
                ("asymmetricEncryption", PLAIN),
                ("http", HTTP),
                ("httpApiKey", HTTP_API_KEY),
                (
                    "oauth2",
                    &[
                        required("type", Shape::Text),
                        DESCRIPTION,
                        $more,
                        required(
                            "flows",
                            Shape::Object(&Object {
                                name: "OAuth flows",
                                kind: Kind::Other,
                                fields: &[
                                    optional("implicit", flow!($scopes, "authorizationUrl")),
                                    optional("password", flow!($scopes, "tokenUrl")),
                                    optional("clientCredentials", flow!($scopes, "tokenUrl")),
                                    optional(
                                        "authorizationCode",
                                        flow!($scopes, "authorizationUrl", "tokenUrl"),
                                    ),
                                ],
                            }),
                        ),
                    ],
                ),
                (
                    "openIdConnect",
                    &[
                        required("type", Shape::Text),
                        DESCRIPTION,
                        required("openIdConnectUrl", Shape::Uri),
                        $more,
                    ],
                ),
                ("plain", PLAIN),
                ("scramSha256", PLAIN),
                ("scramSha512", PLAIN),
                ("gssapi", PLAIN),
            ],
        };
    };
}

// What a client may ask for is called `scopes` in a flow of 2.x, and `availableScopes` since.
schemes!(SCHEME_V2, "scopes", DESCRIPTION);
schemes!(SCHEME_V3, "availableScopes", optional("scopes", Shape::List(&Shape::Text)));
