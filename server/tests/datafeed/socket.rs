//! Over a socket: HEAD, a body that is too long, and answers that are large.

use std::time::{Duration, Instant};

use barwire_schema::bars::Resolution;
use barwire_server::engine::{Engine, Limits};
use barwire_server::serve;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::app::{App, DAY, MONDAY, days, supply};

const PATIENCE: Duration = Duration::from_secs(20);

async fn served(app: App) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let engine = Engine::new(Limits::default()).unwrap();
        serve(listener, app.router, &engine, std::future::pending()).await;
    });
    address
}

/// Sends a request, and reads to the end of the connection: the head and the body of the answer.
async fn exchange(address: std::net::SocketAddr, request: &str) -> (String, String) {
    let mut socket = TcpStream::connect(address).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    timeout(PATIENCE, socket.read_to_string(&mut answer)).await.expect("an answer in time").unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let address = served(App::new("", &[days("A", 3)])).await;
    for path in
        ["datafeed/bars?symbol=A&count_back=2", "datafeed/config", "datafeed/resolve/B", "health", "docs"]
    {
        let ask = |method: &str| {
            format!("{method} /api/v1/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        };
        let (got, body) = exchange(address, &ask("GET")).await;
        let (head, nothing) = exchange(address, &ask("HEAD")).await;
        assert_eq!(nothing, "");
        let length = format!("content-length: {}", body.len());
        assert!(got.contains(&length), "{got}");
        assert_eq!(head.lines().next(), got.lines().next());
        // The health has numbers that grow.
        assert!(path == "health" || head.contains(&length), "{head}");
    }
}

#[tokio::test]
async fn a_long_body_is_refused_before_it_comes() {
    let address = served(App::new("", &[days("A", 3)])).await;
    let head = "POST /api/v1/datafeed/quotes HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n";
    let (answer, body) = exchange(address, &format!("{head}Content-Length: 65537\r\n\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["code"], "too_large");
    let length = "Transfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("8001\r\n{}\r\n", " ".repeat(0x8001));
    let (answer, _) = exchange(address, &format!("{head}{length}{chunk}{chunk}")).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_large_answer_comes_whole_and_others_do_not_wait_for_it() {
    let bars: Vec<_> = (0..100_000).map(|minute| (MONDAY + minute * DAY / 1440, 1.5)).collect();
    let mut app = App::new("", &[]);
    let listings = barwire_server::market::Listings::none(&[Resolution::Minutes1]);
    let catalog = std::sync::Arc::new(barwire_server::market::Catalog::new(listings, 100_000));
    catalog.open(&supply("A", Resolution::Minutes1, &bars)).unwrap();
    app.router = barwire_server::http::with_problems(barwire_server::http::datafeed(catalog).unwrap());
    let address = served(app).await;
    let ask = |query: &str| {
        format!("GET /api/v1/datafeed/{query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    };
    let request = ask("bars?symbol=A&resolution=1&from_time=0");
    let large = tokio::spawn(async move { exchange(address, &request).await });
    let mut longest = Duration::ZERO;
    while !large.is_finished() {
        let begin = Instant::now();
        let (head, _) = exchange(address, &ask("health")).await;
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        longest = longest.max(begin.elapsed());
    }
    let answer: Value = serde_json::from_str(&large.await.unwrap().1).unwrap();
    assert_eq!(answer["bars"].as_array().unwrap().len(), 100_000);
    println!("the longest wait beside it: {longest:?}");
}
