//! Password policy, draft-behera-ldap-password-policy-10 section 6: what a bind tells of the account.

use crate::{
    vendor::Vendor,
    wire::{
        Control,
        ber::{tag, write},
        oid,
    },
};

/// Section 6.2, `error`: what keeps the account from more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PolicyError {
    PasswordExpired = 0,
    AccountLocked = 1,
    ChangeAfterReset = 2,
}

/// Section 6.2, `warning`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PolicyWarning {
    /// Seconds.
    BeforeExpiration(u64),
    /// Binds that are left.
    GraceRemaining(u64),
}

/// What the response says; without either it is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PolicyResponse {
    pub(crate) warning: Option<PolicyWarning>,
    pub(crate) error: Option<PolicyError>,
}

/// Whether the client asks for it.
pub(crate) fn requested(vendor: &Vendor, controls: &[Control]) -> bool {
    super::find(vendor, controls, oid::PASSWORD_POLICY).is_some()
}

impl PolicyResponse {
    pub(crate) fn control(self) -> Control {
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let mut value = Vec::new();
        write::constructed(&mut value, tag::SEQUENCE, |out| {
            if let Some(warning) = self.warning {
                write::constructed(out, 0xa0, |out| match warning {
                    PolicyWarning::BeforeExpiration(left) => {
                        write::integer(out, 0x80, number(left));
                    }
                    PolicyWarning::GraceRemaining(left) => write::integer(out, 0x81, number(left)),
                });
            }
            if let Some(error) = self.error {
                write::integer(out, 0x81, error as i64);
            }
        });
        Control::new(oid::PASSWORD_POLICY, false).with_value(value)
    }
}
