//! Rules of faults: as text, in what they act on and how often, and what they must not do to the server.

mod ends;
mod mistakes;
mod rules;
mod text;

use ldaplab::{
    server::{LdapServer, User},
    wire::{Request, request::Scope},
};

use crate::server::peer::{Peer, search};

const BASE: &str = "dc=example,dc=org";

fn server() -> LdapServer {
    LdapServer::openldap(BASE)
        .user(User::new("ada").password("s3cret"))
        .user(User::new("ben").password("s3cret"))
        .start()
        .unwrap()
}

/// A search for one entry.
fn base() -> Request {
    search(BASE, Scope::Base, "(objectClass=*)", &["o"])
}

/// A search for two people.
fn people() -> Request {
    search(BASE, Scope::Sub, "(objectClass=inetOrgPerson)", &["cn"])
}

/// The result codes of so many base searches.
fn codes(peer: &mut Peer, count: usize) -> Vec<u32> {
    (0..count).map(|_| peer.ask(&base()).code()).collect()
}
