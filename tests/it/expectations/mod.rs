//! What a test expects of its program: counted, in order, forbidden, ready-made; and how a failure reads.

mod counted;
mod drops;
mod kept;
mod mistakes;

use ldaplab::{
    server::{LdapServer, User, key},
    wire::{
        Control, Request,
        request::{Scope, SearchRequest},
    },
};

use crate::server::peer::{Peer, search};

const BASE: &str = "dc=example,dc=org";
const ADA: &str = "uid=ada,dc=example,dc=org";

fn server() -> LdapServer {
    LdapServer::openldap(BASE)
        .user(
            User::new("ada")
                .dn(ADA)
                .password("s3cret")
                .attribute("description", "one")
                .attribute("description", "two")
                .attribute("description", "three"),
        )
        .set(key::RANGES, true)
        .set(key::MAX_VAL_RANGE, 2)
        .start()
        .unwrap()
}

/// A search below the base.
fn sub(filter: &str, attributes: &[&str]) -> Request {
    search(BASE, Scope::Sub, filter, attributes)
}

/// The same with a size limit.
fn limited(filter: &str, attributes: &[&str]) -> Request {
    let Request::Search(request) = sub(filter, attributes) else {
        unreachable!("it is a search");
    };
    Request::Search(SearchRequest {
        size_limit: 10,
        ..request
    })
}

/// Paging, RFC 2696: ten entries, no cookie.
fn paging() -> Control {
    Control {
        oid: "1.2.840.113556.1.4.319".to_owned(),
        critical: true,
        value: Some(vec![0x30, 5, 2, 1, 10, 4, 0]),
    }
}

/// What a server that is asked so says of it.
fn verdict(server: &LdapServer) -> Result<(), String> {
    server.verify().map_err(|unverified| unverified.to_string())
}

/// A connection that says goodbye.
fn unbind(mut peer: Peer) {
    peer.send(&Request::Unbind);
    peer.read_to_end();
}
