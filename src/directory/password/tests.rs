use super::{Scheme, check, hash, verify};

/// Hashes computed with Python's hashlib and base64, independently of this crate.
const STORED: &[(&str, &str)] = &[
    ("plain", "secret"),
    ("cleartext", "{CLEARTEXT}secret"),
    ("SHA", "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ="),
    ("lower case", "{sha}5en6G6MezRroT3XKqkdPOmY/BfQ="),
    ("SSHA", "{SSHA}1G904nLkTkGWjKNnQuB/hpWXC/hzYWx0c2FsdA=="),
    (
        "SHA256",
        "{SHA256}K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=",
    ),
    (
        "SSHA256",
        "{SSHA256}oBmrdHcA6OZEkkCLeXh71YAerbvhXz1qqwjrPsXmEtNzYWx0c2FsdA==",
    ),
    (
        "SHA384",
        "{SHA384}WKd1ukESvjAFrkQHznV9iP2nHUBJe7gCbsrFTU4//HIyzo3jq1rLMK45dg/ufFPt",
    ),
    (
        "SSHA384",
        "{SSHA384}BPdC1qPVnOtOWlZBhlNvMSsThLk7gG0moXRB2Ulg+UGkFToChXZ4jNzGfK5Uh3Otc2FsdA==",
    ),
    (
        "SHA512",
        "{SHA512}vSsar3708Jvp9Szi2NWZZ02Bqp1qRCFpbcTZPdBhnWgs5WtNZKnvCXdhztmeD2cmW192CF5bDufKRpayrW/isg==",
    ),
    (
        "SSHA512",
        "{SSHA512}aCu7JRc+kLsuEmFs1zTY+AiP7DSGnjjG+dH28Dp+E5usqoAixeTPihKqZmkWal4mUfp63tqvCAkFV1LKTDFH6XNhbHRzYWx0",
    ),
    (
        "PBKDF2",
        "{PBKDF2}1000$..9zYWx0c2FsdA$smHNzn2.2N49Ycjx7DPS9OnrwCg",
    ),
    (
        "PBKDF2-SHA1",
        "{PBKDF2-SHA1}1000$..9zYWx0c2FsdA$smHNzn2.2N49Ycjx7DPS9OnrwCg",
    ),
    (
        "PBKDF2-SHA256",
        "{PBKDF2-SHA256}1000$..9zYWx0c2FsdA$oLBmcbWoyPvi9866tMUSPBJH61r2wmEegCbgBtIBkK8",
    ),
    (
        "PBKDF2-SHA512",
        "{PBKDF2-SHA512}1000$..9zYWx0c2FsdA$jyVKHt2QmxwJsMjtZtvX2DZWzHDA6qY9MsQvzol1O12cieyJXQGtKPi6Rk3pcMEEU2K46s.0z7c67Wq6BszH2g",
    ),
];

#[test]
fn stored_passwords_accept_only_their_password() {
    for (name, stored) in STORED {
        assert!(verify(stored.as_bytes(), b"secret"), "{name}");
        for wrong in [&b"Secret"[..], b"", b"secret ", b"{SHA}", stored.as_bytes()] {
            assert!(
                !verify(stored.as_bytes(), wrong)
                    || (*name == "plain" && wrong == stored.as_bytes()),
                "{name} {wrong:?}"
            );
        }
    }
}

#[test]
fn malformed_hashes_accept_nothing() {
    for stored in [
        "{SHA}",
        "{SHA}!!!",
        "{SSHA}AAAA",
        "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQAAAA=",
        "{PBKDF2-SHA256}",
        "{PBKDF2-SHA256}0$c2FsdA$AAAA",
        "{PBKDF2-SHA256}4000000000$c2FsdA$AAAA",
        "{PBKDF2-SHA256}1000$c2FsdA",
    ] {
        assert_eq!(check(stored.as_bytes(), b"secret"), Ok(false), "{stored}");
        assert_eq!(check(stored.as_bytes(), b""), Ok(false), "{stored}");
    }
}

#[test]
fn unsupported_schemes_are_named() {
    for stored in [
        "{MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ==",
        "{crypt}$6$x$y",
        "{ARGON2}$argon2id$x",
    ] {
        assert!(!verify(stored.as_bytes(), b"secret"), "{stored}");
        assert!(check(stored.as_bytes(), b"secret").is_err(), "{stored}");
    }
    let error = check(b"{md5}x", b"").unwrap_err();
    assert_eq!(error.name(), "MD5");
    assert_eq!(
        error.to_string(),
        "passwords stored as {MD5} cannot be checked; store {SSHA}, {SSHA512}, {PBKDF2-SHA256} or the plain text"
    );
}

#[test]
fn braces_of_a_plain_password_are_part_of_it() {
    for stored in ["{not a scheme}x", "{", "{}", "{x"] {
        assert_eq!(
            check(stored.as_bytes(), stored.as_bytes()),
            Ok(true),
            "{stored}"
        );
        assert_eq!(check(stored.as_bytes(), b"x"), Ok(false), "{stored}");
    }
}

#[test]
fn hashes_are_salted_and_accepted() {
    for scheme in [
        Scheme::Cleartext,
        Scheme::Sha,
        Scheme::SaltedSha,
        Scheme::SaltedSha256,
        Scheme::SaltedSha512,
        Scheme::Pbkdf2Sha1,
        Scheme::Pbkdf2Sha256,
    ] {
        let stored = hash(scheme, b"s\xfc{");
        assert!(
            verify(&stored, b"s\xfc{") && !verify(&stored, b"s"),
            "{scheme:?}"
        );
    }
    assert!(verify(&hash(Scheme::Cleartext, b"{SHA}x"), b"{SHA}x"));
    assert_ne!(hash(Scheme::SaltedSha, b"a"), hash(Scheme::SaltedSha, b"a"));
    assert!(hash(Scheme::SaltedSha512, b"a").starts_with(b"{SSHA512}"));
}
