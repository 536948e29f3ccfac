//! The WebSocket of axum as its examples use it: the same channels and tasks as in `naive`.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::get;
use axum::serve::ListenerExt;
use barwire_fanout::clock::Clock;
use barwire_fanout::market::{Market, text};
use barwire_fanout::server::{Arguments, answer};
use barwire_fanout::{Error, PATH};
use barwire_schema::bars::BarUpdateMessage;
use clap::Parser;
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};

type Channels = Arc<[broadcast::Sender<BarUpdateMessage>]>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let arguments = Arguments::parse();
    let mut market = Market::new(arguments.symbols())?;
    let channels: Channels = (0..arguments.symbols()).map(|_| broadcast::channel(256).0).collect();
    let published = Arc::clone(&channels);
    tokio::spawn(Clock::new(&arguments).run(move |symbol| {
        // Nobody may be subscribed.
        let _ = published[symbol].send(market.next(symbol));
    }));
    let router = Router::new().route(PATH, get(upgrade)).with_state(channels);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?.tap_io(|stream| {
        // A socket that has closed already has no options.
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}

async fn upgrade(upgrade: WebSocketUpgrade, State(channels): State<Channels>) -> axum::response::Response {
    upgrade.on_upgrade(|socket| serve(socket, channels))
}

async fn serve(socket: WebSocket, channels: Channels) {
    let (mut sink, mut stream) = socket.split();
    let (sender, mut messages) = mpsc::channel(1024);
    tokio::spawn(async move {
        while let Some(message) = messages.recv().await {
            if sink.send(message).await.is_err() {
                return;
            }
        }
    });
    while let Some(Ok(message)) = stream.next().await {
        let Message::Text(request) = message else { continue };
        let Some((symbol, ack)) = answer(&request, channels.len()) else { continue };
        if sender.send(Message::text(ack)).await.is_err() {
            return;
        }
        tokio::spawn(forward(channels[symbol].subscribe(), sender.clone()));
    }
}

async fn forward(mut updates: broadcast::Receiver<BarUpdateMessage>, sender: mpsc::Sender<Message>) {
    loop {
        let update = match updates.recv().await {
            Ok(update) => update,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        let Ok(text) = text(&update) else { return };
        if sender.send(Message::text(text)).await.is_err() {
            return;
        }
    }
}
