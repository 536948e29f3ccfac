//! A client that knows nothing but the document: it checks each frame it receives against it.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use jsonschema::Validator;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long a frame may take that is expected.
const PATIENCE: Duration = Duration::from_secs(10);

/// A WebSocket, and the schema of every message.
#[derive(Debug)]
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    schemas: HashMap<String, Validator>,
}

impl Client {
    /// Connects to the WebSocket that `document` describes, at `address` (host and port).
    ///
    /// # Panics
    /// Where there is none.
    #[expect(clippy::expect_used, reason = "this is for tests, which fail so")]
    pub async fn connect(address: &str, document: &Value) -> Self {
        let channels = document["channels"].as_object().expect("channels");
        let path =
            channels.values().next().and_then(|channel| channel["address"].as_str()).expect("an address");
        let (socket, _) = connect_async(format!("ws://{address}{path}")).await.expect("a WebSocket");
        let messages = document["components"]["messages"].as_object().expect("messages");
        let schemas = messages.iter().map(|(name, message)| {
            let mut schema = message["payload"].clone();
            schema["components"] = document["components"].clone();
            (name.clone(), jsonschema::draft7::new(&schema).expect("a schema"))
        });
        Self { socket, schemas: schemas.collect() }
    }

    /// Sends a text frame.
    ///
    /// # Panics
    /// Where the connection has ended.
    #[expect(clippy::expect_used, reason = "this is for tests, which fail so")]
    pub async fn send(&mut self, frame: impl ToString) {
        self.socket.send(Message::text(frame.to_string())).await.expect("an open connection");
    }

    /// Receives the next message, checked against the document.
    ///
    /// # Panics
    /// Where none comes in time, or one that is not in the document, or is not as it says.
    #[expect(clippy::expect_used, clippy::panic, reason = "this is for tests, which fail so")]
    pub async fn receive(&mut self) -> Value {
        match self.next().await {
            Message::Text(text) => {
                let frame: Value = serde_json::from_str(&text).expect("JSON");
                let kind = frame["type"].as_str().expect("a type");
                let schema = self.schemas.get(kind).unwrap_or_else(|| panic!("no message is named {kind}"));
                if let Err(error) = schema.validate(&frame) {
                    panic!("{frame} is not as the document says: {error}");
                }
                frame
            }
            other => panic!("expected a text frame, got {other:?}"),
        }
    }

    /// Sends a frame and receives the next message.
    pub async fn ask(&mut self, frame: impl ToString) -> Value {
        self.send(frame).await;
        self.receive().await
    }

    /// Receives until the server closes: the code.
    ///
    /// # Panics
    /// Where it does not in time.
    #[expect(clippy::expect_used, reason = "this is for tests, which fail so")]
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.next().await {
                return frame.expect("a code").code.into();
            }
        }
    }

    /// Whether nothing comes for this long.
    pub async fn silent_for(&mut self, span: Duration) -> bool {
        timeout(span, self.socket.next()).await.is_err()
    }

    #[expect(clippy::expect_used, reason = "this is for tests, which fail so")]
    async fn next(&mut self) -> Message {
        loop {
            let message = timeout(PATIENCE, self.socket.next()).await.expect("a message in time");
            let message = message.expect("a message before the end").expect("a WebSocket message");
            if !matches!(message, Message::Ping(_) | Message::Pong(_)) {
                return message;
            }
        }
    }
}
