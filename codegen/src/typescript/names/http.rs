//! The names of what operations over HTTP carry, and of their descriptor.

use crate::model::{Kind, Model, SchemaId};

use super::{Assign, Names, take, type_name};

/// Names that only what is made of an OpenAPI document declares.
pub(super) const TAKEN: &[&str] = &["Operation"];

/// The names of a descriptor.
pub(in crate::typescript) struct ApiNames {
    /// `MarketDatafeedApi`.
    pub(in crate::typescript) descriptor: String,
    /// `MarketDatafeedOperations`.
    pub(in crate::typescript) operations: String,
}

impl Assign<'_> {
    /// Declares the parameters, bodies, answers and problems of operations: those that have no name are called after the operation.
    pub(super) fn endpoints(&mut self) {
        let model = self.model;
        for endpoint in &model.endpoints {
            let operation = type_name(&endpoint.name);
            for (word, id) in endpoint.schemas(&model.schemas) {
                let id = settle(model, id, |id| self.by_schema.contains_key(&id));
                if !self.by_schema.contains_key(&id) {
                    self.name(id, &[format!("{operation}{word}")], "Type");
                }
            }
        }
    }

    /// Names what must be declared within what operations carry.
    pub(super) fn within_endpoints(&mut self) {
        for endpoint in &self.model.endpoints {
            for (_, id) in endpoint.schemas(&self.model.schemas) {
                let id = settle(self.model, id, |id| self.by_schema.contains_key(&id));
                self.children(id);
            }
        }
    }

    /// The names of the descriptor: after the document's own name for programs, or else its title.
    pub(super) fn api(&mut self) -> ApiNames {
        let name = type_name(self.model.name.as_deref().unwrap_or(&self.model.title));
        let stem = name.strip_suffix("Api").or_else(|| name.strip_suffix("API")).unwrap_or(&name);
        let mut take = |wanted: String| take(&mut self.taken, &mut self.numbers, &[wanted], "Type");
        ApiNames { descriptor: take(format!("{stem}Api")), operations: take(format!("{stem}Operations")) }
    }
}

impl Names {
    /// The type of what an operation carries.
    pub(in crate::typescript) fn carried(&self, model: &Model, id: SchemaId) -> &str {
        let id = settle(model, id, |id| self.get(id).is_some());
        self.get(id).unwrap_or("unknown")
    }
}

/// Through references, up to a schema that is declared: words beside a reference are said where it is used.
fn settle(model: &Model, mut id: SchemaId, is_declared: impl Fn(SchemaId) -> bool) -> SchemaId {
    while !is_declared(id)
        && let Kind::Reference(target) = model.schemas.get(id).kind
    {
        id = target;
    }
    id
}
