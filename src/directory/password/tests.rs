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

const LONG: &str = "Gr\u{fc}\u{df}e, a longer password of more than sixty-four octets, so that blocks repeat: 0123456789";

/// Made with slappasswd 2.5.13 (`-h {MD5}`, `{SMD5}`, `{CRYPT}` with `-c`), `openssl passwd -1 -5 -6` and Perl's crypt over libxcrypt.
const BY_OTHERS: &[(&str, &str)] = &[
    ("secret", "{MD5}Xr4ilOzQ4PCOq3aQ0qbuaQ=="),
    ("secret", "{SMD5}xvSWNwuTWuoFNqpAIlzi3Jji64g="),
    ("secret", "{CRYPT}d/krz.ZHtr312"),
    ("secret", "{CRYPT}Zrl9SjnItBk36"),
    ("secret", "{crypt}abNANd1rDfiNc"),
    ("secret12", "{CRYPT}zZ.uHQXc/wYMg"),
    // DES looks at eight characters.
    ("secret123", "{CRYPT}zZ.uHQXc/wYMg"),
    ("Gr\u{fc}\u{df}e", "{CRYPT}./5sIJnWYsKA."),
    ("", "{CRYPT}abmF1QH4PEr.E"),
    ("secret", "{CRYPT}$1$Y9tqyU78$R5YCDSG7vyx5qT4wzkbYc."),
    ("secret", "{CRYPT}$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1"),
    ("", "{CRYPT}$1$xy$JSgu5Zv4igzK2ULm5nTM30"),
    (LONG, "{CRYPT}$1$xy$kQG6ZlhVMkw9J.TKakMmg/"),
    (
        "secret",
        "{CRYPT}$5$2A9RpN7R$VxHBA/zUXmiZrG9wV4iqnSJsZNwJ9x/1ZM34l73Hla6",
    ),
    (
        "secret",
        "{CRYPT}$5$saltstring$C3o4O1TC6aRHF4FI.QSZMXtHbaj2gSXr4sUc/3NcUi.",
    ),
    (
        LONG,
        "{CRYPT}$5$rounds=2000$/ORKQE6H$i9fYT6GR1w.EZEYCBPcOZUYh7gaSHpEgFbTSNwZjca1",
    ),
    (
        "secret",
        "{CRYPT}$6$opByQKvS6xZaqRNr$AIZv0qqknscbaY8J00FQhTdNQVT4JSwLEWtqlzGlLM9J.vQhRYqpFB7Dr2E6DNv.sMbCDOY3Lvk1BhO4kAUNE/",
    ),
    (
        "secret",
        "{CRYPT}$6$saltstring$AIsRs/Ee56G/tC8MEHhvReZTfx8u3rXXMl6eYrjCG9ibix19DxoMBLogdTET5Ukw9Sf7eZTITsuk0Ry5qulYz.",
    ),
    (
        LONG,
        "{CRYPT}$6$rounds=1200$6ZghhGIt$CuPQJz0so/PeAaHTTdU3kFhRmSMZhzWiwPUK02w3SHWVcr665jf27mTIlTNL6Yqr.b3r9sbr8sLyKr79Zgwrw1",
    ),
];

#[test]
fn what_other_programs_stored_accepts_their_password_alone() {
    for (password, stored) in BY_OTHERS {
        let checked = |given: &[u8]| check(stored.as_bytes(), given);
        assert_eq!(checked(password.as_bytes()), Ok(true), "{stored}");
        for wrong in ["Secret", "secre", "x", stored] {
            assert_eq!(checked(wrong.as_bytes()), Ok(false), "{stored} {wrong}");
        }
        assert_eq!(checked(b"secret\0"), Ok(false), "{stored}");
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
        "{MD5}",
        "{MD5}Xr4ilOzQ4PCOq3aQ0qbuaQAA",
        "{SMD5}AAAA",
        "{CRYPT}",
        "{CRYPT}a",
        "{CRYPT}ab",
        "{CRYPT}\u{e4}bNANd1rDfiNc",
        "{CRYPT}*0",
        "{CRYPT}$1",
        "{CRYPT}$1$",
        "{CRYPT}$5$",
        "{CRYPT}$6$rounds=10$s$x",
        "{CRYPT}$6$rounds=x$s$x",
        "{CRYPT}$6$rounds=5000",
    ] {
        assert_eq!(check(stored.as_bytes(), b"secret"), Ok(false), "{stored}");
        assert_eq!(check(stored.as_bytes(), b""), Ok(false), "{stored}");
    }
}

#[test]
fn unsupported_schemes_are_named() {
    for stored in [
        "{SASL}ada@EXAMPLE.TEST",
        "{CRYPT}$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "{CRYPT}$y$j9T$abcd$q0BC/1zAm1egDOA28ap7Pv/qqIp2.2/hfz8I9ccfx08",
        "{CRYPT}_J9..abcd/H6HLCcf7nw",
        "{CRYPT}$6$rounds=900000000$x$y",
        "{ARGON2}$argon2id$x",
    ] {
        assert!(!verify(stored.as_bytes(), b"secret"), "{stored}");
        assert!(check(stored.as_bytes(), b"secret").is_err(), "{stored}");
    }
    let error = check(b"{CRYPT}$2b$05$abc", b"").unwrap_err();
    assert_eq!(error.name(), "CRYPT $2b$");
    assert_eq!(
        error.to_string(),
        "passwords stored as {CRYPT}$2b$ cannot be checked; store {SSHA}, {SSHA512}, {PBKDF2-SHA256} or the plain text"
    );
    let error = check(b"{argon2}x", b"").unwrap_err();
    assert_eq!(error.name(), "ARGON2");
    assert_eq!(
        error.to_string(),
        "passwords stored as {ARGON2} cannot be checked; store {SSHA}, {SSHA512}, {PBKDF2-SHA256} or the plain text"
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
        Scheme::Md5,
        Scheme::SaltedMd5,
        Scheme::Crypt,
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
