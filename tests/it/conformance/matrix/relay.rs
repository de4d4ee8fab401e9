//! A relay between the suite and a server: what a server does wrong before it has read a request, or with a whole connection.
//!
//! [`rewriting`](super::rewriting) changes answers; it is not asked where there is none: for what is no message, for an abandon and an unbind, and for what
//! depends on the place of a request in its connection.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use bytes::Bytes;
use ldaplab::wire::{
    Control, Envelope, LdapResult, Limits, Request, Response, ResultCode,
    response::{ExtendedResponse, SearchEntry},
};

use super::features::of_request;

/// What a server does wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wrong {
    /// Says something that nobody asked for, and goes on.
    Talks,
    /// Refuses it.
    Refuses,
    /// Says success, and does nothing.
    Pretends,
    /// Brings an entry that does not match, and goes on.
    Invents,
    /// Answers under the next message ID.
    Misnumbers,
    /// Ends the connection.
    Ends,
    /// Takes no notice of it.
    Swallows,
}

impl Wrong {
    pub(super) const ALL: [Self; 7] = [
        Self::Talks,
        Self::Refuses,
        Self::Pretends,
        Self::Invents,
        Self::Misnumbers,
        Self::Ends,
        Self::Swallows,
    ];
}

/// Where a server goes wrong, and how.
pub(super) type Places = BTreeMap<String, Wrong>;

/// What is shared with the connections.
#[derive(Default)]
struct State {
    places: Mutex<Places>,
    seen: Mutex<Vec<BTreeSet<String>>>,
    over: AtomicBool,
}

/// A relay; it ends with its handle.
pub(super) struct Relay {
    pub(super) address: SocketAddr,
    state: Arc<State>,
}

impl Relay {
    pub(super) fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State::default());
        let own = Arc::clone(&state);
        thread::spawn(move || {
            for client in listener.incoming() {
                if own.over.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(server)) else {
                    continue;
                };
                let own = Arc::clone(&own);
                thread::spawn(move || serve(&own, &client, &server));
            }
        });
        Self { address, state }
    }

    /// From now on the server goes wrong there.
    pub(super) fn set(&self, places: Places) {
        *self.state.places.lock().unwrap() = places;
    }

    /// The features of all messages since it was asked last.
    pub(super) fn seen(&self) -> Vec<BTreeSet<String>> {
        std::mem::take(&mut *self.state.seen.lock().unwrap())
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::Relaxed);
        // Wakes whoever waits for the next connection.
        drop(TcpStream::connect(self.address));
    }
}

/// Passes everything on, but for what goes wrong. The suite writes a message at a time.
fn serve(state: &Arc<State>, client: &TcpStream, server: &TcpStream) {
    client.set_nodelay(true).unwrap();
    server.set_nodelay(true).unwrap();
    // Whether the client is to hear no more of the server.
    let deaf = Arc::new(AtomicBool::new(false));
    let back = {
        let (deaf, mut from, mut to) = (
            Arc::clone(&deaf),
            server.try_clone().unwrap(),
            client.try_clone().unwrap(),
        );
        thread::spawn(move || {
            let mut buffer = [0; 65536];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                if !deaf.load(Ordering::Relaxed) && to.write_all(&buffer[..read]).is_err() {
                    break;
                }
            }
            if !deaf.load(Ordering::Relaxed) {
                let _ = to.shutdown(Shutdown::Both);
            }
        })
    };
    let (mut from, mut to) = (client, server);
    let mut before: Vec<&'static str> = Vec::new();
    let mut buffer = vec![0; 1 << 20];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let message = &buffer[..read];
        let (operation, features) = features(message, &before);
        before.push(operation);
        let wrong = {
            let places = state.places.lock().unwrap();
            features.iter().find_map(|own| places.get(own).copied())
        };
        state.seen.lock().unwrap().push(features);
        let Some(wrong) = wrong else {
            if to.write_all(message).is_err() {
                break;
            }
            continue;
        };
        let id = id(message);
        let mut say = |id: i32, response: Response| {
            let _ = from.write_all(&response.encode(id, &[]));
        };
        match wrong {
            Wrong::Talks => {
                let (name, value) = (None, None);
                let result = LdapResult::success();
                say(
                    id,
                    Response::Extended(ExtendedResponse {
                        result,
                        name,
                        value,
                    }),
                );
            }
            Wrong::Invents => {
                let (dn, attributes) = (b"cn=other".to_vec(), Vec::new());
                say(id, Response::SearchEntry(SearchEntry { dn, attributes }));
            }
            Wrong::Refuses | Wrong::Pretends | Wrong::Misnumbers => {
                let code = match wrong {
                    Wrong::Refuses => ResultCode(53),
                    _ => ResultCode::SUCCESS,
                };
                let id = id + i32::from(wrong == Wrong::Misnumbers);
                say(id, answer(operation, LdapResult::new(code)));
                continue;
            }
            Wrong::Ends => break,
            Wrong::Swallows => {
                deaf.store(true, Ordering::Relaxed);
                continue;
            }
        }
        if to.write_all(message).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
    let _ = back.join();
}

