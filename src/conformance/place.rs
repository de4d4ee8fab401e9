//! What a server holds for a run: an entry below which cases may write, and somebody with fewer rights.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::target::Target;
use crate::client::UrlError;

/// The password of the second identity: three kinds of characters, as a domain demands.
const PASSWORD: &str = "Second-0ne";

/// Entries to load into a server that is made for a run, and their names.
///
/// ```
/// use ldaplab::{LdapServer, conformance::{self, Place, Selection}};
///
/// let place = Place::of_directory("dc=example,dc=org");
/// let server = LdapServer::openldap("dc=example,dc=org").ldif(place.ldif()).start()?;
/// let target = place.target(&server.ldap_url(), server.admin().dn(), server.admin().password())?;
/// conformance::run(&target, &Selection::all().section("rfc4511/4.8")).assert_conforms();
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Place {
    ldif: String,
    scratch: String,
    second: String,
}

impl Place {
    /// Below the base of a directory with the RFCs' schema; the entry of the base is not among them.
    #[must_use]
    pub fn of_directory(base: &str) -> Self {
        let ldif = format!(
            "dn: ou=scratch,{base}\nobjectClass: organizationalUnit\nou: scratch\n\n\
             dn: cn=second,{base}\nobjectClass: person\ncn: second\nsn: second\nuserPassword: {PASSWORD}\n\n"
        );
        Self {
            ldif,
            scratch: format!("ou=scratch,{base}"),
            second: format!("cn=second,{base}"),
        }
    }

    /// The same, where nobody may read what no `aci` allows, as in 389 Directory Server: everybody may read below the scratch place.
    #[must_use]
    pub fn with_aci(base: &str) -> Self {
        let mut place = Self::of_directory(base);
        let aci = "aci: (targetattr != \"userPassword\")(version 3.0; acl \"all may read\"; allow (read, search, compare) userdn = \"ldap:///anyone\";)";
        place.ldif = place
            .ldif
            .replacen("\nou: scratch\n", &format!("\nou: scratch\n{aci}\n"), 1);
        place
    }

    /// In an Active Directory domain.
    #[must_use]
    pub fn of_domain(base: &str) -> Self {
        let quoted = format!("\"{PASSWORD}\"");
        let octets: Vec<u8> = quoted.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let password = BASE64_STANDARD.encode(octets);
        let second = format!("CN=second,CN=Users,{base}");
        let ldif = format!(
            "dn: OU=scratch,{base}\nobjectClass: organizationalUnit\nou: scratch\n\n\
             dn: {second}\nobjectClass: user\ncn: second\nsAMAccountName: second\nuserAccountControl: 512\nunicodePwd:: {password}\n\n"
        );
        Self {
            ldif,
            scratch: format!("OU=scratch,{base}"),
            second,
        }
    }

    /// The entries, as LDIF.
    #[must_use]
    pub fn ldif(&self) -> &str {
        &self.ldif
    }

    /// A server that holds them, asked as somebody who may do everything.
    ///
    /// # Errors
    ///
    /// [`UrlError`] where the text is no LDAP URL.
    pub fn target(&self, url: &str, name: &str, password: &str) -> Result<Target, UrlError> {
        Ok(Target::new(url)?
            .bind(name, password)
            .second(&self.second, PASSWORD)
            .scratch(&self.scratch))
    }
}
