//! Clients that are not ours: OpenLDAP's command-line programs and the ldap3 crate, over ldap, ldaps and StartTLS; and a
//! server that is not ours, slapd, for our client.
//!
//! A test whose program is missing is skipped with a line on stderr; it fails when `LDAPLAB_REQUIRE` names the program.

mod capture;
mod clauses;
#[cfg(feature = "conformance")]
mod client_suite;
mod config;
#[cfg(feature = "conformance")]
mod conformance;
mod controls;
mod faults;
mod filters;
mod ldap3_crate;
mod openldap;
mod operations;
mod password_policy;
mod policies;
mod program;
mod proxy;
#[cfg(feature = "http")]
mod rbac;
mod real;
mod real_server;
mod referrals;
mod sessions;
mod slapd;
mod tls_peers;
mod truth;

use ldaplab::{server::LdapServer, tls::Scenario};

const CORP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ldif/corp.ldif");
const COMPANY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/ldif/company.ldif");
const ADA: &str = "uid=ada,ou=engineering,ou=people,dc=example,dc=org";
const ADA_OF_CORP: &str = "CN=Ada Nightjar,OU=Berlin,OU=People,OU=Corp,DC=example,DC=test";

fn corp(scenario: Scenario) -> LdapServer {
    LdapServer::active_directory("example.test")
        .ldif_file(CORP)
        .tls(scenario)
        .start()
        .unwrap()
}

fn company(scenario: Scenario) -> LdapServer {
    LdapServer::openldap("dc=example,dc=org")
        .ldif_file(COMPANY)
        .tls(scenario)
        .start()
        .unwrap()
}
