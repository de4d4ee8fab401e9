//! What can break a conversation.

use std::io;

use super::pace::Came;
use crate::wire::{Broken, LdapResult, Malformed};

/// What broke the conversation. [`super::explain`] turns it into an error for people.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server closed, after so many bytes of an unfinished message.
    Closed { partial: usize },
    /// The stream failed.
    Io(io::Error),
    /// Nothing (more) until the deadline, after so many bytes of an unfinished message, and what of the answer had come.
    Silent { partial: usize, came: Box<Came> },
    /// The bytes are no LDAP frames.
    Broken(Broken),
    /// A frame that is no LDAP message.
    Malformed(Malformed),
    /// A notice of disconnection, RFC 4511 section 4.4.1.
    Notice(LdapResult),
    /// An answer to something that was not asked.
    WrongId { got: i32, tag: u8, expected: i32 },
}
