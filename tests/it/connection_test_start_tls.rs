//! StartTLS refused, in the words of each server that is known (servers.md of the reference; Windows from public transcripts).

use ldaplab::{
    connection_test::{ConnectionTest, Plan},
    diagnosis::Stage,
};

use crate::client::peer::{Hear, Hold, Send, peer, tlv};

/// Who says it, result code, words, the code that the connection test must reach.
const KNOWN: &[(&str, u8, &str, &str)] = &[
    (
        "slapd and 389-DS without TLS",
        2,
        "unsupported extended operation",
        "starttls.unsupported",
    ),
    (
        "slapd, a request with a value",
        2,
        "no request data expected",
        "starttls.refused",
    ),
    (
        "slapd, TLS runs",
        1,
        "TLS already started",
        "starttls.sequence",
    ),
    (
        "slapd, a search runs",
        1,
        "cannot start TLS when operations are outstanding",
        "starttls.sequence",
    ),
    (
        "Samba, TLS runs",
        1,
        "START-TLS: TLS is already enabled on this LDAP session",
        "starttls.sequence",
    ),
    (
        "Windows without a certificate",
        52,
        "00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580",
        "starttls.unavailable",
    ),
    (
        "Windows without a certificate, a later build",
        52,
        "00000000: LdapErr: DSID-0C0915EA, comment: Error initializing SSL/TLS, data 0, v4563",
        "starttls.unavailable",
    ),
    (
        "Windows without a certificate, where it answers operationsError",
        1,
        "00000000: LdapErr: DSID-0C09131E, comment: Error initializing SSL/TLS, data 0, v2580",
        "starttls.unavailable",
    ),
    (
        "Windows, TLS runs",
        1,
        "00000000: LdapErr: DSID-0C091325, comment: TLS or SSL already in effect, data 0, v4563",
        "starttls.sequence",
    ),
    (
        "Windows, TLS runs, an older build",
        1,
        "00000000: LdapErr: DSID-0C090DF2, comment: TLS or SSL already in effect, data 0, v1db1",
        "starttls.sequence",
    ),
    // Without words that are known, the code alone.
    ("nobody in particular", 52, "", "starttls.unavailable"),
    ("nobody in particular", 2, "", "starttls.unsupported"),
    ("nobody in particular", 13, "", "starttls.refused"),
    ("nobody in particular", 53, "", "starttls.refused"),
    ("nobody in particular", 80, "", "starttls.refused"),
];

#[test]
fn every_known_refusal_has_its_code_and_keeps_the_servers_words() {
    for (who, code, words, expected) in KNOWN {
        let result = [
            tlv(0x0a, &[&[*code]]),
            tlv(4, &[]),
            tlv(4, &[words.as_bytes()]),
        ];
        let answer = tlv(0x30, &[&[2, 1, 1], &tlv(0x78, &[&result.concat()])]);
        let address = peer(vec![vec![Hear, Send(answer), Hold]]);
        let plan = Plan::url(&format!("ldap://{address}")).unwrap().start_tls();
        let report = ConnectionTest::new(plan).run_blocking();
        let failure = report
            .failure()
            .unwrap_or_else(|| panic!("{who}: {report}"));
        assert_eq!(
            (failure.stage(), failure.code().as_str(), report.exit_code()),
            (Stage::Secure, *expected, 12),
            "{who}: {report}"
        );
        assert_eq!(failure.server_text().unwrap_or_default(), *words, "{who}");
    }
}
