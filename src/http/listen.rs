//! Connections: accepted, secured, limited.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::Extension};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpListener,
    sync::Semaphore,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::{AllowList, bounds, stalled::Stalled};

/// The most headers of a request.
const HEADERS: usize = 64;

/// What a request knows of the connection it came over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Connected {
    /// The client showed a certificate that is on the list.
    pub(super) certified: bool,
    /// The client's address.
    pub(super) peer: SocketAddr,
}

/// On what terms connections are held.
pub(super) struct Terms {
    /// `None` for plain HTTP.
    pub(super) tls: Option<Arc<ServerConfig>>,
    /// The certificates of clients that count.
    pub(super) clients: Option<AllowList>,
    /// Connections at a time; further ones wait to be accepted.
    pub(super) connections: usize,
    /// The time for a handshake, and for the head of a request.
    pub(super) patience: Duration,
}

/// Serves until it is cancelled; connections that are open then are closed.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    terms: Terms,
    stop: CancellationToken,
) {
    let free = Arc::new(Semaphore::new(terms.connections));
    let acceptor = terms.tls.clone().map(TlsAcceptor::from);
    let terms = Arc::new(terms);
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
        let Ok((stream, peer)) = accepted else {
            // Out of files: others have to end first.
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let (router, acceptor, terms) = (router.clone(), acceptor.clone(), Arc::clone(&terms));
        open.spawn(async move {
            let _ = stream.set_nodelay(true);
            converse((stream, peer), router, acceptor, &terms).await;
            drop(permit);
        });
    }
}

/// One connection, to its end. How it ends is the client's affair.
pub(super) async fn converse<S>(
    (stream, peer): (S, SocketAddr),
    router: Router,
    acceptor: Option<TlsAcceptor>,
    terms: &Terms,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let stream = Stalled::new(stream, terms.patience);
    let Some(acceptor) = acceptor else {
        let connected = Connected {
            certified: false,
            peer,
        };
        return answer(TokioIo::new(stream), router, connected, terms.patience).await;
    };
    let Ok(Ok(stream)) = tokio::time::timeout(terms.patience, acceptor.accept(stream)).await else {
        return;
    };
    let shown = stream.get_ref().1.peer_certificates();
    let certified = match (shown.and_then(<[_]>::first), &terms.clients) {
        (Some(certificate), Some(list)) => list.allows(certificate),
        _ => false,
    };
    let connected = Connected { certified, peer };
    answer(TokioIo::new(stream), router, connected, terms.patience).await;
}

async fn answer<S>(stream: S, router: Router, connected: Connected, patience: Duration)
where
    S: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let router = router.layer(Extension(connected));
    let _ = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .max_headers(HEADERS)
        .max_buf_size(bounds::HEAD)
        .serve_connection(stream, TowerToHyperService::new(router))
        .await;
}

/// A socket that accepts from now on.
pub(super) async fn bind(address: SocketAddr) -> std::io::Result<TcpListener> {
    TcpListener::bind(address).await
}
