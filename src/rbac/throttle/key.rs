//! What failed logins are counted by.

use std::net::{IpAddr, Ipv6Addr};

use crate::settings::Id;

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(in crate::rbac) enum Key {
    /// A login name, folded: whether anybody has it or not.
    Name(String),
    /// A login name from one address: for those whom nobody else could let in again, and whom a stranger must not be able to shut out.
    From(String, IpAddr),
    /// An entry of a directory, which may have many login names.
    Entry(Id, String),
    /// A user on record.
    User(Id),
}

impl Key {
    /// The key of a login name that is tried from an address. Of IPv6 the network counts, for whoever has one address has them all.
    pub(in crate::rbac) fn from(login: &str, address: Option<IpAddr>) -> Self {
        let address = address
            .unwrap_or(Ipv6Addr::UNSPECIFIED.into())
            .to_canonical();
        let network = match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        };
        Self::From(login.to_lowercase(), network)
    }

    pub(in crate::rbac) fn name(login: &str) -> Self {
        Self::Name(login.to_lowercase())
    }

    /// As it stands in the database.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Name(name) => format!("name {name}"),
            Self::From(name, address) => format!("from {address} {name}"),
            Self::Entry(directory, dn) => format!("entry {directory} {dn}"),
            Self::User(id) => format!("user {id}"),
        }
    }

    /// From how it stands there.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(' ')?;
        let two = || rest.split_once(' ');
        Some(match kind {
            "name" => Self::Name(rest.to_owned()),
            "from" => Self::From(two()?.1.to_owned(), two()?.0.parse().ok()?),
            "entry" => Self::Entry(two()?.0.parse().ok()?, two()?.1.to_owned()),
            "user" => Self::User(rest.parse().ok()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_its_network() {
        let key = |text: &str| Key::from("Admin", Some(text.parse().unwrap()));
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2::1"));
        assert_ne!(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
    }

    #[test]
    fn a_key_is_written_and_read() {
        let id: Id = "0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10".parse().unwrap();
        for (key, text) in [
            (Key::name("A b "), "name a b "),
            (
                Key::from("Admin", Some([192, 0, 2, 1].into())),
                "from 192.0.2.1 admin",
            ),
            (
                Key::Entry(id.clone(), "cn=a b".into()),
                "entry 0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10 cn=a b",
            ),
            (Key::User(id), "user 0f7c31f4-1d0a-4c53-9a55-5a2f5d3c8f10"),
        ] {
            assert_eq!(key.text(), text);
            assert_eq!(Key::parse(text), Some(key));
        }
        for none in ["", "name", "from x admin", "user 1", "other x"] {
            assert_eq!(Key::parse(none), None);
        }
    }
}
