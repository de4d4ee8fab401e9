//! Authorization identity, RFC 3829: who a bind made the client, with the bind's answer.

use super::{Response, read};
use crate::{
    client::Error,
    wire::{Control, ber::read, oid},
};

/// Who the client is now: `dn:…`, `u:…`, empty when anonymous.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationIdentity(pub String);

impl AuthorizationIdentity {
    /// The request; it has no value.
    pub fn request(critical: bool) -> Control {
        Control::new(oid::AUTHZ_ID_REQUEST, critical)
    }
}

impl Response for AuthorizationIdentity {
    const OID: &'static str = oid::AUTHZ_ID_RESPONSE;

    /// Some servers leave the value of an anonymous client out.
    fn decode(value: Option<&[u8]>) -> Result<Self, Error> {
        let value = Some(value.unwrap_or_default());
        read("authorization identity", value, |value| {
            read::text(value, "the identity")
        })
        .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_identity_is_the_whole_value() {
        let control =
            |value: &[u8]| [Control::new("2.16.840.1.113730.3.4.15", false).with_value(value)];
        let identity = AuthorizationIdentity::find(&control(b"dn:cn=a")).unwrap();
        assert_eq!(identity, Some(AuthorizationIdentity("dn:cn=a".into())));
        assert!(AuthorizationIdentity::find(&control(b"\xff")).is_err());
        assert_eq!(
            AuthorizationIdentity::request(false).oid,
            "2.16.840.1.113730.3.4.16"
        );
    }
}
