//! The lines of a record file: a head, then a request, a reply or the end of a connection each, in the order in which they went by.

use std::fmt::Write as _;

use super::json::{self, Broken, Member, Value};
use crate::wire::{Request, Response};

/// The version of the format that is written and read.
pub(super) const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// Where the server was, if that is told.
    pub(super) server: Option<String>,
    /// Whether passwords are in it.
    pub(super) secrets: bool,
    /// Whether names and values are pseudonyms.
    pub(super) pseudonyms: bool,
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Request,
    Reply,
    End,
}

/// Any line behind the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) connection: u64,
    /// The message ID; 0 at an end.
    pub(super) id: i32,
    pub(super) what: What,
    /// The name of the operation, or who ended the connection.
    pub(super) name: String,
    /// The octets, with the column where they begin; none where nobody could tell whether a secret is in them.
    pub(super) octets: Option<(Vec<u8>, usize)>,
}

impl Head {
    pub(super) fn write(&self) -> String {
        let mut out = "{".to_owned();
        json::raw(&mut out, "ldaplab_record", &VERSION.to_string());
        if let Some(server) = &self.server {
            json::text(&mut out, "server", server);
        }
        json::raw(&mut out, "secrets", &self.secrets.to_string());
        json::raw(&mut out, "pseudonyms", &self.pseudonyms.to_string());
        out.push('}');
        out
    }

    pub(super) fn read(line: &str) -> Result<Self, Broken> {
        let members = Members(json::read(line)?);
        let broken = |column, why: String| Broken { column, why };
        match members.find("ldaplab_record") {
            Some((Value::Number(version), _)) if *version == f64::from(VERSION) => {}
            Some((Value::Number(version), column)) => {
                let why = format!(
                    "the record has version {version}, and this program reads version {VERSION}"
                );
                return Err(broken(column, why));
            }
            _ => {
                let why = "the first line is no head of a record, which begins with `{\"ldaplab_record\":1`";
                return Err(broken(1, why.to_owned()));
            }
        }
        Ok(Self {
            server: members.text("server")?.map(|(text, _)| text.to_owned()),
            secrets: members.boolean("secrets")?,
            pseudonyms: members.boolean("pseudonyms")?,
        })
    }
}

/// Writes a line; `words` say a request in human words.
pub(super) fn write(line: &Line, milliseconds: f64, words: Option<&str>, tls: bool) -> String {
    let mut out = "{".to_owned();
    json::raw(&mut out, "connection", &line.connection.to_string());
    if line.what != What::End {
        json::raw(&mut out, "id", &line.id.to_string());
    }
    json::raw(&mut out, "ms", &format!("{milliseconds:.3}"));
    let name = match line.what {
        What::Request => "request",
        What::Reply => "reply",
        What::End => "end",
    };
    json::text(&mut out, name, &line.name);
    if line.what == What::Request {
        json::raw(&mut out, "tls", &tls.to_string());
    }
    if let Some(words) = words {
        json::text(&mut out, "words", words);
    }
    if let Some((octets, _)) = &line.octets {
        json::text(&mut out, "octets", &hexadecimal(octets));
    }
    out.push('}');
    out
}

/// Reads a line behind the head.
pub(super) fn read(line: &str) -> Result<Line, Broken> {
    let members = Members(json::read(line)?);
    let broken = |why: &str| Broken {
        column: 1,
        why: why.to_owned(),
    };
    let connection = members.number("connection", f64::from(u32::MAX))?;
    let connection = connection.ok_or_else(|| broken("`connection` is missing"))?;
    let mut kinds = Vec::new();
    for (name, what) in [
        ("request", What::Request),
        ("reply", What::Reply),
        ("end", What::End),
    ] {
        kinds.extend(members.text(name)?.map(|(text, _)| (what, text.to_owned())));
    }
    let [(what, name)] = <[_; 1]>::try_from(kinds)
        .map_err(|_| broken("a line has one of `request`, `reply` and `end`"))?;
    let id = members.number("id", f64::from(i32::MAX))?;
    let id = match what {
        What::End => 0.0,
        _ => id.ok_or_else(|| broken("`id` is missing"))?,
    };
    let octets = members.text("octets")?;
    let octets = octets.map(|(text, column)| match octets_of(text) {
        Ok(octets) => Ok((octets, column)),
        Err((at, why)) => Err(Broken {
            // Behind the quotation mark.
            column: column + 1 + at,
            why,
        }),
    });
    Ok(Line {
        connection: connection as u64,
        id: id as i32,
        what,
        name,
        octets: octets.transpose()?,
    })
}

