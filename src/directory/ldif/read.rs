//! Reading content records.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::error::LdifError;
use super::lines::{Line, Lines};
use crate::directory::{attribute::AttributeDescription, dn::Dn, encoding, entry::Entry};

/// One entry as the file holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The entry's name.
    pub dn: Dn,
    /// The line of its `dn:`, counted from 1, for messages about the entry.
    pub line: usize,
    /// Descriptions and values in the order of the file; a description stands once per value.
    pub attributes: Vec<(Cow<'a, str>, Cow<'a, [u8]>)>,
    /// Where each of them stands: its line, and the column of its value, both counted from 1.
    pub(crate) places: Vec<(usize, usize)>,
}

impl Record<'_> {
    /// The values of an attribute, by description without case.
    pub fn values<'s>(&'s self, description: &'s str) -> impl Iterator<Item = &'s [u8]> {
        let of =
            move |(own, _): &&(Cow<'_, str>, Cow<'_, [u8]>)| own.eq_ignore_ascii_case(description);
        self.attributes.iter().filter(of).map(|(_, value)| &**value)
    }
}

impl From<&Record<'_>> for Entry {
    /// The record as an entry; attributes keep their spelling ([`Schema::canonical`](crate::directory::schema::Schema::canonical)
    /// makes it uniform).
    fn from(record: &Record<'_>) -> Self {
        let mut entry = Self::new(record.dn.clone());
        for (description, value) in &record.attributes {
            entry.push(description, &value[..]);
        }
        entry
    }
}

/// Gives the content of a URL, or a sentence on why there is none.
pub type Fetch = dyn Fn(&str) -> Result<Vec<u8>, String>;

/// What [`read_with`](super::read_with) may do beyond reading the text.
#[derive(Default)]
#[non_exhaustive]
pub struct Options<'a> {
    /// Fetches the content of a `:<` URL; without it such lines are refused.
    pub fetch: Option<&'a Fetch>,
}

impl<'a> Options<'a> {
    /// Permits `:<` lines.
    #[must_use]
    pub fn fetching(fetch: &'a Fetch) -> Self {
        Self { fetch: Some(fetch) }
    }
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("fetch", &self.fetch.is_some())
            .finish()
    }
}

/// Reads records line by line; `first` where the text begins with these lines.
pub(super) fn lines<'a>(
    lines: Lines<'a>,
    mut first: bool,
    options: &Options<'_>,
) -> Result<Vec<Record<'a>>, LdifError> {
    let mut records = Vec::new();
    let mut open: Option<Record<'a>> = None;
    for line in lines {
        let line = line.map_err(continues_nothing)?;
        if line.text.is_empty() {
            records.extend(open.take());
            continue;
        }
        let number = line.number;
        let column = value_column(&line.text);
        let (name, value) = split(line, options)?;
        match &mut open {
            Some(record) => {
                attribute(record, number, name, value)?;
                if record.places.len() < record.attributes.len() {
                    record.places.push((number, column));
                }
            }
            None if first && name.eq_ignore_ascii_case("version") => version(number, &value)?,
            None => {
                open = Some(Record {
                    dn: dn(number, &name, &value)?,
                    line: number,
                    attributes: Vec::with_capacity(12),
                    places: Vec::with_capacity(12),
                });
            }
        }
        first = false;
    }
    records.extend(open);
    Ok(records)
}

/// The column of a line's value: behind the colons and spaces.
fn value_column(line: &[u8]) -> usize {
    let colon = line.iter().position(|&byte| byte == b':').unwrap_or(0);
    let between = line[colon..]
        .iter()
        .take_while(|&&byte| matches!(byte, b':' | b'<' | b' '));
    colon + between.count() + 1
}

/// A text of another encoding is named.
pub(super) fn utf8(text: &[u8]) -> Result<(), LdifError> {
    if let Some(why) = encoding::wide(text) {
        return Err(LdifError::new(
            1,
            1,
            format!("the text is {why}"),
            why.cure(),
        ));
    }
    Ok(())
}

/// The cure for a change among entries.
const READ_CHANGES: &str = "files hold entries; apply changes with ldapmodify";

pub(super) fn continues_nothing(number: usize) -> LdifError {
    LdifError::new(
        number,
        1,
        "a line that starts with a space continues the one before it, but there is none",
        "remove the space, or the empty line above",
    )
}

/// The name and value of a line.
pub(super) fn split<'a>(
    line: Line<'a>,
    options: &Options<'_>,
) -> Result<(Cow<'a, str>, Cow<'a, [u8]>), LdifError> {
    let number = line.number;
    let Some(colon) = line.text.iter().position(|&byte| byte == b':') else {
        let cause = if &*line.text == b"-" {
            return Err(LdifError::new(
                number,
                1,
                "a line `-` belongs into change records",
                READ_CHANGES,
            ));
        } else {
            "there is no `:` in the line"
        };
        return Err(LdifError::new(
            number,
            line.text.len() + 1,
            cause,
            "write `attribute: value`; a folded line starts with one space",
        ));
    };
    let (name, rest) = match line.text {
        Cow::Borrowed(text) => (
            Cow::Borrowed(&text[..colon]),
            Cow::Borrowed(&text[colon + 1..]),
        ),
        Cow::Owned(mut text) => {
            let rest = text.split_off(colon + 1);
            text.pop();
            (Cow::Owned(text), Cow::Owned(rest))
        }
    };
    let name = match name {
        Cow::Borrowed(name) => std::str::from_utf8(name).ok().map(Cow::Borrowed),
        Cow::Owned(name) => String::from_utf8(name).ok().map(Cow::Owned),
    };
    let Some(name) = name.filter(|name| AttributeDescription::parse(name).is_some()) else {
        return Err(LdifError::new(
            number,
            1,
            "what stands before `:` is no attribute name",
            "names hold letters, digits and `-`, then options after `;`",
        ));
    };
    Ok((name, value(number, colon + 1, rest, options)?))
}

