use proptest::prelude::*;

use super::{Extension, LdapUrl, Scheme, Scope};

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
    assert_eq!(url.endpoint(), "ldaps://[::1]:1636");
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

#[test]
fn a_url_prints_as_its_canonical_text() {
    for (written, printed) in [
        ("LDAP://dc1.corp.example", "ldap://dc1.corp.example:389"),
        ("ldaps://h/????", "ldaps://h:636"),
        ("ldap://h:3268/dc=x,dc=y", "ldap://h:3268/dc=x,dc=y"),
        ("ldap://h/o=a%2fb%3F c%2c?", "ldap://h:389/o=a%2Fb%3F%20c,"),
        ("ldap://h/??ONELEVEL", "ldap://h:389/??one"),
        (
            "ldap://h/???(|(cn=\u{fc})(cn=a*))",
            "ldap://h:389/???(%7C(cn=%C3%BC)(cn=a*))",
        ),
        (
            "ldap://h?cn,,mail?subord",
            "ldap://h:389/?cn,mail?subordinates",
        ),
        (
            "ldap://h/????!StartTLS,x-a=1%2c2%3f,x-b=",
            "ldap://h:389/????!StartTLS,x-a=1%2C2%3F,x-b=",
        ),
        ("ldapi:///", "ldapi://"),
        ("ldapi://%2ftmp%2fs/dc=x", "ldapi://%2Ftmp%2Fs/dc=x"),
    ] {
        let url = LdapUrl::parse(written).unwrap();
        assert_eq!(url.to_string(), printed, "{written}");
        assert_eq!(LdapUrl::parse(printed).unwrap(), url, "{written}");
    }
}

#[test]
fn sockets_and_passwords_get_a_sentence_of_their_own() {
    for (text, cause) in [
        (
            "ldapi:///dc=x",
            "the URL names no socket, and there is no default one",
        ),
        (
            "ldapi:///var/run/ldapi",
            "the path /var/run/ldapi stands where ldapi:// has the DN",
        ),
        (
            "ldap://h/????bindname=cn=a,X-BindPw=s3cret",
            "the URL holds a password (`X-BINDPW`), and URLs end up in logs",
        ),
        (
            "ldap://a%3a1",
            "the host name \"a:1\" holds a sign that no host name has",
        ),
    ] {
        let error = text.parse::<LdapUrl>().unwrap_err();
        assert_eq!(error.cause(), cause, "{text}");
        assert!(!error.to_string().contains("s3cret"));
    }
    assert_eq!(
        error("ldapi:///run/s"),
        "the path /run/s stands where ldapi:// has the DN; write ldapi://%2Frun%2Fs"
    );
}

#[test]
fn a_socket_is_read_as_a_server_to_connect_to() {
    let url = url("ldapi://%2Fvar%2Frun%2Fslapd%2Fldapi/dc=x");
    assert_eq!(url.socket(), Some("/var/run/slapd/ldapi"));
    assert_eq!(
        (url.host(), url.port(), url.scheme()),
        ("", 0, Scheme::Ldap)
    );
    assert_eq!(url.endpoint(), "ldapi://%2Fvar%2Frun%2Fslapd%2Fldapi");
}

#[test]
fn ports_of_the_other_scheme_are_suspicious() {
    for (text, sentence) in [
        ("ldap://h", None),
        ("ldaps://h", None),
        ("ldaps://h:1636", None),
        ("ldap://h:3268", None),
        (
            "ldap://h:636/dc=x",
            Some(
                "Port 636 is the one for LDAP over TLS, but ldap:// begins without TLS: ldaps://h:636 is probably meant.",
            ),
        ),
        (
            "ldaps://[::1]:3268",
            Some(
                "Port 3268 is the one for the global catalog in plain LDAP, but ldaps:// speaks TLS from the first byte: ldaps://[::1]:3269 is probably meant.",
            ),
        ),
        (
            "ldaps://h:443",
            Some(
                "Port 443 is the one for web servers, but LDAP has its own: ldaps://h:636 is probably meant.",
            ),
        ),
    ] {
        assert_eq!(url(text).suspicious_port().as_deref(), sentence, "{text}");
    }
}

#[test]
fn a_list_is_separated_by_spaces_and_commas() {
    for (text, expected) in [
        ("ldap://a", &["ldap://a:389"][..]),
        ("ldap://a,ldaps://b", &["ldap://a:389", "ldaps://b:636"]),
        (
            " ldap://a/dc=x,dc=y , ldapi://%2fs\n",
            &["ldap://a:389/dc=x,dc=y", "ldapi://%2Fs"],
        ),
        ("ldap://a, ,ldap://b,", &["ldap://a:389", "ldap://b:389"]),
    ] {
        let urls: Vec<String> = LdapUrl::list(text)
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(urls, expected, "{text}");
    }
    assert_eq!(
        LdapUrl::list(" , ").unwrap_err().cause(),
        "there is no URL in the list"
    );
    assert!(LdapUrl::list("ldap://a b").is_err());
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![".{0,8}", "[?%,!=/ &#a]{0,8}"]
}

fn urls() -> impl Strategy<Value = LdapUrl> {
    let scope = prop::sample::select(vec![
        None,
        Some(Scope::Base),
        Some(Scope::One),
        Some(Scope::Sub),
        Some(Scope::Children),
    ]);
    let extension =
        ("x-[a-z]{1,3}", prop::option::of(texts())).prop_map(|(name, value)| Extension {
            critical: false,
            name,
            value,
        });
    let bind_name = (any::<bool>(), texts()).prop_map(|(critical, value)| Extension {
        critical,
        name: "bindname".to_owned(),
        value: Some(value),
    });
    (
        (
            any::<bool>(),
            "[a-z\u{fc}][a-z0-9.-]{0,5}|::1|127\\.0\\.0\\.1",
            1..=u16::MAX,
        ),
        prop::option::of("/[a-z /%?,=]{0,8}"),
        (texts(), prop::collection::vec("[a-z,?%;=]{1,5}", 0..3)),
        (scope, prop::option::of(".{1,12}|[?%()&|*=]{1,9}")),
        prop::collection::vec(prop_oneof![extension, bind_name], 0..3),
    )
        .prop_map(
            |((tls, host, port), socket, (dn, attributes), (scope, filter), extensions)| {
                let (host, port) = match socket {
                    Some(_) => (String::new(), 0),
                    None => (host, port),
                };
                let scheme = if tls && socket.is_none() {
                    Scheme::Ldaps
                } else {
                    Scheme::Ldap
                };
                LdapUrl {
                    scheme,
                    host,
                    port,
                    socket,
                    dn,
                    attributes,
                    scope,
                    filter,
                    extensions,
                }
            },
        )
}

proptest! {
    #[test]
    fn a_printed_url_is_read_as_the_same_one(url in urls()) {
        let text = url.to_string();
        prop_assert_eq!(LdapUrl::parse(&text), Ok(url), "{}", text);
    }

    #[test]
    fn any_likely_text_is_read_and_printed_or_refused(text in "(ldaps?|ldapi)://([a-z.%0-9\\[\\]:@/?,!= ]|%2f|\u{fc}){0,20}") {
        if let Ok(url) = LdapUrl::parse(&text) {
            prop_assert_eq!(LdapUrl::parse(&url.to_string()), Ok(url));
        }
        let _ = LdapUrl::list(&text);
    }
}
