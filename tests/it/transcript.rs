//! What is made of the requests that a server kept.

use std::time::{Duration, SystemTime};

use ldaplab::{
    client::{Client, Options, Search},
    clock::Clock,
    server::{Fault, LdapServer, User, search},
    transcript::{Operation, Requests},
    wire::{
        ResultCode,
        request::{Change, ChangeOperation, PartialAttribute},
    },
};

/// 2026-01-02T03:04:05Z
const NOW: u64 = 1_767_323_045;

fn attribute(description: &str, value: &str) -> PartialAttribute {
    PartialAttribute {
        description: description.into(),
        values: vec![value.into()],
    }
}

/// A short conversation: a bind, a search, three changes, a compare with nobody, the end.
fn conversation() -> Requests {
    let clock = Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW));
    let server = LdapServer::openldap("dc=example,dc=org")
        .root_dn("cn=admin,dc=example,dc=org")
        .root_password("hidden")
        .user(User::new("ada").password("s3cret"))
        .clock(clock.clone())
        .start()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut client = Client::connect(&server.ldap_url(), &Options::default())
            .await
            .unwrap();
        client
            .simple_bind("cn=admin,dc=example,dc=org", "hidden")
            .await
            .unwrap();
        clock.advance(Duration::from_micros(1500));
        let lookup = Search::new("dc=example,dc=org")
            .filter_text("(uid=ada)")
            .unwrap()
            .attributes(["cn", "userPassword"]);
        client.search(&lookup).await.unwrap();
        let ada = "uid=ada,ou=people,dc=example,dc=org";
        let change = |description, value| Change {
            operation: ChangeOperation::Replace,
            modification: attribute(description, value),
        };
        client
            .modify(
                ada,
                vec![
                    change("title", "Countess"),
                    change("userPassword", "new-one"),
                ],
            )
            .await
            .unwrap();
        let _busy = server.inject(search(), Fault::busy()).times(1);
        let error = client.search(&lookup).await.unwrap_err();
        assert_eq!(error.result_code(), Some(ResultCode::BUSY));
        client
            .modify_dn(ada, "uid=lovelace", true, None)
            .await
            .unwrap();
        client
            .delete("uid=lovelace,ou=people,dc=example,dc=org")
            .await
            .unwrap();
        client.who_am_i().await.unwrap();
    });
    server.requests()
}

#[test]
fn the_timeline_is_read_from_top_to_bottom() {
    assert_eq!(
        conversation().timeline(),
        "      0.0 ms  #1 plain  anonymous
              -> 1 bind cn=admin,dc=example,dc=org password \"***\", version 3
              <- 1 success (0)
      1.5 ms  #1 plain  cn=admin,dc=example,dc=org
              -> 2 search \"dc=example,dc=org\" sub (uid=ada) for cn, userPassword
              <- 2 entry uid=ada,ou=people,dc=example,dc=org (cn, userPassword)
              <- 2 success (0)
                 looked at by the index of uid: 1
      1.5 ms  #1 plain  cn=admin,dc=example,dc=org
              -> 3 modify uid=ada,ou=people,dc=example,dc=org: replace title, replace userPassword
              <- 3 success (0)
      1.5 ms  #1 plain  cn=admin,dc=example,dc=org
              -> 4 search \"dc=example,dc=org\" sub (uid=ada) for cn, userPassword
              <- 4 busy (51)
              !! fault result=busy
      1.5 ms  #1 plain  cn=admin,dc=example,dc=org
              -> 5 rename uid=ada,ou=people,dc=example,dc=org to uid=lovelace
              <- 5 success (0)
      1.5 ms  #1 plain  cn=admin,dc=example,dc=org
              -> 6 delete uid=lovelace,ou=people,dc=example,dc=org
              <- 6 success (0)
      1.5 ms  #1 plain  cn=admin,dc=example,dc=org
              -> 7 extended 1.3.6.1.4.1.4203.1.11.3
              <- 7 success (0)
"
    );
}

