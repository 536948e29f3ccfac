//! The channels and tasks of a server as tutorials have it: a broadcast channel a symbol, a task a subscription that encodes each update, and
//! a task a connection that sends one message after the other.

use std::ops::Deref;
use std::sync::Arc;

use barwire_schema::bars::BarUpdateMessage;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc};

use crate::Error;
use crate::clock::Clock;
use crate::market::{Market, text};
use crate::server::{Arguments, answer};

/// The updates of every symbol.
pub type Channels = Arc<[broadcast::Sender<BarUpdateMessage>]>;

/// Opens the channels, and publishes on them from now on. To be called in a tokio runtime.
///
/// # Errors
/// Where the market cannot be made.
pub fn publish(arguments: &Arguments) -> Result<Channels, Error> {
    let mut market = Market::new(arguments.symbols())?;
    let channels: Channels = (0..arguments.symbols()).map(|_| broadcast::channel(256).0).collect();
    let published = Arc::clone(&channels);
    tokio::spawn(Clock::new(arguments).run(move |symbol| {
        // Nobody may be subscribed.
        let _ = published[symbol].send(market.next(symbol));
    }));
    Ok(channels)
}

/// Serves one client: `requests` are its text messages, nothing for others, and `message` makes a message of a text.
pub async fn serve<M: Send + 'static>(
    mut sink: impl Sink<M> + Send + Unpin + 'static,
    mut requests: impl Stream<Item = Option<impl Deref<Target = str>>> + Unpin,
    channels: &[broadcast::Sender<BarUpdateMessage>],
    message: fn(String) -> M,
) {
    let (sender, mut messages) = mpsc::channel(1024);
    tokio::spawn(async move {
        while let Some(message) = messages.recv().await {
            if sink.send(message).await.is_err() {
                return;
            }
        }
    });
    while let Some(request) = requests.next().await {
        let Some(request) = request else { continue };
        let Some((symbol, ack)) = answer(&request, channels.len()) else { continue };
        if sender.send(message(ack)).await.is_err() {
            return;
        }
        tokio::spawn(forward(channels[symbol].subscribe(), sender.clone(), message));
    }
}

async fn forward<M>(
    mut updates: broadcast::Receiver<BarUpdateMessage>,
    sender: mpsc::Sender<M>,
    message: fn(String) -> M,
) {
    loop {
        let update = match updates.recv().await {
            Ok(update) => update,
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        };
        let Ok(text) = text(&update) else { return };
        if sender.send(message(text)).await.is_err() {
            return;
        }
    }
}
