//! From the source of a pattern to its tree.

use std::collections::HashSet;

use super::Unsupported;
use super::class::Class;
use super::property::property;

/// The deepest groups.
const DEPTH: usize = 100;
/// The most parts of a pattern.
const PARTS: usize = 20_000;
/// The largest count of a repetition.
const COUNT: u64 = 1 << 53;

/// A pattern. Groups and whether a repetition is lazy say nothing of what matches.
#[derive(Debug)]
pub(super) enum Tree {
    /// One character.
    Class(Class),
    /// `^`
    Start,
    /// `$`
    End,
    /// `(?=..)` and `(?!..)`.
    Look { negative: bool, inside: Box<Self> },
    /// One after the other.
    Sequence(Vec<Self>),
    /// Any of them.
    Either(Vec<Self>),
    /// At least so often, and at most.
    Repeat { inside: Box<Self>, min: u64, max: Option<u64> },
}

/// What a class is made of.
enum Atom {
    /// A code point, perhaps of a surrogate.
    Point(u32),
    Set(Class),
}

impl Atom {
    fn class(self) -> Class {
        match self {
            Self::Point(point) => Class::new(vec![(point, point)]),
            Self::Set(class) => class,
        }
    }
}

/// How often, and where the source goes on.
type Count = (u64, Option<u64>, usize);

struct Parser {
    source: Vec<char>,
    at: usize,
    depth: usize,
    parts: usize,
    names: HashSet<String>,
}

/// Reads a pattern.
pub(super) fn parse(source: &str) -> Result<Tree, Unsupported> {
    let mut parser =
        Parser { source: source.chars().collect(), at: 0, depth: 0, parts: 0, names: HashSet::new() };
    let tree = parser.either()?;
    if parser.at < parser.source.len() { Err(malformed("a `)` ends no group")) } else { Ok(tree) }
}

fn malformed(reason: &str) -> Unsupported {
    Unsupported::Malformed(reason.to_owned())
}

