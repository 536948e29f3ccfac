//! Whether a changed document breaks what is deployed: a proof that it does not, a message that shows that it does, or that neither is known.
//!
//! [`inclusion`] decides for two schemas whether every value of one is a value of the other. `rules` asks it about the messages of a
//! protocol, in every direction and deployment order, and knows what is no schema: addresses, servers, security, replies. `source` says
//! what stops generated TypeScript from compiling. What they find is a [`Finding`]. [`Edition`] reads the documents; `gate` and [`accepted`]
//! say what becomes of a finding, which `report` gathers and `output` writes.

pub mod accepted;
mod change;
mod edition;
mod finding;
mod gate;
pub mod inclusion;
mod output;
mod report;
mod rules;
mod source;

pub use edition::{Edition, EditionError, Summary, text};
pub use finding::{Category, Deployed, Direction, Evidence, Finding, Rule};
pub use gate::{FailOn, Gate, Release};
pub use output::{write, write_expired};
pub use report::{Comparison, Fate, Judged, Report};
pub use rules::{Options, compare, rules};
