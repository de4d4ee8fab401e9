//! What happens to a whole server while clients use it: listeners that stop, another certificate.

use std::io;

use super::{
    LdapServer,
    door::{Door, Port},
};
use crate::tls::{MintError, Scenario};

/// A listener of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Listener {
    /// Plain LDAP, StartTLS included.
    Ldap,
    /// LDAPS.
    Ldaps,
    /// A socket in the file system; its file goes when it stops.
    Ldapi,
}

impl Listener {
    const ALL: [Self; 3] = [Self::Ldap, Self::Ldaps, Self::Ldapi];

    fn port(self) -> Port {
        match self {
            Self::Ldap => Port::Plain,
            Self::Ldaps => Port::Tls,
            Self::Ldapi => Port::Local,
        }
    }
}

/// Connections are refused as long as it is there.
#[derive(Debug)]
#[must_use = "connections are taken again as soon as it is dropped: bind it to a name"]
pub struct Refusing<'a>(&'a LdapServer);

impl Drop for Refusing<'_> {
    /// Takes connections again. A port that another process took meanwhile stays closed.
    fn drop(&mut self) {
        for listener in Listener::ALL {
            let _ = self.0.start_listener(listener);
        }
    }
}

impl LdapServer {
    /// Closes a listener: the system refuses who connects from now on. Connections that are open go on. Nothing happens to a server without that
    /// listener.
    ///
    /// ```
    /// use ldaplab::server::{LdapServer, Listener};
    /// use std::net::TcpStream;
    ///
    /// let server = LdapServer::openldap("dc=example,dc=org").start()?;
    /// let address = server.ldap_address().unwrap();
    /// server.stop_listener(Listener::Ldap)?;
    /// assert!(TcpStream::connect(address).is_err());
    /// server.start_listener(Listener::Ldap)?;
    /// assert!(TcpStream::connect(address).is_ok());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The server's thread has ended.
    pub fn stop_listener(&self, listener: Listener) -> io::Result<()> {
        let mut doors = self.running.doors(listener.port());
        doors.try_for_each(Door::stop)
    }

    /// Opens a listener again, on the same port.
    ///
    /// # Errors
    /// Another process took the port.
    pub fn start_listener(&self, listener: Listener) -> io::Result<()> {
        let mut doors = self.running.doors(listener.port());
        doors.try_for_each(Door::start)
    }

    /// Refuses connections on every port until the guard is dropped.
    ///
    /// # Errors
    /// The server's thread has ended.
    pub fn refuse_connections(&self) -> io::Result<Refusing<'_>> {
        let refusing = Refusing(self);
        Listener::ALL
            .into_iter()
            .try_for_each(|listener| self.stop_listener(listener))?;
        Ok(refusing)
    }

    /// Serves the certificates of another scenario from the next handshake on. Where both scenarios have a CA of the server's own, it stays the same, so
    /// that a client that trusts [`trust_file`](Self::trust_file) sees a certificate that expired, or one for another name; a self-signed one has to be
    /// trusted anew, with [`trust_pem`](Self::trust_pem).
    ///
    /// # Errors
    /// The server's clock stands at a time that a certificate cannot say.
    pub fn swap_certificate(&self, scenario: Scenario) -> Result<(), MintError> {
        match &self.backend.tls {
            Some(served) => served.swap(scenario),
            None => Ok(()),
        }
    }
}
