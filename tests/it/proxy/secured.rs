//! TLS on either side.

use ldaplab::{
    client::{Options, Search, blocking::Client},
    proxy::Recorder,
    tls::Scenario,
};

use super::{ADA, Folder, company, record, replay};

fn ask(url: &str, options: &Options) -> Result<usize, ldaplab::client::Error> {
    let mut client = Client::connect(url, options)?;
    client.simple_bind(ADA, "s3cret")?;
    let everybody = Search::new("ou=people,dc=example,dc=org").filter_text("(uid=*)")?;
    Ok(client.search(&everybody)?.entries.len())
}

#[test]
fn either_side_speaks_plain_starttls_or_ldaps_of_its_own() {
    let server = company();
    let trusting = || Options::default().trust_file(server.trust_file()).unwrap();
    for (url, options) in [
        (server.ldap_url(), Options::default()),
        (server.ldap_url(), trusting().start_tls()),
        (server.ldaps_url(), trusting()),
    ] {
        let folder = Folder::new();
        let recorder = Recorder::new(&url)
            .unwrap()
            .options(options)
            .file(folder.record());
        let proxy = recorder.start().unwrap();
        for replayed in [false, true] {
            let proxy = match replayed {
                false => &proxy,
                true => &replay(&folder),
            };
            let trust = || Options::default().trust_file(proxy.trust_file()).unwrap();
            assert_eq!(ask(&proxy.ldap_url(), &Options::default()).unwrap(), 46);
            assert_eq!(ask(&proxy.ldap_url(), &trust().start_tls()).unwrap(), 46);
            assert_eq!(ask(&proxy.ldaps_url(), &trust()).unwrap(), 46);
            assert_eq!(proxy.unmatched_count(), 0);
            // Our certificate is ours alone.
            let stranger = ask(&proxy.ldaps_url(), &trusting()).unwrap_err();
            assert_eq!(stranger.code().as_str(), "tls.ca_rekeyed");
        }
        assert_eq!(folder.text().matches("\"tls\":true").count(), 4);
    }
}

#[test]
fn starttls_is_refused_where_tls_is_spoken_already_or_an_operation_is_under_way() {
    let folder = Folder::new();
    let program = |proxy: &ldaplab::proxy::Proxy| {
        let trust = Options::default().trust_file(proxy.trust_file()).unwrap();
        let mut client = Client::connect(&proxy.ldaps_url(), &trust).unwrap();
        let twice = client.extended("1.3.6.1.4.1.1466.20037", None);
        twice.unwrap_err().to_string()
    };
    let with = record(company(), &folder, program);
    assert!(with.contains("TLS is spoken already"), "{with}");
    assert_eq!(program(&replay(&folder)), with);
}

#[test]
fn a_server_that_is_not_trusted_or_not_there_is_told_to_the_client() {
    let server = ldaplab::LdapServer::openldap("dc=example,dc=org")
        .tls(Scenario::EXPIRED)
        .start()
        .unwrap();
    let options = Options::default().trust_file(server.trust_file()).unwrap();
    let proxy = Recorder::new(&server.ldaps_url())
        .unwrap()
        .options(options)
        .start()
        .unwrap();
    let refused = ask(&proxy.ldap_url(), &Options::default()).unwrap_err();
    let result = refused.result().unwrap();
    assert_eq!(result.code.0, 52);
    assert!(
        result
            .diagnostic
            .starts_with("the proxy has no connection to the server: "),
        "{result:?}"
    );
    assert!(result.diagnostic.contains("expired"), "{result:?}");
    drop(server);
    let refused = ask(&proxy.ldap_url(), &Options::default()).unwrap_err();
    assert_eq!(refused.result().unwrap().code.0, 52);
}
