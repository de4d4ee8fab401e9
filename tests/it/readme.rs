//! The tests that `README.md` prints run here as printed.

const README: &str = include_str!("../../README.md");

mod first {
    use ldaplab::{connection_test::*, diagnosis::Code, server::LdapServer, tls::Scenario};

    #[test]
    fn an_expired_certificate_is_named() {
        let server = LdapServer::active_directory("corp.example")
            .tls(Scenario::EXPIRED)
            .start()
            .unwrap();
        let plan = Plan::url(&server.ldaps_url())
            .unwrap()
            .trust_file(server.trust_file())
            .unwrap();
        let report = ConnectionTest::new(plan).run_blocking();
        assert_eq!(
            report.failure().unwrap().code(),
            Code::CERTIFICATE_EXPIRED,
            "{report}"
        );
    }
}

mod second {
    use ldaplab::server::{LdapServer, User};

    #[test]
    fn a_login_sees_what_the_directory_says() {
        let server = LdapServer::active_directory("corp.example")
            .user(User::new("ada").password("s3cret").member_of("Ops"))
            .user(User::new("bob").password("s3cret").locked())
            .start()
            .unwrap();
        // Hand these to the program under test:
        let (url, trust) = (server.ldaps_url(), server.trust_file());
        assert!(url.starts_with("ldaps://") && trust.exists());
        // And see afterwards what is there, and what was asked:
        assert!(
            server
                .entry(server.dn_of("ada"))
                .has("mail", "ada@corp.example")
        );
        assert!(server.requests().is_empty());
    }
}

mod third {
    use ldap3::{LdapConnAsync, LdapConnSettings};
    use ldaplab::server::{LdapServer, User};

    #[tokio::test]
    async fn the_ldap3_crate_logs_in_over_tls() {
        let server = LdapServer::openldap("dc=example,dc=org")
            .user(User::new("ada").password("s3cret"))
            .start()
            .unwrap();
        let settings = LdapConnSettings::new().set_config(server.rustls_config().unwrap());
        let (connection, mut ldap) = LdapConnAsync::with_settings(settings, &server.ldaps_url())
            .await
            .unwrap();
        ldap3::drive!(connection);
        let login = ldap
            .simple_bind(&server.dn_of("ada"), "s3cret")
            .await
            .unwrap();
        login.success().unwrap();
    }
}

/// Words and marks without the layout, which differs between a module here and the page there.
fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_whitespace())
        .collect::<String>()
        .replace(",)", ")")
        .replace(",}", "}")
}

#[test]
fn every_rust_block_of_the_readme_is_a_test_of_this_file() {
    let source = squeezed(include_str!("readme.rs"));
    let blocks: Vec<&str> = README
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap_or_default())
        .collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        assert!(source.contains(&squeezed(block)), "not run here:\n{block}");
    }
}

#[test]
fn the_two_commands_of_a_fresh_clone_stand_on_the_first_screen() {
    let screen: Vec<&str> = README.lines().take(30).collect();
    assert!(screen.contains(&"cargo run --release -- demo") && screen.contains(&"cargo test"));
}

#[test]
fn the_examples_in_other_languages_are_printed_as_they_are_run() {
    let page = include_str!("../../docs/languages.md");
    for example in [
        include_str!("../../examples/test_login.py"),
        include_str!("../../examples/login.mjs"),
        include_str!("../../examples/Login.java"),
    ] {
        assert!(page.contains(&format!("\n{example}```\n")), "{example}");
        assert!(example.lines().count() < 20, "{example}");
    }
}
