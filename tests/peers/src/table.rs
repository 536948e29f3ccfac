//! What became of the directions that have a label, and how long the answers took.

use std::time::Duration;

use crate::pairs::{Direction, Question};
use crate::tools::{Answer, TOOLS, Tool};
use crate::witness::{Seen, shown};
use crate::worker::{End, Timed};

/// How many lines are printed of one kind.
pub const LINES: usize = 20;

#[derive(Debug)]
struct Row {
    tool: Tool,
    direction: Direction,
    right: Option<bool>,
    time: Duration,
    end: End,
    /// What to look at: a wrong answer, a panic, a limit.
    note: Option<String>,
}

/// The answers to what has a label.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Takes in the answers to a question.
    pub fn add(&mut self, question: &Question, answers: &[(Tool, Timed)]) {
        let Some(label) = question.label() else { return };
        for (tool, Timed { answer, time, end }) in answers {
            let right = match answer {
                Answer::Included => Some(label),
                Answer::NotIncluded(_) => Some(!label),
                Answer::Unknown(_) => None,
            };
            let note = match (right, end, answer) {
                (Some(false), _, Answer::NotIncluded(Some(value))) => {
                    let said = Seen::new(question, value).describe();
                    Some(format!("{question}: labelled as included; {} {said}", shown(value)))
                }
                (Some(false), _, Answer::NotIncluded(None)) => {
                    Some(format!("{question}: labelled as included, called not included"))
                }
                (Some(false), ..) => Some(format!("{question}: labelled as not included, called included")),
                (_, End::Panicked | End::TooLate, Answer::Unknown(reason)) => {
                    Some(format!("{question}: {reason}"))
                }
                _ => None,
            };
            self.rows.push(Row {
                tool: *tool,
                direction: question.direction,
                right,
                time: *time,
                end: *end,
                note,
            });
        }
    }

    /// A line for each tool and direction, and what is to be said of each tool.
    pub fn print(&self) {
        println!(
            "  {:<10} {:<10} {:>10} {:>7} {:>6} {:>7} {:>5} {:>7} {:>10} {:>10} {:>10} {:>10}",
            "tool",
            "direction",
            "directions",
            "decided",
            "right",
            "right %",
            "wrong",
            "unknown",
            "median",
            "p99",
            "maximum",
            "whole"
        );
        for tool in TOOLS {
            self.line(tool, "old in new", &[Direction::OldInNew]);
            self.line(tool, "new in old", &[Direction::NewInOld]);
            self.line(tool, "both", &[Direction::OldInNew, Direction::NewInOld]);
        }
        for tool in TOOLS {
            let of_tool = || self.rows.iter().filter(move |row| row.tool == tool);
            let count = |end| of_tool().filter(|row| row.end == end).count();
            let (refused, panicked, late) = (count(End::Refused), count(End::Panicked), count(End::TooLate));
            println!(
                "  {tool}: unknown because it refused the schemas {refused}, panicked {panicked}, took too long {late}"
            );
            print_some(&of_tool().filter_map(|row| row.note.clone()).collect::<Vec<_>>());
        }
    }

    fn line(&self, tool: Tool, name: &str, directions: &[Direction]) {
        let rows: Vec<&Row> =
            self.rows.iter().filter(|row| row.tool == tool && directions.contains(&row.direction)).collect();
        let count = |right| rows.iter().filter(|row| row.right == right).count();
        let (right, wrong, unknown) = (count(Some(true)), count(Some(false)), count(None));
        let share = 100.0 * right as f64 / rows.len().max(1) as f64;
        let mut times: Vec<Duration> = rows.iter().map(|row| row.time).collect();
        times.sort_unstable();
        let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
        let (median, p99, maximum) = (at(50), at(99), times.last().copied().unwrap_or_default());
        let whole: Duration = times.iter().sum();
        println!(
            "  {tool:<10} {name:<10} {:>10} {:>7} {right:>6} {share:>7.2} {wrong:>5} {unknown:>7} {median:>10.1?} {p99:>10.1?} {maximum:>10.1?} {whole:>10.1?}",
            rows.len(),
            right + wrong,
        );
    }
}

/// The first lines of one kind, and how many there are beside them.
pub fn print_some(lines: &[String]) {
    for line in lines.iter().take(LINES) {
        println!("    {line}");
    }
    if lines.len() > LINES {
        println!("    and {} more", lines.len() - LINES);
    }
}
