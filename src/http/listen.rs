//! Connections: accepted, secured, limited.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::Extension};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::AllowList;

/// Connections at a time; further ones wait to be accepted.
const CONNECTIONS: usize = 1024;
/// The time for a TLS handshake, and for the head of each request.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most headers of a request, and octets of its head.
const HEADERS: usize = 64;
const HEAD: usize = 64 * 1024;

/// What a request knows of the connection it came over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Connected {
    /// The client showed a certificate that is on the list.
    pub(super) certified: bool,
}

/// Serves until it is cancelled; connections that are open then are closed.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<Arc<ServerConfig>>,
    clients: Option<AllowList>,
    stop: CancellationToken,
) {
    let free = Arc::new(Semaphore::new(CONNECTIONS));
    let acceptor = tls.map(TlsAcceptor::from);
    let clients = Arc::new(clients);
    let mut open = JoinSet::new();
    loop {
        while open.try_join_next().is_some() {}
        let permit = tokio::select! {
            permit = Arc::clone(&free).acquire_owned() => permit,
            () = stop.cancelled() => return,
        };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        let Ok((stream, _)) = accepted else {
            // Out of files: others have to end first.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let (router, acceptor, clients) = (router.clone(), acceptor.clone(), Arc::clone(&clients));
        open.spawn(async move {
            converse(stream, router, acceptor, &clients).await;
            drop(permit);
        });
    }
}

/// One connection, to its end. How it ends is the client's affair.
async fn converse(
    stream: TcpStream,
    router: Router,
    acceptor: Option<TlsAcceptor>,
    clients: &Option<AllowList>,
) {
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = acceptor else {
        return answer(TokioIo::new(stream), router, Connected { certified: false }).await;
    };
    let Ok(Ok(stream)) = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await else {
        return;
    };
    let shown = stream.get_ref().1.peer_certificates();
    let certified = match (shown.and_then(<[_]>::first), clients) {
        (Some(certificate), Some(list)) => list.allows(certificate),
        _ => false,
    };
    answer(TokioIo::new(stream), router, Connected { certified }).await;
}

async fn answer<S>(stream: S, router: Router, connected: Connected)
where
    S: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let router = router.layer(Extension(connected));
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_headers(HEADERS)
        .max_buf_size(HEAD)
        .serve_connection(stream, TowerToHyperService::new(router))
        .await;
}

/// A socket that accepts from now on.
pub(super) async fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}
