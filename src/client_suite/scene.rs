//! The server of a case, as data.

use super::{craft::Craft, error::SuiteError};
use crate::{
    server::{Fault, LdapServer, Matcher, Rule, bind, key, search},
    tls::Scenario,
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

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    Plain,
    Ldaps,
    StartTls,
}

/// The requests on whose answers a craft works.
#[derive(Clone, Copy, Debug)]
pub(super) enum On {
    /// Every search below the root DSE.
    Search,
    /// Every bind.
    Bind,
}

/// A server to be. In its texts `{other}` stands for the host and port of another server, to which it refers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scene {
    domain: bool,
    ldif: &'static str,
    rules: &'static [&'static str],
    craft: Option<(On, Craft)>,
    pub(super) over: Over,
    scenario: Scenario,
    empty_passwords: bool,
    ranges: bool,
}

impl Scene {
    /// An OpenLDAP with five people, over plain LDAP; everybody may read.
    pub(super) const ORDINARY: Self = Self {
        domain: false,
        ldif: "",
        rules: &[],
        craft: None,
        over: Over::Plain,
        scenario: Scenario::TRUSTED,
        empty_passwords: false,
        ranges: false,
    };

    /// A domain whose server gives at most two values of an attribute at a time.
    pub(super) const RANGES: Self = Self {
        domain: true,
        ranges: true,
        ..Self::ORDINARY
    };

    /// With more entries.
    pub(super) const fn ldif(mut self, ldif: &'static str) -> Self {
        self.ldif = ldif;
        self
    }

    /// With rules of what goes wrong, as `--fault` takes them.
    pub(super) const fn rules(mut self, rules: &'static [&'static str]) -> Self {
        self.rules = rules;
        self
    }

    /// With answers that a function changes, before what the rules do.
    pub(super) const fn craft(mut self, on: On, craft: Craft) -> Self {
        self.craft = Some((on, craft));
        self
    }

    /// Over TLS, with this certificate.
    pub(super) const fn over(mut self, over: Over, scenario: Scenario) -> Self {
        self.over = over;
        self.scenario = scenario;
        self
    }

    /// A bind with a name and no password succeeds, as anonymous.
    pub(super) const fn empty_passwords(mut self) -> Self {
        self.empty_passwords = true;
        self
    }

    /// Starts the server, and the one that it refers to, if it does.
    pub(super) fn start(&self) -> Result<(LdapServer, Option<LdapServer>), SuiteError> {
        let refers = |text: &str| text.contains("{other}");
        let elsewhere = match refers(self.ldif) || self.rules.iter().any(|rule| refers(rule)) {
            true => Some(
                LdapServer::openldap(SUFFIX)
                    .ldif(FAR)
                    .without_tls()
                    .start()?,
            ),
            false => None,
        };
        let other = elsewhere.as_ref().and_then(LdapServer::ldap_address);
        let other = other.map_or_else(String::new, |address| address.to_string());
        let mut builder = match self.domain {
            true => LdapServer::active_directory("corp.example").set(key::ANONYMOUS, "read"),
            false => LdapServer::openldap(SUFFIX)
                .ldif(PEOPLE)
                .set(key::WRITERS, "authenticated"),
        };
        if !self.ldif.is_empty() {
            builder = builder.ldif(self.ldif.replace("{other}", &other));
        }
        if self.ranges {
            builder = builder.set(key::MAX_VAL_RANGE, 2);
        }
        if self.empty_passwords {
            builder = builder.set(key::UNAUTHENTICATED_BIND, "anonymous");
        }
        // Its name is what the URL has, so that a certificate that names it as common name alone names what the client looks for.
        builder = match self.over {
            Over::Plain => builder.without_tls(),
            Over::Ldaps => builder.tls(self.scenario).host(ADDRESS).secure_only(),
            Over::StartTls => builder.tls(self.scenario).host(ADDRESS).plain_only(),
        };
        let server = builder.start()?;
        if let Some((on, craft)) = self.craft {
            let matcher: Matcher = match on {
                On::Search => search().that("it has a base", has_base),
                On::Bind => bind(),
            };
            server.inject(matcher, Fault::rewrite(craft)).forever();
        }
        let own = server.ldap_address().or(server.ldaps_address());
        let own = own.map_or_else(String::new, |address| address.to_string());
        for rule in self.rules {
            let text = rule.replace("{other}", &other).replace("{self}", &own);
            let rule: Rule = text.parse().map_err(SuiteError::rule)?;
            server.inject_rule(rule).forever();
        }
        Ok((server, elsewhere))
    }
}

/// Clients that look at the root DSE first are served as ever.
fn has_base(record: &crate::transcript::Record) -> bool {
    matches!(&record.request, crate::wire::Request::Search(search) if !search.base.is_empty())
}
