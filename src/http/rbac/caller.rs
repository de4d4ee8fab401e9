//! Who calls: the holder of a token, or of a certificate on the list.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, request::Parts},
};

use super::{App, refusal::Refusal, told::Noted};
use crate::{
    http::listen::Connected,
    rbac::{Caller, Fault},
};

/// A caller who is known.
pub(super) struct Known(pub(super) Caller);

impl FromRequestParts<App> for Known {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let known = known(parts, app)?;
        if let Some(noted) = parts.extensions.get::<Noted>() {
            noted.who(known.user());
        }
        Ok(Self(known))
    }
}

/// A caller who may be nobody: who is to be told much, and who little.
pub(super) struct Perhaps(pub(super) Option<Caller>);

impl FromRequestParts<App> for Perhaps {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self(
            Known::from_request_parts(parts, app)
                .await
                .ok()
                .map(|Known(caller)| caller),
        ))
    }
}

fn known(parts: &Parts, app: &App) -> Result<Caller, Fault> {
    if let Some(token) = token(&parts.headers, &parts.uri) {
        return app.rbac.caller(&token);
    }
    let connected = parts.extensions.get::<Connected>();
    if connected.is_some_and(|connected| connected.certified) {
        return app.rbac.certificate_caller();
    }
    let msg = "no token: POST login and password to /rbac-api/v1/auth/token and send what comes back as the header X-Authentication";
    Err(Fault::unauthenticated(msg))
}

/// The token of the header, else of the query, where it ends in access logs.
fn token(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    if let Some(header) = headers.get("x-authentication") {
        return Some(header.to_str().unwrap_or_default().trim().to_owned());
    }
    let pairs = uri.query()?.split('&');
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    // Tokens hold no character that would be escaped.
    pairs
        .find(|(name, _)| *name == "token")
        .map(|(_, token)| token.to_owned())
}
