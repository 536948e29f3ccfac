//! A server on a free port, a client that speaks JSON, and feeds and protocols to serve.
#![allow(dead_code, missing_docs, unreachable_pub, reason = "each test program uses a part of it")]

pub mod chart;
pub mod dice;
pub mod driven;
pub mod market;
pub mod notes;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use barwire_server::engine::{Engine, Limits};
use barwire_server::serve;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{WebSocketStream, client_async};

pub const PATIENCE: Duration = Duration::from_secs(5);

pub struct Server {
    pub address: SocketAddr,
    pub engine: Engine,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(limits: Limits, app: impl FnOnce(&Engine) -> Router) -> Self {
        let engine = Engine::new(limits).unwrap();
        let app = app(&engine);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let served = engine.clone();
        let task = tokio::spawn(async move {
            serve(listener, app, &served, async { drop(stopped.await) }).await;
        });
        Self { address, engine, stop: Some(stop), task }
    }

    pub async fn client(&self, path: &str) -> Client {
        Client::connect(self.address, path).await
    }

    /// Begins the shutdown.
    pub fn stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits for the end of the shutdown.
    pub async fn stopped(&mut self) {
        timeout(PATIENCE, &mut self.task).await.expect("the server stops").unwrap();
    }

    /// Waits until nothing of any client is left.
    pub async fn quiet(&self) {
        let begin = Instant::now();
        loop {
            let counters = self.engine.counters();
            if counters.connections == 0 && counters.subscriptions == 0 {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "still there: {counters:?}");
            sleep(Duration::from_millis(5)).await;
        }
    }
}

pub struct Client {
    pub socket: WebSocketStream<TcpStream>,
}

impl Client {
    pub async fn connect(address: SocketAddr, path: &str) -> Self {
        let tcp = TcpStream::connect(address).await.unwrap();
        let (socket, _) = client_async(format!("ws://{address}{path}"), tcp).await.unwrap();
        Self { socket }
    }

    pub async fn text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub async fn send(&mut self, message: Value) {
        self.text(&message.to_string()).await;
    }

    /// The next message; pings are passed over.
    pub async fn next(&mut self) -> Value {
        loop {
            match timeout(PATIENCE, self.socket.next())
                .await
                .expect("a message in time")
                .expect("a message")
                .unwrap()
            {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) => {}
                other => panic!("expected a message, got {other:?}"),
            }
        }
    }

    pub async fn ask(&mut self, message: Value) -> Value {
        self.send(message).await;
        self.next().await
    }

    /// Reads on to the Close frame: its code.
    pub async fn close_code(&mut self) -> u16 {
        // Pings go on and on.
        let end = Instant::now() + PATIENCE;
        loop {
            match timeout_at(end, self.socket.next()).await.expect("a close in time") {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(Message::Text(_) | Message::Ping(_))) => {}
                other => panic!("expected a Close frame, got {other:?}"),
            }
        }
    }

    /// Sends messages without a pause, and meanwhile reads until as many have come that are `answer`s.
    pub async fn pipeline(&mut self, messages: &[Value], answer: impl Fn(&Value) -> bool) -> Vec<Value> {
        let (mut sink, mut stream) = (&mut self.socket).split();
        let sending = async {
            for message in messages {
                sink.feed(Message::text(message.to_string())).await.unwrap();
            }
            sink.flush().await.unwrap();
        };
        let reading = async {
            let mut answers = Vec::new();
            while answers.len() < messages.len() {
                let message = timeout(PATIENCE, stream.next()).await.expect("a message in time");
                let Some(Ok(Message::Text(text))) = message else {
                    panic!("after {} answers: {message:?}", answers.len());
                };
                answers.extend(Some(serde_json::from_str(&text).unwrap()).filter(&answer));
            }
            answers
        };
        tokio::join!(sending, reading).1
    }

    /// Checks that no message comes for this long.
    pub async fn silent(&mut self, duration: Duration) {
        if let Ok(message) = timeout(duration, self.socket.next()).await {
            panic!("expected nothing, got {message:?}");
        }
    }

    /// Reads for this long, and checks that only pings come.
    pub async fn silent_but_for_pings(&mut self, duration: Duration) {
        let end = Instant::now() + duration;
        while let Ok(message) = timeout_at(end, self.socket.next()).await {
            assert!(matches!(message, Some(Ok(Message::Ping(_)))), "{message:?}");
        }
    }
}
