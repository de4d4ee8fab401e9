//! Password expired and password expiring, draft-vchu-ldap-pwd-policy-00: 389 Directory Server and its relatives send them with a bind.

use super::{Response, read};
use crate::{
    client::Error,
    wire::{ber::read::BerError, oid},
};

/// The password has expired, or must be changed after a reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordExpired;

/// The password expires in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordExpiring(pub u64);

impl Response for PasswordExpired {
    const OID: &'static str = oid::PASSWORD_EXPIRED;

    /// The value is always `0` and says nothing.
    fn decode(_: Option<&[u8]>) -> Result<Self, Error> {
        Ok(Self)
    }
}

impl Response for PasswordExpiring {
    const OID: &'static str = oid::PASSWORD_EXPIRING;

    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        read("password expiring", value, |value| {
            std::str::from_utf8(value)
                .ok()
                .and_then(|text| text.trim().parse().ok())
                .map(Self)
                .ok_or(BerError::Value("the number of seconds"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Control;

    #[test]
    fn seconds_are_written_in_digits() {
        let control = |value: &str| {
            [Control::new("2.16.840.1.113730.3.4.5", false).with_value(value.as_bytes())]
        };
        let expiring = PasswordExpiring::find(&control("3600")).unwrap();
        assert_eq!(expiring, Some(PasswordExpiring(3600)));
        assert!(PasswordExpiring::find(&control("soon")).is_err());
        let expired = [Control::new("2.16.840.1.113730.3.4.4", false).with_value(*b"0")];
        assert_eq!(
            PasswordExpired::find(&expired).unwrap(),
            Some(PasswordExpired)
        );
    }
}
