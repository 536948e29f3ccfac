//! The HTTP side of the bars server: what a chart asks for before and beside the stream.
//!
//! Members that the charting library of TradingView knows have its names and meanings, so that a frontend hands answers on as they are
//! (<https://www.tradingview.com/charting-library-docs/latest/connecting_data/Datafeed-API/>).

mod api;
mod config;
mod health;
mod history;
mod problem;
mod quotes;
mod search;
mod symbol_info;
mod version;

pub use api::DATAFEED_API;
pub use config::{DatafeedConfig, Exchange, SymbolType};
pub use health::{DatafeedHealth, DatafeedStatus, Health, HealthStatus, VersionInfo};
pub use history::{BarsAnswer, BarsQuery, CountBack};
pub use problem::{Problem, ProblemCode};
pub use quotes::{MAX_QUOTES, Quote, QuoteValues, QuotesRequest};
pub use search::{MaxResults, SearchQuery, SearchResult, SearchText};
pub use symbol_info::{
    DataStatus, PriceFormat, PriceUnits, ResolvePath, SymbolInfo, VisiblePlots, VolumePrecision,
};
pub use version::{AvailableVersion, ServedProtocol, Version, VersionContact, VersionStatus, Versions};
