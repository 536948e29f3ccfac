//! A client with some charts, that comes and goes.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use barwire_schema::Service;
use barwire_server::engine::{Engine, Session};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::Value;
use tokio::io::{DuplexStream, duplex};
use tokio::select;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::support::PATIENCE;
use crate::support::chart::{self, Chart, Seen};
use crate::support::dice::Dice;
use crate::support::market::Market;

type Socket = WebSocketStream<DuplexStream>;

/// A server, and a client of it.
pub(crate) struct World<S> {
    engine: Engine,
    service: Arc<S>,
    charts: Vec<Chart>,
    connection: Option<Connection>,
    /// Those that have ended.
    served: Vec<JoinHandle<()>>,
    dice: Dice,
}

struct Connection {
    sink: SplitSink<Socket, Message>,
    stream: SplitStream<Socket>,
}

impl<S: Service<Session = Session> + Send + Sync + 'static> World<S> {
    pub(crate) fn new(engine: Engine, service: Arc<S>, charts: Vec<Chart>, dice: Dice) -> Self {
        Self { engine, service, charts, connection: None, served: Vec::new(), dice }
    }

    /// Lets the client do something at a moment of chance, while the market goes on.
    pub(crate) async fn moment(&mut self, go_on: &mut impl FnMut(u64)) {
        self.pass(go_on).await;
        for _ in 0..=self.dice.below(3) {
            let chart = self.dice.below(self.charts.len() as u64) as usize;
            if self.charts[chart].is_away() && self.dice.flip() {
                self.charts[chart].fetch();
                self.pass(go_on).await;
            }
            let (close, open) = match (self.charts[chart].is_open(), self.dice.below(4)) {
                (true, 0) => (true, false),
                (true, 1) => (true, true),
                _ => (false, true),
            };
            if close {
                let request = self.charts[chart].unsubscribe();
                self.ask(request).await;
            }
            if open {
                self.subscribe(chart).await;
            }
            if self.dice.flip() {
                self.read().await;
            }
        }
        if self.dice.below(10) == 0 {
            // It does not read for a while.
            go_on(100);
        }
        self.pass(go_on).await;
        self.read().await;
        if self.dice.below(4) == 0 {
            self.cut();
        }
    }

    /// Lets some things happen, and the others do some of what they have to do.
    async fn pass(&mut self, go_on: &mut impl FnMut(u64)) {
        go_on(self.dice.below(12));
        for _ in 0..self.dice.below(8) {
            yield_now().await;
        }
    }

    async fn subscribe(&mut self, chart: usize) {
        let request = self.charts[chart].subscribe();
        self.ask(request).await;
    }

    fn connect(&mut self) -> (DuplexStream, JoinHandle<()>) {
        let room = [300, 5_000, 1 << 20][self.dice.below(3) as usize];
        let (client, transport) = duplex(room);
        let (engine, service) = (self.engine.clone(), Arc::clone(&self.service));
        (client, tokio::spawn(async move { engine.serve(&*service, transport).await }))
    }

    /// Sends a request, and reads meanwhile where the server does not.
    async fn ask(&mut self, request: Value) {
        if self.connection.is_none() {
            let (client, served) = self.connect();
            self.served.push(served);
            let (sink, stream) = WebSocketStream::from_raw_socket(client, Role::Client, None).await.split();
            self.connection = Some(Connection { sink, stream });
        }
        let Some(Connection { sink, stream }) = &mut self.connection else { return };
        let mut sending = pin!(sink.send(Message::text(request.to_string())));
        let lost = loop {
            select! {
                biased;
                sent = &mut sending => break sent.is_err(),
                message = stream.next() => if !take(&mut self.charts, message) { break true },
            }
        };
        if lost {
            self.cut();
        }
    }

    /// Reads some of what has come.
    async fn read(&mut self) {
        for _ in 0..self.dice.below(40) {
            let Some(Connection { stream, .. }) = &mut self.connection else { return };
            match stream.next().now_or_never() {
                Some(message) => {
                    if !take(&mut self.charts, message) {
                        self.cut();
                    }
                }
                None => yield_now().await,
            }
        }
    }

    fn cut(&mut self) {
        self.connection = None;
        self.charts.iter_mut().for_each(Chart::cut);
    }

    /// Follows everything until the client has all there is.
    pub(crate) async fn settle(&mut self, market: &mut Market) {
        market.open();
        while !market.is_at_rest() {
            sleep(Duration::from_millis(1)).await;
        }
        while !self.charts.iter().all(Chart::is_level) {
            for chart in 0..self.charts.len() {
                if !self.charts[chart].is_open() {
                    self.subscribe(chart).await;
                }
            }
            if let Some(Connection { stream, .. }) = &mut self.connection {
                let message = timeout(PATIENCE, stream.next()).await;
                let message = message.unwrap_or_else(|_| panic!("not all has come: {:#?}", self.charts));
                if !take(&mut self.charts, message) {
                    self.cut();
                }
            }
        }
    }

    /// Leaves, and says what has been seen.
    pub(crate) async fn end(mut self) -> Seen {
        self.cut();
        for served in self.served {
            timeout(PATIENCE, served).await.expect("the connection ends").unwrap();
        }
        let counters = self.engine.counters();
        assert_eq!((counters.subscriptions, counters.each_lost), (0, 0));
        let mut seen = Seen::default();
        self.charts.iter().for_each(|chart| seen.add(chart.seen));
        seen
    }
}

/// Takes a message; `false` where it is the last.
pub(crate) fn take(charts: &mut [Chart], message: Option<Result<Message, Error>>) -> bool {
    match message {
        Some(Ok(Message::Text(text))) => {
            chart::take(charts, &text);
            true
        }
        Some(Ok(Message::Close(Some(frame)))) => {
            assert_eq!(u16::from(frame.code), 4001, "{frame}");
            false
        }
        Some(Ok(Message::Ping(_))) => true,
        _ => false,
    }
}
