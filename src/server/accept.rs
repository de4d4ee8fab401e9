//! What accepts connections: a TCP port, or a socket in the file system, whose file goes with it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
};

use tokio::net::{TcpListener, TcpSocket};

use super::socket::Socket;

/// How many connections may wait to be accepted.
const BACKLOG: u32 = 4096;

/// Where a listener listens, to do so again.
#[derive(Clone, Debug)]
pub(super) enum Place {
    Tcp(SocketAddr),
    #[cfg_attr(not(unix), expect(dead_code, reason = "there are none"))]
    Local(PathBuf),
}

/// A socket that accepts.
#[derive(Debug)]
pub(super) enum Accepting {
    Tcp(TcpListener),
    #[cfg(unix)]
    Local(local::Accepting),
}

impl Accepting {
    pub(super) fn place(&self) -> io::Result<Place> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(Place::Tcp),
            #[cfg(unix)]
            Self::Local(local) => Ok(Place::Local(local.path().to_owned())),
        }
    }

    pub(super) async fn accept(&self) -> io::Result<Socket> {
        match self {
            Self::Tcp(listener) => Ok(listener.accept().await?.0.into()),
            #[cfg(unix)]
            Self::Local(local) => local.accept().await.map(Into::into),
        }
    }

    /// Closes it. Whom the system has let in already is served.
    pub(super) fn close(self, take: &dyn Fn(Socket)) -> io::Result<()> {
        match self {
            Self::Tcp(listener) => {
                let listener = listener.into_std()?;
                while let Ok((stream, _)) = listener.accept() {
                    stream.set_nonblocking(true)?;
                    take(tokio::net::TcpStream::from_std(stream)?.into());
                }
                Ok(())
            }
            #[cfg(unix)]
            Self::Local(local) => local.close(take),
        }
    }
}

/// Listens again.
pub(super) fn again(place: &Place) -> io::Result<Accepting> {
    match place {
        Place::Tcp(address) => tcp(*address).map(Accepting::Tcp),
        #[cfg(unix)]
        Place::Local(path) => local::listen(path).map(Accepting::Local),
        #[cfg(not(unix))]
        Place::Local(_) => Err(io::ErrorKind::Unsupported.into()),
    }
}

pub(super) fn tcp(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    #[cfg(unix)]
    socket.set_reuseaddr(address.port() != 0)?;
    socket.bind(address)?;
    // Its connections inherit it, so that the port can be opened again while they last; before the bind it would let
    // the system choose a port that another socket is about to use.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.listen(BACKLOG)
}

/// `127.0.0.1` and `::1` on one port. A machine without IPv6 gets the first alone.
pub(super) fn loopback_pair() -> io::Result<Vec<TcpListener>> {
    const TRIES: usize = 64;
    let mut last = None;
    for _ in 0..TRIES {
        let v4 = tcp(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))?;
        let port = v4.local_addr()?.port();
        match tcp(SocketAddr::new(IpAddr::V6(Ipv6Addr::LOCALHOST), port)) {
            Ok(v6) => return Ok(vec![v4, v6]),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => last = Some(error),
            Err(_) => return Ok(vec![v4]),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::other("no free port on both loopback addresses")))
}

/// Sockets in the file system.
#[cfg(unix)]
pub(super) mod local {
    use std::{
        fs, io,
        os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt},
        path::{Path, PathBuf},
    };

    use tokio::net::{UnixListener, UnixStream};

    use crate::server::socket::Socket;

    /// A socket with its file, which goes when this does.
    #[derive(Debug)]
    pub(in crate::server) struct Accepting {
        // First, so that nobody finds a file on which nobody listens.
        file: File,
        listener: UnixListener,
    }

    /// The file of a socket of ours, by device and number.
    #[derive(Debug)]
    struct File(PathBuf, (u64, u64));

    impl Drop for File {
        fn drop(&mut self) {
            // Another one that somebody put in its place is theirs.
            if fs::symlink_metadata(&self.0).is_ok_and(|there| (there.dev(), there.ino()) == self.1)
            {
                let _ = fs::remove_file(&self.0);
            }
        }
    }

    impl Accepting {
        pub(in crate::server) fn path(&self) -> &Path {
            &self.file.0
        }

        pub(in crate::server) async fn accept(&self) -> io::Result<UnixStream> {
            Ok(self.listener.accept().await?.0)
        }

        pub(in crate::server) fn close(self, take: &dyn Fn(Socket)) -> io::Result<()> {
            let Self { file, listener } = self;
            drop(file);
            let listener = listener.into_std()?;
            while let Ok((stream, _)) = listener.accept() {
                stream.set_nonblocking(true)?;
                take(UnixStream::from_std(stream)?.into());
            }
            Ok(())
        }
    }

    /// Makes room for a socket: removes one on which nobody listens any more.
    pub(in crate::server) async fn clear(path: &Path) -> io::Result<()> {
        let there = match fs::symlink_metadata(path) {
            Ok(there) => there,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let taken = |why: &str| Err(io::Error::new(io::ErrorKind::AddrInUse, why));
        if !there.file_type().is_socket() {
            return taken("a file that is no socket is there, and stays");
        }
        match UnixStream::connect(path).await {
            Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path),
            Ok(_) => taken("another server listens there"),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                taken("another server listens there")
            }
            Err(error) => Err(error),
        }
    }

    /// Listens at a path where nothing is. Only its owner may connect.
    pub(in crate::server) fn listen(path: &Path) -> io::Result<Accepting> {
        let listener = UnixListener::bind(path)?;
        let there = fs::symlink_metadata(path)?;
        let file = File(path.to_owned(), (there.dev(), there.ino()));
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        Ok(Accepting { file, listener })
    }
}
