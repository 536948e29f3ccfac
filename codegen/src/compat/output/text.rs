//! For people: what breaks, where, and the frame that shows it.

use std::io::{self, Write};
use std::path::Path;

use super::witness::{self, Line};
use super::{spot, title};
use crate::compat::accepted::Entry;
use crate::compat::gate::Release;
use crate::compat::inclusion::{Reading, Refusal};
use crate::compat::report::{Comparison, Fate, Report, WORST_FIRST};
use crate::compat::{Category, Evidence, Finding, Summary};
use crate::model::Perspective;
use crate::output::excerpt::{self, Lines};
use crate::output::{Paint, printable};

/// How many reasons are told of a refusal.
const REASONS: usize = 5;

/// The colour of what is wrong in a frame.
const WRONG: &str = "1;31";

pub(super) fn write(
    report: &Report,
    paint: Paint,
    read: &dyn Fn(&Path) -> io::Result<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut printer = Printer { paint, lines: Lines::new(read), out };
    for comparison in &report.comparisons {
        printer.comparison(comparison, report)?;
    }
    for entry in &report.expired {
        expired(Path::new(&report.accepted), entry, printer.out)?;
    }
    writeln!(printer.out, "{}", summary(report))
}

struct Printer<'a> {
    paint: Paint,
    lines: Lines<'a>,
    out: &'a mut dyn Write,
}

impl Printer<'_> {
    fn comparison(&mut self, comparison: &Comparison, report: &Report) -> io::Result<()> {
        let told: Vec<_> = comparison.findings.iter().filter(|judged| !judged.is_accepted()).collect();
        if report.comparisons.len() > 1 {
            let fine = if comparison.findings.is_empty() { ": compatible" } else { ":" };
            let name = printable(&comparison.base.name);
            writeln!(self.out, "{}{fine}", self.paint.paint("1", &format!("against {name}")))?;
        }
        for judged in &told {
            self.finding(&judged.finding)?;
            writeln!(self.out)?;
        }
        let announced = told
            .iter()
            .any(|judged| judged.finding.category == Category::Source && judged.fate == Fate::Passes);
        if announced && comparison.release == Release::Major {
            let (old, new) = (printable(&comparison.base.version), printable(&report.new.version));
            writeln!(self.out, "note: the version announces changes of the source: {old} to {new}")?;
        }
        Ok(())
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let colour = colour(finding.category);
        let title = self.paint.paint(colour, &title(finding));
        writeln!(self.out, "{title}: {}", printable(&finding.message))?;
        if let Some(place) = finding.new.as_ref().or(finding.old.as_ref()) {
            writeln!(self.out, "  --> {}", printable(&spot(place)))?;
            if let Some(line) = self.lines.of(place) {
                excerpt::write(place, line, &self.paint.paint(colour, "^"), self.out)?;
            }
        }
        match (&finding.old, &finding.new) {
            (Some(old), Some(_)) => writeln!(self.out, "   was {}", printable(&spot(old)))?,
            (Some(_), None) => writeln!(self.out, "   is not in the new document")?,
            _ => {}
        }
        let direction = finding.direction.map(|direction| direction.to_string());
        let deployed = finding.deployed.map(|deployed| deployed.to_string());
        let who: Vec<_> = deployed.into_iter().chain(direction).collect();
        if !who.is_empty() {
            writeln!(self.out, "   {}", who.join("; "))?;
        }
        match &finding.evidence {
            None => Ok(()),
            Some(Evidence::Transcript(steps)) => {
                steps.iter().try_for_each(|step| writeln!(self.out, "     {}", printable(step)))
            }
            Some(Evidence::Frame { frame, refusals }) => {
                writeln!(self.out, "   sent:")?;
                for line in witness::lines(frame, refusals) {
                    self.line(&line)?;
                }
                self.refusals(refusals, finding)
            }
        }
    }

    /// A line of a frame, and carets below what is refused in it.
    fn line(&mut self, line: &Line) -> io::Result<()> {
        let characters: Vec<char> = line.text.chars().collect();
        let (mut text, mut carets, mut at) = (String::new(), String::new(), 0);
        for (start, end) in &line.marks {
            let before: String = characters[at..*start].iter().collect();
            let marked: String = characters[*start..*end].iter().collect();
            text.push_str(&before);
            text.push_str(&self.paint.paint(WRONG, &marked));
            carets.push_str(&" ".repeat(start - at));
            carets.push_str(&self.paint.paint(WRONG, &"^".repeat(end - start)));
            at = *end;
        }
        text.extend(&characters[at..]);
        writeln!(self.out, "     {text}")?;
        if line.marks.is_empty() { Ok(()) } else { writeln!(self.out, "     {carets}") }
    }

    fn refusals(&mut self, refusals: &[Refusal], finding: &Finding) -> io::Result<()> {
        for refusal in refusals.iter().take(REASONS) {
            let reason = printable(&witness::reason(refusal));
            // Where it stands, unless that has just been shown.
            let shown = finding.new.as_ref().is_some_and(|new| spot(new) == spot(&refusal.place));
            let at = if shown { String::new() } else { format!(" ({})", printable(&spot(&refusal.place))) };
            writeln!(self.out, "   refused because: {reason}{at}")?;
        }
        match refusals.len().saturating_sub(REASONS) {
            0 => Ok(()),
            more => writeln!(self.out, "   and for {more} more reasons"),
        }
    }
}

