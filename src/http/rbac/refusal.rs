//! Refusals as answers.

use axum::{
    Json,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{rbac::Fault, settings::Id};

/// `{kind, msg, details}` with the status of its kind.
#[derive(Debug)]
pub(super) struct Refusal {
    fault: Box<Fault>,
    /// What the caller hears of it, where that is not everything.
    heard: Option<Box<Fault>>,
}

impl Refusal {
    /// One of which a stranger hears little; the log has the rest, under this id.
    pub(super) fn to_stranger(fault: Fault, id: &Id) -> Self {
        let heard = Some(Box::new(fault.for_strangers(id)));
        Self {
            fault: Box::new(fault),
            heard,
        }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self {
            fault: Box::new(fault),
            heard: None,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let whole = Whole((*self.fault).clone());
        let Fault { kind, msg, details } = *self.heard.unwrap_or(self.fault);
        let status = StatusCode::from_u16(kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = json!({"kind": kind.name, "msg": msg, "details": details});
        let mut response = (status, Json(body)).into_response();
        response.extensions_mut().insert(Said(msg));
        response.extensions_mut().insert(whole);
        if status == StatusCode::UNAUTHORIZED {
            let value = header::HeaderValue::from_static("X-Authentication");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, value);
        }
        response
    }
}

/// A refusal as the log has it.
#[derive(Clone)]
pub(super) struct Whole(pub(super) Fault);

/// The `msg` of a refusal.
#[derive(Clone)]
struct Said(String);

/// A browser that asks for HTML, and not for JSON, gets the `msg` alone, as plain text.
pub(super) async fn for_browsers(request: Request, next: Next) -> Response {
    let html = wants_html(request.headers());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Said>() {
        Some(Said(msg)) if html => {
            let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
            let mut plain = (response.status(), kind, msg).into_response();
            *plain.extensions_mut() = std::mem::take(response.extensions_mut());
            plain
        }
        _ => response,
    }
}

fn wants_html(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT);
    let accept = accept
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or_default();
    accept.contains("text/html") && !accept.contains("application/json")
}
