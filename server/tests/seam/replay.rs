//! The server over TCP, with the files that are part of it played fast.

use std::sync::Arc;
use std::time::Duration;

use barwire_schema::bars::{BarsProtocol, Resolution};
use barwire_server::bars::Bars;
use barwire_server::engine::Limits;
use barwire_server::market::{Catalog, Listings, Replay, ReplayDates, ReplaySettings};
use futures_util::StreamExt;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::support::chart::{Chart, Kept, Past, Seen};
use crate::support::dice::Dice;
use crate::support::{PATIENCE, Server};
use crate::visit::take;

const CLIENTS: u64 = 8;
const ROUNDS: u64 = 25;
const BAR: Duration = Duration::from_millis(20);

const SERIES: [(&str, Resolution); 4] = [
    ("AAPL", Resolution::Day),
    ("IBM", Resolution::Week),
    ("EURUSD", Resolution::Minutes60),
    ("BTCUSD", Resolution::Month),
];

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_times_history_and_then_the_stream() {
    let listings = Listings::sample().unwrap();
    let settings = ReplaySettings { bar_duration: BAR, dates: ReplayDates::Recorded };
    let feed = Replay::sample(settings, &listings).unwrap();
    let catalog = Arc::new(Catalog::new(listings, 100_000));
    let past = Past::default();
    let feed = Kept { feed, catalog: Arc::clone(&catalog), past: past.clone() };
    let bars = Bars::start(feed, Arc::clone(&catalog), 1_000).unwrap();
    let limits = Limits { update_interval: Duration::ZERO, ..Limits::default() };
    let server = Arc::new(Server::start(limits, |engine| engine.route(bars.into_service())).await);
    let mut clients = JoinSet::new();
    for client in 0..CLIENTS {
        let (server, mut dice) = (Arc::clone(&server), Dice::of(client));
        let charts = SERIES.map(|(symbol, resolution)| Chart::new(&catalog, symbol, resolution, &past));
        let mut charts = Vec::from(charts);
        clients.spawn(async move {
            for _ in 0..ROUNDS {
                round(&server, &mut charts, &mut dice).await;
            }
            charts
        });
    }
    let mut seen = Seen::default();
    while let Some(charts) = clients.join_next().await {
        for chart in charts.unwrap() {
            chart.check_closed();
            seen.add(chart.seen);
        }
    }
    assert!(seen.recovered >= CLIENTS * ROUNDS && seen.made_up > 0 && seen.closed > 0, "{seen:?}");
    server.quiet().await;
    assert_eq!(server.engine.counters().each_lost, 0);
}

/// Asks for history, or has that of the last round and what came then, and for the stream from there on. Follows until bars have closed.
async fn round(server: &Server, charts: &mut [Chart], dice: &mut Dice) {
    for chart in &mut *charts {
        chart.cut();
        if dice.flip() {
            chart.fetch();
        }
    }
    sleep(dice.millis(0, 60)).await;
    let mut client = server.client("/api/v1/ws").await;
    for chart in &mut *charts {
        client.send(chart.subscribe()).await;
    }
    let closed = |charts: &[Chart]| charts.iter().map(|chart| chart.seen.closed).sum::<u64>();
    let enough = closed(charts) + 1 + dice.below(6);
    while closed(charts) < enough {
        let message = timeout(PATIENCE, client.socket.next()).await.expect("a message in time");
        assert!(take(charts, message), "it reads");
    }
}
