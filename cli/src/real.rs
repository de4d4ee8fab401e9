//! `real:NAME` in the place of a URL: a server that is installed here is started for the one command, and ends with it.

use crate::{client_options::ClientOptions, failure::Failure};

/// A server that was started for the command.
#[cfg(unix)]
pub(crate) type Running = ldaplab::real::RealServer;
#[cfg(not(unix))]
pub(crate) type Running = std::convert::Infallible;

/// Its base, account and password.
pub(crate) fn account(running: Option<&Running>) -> [Option<String>; 3] {
    #[cfg(unix)]
    let known = |server: &Running| {
        [server.base(), server.bind_dn(), server.bind_password()].map(|text| Some(text.to_owned()))
    };
    #[cfg(not(unix))]
    let known = |nothing: &Running| match *nothing {};
    running.map_or([const { None }; 3], known)
}

/// What `real:NAME` begins with.
const SCHEME: &str = "real:";

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
#[cfg(unix)]
pub(crate) fn begin(
    url: &mut String,
    options: &mut ClientOptions,
    takes: Takes,
) -> Result<Option<Running>, Failure> {
    if !url.starts_with(SCHEME) {
        return Ok(None);
    }
    let server = started(named(url)?)?;
    *url = options.stand_in(&server, takes);
    Ok(Some(server))
}

/// The server that `real:NAME` names.
#[cfg(unix)]
pub(crate) fn named(url: &str) -> Result<ldaplab::real::Builder, Failure> {
    use ldaplab::real::RealServer;

    let name = url.strip_prefix(SCHEME).unwrap_or(url);
    RealServer::named(name).ok_or_else(|| {
        let names: Vec<String> = RealServer::names()
            .map(|name| format!("{SCHEME}{name}"))
            .collect();
        Failure::usage(
            format!("{url} is no server that can be started"),
            format!("There are {}", names.join(", ")),
        )
    })
}

/// Starts it; what the program says where it does not start goes to stderr.
#[cfg(unix)]
pub(crate) fn started(builder: ldaplab::real::Builder) -> Result<Running, Failure> {
    builder.start().map_err(|error| failure(&error))
}

#[cfg(unix)]
pub(crate) fn failure(error: &ldaplab::real::RealError) -> Failure {
    use crate::{failure::capital, output};

    for line in error.said() {
        output::complain(&output::one_line(line));
    }
    Failure::usage(error.cause(), capital(error.cure()))
}

/// Nothing is started where there are no Unix sockets to ask a server over.
#[cfg(not(unix))]
pub(crate) fn begin(
    url: &mut String,
    _: &mut ClientOptions,
    _: Takes,
) -> Result<Option<Running>, Failure> {
    match url.starts_with(SCHEME) {
        true => Err(Failure::usage(
            format!("{url}: servers are started on Unix only"),
            "Give the URL of a server",
        )),
        false => Ok(None),
    }
}
