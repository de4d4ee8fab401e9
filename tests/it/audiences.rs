//! Cures in the words of their readers: methods for programs, switches for the command line, keys for whoever edits settings.

use ldaplab::{
    Scenario,
    connection_test::{ConnectionTest, Plan},
    diagnosis::{Audience, Code},
    server::LdapServer,
};

/// The words of a text: what stands between blanks, without brackets and punctuation at their ends.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '(', ')', ';', ',', ':', '`', '\'', '"'])
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
}

fn is_switch(word: &str) -> bool {
    word.strip_prefix("--")
        .is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase()))
}

/// What is written as a method: `` `Plan::base` ``, `` `trust_file` ``.
fn methods(text: &str) -> Vec<&str> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|quoted| {
            quoted.starts_with("Plan::") || ["trust_file", "start_tls"].contains(quoted)
        })
        .collect()
}

/// Keys that are no ordinary words.
const KEYS: [&str; 11] = [
    "cert_chain",
    "base_dn",
    "user_rdn",
    "group_rdn",
    "user_lookup_attr",
    "user_email_attr",
    "group_member_attr",
    "group_lookup_attr",
    "search_nested_groups",
    "ssl_hostname_validation",
    "ssl",
];

#[test]
fn no_cure_for_one_reader_has_the_words_of_another() {
    let mut named = [0; 3];
    for code in Code::ALL {
        let [library, command_line, settings] =
            [Audience::Library, Audience::CommandLine, Audience::Settings]
                .map(|audience| code.cure_for(audience));
        assert_eq!(code.cure(), library, "{code}");
        for foreign in [library, settings] {
            assert!(!words(foreign).any(is_switch), "{code}: {foreign}");
        }
        for foreign in [command_line, settings] {
            assert_eq!(methods(foreign), [""; 0], "{code}: {foreign}");
        }
        for foreign in [library, command_line] {
            let key = words(foreign).find(|word| KEYS.contains(word));
            assert_eq!(key, None, "{code}: {foreign}");
        }
        let urls = ["ldap://", "ldaps://"];
        assert!(
            !urls.iter().any(|url| settings.contains(url)),
            "{code}: {settings}"
        );
        named[0] += methods(library).len();
        named[1] += words(command_line).filter(|word| is_switch(word)).count();
        named[2] += words(settings).filter(|word| KEYS.contains(word)).count();
    }
    // Or the words are not recognised.
    assert!(named.iter().all(|count| *count > 10), "{named:?}");
}

#[test]
fn every_method_that_a_cure_names_exists() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let source = |path: &str| std::fs::read_to_string(folder.join(path)).unwrap();
    let plan = source("connection_test/plan.rs");
    for code in Code::ALL {
        for method in methods(code.cure()) {
            let name = method.trim_start_matches("Plan::");
            let has = |source: &str| source.contains(&format!("pub fn {name}("));
            assert!(has(&plan), "{code}: {method}");
            // Without the type it is a method of both.
            assert!(
                method.starts_with("Plan::")
                    || has(
                        &[source("client/options.rs"), source("client/tls_options.rs")].concat()
                    ),
                "{code}: {method}"
            );
        }
    }
}

#[cfg(feature = "http")]
#[test]
fn every_key_that_a_cure_names_exists() {
    for code in Code::ALL {
        let cure = code.cure_for(Audience::Settings);
        let evidence = [
            "naming_context",
            "found_instead",
            "whole_base",
            "try_name",
            "ppolicy_use_lockout",
        ];
        for word in words(cure)
            .filter(|word| word.contains('_') && !word.starts_with('-') && !evidence.contains(word))
        {
            let known = ldaplab::settings::Key::find(word);
            assert!(known.is_some(), "{code}: {word}: {cure}");
        }
    }
}

#[test]
fn a_report_speaks_to_whom_its_plan_says() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .tls(Scenario::UNKNOWN_CA)
        .start()
        .unwrap();
    let plan = Plan::url(&server.ldaps_url())
        .and_then(|plan| plan.trust_file(server.trust_file()))
        .unwrap();
    for (audience, trust) in [
        (Audience::Library, "the trust file (`trust_file`)"),
        (Audience::CommandLine, "the trust file (--ca FILE)"),
        (Audience::Settings, "cert_chain"),
    ] {
        let report = ConnectionTest::new(plan.clone().audience(audience)).run_blocking();
        let cure = format!(
            "Get that CA's root certificate from whoever runs the server, and give it as {trust}; if the root is there already, make the server send its intermediate certificates too."
        );
        let failure = report.failure().unwrap();
        assert_eq!(failure.code(), Code::UNKNOWN_CA);
        assert_eq!(failure.cure(), cure);
        assert!(report.to_string().ends_with(&format!("cure:   {cure}")));
        assert!(report.to_json().contains(&format!("\"cure\":\"{cure}\"")));
    }
}
