//! What the servers beside ours share: their arguments, and the answer to a subscription.

use std::num::NonZeroU32;
use std::str::FromStr;

use barwire_schema::bars::{BarSubscriptionAck, BarSubscriptionRequest, Epoch, Resolution, Symbol};
use barwire_schema::protocol::{Counter, Envelope, encode};
use clap::Parser;

use crate::{Error, market};

/// The arguments of a server.
#[derive(Debug, Clone, Copy, Parser)]
pub struct Arguments {
    /// The port on 127.0.0.1.
    pub port: u16,
    /// How many symbols there are.
    pub symbols: NonZeroU32,
    /// How often each of them changes in a second.
    pub hz: Frequency,
    /// Over how many moments of a tick they are spread.
    pub slots: NonZeroU32,
}

impl Arguments {
    /// Arguments that were not given on a command line.
    ///
    /// # Errors
    /// Where a number is 0.
    pub fn new(port: u16, symbols: u32, hz: f64, slots: u32) -> Result<Self, Error> {
        Ok(Self { port, symbols: symbols.try_into()?, hz: hz.to_string().parse()?, slots: slots.try_into()? })
    }

    /// The number of symbols as an index takes it.
    #[must_use]
    pub fn symbols(&self) -> usize {
        self.symbols.get() as usize
    }
}

/// How often something happens in a second: a number above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frequency(f64);

impl Frequency {
    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl FromStr for Frequency {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(hz) if hz > 0.0 && hz < f64::INFINITY => Ok(Self(hz)),
            _ => Err(format!("expected a number above 0, got {text}")),
        }
    }
}

/// The symbol that a frame subscribes to, and the frame that says so; nothing for any other frame.
#[must_use]
pub fn answer(frame: &str, symbols: usize) -> Option<(usize, String)> {
    let envelope = Envelope::read(frame).ok()?;
    if envelope.kind != "bars.subscribe" {
        return None;
    }
    let request: BarSubscriptionRequest = serde_json::from_str(envelope.payload()).ok()?;
    let index = market::index_of(request.symbol.as_str()).filter(|index| *index < symbols)?;
    Some((index, ack(request.symbol)?))
}

fn ack(symbol: Symbol) -> Option<String> {
    let ack = BarSubscriptionAck::Ok {
        message: format!("streaming {symbol} at 1"),
        symbol,
        resolution: Resolution::Minutes1,
        epoch: Epoch::try_from(market::EPOCH).ok()?,
        seq: Counter::default(),
        closed_seq: Counter::default(),
        recovered: None,
    };
    encode("bars.ack", None, &ack).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscription_is_answered() {
        let (index, ack) =
            answer(r#"{"type":"bars.subscribe","payload":{"symbol":"S007","resolution":"1"}}"#, 8).unwrap();
        assert_eq!(index, 7);
        assert!(ack.starts_with(r#"{"type":"bars.ack","payload":{"status":"ok","symbol":"S007""#), "{ack}");
    }

    #[test]
    fn another_frame_is_not() {
        assert_eq!(answer(r#"{"type":"ping"}"#, 8), None);
        assert_eq!(
            answer(r#"{"type":"bars.subscribe","payload":{"symbol":"S008","resolution":"1"}}"#, 8),
            None
        );
    }

    #[test]
    fn a_frequency_is_above_zero() {
        assert_eq!("0.01".parse(), Ok(Frequency(0.01)));
        for text in ["0", "-1", "NaN", "inf", ""] {
            assert!(text.parse::<Frequency>().is_err(), "{text}");
        }
    }
}
