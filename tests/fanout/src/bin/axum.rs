//! The WebSocket of axum as its examples use it: the same channels and tasks as in `naive`.

use std::future::ready;
use std::net::Ipv4Addr;

use axum::Router;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::get;
use axum::serve::ListenerExt;
use barwire_fanout::server::Arguments;
use barwire_fanout::tutorial::{self, Channels};
use barwire_fanout::{Error, PATH};
use clap::Parser;
use futures_util::StreamExt;
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let arguments = Arguments::parse();
    let channels = tutorial::publish(&arguments)?;
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
    let (sink, stream) = socket.split();
    let requests = stream.take_while(|message| ready(message.is_ok())).map(|message| match message {
        Ok(Message::Text(request)) => Some(request),
        _ => None,
    });
    tutorial::serve(sink, requests, &channels, Message::text).await;
}
