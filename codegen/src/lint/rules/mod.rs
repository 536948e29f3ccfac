//! What is looked for. A module has a table of its rules and a function that looks for them.

pub(in crate::lint) mod reference;
pub(in crate::lint) mod structure;

mod binding;
mod channel;
mod component;
mod document;
mod example;
mod message;
mod operation;
mod placement;
mod schema;
mod server;

use crate::lint::{Context, Report, Rule};

/// The rules, module by module.
pub(super) const RULES: &[&[&Rule]] = &[
    structure::RULES,
    reference::RULES,
    document::RULES,
    server::RULES,
    channel::RULES,
    placement::RULES,
    binding::RULES,
    component::RULES,
    schema::RULES,
    example::RULES,
    message::RULES,
    operation::RULES,
];

/// What looks for them, in this order.
pub(super) const CHECKS: &[fn(&Context<'_>, &mut Report)] = &[
    // First, while errors are only those of the walk.
    component::check,
    document::check,
    server::check,
    channel::check,
    placement::check,
    binding::check,
    schema::check,
    example::check,
    message::check,
    operation::check,
];
