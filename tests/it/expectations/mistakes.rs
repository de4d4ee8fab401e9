//! Ten typical mistakes of applications, and how their failures read: each names its cause.

use ldaplab::{
    server::{CANARY, LdapServer, ReadyMade, search as searches},
    wire::{Request, request::Scope},
};

use super::{ADA, server, sub, unbind, verdict};
use crate::server::peer::{Peer, START_TLS, extended, search};

/// What is expected of an application that looks a person up.
fn lookup(server: &LdapServer) {
    let lookup = searches()
        .filter("(uid=ada)")
        .base("ou=people,dc=example,dc=org")
        .scope(Scope::Sub)
        .attributes(["cn", "mail"]);
    server.expect(lookup.times(1).named("lookup of ada"));
}

fn in_people(filter: &str, attributes: &[&str]) -> Request {
    search(
        "ou=people,dc=example,dc=org",
        Scope::Sub,
        filter,
        attributes,
    )
}

fn failure(expect: fn(&LdapServer), application: fn(&LdapServer)) -> String {
    let server = server();
    expect(&server);
    application(&server);
    let text = verdict(&server).expect_err("the mistake is noticed");
    format!("\n{text}")
}

#[test]
fn a_login_name_that_was_not_escaped() {
    let text = failure(
        |server| server.keep(ReadyMade::FILTERS_ARE_ESCAPED),
        |server| {
            let filter = format!("(&(objectClass=person)(uid={CANARY}))");
            Peer::plain(server).ask(&sub(&filter, &["cn"]));
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  what goes into a filter is escaped
got       a name that is not one value:
          #1 id 1, plain, anonymous: search(&(objectClass=person)(uid=ldaplab-canary*)(uid=*)) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 0 entries
because   what a user types becomes part of the filter: a login name such as * or *)(uid=* then finds somebody else; send * ( ) \ and NUL as \2a \28 \29 \5c \00 (RFC 4515 section 3)

connection #1:
  #1 id 1, plain, anonymous: search(&(objectClass=person)(uid=ldaplab-canary*)(uid=*)) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 0 entries
"#
    );
}

#[test]
fn a_search_below_the_wrong_base() {
    let text = failure(lookup, |server| {
        Peer::plain(server).ask(&sub("(uid=ada)", &["mail", "cn"]));
    });
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  lookup of ada: search(uid=ada) base=ou=people,dc=example,dc=org scope=sub attributes=cn,mail, once
got       never
nearest   #1 id 1, plain, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub attributes=mail,cn -> success (0), 1 entry
          base: expected ou=people,dc=example,dc=org, got dc=example,dc=org

connection #1:
  #1 id 1, plain, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub attributes=mail,cn -> success (0), 1 entry
"#
    );
}

#[test]
fn a_search_for_the_wrong_attribute() {
    let text = failure(lookup, |server| {
        Peer::plain(server).ask(&in_people("(cn=ada)", &["cn", "mail"]));
    });
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  lookup of ada: search(uid=ada) base=ou=people,dc=example,dc=org scope=sub attributes=cn,mail, once
got       never
nearest   #1 id 1, plain, anonymous: search(cn=ada) base=ou=people,dc=example,dc=org scope=sub attributes=cn,mail -> noSuchObject (32), 0 entries
          filter: expected (uid=ada), got (cn=ada)

connection #1:
  #1 id 1, plain, anonymous: search(cn=ada) base=ou=people,dc=example,dc=org scope=sub attributes=cn,mail -> noSuchObject (32), 0 entries
"#
    );
}

