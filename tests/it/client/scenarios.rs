//! Every TLS scenario reaches its code, over ldaps and over StartTLS.

use std::{
    net::{SocketAddr, TcpListener},
    thread,
    time::SystemTime,
};

use ldaplab::{
    client::Client,
    diagnosis::Stage,
    tls::{Material, Scenario},
};

use super::{patient, peer::hear};

/// ExtendedResponse, success, as message 1.
const CONSENT: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";

/// A server that shakes hands, at once or after StartTLS, and then says nothing.
pub(super) fn tls_peer(material: &Material, start_tls: bool) -> SocketAddr {
    use std::io::Write;
    let config = material.server_config();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let config = config.clone();
            thread::spawn(move || {
                if start_tls && (hear(&mut stream).is_none() || stream.write_all(CONSENT).is_err())
                {
                    return;
                }
                let mut session = rustls::ServerConnection::new(config).unwrap();
                while session
                    .complete_io(&mut stream)
                    .is_ok_and(|(read, _)| read > 0)
                {}
            });
        }
    });
    address
}

#[tokio::test]
async fn every_scenario_reaches_its_code_over_ldaps_and_start_tls() {
    for scenario in Scenario::ALL {
        let material = Material::new(*scenario, &["localhost"], SystemTime::now()).unwrap();
        for start_tls in [false, true] {
            let port = tls_peer(&material, start_tls).port();
            let options = patient().trust_pem(material.trust_pem()).unwrap();
            let outcome = match start_tls {
                false => Client::connect(&format!("ldaps://localhost:{port}"), &options).await,
                true => {
                    Client::connect(&format!("ldap://localhost:{port}/????!StartTLS"), &options)
                        .await
                }
            };
            let name = scenario.name();
            match (outcome, scenario.expected()) {
                (Ok(client), None) => assert!(client.peer().unwrap().verified, "{name}"),
                (Err(error), Some(code)) => {
                    assert_eq!(
                        (error.stage(), error.code()),
                        (Stage::Secure, code),
                        "{name}: {error}"
                    );
                }
                (outcome, expected) => panic!("{name}: expected {expected:?}, got {outcome:?}"),
            }
        }
    }
}
