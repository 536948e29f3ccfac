//! From `bars.subscribe` to `bars.ack`, for clients that all ask at once: the time each waits.
//!
//! Run by `make bench`, which builds the server with optimizations first. Server and clients share the machine.

use std::sync::Arc;
use std::time::{Duration, Instant};

use barwire_tests::Server;
use futures_util::{SinkExt, StreamExt};
use tokio::sync::Barrier;
use tokio::task::JoinSet;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

const CLIENTS: usize = 200;
const ROUNDS: usize = 10;
const SYMBOLS: [&str; 4] = ["AAPL", "MSFT", "IBM", "GOOG"];

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let server = Server::start("barwire-server", &["--listen", "127.0.0.1:0"]).await;
    let mut waits = Vec::new();
    for _ in 0..ROUNDS {
        waits.extend(round(&server.address).await?);
    }
    waits.sort_unstable();
    let at = |share: usize| waits[(waits.len() * share / 1000).min(waits.len() - 1)];
    println!("subscribe to ack, {CLIENTS} clients at once, {ROUNDS} rounds");
    for (name, share) in [("p50", 500), ("p90", 900), ("p99", 990), ("max", 1000)] {
        println!("{name:>5} {:>8.2} ms", at(share).as_secs_f64() * 1000.0);
    }
    Ok(())
}

/// All clients connect, wait for each other, and ask: how long each waits for its ack.
async fn round(address: &str) -> Result<Vec<Duration>, Failure> {
    let barrier = Arc::new(Barrier::new(CLIENTS));
    let mut clients = JoinSet::new();
    for index in 0..CLIENTS {
        let (barrier, url) = (Arc::clone(&barrier), format!("ws://{address}/api/v1/ws"));
        clients.spawn(async move {
            let (mut socket, _) = connect_async(url).await?;
            let symbol = SYMBOLS[index % SYMBOLS.len()];
            let request = format!(r#"{{"type":"bars.subscribe","payload":{{"symbol":"{symbol}"}}}}"#);
            barrier.wait().await;
            let begin = Instant::now();
            socket.send(Message::text(request)).await?;
            let answer = socket.next().await.ok_or("closed before the ack")??;
            let wait = begin.elapsed();
            if answer.to_text()?.contains(r#""type":"bars.ack""#) {
                Ok(wait)
            } else {
                Err(Failure::from("no ack"))
            }
        });
    }
    let mut waits = Vec::new();
    while let Some(wait) = clients.join_next().await {
        waits.push(wait??);
    }
    Ok(waits)
}
