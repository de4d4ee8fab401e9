//! Every request as the audit log has it.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use serde_json::Value;

use super::{App, refusal::Whole};
use crate::{
    http::{Audit, Event, audit, listen::Connected},
    rbac::{Fault, User},
    settings::Id,
};

/// What handlers find out about a request.
#[derive(Clone)]
pub(super) struct Noted {
    id: Id,
    event: Arc<Mutex<Event>>,
}

impl Noted {
    /// The id of the request.
    pub(super) fn id(&self) -> &Id {
        &self.id
    }

    fn note(&self, note: impl FnOnce(&mut Event)) {
        note(&mut self.event.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Who calls.
    pub(super) fn who(&self, user: &User) {
        self.note(|event| event.who = Some(user.login.clone()));
    }

    /// As whom a login is tried, as far as it could be a name.
    pub(super) fn login(&self, login: &str) {
        let start: String = login.chars().take(256).collect();
        self.note(|event| event.login = Some(start));
    }
}

/// Tells of the request when it ends, also when nobody waits for the answer: what it changes is changed all the same.
struct Pending {
    noted: Noted,
    audit: Audit,
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.noted.note(|event| self.audit.tell(event));
    }
}

pub(super) async fn told(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let id = Id::random();
    let connected = request.extensions().get::<Connected>();
    let event = Event {
        at: app.rbac.time(),
        id: id.clone(),
        from: connected.map(|connected| connected.peer),
        who: None,
        login: None,
        method: request.method().to_string(),
        path: audit::without_secrets(request.uri().path()),
        status: None,
        kind: None,
        why: None,
    };
    let noted = Noted {
        id,
        event: Arc::new(Mutex::new(event)),
    };
    let pending = Pending {
        noted: noted.clone(),
        audit: app.audit,
    };
    request.extensions_mut().insert(noted);
    let mut response = next.run(request).await;
    let whole = response.extensions_mut().remove::<Whole>();
    pending.noted.note(|event| {
        event.status = Some(response.status().as_u16());
        if let Some(Whole(fault)) = whole {
            event.kind = Some(fault.kind.name);
            event.why = Some(why(fault));
        }
    });
    response
}

/// The words of a refusal and its details, but for what was submitted and the schema, which are long.
fn why(fault: Fault) -> String {
    let Fault { msg, details, .. } = fault;
    match details {
        Value::Object(mut details) => {
            details.retain(|name, _| !["submitted", "schema", "error"].contains(&name.as_str()));
            match details.is_empty() {
                true => msg,
                false => format!("{msg} {}", Value::Object(details)),
            }
        }
        _ => msg,
    }
}
