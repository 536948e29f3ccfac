//! The facts of an instrument as a chart asks for them. What is served is told by the bars that there are, not by the listing.

use barwire_schema::bars::Resolution;
use barwire_schema::datafeed::SymbolInfo;

use super::catalog::Instrument;

impl Instrument {
    /// Its facts.
    #[must_use]
    pub fn info(&self) -> SymbolInfo {
        let listing = &self.listing;
        let (calendar, resolutions) = (&listing.calendar, self.resolutions().collect::<Vec<_>>());
        let intraday = multipliers(&resolutions, minutes);
        let seconds = multipliers(&resolutions, seconds);
        let daily = multipliers(&resolutions, |resolution| one(resolution == Resolution::Day));
        let weekly = multipliers(&resolutions, |resolution| one(resolution == Resolution::Week));
        let monthly = multipliers(&resolutions, |resolution| one(resolution == Resolution::Month));
        let holidays = calendar.holidays().as_str();
        SymbolInfo {
            name: listing.symbol.clone(),
            ticker: listing.ticker.clone(),
            description: listing.description.clone(),
            kind: listing.kind.clone(),
            session: calendar.session().as_str().to_owned(),
            session_holidays: (!holidays.is_empty()).then(|| holidays.to_owned()),
            timezone: calendar.timezone().to_owned(),
            exchange: listing.exchange.clone(),
            listed_exchange: listing.listed_exchange.clone(),
            format: listing.format,
            pricescale: listing.pricescale,
            minmov: listing.minmov,
            has_intraday: !(intraday.is_empty() && seconds.is_empty()),
            has_seconds: !seconds.is_empty(),
            has_daily: !daily.is_empty(),
            has_weekly_and_monthly: !(weekly.is_empty() && monthly.is_empty()),
            intraday_multipliers: intraday,
            seconds_multipliers: seconds,
            daily_multipliers: daily,
            weekly_multipliers: weekly,
            monthly_multipliers: monthly,
            supported_resolutions: resolutions,
            volume_precision: listing.volume_precision,
            data_status: listing.data_status,
            visible_plots_set: listing.visible_plots,
            currency_code: listing.currency.clone(),
        }
    }
}

/// How many units each resolution of one kind has, as text.
fn multipliers(resolutions: &[Resolution], units: impl Fn(Resolution) -> Option<u32>) -> Vec<String> {
    resolutions.iter().filter_map(|resolution| units(*resolution)).map(|units| units.to_string()).collect()
}

fn minutes(resolution: Resolution) -> Option<u32> {
    resolution.seconds().filter(|seconds| *seconds >= 60).map(|seconds| seconds / 60)
}

fn seconds(resolution: Resolution) -> Option<u32> {
    resolution.seconds().filter(|seconds| *seconds < 60)
}

fn one(is: bool) -> Option<u32> {
    is.then_some(1)
}
