//! What a client says of its own doing, as it happens.

use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{self, Write},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use super::{json::hexadecimal, redact};
use crate::wire::{Control, Request, Response};

/// How much is traced; each level has all of those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// Calls and their arguments.
    Calls,
    /// And results and failures.
    Results,
    /// And the octets of every message.
    Bytes,
}

/// Which way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the server.
    Sent,
    /// From the server.
    Received,
    /// Neither: the client's own verdict.
    Failed,
}

/// One line of a trace. It holds no password and no SASL credentials: those are `***`, in octets too.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event {
    /// The level that it belongs to.
    pub level: Level,
    /// Which way the message goes.
    pub direction: Direction,
    /// The message ID; `None` where there is none.
    pub id: Option<i32>,
    /// What is said.
    pub text: String,
}

impl fmt::Display for Event {
    /// `-> 1 BindRequest { … }`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.direction {
            Direction::Sent => "->",
            Direction::Received => "<-",
            Direction::Failed => "!!",
        })?;
        if let Some(id) = self.id {
            write!(f, " {id}")?;
        }
        write!(f, " {}", self.text)
    }
}

type Sink = dyn Fn(&Event) + Send + Sync;

/// Where events go, and which. Cheap to clone.
///
/// ```
/// use std::sync::{Arc, Mutex};
/// use ldaplab::{client::Options, transcript::{Level, Trace}};
///
/// let lines = Arc::new(Mutex::new(Vec::new()));
/// let sink = Arc::clone(&lines);
/// let trace = Trace::new(Level::Results, move |event| sink.lock().unwrap().push(event.to_string()));
/// let options = Options::default().trace(trace);
/// # let _ = options;
/// ```
#[derive(Clone)]
pub struct Trace {
    level: Level,
    sink: Arc<Sink>,
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace")
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

impl Trace {
    /// To a function. It is called while the client works: it must not wait.
    pub fn new(level: Level, sink: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        let sink = Arc::new(sink);
        Self { level, sink }
    }

    /// To a file, a line an event, behind what is there. A line that cannot be written is lost.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn to_file(level: Level, path: impl AsRef<Path>) -> io::Result<Self> {
        let file: File = OpenOptions::new().create(true).append(true).open(path)?;
        let file = Mutex::new(file);
        Ok(Self::new(level, move |event| {
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            let _ = writeln!(file, "{event}");
        }))
    }

    /// To [`tracing`], target `ldaplab`: octets at `TRACE`, failures at `WARN`, the rest at `DEBUG`.
    pub fn to_tracing(level: Level) -> Self {
        Self::new(level, |event| match (event.level, event.direction) {
            (_, Direction::Failed) => tracing::warn!(target: "ldaplab", "{event}"),
            (Level::Bytes, _) => tracing::trace!(target: "ldaplab", "{event}"),
            _ => tracing::debug!(target: "ldaplab", "{event}"),
        })
    }

    /// A connection that is attempted now; `to` is an endpoint, without what else a URL may hold.
    pub(crate) fn connecting(&self, to: &str) {
        self.say(Level::Calls, Direction::Sent, None, || {
            format!("connect {to}")
        });
    }

    /// What a server did without a message: it took the connection, or completed a TLS handshake.
    pub(crate) fn reached(&self, what: impl FnOnce() -> String) {
        self.say(Level::Results, Direction::Received, None, what);
    }

    /// A request that is sent now.
    pub(crate) fn sent(&self, id: i32, request: &Request, controls: &[Control]) {
        let request = redact::request(request);
        let controls = redact::controls(controls);
        self.say(Level::Calls, Direction::Sent, Some(id), || {
            line(&request, &controls)
        });
        self.say(Level::Bytes, Direction::Sent, Some(id), || {
            hexadecimal(&request.encode(id, &controls))
        });
    }

