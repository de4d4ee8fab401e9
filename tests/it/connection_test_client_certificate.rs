//! Servers that demand a client certificate, by the alert and the moment at which they say so.

use std::time::SystemTime;

use ldaplab::{
    connection_test::{ConnectionTest, Plan},
    diagnosis::{Code, Stage},
    tls::{Material, Scenario},
};

use crate::demanding::{Manner, demanding};

#[test]
fn a_client_certificate_that_is_demanded_has_its_code_in_every_manner() {
    let material = Material::new(Scenario::TRUSTED, &["localhost"], SystemTime::now()).unwrap();
    let (old, new) = (&rustls::version::TLS12, &rustls::version::TLS13);
    for (version, manner, stage) in [
        (old, Manner::Alert, Stage::Secure),
        (old, Manner::HandshakeFailure, Stage::Secure),
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
