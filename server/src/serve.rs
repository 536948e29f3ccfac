//! Serves HTTP on a listener until it is told to stop.

use std::io;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout_at};
use tokio::{pin, select};

use crate::engine::Engine;

/// Bytes that the head of a request may have.
const MAX_HEAD: usize = 16 * 1024;

/// The pause after the system could not accept a connection, most often for want of file descriptors.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// How long requests under way may take after the engine has drained. In a short window it is less, see [`LAST_PART`].
const LAST_REQUESTS: Duration = Duration::from_secs(1);

/// At most one of this many parts of the drain window is kept for requests under way.
const LAST_PART: u32 = 5;

/// Serves `app` on `listener` until `shutdown`, then drains `engine` within
/// [`Limits::drain_window`](crate::engine::Limits::drain_window) and returns.
///
/// While it drains, HTTP requests are still answered, so that `/api/v1/health` can say so.
pub async fn serve(listener: TcpListener, app: Router, engine: &Engine, shutdown: impl Future<Output = ()>) {
    let mut http = Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(engine.limits().request_head_timeout)
        .max_buf_size(MAX_HEAD);
    let window = engine.limits().drain_window;
    let last_requests = LAST_REQUESTS.min(window / LAST_PART);
    let stop = async {
        shutdown.await;
        tracing::info!("shutting down");
        let end = Instant::now() + window;
        let _in_time = timeout_at(end, engine.drain(window.saturating_sub(last_requests))).await;
        end
    };
    pin!(stop);
    // Connections end after the request under way once this is dropped.
    let (serving, served) = watch::channel(());
    let mut connections = JoinSet::new();
    let end = loop {
        select! {
            end = &mut stop => break end,
            accepted = listener.accept() => match accepted {
                Ok((tcp, _)) => connections.spawn(connection(http.clone(), tcp, app.clone(), served.clone())),
                Err(error) if is_of_one_client(&error) => continue,
                Err(error) => {
                    tracing::warn!(%error, "no connection accepted");
                    sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            },
            // What has ended leaves the set.
            Some(_) = connections.join_next() => continue,
        };
    };
    drop(listener);
    drop(serving);
    let ended = async { while connections.join_next().await.is_some() {} };
    let _in_time = timeout_at(end.min(Instant::now() + last_requests), ended).await;
    connections.shutdown().await;
}

/// Serves one connection, of HTTP/1.1 alone: the limits that are set above hold for no other version.
async fn connection(http: Builder, tcp: TcpStream, app: Router, mut serving: watch::Receiver<()>) {
    let served = http.serve_connection(TokioIo::new(tcp), TowerToHyperService::new(app)).with_upgrades();
    pin!(served);
    let ended = select! {
        ended = &mut served => ended,
        _ = serving.changed() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection failed");
    }
}

/// Whether accepting failed because the client had left already.
fn is_of_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}
