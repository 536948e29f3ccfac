//! The server's side: the rooms that have been reported.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use barwire_server::engine::{Delivery, Engine, EventFrame, Failure, Session, Topic};

use crate::{
    Broken, Leave, Left, ROOMS_PROTOCOL, Reading, Report, RoomAdded, RoomAddedEvent, RoomsProtocol,
    RoomsStream, Watch, Watching,
};

/// Nothing is colder, in degrees Celsius.
const ABSOLUTE_ZERO: f64 = -273.15;

/// The rooms that have been reported, a topic each.
#[derive(Debug)]
pub struct House {
    engine: Engine,
    rooms: Mutex<BTreeMap<String, Topic<RoomsStream>>>,
}

impl House {
    /// A house without rooms, which tells the clients of `engine` of each new one.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        Self { engine: engine.clone(), rooms: Mutex::default() }
    }

    fn room(&self, name: &str) -> Option<Topic<RoomsStream>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// The room of a report, and whether it is new.
    fn reported(&self, name: &str) -> (Topic<RoomsStream>, bool) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let new = !rooms.contains_key(name);
        (rooms.entry(name.to_owned()).or_default().clone(), new)
    }
}

impl RoomsProtocol for House {
    type Session = Session;

    async fn watch(&self, session: &Session, Watch { room }: Watch) -> Watching {
        let Some(topic) = self.room(&room) else {
            let message = format!("no sensor has reported {room}");
            return Watching::Error { room, message };
        };
        match session.open(&topic) {
            Ok(_) => Watching::Ok { room },
            Err(limit) => Watching::Error { room, message: limit.to_string() },
        }
    }

    async fn leave(&self, session: &Session, Leave { room }: Leave) -> Left {
        let was_watched = self.room(&room).is_some_and(|topic| session.close(&topic));
        Left { room, was_watched }
    }

    async fn report(&self, _: &Session, Report { room, celsius, tags }: Report) {
        let (topic, new) = self.reported(&room);
        if new && let Ok(event) = EventFrame::new::<RoomAddedEvent>(&RoomAdded { room: room.clone() }) {
            self.engine.broadcast(&ROOMS_PROTOCOL, &event);
        }
        if celsius < ABSOLUTE_ZERO {
            let message = "the sensor reports less than absolute zero".to_owned();
            topic.fail(&Broken { room, message }, Failure::Final);
        } else {
            topic.publish(Reading { room, celsius, tags }, Delivery::Latest);
        }
    }
}
