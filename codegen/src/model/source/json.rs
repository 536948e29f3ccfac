//! JSON texts.

use serde_json::Number;

use super::tree::{Fault, Spot, Tree};
use super::{DEPTH, Member, NodeId, Value};

/// Why a text is not read as JSON.
#[derive(Debug)]
pub(super) enum JsonError {
    /// It is no JSON. It may be YAML.
    Syntax(Fault),
    /// It is JSON that no format allows here.
    Refused(Fault),
}

type Result<T> = std::result::Result<T, JsonError>;

/// Reads a text.
pub(super) fn read(text: &str, tree: &mut Tree) -> Result<NodeId> {
    let mut reader = Reader { text, at: 0, counted: 0, spot: Spot { line: 1, column: 1 }, tree };
    let root = reader.value(0)?;
    match reader.next_byte() {
        None => Ok(root),
        Some(_) => Err(reader.expected("the end of the file")),
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Up to where `spot` has counted.
    counted: usize,
    spot: Spot,
    tree: &'t mut Tree,
}

impl Reader<'_> {
    /// Where the reader is. Each byte is counted once.
    fn spot(&mut self) -> Spot {
        for byte in &self.text.as_bytes()[self.counted..self.at] {
            if *byte == b'\n' {
                self.spot.line += 1;
                self.spot.column = 1;
            } else if byte & 0xC0 != 0x80 {
                self.spot.column += 1;
            }
        }
        self.counted = self.at;
        self.spot
    }

    fn expected(&mut self, what: &str) -> JsonError {
        let spot = self.spot();
        let found = match self.text[self.at..].chars().next() {
            None => "the end of the file".to_owned(),
            Some(control) if control.is_control() => format!("U+{:04X}", u32::from(control)),
            Some(found) => format!("`{found}`"),
        };
        JsonError::Syntax(Fault::new(spot, format!("expected {what}, found {found}")))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next byte that is no blank.
    fn next_byte(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
        self.peek()
    }

    fn value(&mut self, depth: usize) -> Result<NodeId> {
        let first = self.next_byte();
        let spot = self.spot();
        if depth >= DEPTH && matches!(first, Some(b'{' | b'[')) {
            return Err(JsonError::Refused(Fault::new(spot, format!("nested deeper than {DEPTH}"))));
        }
        let value = match first {
            Some(b'{') => {
                let members = self.members(depth)?;
                return self.tree.push_object(members, spot).map_err(JsonError::Refused);
            }
            Some(b'[') => Value::Array(self.items(depth)?),
            Some(b'"') => Value::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => Value::Number(self.number()?),
            Some(b't') => self.word("true", Value::Bool(true))?,
            Some(b'f') => self.word("false", Value::Bool(false))?,
            Some(b'n') => self.word("null", Value::Null)?,
            _ => return Err(self.expected("a value")),
        };
        self.tree.push(value, spot).map_err(JsonError::Refused)
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.expected("a value"));
        }
        self.at += word.len();
        Ok(value)
    }

    fn items(&mut self, depth: usize) -> Result<Vec<NodeId>> {
        self.at += 1;
        let mut items = Vec::new();
        if self.next_byte() == Some(b']') {
            self.at += 1;
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            match self.next_byte() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.expected("`,` or `]`")),
            }
        }
        self.at += 1;
        Ok(items)
    }

    fn members(&mut self, depth: usize) -> Result<Vec<Member>> {
        self.at += 1;
        let mut members = Vec::new();
        if self.next_byte() == Some(b'}') {
            self.at += 1;
            return Ok(members);
        }
        loop {
            if self.next_byte() != Some(b'"') {
                return Err(self.expected("a key in quotes"));
            }
            let Spot { line, column } = self.spot();
            let key = self.string()?;
            if self.next_byte() != Some(b':') {
                return Err(self.expected("`:`"));
            }
            self.at += 1;
            let value = self.value(depth + 1)?;
            members.push(Member { key, line, column, value });
            match self.next_byte() {
                Some(b',') => self.at += 1,
                Some(b'}') => break,
                _ => return Err(self.expected("`,` or `}`")),
            }
        }
        self.at += 1;
        Ok(members)
    }

    fn number(&mut self) -> Result<Number> {
        let spot = self.spot();
        let rest = &self.text[self.at..];
        let end =
            rest.bytes().position(|byte| !matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'));
        let digits = &rest[..end.unwrap_or(rest.len())];
        self.at += digits.len();
        digits.parse().map_err(|error: serde_json::Error| {
            let fault = Fault::new(spot, format!("`{digits}` is no number that can be read"));
            // Out of range: a number, but a string to YAML.
            if error.is_syntax() && digits.parse::<f64>().is_ok_and(f64::is_infinite) {
                JsonError::Refused(fault)
            } else {
                JsonError::Syntax(fault)
            }
        })
    }

    fn string(&mut self) -> Result<String> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let rest = &self.text[self.at..];
            let run =
                rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)).unwrap_or(rest.len());
            string.push_str(&rest[..run]);
            self.at += run;
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    self.at += 1;
                    string.push(self.escape()?);
                }
                _ => return Err(self.expected("the end of the string")),
            }
        }
        self.at += 1;
        Ok(string)
    }

    fn escape(&mut self) -> Result<char> {
        let escaped = match self.peek() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                return self.unicode();
            }
            _ => return Err(self.expected("an escape")),
        };
        self.at += 1;
        Ok(escaped)
    }

    fn unicode(&mut self) -> Result<char> {
        let high = self.unit()?;
        let mut code = high;
        if (0xD800..0xDC00).contains(&high) {
            if !self.text[self.at..].starts_with("\\u") {
                return Err(self.expected("the second half of a surrogate pair"));
            }
            self.at += 2;
            let low = self.unit()?;
            if !(0xDC00..0xE000).contains(&low) {
                return Err(self.expected("the second half of a surrogate pair before this"));
            }
            code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        }
        char::from_u32(code).ok_or_else(|| self.expected("the first half of a surrogate pair before this"))
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32> {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or("");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(self.expected("four hexadecimal digits"));
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| self.expected("four hexadecimal digits"))
    }
}
