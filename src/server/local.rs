//! A session without a socket: a message in, its answers out.

use std::sync::Arc;

use bytes::Bytes;

use super::{backend::Backend, handle::LdapServer};
use crate::{
    dsa::{
        effort::{Effort, Stop},
        operation::perform,
        reply::Reply,
        session::Session,
    },
    wire::{self, Limits, Malformed},
};

/// What [`LdapServer::local_session`] gives: one client's session, in the caller's thread.
#[derive(Debug)]
pub struct LocalSession {
    backend: Arc<Backend>,
    session: Session,
    limits: Limits,
}

impl LdapServer {
    /// A session that needs no socket: for benches of an operation alone and for fuzzing. It works on the server's directory. Faults do not act
    /// on it, expectations and the recorder do not see it, and StartTLS changes nothing.
    ///
    /// ```
    /// use ldaplab::{LdapServer, wire::Request};
    ///
    /// let server = LdapServer::openldap("dc=example,dc=org").start()?;
    /// let mut session = server.local_session();
    /// let delete = Request::Delete(b"dc=example,dc=org".to_vec()).encode(1, &[]);
    /// let answer = session.answer(&delete)?;
    /// // Anonymous: strongerAuthRequired.
    /// assert_eq!(answer[..10], *b"\x30\x30\x02\x01\x01\x6b\x2b\x0a\x01\x08");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn local_session(&self) -> LocalSession {
        LocalSession {
            backend: Arc::clone(&self.backend),
            session: Session::new(false),
            limits: self.backend.limits(false),
        }
    }
}

impl LocalSession {
    /// The answers to one LDAPMessage, one after the other; none to a message that has no answer.
    ///
    /// # Errors
    /// [`Malformed`] for octets that are no request.
    pub fn answer(&mut self, message: &[u8]) -> Result<Vec<u8>, Malformed> {
        let read = wire::read_request(Bytes::copy_from_slice(message), &self.limits);
        let (envelope, request) = read.map_err(|(malformed, _)| malformed)?;
        let (id, controls) = (envelope.id, &envelope.controls);
        let (mut reply, _) = perform(&mut self.session, &self.backend, id, &request, controls);
        if let Reply::Work(work) = reply {
            let stop = Stop::after(&self.backend.clock, work.seconds);
            reply = work.run(&self.backend, &Effort::until(&stop));
        }
        let mut out = Vec::new();
        match reply {
            Reply::Nothing | Reply::Work(_) => {}
            Reply::Done(response, controls) => response.encode_into(&mut out, id, &controls),
            Reply::Cursor(mut cursor) => {
                while !cursor.pull(&self.backend, &mut out, usize::MAX, &|| true) {}
                let pages = &mut self.session.pages;
                cursor.finish(&mut out, |cursor| pages.keep(cursor));
            }
        }
        Ok(out)
    }
}
