//! Servers that demand a client certificate, by the alert and the moment at which they say so.

use std::time::SystemTime;

use ldaplab::{
    connection_test::{ConnectionTest, Plan},
    diagnosis::{Code, Stage},
    tls::{Material, Scenario},
};

use crate::{
    client::peer::{Hold, Send, peer},
    demanding::{Manner, demanding},
};

#[test]
fn a_client_certificate_that_is_demanded_has_its_code_in_every_manner() {
    let material = Material::new(Scenario::TRUSTED, &["localhost"], SystemTime::now()).unwrap();
    let (old, new) = (&rustls::version::TLS12, &rustls::version::TLS13);
    for (version, manner, stage) in [
        (old, Manner::Alert, Stage::Secure),
        (old, Manner::HandshakeFailure, Stage::Secure),
        (old, Manner::InClear(42), Stage::Secure),
        (old, Manner::InClear(46), Stage::Secure),
        (old, Manner::InClear(48), Stage::Secure),
        (old, Manner::InClear(50), Stage::Secure),
        (old, Manner::InClear(80), Stage::Secure),
        (old, Manner::CloseInHandshake, Stage::Secure),
        (old, Manner::ResetInHandshake, Stage::Secure),
        (new, Manner::Alert, Stage::Bind),
        (new, Manner::Close, Stage::Bind),
        (old, Manner::Close, Stage::Bind),
    ] {
        let port = demanding(&material, version, manner).port();
        for name in [None, Some("cn=reader")] {
            let mut plan = Plan::url(&format!("ldaps://localhost:{port}"))
                .unwrap()
                .trust_pem(material.trust_pem())
                .unwrap();
            if let Some(name) = name {
                plan = plan.bind(name, "s3cret");
            }
            let report = ConnectionTest::new(plan).run_blocking();
            let failure = report.failure().unwrap();
            assert_eq!(
                (failure.stage(), failure.code()),
                (stage, Code::CLIENT_CERTIFICATE_REQUIRED),
                "{version:?}: {report}"
            );
        }
    }
}

#[test]
fn an_alert_about_certificates_blames_no_client_that_was_not_asked_for_one() {
    for alert in [42_u8, 46, 48] {
        // The server greets with an alert: no certificate of the client was asked for.
        let peer = peer(vec![vec![Send(vec![0x15, 3, 3, 0, 2, 2, alert]), Hold]]);
        let plan = Plan::url(&format!("ldaps://localhost:{}", peer.port())).unwrap();
        let report = ConnectionTest::new(plan).run_blocking();
        let failure = report.failure().unwrap();
        assert_eq!(failure.code(), Code::TLS_ALERT, "{report}");
    }
}
