//! The stages, in order; each consumes the product of the one before.

use std::net::SocketAddr;

use tokio::net::TcpStream;

use super::{
    ConnectionTest, addresses,
    binds::{hear, look_closer, suggest},
    course::Course,
    others::Others,
};
use crate::{
    client::{
        Client, Entry, Error, LdapUrl, Options, Scheme, deadline::Deadline, socket, transport,
    },
    diagnosis::{Code, Stage},
    identity::Capabilities,
    wire::ResultCode,
};

impl ConnectionTest {
    /// All stages; an error belongs to the stage that the course is in.
    pub(super) async fn stages(
        &self,
        course: &mut Course,
        deadline: Deadline,
    ) -> Result<(), Error> {
        let mut client = self.secure(course, deadline).await?;
        self.bind(course, &mut client).await?;
        let capabilities = self.root_dse(course, &mut client).await?;
        let bases = self.bases(course, &mut client, &capabilities).await?;
        let Some(login) = &self.login else {
            for stage in [Stage::FindUser, Stage::BindAsUser, Stage::Groups] {
                course.skip(stage, "no login name was given");
            }
            client.unbind().await;
            return Ok(());
        };
        let user = self
            .find_user(course, &mut client, &capabilities, &bases.users, login)
            .await?;
        self.bind_as_user(course, &mut client, &user).await?;
        self.groups(course, &mut client, &capabilities, &bases.groups, &user)
            .await?;
        client.unbind().await;
        Ok(())
    }

    /// Resolve, connect, secure.
    async fn secure(&self, course: &mut Course, deadline: Deadline) -> Result<Client, Error> {
        let (url, options) = (&self.plan.url, &self.plan.options);
        let (tap, address, others) = reach(course, url, options, deadline).await?;
        let plain = url.scheme() == Scheme::Ldap && !options.start_tls;
        if plain && url.socket().is_some() {
            course.skip(
                Stage::Secure,
                "a socket in the file system, StartTLS was not asked for",
            );
            return Client::over(tap, address, url, options, deadline).await;
        }
        if plain {
            course.skip(Stage::Secure, "plain ldap://, StartTLS was not asked for");
            course.warn(
                "The connection is not protected: names and passwords can be read on the way.",
            );
            return Client::over(tap, address, url, options, deadline).await;
        }
        course.begin(Stage::Secure)?;
        let how = if options.start_tls { "StartTLS" } else { "TLS" };
        course.note("by", how);
        let others = Others::begin(others, url, options, deadline);
        let outcome = Client::over(tap, address, url, options, deadline).await;
        let client = others.end(course, address, outcome).await?;
        if let Some(peer) = client.peer() {
            course.notes(&peer.describe());
            for problem in &peer.problems {
                course.note("problem", problem.to_string());
            }
            if let Some(weakness) = options.tls.weakness() {
                course.warn(weakness);
            }
            if let Some(note) = options.tls.trust.note() {
                course.warn(note);
            }
        }
        course.pass();
        Ok(client)
    }

    async fn bind(&self, course: &mut Course, client: &mut Client) -> Result<(), Error> {
        course.begin(Stage::Bind)?;
        match &self.plan.bind {
            Some((name, password)) => {
                course.note("name", name);
                match client.bind_and_hear(name, password).await {
                    Ok(bound) => hear(course, &bound),
                    Err(error) => {
                        suggest(course, client, name, &error).await;
                        return Err(error);
                    }
                }
            }
            None => {
                course.note("name", "anonymous");
                client.anonymous_bind().await.map_err(no_strangers)?;
            }
        }
        course.pass();
        Ok(())
    }

    async fn bind_as_user(
        &self,
        course: &mut Course,
        service: &mut Client,
        user: &Entry,
    ) -> Result<(), Error> {
        let Some(password) = &self.password else {
            course.skip(Stage::BindAsUser, "no password of the user was given");
            return Ok(());
        };
        course.begin(Stage::BindAsUser)?;
        course.note("name", &user.dn);
        if password.is_empty() {
            // Refused before connecting.
            let detail = "the password of the user is empty; nothing was sent";
            return Err(Error::new(
                Stage::BindAsUser,
                Code::BIND_EMPTY_PASSWORD,
                detail,
            ));
        }
        let mut client = Client::connect_url(&self.plan.url, &self.plan.options).await?;
        course.about_found();
        match client.bind_and_hear(&user.dn, password).await {
            Ok(bound) => hear(course, &bound),
            Err(error) => return Err(look_closer(course, service, user, error).await),
        }
        client.unbind().await;
        course.pass();
        Ok(())
    }

