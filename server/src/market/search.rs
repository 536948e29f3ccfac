//! Finding instruments by what somebody types, and what a search can be narrowed to.

use std::collections::BTreeSet;
use std::sync::Arc;

use barwire_schema::bars::Resolution;

use super::catalog::{Catalog, Instrument};

/// What to search for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search<'a> {
    /// A part of a name, ticker or description, in any case; empty for every instrument.
    pub text: &'a str,
    /// The exchange; empty for any.
    pub exchange: &'a str,
    /// The kind of instruments; empty for any.
    pub kind: &'a str,
    /// How many to find at most.
    pub limit: usize,
}

/// How well an instrument fits, from well to badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The text is the name or ticker.
    Exact,
    /// The name or ticker begins with it.
    Prefix,
    /// The name, ticker or description has it.
    Part,
}

impl Catalog {
    /// The instruments that fit: those that fit best first, and among these by name.
    ///
    /// It looks at every instrument.
    #[must_use]
    pub fn search(&self, search: &Search<'_>) -> Vec<Arc<Instrument>> {
        let text = search.text.trim().to_lowercase();
        let fits = |wanted: &str, got: &str| wanted.is_empty() || wanted == got;
        let mut found: Vec<_> = self
            .all()
            .into_iter()
            .filter(|instrument| fits(search.exchange, &instrument.listing.exchange))
            .filter(|instrument| fits(search.kind, &instrument.listing.kind))
            .filter_map(|instrument| Some((fit(&instrument, &text)?, instrument)))
            .collect();
        found.sort_by(|(a, one), (b, other)| (a, one.symbol()).cmp(&(b, other.symbol())));
        found.truncate(search.limit);
        found.into_iter().map(|(_, instrument)| instrument).collect()
    }

    /// The exchanges of the instruments, in order.
    #[must_use]
    pub fn exchanges(&self) -> BTreeSet<String> {
        self.facts(|instrument| &instrument.listing.exchange)
    }

    /// The kinds of the instruments, in order.
    #[must_use]
    pub fn kinds(&self) -> BTreeSet<String> {
        self.facts(|instrument| &instrument.listing.kind)
    }

    /// Every resolution that some instrument is served in, from short to long.
    #[must_use]
    pub fn resolutions(&self) -> Vec<Resolution> {
        let all = self.all();
        let served: BTreeSet<_> = all.iter().flat_map(|instrument| instrument.resolutions()).collect();
        served.into_iter().collect()
    }

    /// What the instruments have of a fact, where they have it.
    fn facts(&self, fact: impl Fn(&Instrument) -> &String) -> BTreeSet<String> {
        let all = self.all();
        all.iter().map(|instrument| fact(instrument)).filter(|fact| !fact.is_empty()).cloned().collect()
    }
}

/// How well an instrument fits a text in lower case; none where it does not.
fn fit(instrument: &Instrument, text: &str) -> Option<Fit> {
    let listing = &instrument.listing;
    let names = [listing.symbol.as_str().to_lowercase(), listing.ticker.as_str().to_lowercase()];
    if names.iter().any(|name| name == text) {
        Some(Fit::Exact)
    } else if names.iter().any(|name| name.starts_with(text)) {
        Some(Fit::Prefix)
    } else if names.iter().any(|name| name.contains(text))
        || listing.description.to_lowercase().contains(text)
    {
        Some(Fit::Part)
    } else {
        None
    }
}
