//! A base schema that lists its heirs (`oneOf`), each of which builds on the base (`allOf`).
//!
//! Taken literally, a value must fit the base, so an heir, so the base, without end. What is meant: the heirs build on what the base says
//! besides the list.

use super::super::schema::{Kind, SchemaId};
use super::Lowering;

impl Lowering<'_> {
    /// Lets heirs build on the base without its list of them.
    pub(super) fn untangle(&mut self) {
        for base in (0..self.arena.len()).map(SchemaId) {
            let (heirs, rest) = match &self.arena[base.0].kind {
                Kind::Union(union) => (union.variants.clone(), Vec::new()),
                Kind::All(parts) => {
                    let (lists, rest): (Vec<SchemaId>, Vec<SchemaId>) =
                        parts.iter().partition(|part| matches!(self.kind(**part), Kind::Union(_)));
                    let heirs = lists.iter().flat_map(|list| match self.kind(*list) {
                        Kind::Union(union) => union.variants.clone(),
                        _ => Vec::new(),
                    });
                    (heirs.collect(), rest)
                }
                _ => continue,
            };
            let mut bare = None;
            let mut strangers = 0;
            for heir in heirs {
                let heir = self.target_before(heir, base);
                let builds_on = match &self.arena[heir.0].kind {
                    Kind::All(parts) => parts.iter().any(|part| self.target(*part) == base),
                    Kind::Reference(target) => *target == base,
                    _ => false,
                };
                if !builds_on {
                    strangers += 1;
                    continue;
                }
                let bare = *bare.get_or_insert_with(|| self.made(Kind::All(rest.clone())));
                let lead = |part: SchemaId| if self.target(part) == base { bare } else { part };
                let kind = match &self.arena[heir.0].kind {
                    Kind::All(parts) => Kind::All(parts.iter().copied().map(lead).collect()),
                    _ => Kind::Reference(bare),
                };
                self.arena[heir.0].kind = kind;
            }
            // What every heir says already, the base need not say beside them.
            if bare.is_some()
                && strangers == 0
                && let Kind::All(parts) = &self.arena[base.0].kind
            {
                let lists = parts.iter().copied().filter(|part| !rest.contains(part)).collect();
                self.arena[base.0].kind = Kind::All(lists);
            }
        }
    }

    /// What references lead to, at most to the last one before `base`.
    fn target_before(&self, mut id: SchemaId, base: SchemaId) -> SchemaId {
        while let Kind::Reference(next) = self.arena[id.0].kind {
            if next == base {
                break;
            }
            id = next;
        }
        id
    }
}
