//! What a load is made of, and how it is written.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

/// How many symbols there may be.
const SYMBOLS: RangeInclusive<usize> = 1..=10_000;
/// The most changes of a symbol in a second.
const MAX_HZ: f64 = 10_000.0;
/// The shortest bar. The time of a bar is in milliseconds, and no two bars have the same.
const MIN_BAR: Duration = Duration::from_millis(1);
/// A hundred years. It is as good as never, and can be added to any time.
const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The settings of a [`Load`](super::Load), read from text such as `symbols=100,hz=40,slots=10,bar=500ms`.
///
/// What the text leaves out is 100 symbols, 1 change a second, 1 slot, and a bar of 60 s.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadSettings {
    /// From 1 to 10,000.
    pub(super) symbols: usize,
    /// The time from one change of a symbol to the next: at least 100 µs.
    pub(super) tick: Duration,
    /// The moments that the changes of a tick are spread over: from 1 to the number of symbols.
    pub(super) slots: usize,
    /// The length of a bar: at least 1 ms, in whole milliseconds.
    pub(super) bar: Duration,
}

/// Why a text does not say the settings of a load.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadSettingsError {
    /// A part of the text sets nothing.
    #[error("expected settings such as `symbols=100,hz=40,slots=10,bar=60s`, got {got:?}")]
    Form {
        /// The part.
        got: String,
    },
    /// There is no setting with this name.
    #[error("no setting is named {key:?}; expected symbols, hz, slots or bar")]
    Key {
        /// The name.
        key: String,
    },
    /// A setting is there more than once.
    #[error("{key} is set twice")]
    Twice {
        /// The name of the setting.
        key: &'static str,
    },
    /// The number of symbols, or that of slots, is none that may be.
    #[error("{key}: expected a whole number from {} to {}, got {got:?}", bounds.start(), bounds.end())]
    Number {
        /// The name of the setting.
        key: &'static str,
        /// What it may be.
        bounds: RangeInclusive<usize>,
        /// What it is set to.
        got: String,
    },
    /// There are more slots than symbols.
    #[error("slots: expected at most one for each of the {symbols} symbols, got {got}")]
    Slots {
        /// The number of symbols.
        symbols: usize,
        /// The number of slots.
        got: usize,
    },
    /// The rate is none that may be.
    #[error("hz: expected a number above 0 and at most {MAX_HZ}, such as 40 or 0.5, got {got:?}")]
    Hz {
        /// What it is set to.
        got: String,
    },
    /// The length of a bar is none that may be.
    #[error(
        "bar: expected a time of at least {}, in whole milliseconds, such as 500ms or 60s, got {got:?}",
        humantime::format_duration(MIN_BAR)
    )]
    Bar {
        /// What it is set to.
        got: String,
    },
}

impl Default for LoadSettings {
    fn default() -> Self {
        Self { symbols: 100, tick: Duration::from_secs(1), slots: 1, bar: Duration::from_secs(60) }
    }
}

impl FromStr for LoadSettings {
    type Err = LoadSettingsError;

    fn from_str(text: &str) -> Result<Self, LoadSettingsError> {
        let (mut symbols, mut tick, mut slots, mut bar) = (None, None, None, None);
        for part in text.split(',') {
            let Some((key, value)) = part.split_once('=') else {
                return Err(LoadSettingsError::Form { got: part.to_owned() });
            };
            match key {
                "symbols" => set(&mut symbols, "symbols", number("symbols", value)?)?,
                "hz" => set(&mut tick, "hz", read_tick(value)?)?,
                "slots" => set(&mut slots, "slots", number("slots", value)?)?,
                "bar" => set(&mut bar, "bar", read_bar(value)?)?,
                _ => return Err(LoadSettingsError::Key { key: key.to_owned() }),
            }
        }
        let default = Self::default();
        let settings = Self {
            symbols: symbols.unwrap_or(default.symbols),
            tick: tick.unwrap_or(default.tick),
            slots: slots.unwrap_or(default.slots),
            bar: bar.unwrap_or(default.bar),
        };
        if settings.slots > settings.symbols {
            return Err(LoadSettingsError::Slots { symbols: settings.symbols, got: settings.slots });
        }
        Ok(settings)
    }
}

