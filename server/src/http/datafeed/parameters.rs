//! The parameters of a query, each read by its name, so that what is refused has one.

use std::fmt;

use barwire_schema::datafeed::ProblemCode::InvalidRequest;
use percent_encoding::percent_decode;

use crate::http::problem::Refusal;

/// The parameters of a query (`application/x-www-form-urlencoded`).
#[derive(Debug)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Takes a query apart.
    pub(super) fn read(query: Option<&str>) -> Result<Self, Refusal> {
        let mut parameters = Vec::new();
        for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name).ok_or_else(|| {
                Refusal::new(InvalidRequest, format!("the name of the parameter {name:?} is no UTF-8"))
            })?;
            let value = decoded(value)
                .ok_or_else(|| Refusal::of(InvalidRequest, &name, format!("{name}: expected UTF-8")))?;
            parameters.push((name, value));
        }
        Ok(Self(parameters))
    }

    /// A parameter that must be there.
    pub(super) fn required<T: TryFrom<String, Error: fmt::Display>>(&self, name: &str) -> Result<T, Refusal> {
        self.optional(name)?.ok_or_else(|| Refusal::of(InvalidRequest, name, format!("{name} is missing")))
    }

    /// A parameter that may be left out.
    pub(super) fn optional<T: TryFrom<String, Error: fmt::Display>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        T::try_from(text.to_owned()).map(Some).map_err(|error| refused(name, &error))
    }

    /// A number that may be left out: decimal digits alone.
    pub(super) fn integer<T: TryFrom<u64, Error: fmt::Display>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, Refusal> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(refused(name, &format!("expected an integer in decimal digits, got {text:?}")));
        }
        // What is longer than that is above every bound.
        let number = text.parse().unwrap_or(u64::MAX);
        T::try_from(number).map(Some).map_err(|error| refused(name, &error))
    }

    /// The text of a parameter, which may be there once.
    fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut values = self.0.iter().filter(|(of, _)| of == name).map(|(_, value)| value.as_str());
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            (_, Some(_)) => Err(refused(name, &"expected it once, got it more often")),
        }
    }
}

/// A parameter is wrong.
fn refused(name: &str, reason: &dyn fmt::Display) -> Refusal {
    Refusal::of(InvalidRequest, name, format!("{name}: {reason}"))
}

fn decoded(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode(spaced.as_bytes()).decode_utf8().ok().map(String::from)
}
