//! A diagnosed connection as a handle of the ldap3 crate, for programs that are written with it.

use std::os::unix::net::UnixStream as StdUnixStream;

use ::ldap3::{Ldap, LdapConnAsync, LdapConnSettings, StdStream};
use tokio::net::UnixStream;

use super::{Client, Error};
use crate::diagnosis::{Code, Stage};

impl Client {
    /// Gives this connection, secured and bound as it is, to the ldap3 crate. Its driver is for the caller to run (spawn
    /// [`LdapConnAsync::drive`]); a task of its own carries the bytes between the two.
    ///
    /// The ldap3 crate takes no stream but its own, so it gets one end of a pair of Unix sockets: for it the connection has no
    /// TLS, which concerns nothing but GSSAPI and NTLM binds.
    ///
    /// ```
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ldaplab::{LdapServer, client::{Client, Options}};
    ///
    /// let server = LdapServer::openldap("dc=example,dc=org").start()?;
    /// let options = Options::default().trust_file(server.trust_file())?;
    /// let mut client = Client::connect(&server.ldaps_url(), &options).await?;
    /// client.simple_bind(server.admin().dn(), server.admin().password()).await?;
    ///
    /// let (connection, mut ldap) = client.into_ldap3().await?;
    /// tokio::spawn(async move { connection.drive().await });
    /// let (who, _) = ldap.extended(ldap3::exop::WhoAmI).await?.success()?;
    /// let who: ldap3::exop::WhoAmIResp = who.parse();
    /// assert_eq!(who.authzid, "dn:cn=admin,dc=example,dc=org");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// # })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The connection is over, an operation on it was left before its answer came, or no pair of sockets is to be had.
    pub async fn into_ldap3(mut self) -> Result<(LdapConnAsync, Ldap), Error> {
        if let Some(error) = self.dead {
            return Err(error);
        }
        let parts = self.connection.take_apart();
        if !parts.inbox.is_empty() || !parts.outbox.is_empty() || !parts.given_up.is_empty() {
            let detail =
                "an operation was left before its answer came; give up a connection that is idle";
            return Err(Error::new(Stage::Connect, Code::OPERATION_SEQUENCE, detail));
        }
        let failed = |error: std::io::Error| {
            Error::new(Stage::Connect, Code::TCP_FAILED, error.to_string()).because(error)
        };
        let (ours, theirs) = StdUnixStream::pair().map_err(failed)?;
        ours.set_nonblocking(true).map_err(failed)?;
        let mut ours = UnixStream::from_std(ours).map_err(failed)?;
        let mut stream = parts.stream;
        tokio::spawn(async move {
            // Either end's end is the other's.
            let _ = tokio::io::copy_bidirectional(&mut ours, &mut stream).await;
        });
        let settings = LdapConnSettings::new().set_std_stream(StdStream::Unix(theirs));
        LdapConnAsync::with_settings(settings, "ldapi:///")
            .await
            .map_err(|error| {
                Error::new(Stage::Connect, Code::TCP_FAILED, error.to_string()).because(error)
            })
    }
}
