//! Who may rule over whom: the one place that says so, for every write.

use super::{Caller, Fault, FaultKind, Permission, Rbac, Records, Role, State, User};

/// What a write gives, takes away or decides.
#[derive(Clone, Copy)]
pub(super) enum Power<'a> {
    /// These permissions, put into a role.
    Permissions(&'a [Permission]),
    /// Roles by number, given to somebody or taken away, changed or removed.
    Roles(&'a [u32]),
    /// A user: who takes away their power, lets them in again or sets their password becomes them.
    User(&'a User),
    /// Everybody who is known through a directory: who chooses the directory chooses who they are.
    Directories,
}

/// Refuses whoever lacks one of the permissions that are ruled over. Nobody gains, and nobody loses, through others what those do not have themselves.
pub(super) fn may_rule_over(
    caller: &Caller,
    records: &Records,
    power: Power<'_>,
) -> Result<(), Fault> {
    let of = |role: &Role, why: &str| {
        let why = format!("which the role {} holds{why}", role.display_name);
        covers(caller, &role.permissions, &why)
    };
    match power {
        Power::Permissions(permissions) => covers(
            caller,
            permissions,
            "and nobody makes a role of permissions that they do not have",
        ),
        Power::Roles(ids) => {
            let mut roles = ids.iter().filter_map(|id| records.role(*id));
            roles.try_for_each(|role| of(role, ""))
        }
        Power::User(user) => {
            let why = format!(" that {} has", user.login);
            records.roles_of(user).try_for_each(|role| of(role, &why))
        }
        Power::Directories => {
            let why = " that imported groups or users of a directory have, and whoever decides which directory is asked, and how, decides who they are";
            records.remote_roles().try_for_each(|role| of(role, why))
        }
    }
}

fn covers(caller: &Caller, permissions: &[Permission], why: &str) -> Result<(), Fault> {
    let meant = Permission::KNOWN.iter().filter(|known| {
        permissions
            .iter()
            .any(|permission| permission.allows(**known))
    });
    for known in meant {
        if !caller.may(*known) {
            let (object_type, action) = known;
            let login = &caller.user().login;
            let msg = format!("{login} lacks the permission {object_type}:{action}:*, {why}");
            return Err(Fault::new(FaultKind::PERMISSION_DENIED, msg));
        }
    }
    Ok(())
}

impl Rbac {
    /// [`Self::change`] by somebody who must have a permission: now, and still when it is their turn to write.
    pub(super) async fn change_as<T: Send + 'static>(
        &self,
        caller: &Caller,
        permission: (&'static str, &'static str),
        change: impl FnOnce(&Caller, &mut State) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        caller.demand(permission)?;
        let (caller, service) = (caller.clone(), self.clone());
        self.change(move |state| {
            let caller = service.again(&caller, state)?;
            caller.demand(permission)?;
            change(&caller, state)
        })
        .await
    }
}
