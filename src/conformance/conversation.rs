//! One case's connection: what is sent, what comes, and a record of both.

use std::collections::VecDeque;

use bytes::BytesMut;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    time::{Instant, timeout_at},
};
use tokio_util::codec::Decoder;

use super::{
    answer::Answer,
    fault::Fault,
    names::Names,
    op::{Ctl, Op, Value},
    request::{encode, request},
    target::Target,
};
use crate::{
    client::transport::Stream,
    wire::{
        Control, Envelope, Frame, Frames, Limits, Request, Response, ResultCode,
        control::PagedResults,
    },
};

/// The notice of disconnection, RFC 4511 section 4.4.1.
const NOTICE: &str = "1.3.6.1.4.1.1466.20036";

/// Simple paged results, RFC 2696.
const PAGED_RESULTS: &str = "1.2.840.113556.1.4.319";

/// The message ID of octets that a case sends as they are.
pub(super) const RAW_ID: i32 = 7;

/// A connection and what was said on it.
pub(super) struct Conversation {
    target: Target,
    pub(super) names: Names,
    stream: Stream,
    inbox: BytesMut,
    frames: Frames,
    closed: bool,
    next: i32,
    /// Operations that were sent and not awaited.
    outstanding: VecDeque<i32>,
    /// What came for them meanwhile.
    early: Vec<(Envelope, Response)>,
    notice: Option<crate::wire::LdapResult>,
    cookie: Vec<u8>,
    until: Instant,
    /// What was said, line by line.
    pub(super) record: Vec<String>,
    /// What came, answer by answer, without what every server has for itself.
    pub(super) reactions: Vec<Vec<String>>,
}

impl Conversation {
    /// Connects; does not bind.
    pub(super) async fn open(
        target: &Target,
        names: &Names,
        until: Instant,
    ) -> Result<Self, Fault> {
        let (stream, inbox) = target.stream().await?;
        Ok(Self {
            target: target.clone(),
            names: names.clone(),
            stream,
            inbox,
            frames: Frames::new(Limits::default()),
            closed: false,
            next: 1,
            outstanding: VecDeque::new(),
            early: Vec::new(),
            notice: None,
            cookie: Vec::new(),
            until,
            record: Vec::new(),
            reactions: Vec::new(),
        })
    }

    /// Closes the connection and opens another, which is not bound.
    pub(super) async fn reconnect(&mut self) -> Result<(), Fault> {
        let fresh = Self::open(&self.target, &self.names, self.until).await?;
        self.record.push("-- another connection".to_owned());
        let record = std::mem::take(&mut self.record);
        let reactions = std::mem::take(&mut self.reactions);
        *self = fresh;
        (self.record, self.reactions) = (record, reactions);
        Ok(())
    }

    /// An operation was sent whose answer comes later.
    pub(super) fn owes(&mut self, id: i32) {
        self.outstanding.push_back(id);
    }

    /// The first operation that was sent and not awaited.
    pub(super) fn owed(&mut self) -> Result<i32, Fault> {
        let id = self.outstanding.pop_front();
        id.ok_or_else(|| Fault::trouble("the case awaits nothing"))
    }

    /// Binds as the target's identity.
    pub(super) async fn bind(&mut self) -> Result<(), Fault> {
        let id = self.send(&Op::BindAsSelf, &[]).await?;
        let answer = self.answer(id).await;
        match answer.result() {
            Some(result) if result.code == ResultCode::SUCCESS => Ok(()),
            Some(result) => Err(Fault::Trouble(format!(
                "the bind as `{}` answers {}: {}",
                self.names.bind, result.code, result.diagnostic
            ))),
            None => Err(Fault::trouble("the bind has no answer")),
        }
    }

    /// Sends one operation; its message ID.
    pub(super) async fn send(&mut self, op: &Op, controls: &[Ctl]) -> Result<i32, Fault> {
        let controls: Vec<Control> = controls.iter().map(|own| self.control(own)).collect();
        let id = self.next;
        self.next += 1;
        let (id, octets) = match op {
            Op::Octets(octets) => (RAW_ID, octets.to_vec()),
            Op::Element(element) => (id, encode(id, element, &controls)),
            Op::ElementMade(made) => (id, encode(id, &made(&self.names), &controls)),
            Op::AbandonLast => {
                let last = self.outstanding.pop_back();
                let last = last.ok_or_else(|| Fault::trouble("the case abandons nothing"))?;
                (id, Request::Abandon(last).encode(id, &controls))
            }
            op => {
                let request = request(op, &self.names, &self.target)?;
                (id, request.encode(id, &controls))
            }
        };
        self.note('>', &octets);
        let written = async {
            self.stream.write_all(&octets).await?;
            self.stream.flush().await
        };
        // A server that has gone is found out by what does not come.
        let _ = timeout_at(self.until, written).await;
        Ok(id)
    }