struct Members(Vec<Member>);

impl Members {
    fn find(&self, name: &str) -> Option<(&Value, usize)> {
        let member = self.0.iter().find(|member| member.name == name)?;
        Some((&member.value, member.column))
    }

    fn text(&self, name: &str) -> Result<Option<(&str, usize)>, Broken> {
        match self.find(name) {
            None | Some((Value::Null, _)) => Ok(None),
            Some((Value::Text(text), column)) => Ok(Some((text, column))),
            Some((_, column)) => Err(wrong(name, "a text", column)),
        }
    }

    fn boolean(&self, name: &str) -> Result<bool, Broken> {
        match self.find(name) {
            Some((Value::Bool(value), _)) => Ok(*value),
            Some((_, column)) => Err(wrong(name, "true or false", column)),
            None => Err(wrong(name, "true or false", 1)),
        }
    }

    fn number(&self, name: &str, most: f64) -> Result<Option<f64>, Broken> {
        match self.find(name) {
            None => Ok(None),
            Some((Value::Number(number), _))
                if (0.0..=most).contains(number) && number.fract() == 0.0 =>
            {
                Ok(Some(*number))
            }
            Some((_, column)) => Err(wrong(name, "a whole number from 0 on", column)),
        }
    }
}

fn wrong(name: &str, is: &str, column: usize) -> Broken {
    Broken {
        column,
        why: format!("`{name}` must be {is}"),
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len() * 2);
    for octet in octets {
        let _ = write!(text, "{octet:02x}");
    }
    text
}

/// The octets, or where in the text the trouble is.
fn octets_of(text: &str) -> Result<Vec<u8>, (usize, String)> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    if let Some(at) = text.bytes().position(|byte| digit(byte).is_none()) {
        let at = text[..at].chars().count();
        return Err((
            at,
            "the octets are written in hexadecimal digits".to_owned(),
        ));
    }
    if text.len() % 2 == 1 {
        let why = "the octets end in half of one: an even number of digits is expected";
        return Err((text.len(), why.to_owned()));
    }
    let pairs = text.as_bytes().chunks_exact(2);
    let octet = |pair: &[u8]| digit(pair[0]).zip(digit(pair[1]));
    Ok(pairs
        .filter_map(octet)
        .map(|(high, low)| (high << 4 | low) as u8)
        .collect())
}

/// RFC 4511's name for a request.
pub(super) fn request_name(request: &Request) -> &'static str {
    match request {
        Request::Bind(_) => "bindRequest",
        Request::Unbind => "unbindRequest",
        Request::Search(_) => "searchRequest",
        Request::Modify(_) => "modifyRequest",
        Request::Add(_) => "addRequest",
        Request::Delete(_) => "delRequest",
        Request::ModifyDn(_) => "modDNRequest",
        Request::Compare(_) => "compareRequest",
        Request::Abandon(_) => "abandonRequest",
        Request::Extended(_) => "extendedReq",
    }
}

/// RFC 4511's name for a response.
pub(super) fn response_name(response: &Response) -> &'static str {
    match response {
        Response::Bind { .. } => "bindResponse",
        Response::SearchEntry(_) => "searchResEntry",
        Response::SearchReference(_) => "searchResRef",
        Response::SearchDone(_) => "searchResDone",
        Response::Modify(_) => "modifyResponse",
        Response::Add(_) => "addResponse",
        Response::Delete(_) => "delResponse",
        Response::ModifyDn(_) => "modDNResponse",
        Response::Compare(_) => "compareResponse",
        Response::Extended(_) => "extendedResp",
        Response::Intermediate { .. } => "intermediateResponse",
    }
}