#[test]
fn a_search_that_asks_for_all_attributes() {
    let text = failure(
        |server| server.keep(ReadyMade::ATTRIBUTES_ARE_NAMED),
        |server| {
            Peer::plain(server).ask(&sub("(uid=ada)", &[]));
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  searches name the attributes they need
got       once, first:
          #1 id 1, plain, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub (all attributes) -> success (0), 1 entry
because   a search that names no attribute gets them all: photos, certificates, a group's members; name those that are used, 1.1 for none

connection #1:
  #1 id 1, plain, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub (all attributes) -> success (0), 1 entry
"#
    );
}

#[test]
fn a_search_without_paging() {
    let text = failure(
        |server| server.keep(ReadyMade::SUBTREES_ARE_PAGED),
        |server| {
            Peer::plain(server).ask(&sub("(objectClass=person)", &["cn"]));
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  searches of subtrees are paged
got       once, first:
          #1 id 1, plain, anonymous: search(objectClass=person) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
because   a server cuts a large answer off at its size limit (1000 entries on Active Directory); ask page by page (control 1.2.840.113556.1.4.319, RFC 2696)

connection #1:
  #1 id 1, plain, anonymous: search(objectClass=person) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
"#
    );
}

#[test]
fn a_part_of_a_large_attribute_taken_for_the_whole() {
    let text = failure(
        |server| server.keep(ReadyMade::RANGES_ARE_FOLLOWED),
        |server| {
            Peer::plain(server).ask(&sub("(uid=ada)", &["description"]));
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  the rest of large attributes is asked for
got       description;range=0-1 of uid=ada,dc=example,dc=org, and no request for description;range=2-*:
          #1 id 1, plain, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub attributes=description -> success (0), 1 entry
because   Active Directory answers an attribute of more than 1500 values in parts; who takes the first part for the whole misses members without an error; ask for the attribute with ;range= from the next value on until the answer ends with -*

connection #1:
  #1 id 1, plain, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub attributes=description -> success (0), 1 entry
"#
    );
}

#[test]
fn a_bind_with_an_empty_password() {
    let text = failure(
        |server| server.keep(ReadyMade::NO_EMPTY_PASSWORD),
        |server| {
            Peer::tls(server).bind(ADA, "");
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  no bind with an empty password
got       once, first:
          #1 id 1, TLS, anonymous: bind dn=uid=ada,dc=example,dc=org credential=unauthenticated -> unwillingToPerform (53)
because   many servers answer a name with an empty password with success: whoever leaves the field empty is logged in; refuse it before the bind (RFC 4513 section 5.1.2)

connection #1:
  #1 id 1, TLS, anonymous: bind dn=uid=ada,dc=example,dc=org credential=unauthenticated -> unwillingToPerform (53)
"#
    );
}

#[test]
fn a_password_in_clear() {
    let text = failure(
        |server| server.keep(ReadyMade::NO_PASSWORD_IN_CLEAR),
        |server| {
            let mut peer = Peer::plain(server);
            peer.bind(ADA, "s3cret");
            peer.ask(&sub("(uid=ada)", &["cn"]));
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  no password in clear
got       once, first:
          #1 id 1, plain, anonymous: bind dn=uid=ada,dc=example,dc=org credential=simple -> success (0)
because   everybody on the way can read the password; use ldaps:// or StartTLS first

connection #1:
  #1 id 1, plain, anonymous: bind dn=uid=ada,dc=example,dc=org credential=simple -> success (0)
  #1 id 2, plain, uid=ada,dc=example,dc=org: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
"#
    );
}

#[test]
fn an_identity_from_before_start_tls() {
    let text = failure(
        |server| server.keep(ReadyMade::BOUND_AFTER_START_TLS),
        |server| {
            let mut peer = Peer::plain(server);
            peer.bind(ADA, "s3cret");
            peer.ask(&extended(START_TLS, None));
            peer.negotiate(server);
            peer.ask(&sub("(uid=ada)", &["cn"]));
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  a connection binds again behind StartTLS
got       another operation first:
          #1 id 3, TLS, uid=ada,dc=example,dc=org: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
because   what was agreed in clear may have been changed on the way, and the server may have dropped the identity; bind once TLS is on (RFC 4513 section 3.1.5)

connection #1:
  #1 id 1, plain, anonymous: bind dn=uid=ada,dc=example,dc=org credential=simple -> success (0)
  #1 id 2, plain, uid=ada,dc=example,dc=org: extended oid=1.3.6.1.4.1.1466.20037 (StartTLS) -> success (0)
  #1 id 3, TLS, uid=ada,dc=example,dc=org: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
"#
    );
}

#[test]
fn an_anonymous_search_after_a_bind_that_failed() {
    let text = failure(
        |server| server.keep(ReadyMade::NO_ANONYMOUS_SEARCH),
        |server| {
            let mut peer = Peer::tls(server);
            peer.bind(ADA, "wrong");
            peer.ask(&sub("(uid=ada)", &["cn"]));
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  no anonymous search
got       once, first:
          #1 id 2, TLS, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
because   nobody is bound on this connection: many servers then find nothing, without an error, or refuse with operationsError; bind first, and check its result

connection #1:
  #1 id 1, TLS, anonymous: bind dn=uid=ada,dc=example,dc=org credential=simple -> invalidCredentials (49)
  #1 id 2, TLS, anonymous: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
"#
    );
}

#[test]
fn a_connection_for_each_request() {
    let text = failure(
        |server| server.keep(ReadyMade::CONNECTIONS_ARE_REUSED),
        |server| {
            for name in ["ada", "ben"] {
                let mut peer = Peer::tls(server);
                peer.bind(ADA, "s3cret");
                peer.ask(&sub(&format!("(uid={name})"), &["cn"]));
                unbind(peer);
            }
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  connections are reused
got       2 connections; the last begins with:
          #2 id 1, TLS, anonymous: bind dn=uid=ada,dc=example,dc=org credential=simple -> success (0)
because   every connection costs round trips for TCP, TLS and bind, and ports under load; keep one, or a pool

connection #2:
  #2 id 1, TLS, anonymous: bind dn=uid=ada,dc=example,dc=org credential=simple -> success (0)
  #2 id 2, TLS, uid=ada,dc=example,dc=org: search(uid=ben) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 0 entries
  #2 id 3, TLS, uid=ada,dc=example,dc=org: unbind
"#
    );
}

#[test]
fn a_connection_that_is_not_unbound() {
    let text = failure(
        |server| server.keep(ReadyMade::CONNECTIONS_ARE_UNBOUND),
        |server| {
            let mut peer = Peer::tls(server);
            peer.bind(ADA, "s3cret");
            peer.ask(&sub("(uid=ada)", &["cn"]));
        },
    );
    assert_eq!(
        text,
        r#"
the expectation is not met

expected  every connection is unbound
got       one that ended without; its last request:
          #1 id 2, TLS, uid=ada,dc=example,dc=org: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
because   a connection that is dropped or forgotten holds its place at the server until that times out; unbind when done, also after an error

connection #1:
  #1 id 1, TLS, anonymous: bind dn=uid=ada,dc=example,dc=org credential=simple -> success (0)
  #1 id 2, TLS, uid=ada,dc=example,dc=org: search(uid=ada) base=dc=example,dc=org scope=sub attributes=cn -> success (0), 1 entry
"#
    );
}
