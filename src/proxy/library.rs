//! A record that was read: what was asked, and what was answered.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    ProxyError,
    anonymous::Anonymous,
    json::Broken,
    key,
    record::{self, Head, What},
    relay::is_start_tls,
    words::Words,
};
use crate::{
    transcript::redact,
    wire::{Control, Envelope, Limits, Request, Response},
};

/// How many recorded requests that are equally near are compared letter by letter.
const COMPARED: usize = 500;

/// What mends a broken record.
const CURE: &str = "record again, or remove or mend that line as docs/proxy.md describes";

/// One recorded request with its replies.
pub(super) struct Exchange {
    words: Words,
    pub(super) replies: Vec<Envelope>,
    /// Whether the last reply is a result.
    pub(super) complete: bool,
    /// Whether the server ended the connection instead of a result.
    pub(super) cut: bool,
}

/// The exchanges behind one key, and which is the next.
#[derive(Default)]
struct Slot {
    exchanges: Vec<Arc<Exchange>>,
    next: usize,
}

/// All of a record.
pub(super) struct Library {
    masked: bool,
    /// The pseudonyms of the record, where they are known: clients may ask by the names that they stand for.
    pub(super) anonymous: Option<Anonymous>,
    slots: Mutex<HashMap<Vec<u8>, Slot>>,
    /// One of each slot, in the order of the record.
    different: Vec<Arc<Exchange>>,
    len: usize,
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library")
            .field("len", &self.len)
            .finish_non_exhaustive()
    }
}

/// An exchange while the record is read.
struct Open {
    key: Vec<u8>,
    exchange: Exchange,
}

impl Library {
    pub(super) fn read(name: &str, octets: &[u8]) -> Result<Self, ProxyError> {
        // The mark that some editors put before UTF-8.
        let octets = octets.strip_prefix(b"\xef\xbb\xbf").unwrap_or(octets);
        let last = octets.iter().filter(|octet| **octet == b'\n').count();
        let mut lines = octets.split(|octet| *octet == b'\n').enumerate();
        let broken = |line: usize, column: usize, why: &str| {
            ProxyError::new(format!("{name}, line {line}, column {column}: {why}"), CURE)
        };
        let text = |line: usize, octets| {
            std::str::from_utf8(octets).map_err(|error| {
                let before = String::from_utf8_lossy(&octets[..error.valid_up_to()]);
                broken(line, before.chars().count() + 1, "this is not UTF-8")
            })
        };
        let (_, first) = lines.next().unwrap_or_default();
        let head = Head::read(text(1, first)?).map_err(|at| broken(1, at.column, &at.why))?;
        let mut reading = Reading {
            masked: !head.secrets,
            all: Vec::new(),
            waiting: HashMap::new(),
        };
        for (at, octets) in lines {
            // What the recording process could not end any more: only the last line has no end.
            let half = at == last;
            let line = match text(at + 1, octets) {
                Err(_) if half => break,
                line => line?,
            };
            if line.trim().is_empty() {
                continue;
            }
            match reading.line(line) {
                Err(_) if half => break,
                Err(wrong) => return Err(broken(at + 1, wrong.column, &wrong.why)),
                Ok(()) => {}
            }
        }
        Ok(reading.finish())
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// What is to be answered: the recorded exchanges of a request in their order, and the last one from then on.
    pub(super) fn find(&self, request: &Request, controls: &[Control]) -> Option<Arc<Exchange>> {
        self.next(&key::of(request, controls, self.masked))
            .or_else(|| {
                let anonymous = self.anonymous.as_ref()?;
                let mut request = redact::request(request);
                let mut controls = redact::controls(controls);
                anonymous.request(&mut request);
                anonymous.controls(&mut controls);
                self.next(&key::of(&request, &controls, self.masked))
            })
    }

    fn next(&self, key: &[u8]) -> Option<Arc<Exchange>> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slots.get_mut(key)?;
        let found = slot.exchanges.get(slot.next).cloned();
        slot.next = (slot.next + 1).min(slot.exchanges.len() - 1);
        found
    }

    /// Says that a request is not in the record, and what is nearest to it.
    pub(super) fn missing(&self, request: &Request, controls: &[Control]) -> String {
        let asked = Words::of(request, controls);
        let nearest = self
            .different
            .iter()
            .map(|known| known.words.distance(&asked));
        let Some(least) = nearest.min() else {
            return format!("not in the record, which is empty: {}", asked.text());
        };
        if least.0 {
            return format!(
                "not in the record: {}; no {} is in it",
                asked.text(),
                asked.operation
            );
        }
        let as_near = self.different.iter();
        let as_near = as_near.filter(|known| known.words.distance(&asked) == least);
        let nearest = as_near
            .take(COMPARED)
            .min_by_key(|known| known.words.closeness(&asked));
        let Some(nearest) = nearest.map(|known| &known.words) else {
            return format!("not in the record: {}", asked.text());
        };
        let differences = asked.differences(nearest);
        let differences = match differences.is_empty() {
            true => "something that words do not show".to_owned(),
            false => differences.join(", "),
        };
        format!(
            "not in the record: {}; the nearest there differs in {differences}: {}",
            asked.text(),
            nearest.text()
        )
    }
}

