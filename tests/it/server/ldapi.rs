//! A socket in the file system.

use std::{
    fs,
    io::{Read, Write},
    os::unix::{fs::PermissionsExt, net::UnixListener, net::UnixStream},
    path::PathBuf,
};

use ldaplab::{
    client::{Client, Options},
    server::{LdapServer, Listener},
    wire::request::Scope,
};

use super::{
    peer::{PATIENCE, search},
    slapd,
};

/// A path that is short enough for a socket.
fn path(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("ldaplab-{name}-{}", std::process::id()));
    let _ = fs::remove_file(&path);
    path
}

/// The first octets of the answer to a search of the root DSE.
fn answers(stream: &mut UnixStream) -> Option<u8> {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let request = search("", Scope::Base, "(objectClass=*)", &["1.1"]);
    stream.write_all(&request.encode(1, &[])).ok()?;
    let mut first = [0];
    stream.read_exact(&mut first).ok()?;
    Some(first[0])
}

fn ask(server: &LdapServer, start_tls: bool) -> Result<String, ldaplab::client::Error> {
    let mut options = Options::default().trust_file(server.trust_file()).unwrap();
    options.start_tls = start_tls;
    let url = server.ldapi_url().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut client = Client::connect(&url, &options).await?;
        client.simple_bind(super::ADMIN, "adminpw").await?;
        client.who_am_i().await.map(|who| who.to_string())
    })
}

#[test]
fn ldap_is_spoken_over_it_and_start_tls_too() {
    let path = path("ldapi");
    let server = slapd().ldapi(&path).start().unwrap();
    assert_eq!(server.ldapi_path(), Some(path.as_path()));
    let url = server.ldapi_url().unwrap();
    assert_eq!(
        url,
        format!("ldapi://{}", path.display().to_string().replace('/', "%2F"))
    );
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut stream = UnixStream::connect(&path).unwrap();
    assert_eq!(answers(&mut stream), Some(0x30));
    for start_tls in [false, true] {
        assert_eq!(
            ask(&server, start_tls).unwrap(),
            format!("dn:{}", super::ADMIN)
        );
    }
    assert!(server.requests().iter().any(|record| record.tls));
    drop(server);
    assert!(!path.exists());
}

#[test]
fn what_demands_tls_demands_it_here_and_without_a_plain_port_it_stays_open() {
    let path = path("ldapi-tls");
    let server = slapd().ldapi(&path).require_tls().start().unwrap();
    let refused = ask(&server, false).unwrap_err().to_string();
    assert!(
        refused.contains("TLS confidentiality required"),
        "{refused}"
    );
    assert!(ask(&server, true).is_ok());
    drop(server);
    let server = slapd()
        .ldapi(&path)
        .secure_only()
        .without_tls()
        .start()
        .unwrap();
    assert_eq!(
        (server.ldap_address(), server.ldaps_address()),
        (None, None)
    );
    let mut stream = UnixStream::connect(&path).unwrap();
    assert_eq!(answers(&mut stream), Some(0x30));
}

#[test]
fn a_dead_socket_is_replaced_and_anything_else_stays() {
    let path = path("ldapi-stale");
    let problem = || slapd().ldapi(&path).start().unwrap_err().to_string();
    // A listener that goes without its file leaves a dead socket.
    drop(UnixListener::bind(&path).unwrap());
    let server = slapd().ldapi(&path).start().unwrap();
    assert_eq!(
        problem(),
        format!(
            "the LDAP server did not start: cannot listen on {}: another server listens there; choose another path",
            path.display()
        )
    );
    assert_eq!(
        answers(&mut UnixStream::connect(&path).unwrap()),
        Some(0x30)
    );
    drop(server);
    fs::write(&path, "mine").unwrap();
    assert_eq!(
        problem(),
        format!(
            "the LDAP server did not start: cannot listen on {}: a file that is no socket is there, and stays; choose another path",
            path.display()
        )
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    fs::remove_file(&path).unwrap();
    // What another puts in its place is not removed.
    let server = slapd().ldapi(&path).start().unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, "theirs").unwrap();
    drop(server);
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    fs::remove_file(&path).unwrap();
}

#[test]
fn it_stops_and_starts_as_ports_do_and_a_scope_has_none() {
    let path = path("ldapi-stop");
    let server = slapd().ldapi(&path).start().unwrap();
    assert_eq!(server.scope().unwrap().ldapi_url(), None);
    server.stop_listener(Listener::Ldapi).unwrap();
    assert!(!path.exists());
    server.start_listener(Listener::Ldapi).unwrap();
    let mut stream = UnixStream::connect(&path).unwrap();
    let refusing = server.refuse_connections().unwrap();
    assert!(UnixStream::connect(&path).is_err());
    // Who is in stays.
    assert_eq!(answers(&mut stream), Some(0x30));
    drop(refusing);
    assert_eq!(
        answers(&mut UnixStream::connect(&path).unwrap()),
        Some(0x30)
    );
}
