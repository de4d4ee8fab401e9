//! What a frame that comes while a search is running means to it.

use crate::{
    dsa::extended::cancel,
    wire::{self, Envelope, Frame, Limits, Request},
};

/// What the frames behind a running search mean to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Glance {
    GoOn,
    /// It ends without a result.
    Leave,
    /// It ends with `canceled`.
    Cancel,
}

impl Glance {
    /// What was cancelled before has its result coming.
    pub(super) fn leave(&mut self) {
        if *self == Self::GoOn {
            *self = Self::Leave;
        }
    }
}

/// The ID of a message that can be read.
pub(super) fn message_id(frame: &Frame, limits: &Limits) -> Option<i32> {
    match frame {
        Frame::Message(bytes) => Envelope::decode(bytes.clone(), limits)
            .ok()
            .map(|envelope| envelope.id),
        Frame::Broken(_) => None,
    }
}

/// What a frame means to the searches before it.
pub(super) enum Signal {
    None,
    /// The message with the ID `own` asks for the end of another, and for an answer.
    Cancel {
        own: i32,
        target: i32,
    },
    /// This one is to stop.
    Abandon(i32),
    /// All are: an unbind, or something unreadable.
    End,
}

pub(super) fn signal(frame: &Frame, limits: &Limits) -> Signal {
    let Frame::Message(bytes) = frame else {
        return Signal::End;
    };
    match wire::read_request(bytes.clone(), limits) {
        Ok((_, Request::Abandon(target))) => Signal::Abandon(target),
        Ok((_, Request::Unbind)) | Err(_) => Signal::End,
        Ok((envelope, Request::Extended(request))) => match cancel::named(&request) {
            Some(target) => Signal::Cancel {
                own: envelope.id,
                target,
            },
            None => Signal::None,
        },
        Ok(_) => Signal::None,
    }
}
