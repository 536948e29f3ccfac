//! Runs one WebSocket: reads and answers requests, and ends it in good order. What is sent meanwhile is the hub's matter.

use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use barwire_schema::Service;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::select;
use tokio::task::yield_now;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use super::Registration;
use super::close::{CloseCode, End};
use super::limits::Limits;
use super::requests::Requests;
use super::session::Session;
use super::shard::hub::{Hub, Key, State};
use super::socket::Socket;

/// A WebSocket, and its place in a hub.
struct Connection<'a, R> {
    socket: &'a mut Socket<R>,
    hub: &'a Hub,
    key: Key,
}

/// Runs a WebSocket to its end.
pub(crate) async fn run<S, R>(registration: &Registration, service: &S, socket: &mut Socket<R>)
where
    S: Service<Session = Session>,
    R: AsyncRead + Unpin + Send,
{
    let limits = registration.engine.limits();
    let (hub, key) = (registration.hub(), registration.key);
    let mut connection = Connection { socket, hub, key };
    let session = Session::new(Arc::clone(hub), key);
    let end = connection.converse(Requests::new(service, &session, limits)).await;
    hub.at(key, State::leave_all);
    select! {
        () = Box::pin(connection.farewell(end, limits)) => {}
        // The time of a shutdown is over.
        () = poll_fn(|context| hub.at(key, |state, slot| state.poll_dropped(slot, context)).unwrap_or(Poll::Ready(()))) => {}
    }
}

/// Turns a WebSocket away that has no place.
pub(crate) async fn refuse<R, W>(socket: &mut Socket<R>, mut writer: W, code: CloseCode, patience: Duration)
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    socket.close(code);
    let goodbye = async {
        if let Some(frame) = socket.take_written()
            && writer.write_all(frame.bytes()).await.is_ok()
        {
            while poll_fn(|context| socket.poll_read(context)).await.is_ok() {}
            let _ended = writer.shutdown().await;
            exhaust(socket.reader()).await;
        }
    };
    let _in_time = timeout(patience, goodbye).await;
}

/// Reads to the end: a transport that is dropped with unread bytes is reset, and the Close frame is lost with it.
async fn exhaust(reader: &mut (impl AsyncRead + Unpin)) {
    let mut unread = [0; 1024];
    while matches!(reader.read(&mut unread).await, Ok(1..)) {}
}

impl<R: AsyncRead + Unpin + Send> Connection<'_, R> {
    /// Reads messages, and answers them one after the other.
    async fn converse<S: Service<Session = Session>>(&mut self, mut requests: Requests<'_, S>) -> End {
        let mut ahead = None;
        loop {
            let message = match ahead.take() {
                Some(message) => Ok(message),
                None => poll_fn(|context| self.poll_next(context)).await,
            };
            match message {
                Ok(Message::Text(frame)) => {
                    // On the heap, for most of the time there is none.
                    let mut answer = Box::pin(requests.answer(&frame));
                    // Reading one message ahead shows that the client has gone while a slow handler works for it.
                    let answered = loop {
                        let full = ahead.is_some();
                        let next = poll_fn(|context| match full {
                            false => self.poll_next(context),
                            true => self.poll_attend(context).map(Err),
                        });
                        select! {
                            biased;
                            answered = &mut answer => break answered,
                            message = next => match message {
                                Ok(message) => {
                                    ahead = Some(message);
                                    self.hub.at(self.key, State::deafen);
                                }
                                Err(end) => return end,
                            },
                        }
                    };
                    if ahead.is_some()
                        && let Some(end) = self.hear()
                    {
                        return end;
                    }
                    if let Err(code) = answered {
                        return End::Close(code);
                    }
                    // A client that sends without a pause must not keep the others waiting.
                    yield_now().await;
                }
                Ok(Message::Close(_)) => return End::ByPeer,
                Ok(_) => return End::Close(CloseCode::Binary),
                Err(end) => return end,
            }
        }
    }

    /// Waits for a message that is to be handled, and writes what waits for the client meanwhile.
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Result<Message, End>> {
        loop {
            let read = self.socket.poll_read(context);
            if let Some(frame) = self.socket.take_written() {
                self.hub.at(self.key, |state, slot| state.send(slot, frame));
            }
            let message = match read {
                Poll::Ready(Ok(message)) => message,
                Poll::Ready(Err(error)) => return Poll::Ready(Err(End::from(&error))),
                Poll::Pending => return self.poll_attend(context).map(Err),
            };
            if let Some(end) = self.hear() {
                return Poll::Ready(Err(end));
            }
            // tungstenite answers pings itself.
            if !matches!(message, Message::Ping(_) | Message::Pong(_)) {
                return Poll::Ready(Ok(message));
            }
        }
    }

    fn poll_attend(&self, context: &mut Context<'_>) -> Poll<End> {
        self.hub
            .at(self.key, |state, slot| state.poll_attend(slot, context))
            .unwrap_or(Poll::Ready(End::Lost))
    }

    /// A frame has come, or those that come are read again: whether the connection is to end all the same.
    fn hear(&self) -> Option<End> {
        self.hub.at(self.key, State::heard).unwrap_or(Some(End::Lost))
    }

    /// Ends a WebSocket in good order, as far as the client lets it: what is queued, the Close frame, and the client's answer.
    async fn farewell(&mut self, end: End, limits: &Limits) {
        match end {
            End::Lost => return,
            End::ByPeer => {
                // This answers the client's Close.
                let mut nobody = Context::from_waker(Waker::noop());
                let _closed = self.socket.poll_read(&mut nobody);
            }
            End::Close(code) => self.socket.close(code),
        }
        let last = self.socket.take_written();
        self.hub.at(self.key, |state, slot| state.begin_farewell(slot, end, last));
        // A slow client may get its Close frame late: it costs no more memory than that.
        let flush = poll_fn(|context| self.poll_out(|state, slot| state.poll_flush(slot, context)));
        if !matches!(timeout(limits.pong_timeout, flush).await, Ok(Ok(()))) {
            return;
        }
        let goodbye = async {
            // The client's answer to our Close.
            while poll_fn(|context| self.socket.poll_read(context)).await.is_ok() {}
            let shutdown = poll_fn(|context| self.poll_out(|state, slot| state.poll_shutdown(slot, context)));
            if shutdown.await.is_ok() {
                exhaust(self.socket.reader()).await;
            }
        };
        let _in_time = timeout(limits.close_timeout, goodbye).await;
    }

    fn poll_out(&self, poll: impl FnOnce(&mut State, u32) -> Poll<io::Result<()>>) -> Poll<io::Result<()>> {
        self.hub.at(self.key, poll).unwrap_or(Poll::Ready(Ok(())))
    }
}
