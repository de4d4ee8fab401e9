//! How long texts may be that are kept.

use super::{Fault, FaultKind};
use crate::settings::Secret;

/// The most octets of a login name.
pub(super) const LONGEST_LOGIN: usize = 256;

/// What can be a login name.
pub(super) fn check_login(login: &str) -> Result<(), Fault> {
    let good = !login.trim().is_empty()
        && login.len() <= LONGEST_LOGIN
        && !login.chars().any(char::is_control);
    match good {
        true => Ok(()),
        false => Err(Fault::new(
            FaultKind::SCHEMA_VIOLATION,
            "login: it is 1 to 256 characters, and none of them a control character",
        )),
    }
}

/// The most octets of a name for people, an address, a label.
const LONGEST: usize = 1024;

/// A text that is kept with every change must be short.
pub(super) fn check_length(key: &str, text: &str) -> Result<(), Fault> {
    match text.len() {
        0..=LONGEST => Ok(()),
        _ => Err(Fault::new(
            FaultKind::SCHEMA_VIOLATION,
            format!("{key}: it is at most {LONGEST} octets"),
        )),
    }
}

/// What a directory says, as far as it is kept.
pub(super) fn shortened(text: &str) -> String {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| *end <= LONGEST).last();
    text[..end.unwrap_or(0)].to_owned()
}

/// What can be a password of a local user.
pub(super) fn check_password(secret: &Secret) -> Result<(), Fault> {
    match secret.reveal().len() {
        8..=1024 => Ok(()),
        _ => Err(Fault::new(
            FaultKind::SCHEMA_VIOLATION,
            "password: it is 8 to 1024 characters",
        )),
    }
}
