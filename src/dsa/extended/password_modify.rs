//! Password modify, RFC 3062, in a simple form: texts of slapd, recorded cases `extop.passwd_anon` and `extop.passwd_generate`.

use super::plain;
use crate::{
    directory::{
        dn::Dn,
        password::{self, Scheme},
    },
    dsa::agent::Dsa,
    dsa::{
        ops::{bind::matches_any, password_policy},
        reply::Then,
        session::Session,
    },
    vendor::Situation,
    wire::{
        LdapResult, ResultCode,
        ber::{
            read::{BerError, Reader},
            tag, write,
        },
        request::ExtendedRequest,
        response::ExtendedResponse,
    },
};

/// What is asked for: user, old and new password, each if given.
#[derive(Default)]
struct Change<'a> {
    user: Option<&'a [u8]>,
    old: Option<&'a [u8]>,
    new: Option<&'a [u8]>,
}

pub(super) fn password_modify(
    session: &mut Session,
    dsa: &Dsa,
    request: &ExtendedRequest,
) -> (ExtendedResponse, Then) {
    let response = match change(session, dsa, request) {
        Ok(value) => ExtendedResponse {
            value,
            ..plain(LdapResult::success())
        },
        Err(result) => plain(result),
    };
    (response, Then::Continue)
}

fn change(
    session: &mut Session,
    dsa: &Dsa,
    request: &ExtendedRequest,
) -> Result<Option<Vec<u8>>, LdapResult> {
    let refuse = |code, words: &str| LdapResult::new(code).diagnostic(words);
    let Some(own) = session.identity.dn.clone() else {
        return Err(refuse(
            ResultCode::STRONGER_AUTH_REQUIRED,
            "only authenticated users may change passwords",
        ));
    };
    let change = read(request.value.as_deref())
        .map_err(|_| refuse(ResultCode::PROTOCOL_ERROR, "data decoding error"))?;
    let target = match change.user {
        None => own.clone(),
        Some(user) => {
            Dn::from_bytes(user).map_err(|_| refuse(ResultCode::INVALID_DN_SYNTAX, "Invalid DN"))?
        }
    };
    if target != own {
        session.aim(dsa, target.as_str().as_bytes());
        session.may_write(dsa)?;
    }
    let mut dit = dsa.write();
    let Some(mut entry) = dit.get(&target).map(|entry| (**entry).clone()) else {
        // Without matchedDN: the operations of slapd name one, this extension does not.
        return Err(dsa.vendor.answer(Situation::NoSuchTarget, &[]));
    };
    if let Some(old) = change.old
        && !matches_any(session, &entry, old)
    {
        return Err(refuse(
            ResultCode::UNWILLING_TO_PERFORM,
            "unwilling to verify old password",
        ));
    }
    let generated = change.new.is_none().then(|| generate(dsa));
    let new = change
        .new
        .or(generated.as_deref().map(str::as_bytes))
        .unwrap_or_default();
    entry.set("userPassword", [password::hash(Scheme::SaltedSha, new)]);
    password_policy::changed(dsa, &dit, &mut entry, Some(&own));
    dsa.touch(&mut entry, own.as_str());
    dit.replace(entry)
        .map_err(|_| dsa.no_such(Situation::NoSuchTarget, &dit, &target))?;
    if target == own {
        session.identity.must_change = false;
    }
    Ok(generated.map(|password| {
        let mut value = Vec::new();
        write::constructed(&mut value, tag::SEQUENCE, |out| {
            write::primitive(out, 0x80, password.as_bytes());
        });
        value
    }))
}

fn read(value: Option<&[u8]>) -> Result<Change<'_>, BerError> {
    let Some(value) = value else {
        return Ok(Change::default());
    };
    let mut outer = Reader::new(value);
    let mut inner = outer.sequence("the value")?;
    outer.end("the value")?;
    let change = Change {
        user: inner.optional(0x80)?,
        old: inner.optional(0x81)?,
        new: inner.optional(0x82)?,
    };
    inner.end("the value")?;
    Ok(change)
}

/// Eight characters, as slapd makes them.
fn generate(dsa: &Dsa) -> String {
    format!("{:08x}", dsa.ids.random() >> 32)
}
