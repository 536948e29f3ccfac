//! Many streams from where they were left, of clients that read and of one that does not; and a source that ends while they are opened.

use std::sync::Arc;
use std::time::Duration;

use barwire_schema::Service;
use barwire_schema::bars::{Bar, BarsProtocol, Resolution, Symbol};
use barwire_schema::protocol::EpochMillis;
use barwire_server::bars::Bars;
use barwire_server::engine::{Engine, Limits, Session};
use barwire_server::market::{Base, Catalog, Event, Feed, Listings, Past, SourceEvent, Supply};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use tokio::io::{DuplexStream, duplex};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use crate::support::{PATIENCE, Server};

const BARS: u64 = 1_000;

/// Instruments with a past. What happens to them comes from elsewhere.
struct Crowd {
    size: usize,
    events: UnboundedReceiver<Event>,
}

impl Feed for Crowd {
    fn supplies(&mut self) -> Vec<Supply> {
        let bar = |number: u64| {
            let (time, price) = (EpochMillis::saturating(number * 60_000), number as f64);
            Bar { time, open: price, high: price, low: price, close: price, volume: Some(price) }
        };
        let closed = vec![(Resolution::Minutes1, (0..BARS).map(bar).collect())];
        let supply = |index| Supply {
            symbol: Symbol::try_from(format!("S{index}")).unwrap(),
            base: Base::Bars(Resolution::Minutes1),
            past: Past { closed: closed.clone(), forming: Some(bar(BARS)) },
        };
        (0..self.size).map(supply).collect()
    }

    async fn next(&mut self) -> Event {
        match self.events.recv().await {
            Some(event) => event,
            None => std::future::pending().await,
        }
    }
}

fn bars(size: usize, events: UnboundedReceiver<Event>) -> (Arc<Catalog>, Bars) {
    let catalog = Arc::new(Catalog::new(Listings::none(&[Resolution::Minutes1]), 100_000));
    let bars = Bars::start(Crowd { size, events }, Arc::clone(&catalog), BARS as usize).unwrap();
    (catalog, bars)
}

/// Asks for a stream from its first bar on.
fn subscribe(catalog: &Catalog, index: usize) -> Message {
    let instrument = &catalog.all()[index];
    let since = json!({ "epoch": instrument.book().epoch(), "closed_seq": 0 });
    let payload = json!({ "symbol": instrument.symbol(), "resolution": "1", "since": since });
    Message::text(json!({ "type": "bars.subscribe", "payload": payload }).to_string())
}

async fn connect<S>(engine: &Engine, service: Arc<S>) -> WebSocketStream<DuplexStream>
where
    S: Service<Session = Session> + Send + Sync + 'static,
{
    let (client, transport) = duplex(65_536);
    let engine = engine.clone();
    tokio::spawn(async move { engine.serve(&*service, transport).await });
    WebSocketStream::from_raw_socket(client, Role::Client, None).await
}

/// An engine, and a client of it that has asked for as many streams as it may have and has read nothing.
async fn greedy() -> (Engine, WebSocketStream<DuplexStream>) {
    let limits = Limits::default();
    let size = limits.max_subscriptions;
    let (catalog, bars) = bars(size, unbounded_channel().1);
    let engine = Engine::local(limits);
    let mut client = connect(&engine, Arc::new(bars.into_service())).await;
    for index in 0..size {
        client.send(subscribe(&catalog, index)).await.unwrap();
    }
    (engine, client)
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_gets_all_it_has_missed_of_all_its_streams() {
    let (engine, mut client) = greedy().await;
    let Limits { max_subscriptions, queue_bytes, .. } = *engine.limits();
    for _ in 0..max_subscriptions {
        for number in 0..=BARS + 1 {
            let message = timeout(PATIENCE, client.next()).await.unwrap().unwrap().unwrap();
            let expected = match number {
                0 => "\"recovered\":true".to_owned(),
                _ => format!("\"closed_seq\":{},\"closed\":{}", number.min(BARS), number <= BARS),
            };
            assert!(message.to_text().unwrap().contains(&expected), "{message} has no {expected}");
        }
        assert!(engine.counters().backlog_bytes <= queue_bytes);
    }
    assert_eq!(engine.counters().each_lost, 0);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_kept_no_more_than_may_wait_and_is_given_up() {
    let (engine, _client) = greedy().await;
    let Limits { queue_bytes, ping_interval, pong_timeout, close_timeout, .. } = *engine.limits();
    let begin = Instant::now();
    sleep(Duration::from_secs(1)).await;
    let mut most = 0;
    while engine.connections() > 0 {
        most = most.max(engine.counters().backlog_bytes);
        sleep(Duration::from_millis(10)).await;
        // It is given up when it does not answer, and has as long once more for what it was to get.
        assert!(begin.elapsed() < ping_interval + 2 * pong_timeout + 2 * close_timeout, "it is still there");
    }
    assert!(most > queue_bytes / 2 && most <= queue_bytes, "{most}");
    assert_eq!((engine.counters().subscriptions, engine.counters().each_lost), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn a_drain_does_not_wait_for_a_client_whose_request_waits_for_room() {
    let (engine, _client) = greedy().await;
    sleep(Duration::from_secs(1)).await;
    let begin = Instant::now();
    engine.drain(Duration::from_secs(5)).await;
    assert!(begin.elapsed() <= Duration::from_secs(5) + Duration::from_millis(10), "{:?}", begin.elapsed());
    assert_eq!((engine.connections(), engine.counters().each_lost), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_opens_a_stream_while_its_source_ends_is_told_so() {
    for _ in 0..50 {
        let (events, received) = unbounded_channel();
        let (catalog, bars) = bars(1, received);
        let server = Server::start(Limits::default(), |engine| engine.route(bars.into_service())).await;
        let mut clients = Vec::new();
        for _ in 0..8 {
            let mut client = server.client("/api/v1/ws").await;
            let request = subscribe(&catalog, 0);
            clients.push(tokio::spawn(async move {
                client.socket.send(request).await.unwrap();
                loop {
                    let message = client.next().await;
                    if message["payload"]["code"] == "feed_unavailable" {
                        return;
                    }
                }
            }));
            if clients.len() == 4 {
                let failed = SourceEvent::Failed { reason: "has ended".to_owned(), retry: false };
                events.send(Event::Source(0, failed)).unwrap();
            }
        }
        for client in clients {
            client.await.unwrap();
        }
        server.quiet().await;
        assert_eq!(server.engine.counters().each_lost, 0);
    }
}
