//! The capture that a transcript becomes, opened by tshark.

use ldaplab::{
    client::{Client, Options, Search},
    server::{LdapServer, User},
};

use crate::program::program;

/// A bind over TLS, a search that finds one entry, a search that finds none, as tshark reads them.
#[test]
fn tshark_reads_what_went_over_tls() {
    let Some(mut tshark) = program("tshark") else {
        return;
    };
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("s3cret"))
        .start()
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let options = Options::default().trust_file(server.trust_file()).unwrap();
        let mut client = Client::connect(&server.ldaps_url(), &options)
            .await
            .unwrap();
        client
            .simple_bind("uid=ada,ou=people,dc=example,dc=org", "s3cret")
            .await
            .unwrap();
        for name in ["ada", "nobody"] {
            let search = Search::new("dc=example,dc=org")
                .filter_text(&format!("(uid={name})"))
                .unwrap()
                .attributes(["cn"]);
            client.search(&search).await.unwrap();
        }
    });
    let folder = std::env::temp_dir().join(format!("ldaplab-capture-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("ldap.pcap");
    std::fs::write(&file, server.requests().pcap()).unwrap();
    let output = tshark
        .args(["-r"])
        .arg(&file)
        .args([
            "-o",
            "ip.check_checksum:TRUE",
            "-o",
            "tcp.check_checksum:TRUE",
        ])
        .args(["-Y", "ldap", "-T", "fields", "-E", "separator=|"])
        .args([
            "-e",
            "tcp.dstport",
            "-e",
            "ldap.messageID",
            "-e",
            "ldap.protocolOp",
        ])
        .args([
            "-e",
            "ldap.resultCode",
            "-e",
            "ldap.assertionValue",
            "-e",
            "ldap.objectName",
        ])
        .args([
            "-e",
            "ldap.simple",
            "-e",
            "tcp.checksum.status",
            "-e",
            "_ws.malformed",
        ])
        .output()
        .unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "389|1|0||||***|1|",
            "40001|1|1|0||||1|",
            "389|2|3||ada|||1|",
            "40001|2|4|||uid=ada,ou=people,dc=example,dc=org||1|",
            "40001|2|5|0||||1|",
            "389|3|3||nobody|||1|",
            "40001|3|5|0||||1|",
        ],
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
