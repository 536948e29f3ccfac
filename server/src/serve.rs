//! Serves HTTP on a listener until it is told to stop.

use std::io;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
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
    let mut http = Builder::new(TokioExecutor::new()).http1_only();
    http.http1()
        .timer(TokioTimer::new())
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
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    let end = loop {
        select! {
            end = &mut stop => break end,
            accepted = listener.accept() => match accepted {
                Ok((tcp, _)) => connections.spawn(connection(&http, tcp, app.clone(), &graceful)),
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
    let _in_time = timeout_at(end.min(Instant::now() + last_requests), graceful.shutdown()).await;
    connections.shutdown().await;
}

fn connection(
    http: &Builder<TokioExecutor>,
    tcp: TcpStream,
    app: Router,
    graceful: &GracefulShutdown,
) -> impl Future<Output = ()> + use<> {
    let connection =
        http.serve_connection_with_upgrades(TokioIo::new(tcp), TowerToHyperService::new(app)).into_owned();
    let connection = graceful.watch(connection);
    async move {
        if let Err(error) = connection.await {
            tracing::debug!(error, "a connection failed");
        }
    }
}

/// Whether accepting failed because the client had left already.
fn is_of_one_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}
