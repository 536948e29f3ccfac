//! tokio-tungstenite as tutorials use it.

use std::future::ready;
use std::net::Ipv4Addr;
use std::sync::Arc;

use barwire_fanout::Error;
use barwire_fanout::server::Arguments;
use barwire_fanout::tutorial::{self, Channels};
use clap::Parser;
use futures_util::StreamExt;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::Message;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let arguments = Arguments::parse();
    let channels = tutorial::publish(&arguments)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        tokio::spawn(serve(stream, Arc::clone(&channels)));
    }
}

async fn serve(stream: TcpStream, channels: Channels) {
    let Ok(socket) = tokio_tungstenite::accept_async(stream).await else { return };
    let (sink, stream) = socket.split();
    let requests = stream.take_while(|message| ready(message.is_ok())).map(|message| match message {
        Ok(Message::Text(request)) => Some(request),
        _ => None,
    });
    tutorial::serve(sink, requests, &channels, Message::text).await;
}
