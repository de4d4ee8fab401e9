//! Servers in containers of a Docker engine.
//!
//! Without an engine, or without the images that `build-image.sh` makes, a test is skipped with a line on stderr; it fails when `LDAPLAB_REQUIRE` names
//! `docker`. That an end leaves nothing behind is asked of the program `docker`.

mod again;
mod end;
mod engine;
mod find;
mod openldap;
mod samba;

use std::time::SystemTime;

use ldaplab::{
    client::{Client, Entry, Options, Search},
    real::containers::Container,
    tls::{Material, Scenario},
};

/// Plain, with StartTLS, and with TLS under our CA: a bind, and the entry with that mail address. Under another CA there is no connection.
async fn answers(container: &Container, mail: &str, dn: &str) {
    let trusting = || {
        Options::default()
            .trust_file(container.trust_file())
            .unwrap()
    };
    for (url, options) in [
        (container.ldap_url(), Options::default()),
        (container.ldap_url(), trusting().start_tls()),
        (container.ldaps_url(), trusting()),
    ] {
        let mut client = Client::connect(url, &options).await.unwrap();
        let bound = client.simple_bind(container.bind_dn(), container.bind_password());
        bound.await.unwrap();
        let search = Search::new(container.base())
            .filter_text(&format!("(mail={mail})"))
            .unwrap();
        let found: Vec<Entry> = client.search(&search).await.unwrap().entries;
        let names: Vec<&str> = found.iter().map(|entry| entry.dn.as_str()).collect();
        assert_eq!(names, [dn], "{url}");
    }
    let stranger = Material::new(Scenario::UNKNOWN_CA, &["localhost"], SystemTime::now());
    let stranger = Options::default().trust_pem(stranger.unwrap().trust_pem());
    let refused = Client::connect(container.ldaps_url(), &stranger.unwrap()).await;
    assert_eq!(refused.unwrap_err().code().as_str(), "tls.unknown_ca");
}

async fn root_dse(container: &Container) -> Entry {
    let mut client = Client::connect(container.ldap_url(), &Options::default())
        .await
        .unwrap();
    let root = Search::entry("").attributes(["*", "+"]);
    client.search(&root).await.unwrap().entries.remove(0)
}