    async fn root_dse(
        &self,
        course: &mut Course,
        client: &mut Client,
    ) -> Result<Capabilities, Error> {
        course.begin(Stage::RootDse)?;
        let capabilities = match Capabilities::read(client).await {
            Ok(capabilities) => capabilities,
            Err(error) => {
                let error = self.root_dse_refused(error);
                let hidden = [
                    Code::ROOT_DSE_EMPTY,
                    Code::ROOT_DSE_DENIED,
                    Code::ROOT_DSE_FAILED,
                ];
                if !hidden.contains(&error.code()) || !self.plan.has_bases() {
                    return Err(error);
                }
                course.warn(format!(
                    "{} Programs that look there for the base, or for what the server can do, find nothing: {}.",
                    error.cause(),
                    error.detail()
                ));
                course.skip(
                    Stage::RootDse,
                    "it cannot be read, and is not needed, for a base is given",
                );
                return Ok(Capabilities::unknown());
            }
        };
        course.note("kind", capabilities.kind.name());
        if let Some(vendor) = &capabilities.vendor {
            course.note("vendor", vendor);
        }
        for (name, attribute) in [
            ("host_name", "dnsHostName"),
            ("default_naming_context", "defaultNamingContext"),
        ] {
            if let Some(value) = capabilities.root_dse.text(attribute) {
                course.note(name, value);
            }
        }
        for context in &capabilities.naming_contexts {
            course.note("naming_context", context);
        }
        course.pass();
        Ok(capabilities)
    }
}

impl ConnectionTest {
    fn root_dse_refused(&self, error: Error) -> Error {
        let Some(result) = error.result() else {
            return error;
        };
        let code = match result.code {
            _ if self.refused_as_anonymous(result) => Code::ROOT_DSE_NOT_BOUND,
            ResultCode::CONFIDENTIALITY_REQUIRED => self.protection(),
            // An access rule hides the entry.
            ResultCode::NO_SUCH_OBJECT => Code::ROOT_DSE_EMPTY,
            ResultCode::INSUFFICIENT_ACCESS_RIGHTS => Code::ROOT_DSE_DENIED,
            _ if error.code() == Code::LDAP_FAILED => Code::ROOT_DSE_FAILED,
            _ => error.code(),
        };
        error.recoded(code)
    }

    /// What confidentialityRequired means on this connection.
    pub(super) fn protection(&self) -> Code {
        let tls = self.plan.url.scheme() == Scheme::Ldaps || self.plan.options.start_tls;
        match tls {
            true => Code::LDAP_TLS_NOT_ENOUGH,
            false => Code::LDAP_CONFIDENTIALITY_REQUIRED,
        }
    }
}

/// What was reached: the connection that is used, its address, and the connections to the name's other addresses.
type Reached = (
    transport::Tap,
    Option<SocketAddr>,
    Vec<(TcpStream, SocketAddr)>,
);

/// Resolve and connect, or the connection to a socket in the file system.
async fn reach(
    course: &mut Course,
    url: &LdapUrl,
    options: &Options,
    deadline: Deadline,
) -> Result<Reached, Error> {
    if let Some(path) = url.socket() {
        course.skip(
            Stage::Resolve,
            "a socket in the file system has no name to look up",
        );
        course.begin(Stage::Connect)?;
        course.note("socket", path);
        let socket = socket::connect(path, deadline.restarted()).await?;
        course.pass();
        return Ok((transport::Tap::new(socket), None, Vec::new()));
    }
    course.begin(Stage::Resolve)?;
    if let Some(warning) = url.suspicious_port() {
        course.warn(warning);
    }
    course.note("host", url.host());
    let (host, port) = (url.host(), url.port());
    let addresses = transport::resolve(&options.resolver, host, port, deadline.restarted()).await?;
    for address in &addresses {
        course.note("address", address.ip());
    }
    course.pass();

    course.begin(Stage::Connect)?;
    let mut connected = addresses::connect(course, &addresses, options.keepalive, deadline).await?;
    let (tcp, address) = connected.remove(0);
    course.note("address", address);
    course.pass();
    Ok((transport::Tap::new(tcp), Some(address), connected))
}

/// A refused anonymous bind, under a code of its own where the server means strangers and not the state it is in.
fn no_strangers(error: Error) -> Error {
    let strangers = [
        ResultCode::OPERATIONS_ERROR,
        ResultCode::INAPPROPRIATE_AUTHENTICATION,
        ResultCode::INVALID_CREDENTIALS,
        ResultCode::INSUFFICIENT_ACCESS_RIGHTS,
        ResultCode::UNWILLING_TO_PERFORM,
    ];
    match error.result_code() {
        Some(code) if strangers.contains(&code) => error.recoded(Code::BIND_ANONYMOUS_REFUSED),
        _ => error,
    }
}
