//! Answers that no rule can say: functions over the messages of an answer.

use bytes::Bytes;

use crate::{
    server::Replies,
    wire::{
        Control, Envelope, LdapResult, Limits, Request, Response, ResultCode,
        ber::{tag, write},
        control::PagedResults,
        oid,
        request::PartialAttribute,
        response::SearchEntry,
    },
};

/// Changes the messages that answer a request.
pub(super) type Craft = fn(&Request, &mut Replies);

/// An OID under the arc that is set aside for examples (RFC 5612).
const UNKNOWN: &str = "1.3.6.1.4.1.32473.1.1";

/// A cookie that is no text.
pub(super) const COOKIE: &[u8] = b"\x00\xff\xfe\r\n\"\x80";

/// A value of more octets than two octets of length can say.
pub(super) const LONG: &[u8] = &[b'x'; 70_000];

fn decoded(message: &[u8]) -> Option<(i32, Response, Vec<Control>)> {
    let limits = Limits::default();
    let envelope = Envelope::decode(Bytes::copy_from_slice(message), &limits).ok()?;
    let response = Response::decode(&envelope, &limits).ok()?;
    Some((envelope.id, response, envelope.controls))
}

/// Changes each message that can be read.
fn each(replies: &mut Replies, mut change: impl FnMut(&mut Response, &mut Vec<Control>)) {
    for message in replies {
        if let Some((id, mut response, mut controls)) = decoded(message) {
            change(&mut response, &mut controls);
            *message = response.encode(id, &controls);
        }
    }
}

fn is_entry(message: &[u8]) -> bool {
    matches!(decoded(message), Some((_, Response::SearchEntry(_), _)))
}

/// The message ID of the answer.
fn id(replies: &Replies) -> i32 {
    let last = replies.last().and_then(|message| decoded(message));
    last.map_or(0, |(id, ..)| id)
}

fn page(control: &Control) -> Option<PagedResults> {
    PagedResults::decode(control.value.as_deref()?)
}

/// A control that nobody knows, on the end of the answer.
pub(super) fn unknown_control(_: &Request, replies: &mut Replies) {
    each(replies, |response, controls| {
        if response.result().is_some() {
            controls.push(Control::new(UNKNOWN, false).with_value(b"\x30\x00"));
        }
    });
}

/// The same, and marked critical.
pub(super) fn critical_control(_: &Request, replies: &mut Replies) {
    each(replies, |response, controls| {
        if response.result().is_some() {
            controls.push(Control::new(UNKNOWN, true));
        }
    });
}

/// A control that nobody knows, on each entry.
pub(super) fn control_on_entries(_: &Request, replies: &mut Replies) {
    each(replies, |response, controls| {
        if matches!(response, Response::SearchEntry(_)) {
            controls.push(Control::new(UNKNOWN, false).with_value(b"x"));
        }
    });
}

/// An entry and an end under another message ID come first.
pub(super) fn forged_first(_: &Request, replies: &mut Replies) {
    let other = id(replies).wrapping_add(1000);
    let forged = Response::SearchEntry(SearchEntry {
        dn: b"uid=mallory,ou=people,dc=example,dc=org".to_vec(),
        attributes: vec![PartialAttribute {
            description: "uid".to_owned(),
            values: vec![b"mallory".to_vec()],
        }],
    });
    let end = Response::SearchDone(LdapResult::success());
    replies.insert(0, end.encode(other, &[]));
    replies.insert(0, forged.encode(other, &[]));
}

/// Every length in four octets, as Active Directory writes them.
pub(super) fn long_lengths(_: &Request, replies: &mut Replies) {
    for message in replies {
        *message = with_long_lengths(message);
    }
}

fn with_long_lengths(mut octets: &[u8]) -> Vec<u8> {
    const CONSTRUCTED: u8 = 0x20;
    let mut out = Vec::new();
    while let Ok((tag, head, length)) = crate::wire::ber::read::header(octets) {
        let Some(content) = octets.get(head..head + length) else {
            break;
        };
        let content = match tag & CONSTRUCTED {
            0 => content.to_vec(),
            _ => with_long_lengths(content),
        };
        out.extend([tag, 0x84]);
        out.extend(
            u32::try_from(content.len())
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        );
        out.extend(content);
        octets = &octets[head + length..];
    }
    out
}

/// An element that RFC 4511 does not know behind the known ones: in entries and in the end of the answer.
pub(super) fn unknown_element(_: &Request, replies: &mut Replies) {
    const ELEMENT: u8 = 0x9d;
    for message in replies {
        let Ok(envelope) = Envelope::decode(Bytes::copy_from_slice(message), &Limits::default())
        else {
            continue;
        };
        let Ok((operation, head, _)) = crate::wire::ber::read::header(&envelope.operation) else {
            continue;
        };
        let mut out = Vec::new();
        write::constructed(&mut out, tag::SEQUENCE, |out| {
            write::integer(out, tag::INTEGER, envelope.id.into());
            write::constructed(out, operation, |out| {
                out.extend_from_slice(&envelope.operation[head..]);
                write::primitive(out, ELEMENT, b"later");
            });
        });
        *message = out;
    }
}

