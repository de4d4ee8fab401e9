//! `real:NAME` and `container:NAME` in the place of a URL: a server that is installed here, or one in a container, is started for the one command, and ends
//! with it.

use std::{any::Any, path::PathBuf};

use crate::{client_options::ClientOptions, failure::Failure};

/// A server that was started for the command, and where it is.
pub(crate) struct Running {
    pub(crate) ldap_url: String,
    pub(crate) ldaps_url: String,
    pub(crate) base: String,
    pub(crate) bind_dn: String,
    pub(crate) bind_password: String,
    pub(crate) trust_file: PathBuf,
    /// It ends when this is dropped.
    _server: Box<dyn Any + Send>,
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
    let running = if url.starts_with(REAL) {
        started::installed(url)?
    } else if url.starts_with(CONTAINER) {
        started::contained(url)?
    } else {
        return Ok(None);
    };
    *url = options.stand_in(&running, takes);
    Ok(Some(running))
}

#[cfg(unix)]
pub(crate) use started::{failure, named, started};

#[cfg(unix)]
mod started {
    use ldaplab::real::{Builder, RealError, RealServer};

    use super::{REAL, Running};
    use crate::{
        failure::{Failure, capital},
        output,
    };

    macro_rules! running {
        ($server:expr) => {
            Running {
                ldap_url: $server.ldap_url().to_owned(),
                ldaps_url: $server.ldaps_url().to_owned(),
                base: $server.base().to_owned(),
                bind_dn: $server.bind_dn().to_owned(),
                bind_password: $server.bind_password().to_owned(),
                trust_file: $server.trust_file().to_owned(),
                _server: Box::new($server),
            }
        };
    }

    /// The server that `real:NAME` names.
    pub(crate) fn named(url: &str) -> Result<Builder, Failure> {
        let name = url.strip_prefix(REAL).unwrap_or(url);
        RealServer::named(name).ok_or_else(|| unknown(url, "server", REAL, RealServer::names()))
    }

    /// Starts it; what the program says where it does not start goes to stderr.
    pub(crate) fn started(builder: Builder) -> Result<RealServer, Failure> {
        builder.start().map_err(|error| failure(&error))
    }

    pub(super) fn installed(url: &str) -> Result<Running, Failure> {
        let server = started(named(url)?)?;
        Ok(running!(server))
    }

    #[cfg(feature = "containers")]
    pub(super) fn contained(url: &str) -> Result<Running, Failure> {
        use ldaplab::real::containers::Container;

        use super::CONTAINER;

        let name = url.strip_prefix(CONTAINER).unwrap_or(url);
        let started = Container::start_named(name)
            .ok_or_else(|| unknown(url, "container", CONTAINER, Container::names()))?;
        let container = started.map_err(|error| failure(&error))?;
        Ok(running!(container))
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

    pub(crate) fn failure(error: &RealError) -> Failure {
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

    pub(super) fn installed(url: &str) -> Result<Running, Failure> {
        Err(Failure::usage(
            format!("{url}: servers are started on Unix only"),
            "Give the URL of a server",
        ))
    }

    pub(super) use installed as contained;
}
