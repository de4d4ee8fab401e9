//! Imported groups: `v1/groups`.

use axum::{
    Json,
    extract::State,
    http::{HeaderName, StatusCode, header},
};

use super::{
    App,
    body::Shaped,
    caller::Known,
    ds::uuid,
    part::Part,
    refusal::Refusal,
    shape::{GroupAnswer, GroupChangeBody, NewGroupBody},
};
use crate::rbac::{Fault, FaultKind, NewGroup, Permission};

/// 201 with the address of what was made.
pub(super) type Created<T> = (StatusCode, [(HeaderName, String); 1], Json<T>);

pub(super) fn created<T>(address: String, body: T) -> Created<T> {
    (
        StatusCode::CREATED,
        [(header::LOCATION, address)],
        Json(body),
    )
}

pub(super) async fn all(
    State(app): State<App>,
    Known(caller): Known,
) -> Result<Json<Vec<GroupAnswer>>, Refusal> {
    caller.demand(Permission::GROUPS)?;
    let records = app.rbac.state().records;
    let groups = records.groups().iter();
    Ok(Json(
        groups
            .map(|group| GroupAnswer::of(&records, group))
            .collect(),
    ))
}

pub(super) async fn one(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
) -> Result<Json<GroupAnswer>, Refusal> {
    caller.demand(Permission::GROUPS)?;
    let id = uuid(&id)?;
    let records = app.rbac.state().records;
    let group = records.group(&id);
    let group =
        group.ok_or_else(|| Fault::new(FaultKind::NOT_FOUND, format!("there is no group {id}")))?;
    Ok(Json(GroupAnswer::of(&records, group)))
}

pub(super) async fn import(
    State(app): State<App>,
    Known(caller): Known,
    Shaped(body): Shaped<NewGroupBody>,
) -> Result<Created<GroupAnswer>, Refusal> {
    let new = NewGroup {
        login: body.login,
        role_ids: body.role_ids,
        display_name: body.display_name,
        directory: body.identity_provider_id,
        validate: body.validate.unwrap_or(true),
    };
    let group = app.rbac.import_group(&caller, new).await?;
    let records = app.rbac.state().records;
    let address = format!("/rbac-api/v1/groups/{}", group.id);
    Ok(created(address, GroupAnswer::of(&records, &group)))
}

pub(super) async fn change(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
    Shaped(body): Shaped<GroupChangeBody>,
) -> Result<Json<GroupAnswer>, Refusal> {
    let changed = app
        .rbac
        .change_group(&caller, uuid(&id)?, body.display_name, body.role_ids);
    let group = changed.await?;
    Ok(Json(GroupAnswer::of(&app.rbac.state().records, &group)))
}

pub(super) async fn delete(
    State(app): State<App>,
    Known(caller): Known,
    Part(id): Part,
) -> Result<StatusCode, Refusal> {
    app.rbac.delete_group(&caller, uuid(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