#[test]
fn changes_that_succeeded_are_ldif_and_the_rest_are_comments() {
    let text = conversation().ldif();
    let changes: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(
        changes.join("\n"),
        "version: 1



dn: uid=ada,ou=people,dc=example,dc=org
changetype: modify
replace: title
title: Countess
-
replace: userPassword
userPassword: ***
-


dn: uid=ada,ou=people,dc=example,dc=org
changetype: modrdn
newrdn: uid=lovelace
deleteoldrdn: 1

dn: uid=lovelace,ou=people,dc=example,dc=org
changetype: delete
"
    );
    let comments: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(comments.len(), 4, "{text}");
    assert!(comments[2].ends_with("-> busy (51), 0 entries of 0 examined, fault result=busy"));
}

#[test]
fn the_same_requests_are_made_again_by_code() {
    let code = conversation().rust_code();
    let lines: Vec<&str> = code.lines().collect();
    assert_eq!(
        lines[..12].join("\n"),
        "async fn again(url: &str, options: &Options) -> Result<(), Error> {
    let password = std::env::var(\"LDAP_PASSWORD\").unwrap_or_default();

    // Connection 1.
    let mut client = Client::connect(url, options).await?;
    client.simple_bind(\"cn=admin,dc=example,dc=org\", &password).await?;
    client
        .search(
            &Search::new(\"dc=example,dc=org\")
                .scope(Scope::Sub)
                .filter_text(\"(uid=ada)\")?
                .attributes([\"cn\", \"userPassword\"]),"
    );
    assert_eq!(
        lines[lines.len() - 5..].join("\n"),
        "    client.modify_dn(\"uid=ada,ou=people,dc=example,dc=org\", \"uid=lovelace\", true, None).await?;
    client.delete(\"uid=lovelace,ou=people,dc=example,dc=org\").await?;
    client.extended(\"1.3.6.1.4.1.4203.1.11.3\", None).await?;
    Ok(())
}"
    );
}

#[test]
fn every_octet_has_a_name_in_the_dump() {
    let dump = conversation().hex_dump();
    let first: Vec<&str> = dump.lines().take(14).collect();
    assert_eq!(
        first.join("\n"),
        "#1 -> 43 octets
000000  30 29                                             LDAPMessage 41 octets
000002  02 01 01                                            messageID 1
000005  60 24                                               BindRequest 36 octets
000007  02 01 03                                              version 3
00000a  04 1a 63 6e 3d 61 64 6d 69 6e 2c 64 63 3d 65 78 …     name \"cn=admin,dc=example,dc=org\"
000026  80 03 2a 2a 2a                                        authentication \"***\"
#1 <- 14 octets
000000  30 0c                                             LDAPMessage 12 octets
000002  02 01 01                                            messageID 1
000005  61 07                                               BindResponse 7 octets
000007  0a 01 00                                              resultCode 0
00000a  04 00                                                 matchedDN \"\"
00000c  04 00                                                 diagnosticMessage \"\""
    );
}

#[test]
fn json_is_read_by_others_and_holds_the_octets() {
    let requests = conversation();
    let json: serde_json::Value = serde_json::from_str(&requests.json()).unwrap();
    assert_eq!(json["dropped"], 0);
    let all = json["requests"].as_array().unwrap();
    let operations: Vec<&str> = all
        .iter()
        .map(|one| one["operation"].as_str().unwrap())
        .collect();
    assert_eq!(
        operations,
        [
            "bind", "search", "modify", "search", "modifydn", "delete", "extended"
        ]
    );
    assert_eq!(all[0]["time"], 1_767_323_045.0);
    assert_eq!(all[1]["time"], 1_767_323_045.001_5);
    assert_eq!(all[1]["index"], "uid");
    assert_eq!(all[1]["identity"], "cn=admin,dc=example,dc=org");
    assert_eq!(all[3]["faults"][0], "result=busy");
    assert_eq!(all[3]["result"], 51);
    // The bind and its answer, RFC 4511 section 4.2; the password is three asterisks.
    assert_eq!(
        all[0]["raw"],
        "3029020101602402010304 1a636e3d61646d696e2c64633d6578616d706c652c64633d6f726780032a2a2a"
            .replace(' ', "")
    );
    assert_eq!(all[0]["replies"][0], "300c02010161070a010004000400");
}

#[test]
fn no_password_is_shown_unless_asked_for() {
    let requests = conversation();
    let hidden = |text: &str| {
        for secret in ["hidden", "s3cret", "new-one"] {
            assert!(!text.contains(secret), "{text}");
            let octets: String = secret.bytes().map(|octet| format!("{octet:02x}")).collect();
            assert!(!text.contains(&octets), "{text}");
            let parted: String = secret
                .bytes()
                .map(|octet| format!("{octet:02x} "))
                .collect();
            assert!(!text.contains(&parted), "{text}");
        }
    };
    for text in [
        requests.timeline(),
        requests.json(),
        requests.ldif(),
        requests.hex_dump(),
        requests.rust_code(),
        format!("{requests:?}"),
        format!("{requests}"),
    ] {
        hidden(&text);
    }
    let capture = requests.pcap();
    for secret in ["hidden", "s3cret", "new-one"] {
        let found = |capture: &[u8]| {
            capture
                .windows(secret.len())
                .any(|part| part == secret.as_bytes())
        };
        assert!(!found(&capture), "{secret}");
    }
    let open = requests.with_secrets();
    assert!(open.ldif().contains("userPassword: new-one"));
    assert!(open.rust_code().contains("\"hidden\""));
    assert!(open.pcap().windows(6).any(|part| part == b"hidden"));
}

/// A domain whose objects get identifiers, and one more that is added over the wire.
fn of_seed(seed: u64) -> String {
    let server = LdapServer::active_directory("corp.example")
        .seed(seed)
        .clock(Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(NOW)))
        .user(User::new("ada").password("s3cret").member_of("Ops"))
        .start()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut client = Client::connect(&server.ldap_url(), &Options::default())
            .await
            .unwrap();
        let admin = server.admin();
        client
            .simple_bind(admin.dn(), admin.password())
            .await
            .unwrap();
        let new = "CN=bob,CN=Users,DC=corp,DC=example";
        let attributes = vec![
            attribute("objectClass", "user"),
            attribute("sAMAccountName", "bob"),
        ];
        client.add(new, attributes).await.unwrap();
        let all = Search::new("DC=corp,DC=example").attributes([
            "*",
            "objectGUID",
            "objectSid",
            "uSNCreated",
        ]);
        client.search(&all).await.unwrap();
    });
    server.requests().with_secrets().json()
}

#[test]
fn two_runs_with_one_seed_give_the_same_transcript_to_the_byte() {
    let first = of_seed(7);
    assert_eq!(first, of_seed(7));
    assert_ne!(first, of_seed(8));
}

/// A search that looks at thousands of entries in batches, and sends nothing but its end.
#[test]
fn batches_that_send_nothing_leave_nothing_in_the_record() {
    let mut ldif = String::from(
        "dn: dc=example,dc=org\nobjectClass: domain\ndc: example\n\ndn: ou=people,dc=example,dc=org\nobjectClass: organizationalUnit\nou: people\n",
    );
    for number in 0..5_000 {
        ldif.push_str(&format!(
            "\ndn: uid=u{number},ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: u{number}\ncn: n\nsn: n\n"
        ));
    }
    let server = LdapServer::openldap("dc=example,dc=org")
        .ldif(ldif)
        .start()
        .unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut client = Client::connect(&server.ldap_url(), &Options::default())
            .await
            .unwrap();
        let search = Search::new("dc=example,dc=org")
            .filter_text("(description=*nothing*)")
            .unwrap();
        assert!(client.search(&search).await.unwrap().entries.is_empty());
    });
    let requests = server.requests();
    let record = requests.of(Operation::Search).last().cloned().unwrap();
    assert_eq!(record.examined, 5_002);
    // SearchResultDone: success, RFC 4511 section 4.5.2.
    let done: &[u8] = &[0x30, 12, 2, 1, 1, 0x65, 7, 10, 1, 0, 4, 0, 4, 0];
    assert_eq!(record.replies(), [done]);
}
