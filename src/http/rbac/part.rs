//! The part of an address that says which.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::{App, refusal::Refusal};
use crate::rbac::{Fault, FaultKind};

/// What stands in the place of `{id}` or `{token}`.
pub(super) struct Part(pub(super) String);

impl FromRequestParts<App> for Part {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        match Path::from_request_parts(parts, app).await {
            Ok(Path(part)) => Ok(Self(part)),
            Err(_) => {
                let msg = "the address is not in UTF-8";
                Err(Fault::new(FaultKind::MALFORMED_REQUEST, msg).into())
            }
        }
    }
}
