//! The `#[protocol]` attribute: a message protocol declared as a trait.
//!
//! Three steps, a module each: what the attribute says ([`arguments`]), what the trait says ([`declaration`], with [`checks`]), and the code that
//! follows ([`expand`]). Faults are collected and reported together, each at the user's line, and the trait is
//! emitted whatever is wrong in it, so that one fault does not cause others.

mod arguments;
mod checks;
mod declaration;
mod expand;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;

use arguments::Arguments;
use declaration::Declaration;

/// Declares a message protocol.
///
/// ```ignore
/// /// Measurements of a room.
/// #[protocol(name = "rooms", version = "1.0.0", address = "/ws")]
/// pub trait RoomsProtocol {
///     type Session;
///
///     /// Follow a room.
///     #[request("rooms.watch" => "rooms.watch.ack", opens = "rooms")]
///     async fn watch(&self, session: &Self::Session, request: WatchRequest) -> WatchAck;
///
///     /// What a room measures.
///     #[stream("rooms", key(room), update = "rooms.reading", failed = "rooms.failed")]
///     fn rooms(update: Reading, failed: RoomError);
///
///     /// The server goes down for a while.
///     #[event("maintenance")]
///     fn maintenance(payload: Maintenance);
/// }
/// ```
///
/// # Arguments
///
/// `name`, `version` and `address` (the path of the WebSocket) are required; `title`, `unknown_messages` (`"ignore"`, the default, or
/// `"refuse"`), `contact(name, url, email)`, `license(name, url)`, and any number of `tag(name, description)` and
/// `server(name, url, description)` are not.
///
/// # Items
///
/// - `type Session;`: what the server knows of one connection.
/// - `#[request("question" => "answer")]` on an `async fn(&self, session: &Self::Session, request: Q) -> A`;
///   without `=> "answer"` and `-> A` the request has no reply. `opens = "stream"` and `closes = "stream"` tie it to a stream.
/// - `#[stream("name", key(member, …), update = "message", failed = "message")]` on a `fn(update: U, failed: F)`: the
///   members of `key` tell one stream from another. Something must open it.
///   `resume(since = "…", epoch = "…", count = "…", counted = "…", recovered = "…")` names the members by which it makes up for what its
///   client has missed, and `latest = "/…"` is a JSON Pointer into the update: of two with the same value there, the later one says all that
///   the earlier one said.
/// - `#[event("message")]` on a `fn(payload: P)`: sent by the server unasked.
/// - `#[mount("prefix")]` on a `fn(&self) -> &impl OtherProtocol<Session = Self::Session>`: another protocol on the same socket,
///   its message types behind `prefix.`.
///
/// Members that may be left out are `Option`s with `#[serde(default, deserialize_with = "present", skip_serializing_if =
/// "Option::is_none")]`: `null` is never on the wire.
///
/// # What follows
///
/// For `trait RoomsProtocol`: the trait, with `dispatch` and `into_service`; `static ROOMS_PROTOCOL: Protocol`; and for each stream
/// and event a type to publish with, `RoomsStream` and `MaintenanceEvent` above. They stand beside the trait, so two protocols in one module need other method names.
#[proc_macro_attribute]
pub fn protocol(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expanded(arguments.into(), item.into()).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// The code that takes the place of the attribute and its trait.
fn expanded(arguments: TokenStream2, item: TokenStream2) -> syn::Result<TokenStream2> {
    let arguments = syn::parse2::<Arguments>(arguments)?;
    let declaration = Declaration::read(&arguments, syn::parse2(item)?);
    Ok(expand::expand(&arguments, &declaration))
}

#[cfg(test)]
mod tests;