    /// A response that came; `asked` is the extended operation that it answers.
    pub(crate) fn received(
        &self,
        id: i32,
        response: &Response,
        controls: &[Control],
        asked: Option<&str>,
        raw: &[u8],
    ) {
        if self.level < Level::Results {
            return;
        }
        let open = redact::response(response, asked);
        let open_controls = redact::controls(controls);
        self.say(Level::Results, Direction::Received, Some(id), || {
            line(&open, &open_controls)
        });
        self.say(Level::Bytes, Direction::Received, Some(id), || {
            if open == *response && open_controls == controls {
                hexadecimal(raw)
            } else {
                hexadecimal(&open.encode(id, &open_controls))
            }
        });
    }

    /// What broke the conversation.
    pub(crate) fn failed(&self, id: Option<i32>, error: &dyn std::error::Error) {
        self.say(Level::Results, Direction::Failed, id, || error.to_string());
    }

    fn say(
        &self,
        level: Level,
        direction: Direction,
        id: Option<i32>,
        text: impl FnOnce() -> String,
    ) {
        if self.level >= level {
            let text = text();
            (self.sink)(&Event {
                level,
                direction,
                id,
                text,
            });
        }
    }
}

fn line(message: &dyn fmt::Debug, controls: &[Control]) -> String {
    match controls {
        [] => format!("{message:?}"),
        controls => format!("{message:?} with {controls:?}"),
    }
}

#[cfg(test)]
mod tests {
    use tracing::{
        Metadata, Subscriber,
        field::{Field, Visit},
        span,
    };

    use super::*;
    use crate::wire::{LdapResult, request::ExtendedRequest};

    /// Keeps levels, targets and messages.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<String>>>);

    impl Visit for Kept {
        fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
            if field.name() == "message" {
                self.0.lock().unwrap().push(format!("{value:?}"));
            }
        }
    }

    impl Subscriber for Kept {
        fn enabled(&self, _: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }
        fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
        fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
        fn event(&self, event: &tracing::Event<'_>) {
            let metadata = event.metadata();
            let head = format!("{} {}", metadata.level(), metadata.target());
            self.0.lock().unwrap().push(head);
            event.record(&mut self.clone());
        }
        fn enter(&self, _: &span::Id) {}
        fn exit(&self, _: &span::Id) {}
    }

    #[test]
    fn events_go_to_tracing_under_their_levels() {
        let kept = Kept::default();
        tracing::subscriber::with_default(kept.clone(), || {
            let trace = Trace::to_tracing(Level::Bytes);
            trace.sent(3, &Request::Delete(b"cn=a".to_vec()), &[]);
            trace.failed(None, &io::Error::other("it broke"));
        });
        assert_eq!(
            *kept.0.lock().unwrap(),
            [
                "DEBUG ldaplab",
                "-> 3 Delete(\"cn=a\")",
                "TRACE ldaplab",
                "-> 3 30090201034a04636e3d61",
                "WARN ldaplab",
                "!! it broke",
            ]
        );
    }

    #[test]
    fn the_value_of_an_extended_operation_is_shown_only_where_it_is_known_to_be_open() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let trace = Trace::new(Level::Bytes, move |event| {
            sink.lock().unwrap().push(event.to_string());
        });
        for oid in ["1.2.3", "1.3.6.1.1.8"] {
            let value = Some(b"open".to_vec());
            let name = oid.to_owned();
            let request = Request::Extended(ExtendedRequest { name, value });
            trace.sent(1, &request, &[]);
        }
        let answer = Response::Extended(crate::wire::response::ExtendedResponse {
            result: LdapResult::success(),
            name: None,
            value: Some(b"open".to_vec()),
        });
        trace.received(1, &answer, &[], Some("1.2.3"), b"open");
        trace.received(1, &answer, &[], Some("1.3.6.1.1.8"), b"open");
        let shown: Vec<bool> = lines
            .lock()
            .unwrap()
            .iter()
            .map(|line| line.contains("open") || line.contains("6f70656e"))
            .collect();
        assert_eq!(shown, [false, false, true, true, false, false, true, true]);
    }
}