pub(super) fn expired(file: &Path, entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let about: Vec<_> = entry.rule.iter().chain(&entry.subject).map(String::as_str).collect();
    let about = if about.is_empty() { String::new() } else { format!(" ({})", about.join(", ")) };
    let what = format!("{}:{}: `{}`{about}", file.display(), entry.line, entry.fingerprint);
    writeln!(out, "note: {} was accepted and is not found; remove it", printable(&what))
}

/// The last line: how many of what, what became of it, and what it rests on.
fn summary(report: &Report) -> String {
    let mut parts = Vec::new();
    let counts: Vec<_> = WORST_FIRST
        .into_iter()
        .map(|category| (category, report.count(category)))
        .filter(|(_, count)| *count > 0)
        .map(|(category, count)| format!("{count} {category}"))
        .collect();
    let found = report.findings().next().is_some();
    if !counts.is_empty() {
        let fate = match report.failing().count() {
            0 => "none fails".to_owned(),
            1 => "1 fails".to_owned(),
            failing => format!("{failing} fail"),
        };
        parts.push(format!("{}: {fate}", counts.join(", ")));
    }
    match report.count_accepted() {
        0 => {}
        accepted => parts.push(format!("{accepted} accepted")),
    }
    if !found {
        parts.push(compatible(report));
    }
    parts.push(match report.options.reading {
        Reading::Emit => "senders send what they declare (--reading emit)".to_owned(),
        Reading::Accept => "senders send whatever is admitted (--reading accept)".to_owned(),
    });
    if report.options.described == Perspective::Client {
        parts.push("the documents describe the client (--described client)".to_owned());
    }
    if !counts.is_empty() {
        parts.push("`barwire diff --explain CODE` says more".to_owned());
    }
    parts.join("; ")
}

/// What is proven where nothing is found.
fn compatible(report: &Report) -> String {
    let Summary { messages, directions, .. } = &report.new;
    let messages = match messages {
        1 => "1 message".to_owned(),
        messages => format!("{messages} messages"),
    };
    let ways = match directions.as_slice() {
        [] => String::new(),
        [one] => format!(", {one}"),
        _ => ", both directions".to_owned(),
    };
    format!("compatible: {messages}{ways}, both deployment orders")
}

fn colour(category: Category) -> &'static str {
    match category {
        Category::Wire => "1;31",
        Category::Unproven => "1;35",
        Category::Rollback | Category::Source => "1;33",
        Category::Dangerous => "1;34",
    }
}
