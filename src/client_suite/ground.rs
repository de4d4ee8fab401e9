//! The servers of the cases: each case has ports, requests and rules of its own, and those with the same ground share a thread and entries.

use super::{
    error::SuiteError,
    scene::{Ground, On, Scene},
};
use crate::{
    server::{Fault, LdapServer, Matcher, Rule, bind, key, search},
    transcript::Record,
    wire::Request,
};

/// The suffix of every server here that is no domain.
const SUFFIX: &str = "dc=example,dc=org";

/// Where every server is.
const ADDRESS: &str = "127.0.0.1";

/// The people whom every server here has that is no domain.
const PEOPLE: &str = include_str!("people.ldif");

/// What is at the server to which another refers.
const FAR: &str = "dn: ou=far,dc=example,dc=org
objectClass: organizationalUnit
ou: far

dn: uid=fay,ou=far,dc=example,dc=org
objectClass: inetOrgPerson
uid: fay
cn: Fay Farside
sn: Farside
";

/// What the servers of cases share. They serve as long as it is there.
#[derive(Debug, Default)]
pub(super) struct Grounds {
    shared: Vec<(Ground, LdapServer)>,
    far: Option<LdapServer>,
    /// Those that name another server in their entries, each for itself.
    own: Vec<LdapServer>,
}

impl Grounds {
    /// Makes the server of a case, and the one that it refers to, if it does.
    pub(super) fn server(
        &mut self,
        scene: &Scene,
    ) -> Result<(LdapServer, Option<LdapServer>), SuiteError> {
        let refers = |text: &str| text.contains("{other}");
        let by_entries = refers(scene.ground.ldif);
        let elsewhere = match by_entries || scene.rules.iter().any(|rule| refers(rule)) {
            true => Some(self.elsewhere()?),
            false => None,
        };
        let other = elsewhere.as_ref().map_or_else(String::new, address);
        let server = match by_entries {
            true => {
                let own = start(&scene.ground, &other)?;
                let server = own.scope()?;
                self.own.push(own);
                server
            }
            false => self.shared(&scene.ground)?.scope()?,
        };
        if let Some((on, craft)) = scene.craft {
            let matcher: Matcher = match on {
                On::Search => search().that("it has a base", has_base),
                On::Bind => bind(),
            };
            server.inject(matcher, Fault::rewrite(craft)).forever();
        }
        for rule in scene.rules {
            let text = rule.replace("{other}", &other);
            let text = text.replace("{self}", &address(&server));
            let rule: Rule = text.parse().map_err(SuiteError::rule)?;
            server.inject_rule(rule).forever();
        }
        Ok((server, elsewhere))
    }

    fn shared(&mut self, ground: &Ground) -> Result<&LdapServer, SuiteError> {
        let known = self.shared.iter().position(|(own, _)| own == ground);
        let at = match known {
            Some(at) => at,
            None => {
                self.shared.push((*ground, start(ground, "")?));
                self.shared.len() - 1
            }
        };
        Ok(&self.shared[at].1)
    }

    /// A server to which others refer.
    fn elsewhere(&mut self) -> Result<LdapServer, SuiteError> {
        let far = match self.far.take() {
            Some(far) => far,
            None => LdapServer::openldap(SUFFIX)
                .ldif(FAR)
                .without_tls()
                .start()?,
        };
        Ok(self.far.insert(far).scope()?)
    }
}

fn start(ground: &Ground, other: &str) -> Result<LdapServer, SuiteError> {
    let mut builder = match ground.domain {
        true => LdapServer::active_directory("corp.example")
            .set(key::ANONYMOUS, "read")
            .set(key::MAX_VAL_RANGE, 2),
        false => LdapServer::openldap(SUFFIX)
            .ldif(PEOPLE)
            .set(key::WRITERS, "authenticated"),
    };
    if !ground.ldif.is_empty() {
        builder = builder.ldif(ground.ldif.replace("{other}", other));
    }
    if ground.empty_passwords {
        builder = builder.set(key::UNAUTHENTICATED_BIND, "anonymous");
    }
    // Its name is what the URL has, so that a certificate that names it as common name alone names what the client looks for.
    builder = match ground.scenario {
        None => builder.without_tls(),
        Some(scenario) => builder.tls(scenario).host(ADDRESS),
    };
    Ok(builder.start()?)
}

/// Host and port of the plain port.
fn address(server: &LdapServer) -> String {
    let address = server.ldap_address();
    address.map_or_else(String::new, |address| address.to_string())
}

/// Clients that look at the root DSE first are served as ever.
fn has_base(record: &Record) -> bool {
    matches!(&record.request, Request::Search(search) if !search.base.is_empty())
}
