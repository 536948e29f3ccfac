//! Runs one WebSocket: a reading half, a writing half, and the farewell.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use barwire_schema::Service;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::select;
use tokio::task::yield_now;
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Message};

use super::Engine;
use super::close::{CloseCode, End};
use super::heartbeat::{Beat, Heartbeat};
use super::limits::Limits;
use super::outbox::{Next, Outbox};
use super::requests::Requests;
use super::session::Session;

type Socket = WebSocketStream<TcpStream>;

/// Bytes that are gathered before a write: some twenty updates of a bar.
const WRITE_BUFFER: usize = 4 * 1024;

/// Bytes that are read at once. It is all that an idle connection holds, so it is small.
const READ_BUFFER: usize = 4 * 1024;

/// How tungstenite is to treat a connection.
pub(crate) fn config(limits: &Limits) -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .max_message_size(Some(limits.max_message_bytes))
        .max_frame_size(Some(limits.max_message_bytes))
        .write_buffer_size(WRITE_BUFFER)
        // One frame of the largest size fits behind a full buffer. By default there is no bound, and a client that pings without
        // reading fills the memory with pongs.
        .max_write_buffer_size((2 * WRITE_BUFFER).saturating_add(limits.queue_bytes))
}

/// Runs a WebSocket to its end.
pub(crate) async fn run<S: Service<Session = Session>>(engine: &Engine, service: &S, socket: Socket) {
    let registration = match engine.register(service.protocol()) {
        Ok(registration) => registration,
        Err(code) => return farewell(socket, End::Close(code), None, engine.limits()).await,
    };
    select! {
        () = engine.stopped() => {}
        () = converse(engine, service, &registration.outbox, socket) => {}
    }
}

async fn converse<S: Service<Session = Session>>(
    engine: &Engine,
    service: &S,
    outbox: &Arc<Outbox>,
    socket: Socket,
) {
    let session = Session::new(Arc::clone(outbox), engine.shared.subscriptions.clone());
    let (mut sink, mut stream) = socket.split();
    let end = select! {
        biased;
        code = outbox.closed() => End::Close(code),
        end = receive(&mut stream, Requests::new(service, &session, engine.limits()), outbox, engine.limits()) => end,
        end = send(&mut sink, outbox) => end,
    };
    drop(session);
    if let Ok(socket) = sink.reunite(stream) {
        farewell(socket, end, Some(outbox), engine.limits()).await;
    }
}

/// Reads messages, and answers them one after the other.
async fn receive<S: Service<Session = Session>>(
    stream: &mut SplitStream<Socket>,
    mut requests: Requests<'_, S>,
    outbox: &Outbox,
    limits: &Limits,
) -> End {
    let mut heartbeat = Heartbeat::new(limits);
    let mut ahead = None;
    loop {
        let message = match ahead.take() {
            Some(message) => Ok(message),
            None => next(stream, &mut heartbeat, outbox).await,
        };
        match message {
            Ok(Message::Text(frame)) => {
                let mut answer = pin!(requests.answer(&frame));
                // Reading one message ahead shows that the client has gone while a slow handler works for it.
                let answered = loop {
                    select! {
                        biased;
                        answered = &mut answer => break answered,
                        message = next(stream, &mut heartbeat, outbox), if ahead.is_none() => match message {
                            Ok(message) => ahead = Some(message),
                            Err(end) => return end,
                        },
                    }
                };
                if let Err(code) = answered {
                    return End::Close(code);
                }
                // The next frame may be there already, and without a pause the writer would get no turn: replies would pile up, and
                // none of them could be written once a Close of the client has been read.
                yield_now().await;
            }
            Ok(Message::Close(_)) => return End::ByPeer,
            Ok(_) => return End::Close(CloseCode::Binary),
            Err(end) => return end,
        }
    }
}

