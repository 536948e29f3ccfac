//! A thread that asks one tool, with a limit: some take a time that grows without bounds.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;
use crate::pairs::Question;
use crate::tools::{Answer, Tool};

/// How long an answer is waited for.
const LIMIT: Duration = Duration::from_secs(10);
/// Enough for schemas that are nested deeply.
const STACK: usize = 256 * 1024 * 1024;

/// How an answer came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Answered,
    /// The tool does not take the schemas.
    Refused,
    Panicked,
    /// It had not answered within the limit.
    TooLate,
}

/// An answer and how long it took.
#[derive(Debug, Clone)]
pub struct Timed {
    pub answer: Answer,
    pub time: Duration,
    pub end: End,
}

/// The thread of one tool.
#[derive(Debug)]
pub struct Worker {
    tool: Tool,
    running: Option<(Sender<Question>, Receiver<Timed>)>,
}

impl Worker {
    /// Nothing runs yet.
    pub fn new(tool: Tool) -> Self {
        Self { tool, running: None }
    }

    /// The answer of the tool. Where it is too late the thread is left to itself, and the next question is asked in another.
    pub fn ask(&mut self, question: &Question) -> Result<Timed, Error> {
        let (questions, answers) = match self.running.take() {
            Some(running) => running,
            None => start(self.tool)?,
        };
        questions.send(question.clone())?;
        match answers.recv_timeout(LIMIT) {
            Ok(timed) => {
                self.running = Some((questions, answers));
                Ok(timed)
            }
            Err(RecvTimeoutError::Timeout) => Ok(Timed {
                answer: Answer::Unknown(format!("no answer within {LIMIT:?}")),
                time: LIMIT,
                end: End::TooLate,
            }),
            Err(RecvTimeoutError::Disconnected) => {
                Err(format!("the thread of {} has ended", self.tool).into())
            }
        }
    }
}

fn start(tool: Tool) -> Result<(Sender<Question>, Receiver<Timed>), Error> {
    let (questions, to_ask) = channel::<Question>();
    let (done, answers) = channel();
    thread::Builder::new().stack_size(STACK).spawn(move || {
        for question in to_ask {
            if done.send(timed(tool, &question)).is_err() {
                break;
            }
        }
    })?;
    Ok((questions, answers))
}

fn timed(tool: Tool, question: &Question) -> Timed {
    let start = Instant::now();
    let answer = catch_unwind(AssertUnwindSafe(|| tool.ask(question)));
    let time = start.elapsed();
    let (answer, end) = match answer {
        Ok(Ok(answer)) => (answer, End::Answered),
        Ok(Err(error)) => (Answer::Unknown(error.to_string()), End::Refused),
        Err(panic) => {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
            (Answer::Unknown(format!("panicked: {said}")), End::Panicked)
        }
    };
    Timed { answer, time, end }
}
