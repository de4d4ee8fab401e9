//! Sessions that are ended: tokens taken back.

use super::{
    Caller, Fault, Permission, Rbac, State,
    power::{Power, may_rule_over},
    store::Session,
    token,
};
use crate::settings::Id;

impl Rbac {
    /// Takes a token back. One's own may everybody, others' whoever may edit users. An unknown one is as good as taken back.
    ///
    /// # Errors
    /// The caller may not, or it could not be stored.
    pub async fn revoke_token(&self, caller: &Caller, token: &str) -> Result<(), Fault> {
        let digest = token::digest_of(token);
        let (caller, service) = (caller.clone(), self.clone());
        self.change(move |state| {
            let Some(holder) = service.holder(&digest)? else {
                return Ok(());
            };
            if holder != caller.user.id {
                rules_over(&service.again(&caller, state)?, state, &holder)?;
            }
            state.sessions.push(Session::End(digest));
            Ok(())
        })
        .await
    }

    /// Takes all tokens of a user back.
    ///
    /// # Errors
    /// The caller may not, or it could not be stored.
    pub async fn revoke_tokens_of(&self, caller: &Caller, user: &Id) -> Result<(), Fault> {
        let others = caller.user.id != *user;
        if others {
            caller.demand(Permission::USERS)?;
        }
        let (user, caller, service) = (user.clone(), caller.clone(), self.clone());
        self.change(move |state| {
            if others {
                rules_over(&service.again(&caller, state)?, state, &user)?;
            }
            state.sessions.push(Session::EndAllOf(user));
            Ok(())
        })
        .await
    }
}

/// What it takes to end the sessions of a user; of one who does not exist any more, the permission alone.
fn rules_over(caller: &Caller, state: &State, user: &Id) -> Result<(), Fault> {
    caller.demand(Permission::USERS)?;
    match state.records.user(user) {
        Some(user) => may_rule_over(caller, &state.records, Power::User(user)),
        None => Ok(()),
    }
}
