//! What a server says of itself in its root DSE, RFC 4512 section 5.1 and MS-ADTS 3.1.1.3.2.

use crate::client::{Client, Entry, Error};

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

/// What a server says of itself.
#[derive(Clone, Debug)]
pub struct Capabilities {
    /// The kind of server.
    pub kind: Kind,
    /// The base that the server proposes: defaultNamingContext, else the first of namingContexts that holds people.
    pub default_base: Option<String>,
    /// namingContexts.
    pub naming_contexts: Vec<String>,
    /// The root DSE itself.
    pub root_dse: Entry,
}

impl Capabilities {
    /// Asks the server.
    ///
    /// # Errors
    /// What the search for the root DSE failed with.
    pub async fn read(client: &mut Client) -> Result<Self, Error> {
        let _ = client;
        todo!()
    }

    /// Whether the server resolves LDAP_MATCHING_RULE_IN_CHAIN (MS-ADTS 3.1.1.3.4.4.3). Others answer it with an empty success.
    pub fn resolves_in_chain(&self) -> bool {
        todo!()
    }
}