/// A record while it is read.
struct Reading {
    masked: bool,
    all: Vec<Option<Open>>,
    /// Which request a connection and message ID stand for now.
    waiting: HashMap<(u64, i32), usize>,
}

impl Reading {
    fn line(&mut self, line: &str) -> Result<(), Broken> {
        let line = record::read(line)?;
        let at = (line.connection, line.id);
        match line.what {
            // A client that has said everything may still be answered.
            What::End if line.name != "server" => {}
            What::End => {
                let waiting = &mut self.waiting;
                let ended = waiting.extract_if(|(connection, _), _| *connection == line.connection);
                for (_, index) in ended {
                    if let Some(Some(open)) = self.all.get_mut(index) {
                        open.exchange.cut = true;
                    }
                }
            }
            What::Request => {
                let read = match line.octets {
                    Some((octets, column)) => asked(octets, column, &line.name)?,
                    None => None,
                };
                if let Some((Request::Abandon(id), _)) = &read {
                    self.waiting.remove(&(line.connection, *id));
                }
                let open = read.and_then(|(request, controls)| self.open(&request, &controls));
                self.waiting.insert(at, self.all.len());
                self.all.push(open);
            }
            What::Reply => {
                let Some(index) = self.waiting.get(&at).copied() else {
                    // What a server says unasked (ID 0) and what it says too late belongs to no request.
                    return Ok(());
                };
                let Some(Some(open)) = self.all.get_mut(index) else {
                    return Ok(());
                };
                let Some((octets, column)) = line.octets else {
                    return Ok(());
                };
                let (envelope, complete) = answered(octets, column, &line.name)?;
                open.exchange.replies.push(envelope);
                if complete {
                    open.exchange.complete = true;
                    self.waiting.remove(&at);
                }
            }
        }
        Ok(())
    }

    fn open(&self, request: &Request, controls: &[Control]) -> Option<Open> {
        // These have no answer, or one of our own.
        let own = matches!(request, Request::Unbind | Request::Abandon(_)) || is_start_tls(request);
        (!own).then(|| Open {
            key: key::of(request, controls, self.masked),
            exchange: Exchange {
                words: Words::of(request, controls),
                replies: Vec::new(),
                complete: false,
                cut: false,
            },
        })
    }

    fn finish(self) -> Library {
        let mut slots: HashMap<Vec<u8>, Slot> = HashMap::new();
        let mut different = Vec::new();
        let mut len = 0;
        for open in self.all.into_iter().flatten() {
            let exchange = Arc::new(open.exchange);
            let slot = slots.entry(open.key).or_default();
            if slot.exchanges.is_empty() {
                different.push(Arc::clone(&exchange));
            }
            slot.exchanges.push(exchange);
            len += 1;
        }
        Library {
            masked: self.masked,
            anonymous: None,
            slots: Mutex::new(slots),
            different,
            len,
        }
    }
}

/// A recorded request; `None` where it was none when it was recorded either.
fn asked(
    octets: Vec<u8>,
    column: usize,
    name: &str,
) -> Result<Option<(Request, Vec<Control>)>, Broken> {
    let limits = Limits::default();
    let read = Envelope::decode(octets.into(), &limits).and_then(|envelope| {
        let request = Request::decode(&envelope, &limits)?;
        Ok((request, envelope.controls))
    });
    match read {
        Ok(read) => Ok(Some(read)),
        Err(_) if name == "unreadable" => Ok(None),
        Err(malformed) => Err(Broken {
            column,
            why: format!("the octets are no LDAP request: {malformed}"),
        }),
    }
}

/// A recorded reply, and whether it is the last one.
fn answered(octets: Vec<u8>, column: usize, name: &str) -> Result<(Envelope, bool), Broken> {
    let limits = Limits::default();
    let broken = |why: &dyn fmt::Display| Broken {
        column,
        why: format!("the octets are no LDAP response: {why}"),
    };
    let envelope = Envelope::decode(octets.into(), &limits).map_err(|why| broken(&why))?;
    match Response::decode(&envelope, &limits) {
        Ok(response) => Ok((envelope, response.result().is_some())),
        // Whatever it was, nothing better came.
        Err(_) if name == "unreadable" => Ok((envelope, true)),
        Err(why) => Err(broken(&why)),
    }
}