/// The value behind the colon that stands in the given column: plain, base64 or a URL.
pub(super) fn value<'a>(
    number: usize,
    colon: usize,
    rest: Cow<'a, [u8]>,
    options: &Options<'_>,
) -> Result<Cow<'a, [u8]>, LdifError> {
    match rest.first() {
        Some(b':') => decode(number, colon + 1, &rest[1..]),
        Some(b'<') => fetch(number, colon + 1, &rest[1..], options),
        _ => Ok(trim_start(rest)),
    }
}

fn trim_start(value: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let spaces = value.iter().take_while(|&&byte| byte == b' ').count();
    match value {
        Cow::Borrowed(value) => Cow::Borrowed(&value[spaces..]),
        Cow::Owned(mut value) => {
            value.drain(..spaces);
            Cow::Owned(value)
        }
    }
}

/// Padding may be missing, as some exporters leave it out.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn decode<'a>(number: usize, column: usize, text: &[u8]) -> Result<Cow<'a, [u8]>, LdifError> {
    let start = text.iter().take_while(|&&byte| byte == b' ').count();
    BASE64
        .decode(text.trim_ascii())
        .map(Cow::Owned)
        .map_err(|error| {
            let offset = match error {
                base64::DecodeError::InvalidByte(at, _)
                | base64::DecodeError::InvalidLastSymbol(at, _) => at,
                _ => 0,
            };
            LdifError::new(
                number,
                column + 1 + start + offset,
                "the value after `::` is not base64",
                "encode it again, or write one `:` before plain text",
            )
        })
}

fn fetch<'a>(
    number: usize,
    column: usize,
    url: &[u8],
    options: &Options<'_>,
) -> Result<Cow<'a, [u8]>, LdifError> {
    let Some(fetch) = options.fetch else {
        return Err(LdifError::new(
            number,
            column,
            "values from URLs (`:<`) are not read unless that is permitted",
            "permit it (the switch `ldif-urls` of a server, `--urls` of `ldaplab ldif check`), or write the value itself, in base64 after `::` if it is binary",
        ));
    };
    let url = String::from_utf8_lossy(url.trim_ascii());
    fetch(&url).map(Cow::Owned).map_err(|cause| {
        LdifError::new(
            number,
            column,
            format!("{url}: {cause}"),
            "write the value itself, in base64 after `::` if it is binary",
        )
    })
}

pub(super) fn version(number: usize, value: &[u8]) -> Result<(), LdifError> {
    if value.trim_ascii() == b"1" {
        return Ok(());
    }
    Err(LdifError::new(
        number,
        1,
        "only version 1 of LDIF exists",
        "write `version: 1` or remove the line",
    ))
}

/// The name in the first line of a record.
pub(super) fn dn(number: usize, name: &str, value: &[u8]) -> Result<Dn, LdifError> {
    // What ldapsearch prints behind the entries.
    if name == "search" || name == "result" {
        return Err(LdifError::new(
            number,
            1,
            format!(
                "`{name}:` is no part of an entry: this is what ldapsearch prints without -LLL"
            ),
            "run it again with -LLL, or remove what stands behind the last entry",
        ));
    }
    if !name.eq_ignore_ascii_case("dn") {
        return Err(LdifError::new(
            number,
            1,
            format!("the record starts with `{name}` instead of `dn`"),
            "separate records by an empty line and start each with `dn: NAME`",
        ));
    }
    Dn::from_bytes(value).map_err(|error| {
        let cure = match std::str::from_utf8(value) {
            Ok(_) => {
                "write the name as RFC 4514 has it, for example `dn: cn=Ada,dc=corp,dc=example`"
            }
            Err(_) => "save the file as UTF-8: `iconv -f LATIN1 -t UTF-8`, where it is Latin-1",
        };
        LdifError::new(number, 5 + error.position(), error.to_string(), cure)
    })
}

pub(super) fn second_dn(number: usize) -> LdifError {
    LdifError::new(
        number,
        1,
        "a second `dn` within a record",
        "put an empty line before it",
    )
}

fn attribute<'a>(
    record: &mut Record<'a>,
    number: usize,
    name: Cow<'a, str>,
    value: Cow<'a, [u8]>,
) -> Result<(), LdifError> {
    if record.attributes.is_empty() {
        if name.eq_ignore_ascii_case("changetype") {
            return changetype(number, &value);
        }
        if name.eq_ignore_ascii_case("control") {
            return Err(LdifError::new(
                number,
                1,
                "controls belong into change records",
                READ_CHANGES,
            ));
        }
    }
    if name.eq_ignore_ascii_case("dn") {
        return Err(second_dn(number));
    }
    record.attributes.push((name, value));
    Ok(())
}

fn changetype(number: usize, value: &[u8]) -> Result<(), LdifError> {
    if value.trim_ascii().eq_ignore_ascii_case(b"add") {
        return Ok(());
    }
    let kind = String::from_utf8_lossy(value.trim_ascii()).into_owned();
    Err(LdifError::new(
        number,
        1,
        format!("`changetype: {kind}` is a change, not an entry"),
        READ_CHANGES,
    ))
}
