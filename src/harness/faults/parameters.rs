//! The parameters of a fault as words: one list for text, JSON and the command line.

use std::{fmt, time::Duration};

use crate::wire::{ResultCode, oid};

/// What was given: names and values, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

/// A parameter that is wrong: which, and what is wrong with it.
#[derive(Clone, PartialEq, Eq)]
pub struct WrongParameter {
    /// Its name.
    pub name: String,
    /// What is wrong, and what would be right.
    pub why: String,
}

impl fmt::Display for WrongParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.why)
    }
}

debug_is_display!(WrongParameter);

impl std::error::Error for WrongParameter {}

fn wrong(name: &str, why: impl Into<String>) -> WrongParameter {
    WrongParameter {
        name: name.to_owned(),
        why: why.into(),
    }
}

impl Parameters {
    /// None.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// [`Self::with`], where there is a value.
    #[must_use]
    pub(super) fn maybe(self, name: &str, value: Option<impl fmt::Display>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(known, _)| known == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// All, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(super) fn number<T: std::str::FromStr>(
        &self,
        name: &str,
    ) -> Result<Option<T>, WrongParameter> {
        self.get(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| wrong(name, format!("{text:?} is no number that fits here")))
            })
            .transpose()
    }

    /// `200ms`, `1.5s`, `2m`; a number alone is milliseconds.
    pub(super) fn duration(&self, name: &str) -> Result<Option<Duration>, WrongParameter> {
        self.get(name)
            .map(|text| {
                parse_duration(text).ok_or_else(|| {
                    wrong(
                        name,
                        format!("{text:?} is no time such as 200ms, 1.5s or 2m"),
                    )
                })
            })
            .transpose()
    }

    /// Octets in hexadecimal.
    pub(super) fn octets(&self, name: &str) -> Result<Option<Vec<u8>>, WrongParameter> {
        self.get(name)
            .map(|text| {
                let even = text.len().is_multiple_of(2)
                    && text.bytes().all(|octet| octet.is_ascii_hexdigit());
                let pairs = (0..text.len() / 2)
                    .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok());
                even.then(|| pairs.collect::<Option<Vec<u8>>>())
                    .flatten()
                    .ok_or_else(|| {
                        wrong(
                            name,
                            format!("{text:?} is not octets in hexadecimal, such as 3005ff"),
                        )
                    })
            })
            .transpose()
    }

    /// One of some words; the first where none is given.
    pub(super) fn word(
        &self,
        name: &str,
        words: &[&'static str],
    ) -> Result<&'static str, WrongParameter> {
        let given = self.get(name).unwrap_or(words[0]);
        words
            .iter()
            .find(|word| **word == given)
            .copied()
            .ok_or_else(|| wrong(name, format!("{given:?} is none of {}", words.join(", "))))
    }

    /// A result code by number or by its name in RFC 4511 (`busy`, `sizeLimitExceeded`).
    pub(super) fn result_code(&self, name: &str) -> Result<Option<ResultCode>, WrongParameter> {
        self.get(name)
            .map(|text| {
                let by_number = text.parse().ok().map(ResultCode);
                by_number
                    .or_else(|| ResultCode::named(text))
                    .ok_or_else(|| {
                        wrong(
                            name,
                            format!("{text:?} is no result code: a number, or a name such as busy"),
                        )
                    })
            })
            .transpose()
    }

    pub(super) fn oid(&self, name: &str) -> Result<Option<String>, WrongParameter> {
        self.get(name)
            .map(|text| match oid::is_oid(text) {
                true => Ok(text.to_owned()),
                false => Err(wrong(
                    name,
                    format!("{text:?} is no OID such as 1.2.840.113556.1.4.319"),
                )),
            })
            .transpose()
    }

    pub(super) fn required<T>(name: &str, value: Option<T>) -> Result<T, WrongParameter> {
        value.ok_or_else(|| wrong(name, "it is missing"))
    }
}

pub(super) fn wrong_parameter(name: &str, why: impl Into<String>) -> WrongParameter {
    wrong(name, why)
}

/// A hundred years in microseconds.
const MOST: f64 = 100.0 * 365.25 * 86_400e6;

fn parse_duration(text: &str) -> Option<Duration> {
    // In microseconds, so that what is printed is read as the same.
    let units = [("ms", 1e3), ("s", 1e6), ("m", 6e7), ("", 1e3)];
    let (number, unit) = units
        .iter()
        .find_map(|(unit, microseconds)| Some((text.strip_suffix(unit)?, microseconds)))?;
    let number: f64 = number.parse().ok()?;
    let whole = (number * unit).round();
    // Not more than can be waited for.
    (0.0..=MOST)
        .contains(&whole)
        .then(|| Duration::from_micros(whole as u64))
}

/// A duration as it is read.
pub(super) fn duration(by: Duration) -> String {
    match by.as_micros().min(MOST as u128) {
        whole if whole % 1000 == 0 => format!("{}ms", whole / 1000),
        part => format!("{}ms", part as f64 / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_and_without_a_unit() {
        for (text, milliseconds) in [
            ("200ms", 200),
            ("200", 200),
            ("1.5s", 1500),
            ("2m", 120_000),
        ] {
            let time = parse_duration(text).unwrap();
            assert_eq!(time, Duration::from_millis(milliseconds), "{text}");
        }
        for text in ["", "s", "-1s", "1h", "soon", "infs", "nan", "1e30s"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
        assert_eq!(duration(Duration::from_millis(1500)), "1500ms");
        assert_eq!(duration(Duration::from_micros(1500)), "1.5ms");
    }
}
