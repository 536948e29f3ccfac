//! Where two tools contradict each other, and which of them a value shows to be right.

use crate::pairs::Question;
use crate::table::print_some;
use crate::tools::{Answer, Tool};
use crate::witness::{self, Seen, shown};
use crate::worker::Timed;

/// What one tool says of barwire's answer.
#[derive(Debug, Default)]
struct Against {
    /// Barwire says included, and the tool agrees.
    confirmed: usize,
    /// Barwire says included, and the tool says nothing.
    silent: usize,
    /// Barwire says included, and the tool that it is not.
    included: Vec<String>,
    /// Barwire says that it is not, and the tool included.
    not_included: Vec<String>,
}

/// All answers that contradict each other, labelled or not.
#[derive(Debug, Default)]
pub struct Cross {
    jsoncompat: Against,
    canonical: Against,
    /// How many values of barwire's the validators confirm.
    held: usize,
    /// Those that they do not: barwire is mistaken, or the validators differ.
    not_held: Vec<String>,
    contradictions: usize,
}

impl Cross {
    /// Takes in the answers to a question.
    pub fn add(&mut self, question: &Question, answers: &[(Tool, Timed)]) {
        let Some((_, own)) = answers.iter().find(|(tool, _)| *tool == Tool::Barwire) else { return };
        let mut mistaken = false;
        if let Answer::NotIncluded(Some(value)) = &own.answer {
            let seen = Seen::new(question, value);
            if seen.holds() == Some(true) {
                self.held += 1;
            } else {
                mistaken = seen.holds() == Some(false);
                self.not_held.push(format!("{question}: {} {}", shown(value), seen.describe()));
            }
        }
        for (tool, theirs) in answers {
            let against = match tool {
                Tool::Barwire => continue,
                Tool::Jsoncompat => &mut self.jsoncompat,
                Tool::Canonical => &mut self.canonical,
            };
            match (&own.answer, &theirs.answer) {
                (Answer::Included, Answer::Included) => against.confirmed += 1,
                (Answer::Included, Answer::Unknown(_)) => against.silent += 1,
                (Answer::Included, Answer::NotIncluded(value)) => {
                    let said = match value.clone().or_else(|| witness::search(question)) {
                        Some(value) => {
                            let seen = Seen::new(question, &value);
                            mistaken |= seen.holds() == Some(true);
                            format!("{} {}", shown(&value), seen.describe())
                        }
                        None => "no value was found that tells them apart".to_owned(),
                    };
                    against.included.push(format!("{question}: {}; {said}", labelled(question)));
                }
                (Answer::NotIncluded(Some(value)), Answer::Included) => {
                    let said = Seen::new(question, value).describe();
                    let line = format!("{question}: {}; {} {said}", labelled(question), shown(value));
                    against.not_included.push(line);
                }
                _ => {}
            }
        }
        self.contradictions += usize::from(mistaken);
    }

    /// Prints what was found, and gives the number of directions in which a value shows that barwire is mistaken.
    pub fn print(&self) -> usize {
        for (tool, against) in [(Tool::Jsoncompat, &self.jsoncompat), (Tool::Canonical, &self.canonical)] {
            let Against { confirmed, silent, included, not_included } = against;
            println!(
                "  barwire included: {tool} too {confirmed}, {tool} unknown {silent}, {tool} not included {}",
                included.len()
            );
            print_some(included);
            println!("  {tool} included, barwire not included: {}", not_included.len());
            print_some(not_included);
        }
        println!(
            "  barwire not included: {} values confirmed by validators, {} not",
            self.held,
            self.not_held.len()
        );
        print_some(&self.not_held);
        println!();
        self.contradictions
    }
}

fn labelled(question: &Question) -> &'static str {
    match question.label() {
        Some(true) => "labelled as included",
        Some(false) => "labelled as not included",
        None => "without a label",
    }
}
