//! The directory-service API of an RBAC service, below `/rbac-api`.
//!
//! `router` is the map of addresses. A handler reads who calls (`caller`) and what was sent (`body`), asks [`crate::rbac`], and answers in
//! the shapes of `shape`; what is refused becomes `{kind, msg, details}` in `refusal`, and
//! `told` tells the audit log of every request. `openapi` describes every address as a table, which is
//! what `/openapi.json` shows.

mod accounts;
mod body;
mod caller;
mod ds;
mod groups;
mod openapi;
mod part;
mod refusal;
mod shape;
mod tokens;
mod told;

use std::time::Duration;

use axum::{
    Router,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
    routing::{delete, get, post},
};

use crate::{
    http::{Audit, bounds},
    rbac::{Fault, FaultKind, Rbac},
};
use refusal::Refusal;

/// What handlers share.
#[derive(Clone, Debug)]
pub(super) struct App {
    rbac: Rbac,
    v1_returns_password: bool,
    /// The time for a body.
    patience: Duration,
    audit: Audit,
}

/// Every address.
pub(super) fn router(
    rbac: Rbac,
    v1_returns_password: bool,
    patience: Duration,
    audit: Audit,
) -> Router {
    let v1 = Router::new()
        .route("/ds", get(ds::get_v1).put(ds::put))
        .route("/ds/test", get(ds::test_stored).put(ds::test_put))
        .route("/command/ldap/create", post(ds::create))
        .route("/command/ldap/update", post(ds::update))
        .route("/command/ldap/delete", post(ds::delete))
        .route("/command/ldap/test", post(ds::test_command))
        .route("/auth/token", post(tokens::create))
        .route("/users", get(accounts::users).post(accounts::create_user))
        .route("/users/current", get(accounts::current_user))
        .route(
            "/users/{id}",
            get(accounts::user)
                .put(accounts::change_user)
                .delete(accounts::delete_user),
        )
        .route("/roles", get(accounts::roles).post(accounts::create_role))
        .route(
            "/roles/{id}",
            get(accounts::role)
                .put(accounts::change_role)
                .delete(accounts::delete_role),
        )
        .route("/groups", get(groups::all).post(groups::import))
        .route(
            "/groups/{id}",
            get(groups::one).put(groups::change).delete(groups::delete),
        );
    let v2 = Router::new()
        .route("/ds", get(ds::get_v2))
        .route("/ldap", get(ds::get_v2))
        .route("/ldap/{id}", get(ds::get_one))
        .route("/auth/token/authenticate", post(tokens::authenticate))
        .route("/tokens/{token}", delete(tokens::revoke))
        .route("/users/{id}/tokens", delete(tokens::revoke_all));
    let app = App {
        rbac,
        v1_returns_password,
        patience,
        audit,
    };
    Router::new()
        .nest("/rbac-api/v1", v1)
        .nest("/rbac-api/v2", v2)
        .route("/openapi.json", get(openapi::document))
        .route("/", get(async || Redirect::temporary("/openapi.json")))
        .fallback(async || {
            let msg = "there is nothing under this address; see /openapi.json";
            Refusal::from(Fault::new(FaultKind::NOT_FOUND, msg))
        })
        .method_not_allowed_fallback(async || {
            let msg = "this address does not answer to this method; see /openapi.json";
            Refusal::from(Fault::new(FaultKind::METHOD_NOT_ALLOWED, msg))
        })
        .layer(axum::middleware::from_fn(refusal::for_browsers))
        .layer(axum::middleware::from_fn(within_bounds))
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            told::told,
        ))
        .with_state(app)
}

/// Refuses what is no request by the rules of HTTP.
async fn within_bounds(request: Request, next: Next) -> Response {
    if bounds::is_too_long(&request) {
        // As hyper itself answers it.
        return axum::http::StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response();
    }
    if !bounds::names_its_host(&request) {
        let msg = "the request names no host, or several, or one that is none: send one header Host (RFC 9112 section 3.2)";
        return Refusal::from(Fault::new(FaultKind::MALFORMED_REQUEST, msg)).into_response();
    }
    next.run(request).await
}