fn answer(operation: &str, result: LdapResult) -> Response {
    match operation {
        "bind" => Response::Bind {
            result,
            sasl_credentials: None,
        },
        "search" => Response::SearchDone(result),
        "modify" => Response::Modify(result),
        "add" => Response::Add(result),
        "delete" => Response::Delete(result),
        "modify DN" => Response::ModifyDn(result),
        "compare" => Response::Compare(result),
        _ => Response::Extended(ExtendedResponse {
            result,
            name: None,
            value: None,
        }),
    }
}

/// The message ID, or 1 where there is none.
fn id(message: &[u8]) -> i32 {
    let envelope = Envelope::decode(Bytes::copy_from_slice(message), &Limits::default());
    envelope.map_or(1, |envelope| envelope.id)
}

/// The operation, and the features of a message after others on its connection.
fn features(message: &[u8], before: &[&str]) -> (&'static str, BTreeSet<String>) {
    let mut all = BTreeSet::new();
    let place = match before {
        [] => "first".to_owned(),
        [.., last] => format!("number {} after {last}", before.len().min(6) + 1),
    };
    let limits = Limits::default();
    let envelope = Envelope::decode(Bytes::copy_from_slice(message), &limits);
    let request = envelope
        .as_ref()
        .ok()
        .map(|own| Request::decode(own, &limits));
    let Some(Ok(request)) = request else {
        // How it is built: each element's tag and what its length looks like.
        let head: Vec<String> = message
            .iter()
            .take(12)
            .map(|octet| match octet {
                0x20..=0x7F => format!("{octet:02x}"),
                0x80..=0x8F => "long".to_owned(),
                _ => format!("{octet:02x}"),
            })
            .collect();
        for length in [1, 2, 4, 6, 9, 12] {
            all.insert(format!(
                "no message {}",
                head[..length.min(head.len())].join(" ")
            ));
        }
        return ("no message", all);
    };
    let controls: &[Control] = envelope.as_ref().map_or(&[], |own| &own.controls);
    let (operation, mut about) = of_request(&request);
    for control in controls {
        about.insert(format!(
            "control {} critical {}",
            control.oid, control.critical
        ));
    }
    if before.len() < 8 {
        about.insert(format!("what came before: {}", before.join(", ")));
    }
    // Lengths of several octets, which most messages have few of.
    let long = message.iter().filter(|own| (0x81..=0x89).contains(*own));
    about.insert(format!("{} long lengths", long.count()));
    all.insert(format!("{operation} {place}"));
    let list: Vec<&String> = about.iter().collect();
    for (number, own) in list.iter().enumerate() {
        all.insert(format!("{operation} of {own}"));
        all.insert(format!("{operation} {place} of {own}"));
        for other in &list[number + 1..] {
            all.insert(format!("{operation} {place} of {own} and {other}"));
        }
    }
    (operation, all)
}
