//! A listener from outside: the handle that stops it and starts it again.

use std::{io, sync::mpsc};

use tokio::sync::mpsc::UnboundedSender;

/// What is spoken on a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Port {
    /// LDAP in clear, StartTLS possible.
    Plain,
    /// LDAP over TLS from the first byte.
    Tls,
    /// LDAP over a socket in the file system, StartTLS possible.
    Local,
}

/// What a listener is told; it answers when it is done.
pub(super) enum Command {
    Stop(mpsc::Sender<io::Result<()>>),
    Start(mpsc::Sender<io::Result<()>>),
}

/// The handle of one socket that accepts.
#[derive(Clone, Debug)]
pub(super) struct Door {
    pub(super) port: Port,
    pub(super) commands: UnboundedSender<Command>,
}

impl Door {
    /// Closes the socket: who connects is refused from now on. Connections that are open go on.
    pub(super) fn stop(&self) -> io::Result<()> {
        self.tell(Command::Stop)
    }

    /// [`Self::stop`] for the server's own thread: nobody waits for it.
    pub(super) fn shut(&self) {
        let (nobody, _) = mpsc::channel();
        // A server that has ended is shut already.
        let _ = self.commands.send(Command::Stop(nobody));
    }

    /// Opens the socket again, on the same port.
    pub(super) fn start(&self) -> io::Result<()> {
        self.tell(Command::Start)
    }

    fn tell(&self, command: fn(mpsc::Sender<io::Result<()>>) -> Command) -> io::Result<()> {
        let (done, wait) = mpsc::channel();
        let gone = || io::Error::other("the server has stopped");
        self.commands.send(command(done)).map_err(|_| gone())?;
        // The server has a thread of its own, which answers at once.
        wait.recv().map_err(|_| gone())?
    }
}
