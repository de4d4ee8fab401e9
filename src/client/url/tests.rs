use super::*;

fn url(text: &str) -> LdapUrl {
    text.parse().unwrap()
}

fn error(text: &str) -> String {
    text.parse::<LdapUrl>().unwrap_err().to_string()
}

#[test]
fn ports_follow_the_scheme_unless_they_are_written() {
    assert_eq!(url("ldap://dc1.corp.example").port(), 389);
    assert_eq!(url("LDAPS://dc1.corp.example/").port(), 636);
    assert_eq!(url("ldap://dc1.corp.example:3268").port(), 3268);
    assert_eq!(url("ldap://dc1.corp.example:").port(), 389);
}

#[test]
fn an_ipv6_literal_loses_its_brackets_and_gets_them_back() {
    let url = url("ldaps://[::1]:1636/");
    assert_eq!((url.host(), url.port()), ("::1", 1636));
    assert_eq!(url.to_string(), "ldaps://[::1]:1636");
}

#[test]
fn every_part_is_percent_decoded() {
    let url = url(
        "ldap://h/o=An%20Example%2C%20Inc?cn,userCertificate;binary?one?(cn=a%3Fb)?!bindname=cn=x%2cdc=y,x-foo",
    );
    assert_eq!(url.dn(), "o=An Example, Inc");
    assert_eq!(url.attributes(), ["cn", "userCertificate;binary"]);
    assert_eq!(url.scope(), Some(Scope::One));
    assert_eq!(url.filter(), Some("(cn=a?b)"));
    assert_eq!(
        url.extensions(),
        [
            Extension {
                critical: true,
                name: "bindname".into(),
                value: Some("cn=x,dc=y".into())
            },
            Extension {
                critical: false,
                name: "x-foo".into(),
                value: None
            },
        ]
    );
}

#[test]
fn the_start_tls_extension_is_seen() {
    assert!(url("ldap://h/????!StartTLS").wants_start_tls());
    assert!(url("ldap://h/????1.3.6.1.4.1.1466.20037").wants_start_tls());
    assert!(!url("ldap://h/").wants_start_tls());
}

#[test]
fn an_unknown_critical_extension_is_refused() {
    assert_eq!(
        error("ldap://h/????!x-foo"),
        "the URL demands the extension `x-foo`, which is unknown here; leave it out, or write it without the exclamation mark"
    );
}

#[test]
fn other_schemes_get_a_sentence_of_their_own() {
    assert_eq!(
        error("https://dc1.corp.example/"),
        "https:// is the scheme of web servers; a directory speaks LDAP; write ldaps:// and the directory's port, 636 where nothing else is known, instead of https://dc1.corp.example"
    );
    assert_eq!(
        error("dc1.corp.example"),
        "`dc1.corp.example` has no scheme, so it does not say whether to use TLS; write ldaps://dc1.corp.example (TLS, port 636) or ldap://dc1.corp.example (port 389)"
    );
    assert_eq!(
        error("ftp://h"),
        "`ftp` is not the scheme of an LDAP URL; write ldap:// or ldaps://"
    );
}

#[test]
fn malformed_authorities_are_named() {
    for (text, cause) in [
        ("ldap://", "the URL names no host"),
        ("ldap:///dc=x", "the URL names no host"),
        ("ldap://h:0", "`0` is not a port"),
        ("ldap://h:65536", "`65536` is not a port"),
        (
            "ldap://[::1",
            "`[::1` opens a bracket and does not close it",
        ),
        ("ldap://[dc1]", "`dc1` is not an IPv6 address"),
        (
            "ldap://::1",
            "`::1` has more than one colon: an IPv6 address without brackets?",
        ),
        (
            "ldap://a:b@h",
            "an LDAP URL holds no user name and password",
        ),
        (
            "ldap://a%zz",
            "`a%zz` has a percent sign that no two hexadecimal digits of UTF-8 follow",
        ),
        ("ldap://h/?cn?tree", "`tree` is not a scope"),
    ] {
        assert_eq!(
            text.parse::<LdapUrl>().unwrap_err().cause(),
            cause,
            "{text}"
        );
    }
}
