//! Tokens: asked for, looked at, taken back.

use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
};

use super::{
    App,
    body::Brief,
    caller::{Known, Perhaps},
    ds::uuid,
    part::Part,
    refusal::Refusal,
    shape::{AuthenticateBody, TokenAnswer, TokenBody, UserAnswer},
    told::Noted,
};
use crate::{
    http::listen::Connected,
    rbac::{Fault, FaultKind, Permission, TokenRequest},
};

/// What no cache on the way may keep.
type Answer<T> = ([(HeaderName, &'static str); 1], Json<T>);

fn not_kept<T>(body: T) -> Answer<T> {
    ([(header::CACHE_CONTROL, "no-store")], Json(body))
}

pub(super) async fn create(
    State(app): State<App>,
    Perhaps(caller): Perhaps,
    Extension(noted): Extension<Noted>,
    connected: Option<Extension<Connected>>,
    Brief(body): Brief<TokenBody>,
) -> Result<Answer<TokenAnswer>, Refusal> {
    noted.login(&body.login);
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
    let from = connected.map(|Extension(connected)| connected.peer.ip());
    match app.rbac.log_in_from(request, from).await {
        Ok(token) => Ok(not_kept(TokenAnswer { token })),
        Err(fault) => Err(match caller {
            Some(caller) if caller.may(Permission::DIRECTORY_SERVICE) => fault.into(),
            _ => Refusal::to_stranger(fault, noted.id()),
        }),
    }
}

pub(super) async fn authenticate(
    State(app): State<App>,
    Brief(body): Brief<AuthenticateBody>,
) -> Result<Answer<UserAnswer>, Refusal> {
    let caller = app.rbac.caller(body.token.reveal())?;
    let records = app.rbac.state().records;
    Ok(not_kept(UserAnswer::of(&records, caller.user())))
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
