//! What can be said on the wire.
//!
//! A protocol is declared once, as a trait under [`protocol`](macro@protocol). From the declaration follow
//! a [`Protocol`] (the same facts as data), its AsyncAPI document ([`Protocol::document`]) and the dispatch of frames to an
//! implementation ([`Service`]). The protocol of this crate's own is [`bars`].

// The macro names this crate by its public name; inside the crate that name must exist too.
extern crate self as barwire_schema;

pub mod asyncapi;
pub mod bars;
pub mod protocol;

pub use barwire_macros::protocol;
pub use protocol::{Protocol, Service};
