//! Finds the instruments of a feed by name.

use std::collections::HashMap;

use barwire_schema::bars::{Resolution, Symbol};

use super::Series;

/// The instruments of a feed, by name.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// By the name in lower case.
    instruments: HashMap<String, Instrument>,
}

/// An instrument, and the series it is served in.
#[derive(Debug, Clone)]
pub struct Instrument {
    /// The canonical name.
    pub symbol: Symbol,
    /// Each resolution with the index of its series, from short to long.
    series: Vec<(Resolution, usize)>,
}

impl Catalog {
    /// Lists the instruments of `series`, which come in the order of [`Feed::series`](super::Feed::series): a series is known by its
    /// index there.
    #[must_use]
    pub fn new(series: impl IntoIterator<Item = Series>) -> Self {
        let mut instruments = HashMap::<String, Instrument>::new();
        for (index, Series { symbol, resolution }) in series.into_iter().enumerate() {
            instruments
                .entry(symbol.as_str().to_lowercase())
                .or_insert_with(|| Instrument { symbol, series: Vec::new() })
                .series
                .push((resolution, index));
        }
        for instrument in instruments.values_mut() {
            instrument.series.sort_unstable();
        }
        Self { instruments }
    }

    /// The instrument of this name, ignoring case.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Instrument> {
        self.instruments.get(&name.to_lowercase())
    }
}

impl Instrument {
    /// The resolutions it is served in, from short to long.
    pub fn resolutions(&self) -> impl Iterator<Item = Resolution> {
        self.series.iter().map(|&(resolution, _)| resolution)
    }

    /// The index of its series at `resolution`.
    #[must_use]
    pub fn series(&self, resolution: Resolution) -> Option<usize> {
        self.series.iter().find(|(served, _)| *served == resolution).map(|&(_, index)| index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        let series = [
            ("AAPL", Resolution::Day),
            ("Straße", Resolution::Week),
            ("AAPL", Resolution::Minutes1),
            ("ÉLAN", Resolution::Day),
        ];
        Catalog::new(
            series.map(|(name, resolution)| Series { symbol: Symbol::try_from(name).unwrap(), resolution }),
        )
    }

    #[test]
    fn finds_by_name_ignoring_case() {
        let catalog = catalog();
        for (name, canonical) in [("AAPL", "AAPL"), ("aApl", "AAPL"), ("élan", "ÉLAN"), ("STRAßE", "Straße")]
        {
            assert_eq!(catalog.find(name).unwrap().symbol.as_str(), canonical);
        }
        for name in ["", "AAP", "AAPL ", "MSFT"] {
            assert!(catalog.find(name).is_none(), "{name:?}");
        }
    }

    #[test]
    fn an_instrument_lists_its_resolutions_from_short_to_long_with_the_index_of_each() {
        let catalog = catalog();
        let apple = catalog.find("AAPL").unwrap();
        assert_eq!(apple.resolutions().collect::<Vec<_>>(), [Resolution::Minutes1, Resolution::Day]);
        assert_eq!(apple.series(Resolution::Day), Some(0));
        assert_eq!(apple.series(Resolution::Minutes1), Some(2));
        assert_eq!(apple.series(Resolution::Week), None);
    }
}