fn set<T>(setting: &mut Option<T>, key: &'static str, value: T) -> Result<(), LoadSettingsError> {
    match setting.replace(value) {
        None => Ok(()),
        Some(_) => Err(LoadSettingsError::Twice { key }),
    }
}

/// No more slots than symbols are of use, so the bounds of both are the same.
fn number(key: &'static str, text: &str) -> Result<usize, LoadSettingsError> {
    text.parse().ok().filter(|number| SYMBOLS.contains(number)).ok_or_else(|| LoadSettingsError::Number {
        key,
        bounds: SYMBOLS,
        got: text.to_owned(),
    })
}

fn read_tick(text: &str) -> Result<Duration, LoadSettingsError> {
    match text.parse::<f64>() {
        // A time that no duration holds is as good as never.
        Ok(hz) if hz > 0.0 && hz <= MAX_HZ => {
            Ok(Duration::try_from_secs_f64(1.0 / hz).map_or(NEVER, |tick| tick.min(NEVER)))
        }
        _ => Err(LoadSettingsError::Hz { got: text.to_owned() }),
    }
}

fn read_bar(text: &str) -> Result<Duration, LoadSettingsError> {
    humantime::parse_duration(text)
        .ok()
        .filter(|bar| *bar >= MIN_BAR && bar.subsec_nanos() % 1_000_000 == 0)
        .ok_or_else(|| LoadSettingsError::Bar { got: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> LoadSettings {
        text.parse().unwrap()
    }

    fn error(text: &str) -> String {
        text.parse::<LoadSettings>().unwrap_err().to_string()
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        let default = LoadSettings::default();
        assert_eq!(read("symbols=100"), default);
        assert_eq!(read("bar=1m"), default);
        let all = LoadSettings {
            symbols: 10_000,
            tick: Duration::from_micros(100),
            slots: 10_000,
            bar: Duration::from_millis(1),
        };
        assert_eq!(read("slots=10000,hz=10000,bar=1ms,symbols=10000"), all);
    }

    #[test]
    fn a_rate_may_be_a_fraction_and_as_small_as_one_likes() {
        assert_eq!(read("hz=0.01").tick, Duration::from_secs(100));
        assert_eq!(read("hz=2.5").tick, Duration::from_millis(400));
        for hz in ["1e-300", "5e-324", "1e-12"] {
            assert_eq!(read(&format!("hz={hz}")).tick, NEVER);
        }
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_expected() {
        for text in ["", "hz", "symbols=1,", "symbols=1,,hz=1"] {
            assert!(error(text).starts_with("expected settings such as `symbols=100,hz=40"), "{text}");
        }
        assert_eq!(
            error("symbols=1,rate=5"),
            r#"no setting is named "rate"; expected symbols, hz, slots or bar"#
        );
        assert!(error(" hz=5").starts_with(r#"no setting is named " hz""#));
        for key in ["symbols", "hz", "slots"] {
            assert_eq!(error(&format!("{key}=1,{key}=1")), format!("{key} is set twice"));
        }
        assert_eq!(error("bar=1s,hz=1,bar=1s"), "bar is set twice");
        for key in ["symbols", "slots"] {
            for got in ["0", "10001", "-1", "1.5", "", "many"] {
                let expected = format!("{key}: expected a whole number from 1 to 10000, got {got:?}");
                assert_eq!(error(&format!("{key}={got}")), expected);
            }
        }
        for got in ["0", "-0", "-1", "10000.1", "inf", "nan", "", "often"] {
            let expected =
                format!("hz: expected a number above 0 and at most 10000, such as 40 or 0.5, got {got:?}");
            assert_eq!(error(&format!("hz={got}")), expected);
        }
        for got in ["0s", "999us", "1500us", "60", "", "long"] {
            let expected = format!(
                "bar: expected a time of at least 1ms, in whole milliseconds, such as 500ms or 60s, got {got:?}"
            );
            assert_eq!(error(&format!("bar={got}")), expected);
        }
        let expected = "slots: expected at most one for each of the 3 symbols, got 4";
        assert_eq!(error("slots=4,symbols=3"), expected);
        assert_eq!(error("slots=101"), expected.replace('3', "100").replace("got 4", "got 101"));
    }
}
