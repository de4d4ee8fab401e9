//! What a service tells of every request: who, from where, what, with what outcome.

use std::{fmt, net::SocketAddr, sync::Arc, time::SystemTime};

use serde_json::{Value, json};

use crate::{clock::generalized_time, settings::Id};

/// Whom a service tells of every request.
///
/// ```
/// use std::sync::mpsc;
/// use ldaplab::http::Audit;
///
/// let (sender, heard) = mpsc::channel();
/// let audit = Audit::new(move |event| {
///     let _ = sender.send(event.to_json());
/// });
/// # drop((audit, heard));
/// ```
#[derive(Clone, Default)]
pub struct Audit(Option<Arc<Hear>>);

type Hear = dyn Fn(&Event) + Send + Sync;

impl Audit {
    /// Calls a function with each request, once it is answered, or its client has left.
    pub fn new(hear: impl Fn(&Event) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(hear)))
    }

    pub(super) fn tell(&self, event: &Event) {
        if let Some(hear) = &self.0 {
            hear(event);
        }
    }
}

impl fmt::Debug for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() {
            "Audit(…)"
        } else {
            "Audit(nobody)"
        })
    }
}

/// A request and its outcome. No password and no token is in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Event {
    /// When it came.
    pub at: SystemTime,
    /// Its id, which strangers are told instead of reasons.
    pub id: Id,
    /// The address that it came from.
    pub from: Option<SocketAddr>,
    /// The login name of the caller; `None` for a stranger.
    pub who: Option<String>,
    /// The login name that was tried.
    pub login: Option<String>,
    /// The method.
    pub method: String,
    /// The address, in which `***` stands for everything that is neither part of the API nor an id.
    pub path: String,
    /// The status that was answered; `None` where the client left before.
    pub status: Option<u16>,
    /// The kind of refusal.
    pub kind: Option<&'static str>,
    /// Why it was refused.
    pub why: Option<String>,
}

impl Event {
    /// `{time, id, from, who, login, method, path, status, kind, why}`; the time as RFC 3339 has it, null for what there is none of.
    pub fn to_json(&self) -> Value {
        json!({
            "time": rfc3339(self.at),
            "id": self.id,
            "from": self.from.map(|from| from.to_string()),
            "who": self.who,
            "login": self.login,
            "method": self.method,
            "path": self.path,
            "status": self.status,
            "kind": self.kind,
            "why": self.why,
        })
    }
}

impl fmt::Display for Event {
    /// One line for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", rfc3339(self.at).unwrap_or_default())?;
        match self.from {
            Some(from) => write!(f, "{from} ")?,
            None => f.write_str("- ")?,
        }
        // What others write may hold anything.
        match &self.who {
            Some(who) => write!(f, "{who:?} ")?,
            None => f.write_str("- ")?,
        }
        write!(f, "{} {}", self.method, self.path)?;
        if let Some(login) = &self.login {
            write!(f, " as {login:?}")?;
        }
        match self.status {
            Some(status) => write!(f, ": {status}")?,
            None => f.write_str(": the client left")?,
        }
        if let Some(kind) = self.kind {
            write!(f, " {kind}")?;
        }
        if let Some(why) = &self.why {
            write!(f, " {why:?}")?;
        }
        write!(f, " ({})", self.id)
    }
}

/// `2026-11-21T19:46:07Z`
fn rfc3339(time: SystemTime) -> Option<String> {
    let digits = generalized_time::format(time)?;
    let part = |range: std::ops::Range<usize>| digits.get(range).unwrap_or_default();
    Some(format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0..4),
        part(4..6),
        part(6..8),
        part(8..10),
        part(10..12),
        part(12..14)
    ))
}

/// An address without what could be a secret: a token stands in some, and anything in those that are wrong.
pub(super) fn without_secrets(path: &str) -> String {
    let kept = |part: &str| {
        part.is_empty()
            || WORDS.contains(&part)
            || part.parse::<u32>().is_ok()
            || part.parse::<Id>().is_ok()
    };
    let parts = path.split('/');
    let shown: Vec<&str> = parts
        .map(|part| if kept(part) { part } else { "***" })
        .collect();
    shown.join("/")
}

/// The words of which addresses are made.
const WORDS: &[&str] = &[
    "auth",
    "authenticate",
    "command",
    "create",
    "current",
    "delete",
    "ds",
    "groups",
    "ldap",
    "openapi.json",
    "rbac-api",
    "roles",
    "test",
    "token",
    "tokens",
    "update",
    "users",
    "v1",
    "v2",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_ids_and_no_token() {
        let id = "0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10";
        for (path, shown) in [
            ("/rbac-api/v1/ds/test", "/rbac-api/v1/ds/test"),
            ("/rbac-api/v1/roles/12", "/rbac-api/v1/roles/12"),
            ("/rbac-api/v2/tokens/AbC-d_e", "/rbac-api/v2/tokens/***"),
            ("/rbac-api//v2/token/AbC-d_e/", "/rbac-api//v2/token/***/"),
            ("/", "/"),
        ] {
            assert_eq!(without_secrets(path), shown);
        }
        let user = format!("/rbac-api/v1/users/{id}");
        assert_eq!(without_secrets(&user), user);
    }

    #[test]
    fn a_line_stays_one_line_whatever_others_write() {
        let event = Event {
            at: SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_795_290_367),
            id: "0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10".parse().unwrap(),
            from: Some(([192, 0, 2, 1], 4711).into()),
            who: None,
            login: Some("ada\n2026 \u{1b}[31m".into()),
            method: "POST".into(),
            path: "/rbac-api/v1/auth/token".into(),
            status: Some(401),
            kind: Some("user-unauthenticated"),
            why: Some("wrong\n".into()),
        };
        assert_eq!(
            event.to_string(),
            r#"2026-11-21T19:46:07Z 192.0.2.1:4711 - POST /rbac-api/v1/auth/token as "ada\n2026 \u{1b}[31m": 401 user-unauthenticated "wrong\n" (0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10)"#
        );
        assert_eq!(
            event.to_json().to_string(),
            r#"{"time":"2026-11-21T19:46:07Z","id":"0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10","from":"192.0.2.1:4711","who":null,"login":"ada\n2026 \u001b[31m","method":"POST","path":"/rbac-api/v1/auth/token","status":401,"kind":"user-unauthenticated","why":"wrong\n"}"#
        );
    }
}
