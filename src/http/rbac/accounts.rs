//! Users and roles: `v1/users`, `v1/roles`.

use axum::{Json, extract::State, http::StatusCode};

use super::{
    App,
    body::Shaped,
    caller::Known,
    ds::uuid,
    groups::{Created, created},
    part::Part,
    refusal::Refusal,
    shape::{NewUserBody, RoleAnswer, RoleBody, UserAnswer, UserChangeBody},
};
use crate::rbac::{Fault, FaultKind, NewUser, Permission, Role, UserChange};

pub(super) async fn users(
    State(app): State<App>,
    Known(caller): Known,
) -> Result<Json<Vec<UserAnswer>>, Refusal> {
    caller.demand(Permission::USERS)?;
    let records = app.rbac.state().records;
    let users = records.users().iter();
    Ok(Json(
        users.map(|user| UserAnswer::of(&records, user)).collect(),
    ))
}

pub(super) async fn current_user(State(app): State<App>, Known(caller): Known) -> Json<UserAnswer> {
    Json(UserAnswer::of(&app.rbac.state().records, caller.user()))
}

/// Everybody sees themselves.
pub(super) async fn user(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
) -> Result<Json<UserAnswer>, Refusal> {
    let id = uuid(&id)?;
    if caller.user().id != id {
        caller.demand(Permission::USERS)?;
    }
    let records = app.rbac.state().records;
    let user = records.user(&id).ok_or_else(|| nothing("user", &id))?;
    Ok(Json(UserAnswer::of(&records, user)))
}

pub(super) async fn create_user(
    State(app): State<App>,
    Known(caller): Known,
    Shaped(body): Shaped<NewUserBody>,
) -> Result<Created<UserAnswer>, Refusal> {
    let new = NewUser {
        login: body.login,
        display_name: body.display_name,
        email: body.email,
        role_ids: body.role_ids,
        password: body.password,
    };
    let user = app.rbac.create_user(&caller, new).await?;
    let address = format!("/rbac-api/v1/users/{}", user.id);
    Ok(created(
        address,
        UserAnswer::of(&app.rbac.state().records, &user),
    ))
}

pub(super) async fn change_user(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
    Shaped(body): Shaped<UserChangeBody>,
) -> Result<Json<UserAnswer>, Refusal> {
    let to = UserChange {
        display_name: body.display_name,
        email: body.email,
        role_ids: body.role_ids,
        is_revoked: body.is_revoked,
        password: body.password,
    };
    let user = app.rbac.change_user(&caller, uuid(&id)?, to).await?;
    Ok(Json(UserAnswer::of(&app.rbac.state().records, &user)))
}

pub(super) async fn delete_user(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
) -> Result<StatusCode, Refusal> {
    app.rbac.delete_user(&caller, uuid(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn roles(
    State(app): State<App>,
    Known(caller): Known,
) -> Result<Json<Vec<RoleAnswer>>, Refusal> {
    caller.demand(Permission::ROLES)?;
    let records = app.rbac.state().records;
    let roles = records.roles().iter();
    Ok(Json(
        roles.map(|role| RoleAnswer::of(&records, role)).collect(),
    ))
}

pub(super) async fn role(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
) -> Result<Json<RoleAnswer>, Refusal> {
    caller.demand(Permission::ROLES)?;
    let id = number(&id)?;
    let records = app.rbac.state().records;
    let role = records.role(id).ok_or_else(|| nothing("role", id))?;
    Ok(Json(RoleAnswer::of(&records, role)))
}

fn role_of(id: u32, body: RoleBody) -> Role {
    Role {
        id,
        display_name: body.display_name,
        description: body.description,
        permissions: body.permissions,
    }
}

pub(super) async fn create_role(
    State(app): State<App>,
    Known(caller): Known,
    Shaped(body): Shaped<RoleBody>,
) -> Result<Created<RoleAnswer>, Refusal> {
    let role = app.rbac.create_role(&caller, role_of(0, body)).await?;
    let address = format!("/rbac-api/v1/roles/{}", role.id);
    Ok(created(
        address,
        RoleAnswer::of(&app.rbac.state().records, &role),
    ))
}

pub(super) async fn change_role(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
    Shaped(body): Shaped<RoleBody>,
) -> Result<Json<RoleAnswer>, Refusal> {
    let role = role_of(number(&id)?, body);
    let role = app.rbac.change_role(&caller, role).await?;
    Ok(Json(RoleAnswer::of(&app.rbac.state().records, &role)))
}

pub(super) async fn delete_role(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
) -> Result<StatusCode, Refusal> {
    app.rbac.delete_role(&caller, number(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn number(text: &str) -> Result<u32, Fault> {
    text.parse().map_err(|_| nothing("role", text))
}

fn nothing(what: &str, id: impl std::fmt::Display) -> Fault {
    Fault::new(FaultKind::NOT_FOUND, format!("there is no {what} {id}"))
}
