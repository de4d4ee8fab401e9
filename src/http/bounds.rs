//! What a request must be before anybody looks at what it asks for.

use axum::{
    extract::Request,
    http::{Version, header, uri::Authority},
};

/// The most octets of a head: the line of the request, its headers, and the empty line.
pub(super) const HEAD: usize = 64 * 1024;

/// Whether the head is longer than [`HEAD`]. hyper itself looks only at what it has not understood yet.
pub(super) fn is_too_long(request: &Request) -> bool {
    let uri = request.uri();
    let authority = uri.authority().map_or(0, |name| name.as_str().len());
    let scheme = uri.scheme_str().map_or(0, |scheme| scheme.len() + 3);
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    // `METHOD target HTTP/1.1` and the ends of two lines.
    let line = request.method().as_str().len() + scheme + authority + path + 14;
    let headers = request.headers().iter();
    let headers: usize = headers
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    line + headers > HEAD
}

/// RFC 9112 section 3.2: a request of HTTP/1.1 has one header Host, which is a host or empty.
pub(super) fn names_its_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => request.version() < Version::HTTP_11,
        (Some(host), None) => {
            let host = host.as_bytes();
            let bare = |host: &Authority| !host.as_str().contains('@');
            host.is_empty() || Authority::try_from(host).is_ok_and(|host| bare(&host))
        }
        (Some(_), Some(_)) => false,
    }
}
