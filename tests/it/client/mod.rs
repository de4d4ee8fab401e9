//! The client against peers that say what no good server says.

mod against_server;
mod cancel;
mod client_certificate;
mod errors;
mod first_contact;
mod limits;
mod multiplexed;
mod multiplexed_operations;
mod operations;
pub(crate) mod peer;
mod referrals;
mod referred_operations;
mod scenarios;
mod secrets;
mod start_tls;
mod time_used_up;
#[cfg(unix)]
mod unix_socket;
mod when_asked;

use std::{net::SocketAddr, time::Duration};

use ldaplab::{
    client::{Client, Error, Options},
    server::LdapServer,
};

/// Message 1: BindResponse, success.
const BOUND: &[u8] = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00";

fn brief() -> Options {
    Options::default().timeout(Duration::from_millis(1500))
}

/// Long enough that no test waits for it.
fn patient() -> Options {
    Options::default().timeout(Duration::from_secs(30))
}

async fn plain(address: SocketAddr, options: &Options) -> Client {
    Client::connect(&format!("ldap://{address}"), options)
        .await
        .unwrap()
}

/// What a bind as message 1 fails with.
async fn bind(address: SocketAddr, options: &Options) -> Error {
    let mut client = plain(address, options).await;
    client
        .simple_bind("cn=reader,dc=example,dc=org", "s3cret")
        .await
        .unwrap_err()
}

/// A client that is bound as the server's administrator.
pub(crate) async fn as_admin(server: &LdapServer) -> Client {
    let mut client = Client::connect(&server.ldap_url(), &patient())
        .await
        .unwrap();
    let admin = server.admin();
    client
        .simple_bind(admin.dn(), admin.password())
        .await
        .unwrap();
    client
}
