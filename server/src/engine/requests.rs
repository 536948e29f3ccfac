//! Answers the frames of one connection: a declared reply each, or `error`.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use barwire_schema::Service;
use barwire_schema::protocol::{
    DispatchError, Envelope, ErrorCode, ErrorEvent, ErrorMessage, Event, Incoming, InvalidMessage,
    ToolkitProtocol, encode,
};
use futures_util::FutureExt;
use tokio::time::Instant;

use super::close::CloseCode;
use super::frame::Frame;
use super::limits::Limits;
use super::session::Session;
use super::toolkit::Toolkit;

/// Characters of an unknown type that are repeated.
const MAX_NAME: usize = 64;

/// Answers the frames of one connection.
pub(crate) struct Requests<'a, S> {
    service: &'a S,
    session: &'a Session,
    faults: Faults,
}

impl<'a, S: Service<Session = Session>> Requests<'a, S> {
    pub(crate) fn new(service: &'a S, session: &'a Session, limits: &Limits) -> Self {
        let faults =
            Faults { max: limits.bad_frames, window: limits.bad_frames_window, times: VecDeque::new() };
        Self { service, session, faults }
    }

    /// Answers one frame, or says why the connection must end.
    pub(crate) async fn answer(&mut self, frame: &str) -> Result<(), CloseCode> {
        // One that asks much and reads little waits: its answers have a bound.
        self.session.room().await;
        let envelope = match Envelope::read(frame) {
            Ok(envelope) => envelope,
            Err(InvalidMessage { reason, id, kind, path }) => {
                let message = ErrorMessage {
                    code: ErrorCode::InvalidMessage,
                    message: reason,
                    received: kind.map(named),
                    path,
                    retry_after_ms: None,
                };
                return self.refuse(id.as_deref(), &message);
            }
        };
        let Ok(answer) = AssertUnwindSafe(self.dispatch(&envelope)).catch_unwind().await else {
            tracing::error!(received = ?envelope.kind, "a handler panicked; its connection is closed");
            return Err(CloseCode::Internal);
        };
        match answer {
            Ok(reply) => {
                self.session.answered(reply.map(Frame::text));
                Ok(())
            }
            Err(error) => {
                let (code, path) = match &error {
                    DispatchError::UnknownType => (ErrorCode::UnknownType, Some("/type".to_owned())),
                    DispatchError::InvalidPayload { path, .. } => {
                        (ErrorCode::InvalidPayload, Some(path.clone()))
                    }
                    DispatchError::Unencodable(error) => {
                        tracing::error!(received = ?envelope.kind, %error, "a reply has no JSON form");
                        (ErrorCode::Internal, None)
                    }
                };
                let received = Some(named(envelope.kind.into_owned()));
                let message =
                    ErrorMessage { code, message: error.to_string(), received, path, retry_after_ms: None };
                self.refuse(envelope.id.as_deref(), &message)
            }
        }
    }

    /// The toolkit's own messages first, then the service's.
    async fn dispatch(&self, envelope: &Envelope<'_>) -> Result<Option<String>, DispatchError> {
        match Toolkit.dispatch(self.session, Incoming::new(envelope)).await {
            Err(DispatchError::UnknownType) => {
                self.service.dispatch(self.session, Incoming::new(envelope)).await
            }
            answer => answer,
        }
    }

    fn refuse(&mut self, id: Option<&str>, message: &ErrorMessage) -> Result<(), CloseCode> {
        let Ok(text) = encode(ErrorEvent::TYPE, id, message) else { return Err(CloseCode::Internal) };
        self.session.refused(Frame::text(text));
        if message.code != ErrorCode::Internal && self.faults.too_many() {
            return Err(CloseCode::TooManyBadFrames);
        }
        Ok(())
    }
}

/// A type as an answer repeats it. A client cannot make the server send back what it likes, as long as it likes.
fn named(mut kind: String) -> String {
    if let Some((end, _)) = kind.char_indices().nth(MAX_NAME) {
        kind.truncate(end);
    }
    kind
}

/// When the last bad frames came.
struct Faults {
    max: usize,
    window: Duration,
    times: VecDeque<Instant>,
}

impl Faults {
    /// Counts one more: whether that is too many.
    fn too_many(&mut self) -> bool {
        let now = Instant::now();
        while self.times.front().is_some_and(|time| now.duration_since(*time) >= self.window) {
            self.times.pop_front();
        }
        self.times.push_back(now);
        self.times.len() > self.max
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn bad_frames_are_counted_within_the_window() {
        let mut faults = Faults { max: 2, window: Duration::from_secs(10), times: VecDeque::new() };
        assert!(!faults.too_many());
        tokio::time::advance(Duration::from_secs(5)).await;
        assert!(!faults.too_many());
        tokio::time::advance(Duration::from_secs(5)).await;
        assert!(!faults.too_many(), "the first has left the window");
        assert!(faults.too_many());
    }
}
