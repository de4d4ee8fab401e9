//! What a person reads who has never seen LDAP: the end of the report on the commonest failures, word for word.
//!
//! Ports, dates and fingerprints differ from run to run and are replaced before comparing.

use std::net::{SocketAddr, TcpListener};

use ldaplab::{ConnectionTest, LdapServer, Plan, Scenario};

use crate::{
    client::peer::{Close, Hear, Hold, Send, Step, peer, tlv},
    tiny::openldap,
};

fn plan(scheme: &str, address: SocketAddr) -> Plan {
    Plan::url(&format!("{scheme}://{address}")).unwrap()
}

/// The report from the failure on, without what differs from run to run.
fn told(test: &ConnectionTest) -> String {
    let report = test.run_blocking();
    let text = report.to_string();
    let at = text.find("failed at ").unwrap_or_else(|| panic!("{text}"));
    steady(&text[at..])
}

/// Replaces ports behind `127.0.0.1:` and dates, and cuts the system's own error numbers off.
fn steady(text: &str) -> String {
    let mut out = String::new();
    for (number, part) in text.split("127.0.0.1:").enumerate() {
        if number == 0 {
            out.push_str(part);
            continue;
        }
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        out.push_str("127.0.0.1:PORT");
        out.push_str(rest);
    }
    let word = |word: &str| -> String {
        let digits = word.chars().filter(char::is_ascii_digit).count();
        match digits >= 8 && word.contains('-') && !word.contains("DSID") {
            true => "DATE".to_owned(),
            false => word.to_owned(),
        }
    };
    let lines = out.lines().map(|line| {
        let line = line.split(" (os error ").next().unwrap_or(line);
        let words: Vec<String> = line.split(' ').map(word).collect();
        words.join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A test of a TLS scenario, which ends at its certificate.
fn scenario(scenario: Scenario) -> String {
    let server = LdapServer::openldap("dc=example,dc=org")
        .tls(scenario)
        .start()
        .unwrap();
    let plan = Plan::url(&server.ldaps_url()).unwrap();
    let plan = plan.trust_file(server.trust_file()).unwrap();
    told(&ConnectionTest::new(plan))
}

/// An answer to message 1.
fn answer(tag: u8, code: u8, words: &str) -> Vec<u8> {
    let result = [
        tlv(0x0a, &[&[code]]),
        tlv(4, &[]),
        tlv(4, &[words.as_bytes()]),
    ];
    tlv(0x30, &[&[2, 1, 1], &tlv(tag, &[&result.concat()])])
}

/// A test with a bind that is answered so.
fn bind(code: u8, words: &str) -> String {
    let script: Vec<Step> = vec![Hear, Send(answer(0x61, code, words)), Hold];
    let plan = plan("ldap", peer(vec![script])).bind("cn=reader", "s3cret");
    told(&ConnectionTest::new(plan))
}

/// A test of a script of literal bytes.
fn scripted(scheme: &str, scripts: Vec<Vec<Step>>) -> String {
    told(&ConnectionTest::new(plan(scheme, peer(scripts))))
}

/// A test with StartTLS that is answered so.
fn start_tls(code: u8, words: &str) -> String {
    let script = vec![Hear, Send(answer(0x78, code, words)), Hold];
    let plan = plan("ldap", peer(vec![script])).start_tls();
    told(&ConnectionTest::new(plan))
}

#[track_caller]
fn check(told: &str, expected: &[&str]) {
    assert_eq!(told.lines().collect::<Vec<_>>(), expected, "{told}");
}

#[test]
fn a_port_that_nobody_listens_on() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    check(
        &told(&ConnectionTest::new(plan("ldap", closed))),
        &[
            "failed at connect: tcp.refused",
            "  cause:  The host refuses connections on this port: nothing listens there.",
            "  seen:   127.0.0.1:PORT: Connection refused",
            "  cure:   Check the port (389 for ldap, 636 for ldaps) and that the directory service runs.",
        ],
    );
}

#[test]
fn a_self_signed_certificate() {
    check(
        &scenario(Scenario::SELF_SIGNED),
        &[
            "failed at secure: tls.self_signed",
            "  cause:  The server's certificate is signed by itself, and it is not trusted.",
            "  seen:   the certificate of CN=localhost is signed by itself, and the one trusted certificate is another",
            "  cure:   Compare the fingerprint in the details with the server's own, then give that certificate as the trust file (--ca FILE); better, issue one from a CA.",
        ],
    );
}

#[test]
fn a_certificate_of_an_unknown_ca() {
    check(
        &scenario(Scenario::UNKNOWN_CA),
        &[
            "failed at secure: tls.unknown_ca",
            "  cause:  The server's certificate comes from a CA (an issuer of certificates) that is not trusted.",
            "  seen:   the server's chain leads to CN=ldaplab root CA, and the one trusted certificate is another",
            "  cure:   Get that CA's root certificate from whoever runs the server, and give it as the trust file (--ca FILE); if that file holds the root already, make the server send its intermediate certificates too.",
        ],
    );
}

#[test]
fn an_expired_certificate() {
    check(
        &scenario(Scenario::EXPIRED),
        &[
            "failed at secure: tls.certificate_expired",
            "  cause:  The server's certificate has expired.",
            "  seen:   the certificate of CN=localhost (issued by CN=ldaplab root CA) expired on DATE",
            "  cure:   Renew the certificate and let the server load it.",
        ],
    );
}

#[test]
fn a_certificate_from_the_future() {
    check(
        &scenario(Scenario::NOT_YET_VALID),
        &[
            "failed at secure: tls.certificate_not_yet_valid",
            "  cause:  The server's certificate is not valid yet.",
            "  seen:   the certificate of CN=localhost (issued by CN=ldaplab root CA) is valid only from DATE",
            "  cure:   Compare the clocks of client, server and CA, or wait until the certificate begins.",
        ],
    );
}

#[test]
fn a_certificate_for_another_name() {
    check(
        &scenario(Scenario::WRONG_HOST),
        &[
            "failed at secure: tls.wrong_host",
            "  cause:  The server's certificate is for another name than the one connected to.",
            "  seen:   the certificate of CN=elsewhere.example is for elsewhere.example, 192.0.2.1, not for 127.0.0.1",
            "  cure:   Connect by a name in the certificate, or issue one that holds this name as subjectAltName.",
        ],
    );
}

#[test]
fn a_chain_with_a_gap() {
    check(
        &scenario(Scenario::MISSING_INTERMEDIATE),
        &[
            "failed at secure: tls.missing_intermediate",
            "  cause:  The server sends its own certificate without that of the intermediate CA that issued it, so that it leads to no trusted root.",
            "  seen:   the server sends only the certificate of CN=localhost; that of its issuer CN=ldaplab intermediate CA was not sent, and the one trusted certificate is another; the issuer seems to be an intermediate CA: its name says `intermediate`",
            "  cure:   Append the intermediate CA's certificate to the server's own in the server's chain file; if the issuer named here is a root instead, put its certificate into the trust file (--ca FILE).",
        ],
    );
}

#[test]
fn a_ca_served_as_server() {
    check(
        &scenario(Scenario::LEAF_IS_CA),
        &[
            "failed at secure: tls.leaf_is_ca",
            "  cause:  The server serves a CA certificate (CA:TRUE) as its own, as `openssl req -x509` makes it.",
            "  seen:   the server's own certificate, CN=localhost (signed by itself), is that of a CA (CA:TRUE)",
            "  cure:   Issue a certificate from that CA for the server, or make the self-signed one with CA:FALSE.",
        ],
    );
}

#[test]
fn a_certificate_with_a_common_name_only() {
    check(
        &scenario(Scenario::COMMON_NAME_ONLY),
        &[
            "failed at secure: tls.no_subject_alt_name",
            "  cause:  The server's certificate has no subjectAltName, only a common name, which no longer counts.",
            "  seen:   the certificate of CN=localhost has no subjectAltName that names 127.0.0.1",
            "  cure:   Issue a certificate that holds the host name as subjectAltName.",
        ],
    );
}

#[test]
fn tls_to_a_plain_port() {
    let done = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00".to_vec();
    let scripts = vec![vec![Hear, Close], vec![Hear, Send(done), Hold]];
    check(
        &scripted("ldaps", scripts),
        &[
            "failed at secure: protocol.tls_on_plain_port",
            "  cause:  This client speaks TLS, but the port expects plain LDAP.",
            "  seen:   this is a plain LDAP port: the TLS greeting ended with \"tls handshake eof\", and plain LDAP is answered with LDAP",
            "  cure:   Use ldap:// with StartTLS for this port (usually 389), or the TLS port (usually 636) for ldaps://.",
        ],
    );
}

#[test]
fn plain_ldap_to_a_tls_port() {
    let alert = b"\x15\x03\x03\x00\x02\x02\x0a".to_vec();
    check(
        &scripted("ldap", vec![vec![Hear, Send(alert), Close]]),
        &[
            "failed at bind: protocol.plain_on_tls_port",
            "  cause:  This client speaks plain LDAP, but the port expects TLS.",
            "  seen:   this looks like a TLS port: it answered plain LDAP with a TLS record (15 03 03 00 02 02 0a)",
            "  cure:   Use ldaps:// for this port (usually 636), or the plain port (usually 389) for ldap://.",
        ],
    );
}

#[test]
fn start_tls_without_a_certificate_at_slapd() {
    check(
        &start_tls(2, "unsupported extended operation"),
        &[
            "failed at secure: starttls.unsupported",
            "  cause:  The server does not know StartTLS (protocolError): it has no TLS configured.",
            "  seen:   the server answered StartTLS with protocolError (2), \"unsupported extended operation\"",
            "  cure:   Configure a certificate on the server, or use ldaps:// if that port is open.",
        ],
    );
}

#[test]
fn start_tls_without_a_certificate_at_a_domain_controller() {
    check(
        &start_tls(
            52,
            "00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580",
        ),
        &[
            "failed at secure: starttls.unavailable",
            "  cause:  The server knows StartTLS but cannot start it now (unavailable): it has no usable certificate.",
            "  seen:   the server answered StartTLS with unavailable (52), \"00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580\"",
            "  cure:   Install a certificate with its private key and the purpose Server Authentication on the server.",
        ],
    );
}

#[test]
fn a_wrong_password() {
    check(
        &bind(
            49,
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563",
        ),
        &[
            "failed at bind: bind.wrong_password",
            "  cause:  The name or the password is wrong (data 52e).",
            "  seen:   the server answered the bind with invalidCredentials (49), \"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563\"",
            "  cure:   Check the name that is bound with (the bind DN) and its password, for example by logging in elsewhere with them.",
        ],
    );
}

#[test]
fn an_expired_password() {
    check(
        &bind(
            49,
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 532, v4563",
        ),
        &[
            "failed at bind: bind.password_expired",
            "  cause:  The account's password has expired (data 532).",
            "  seen:   the server answered the bind with invalidCredentials (49), \"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 532, v4563\"",
            "  cure:   Change the password of the account.",
        ],
    );
}

#[test]
fn a_disabled_account() {
    check(
        &bind(
            49,
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533, v4563",
        ),
        &[
            "failed at bind: bind.account_disabled",
            "  cause:  The account is disabled (data 533).",
            "  seen:   the server answered the bind with invalidCredentials (49), \"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533, v4563\"",
            "  cure:   Enable the account, or use another.",
        ],
    );
}

#[test]
fn an_expired_account() {
    check(
        &bind(
            49,
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 701, v4563",
        ),
        &[
            "failed at bind: bind.account_expired",
            "  cause:  The account has expired (data 701).",
            "  seen:   the server answered the bind with invalidCredentials (49), \"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 701, v4563\"",
            "  cure:   Extend the account's expiry date, or use another.",
        ],
    );
}

#[test]
fn a_password_that_must_change() {
    check(
        &bind(
            49,
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 773, v4563",
        ),
        &[
            "failed at bind: bind.must_change_password",
            "  cause:  The password must be changed before the first logon (data 773).",
            "  seen:   the server answered the bind with invalidCredentials (49), \"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 773, v4563\"",
            "  cure:   Change the password of the account, or clear \"must change password at next logon\".",
        ],
    );
}

#[test]
fn a_locked_account() {
    check(
        &bind(
            49,
            "80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 775, v4563",
        ),
        &[
            "failed at bind: bind.account_locked",
            "  cause:  The account is locked after too many wrong passwords (data 775).",
            "  seen:   the server answered the bind with invalidCredentials (49), \"80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 775, v4563\"",
            "  cure:   Unlock the account, and find out who keeps trying an old password.",
        ],
    );
}

#[test]
fn signing_demanded() {
    check(
        &bind(
            8,
            "00002028: LdapErr: DSID-0C09026E, comment: The server requires binds to turn on integrity checking if SSL\\TLS are not already active on the connection, data 0, v2580",
        ),
        &[
            "failed at bind: bind.signing_required",
            "  cause:  The domain controller demands signing, and a simple bind without TLS cannot be signed (00002028).",
            "  seen:   the server answered the bind with strongerAuthRequired (8), \"00002028: LdapErr: DSID-0C09026E, comment: The server requires binds to turn on integrity checking if SSL\\\\TLS are not already active on the connection, data 0, v2580\"",
            "  cure:   Use ldaps:// (usually port 636) instead of ldap://, or StartTLS (--start-tls): over TLS no signing is demanded.",
        ],
    );
}

#[test]
fn confidentiality_demanded() {
    check(
        &bind(13, "TLS confidentiality required"),
        &[
            "failed at bind: bind.confidentiality_required",
            "  cause:  The server accepts no bind without TLS (confidentialityRequired).",
            "  seen:   the server answered the bind with confidentialityRequired (13), \"TLS confidentiality required\"",
            "  cure:   Use ldaps:// (usually port 636) instead of ldap://, or StartTLS (--start-tls).",
        ],
    );
}

#[test]
fn a_base_that_does_not_exist() {
    check(
        &told(&ConnectionTest::new(
            plan("ldap", openldap().start()).base("dc=nowhere"),
        )),
        &[
            "failed at base: base.not_found",
            "  cause:  The search base does not exist (noSuchObject), or the account may not see it.",
            "  seen:   the server answered the search for `dc=nowhere` with noSuchObject (32), matched up to `dc=example`; this server has `dc=example,dc=org`; the connection is anonymous, and servers may hide entries from it",
            "  cure:   Use a base (--base DN) that is, or ends with, one of the server's naming contexts in the details.",
        ],
    );
}

#[test]
fn a_user_that_nobody_knows() {
    check(
        &told(&ConnectionTest::new(plan("ldap", openldap().start())).login("eve")),
        &[
            "failed at find_user: user.none",
            "  cause:  No entry below the base matches the login name.",
            "  seen:   no entry below `dc=example,dc=org` has `eve` as uid, cn or mail; nor is one found by other attributes or in the server's other naming contexts",
            "  cure:   Check the login attribute, the base, the object class, and whether the account may see the user.",
        ],
    );
}

#[test]
fn a_login_name_of_two() {
    check(
        &told(&ConnectionTest::new(plan("ldap", openldap().start())).login("ben")),
        &[
            "failed at find_user: user.many",
            "  cause:  More than one entry matches the login name.",
            "  seen:   2 entries below `dc=example,dc=org` have `ben` as uid, cn or mail",
            "  cure:   Use a login attribute (--login-attribute NAME) that only one of the entries in the details has so, or a base that holds only one of them.",
        ],
    );
}

#[test]
fn a_look_up_without_a_bind_at_a_domain_controller() {
    let dc = LdapServer::active_directory("corp.example")
        .start()
        .unwrap();
    let plan = Plan::url(&dc.ldap_url()).unwrap();
    let told = told(&ConnectionTest::new(plan));
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        [lines[0], lines[1], lines[3]],
        [
            "failed at base: base.not_bound",
            "  cause:  The server answers only to authenticated clients, and this one is anonymous.",
            "  cure:   Give a bind DN and a password (--bind NAME --password-file FILE).",
        ],
        "{told}"
    );
    assert!(lines[2].contains("000004DC"), "{told}");
}
