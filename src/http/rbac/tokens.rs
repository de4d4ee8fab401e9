//! Tokens: asked for, looked at, taken back.

use axum::{Json, extract::State, http::StatusCode};

use super::{
    App,
    body::Shaped,
    caller::Known,
    ds::uuid,
    part::Part,
    refusal::Refusal,
    shape::{AuthenticateBody, TokenAnswer, TokenBody, UserAnswer},
};
use crate::rbac::{Fault, FaultKind, TokenRequest};

pub(super) async fn create(
    State(app): State<App>,
    Shaped(body): Shaped<TokenBody>,
) -> Result<Json<TokenAnswer>, Refusal> {
    let lifetime = body
        .lifetime
        .as_deref()
        .map_or(Ok(Default::default()), str::parse);
    let lifetime = lifetime
        .map_err(|error| Fault::new(FaultKind::SCHEMA_VIOLATION, format!("lifetime: {error}")))?;
    let request = TokenRequest {
        login: body.login,
        password: body.password,
        lifetime,
        label: body.label,
    };
    let token = app.rbac.log_in(request).await?;
    Ok(Json(TokenAnswer { token }))
}

pub(super) async fn authenticate(
    State(app): State<App>,
    Shaped(body): Shaped<AuthenticateBody>,
) -> Result<Json<UserAnswer>, Refusal> {
    let caller = app.rbac.caller(body.token.reveal())?;
    let records = app.rbac.state().records;
    Ok(Json(UserAnswer::of(&records, caller.user())))
}

pub(super) async fn revoke(
    State(app): State<App>,
    Known(caller): Known,
    Part(token): Part,
) -> Result<StatusCode, Refusal> {
    app.rbac.revoke_token(&caller, &token).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn revoke_all(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
) -> Result<StatusCode, Refusal> {
    app.rbac.revoke_tokens_of(&caller, &uuid(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
