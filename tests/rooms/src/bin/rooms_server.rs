//! The server of this protocol. Its argument is the address to listen on.

use barwire_server::engine::{Engine, Limits};
use rooms::{House, RoomsProtocol};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8100".to_owned());
    let listener = TcpListener::bind(address).await?;
    println!("rooms-server listening on http://{}", listener.local_addr()?);
    let engine = Engine::new(Limits::default())?;
    let app = engine.route(House::new(&engine).into_service());
    barwire_server::serve(listener, app, &engine, std::future::pending()).await;
    Ok(())
}