    fn control(&self, own: &Ctl) -> Control {
        let control = Control::new(own.oid, own.critical);
        match own.value {
            Value::None => control,
            Value::Octets(octets) => control.with_value(octets),
            Value::Made(made) => control.with_value(made(&self.names)),
            Value::NextPage(size) => {
                let (size, cookie) = (i64::from(size), self.cookie.clone());
                control.with_value(PagedResults { size, cookie }.encode())
            }
        }
    }

    /// Waits for all messages of an operation.
    pub(super) async fn answer(&mut self, id: i32) -> Answer {
        let mut answer = Answer::default();
        let early: Vec<_> = std::mem::take(&mut self.early);
        let (own, others) = early
            .into_iter()
            .partition(|(envelope, _)| envelope.id == id);
        self.early = others;
        for (envelope, response) in own {
            self.gather(&mut answer, envelope, response);
        }
        while answer.last().is_none() {
            match self.message().await {
                Ok(Some((envelope, response))) if envelope.id == id => {
                    self.gather(&mut answer, envelope, response);
                }
                Ok(Some((envelope, response))) if self.outstanding.contains(&envelope.id) => {
                    self.early.push((envelope, response));
                }
                Ok(Some((envelope, response))) => {
                    if let Some(notice) = notice(&envelope, &response) {
                        self.notice = Some(notice);
                    } else {
                        answer
                            .stray
                            .push(format!("ID {}: {response:?}", envelope.id));
                        break;
                    }
                }
                Ok(None) => break,
                Err(what) => {
                    answer.stray.push(what);
                    break;
                }
            }
        }
        answer.closed = self.closed;
        answer.notice = self.notice.clone();
        let reaction = super::reaction::lines(&answer, &self.names);
        self.reactions.push(reaction);
        answer
    }

    fn gather(&mut self, answer: &mut Answer, envelope: Envelope, response: Response) {
        let page = Control::find(&envelope.controls, PAGED_RESULTS);
        let page = page.and_then(|page| PagedResults::decode(page.value.as_deref()?));
        if let Some(page) = page {
            self.cookie = page.cookie;
        }
        answer.messages.push((response, envelope.controls));
    }

    /// The next message; `None` at the end, and when the time is over. What is no message is an error.
    async fn message(&mut self) -> Result<Option<(Envelope, Response)>, String> {
        loop {
            match self.frames.decode(&mut self.inbox) {
                Ok(Some(Frame::Message(raw))) => {
                    self.note('<', &raw);
                    let limits = Limits::default();
                    let wrong = |what: &dyn std::fmt::Display| format!("it cannot be read: {what}");
                    let envelope = Envelope::decode(raw, &limits).map_err(|what| wrong(&what))?;
                    let response =
                        Response::decode(&envelope, &limits).map_err(|what| wrong(&what))?;
                    return Ok(Some((envelope, response)));
                }
                Ok(Some(Frame::Broken(broken))) => return Err(broken.to_string()),
                Ok(None) => {}
                Err(error) => return Err(error.to_string()),
            }
            if self.closed {
                return Ok(None);
            }
            match timeout_at(self.until, self.stream.read_buf(&mut self.inbox)).await {
                // Nothing came in time.
                Err(_) => {
                    self.record.push("-- no more came in time".to_owned());
                    return Ok(None);
                }
                Ok(Ok(0)) | Ok(Err(_)) => {
                    self.closed = true;
                    self.record
                        .push("-- the server ended the connection".to_owned());
                }
                Ok(Ok(_)) => {}
            }
        }
    }

    fn note(&mut self, direction: char, octets: &[u8]) {
        self.record.push(super::record::line(direction, octets));
    }
}

fn notice(envelope: &Envelope, response: &Response) -> Option<crate::wire::LdapResult> {
    match response {
        Response::Extended(extended)
            if envelope.id == 0 && extended.name.as_deref() == Some(NOTICE) =>
        {
            Some(extended.result.clone())
        }
        _ => None,
    }
}
