//! Whether updates come in order and without a hole.

use std::collections::HashMap;

use barwire_schema::bars::{BarUpdateMessage, Resolution};
use serde::{Deserialize, Serialize};

/// What was found in all updates.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Check {
    /// Updates that were parsed.
    pub updates: u64,
    /// Those that close a bar.
    pub closing: u64,
    /// Updates whose `closed_seq` is more than one above that of the update before, in one epoch.
    pub holes: u64,
    /// Updates that do not close a bar, and whose `closed_seq` is above that of the update before: the close was not sent.
    pub missed_closes: u64,
    /// Updates whose `seq` is not above that of the update before, or whose `closed_seq` is below it, in one epoch.
    pub disorder: u64,
    /// Frames that are no update.
    pub unreadable: u64,
}

impl Check {
    /// Whether nothing was found.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.holes + self.missed_closes + self.disorder + self.unreadable == 0
    }

    /// Takes in an update of one connection.
    pub(super) fn update(&mut self, frame: &[u8], positions: &mut Positions) {
        #[derive(Deserialize)]
        struct Envelope {
            payload: BarUpdateMessage,
        }

        let Ok(Envelope { payload: update }) = serde_json::from_slice(frame) else {
            self.unreadable += 1;
            return;
        };
        self.updates += 1;
        self.closing += u64::from(update.closed);
        let position = Position {
            epoch: update.epoch.as_str().to_owned(),
            seq: update.seq.get(),
            closed_seq: update.closed_seq.get(),
        };
        let stream = positions.0.entry(update.symbol.as_str().to_owned()).or_default();
        if let Some(last) = stream.insert(update.resolution, position.clone())
            && last.epoch == position.epoch
        {
            self.holes += u64::from(position.closed_seq > last.closed_seq + 1);
            self.missed_closes += u64::from(position.closed_seq > last.closed_seq && !update.closed);
            self.disorder += u64::from(position.seq <= last.seq || position.closed_seq < last.closed_seq);
        }
    }
}

/// The last update of every stream of a connection.
#[derive(Debug, Default)]
pub(super) struct Positions(HashMap<String, HashMap<Resolution, Position>>);

#[derive(Debug, Clone)]
struct Position {
    epoch: String,
    seq: u64,
    closed_seq: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in updates of `symbol`, `epoch`, `seq`, `closed_seq` and `closed`.
    fn check(updates: &[(&str, &str, u64, u64, bool)]) -> Check {
        let (mut check, mut positions) = (Check::default(), Positions::default());
        for (symbol, epoch, seq, closed_seq, closed) in updates {
            let frame = serde_json::json!({ "type": "bars.update", "payload": {
                "symbol": symbol, "resolution": "1",
                "bar": { "time": 0, "open": 1.0, "high": 1.0, "low": 1.0, "close": 1.0 }, "timestamp": 0,
                "epoch": epoch, "seq": seq, "closed_seq": closed_seq, "closed": closed,
            } });
            check.update(frame.to_string().as_bytes(), &mut positions);
        }
        check
    }

    #[test]
    fn updates_that_follow_each_other_are_clean() {
        let check = check(&[
            ("A", "e", 1, 0, false),
            ("B", "e", 9, 7, false),
            ("A", "e", 5, 1, true),
            ("A", "e", 6, 2, true),
            ("A", "e", 9, 2, false),
            ("A", "f", 1, 0, false),
        ]);
        assert!(check.is_clean(), "{check:?}");
        assert_eq!((check.updates, check.closing), (6, 2));
    }

    #[test]
    fn a_hole_is_seen() {
        assert_eq!(check(&[("A", "e", 1, 0, false), ("A", "e", 5, 2, true)]).holes, 1);
        assert_eq!(check(&[("A", "e", 1, 0, true), ("A", "e", 5, 2, false)]).holes, 1);
    }

    #[test]
    fn a_close_that_was_not_sent_is_seen() {
        assert_eq!(check(&[("A", "e", 1, 0, false), ("A", "e", 5, 1, false)]).missed_closes, 1);
    }

    #[test]
    fn disorder_is_seen() {
        assert_eq!(check(&[("A", "e", 2, 0, false), ("A", "e", 2, 0, false)]).disorder, 1);
        assert_eq!(check(&[("A", "e", 2, 1, false), ("A", "e", 3, 0, false)]).disorder, 1);
    }

    #[test]
    fn what_is_no_update_is_seen() {
        let mut check = Check::default();
        check.update(br#"{"type":"bars.update","payload":{}}"#, &mut Positions::default());
        assert_eq!(check.unreadable, 1);
    }
}