/// An intermediate response (RFC 4511 section 4.13) before the end.
pub(super) fn intermediate(_: &Request, replies: &mut Replies) {
    let response = Response::Intermediate {
        name: Some(UNKNOWN.to_owned()),
        value: Some(b"\x04\x01x".to_vec()),
    };
    let at = replies.len().saturating_sub(1);
    replies.insert(at, response.encode(id(replies), &[]));
}

/// An end that lacks its parts.
pub(super) fn end_without_parts(_: &Request, replies: &mut Replies) {
    let id = id(replies);
    let mut out = Vec::new();
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        write::integer(out, tag::INTEGER, id.into());
        write::primitive(out, crate::wire::response::tag::SEARCH_DONE, &[]);
    });
    *replies = vec![out];
}

/// Sequences in sequences, fifty thousand deep.
pub(super) fn deep_nesting(_: &Request, replies: &mut Replies) {
    const DEPTH: usize = 50_000;
    const HEAD: usize = 6;
    let mut operation = Vec::with_capacity(DEPTH * HEAD);
    for left in (0..DEPTH).rev() {
        operation.extend([tag::SEQUENCE, 0x84]);
        operation.extend(u32::try_from(left * HEAD).unwrap_or(u32::MAX).to_be_bytes());
    }
    operation[0] = crate::wire::response::tag::SEARCH_ENTRY;
    let id = id(replies);
    let mut out = Vec::new();
    write::constructed(&mut out, tag::SEQUENCE, |out| {
        write::integer(out, tag::INTEGER, id.into());
        out.extend_from_slice(&operation);
    });
    replies.insert(0, out);
}

/// The first page is empty, and there are more.
pub(super) fn empty_first_page(request: &Request, replies: &mut Replies) {
    let first = match request {
        Request::Search(_) => {
            replies.iter().any(|message| {
                let last = decoded(message).map(|(_, _, controls)| controls);
                let cookie = last.and_then(|all| page(Control::find(&all, oid::PAGED_RESULTS)?));
                cookie.is_some_and(|page| !page.cookie.is_empty())
            }) && replies.iter().any(|message| is_ada(message))
        }
        _ => false,
    };
    if first {
        replies.retain(|message| !is_entry(message));
    }
}

fn is_ada(message: &[u8]) -> bool {
    matches!(decoded(message), Some((_, Response::SearchEntry(entry), _)) if entry.dn.starts_with(b"uid=ada,"))
}

/// A server that does not know paging: all that it says of pages is left out.
pub(super) fn no_paging(_: &Request, replies: &mut Replies) {
    each(replies, |_, controls| controls.clear());
}

/// The cookie of the first page is one that is no text; whoever comes with a cookie gets an empty last page.
pub(super) fn odd_cookie(_: &Request, replies: &mut Replies) {
    let end = |cookie: &[u8]| {
        let paging = PagedResults {
            size: 0,
            cookie: cookie.to_vec(),
        };
        vec![paging.control(false)]
    };
    each(replies, |response, controls| {
        if let Response::SearchDone(result) = response {
            let more = result.code == ResultCode::SUCCESS
                && Control::find(controls, oid::PAGED_RESULTS)
                    .and_then(page)
                    .is_some_and(|page| !page.cookie.is_empty());
            *controls = end(if more { COOKIE } else { b"" });
            *result = LdapResult::success();
        }
    });
}

/// The second page is refused.
pub(super) fn refused_midway(_: &Request, replies: &mut Replies) {
    if !replies.iter().any(|message| is_ada(message)) {
        let refused = LdapResult::new(ResultCode::UNAVAILABLE).diagnostic("going down");
        *replies = vec![Response::SearchDone(refused).encode(id(replies), &[])];
    }
}

/// Two entries, and the rest is beyond the size limit.
pub(super) fn cut_short(_: &Request, replies: &mut Replies) {
    let mut entries = 0;
    replies.retain(|message| {
        let entry = is_entry(message);
        entries += usize::from(entry);
        !entry || entries <= 2
    });
    each(replies, |response, _| {
        if let Response::SearchDone(result) = response {
            *result = LdapResult::new(ResultCode::SIZE_LIMIT_EXCEEDED);
        }
    });
}

/// Each entry has one attribute more, with these values.
fn with_values(replies: &mut Replies, description: &str, values: &[&[u8]]) {
    each(replies, |response, _| {
        if let Response::SearchEntry(entry) = response {
            entry.attributes.push(PartialAttribute {
                description: description.to_owned(),
                values: values.iter().map(|value| value.to_vec()).collect(),
            });
        }
    });
}

/// An attribute without a value, as RFC 4511 section 4.1.7 allows.
pub(super) fn no_values(_: &Request, replies: &mut Replies) {
    with_values(replies, "description", &[]);
}

/// A value without octets.
pub(super) fn empty_value(_: &Request, replies: &mut Replies) {
    with_values(replies, "description", &[b""]);
}

/// A value of 70,000 octets.
pub(super) fn long_value(_: &Request, replies: &mut Replies) {
    with_values(replies, "description", &[LONG]);
}

/// The same attribute in another language, beside it.
pub(super) fn language_option(_: &Request, replies: &mut Replies) {
    with_values(replies, "cn;lang-de", &[b"Ada Nachtschwalbe"]);
}
