//! fastwebsockets: each update is encoded once, put into a bounded channel a connection, and written by a task a connection.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};

use barwire_fanout::Error;
use barwire_fanout::clock::Clock;
use barwire_fanout::market::{Market, text};
use barwire_fanout::server::{Arguments, answer};
use bytes::Bytes;
use clap::Parser;
use fastwebsockets::upgrade::{self, UpgradeFut};
use fastwebsockets::{FragmentCollectorRead, Frame, OpCode, Payload, WebSocketError};
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

/// Who is subscribed, by symbol.
type Subscribers = Arc<[Mutex<Vec<mpsc::Sender<Bytes>>>]>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let arguments = Arguments::parse();
    let mut market = Market::new(arguments.symbols())?;
    let subscribers: Subscribers = (0..arguments.symbols()).map(|_| Mutex::default()).collect();
    let published = Arc::clone(&subscribers);
    tokio::spawn(Clock::new(&arguments).run(move |symbol| {
        let Ok(text) = text(&market.next(symbol)) else { return };
        let text = Bytes::from(text);
        // A message for which there is no room is dropped.
        published[symbol]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|sender| !matches!(sender.try_send(text.clone()), Err(TrySendError::Closed(_))));
    }));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, arguments.port)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let subscribers = Arc::clone(&subscribers);
        tokio::spawn(async move {
            let service = service_fn(|request| accept(request, Arc::clone(&subscribers)));
            // Whoever goes away is of no interest.
            let _ =
                http1::Builder::new().serve_connection(TokioIo::new(stream), service).with_upgrades().await;
        });
    }
}

async fn accept(
    mut request: Request<Incoming>,
    subscribers: Subscribers,
) -> Result<Response<Empty<Bytes>>, WebSocketError> {
    let (response, upgrade) = upgrade::upgrade(&mut request)?;
    tokio::spawn(serve(upgrade, subscribers));
    Ok(response)
}

async fn serve(upgrade: UpgradeFut, subscribers: Subscribers) -> Result<(), WebSocketError> {
    let (reader, mut writer) = upgrade.await?.split(tokio::io::split);
    let mut reader = FragmentCollectorRead::new(reader);
    let (sender, mut messages) = mpsc::channel::<Bytes>(1024);
    tokio::spawn(async move {
        while let Some(message) = messages.recv().await {
            if writer.write_frame(Frame::text(Payload::Borrowed(&message))).await.is_err() {
                return;
            }
        }
    });
    loop {
        // The load client sends nothing that must be answered at once.
        let frame = reader.read_frame(&mut |_| async { Ok::<_, WebSocketError>(()) }).await?;
        match frame.opcode {
            OpCode::Close => return Ok(()),
            OpCode::Text => {}
            _ => continue,
        }
        let Ok(request) = str::from_utf8(&frame.payload) else { continue };
        let Some((symbol, ack)) = answer(request, subscribers.len()) else { continue };
        if sender.send(ack.into()).await.is_err() {
            return Ok(());
        }
        subscribers[symbol].lock().unwrap_or_else(PoisonError::into_inner).push(sender.clone());
    }
}
