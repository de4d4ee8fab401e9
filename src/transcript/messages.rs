//! The messages of a record, with or without their secrets.

use bytes::Bytes;

use super::{Record, redact};
use crate::wire::{Envelope, Frame, Frames, Limits, Request, Response};

/// One message: its octets, and what it is where it can be read.
#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) octets: Vec<u8>,
    pub(super) response: Option<Response>,
}

/// The request as it is to be shown.
pub(super) fn request(record: &Record, secrets: bool) -> (Request, Vec<u8>) {
    if secrets {
        return (record.request.clone(), record.raw().to_vec());
    }
    let open = redact::request(&record.request);
    let controls = redact::controls(&record.controls);
    let octets = match open == record.request && controls == record.controls {
        true => record.raw().to_vec(),
        false => open.encode(record.id, &controls),
    };
    (open, octets)
}

/// The replies as they are to be shown. What is no message is kept as it is, unless secrets are to be hidden: then nobody knows what is in it.
pub(super) fn replies(record: &Record, secrets: bool) -> Vec<Message> {
    let asked = match &record.request {
        Request::Extended(extended) => Some(extended.name.as_str()),
        _ => None,
    };
    let limits = Limits::default();
    let mut messages = Vec::new();
    for piece in record.replies() {
        for octets in whole(piece, &limits) {
            let envelope = Envelope::decode(octets.clone(), &limits).ok();
            let read = envelope.and_then(|envelope| {
                let response = Response::decode(&envelope, &limits).ok()?;
                Some((envelope, response))
            });
            messages.push(match read {
                Some((envelope, response)) if !secrets => {
                    let open = redact::response(&response, asked);
                    let controls = redact::controls(&envelope.controls);
                    let same = open == response && controls == envelope.controls;
                    Message {
                        octets: match same {
                            true => octets.to_vec(),
                            false => open.encode(envelope.id, &controls),
                        },
                        response: Some(open),
                    }
                }
                Some((_, response)) => Message {
                    octets: octets.to_vec(),
                    response: Some(response),
                },
                None => Message {
                    octets: if secrets {
                        octets.to_vec()
                    } else {
                        vec![0; octets.len()]
                    },
                    response: None,
                },
            });
        }
    }
    messages
}

/// The messages in a piece; what is left over, or is none, is the last.
fn whole(piece: &Bytes, limits: &Limits) -> Vec<Bytes> {
    use tokio_util::codec::Decoder as _;
    let mut frames = Frames::new(*limits);
    let mut left = bytes::BytesMut::from(&piece[..]);
    let mut all = Vec::new();
    while !left.is_empty() {
        let before = left.clone();
        match frames.decode(&mut left) {
            Ok(Some(Frame::Message(octets))) => all.push(octets),
            _ => {
                all.push(before.freeze());
                break;
            }
        }
    }
    all
}
