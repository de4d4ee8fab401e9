//! Password policy, draft-behera-ldap-password-policy-10.

use super::{Response, read};
use crate::{
    client::Error,
    wire::{
        Control,
        ber::read::{self, Reader},
        oid,
    },
};

/// What a server says of the state of a password; comes with a bind, and with changes of passwords.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PasswordPolicy {
    /// Seconds until the password expires.
    pub expires_in: Option<i64>,
    /// Binds that the expired password still allows.
    pub grace_binds: Option<i64>,
    /// What is wrong.
    pub error: Option<PasswordPolicyError>,
}

/// What is wrong with a password or its change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PasswordPolicyError {
    /// The password has expired.
    PasswordExpired,
    /// The account is locked.
    AccountLocked,
    /// The password must be changed before anything else.
    ChangeAfterReset,
    /// The user may not change the password.
    ModificationNotAllowed,
    /// The old password must be given with the new.
    MustSupplyOldPassword,
    /// The server cannot judge the new password, or it is too weak.
    InsufficientQuality,
    /// The new password is too short.
    TooShort,
    /// The password was changed too lately.
    TooYoung,
    /// The new password was used before.
    InHistory,
    /// Another number.
    Other(i64),
}

impl From<i64> for PasswordPolicyError {
    fn from(number: i64) -> Self {
        match number {
            0 => Self::PasswordExpired,
            1 => Self::AccountLocked,
            2 => Self::ChangeAfterReset,
            3 => Self::ModificationNotAllowed,
            4 => Self::MustSupplyOldPassword,
            5 => Self::InsufficientQuality,
            6 => Self::TooShort,
            7 => Self::TooYoung,
            8 => Self::InHistory,
            other => Self::Other(other),
        }
    }
}

impl PasswordPolicy {
    /// The request; it has no value.
    pub fn request(critical: bool) -> Control {
        Control::new(oid::PASSWORD_POLICY, critical)
    }
}

impl Response for PasswordPolicy {
    const OID: &'static str = oid::PASSWORD_POLICY;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("password policy", value, |value| {
            let mut inner = Reader::new(value).sequence("it")?;
            let mut policy = Self::default();
            if let Some(warning) = inner.optional(0xa0)? {
                let warning = Reader::new(warning).element()?;
                let number = Some(read::integer(warning.content, "the warning")?);
                match warning.tag {
                    0x80 => policy.expires_in = number,
                    0x81 => policy.grace_binds = number,
                    _ => {}
                }
            }
            if let Some(error) = inner.optional(0x81)? {
                policy.error = Some(read::integer(error, "the error")?.into());
            }
            Ok(policy)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(value: &[u8]) -> PasswordPolicy {
        let control = Control::new("1.3.6.1.4.1.42.2.27.8.5.1", false).with_value(value);
        PasswordPolicy::find(&[control]).unwrap().unwrap()
    }

    #[test]
    fn warnings_and_errors_are_read() {
        assert_eq!(policy(b"\x30\x00"), PasswordPolicy::default());
        assert_eq!(
            policy(b"\x30\x06\xa0\x04\x80\x02\x01\x00").expires_in,
            Some(256)
        );
        let grace = policy(b"\x30\x08\xa0\x03\x81\x01\x02\x81\x01\x00");
        assert_eq!(grace.grace_binds, Some(2));
        assert_eq!(grace.error, Some(PasswordPolicyError::PasswordExpired));
        assert_eq!(
            policy(b"\x30\x03\x81\x01\x08").error,
            Some(PasswordPolicyError::InHistory)
        );
        assert_eq!(
            policy(b"\x30\x03\x81\x01\x2a").error,
            Some(PasswordPolicyError::Other(42))
        );
    }

    #[test]
    fn rubbish_is_refused() {
        for value in [&b""[..], b"\x30\x01", b"\x30\x02\xa0\x00"] {
            assert!(PasswordPolicy::decode(Some(value)).is_err(), "{value:02x?}");
        }
        assert!(PasswordPolicy::decode(None).is_err());
    }
}
