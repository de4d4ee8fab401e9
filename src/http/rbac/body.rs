//! The body of a request, read with a limit and in a time.

use std::time::Duration;

use axum::{
    body::{self, Body, HttpBody},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{App, refusal::Refusal};
use crate::rbac::{Fault, FaultKind};

/// The largest body. Settings with a long chain have 100 KiB.
const LARGEST: usize = 1 << 20;
/// The largest of those that are read before anybody is known: a name, a password and a label at their longest, every octet escaped, have 10 KiB.
const LARGEST_OF_STRANGERS: usize = 16 << 10;

/// A body that is JSON.
pub(super) struct Submitted(pub(super) Value);

/// A body of a known shape, from somebody who is not known yet.
pub(super) struct Brief<T>(pub(super) T);

/// A body of a known shape, from somebody who is known.
pub(super) struct Shaped<T>(pub(super) T);

impl FromRequest<App> for Submitted {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        Ok(Self(value(request, app, LARGEST).await?))
    }
}

async fn value(request: Request, app: &App, largest: usize) -> Result<Value, Fault> {
    check_type(request.headers())?;
    let octets = read(request.into_body(), app.patience, largest).await?;
    serde_json::from_slice(&octets).map_err(|error| {
        // Of malformed JSON serde tells the place and what was due, not what was there.
        let msg = format!("the body is not JSON: {error}");
        Fault::new(FaultKind::MALFORMED_REQUEST, msg).with(json!({"error": error.to_string()}))
    })
}

impl<T: DeserializeOwned> FromRequest<App> for Brief<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        Ok(Self(shaped(
            value(request, app, LARGEST_OF_STRANGERS).await?,
        )?))
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Shaped<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, app: &App) -> Result<Self, Refusal> {
        Ok(Self(shaped(value(request, app, LARGEST).await?)?))
    }
}

fn shaped<T: DeserializeOwned>(value: Value) -> Result<T, Fault> {
    if !value.is_object() {
        let msg = "the body must be a JSON object: {…}";
        return Err(Fault::new(FaultKind::MALFORMED_REQUEST, msg));
    }
    T::deserialize(value).map_err(|error| {
        let why = without_value(&error.to_string());
        let msg = format!("the body has another shape than it should: {why}");
        Fault::new(FaultKind::SCHEMA_VIOLATION, msg)
    })
}

/// serde's words without the text that it found, which may be a password in the wrong place.
fn without_value(error: &str) -> String {
    let found = error.split_once("string \"").map(|(before, _)| before);
    match (found, error.rsplit_once("\", expected ")) {
        (Some(before), Some((_, expected))) => format!("{before}a text, expected {expected}"),
        _ => error.to_owned(),
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

async fn read(body: Body, patience: Duration, largest: usize) -> Result<Vec<u8>, Fault> {
    let too_large = || {
        Fault::new(
            FaultKind::TOO_LARGE,
            format!("the body is larger than {largest} octets"),
        )
    };
    // Whoever says so beforehand need not send it.
    if body.size_hint().lower() > largest as u64 {
        return Err(too_large());
    }
    match tokio::time::timeout(patience, body::to_bytes(body, largest)).await {
        Ok(Ok(octets)) => Ok(octets.into()),
        Ok(Err(error)) if is_too_large(&error) => Err(too_large()),
        Ok(Err(_)) => Err(Fault::new(
            FaultKind::MALFORMED_REQUEST,
            "the body broke off",
        )),
        Err(_) => Err(Fault::new(
            FaultKind::TOO_SLOW,
            format!(
                "the body did not come in {} seconds",
                patience.as_secs_f64()
            ),
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
