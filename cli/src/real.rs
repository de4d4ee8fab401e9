//! `real:NAME` and `container:NAME` in the place of a URL: a server that is installed here, or one in a container, is started for the one command, and ends
//! with it.

use std::path::PathBuf;

use crate::{client_options::ClientOptions, failure::Failure};

/// A server that was started for the command, and where it is.
pub(crate) struct Running {
    pub(crate) ldap_url: String,
    pub(crate) ldaps_url: String,
    pub(crate) base: String,
    pub(crate) bind_dn: String,
    pub(crate) bind_password: String,
    pub(crate) trust_file: PathBuf,
    /// What deviations are known by: `slapd`, `samba` or `389ds`.
    pub(crate) kind: &'static str,
    /// Adds entries. The server ends when this is dropped.
    load: Box<dyn Fn(&str) -> Result<(), Failure> + Send>,
}

impl Running {
    /// Adds the entries of an LDIF text.
    pub(crate) fn load(&self, ldif: &str) -> Result<(), Failure> {
        (self.load)(ldif)
    }
}

/// Its base, account and password.
pub(crate) fn account(running: Option<&Running>) -> [Option<String>; 3] {
    let known = |server: &Running| {
        [&server.base, &server.bind_dn, &server.bind_password].map(|text| Some(text.clone()))
    };
    running.map_or([const { None }; 3], known)
}

/// What `real:NAME` begins with, and `container:NAME`.
const REAL: &str = "real:";
const CONTAINER: &str = "container:";

/// What a command does not take, and so is not given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Name and password, and a base.
    Everything,
    /// Name and password: the entry is named otherwise.
    NoBase,
    /// Neither: its clients bring them.
    TrustAlone,
}

/// Starts the server that the URL names, if it names one, and writes the server's URL in its place, and its base, account and certificates into the
/// options where the user gave none. It runs as long as what is returned.
pub(crate) fn begin(
    url: &mut String,
    options: &mut ClientOptions,
    takes: Takes,
) -> Result<Option<Running>, Failure> {
    let Some(running) = start(url, &[])? else {
        return Ok(None);
    };
    *url = options.stand_in(&running, takes);
    Ok(Some(running))
}

/// Starts the server that a name such as `real:slapd` names, if it names one; an OpenLDAP that is installed with these overlays.
pub(crate) fn start(name: &str, overlays: &[&str]) -> Result<Option<Running>, Failure> {
    if name.starts_with(REAL) {
        return started::installed(name, overlays).map(Some);
    }
    match name.starts_with(CONTAINER) {
        true => started::contained(name).map(Some),
        false => Ok(None),
    }
}

#[cfg(unix)]
mod started {
    use ldaplab::real::{RealError, RealServer};

    use super::{REAL, Running};
    use crate::{
        failure::{Failure, capital},
        output,
    };

    macro_rules! running {
        ($server:expr, $kind:expr) => {
            Running {
                kind: $kind,
                ldap_url: $server.ldap_url().to_owned(),
                ldaps_url: $server.ldaps_url().to_owned(),
                base: $server.base().to_owned(),
                bind_dn: $server.bind_dn().to_owned(),
                bind_password: $server.bind_password().to_owned(),
                trust_file: $server.trust_file().to_owned(),
                load: Box::new(move |ldif| $server.load(ldif).map_err(|error| failure(&error))),
            }
        };
    }

    pub(super) fn installed(url: &str, overlays: &[&str]) -> Result<Running, Failure> {
        let name = url.strip_prefix(REAL).unwrap_or(url);
        let builder = RealServer::named(name)
            .ok_or_else(|| unknown(url, "server", REAL, RealServer::names()))?;
        let builder = match name {
            "slapd" => overlays
                .iter()
                .fold(builder, |builder, own| builder.overlay(*own)),
            _ => builder,
        };
        let server = builder.start().map_err(|error| failure(&error))?;
        let kind = server.name();
        Ok(running!(server, kind))
    }

    #[cfg(feature = "containers")]
    pub(super) fn contained(url: &str) -> Result<Running, Failure> {
        use ldaplab::real::containers::Container;

        use super::CONTAINER;

        let name = url.strip_prefix(CONTAINER).unwrap_or(url);
        let started = Container::start_named(name)
            .ok_or_else(|| unknown(url, "container", CONTAINER, Container::names()))?;
        let container = started.map_err(|error| failure(&error))?;
        let kind = container.name();
        Ok(running!(container, kind))
    }

    #[cfg(not(feature = "containers"))]
    pub(super) fn contained(url: &str) -> Result<Running, Failure> {
        Err(Failure::usage(
            format!(
                "{url} is a container, and this ldaplab was built without the feature `containers`"
            ),
            "Build it with `cargo build --release -p ldaplab-cli --features containers`, or name an installed server, such as real:slapd",
        ))
    }

    fn unknown<'a>(
        url: &str,
        what: &str,
        scheme: &str,
        names: impl Iterator<Item = &'a str>,
    ) -> Failure {
        let names: Vec<String> = names.map(|name| format!("{scheme}{name}")).collect();
        Failure::usage(
            format!("{url} is no {what} that can be started"),
            format!("There are {}", names.join(", ")),
        )
    }

    fn failure(error: &RealError) -> Failure {
        for line in error.said() {
            output::complain(&output::one_line(line));
        }
        Failure::usage(error.cause(), capital(error.cure()))
    }
}

/// Nothing is started where there are no Unix sockets to ask a server over.
#[cfg(not(unix))]
mod started {
    use super::Running;
    use crate::failure::Failure;

    pub(super) fn installed(url: &str, _: &[&str]) -> Result<Running, Failure> {
        contained(url)
    }

    pub(super) fn contained(url: &str) -> Result<Running, Failure> {
        Err(Failure::usage(
            format!("{url}: servers are started on Unix only"),
            "Give the URL of a server",
        ))
    }
}
