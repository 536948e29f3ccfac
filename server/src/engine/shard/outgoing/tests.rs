//! What a client gets that takes some bytes now and some later.

use std::task::Waker;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::tests::pipe::Pipe;
use super::*;

#[derive(Debug, Clone)]
enum Step {
    Push(Vec<usize>),
    /// What has not begun may be dropped where the flag of its frame says so.
    Write(Vec<(usize, bool)>),
    Room(usize),
    Drain,
    Abandon,
}

fn any_step() -> impl Strategy<Value = Step> {
    let length = || 1..30_usize;
    prop_oneof![
        4 => vec(length(), 1..4).prop_map(Step::Push),
        // More than are written at once.
        1 => vec(length(), 1..150).prop_map(Step::Push),
        4 => vec((length(), any::<bool>()), 1..5).prop_map(Step::Write),
        4 => (0..60_usize).prop_map(Step::Room),
        1 => (0..3000_usize).prop_map(Step::Room),
        4 => Just(Step::Drain),
        1 => Just(Step::Abandon),
    ]
}

/// All that is to arrive, and where its frames end.
struct Model {
    client: Pipe,
    outgoing: Outgoing,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    number: u8,
    sent: Amount,
}

impl Model {
    fn new() -> Self {
        let client = Pipe::new(0);
        let outgoing = Outgoing::new(Box::pin(client.clone()));
        Self { client, outgoing, bytes: Vec::new(), ends: Vec::new(), number: 0, sent: Amount::default() }
    }

    /// A frame whose bytes tell it from its neighbours.
    fn frame(&mut self, length: usize) -> Vec<u8> {
        self.number = self.number.wrapping_add(1);
        (0..length).map(|at| self.number.wrapping_mul(31).wrapping_add(at as u8)).collect()
    }

    fn expect(&mut self, frame: &[u8]) {
        self.bytes.extend_from_slice(frame);
        self.ends.push(self.bytes.len());
    }

    fn taken(&self) -> usize {
        self.client.length()
    }

    fn step(&mut self, step: &Step) {
        let mut nobody = Context::from_waker(Waker::noop());
        match step {
            Step::Push(lengths) => {
                for length in lengths {
                    let frame = self.frame(*length);
                    self.expect(&frame);
                    self.outgoing.push(Frame::written(frame), Frames::ONE_OF_EACH);
                }
            }
            Step::Write(lengths) => {
                let frames: Vec<_> =
                    lengths.iter().map(|(length, kept)| (self.frame(*length), *kept)).collect();
                let bytes: Vec<_> = frames.iter().flat_map(|(frame, _)| frame.iter().copied()).collect();
                let blocked = self.outgoing.is_blocked();
                let mut sent = self.outgoing.write(&mut nobody, &bytes).unwrap();
                assert!(!blocked || sent == 0, "it would overtake what waits");
                self.sent.bytes += sent;
                for (frame, kept) in frames {
                    let begun = sent.min(frame.len());
                    sent -= begun;
                    if begun == frame.len() {
                        self.sent.frames.add(Frames::ONE_OF_EACH);
                    } else if begun > 0 || kept {
                        self.outgoing.push_rest(&frame, begun, Frames::ONE_OF_EACH);
                    } else {
                        continue;
                    }
                    self.expect(&frame);
                }
            }
            Step::Room(room) => self.client.read(*room),
            Step::Drain => {
                let drained = self.outgoing.poll_drain(&mut nobody, &mut self.sent);
                assert_eq!(drained.is_ready(), self.taken() == self.bytes.len());
            }
            Step::Abandon => {
                let before = self.outgoing.waiting();
                let mut abandoned = self.outgoing.abandon();
                // The frame that has begun stays.
                let taken = self.taken();
                let begun = self.ends.iter().position(|end| *end > taken).filter(|first| {
                    let begin = first.checked_sub(1).map_or(0, |before| self.ends[before]);
                    begin < taken
                });
                let kept = begun
                    .map_or_else(|| self.ends.iter().filter(|end| **end <= taken).count(), |first| first + 1);
                self.ends.truncate(kept);
                self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
                abandoned.add(self.outgoing.waiting());
                assert_eq!(abandoned, before);
            }
        }
    }

    fn check(&self) {
        let taken = self.taken();
        assert_eq!(self.client.bytes(), self.bytes[..taken]);
        let count = self.ends.iter().filter(|end| **end > taken).count();
        let waiting =
            Amount { frames: Frames { all: count, each: count, missed: 0 }, bytes: self.bytes.len() - taken };
        assert_eq!(self.outgoing.waiting(), waiting);
        assert_eq!(self.outgoing.is_blocked(), count > 0);
        let count = self.ends.len() - count;
        assert_eq!(self.sent, Amount { frames: Frames { all: count, each: count, missed: 0 }, bytes: taken });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_go_out_in_order_and_frames_whole(steps in vec(any_step(), 0..60)) {
        let mut model = Model::new();
        for step in &steps {
            model.step(step);
            model.check();
        }
        model.step(&Step::Room(usize::MAX / 2));
        model.step(&Step::Drain);
        model.check();
        assert_eq!(model.taken(), model.bytes.len());
    }
}

#[test]
fn a_transport_that_takes_nothing_has_failed() {
    let mut outgoing = Outgoing::new(Box::pin(io::Cursor::<Box<[u8]>>::default()));
    let mut nobody = Context::from_waker(Waker::noop());
    assert_eq!(outgoing.write(&mut nobody, b"x").unwrap_err().kind(), io::ErrorKind::WriteZero);
    outgoing.push(Frame::ping(), Frames::ONE);
    let drained = outgoing.poll_drain(&mut nobody, &mut Amount::default());
    assert!(matches!(drained, Poll::Ready(Err(error)) if error.kind() == io::ErrorKind::WriteZero));
}
