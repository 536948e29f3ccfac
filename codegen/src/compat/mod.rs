//! Whether a changed document breaks what is deployed: a proof that it does not, a message that shows that it does, or that neither is known.
//!
//! [`inclusion`] decides for two schemas whether every value of one is a value of the other. `rules` asks it about the messages of a
//! protocol, in every direction and deployment order, and knows what is no schema: addresses, servers, security, replies. `source` says
//! what stops generated TypeScript from compiling. What they find is a [`Finding`].

mod change;
mod finding;
pub mod inclusion;
mod rules;
mod source;

pub use finding::{Category, Deployed, Direction, Evidence, Finding, Rule};
pub use rules::{Options, compare, rules};
