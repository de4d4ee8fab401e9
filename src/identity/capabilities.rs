//! What a server says of itself in its root DSE, RFC 4512 section 5.1 and MS-ADTS 3.1.1.3.2.

use crate::{
    client::{Client, Entry, Error, LdapUrl},
    directory::dn::Dn,
    wire::oid,
};

/// What kind of server it is, as far as it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Microsoft's Active Directory.
    ActiveDirectory,
    /// A Samba domain controller.
    Samba,
    /// OpenLDAP's slapd.
    OpenLdap,
    /// 389 Directory Server and its kin.
    Ds389,
    /// Any other.
    Other,
}

impl Kind {
    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::ActiveDirectory => "Active Directory",
            Self::Samba => "Samba AD DC",
            Self::OpenLdap => "OpenLDAP",
            Self::Ds389 => "389 Directory Server",
            Self::Other => "unknown",
        }
    }

    fn of(root_dse: &Entry) -> Self {
        let vendor = root_dse.text("vendorName").unwrap_or("");
        let capable = root_dse.has("supportedCapabilities", oid::CAPABILITY_ACTIVE_DIRECTORY);
        if vendor.contains("Samba") {
            Self::Samba
        } else if capable {
            Self::ActiveDirectory
        } else if root_dse.has("objectClass", "OpenLDAProotDSE") || vendor.contains("OpenLDAP") {
            Self::OpenLdap
        } else if vendor.contains("389 Project") {
            Self::Ds389
        } else {
            Self::Other
        }
    }
}

/// What a server says of itself.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// The kind of server.
    pub kind: Kind,
    /// vendorName and vendorVersion, as far as they are there.
    pub vendor: Option<String>,
    /// The base that the server proposes: defaultNamingContext, else the first of namingContexts that is not the
    /// server's own (`cn=config`, a schema, a log).
    pub default_base: Option<String>,
    /// namingContexts.
    pub naming_contexts: Vec<String>,
    /// supportedCapabilities holds AD's.
    pub active_directory: bool,
    /// The root DSE itself.
    pub root_dse: Entry,
}

impl Capabilities {
    /// Asks the server.
    ///
    /// # Errors
    /// What the search for the root DSE failed with.
    pub async fn read(client: &mut Client) -> Result<Self, Error> {
        Ok(Self::of(client.root_dse().await?))
    }

    /// Those of a server of which nothing is known, for its root DSE cannot be read.
    pub fn unknown() -> Self {
        Self::of(Entry {
            dn: String::new(),
            attributes: Vec::new(),
        })
    }

    /// Reads them from a root DSE that is at hand.
    pub fn of(root_dse: Entry) -> Self {
        let naming_contexts: Vec<String> = root_dse
            .texts("namingContexts")
            .map(str::to_owned)
            .collect();
        let proposed = root_dse.text("defaultNamingContext").map(str::to_owned);
        let default_base = proposed
            .filter(|base| !base.is_empty())
            .or_else(|| naming_contexts.iter().find(|dn| holds_people(dn)).cloned());
        let vendor: Vec<&str> = ["vendorName", "vendorVersion"]
            .into_iter()
            .filter_map(|name| root_dse.text(name))
            .collect();
        Self {
            kind: Kind::of(&root_dse),
            vendor: Some(vendor.join(" ")).filter(|vendor| !vendor.is_empty()),
            default_base,
            naming_contexts,
            active_directory: root_dse
                .has("supportedCapabilities", oid::CAPABILITY_ACTIVE_DIRECTORY),
            root_dse,
        }
    }

    /// Whether the server resolves LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS 3.1.1.3.4.4.3). Others answer it with
    /// an empty success, which looks as if the user were in no group.
    pub fn resolves_in_chain(&self) -> bool {
        self.active_directory
    }

    /// Whether supportedControl holds this OID.
    pub fn supports_control(&self, oid: &str) -> bool {
        self.root_dse.has("supportedControl", oid)
    }
}

/// Naming contexts that servers keep for themselves.
pub(crate) fn holds_people(dn: &str) -> bool {
    let first = Dn::parse(dn).ok().and_then(|dn| dn.rdn());
    let first = first.map_or_else(
        || dn.to_ascii_lowercase(),
        |rdn| rdn.normalized().to_owned(),
    );
    !first.is_empty()
        && !matches!(
            first.as_str(),
            "cn=config"
                | "cn=schema"
                | "cn=configuration"
                | "cn=monitor"
                | "cn=changelog"
                | "cn=accesslog"
                | "o=netscaperoot"
        )
}

/// What Active Directory refers to below each domain holds no people: the zones of its name service and its configuration.
pub(crate) fn may_hold_people(url: &str) -> bool {
    let Ok(url) = url.parse::<LdapUrl>() else {
        return true;
    };
    let first = Dn::parse(url.dn()).ok().and_then(|dn| dn.rdn());
    !first.is_some_and(|rdn| {
        let none = ["dc=domaindnszones", "dc=forestdnszones", "cn=configuration"];
        none.contains(&rdn.normalized())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::request::PartialAttribute;

    fn root_dse(attributes: &[(&str, &[&str])]) -> Capabilities {
        Capabilities::of(Entry {
            dn: String::new(),
            attributes: attributes
                .iter()
                .map(|(name, values)| PartialAttribute {
                    description: (*name).into(),
                    values: values
                        .iter()
                        .map(|value| value.as_bytes().to_vec())
                        .collect(),
                })
                .collect(),
        })
    }

    #[test]
    fn kinds_are_told_apart_by_what_they_publish() {
        let ad: (&str, &[&str]) = (
            "supportedCapabilities",
            &["1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670"],
        );
        let capabilities = root_dse(&[ad]);
        assert_eq!(capabilities.kind, Kind::ActiveDirectory);
        assert!(capabilities.resolves_in_chain());
        let samba: (&str, &[&str]) = ("vendorName", &["Samba Team (https://www.samba.org)"]);
        assert_eq!(root_dse(&[ad, samba]).kind, Kind::Samba);
        let slapd = root_dse(&[("objectClass", &["top", "OpenLDAProotDSE"])]);
        assert_eq!(slapd.kind, Kind::OpenLdap);
        assert!(!slapd.resolves_in_chain());
        assert_eq!(
            root_dse(&[("vendorName", &["389 Project"])]).kind,
            Kind::Ds389
        );
        assert_eq!(root_dse(&[]).kind, Kind::Other);
    }

    #[test]
    fn the_default_base_is_the_servers_own_or_the_first_that_holds_people() {
        let ad = root_dse(&[
            (
                "namingContexts",
                &["CN=Configuration,DC=corp,DC=example", "DC=corp,DC=example"],
            ),
            ("defaultNamingContext", &["DC=corp,DC=example"]),
        ]);
        assert_eq!(ad.default_base.as_deref(), Some("DC=corp,DC=example"));
        let slapd = root_dse(&[("namingContexts", &["cn=accesslog", "dc=example,dc=org"])]);
        assert_eq!(slapd.default_base.as_deref(), Some("dc=example,dc=org"));
        assert_eq!(root_dse(&[]).default_base, None);
    }
}
