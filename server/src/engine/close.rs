//! Why the server ends a connection, as close codes of the wire.

use tokio_tungstenite::tungstenite;
use tungstenite::error::ProtocolError;
use tungstenite::protocol::CloseFrame;
use tungstenite::protocol::frame::coding::CloseCode as Code;

/// Why the server ends a connection. After a code from 4000 to 4499 a client may come back; from 4500 to 4999 it must not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum CloseCode {
    /// The bytes are no WebSocket frames.
    Protocol = 1002,
    /// A binary frame came; only text is spoken.
    Binary = 1003,
    /// A text frame is not UTF-8.
    NotUtf8 = 1007,
    /// A message is too long.
    TooBig = 1009,
    /// A handler failed.
    Internal = 1011,
    /// The server restarts.
    Restart = 1012,
    /// The server has as many connections as it may have, or more waits for its clients than may.
    OverCapacity = 1013,
    /// The client did not answer a ping.
    NoPong = 4000,
    /// More waits for the client than may.
    TooSlow = 4001,
    /// Too many frames had to be answered with `error`.
    TooManyBadFrames = 4501,
}

impl CloseCode {
    const fn reason(self) -> &'static str {
        match self {
            Self::Protocol => "not a WebSocket frame",
            Self::Binary => "only text frames are spoken",
            Self::NotUtf8 => "not UTF-8",
            Self::TooBig => "the message is too long",
            Self::Internal => "the server failed",
            Self::Restart => "the server restarts",
            Self::OverCapacity => "over capacity",
            Self::NoPong => "no answer to a ping",
            Self::TooSlow => "too many messages wait for this client",
            Self::TooManyBadFrames => "too many bad frames",
        }
    }

    /// The payload of the Close frame.
    pub(crate) fn frame(self) -> CloseFrame {
        CloseFrame { code: Code::from(self as u16), reason: self.reason().into() }
    }
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The server closes it.
    Close(CloseCode),
    /// The client has sent a Close frame.
    ByPeer,
    /// The transport is gone.
    Lost,
}

impl From<&tungstenite::Error> for End {
    fn from(error: &tungstenite::Error) -> Self {
        use tungstenite::Error;
        match error {
            Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Self::Lost,
            Error::Protocol(_) => Self::Close(CloseCode::Protocol),
            Error::Utf8(_) => Self::Close(CloseCode::NotUtf8),
            Error::Capacity(_) => Self::Close(CloseCode::TooBig),
            _ => Self::Lost,
        }
    }
}
