//! A bind that hears what the server has to say of the password.

use super::{
    Client, Error,
    bind::{empty_password, simple},
    controls::{PasswordExpired, PasswordExpiring, PasswordPolicy, PasswordPolicyError, Response},
};
use crate::{diagnosis::Code, wire::Control};

/// What a server said of the password when it took it: by the password policy control (draft-behera-ldap-password-policy-10) or those of
/// draft-vchu-ldap-pwd-policy-00. Servers that have neither say nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bound {
    /// Seconds until the password expires.
    pub expires_in: Option<i64>,
    /// Binds that the expired password still allows.
    pub grace_binds: Option<i64>,
}

impl Bound {
    /// One sentence for people; `None` where nothing was said.
    pub fn warning(&self) -> Option<String> {
        const DAY: i64 = 24 * 60 * 60;
        if let Some(binds) = self.grace_binds {
            let left = match binds {
                0 => "this bind was the last".to_owned(),
                1 => "1 more bind is left, and each uses one up".to_owned(),
                _ => format!("{binds} more binds are left, and each uses one up"),
            };
            return Some(format!(
                "The password has expired, and the server takes it for a few binds only: {left}. Change it now."
            ));
        }
        self.expires_in.map(|seconds| match seconds / DAY {
            0 => format!("The password expires in {seconds} seconds: change it now."),
            1 => "The password expires in 1 day: change it in time.".to_owned(),
            days => format!("The password expires in {days} days: change it in time."),
        })
    }
}

impl Client {
    /// [`Self::simple_bind`] that asks for the state of the password and hears the answer (draft-behera-ldap-password-policy-10): a locked
    /// account, an expired password and one that has to be changed first have codes of their own.
    ///
    /// # Errors
    /// As there. Also where the server takes the password and says that it must be changed before anything else: it refuses all other operations then.
    pub async fn bind_and_hear(&mut self, name: &str, password: &str) -> Result<Bound, Error> {
        if password.is_empty() {
            return Err(empty_password(name));
        }
        let ask = [PasswordPolicy::request(false)];
        let answer = self.bind_with(name, simple(password), &ask).await;
        let answer = answer.map_err(refused)?;
        let said = Said::of(&answer.controls);
        if said.must_change() {
            let detail = "the server took the password, and its password policy says that it must be changed first";
            return Err(Error::of(Code::BIND_MUST_CHANGE_PASSWORD, detail)
                .of_message(answer.id)
                .with_controls(answer.controls));
        }
        Ok(Bound {
            expires_in: said.expires_in,
            grace_binds: said.grace_binds,
        })
    }
}

/// All that the controls of an answer say of the password. One whose value cannot be read says nothing.
#[derive(Default)]
struct Said {
    expires_in: Option<i64>,
    grace_binds: Option<i64>,
    error: Option<PasswordPolicyError>,
    expired: bool,
}

impl Said {
    fn of(controls: &[Control]) -> Self {
        let policy = PasswordPolicy::find(controls).ok().flatten();
        let policy = policy.unwrap_or_default();
        let expiring = PasswordExpiring::find(controls).ok().flatten();
        let expiring = expiring.and_then(|expiring| i64::try_from(expiring.0).ok());
        Self {
            expires_in: policy.expires_in.or(expiring),
            grace_binds: policy.grace_binds,
            error: policy.error,
            expired: PasswordExpired::find(controls).ok().flatten().is_some(),
        }
    }

    /// For a bind that succeeded. 389 Directory Server says by the older control alone that a password was reset.
    fn must_change(&self) -> bool {
        let reset = self.error == Some(PasswordPolicyError::ChangeAfterReset);
        reset || self.expired && self.error.is_none() && self.grace_binds.is_none()
    }
}

/// The refusal under the code of what the policy says, where it says more than the result.
fn refused(error: Error) -> Error {
    let said = Said::of(error.controls());
    let (code, words) = match said.error {
        Some(PasswordPolicyError::AccountLocked) => {
            (Code::BIND_ACCOUNT_LOCKED, "the account is locked")
        }
        Some(PasswordPolicyError::PasswordExpired) => {
            (Code::BIND_PASSWORD_EXPIRED, "the password has expired")
        }
        Some(PasswordPolicyError::ChangeAfterReset) => (
            Code::BIND_MUST_CHANGE_PASSWORD,
            "the password must be changed first",
        ),
        None if said.expired => (Code::BIND_PASSWORD_EXPIRED, "the password has expired"),
        _ => return error,
    };
    let detail = format!("{}, and its password policy says: {words}", error.detail());
    error.recoded(code).with_detail(detail)
}