fn unread(construct: &str) -> Unsupported {
    Unsupported::Construct(construct.to_owned())
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.source.get(self.at).copied()
    }

    fn peek_after(&self, distance: usize) -> Option<char> {
        self.source.get(self.at + distance).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let found = text.chars().enumerate().all(|(distance, one)| self.peek_after(distance) == Some(one));
        if found {
            self.at += text.chars().count();
        }
        found
    }

    fn either(&mut self) -> Result<Tree, Unsupported> {
        let mut branches = vec![self.sequence()?];
        while self.eat("|") {
            branches.push(self.sequence()?);
        }
        Ok(only(branches).unwrap_or_else(Tree::Either))
    }

    fn sequence(&mut self) -> Result<Tree, Unsupported> {
        let mut terms = Vec::new();
        while let Some(next) = self.peek().filter(|next| !matches!(next, '|' | ')')) {
            self.parts += 1;
            if self.parts > PARTS {
                return Err(Unsupported::TooLarge);
            }
            self.at += 1;
            let term = self.term(next)?;
            terms.push(self.counted(term)?);
        }
        Ok(only(terms).unwrap_or_else(Tree::Sequence))
    }

    fn term(&mut self, first: char) -> Result<Tree, Unsupported> {
        Ok(match first {
            '^' => Tree::Start,
            '$' => Tree::End,
            '(' => self.group()?,
            '[' => Tree::Class(self.class()?),
            '\\' => Tree::Class(self.escape(false)?.class()),
            '.' => Tree::Class(Class::new(vec![(0x0A, 0x0A), (0x0D, 0x0D), (0x2028, 0x2029)]).not()),
            '*' | '+' | '?' => return Err(malformed("there is nothing to repeat")),
            '{' => {
                self.at -= 1;
                if self.braces()?.is_some() {
                    return Err(malformed("there is nothing to repeat"));
                }
                self.at += 1;
                Tree::Class(Class::one('{'))
            }
            literal => Tree::Class(Class::one(literal)),
        })
    }

    /// What follows a `(`.
    fn group(&mut self) -> Result<Tree, Unsupported> {
        let mut look = None;
        if self.eat("?=") {
            look = Some(false);
        } else if self.eat("?!") {
            look = Some(true);
        } else if self.eat("?<=") || self.eat("?<!") {
            return Err(unread("what looks behind, `(?<=` and `(?<!`,"));
        } else if self.eat("?<") {
            self.name()?;
        } else if self.peek() == Some('?') && !self.eat("?:") {
            return Err(unread(&format!(
                "a group that begins with `(?{}`",
                self.peek_after(1).unwrap_or_default()
            )));
        }
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Unsupported::TooLarge);
        }
        let inside = self.either()?;
        self.depth -= 1;
        if !self.eat(")") {
            return Err(malformed("a group does not end"));
        }
        Ok(match look {
            Some(negative) => Tree::Look { negative, inside: Box::new(inside) },
            // In a group, an assertion may be repeated.
            None if matches!(inside, Tree::Start | Tree::End | Tree::Look { .. }) => {
                Tree::Sequence(vec![inside])
            }
            None => inside,
        })
    }

    /// The name of a group and the `>` after it.
    fn name(&mut self) -> Result<(), Unsupported> {
        let mut name = String::new();
        while let Some(next) = self.peek().filter(|next| *next != '>') {
            let letter = next.is_ascii_alphabetic() || matches!(next, '_' | '$');
            if !letter && (name.is_empty() || !next.is_ascii_digit()) {
                return Err(unread("such a name of a group"));
            }
            name.push(next);
            self.at += 1;
        }
        if name.is_empty() || !self.eat(">") {
            return Err(malformed("a group has no name"));
        }
        if self.names.insert(name) { Ok(()) } else { Err(unread("a name of two groups")) }
    }

    /// A term and how often it is.
    fn counted(&mut self, term: Tree) -> Result<Tree, Unsupported> {
        let (min, max, end) = match self.peek() {
            Some('*') => (0, None, self.at + 1),
            Some('+') => (1, None, self.at + 1),
            Some('?') => (0, Some(1), self.at + 1),
            Some('{') => match self.braces()? {
                Some(count) => count,
                None => return Ok(term),
            },
            _ => return Ok(term),
        };
        if matches!(term, Tree::Start | Tree::End | Tree::Look { .. }) {
            return Err(unread("an assertion that is repeated"));
        }
        if max.is_some_and(|max| max < min) {
            return Err(malformed("the counts of a repetition are out of order"));
        }
        self.at = end;
        self.eat("?");
        Ok(Tree::Repeat { inside: Box::new(term), min, max })
    }

    /// The count that begins here, if it is one. A `{` that begins none is a character.
    fn braces(&self) -> Result<Option<Count>, Unsupported> {
        let mut at = self.at + 1;
        let digits = |at: &mut usize| {
            let start = *at;
            while self.source.get(*at).is_some_and(char::is_ascii_digit) {
                *at += 1;
            }
            self.source[start..*at].iter().collect::<String>()
        };
        let first = digits(&mut at);
        let comma = self.source.get(at) == Some(&',');
        if first.is_empty() {
            // Some read a count in it.
            return if comma { Err(unread("`{,`")) } else { Ok(None) };
        }
        at += usize::from(comma);
        let second = if comma { digits(&mut at) } else { first.clone() };
        if self.source.get(at) != Some(&'}') {
            return Ok(None);
        }
        let number = |digits: &str| {
            digits.parse::<u64>().ok().filter(|count| *count <= COUNT).ok_or(Unsupported::TooLarge)
        };
        let max = if second.is_empty() { None } else { Some(number(&second)?) };
        Ok(Some((number(&first)?, max, at + 1)))
    }

    /// What follows a `[`.
    fn class(&mut self) -> Result<Class, Unsupported> {
        let negative = self.eat("^");
        let mut ranges = Vec::new();
        let mut add = |atom: Atom| match atom {
            Atom::Point(point) => ranges.push((point, point)),
            Atom::Set(class) => ranges.extend_from_slice(class.ranges()),
        };
        while !self.eat("]") {
            let first = self.atom()?;
            if self.peek() != Some('-') || matches!(self.peek_after(1), None | Some(']')) {
                add(first);
                continue;
            }
            self.at += 1;
            match (first, self.atom()?) {
                (Atom::Point(first), Atom::Point(last)) if first > last => {
                    return Err(malformed("a range of characters is out of order"));
                }
                (Atom::Point(first), Atom::Point(last)) => add(Atom::Set(Class::new(vec![(first, last)]))),
                // `[\w-.]` is no range.
                (first, last) => [first, Atom::Point('-'.into()), last].into_iter().for_each(&mut add),
            }
        }
        let class = Class::new(ranges);
        Ok(if negative { class.not() } else { class })
    }

    fn atom(&mut self) -> Result<Atom, Unsupported> {
        let Some(next) = self.peek() else { return Err(malformed("a class does not end")) };
        self.at += 1;
        if next == '\\' { self.escape(true) } else { Ok(Atom::Point(next.into())) }
    }

    /// What follows a `\`.
    fn escape(&mut self, in_class: bool) -> Result<Atom, Unsupported> {
        let Some(next) = self.peek() else { return Err(malformed("nothing follows a `\\`")) };
        self.at += 1;
        let digit = || Class::new(vec![(0x30, 0x39)]);
        let word = || Class::new(vec![(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]);
        Ok(match next {
            'd' => Atom::Set(digit()),
            'D' => Atom::Set(digit().not()),
            'w' => Atom::Set(word()),
            'W' => Atom::Set(word().not()),
            's' => Atom::Set(space()),
            'S' => Atom::Set(space().not()),
            'p' => Atom::Set(self.property()?),
            'P' => Atom::Set(self.property()?.not()),
            't' => Atom::Point(0x09),
            'n' => Atom::Point(0x0A),
            'v' => Atom::Point(0x0B),
            'f' => Atom::Point(0x0C),
            'r' => Atom::Point(0x0D),
            'b' if in_class => Atom::Point(0x08),
            '0' if !self.peek().is_some_and(|next| next.is_ascii_digit()) => Atom::Point(0),
            'c' => match self.peek().filter(char::is_ascii_alphabetic) {
                Some(letter) => {
                    self.at += 1;
                    Atom::Point(u32::from(letter) % 32)
                }
                None => return Err(malformed("no letter follows `\\c`")),
            },
            'x' => Atom::Point(self.hexadecimal(2).ok_or_else(|| malformed("`\\x` has no two digits"))?),
            'u' => Atom::Point(self.unicode()?),
            '1'..='9' => return Err(unread("a back reference")),
            other if other.is_alphanumeric() => return Err(unread(&format!("`\\{other}`"))),
            other => Atom::Point(other.into()),
        })
    }

    /// A number of so many hexadecimal digits. If there is none, nothing is read.
    fn hexadecimal(&mut self, digits: usize) -> Option<u32> {
        let text = self.source.get(self.at..self.at + digits)?;
        let number = text.iter().try_fold(0, |number, digit| Some(number * 16 + digit.to_digit(16)?))?;
        self.at += digits;
        Some(number)
    }

    /// What follows `\u`.
    fn unicode(&mut self) -> Result<u32, Unsupported> {
        let wrong = || malformed("`\\u` has no code point");
        if self.eat("{") {
            let mut point = None;
            while !self.eat("}") {
                let digit = self.peek().and_then(|digit| digit.to_digit(16)).ok_or_else(wrong)?;
                self.at += 1;
                point = Some(point.unwrap_or(0) * 16 + digit).filter(|point| *point <= 0x10_FFFF);
                point.ok_or_else(wrong)?;
            }
            return point.ok_or_else(wrong);
        }
        let first = self.hexadecimal(4).ok_or_else(wrong)?;
        let before = self.at;
        if (0xD800..0xDC00).contains(&first) && self.eat("\\u") {
            match self.hexadecimal(4) {
                Some(second) if (0xDC00..0xE000).contains(&second) => {
                    return Ok(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00));
                }
                _ => self.at = before,
            }
        }
        Ok(first)
    }

    /// What follows `\p`.
    fn property(&mut self) -> Result<Class, Unsupported> {
        if !self.eat("{") {
            return Err(malformed("no `{` follows `\\p`"));
        }
        let rest = &self.source[self.at..];
        let length =
            rest.iter().position(|next| *next == '}').ok_or_else(|| malformed("a `\\p{` does not end"))?;
        let expression: String = rest[..length].iter().collect();
        self.at += length + 1;
        property(&expression)
    }
}

/// White space and line terminators.
fn space() -> Class {
    Class::new(vec![
        (0x09, 0x0D),
        (0x20, 0x20),
        (0xA0, 0xA0),
        (0x1680, 0x1680),
        (0x2000, 0x200A),
        (0x2028, 0x2029),
        (0x202F, 0x202F),
        (0x205F, 0x205F),
        (0x3000, 0x3000),
        (0xFEFF, 0xFEFF),
    ])
}

/// The only part, or all.
fn only(mut parts: Vec<Tree>) -> Result<Tree, Vec<Tree>> {
    if parts.len() == 1 { parts.pop().ok_or(parts) } else { Err(parts) }
}
