//! From an HTTP request to a WebSocket (RFC 6455, section 4.2).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Version};
use axum::response::{IntoResponse, Response};
use barwire_schema::Service;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::Engine;
use super::session::Session;
use super::shard::Place;
use super::socket::Socket;

/// Bytes that the system is to keep for a client that does not read; Linux takes twice as many. By default they grow to megabytes, all
/// of them stale states of bars, before the shard notices and lets newer ones replace them.
const SEND_BUFFER: usize = 32 * 1024;

/// Why a request does not become a WebSocket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
enum Refused {
    #[error("the server shuts down; come back in a while")]
    Draining,
    #[error("this is a WebSocket; ask for it with `Connection: Upgrade` and `Upgrade: websocket`")]
    NotAsked,
    #[error("expected `Sec-WebSocket-Version: 13`")]
    Version,
    #[error("expected a GET request of HTTP/1.1")]
    Http,
    #[error("expected `Sec-WebSocket-Key` with 16 bytes in base64")]
    Key,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let text = format!("{self}\n");
        match self {
            Self::Draining => (StatusCode::SERVICE_UNAVAILABLE, text).into_response(),
            Self::NotAsked => {
                (StatusCode::UPGRADE_REQUIRED, [(UPGRADE, "websocket"), (CONNECTION, "upgrade")], text)
                    .into_response()
            }
            Self::Version => {
                (StatusCode::UPGRADE_REQUIRED, [(SEC_WEBSOCKET_VERSION, "13")], text).into_response()
            }
            Self::Http | Self::Key => (StatusCode::BAD_REQUEST, text).into_response(),
        }
    }
}

/// Answers a request for a WebSocket, and runs it in a task of its own.
pub(crate) fn upgrade<S: Service<Session = Session>>(
    engine: Engine,
    service: Arc<S>,
    mut request: Request,
) -> Response {
    if engine.is_draining() {
        return Refused::Draining.into_response();
    }
    // axum hands HEAD requests to the handlers of GET.
    if request.method() != Method::GET || request.version() != Version::HTTP_11 {
        return Refused::Http.into_response();
    }
    let accept = match accept(request.headers()) {
        Ok(accept) => accept,
        Err(refused) => return refused.into_response(),
    };
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(run(engine, service, upgrade));
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    response
}

/// Checks a handshake: the value of `Sec-WebSocket-Accept`.
fn accept(headers: &HeaderMap) -> Result<HeaderValue, Refused> {
    if !(has_token(headers, CONNECTION, "upgrade") && has_token(headers, UPGRADE, "websocket")) {
        return Err(Refused::NotAsked);
    }
    if only(headers, SEC_WEBSOCKET_VERSION).is_none_or(|version| version.as_bytes() != b"13") {
        return Err(Refused::Version);
    }
    let key = only(headers, SEC_WEBSOCKET_KEY).filter(|key| is_key(key.as_bytes())).ok_or(Refused::Key)?;
    HeaderValue::from_str(&derive_accept_key(key.as_bytes())).map_err(|_| Refused::Key)
}

fn has_token(headers: &HeaderMap, name: HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|found| found.trim().eq_ignore_ascii_case(token))
}

/// The value of a header that is there once.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&HeaderValue> {
    let mut values = headers.get_all(name).into_iter();
    values.next().filter(|_| values.next().is_none())
}

/// Whether these are 16 bytes in base64.
fn is_key(text: &[u8]) -> bool {
    let digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    matches!(text.split_last_chunk::<2>(), Some((digits, b"==")) if digits.len() == 22 && digits.iter().all(digit))
}

async fn run<S: Service<Session = Session>>(engine: Engine, service: Arc<S>, upgrade: OnUpgrade) {
    let upgraded = match upgrade.await {
        Ok(upgraded) => upgraded,
        Err(error) => return tracing::debug!(%error, "the client left during the upgrade"),
    };
    let Some((tcp, read)) = raw(upgraded) else {
        return tracing::error!("the connection is no plain TCP stream; it cannot be upgraded");
    };
    let tuned = tcp.set_nodelay(true).and_then(|()| SockRef::from(&tcp).set_send_buffer_size(SEND_BUFFER));
    let tcp = match tuned.and_then(|()| tcp.into_std()) {
        Ok(tcp) => tcp,
        Err(error) => return tracing::debug!(%error, "the client left during the upgrade"),
    };
    // The stream moves from the runtime that has accepted it to that of its shard.
    let place = Place::on(&engine.shared.shards);
    let runtime = place.runtime.clone();
    runtime.spawn(async move { converse(&engine, place, &*service, tcp, read).await });
}

async fn converse<S: Service<Session = Session>>(
    engine: &Engine,
    place: Place,
    service: &S,
    tcp: std::net::TcpStream,
    read: Vec<u8>,
) {
    let tcp = match TcpStream::from_std(tcp) {
        Ok(tcp) => tcp,
        Err(error) => return tracing::warn!(%error, "no connection on the shard"),
    };
    let peer = tcp.peer_addr().ok();
    tracing::debug!(?peer, "connected");
    let (reader, writer) = tcp.into_split();
    let mut socket = Socket::new(reader, read, engine.limits());
    engine.run(place, service, &mut socket, writer).await;
    tracing::debug!(?peer, "disconnected");
}

/// The TCP stream under an upgraded request, and what was read of it beyond the request.
fn raw(upgraded: Upgraded) -> Option<(TcpStream, Vec<u8>)> {
    let parts = upgraded.downcast::<TokioIo<TcpStream>>().ok()?;
    // A copy, for the buffer of the request is large.
    Some((parts.io.into_inner(), parts.read_buf.to_vec()))
}
