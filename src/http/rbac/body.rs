//! The body of a request, read with a limit and in a time.

use std::time::Duration;

use axum::{
    body::{self, Body},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{App, refusal::Refusal};
use crate::rbac::{Fault, FaultKind};

/// The largest body. Settings with a long chain have 100 KiB.
const LARGEST: usize = 1 << 20;
/// The time in which it must have come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A body that is JSON.
pub(super) struct Submitted(pub(super) Value);

/// A body of a known shape.
pub(super) struct Shaped<T>(pub(super) T);

impl FromRequest<App> for Submitted {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &App) -> Result<Self, Refusal> {
        check_type(request.headers())?;
        let octets = read(request.into_body()).await?;
        let value = serde_json::from_slice(&octets).map_err(|error| {
            // Of malformed JSON serde tells the place and what was due, not what was there.
            let msg = format!("the body is not JSON: {error}");
            Fault::new(FaultKind::MALFORMED_REQUEST, msg).with(json!({"error": error.to_string()}))
        })?;
        Ok(Self(value))
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Shaped<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        let Submitted(value) = Submitted::from_request(request, app).await?;
        T::deserialize(value).map(Self).map_err(|error| {
            let msg = format!("the body has another shape than it should: {error}");
            Fault::new(FaultKind::SCHEMA_VIOLATION, msg).into()
        })
    }
}

fn check_type(headers: &HeaderMap) -> Result<(), Fault> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let bare = kind
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    if bare.trim().eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Fault::new(
        FaultKind::UNSUPPORTED_MEDIA_TYPE,
        "the body must be JSON, and be said to be: send the header Content-Type: application/json",
    ))
}

async fn read(body: Body) -> Result<Vec<u8>, Fault> {
    match tokio::time::timeout(PATIENCE, body::to_bytes(body, LARGEST)).await {
        Ok(Ok(octets)) => Ok(octets.into()),
        Ok(Err(error)) if is_too_large(&error) => Err(Fault::new(
            FaultKind::TOO_LARGE,
            format!("the body is larger than {LARGEST} octets"),
        )),
        Ok(Err(_)) => Err(Fault::new(
            FaultKind::MALFORMED_REQUEST,
            "the body broke off",
        )),
        Err(_) => Err(Fault::new(
            FaultKind::TOO_SLOW,
            format!("the body did not come in {} seconds", PATIENCE.as_secs()),
        )),
    }
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = source {
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        source = error.source();
    }
    false
}
