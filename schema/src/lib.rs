//! What can be said on the wire.
//!
//! A protocol is declared once, as a trait under [`protocol`](macro@protocol). From the declaration follow
//! a [`Protocol`] (the same facts as data), its AsyncAPI document ([`Protocol::document`]) and the dispatch of frames to an
//! implementation ([`Service`]). The protocol of this crate's own is [`bars`].
//!
//! What is asked over HTTP is declared as data, an [`HttpApi`], and has an OpenAPI document ([`HttpApi::document`]). The API of this
//! crate's own is [`datafeed`]. What is common to both kinds of declaration is [`Declaration`].

// The macro names this crate by its public name; inside the crate that name must exist too.
extern crate self as barwire_schema;

pub mod asyncapi;
pub mod bars;
pub mod datafeed;
mod declaration;
pub mod http;
pub mod openapi;
pub mod protocol;
mod schemas;
mod text;

pub use barwire_macros::protocol;
pub use declaration::{Declaration, DeclarationError};
pub use http::HttpApi;
pub use protocol::{Protocol, Service};
