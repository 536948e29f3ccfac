//! tokio-tungstenite as tutorials use it: a broadcast channel a symbol, a task a subscription that encodes each update, and a task a
//! connection that sends one message after the other.

use std::net::Ipv4Addr;
use std::sync::Arc;

use barwire_fanout::Error;
use barwire_fanout::clock::Clock;
use barwire_fanout::market::{Market, text};
use barwire_fanout::server::{Arguments, answer};
use barwire_schema::bars::BarUpdateMessage;
use clap::Parser;
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};
use tokio_tungstenite::tungstenite::Message;

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
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(serve(stream, Arc::clone(&channels)));
    }
}

async fn serve(stream: TcpStream, channels: Channels) {
    let Ok(socket) = tokio_tungstenite::accept_async(stream).await else { return };
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
