//! What is dangerous about how a server was started is said at the start, on stderr, with the address that it listens on.

use std::path::Path;

use crate::process::{Folder, Serving};

/// The port of a URL.
fn port(serving: &Serving, field: &str) -> String {
    let url = serving.field(field);
    url.rsplit(':').next().unwrap().to_owned()
}

/// What stands on stderr when it is ready.
fn said(arguments: &[&str], file: &Path) -> (Serving, Vec<String>) {
    let serving = Serving::start_into(arguments, file);
    let heard = std::fs::read_to_string(file).unwrap();
    (serving, heard.lines().map(str::to_owned).collect())
}

fn beyond(port: &str, what: &str) -> String {
    format!("warning: it listens on 0.0.0.0:{port}, which other machines can reach: {what}")
}

#[test]
fn serve_and_proxy_warn_of_every_address_that_other_machines_can_reach() {
    let folder = Folder::new("warned");
    let file = folder.path().join("stderr");
    let (everywhere, here) = ("0.0.0.0:0", "127.0.0.1:0");
    let (server, heard) = said(&["serve", "--ldap", here, "--ldaps", here], &file);
    assert_eq!(heard, [""; 0]);
    let url = server.field("ldap").to_owned();
    for (ldap, ldaps) in [(true, false), (false, true), (true, true)] {
        let at = |open: bool| if open { everywhere } else { here };
        let both = ["--ldap", at(ldap), "--ldaps", at(ldaps)];
        for (command, what) in [
            (vec!["serve"], "it is made for tests"),
            (vec!["tls", "serve", "self-signed"], "it is made for tests"),
            (vec!["proxy", &url], "what they say is relayed and recorded"),
        ] {
            let (serving, heard) = said(&[&command[..], &both].concat(), &file);
            let open = [(ldap, "ldap"), (ldaps, "ldaps")];
            let open = open.iter().filter(|(open, _)| *open);
            let expected: Vec<String> = open
                .map(|(_, field)| beyond(&port(&serving, field), what))
                .collect();
            let warned: Vec<String> = heard
                .into_iter()
                .filter(|line| line.contains("listens on"))
                .collect();
            assert_eq!(warned, expected, "{command:?}");
        }
    }
}

#[test]
fn a_record_with_secrets_is_warned_of() {
    let folder = Folder::new("warned-secrets");
    let file = folder.path().join("stderr");
    let record = |name: &str| folder.path().join(name).display().to_string();
    let server = Serving::start(&["serve"]);
    let url = server.field("ldap");
    let (_masked, heard) = said(&["proxy", url, "--record", &record("masked")], &file);
    assert_eq!(heard, [""; 0]);
    let with = ["proxy", url, "--record", &record("open"), "--with-secrets"];
    let (_open, heard) = said(&with, &file);
    assert_eq!(
        heard,
        [
            "warning: passwords and SASL credentials are written to the record; whoever reads it has them"
        ]
    );
}