/// Waits for a message that is to be handled, and pings the client meanwhile. Dropping the future loses nothing.
async fn next(
    stream: &mut SplitStream<Socket>,
    heartbeat: &mut Heartbeat,
    outbox: &Outbox,
) -> Result<Message, End> {
    loop {
        let message = select! {
            // A frame that is there counts as an answer, even if it had to wait for longer than a pong may take.
            biased;
            message = stream.next() => message,
            beat = heartbeat.beat() => {
                match beat {
                    Beat::Ping => outbox.ping(),
                    Beat::Wait => {}
                    Beat::Dead => return Err(End::Close(CloseCode::NoPong)),
                }
                continue;
            }
        };
        heartbeat.alive();
        match message {
            // tungstenite answers pings itself.
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            Some(Ok(message)) => return Ok(message),
            Some(Err(error)) => return Err(End::from(&error)),
            None => return Err(End::Lost),
        }
    }
}

/// Writes what waits in the outbox, and flushes once nothing does.
async fn send(sink: &mut SplitSink<Socket, Message>, outbox: &Outbox) -> End {
    loop {
        // A frame is taken when the socket can have it and not before: until then a newer one may replace it.
        if let Err(error) = poll_fn(|context| sink.poll_ready_unpin(context)).await {
            return End::from(&error);
        }
        let written = match outbox.next() {
            Next::Frame(frame) => sink.start_send_unpin(Message::Text(frame)),
            Next::Ping => sink.start_send_unpin(Message::Ping(Bytes::new())),
            Next::Idle(until) => {
                // Nothing may come for long, so the error is not kept until then.
                if let Err(error) = sink.flush().await {
                    return End::from(&error);
                }
                match until {
                    Some(until) => select! {
                        () = outbox.woken() => {}
                        () = sleep_until(until) => {}
                    },
                    None => outbox.woken().await,
                }
                continue;
            }
        };
        if let Err(error) = written {
            return End::from(&error);
        }
    }
}

/// Ends a WebSocket in good order, as far as the client lets it: what is queued, the Close frame, and the client's answer.
async fn farewell(mut socket: Socket, end: End, outbox: Option<&Outbox>, limits: &Limits) {
    let goodbye = async {
        match end {
            End::Lost => return,
            End::ByPeer => {}
            End::Close(code) => {
                for frame in outbox.map(Outbox::take_queue).unwrap_or_default() {
                    if socket.feed(Message::Text(frame)).await.is_err() {
                        return;
                    }
                }
                if socket.close(Some(code.frame())).await.is_err() {
                    return;
                }
            }
        }
        // Answers the client's Close, or waits for its answer to ours.
        while let Some(Ok(_)) = socket.next().await {}
        // A socket that is dropped with unread bytes resets the connection, and the Close frame is lost with it.
        let mut tcp = socket.into_inner();
        if tcp.shutdown().await.is_ok() {
            let mut unread = [0; 1024];
            while matches!(tcp.read(&mut unread).await, Ok(1..)) {}
        }
    };
    let _in_time = timeout(limits.close_timeout, goodbye).await;
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;
    use tokio_tungstenite::tungstenite::protocol::Role;

    use super::*;

    #[tokio::test]
    async fn a_failed_flush_ends_the_writer_at_once() -> std::io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let _client = TcpStream::connect(listener.local_addr()?).await?;
        let (mut tcp, _) = listener.accept().await?;
        tcp.shutdown().await?;
        let limits = Limits::default();
        let (mut sink, _stream) =
            WebSocketStream::from_raw_socket(tcp, Role::Server, Some(config(&limits))).await.split();
        let outbox = Outbox::new(&limits);
        // It fits into the buffer, so it fails when that is flushed, and nobody wakes the writer after that.
        outbox.push("{}".into());
        outbox.woken().await;
        let end = timeout(limits.close_timeout, send(&mut sink, &outbox)).await?;
        assert_eq!(end, End::Lost);
        Ok(())
    }
}
