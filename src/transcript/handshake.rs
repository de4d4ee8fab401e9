//! One TLS handshake as a server saw it.

/// What came of a TLS handshake, at the server's end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Handshake {
    /// The connection, counted from 1.
    pub connection: u64,
    /// Whether it followed StartTLS rather than the connection itself.
    pub start_tls: bool,
    /// Why it failed, in rustls's words: an alert of the client (`received fatal alert: CertificateExpired`), an end of
    /// the stream. `None` when it succeeded.
    pub error: Option<String>,
}

impl Handshake {
    /// A handshake that succeeded, or failed with an error.
    pub fn new(connection: u64, start_tls: bool, error: Option<String>) -> Self {
        Self {
            connection,
            start_tls,
            error,
        }
    }
}
