//! The toolkit's own requests, `ping` and `auth`, as a server answers them that asks for no token.

use barwire_schema::protocol::{AuthAck, AuthRequest, EpochMillis, Ping, Pong, ToolkitProtocol};

use super::session::Session;

/// Answers `ping` and `auth`.
#[derive(Debug)]
pub(crate) struct Toolkit;

impl ToolkitProtocol for Toolkit {
    type Session = Session;

    async fn ping(&self, _: &Session, _: Ping) -> Pong {
        Pong { timestamp: EpochMillis::now() }
    }

    async fn auth(&self, _: &Session, _: AuthRequest) -> AuthAck {
        AuthAck::Ok { expires: None }
    }
}
