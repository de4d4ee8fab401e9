//! The server through its sockets: literal requests, literal answers, as recorded from slapd 2.5.13 or documented of Windows.

mod advertised;
mod attacks;
mod binds;
mod client_certificates;
mod compares;
mod config;
mod connections;
mod content;
mod disturb;
mod ends;
mod entries;
mod extended;
mod faults;
mod filters;
mod garbage;
mod honoured;
#[cfg(unix)]
mod ldapi;
mod limits;
mod load;
mod loaded;
mod loaded_schema;
mod long;
mod memberships;
mod names;
mod naming;
mod pages;
mod password_policy;
mod passwords_ad;
pub(crate) mod peer;
mod ports;
mod references;
mod schema;
mod schema_files;
mod searches;
mod selections;
mod switches;
mod tls_files;
mod writes_ad;
mod writes_slapd;

use ldaplab::server::{Builder, LdapServer};

/// A domain with the accounts of `fixtures/ldif/corp.ldif`.
fn corp() -> Builder {
    LdapServer::active_directory("example.test").ldif_file("fixtures/ldif/corp.ldif")
}

/// A suffix with two people, two groups and two referral objects, as the recordings have.
fn slapd() -> Builder {
    LdapServer::openldap("dc=example,dc=org")
        .root_password("adminpw")
        .ldif(TREE)
}

const ADMIN: &str = "cn=admin,dc=example,dc=org";
const ALICE: &str = "uid=alice,ou=people,dc=example,dc=org";

const TREE: &str = "\
dn: dc=example,dc=org
objectClass: top
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people

dn: uid=alice,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: alice
cn: Alice Adams
sn: Adams
userPassword: secret

dn: uid=nopw,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: nopw
cn: No Password
sn: Password

dn: ou=groups,dc=example,dc=org
objectClass: organizationalUnit
ou: groups

dn: cn=g1,ou=groups,dc=example,dc=org
objectClass: groupOfNames
cn: g1
member: uid=alice,ou=people,dc=example,dc=org

dn: cn=g2,ou=groups,dc=example,dc=org
objectClass: groupOfNames
cn: g2
member: cn=g1,ou=groups,dc=example,dc=org

dn: ou=refs,dc=example,dc=org
objectClass: organizationalUnit
ou: refs

dn: cn=r1,ou=refs,dc=example,dc=org
objectClass: referral
objectClass: extensibleObject
cn: r1
ref: ldap://other.example.org/dc=other,dc=org

dn: cn=r2,ou=refs,dc=example,dc=org
objectClass: referral
objectClass: extensibleObject
cn: r2
ref: ldap://a.example.org/
ref: ldap://b.example.org/ou=x,dc=b
";
