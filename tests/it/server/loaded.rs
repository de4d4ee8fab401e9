//! What is said of a server that cannot be started: all that is wrong, at once.

use ldaplab::server::{Builder, Group, LdapServer, User, key};

fn why(builder: Builder) -> String {
    builder.start().unwrap_err().to_string()
}

fn server() -> Builder {
    LdapServer::openldap("dc=example,dc=org")
}

#[test]
fn an_ldif_error_has_its_file_line_and_column() {
    let error = why(server().ldif("dn: dc=example,dc=org\nobjectClass: domain\ndc example\n"));
    assert!(error.contains("LDIF:3:"), "{error}");
    let file = std::env::temp_dir().join(format!("ldaplab-loaded-{}.ldif", std::process::id()));
    std::fs::write(
        &file,
        "dn: dc=example,dc=org\nobjectClass: domain\ndc:: !\n",
    )
    .unwrap();
    let error = why(server().ldif_file(&file));
    std::fs::remove_file(&file).unwrap();
    assert!(error.contains(&format!("{}:3:", file.display())), "{error}");
    let error = why(server().ldif_file("/nowhere/at/all.ldif"));
    assert!(error.contains("/nowhere/at/all.ldif"), "{error}");
}

#[test]
fn an_entry_outside_of_the_suffix_is_named_with_its_place() {
    let error = why(server().ldif("dn: dc=contoso,dc=com\nobjectClass: domain\ndc: contoso\n"));
    for part in ["LDIF:1:", "dc=contoso,dc=com", "dc=example,dc=org"] {
        assert!(error.contains(part), "{error}");
    }
}

#[test]
fn entries_without_a_superior_and_twice_the_same_are_named() {
    let error =
        why(server().ldif("dn: cn=x,ou=nowhere,dc=example,dc=org\nobjectClass: device\ncn: x\n"));
    assert!(
        error.contains("cn=x,ou=nowhere,dc=example,dc=org"),
        "{error}"
    );
    let twice = "dn: cn=x,dc=example,dc=org\nobjectClass: device\ncn: x\n\n";
    let error = why(server().ldif(format!("{twice}{twice}")));
    assert!(error.contains("cn=x,dc=example,dc=org"), "{error}");
}

#[test]
fn members_that_nobody_made_and_names_that_are_taken_are_told() {
    let error = why(server().group(Group::new("ops").member("nobody")));
    assert!(error.contains("nobody") && error.contains("ops"), "{error}");
    let error = why(server().user(User::new("ada")).user(User::new("ada")));
    assert!(
        error.contains("uid=ada,ou=people,dc=example,dc=org"),
        "{error}"
    );
    let error = why(server().user(User::new("ada").dn("not a dn")));
    assert!(error.contains("ada"), "{error}");
}

#[test]
fn switches_with_bad_values_are_named() {
    for (key, value, part) in [
        (key::ON_PLAINTEXT, "explode", "on-plaintext"),
        (key::WRITERS, "nobody", "writers"),
        (key::ANONYMOUS, "", "anonymous"),
    ] {
        let error = why(server().set(key, value));
        assert!(error.contains(part) && error.contains(value), "{error}");
    }
    assert!(why(server().set(key::MAX_PDU, -1)).contains("max-pdu"));
    assert!(why(server().set(key::LINKED, 3)).contains("linked"));
    assert!(why(server().set(key::SIZE_LIMIT, "many")).contains("size-limit"));
}

#[test]
fn suffixes_and_domains_that_are_none_are_named() {
    assert!(why(LdapServer::openldap("not a dn")).contains("not a dn"));
    assert!(why(LdapServer::openldap("")).contains("suffix"));
    assert!(why(LdapServer::active_directory("corp..example")).contains("corp..example"));
    assert!(why(LdapServer::active_directory("")).contains("domain"));
    assert!(why(server().secure_only().without_tls()).contains("port"));
    assert!(why(server().root_dn("zzz")).contains("administrator"));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let error = why(server()
        .set(key::MAX_PDU, -1)
        .ldif("dn: dc=contoso,dc=com\nobjectClass: domain\ndc: contoso\n")
        .group(Group::new("ops").member("nobody"))
        .secure_only()
        .without_tls());
    for part in ["max-pdu", "dc=contoso,dc=com", "nobody", "port"] {
        assert!(error.contains(part), "{part} of {error}");
    }
}

#[test]
fn secrets_are_in_no_text() {
    let server = server()
        .root_password("t0p")
        .user(User::new("ada").password("s3cret"));
    let mut text = format!("{server:?} {:?}", User::new("ada").password("s3cret"));
    let server = server.start().unwrap();
    text += &format!("{server:?} {:?}", server.admin());
    assert!(!text.contains("s3cret") && !text.contains("t0p"), "{text}");
}
