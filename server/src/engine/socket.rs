//! The reading side of a WebSocket: tungstenite over a transport that is only read here. What it writes, pongs and Close frames, is
//! collected for the connection's queue.

use std::io::{self, Read, Write};
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig, WebSocketContext};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::close::CloseCode;
use super::frame::Frame;
use super::limits::Limits;

/// Bytes that are read at once. It is most of what an idle connection holds, so it is small: a request fits.
const READ_BUFFER: usize = 1024;

/// A WebSocket as it is read.
pub(crate) struct Socket<R> {
    context: WebSocketContext,
    reader: R,
    written: Vec<u8>,
    /// Whether reading has failed. tungstenite does not go on after that.
    failed: bool,
}

impl<R: AsyncRead + Unpin> Socket<R> {
    /// A server's side of a WebSocket after its handshake. `read` is what was read of it already.
    pub(crate) fn new(reader: R, read: Vec<u8>, limits: &Limits) -> Self {
        let config = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_message_size(Some(limits.max_message_bytes))
            .max_frame_size(Some(limits.max_message_bytes));
        let context = WebSocketContext::from_partially_read(read, Role::Server, Some(config));
        Self { context, reader, written: Vec::new(), failed: false }
    }

    /// Reads a message. After an error there is none.
    pub(crate) fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Result<Message, Error>> {
        if self.failed {
            return Poll::Ready(Err(Error::AlreadyClosed));
        }
        let mut exchange =
            Exchange { reader: Pin::new(&mut self.reader), context, written: &mut self.written };
        match self.context.read(&mut exchange) {
            Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => Poll::Pending,
            read => {
                self.failed = read.is_err();
                Poll::Ready(read)
            }
        }
    }

    /// Writes a Close frame.
    pub(crate) fn close(&mut self, code: CloseCode) {
        let mut nobody = Context::from_waker(std::task::Waker::noop());
        let mut exchange =
            Exchange { reader: Pin::new(&mut self.reader), context: &mut nobody, written: &mut self.written };
        // After a fault of the client tungstenite still writes it; where it does not, the client's Close came first.
        let _written = self.context.close(&mut exchange, Some(code.frame()));
    }

    /// Takes the frames that were written.
    pub(crate) fn take_written(&mut self) -> Option<Frame> {
        (!self.written.is_empty()).then(|| Frame::written(mem::take(&mut self.written)))
    }

    /// The transport, once no message is read any more.
    pub(crate) fn reader(&mut self) -> &mut R {
        &mut self.reader
    }
}

/// A transport as tungstenite takes it: it blocks by an error.
struct Exchange<'a, 'b, R> {
    reader: Pin<&'a mut R>,
    context: &'a mut Context<'b>,
    written: &'a mut Vec<u8>,
}

impl<R: AsyncRead> Read for Exchange<'_, '_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(buffer);
        match self.reader.as_mut().poll_read(self.context, &mut buffer) {
            Poll::Ready(read) => read.map(|()| buffer.filled().len()),
            Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
        }
    }
}

impl<R> Write for Exchange<'_, '_, R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
