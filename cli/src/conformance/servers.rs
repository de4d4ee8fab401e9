//! The servers of a run: a URL as it is, or `real:NAME`, `container:NAME` and `mock:PROFILE`, which are started with all that cases need and end with the run.

use std::any::Any;

use ldaplab::{
    client::Options,
    conformance::{Deviations, Place, Target},
    server::LdapServer,
};

use crate::{
    client_options::Purpose,
    failure::Failure,
    real::{self, Running},
};

use super::Conformance;

/// Over TLS.
const TLS: &str = ":tls";

/// What an OpenLDAP that is started for a run has beside its database: controls that cases are about.
const OVERLAYS: &[&str] = &["sssvlv", "ppolicy"];

/// A server to run cases against.
pub(super) struct Server {
    /// As it was named.
    pub(super) name: String,
    pub(super) target: Target,
    /// What is known of it, where it was started here.
    pub(super) known: Deviations,
    /// Keeps the server running.
    _running: Option<Box<dyn Any>>,
}

/// A profile of ours: its name, what makes it, and what it holds.
struct Mock {
    profile: &'static str,
    known: &'static str,
    base: &'static str,
    place: fn(&str) -> Place,
    builder: fn() -> ldaplab::server::Builder,
}

const MOCKS: &[Mock] = &[
    Mock {
        profile: "openldap",
        known: "openldap-profile",
        base: "dc=example,dc=org",
        place: Place::of_directory,
        builder: || LdapServer::openldap("dc=example,dc=org"),
    },
    Mock {
        profile: "active-directory",
        known: "active-directory-profile",
        base: "DC=example,DC=test",
        place: Place::of_domain,
        builder: || LdapServer::active_directory("example.test"),
    },
];

impl Conformance {
    /// The server of a name, which is started where it is none that runs already.
    pub(super) fn server(&self, name: &str) -> Result<Server, Failure> {
        let (bare, tls) = match name.strip_suffix(TLS) {
            Some(bare) if !bare.contains("//") => (bare, true),
            _ => (name, false),
        };
        if let Some(profile) = bare.strip_prefix("mock:") {
            return self.mock(name, profile, tls);
        }
        if let Some(running) = real::start(bare, OVERLAYS)? {
            return self.real(name, running, tls);
        }
        Ok(Server {
            name: name.to_owned(),
            target: self.elsewhere(name)?,
            known: Deviations::default(),
            _running: None,
        })
    }

    fn mock(&self, name: &str, profile: &str, tls: bool) -> Result<Server, Failure> {
        let Some(mock) = MOCKS.iter().find(|own| own.profile == profile) else {
            let names: Vec<String> = MOCKS
                .iter()
                .map(|own| format!("mock:{}", own.profile))
                .collect();
            return Err(Failure::usage(
                format!("{name} is no profile that can be started"),
                format!("There are {}", names.join(", ")),
            ));
        };
        let place = (mock.place)(mock.base);
        let server = (mock.builder)()
            .ldif(place.ldif())
            .start()
            .map_err(|error| {
                Failure::new(
                    format!("{name} does not start: {error}"),
                    "Report it: its content is fixed",
                )
            })?;
        let url = match tls {
            true => server.ldaps_url(),
            false => server.ldap_url(),
        };
        let admin = server.admin();
        let target = place.target(&url, admin.dn(), admin.password());
        let target = self.started(name, target, &server.trust_pem())?;
        Ok(Server {
            name: name.to_owned(),
            target,
            known: Deviations::known(mock.known).unwrap_or_default(),
            _running: Some(Box::new(server)),
        })
    }

    fn real(&self, name: &str, server: Running, tls: bool) -> Result<Server, Failure> {
        let place = match server.kind {
            "samba" => Place::of_domain(&server.base),
            "389ds" => Place::with_aci(&server.base),
            _ => Place::of_directory(&server.base),
        };
        server.load(place.ldif())?;
        let url = match tls {
            true => &server.ldaps_url,
            false => &server.ldap_url,
        };
        let trust = std::fs::read_to_string(&server.trust_file).map_err(|error| {
            Failure::new(
                format!("the certificates of {name} cannot be read: {error}"),
                "See that the folder for temporary files can be read",
            )
        })?;
        let target = place.target(url, &server.bind_dn, &server.bind_password);
        let target = self.started(name, target, &trust)?;
        Ok(Server {
            name: name.to_owned(),
            target,
            known: Deviations::known(server.kind).unwrap_or_default(),
            _running: Some(Box::new(server)),
        })
    }

    /// The target of a server that was started for the run.
    fn started(
        &self,
        name: &str,
        target: Result<Target, ldaplab::client::UrlError>,
        trust: &str,
    ) -> Result<Target, Failure> {
        let wrong = |error: String| Failure::new(format!("{name}: {error}"), "Report it");
        let options = Options::default()
            .trust_pem(trust)
            .map_err(|error| wrong(error.to_string()))?;
        let target = target
            .map_err(|error| wrong(error.to_string()))?
            .options(options);
        Ok(self.timed(target))
    }

    fn elsewhere(&self, url: &str) -> Result<Target, Failure> {
        let wrong = |error| {
            Failure::usage(
                error,
                "Write ldap://HOST[:PORT], ldaps://HOST[:PORT], real:NAME or mock:PROFILE",
            )
        };
        let mut target = Target::new(url)
            .map_err(wrong)?
            .options(self.client.lasting_connection(url, Purpose::Cases)?);
        if let Some((name, password)) = self.client.credentials()? {
            target = target.bind(name, password);
        }
        if let (Some(name), Some(file)) = (&self.second, &self.second_password_file) {
            target = target.second(name, crate::client_options::read_password(file)?);
        }
        if let Some(dn) = &self.scratch {
            target = target.scratch(dn);
        }
        if let Some(base) = &self.client.base {
            target = target.base(base);
        }
        Ok(self.timed(target))
    }

    fn timed(&self, target: Target) -> Target {
        match self.case_timeout {
            Some(time) => target.time(time),
            None => target,
        }
    }
}
