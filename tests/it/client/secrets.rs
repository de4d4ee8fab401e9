//! The trace at every level, and that no secret is in it, in an error, or in any `Debug`.

use std::sync::{Arc, Mutex};

use ldaplab::{
    client::{
        Client, Credentials, Options, PasswordChange, Reconnecting, Search, controls::PostRead,
    },
    server::LdapServer,
    transcript::{Direction, Level, Trace},
    wire::{
        Control, Filter,
        request::{Change, ChangeOperation, PartialAttribute},
    },
};

use super::{
    patient,
    peer::{Close, Hear, Hold, Send, peer},
    plain,
};

/// What must be seen nowhere, as text and in hexadecimal.
const CANARY: &str = "canary-pa55word";

fn is_clean(text: &str) {
    let hexadecimal: String = CANARY.bytes().map(|octet| format!("{octet:02x}")).collect();
    let decimal: Vec<String> = CANARY.bytes().map(|octet| octet.to_string()).collect();
    for form in [CANARY, &hexadecimal, &decimal.join(", ")] {
        assert!(!text.contains(form), "{text}");
    }
}

fn lines(level: Level) -> (Trace, Arc<Mutex<Vec<String>>>) {
    let lines = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&lines);
    let trace = Trace::new(level, move |event| {
        is_clean(&format!("{event:?}"));
        assert!(event.level <= level);
        sink.lock().unwrap().push(event.to_string());
    });
    (trace, lines)
}

fn password_attribute() -> PartialAttribute {
    PartialAttribute {
        description: "userPassword".into(),
        values: vec![CANARY.into()],
    }
}

/// Everything that a secret can be in. Most of it is refused; that is not the point.
async fn say_everything(options: &Options, server: &LdapServer) {
    let dn = "uid=ada,ou=engineering,ou=people,dc=example,dc=org";
    let mut client = Client::connect(&server.ldap_url(), options).await.unwrap();
    let mut errors = vec![
        client.simple_bind(dn, CANARY).await.unwrap_err(),
        client.plain_bind("", dn, CANARY).await.unwrap_err(),
        client.external_bind(CANARY).await.unwrap_err(),
    ];
    let admin = server.admin();
    client
        .simple_bind(admin.dn(), admin.password())
        .await
        .unwrap();
    let change = Change {
        operation: ChangeOperation::Replace,
        modification: password_attribute(),
    };
    client.modify(dn, vec![change]).await.unwrap();
    assert!(client.compare(dn, "uid", b"ada").await.unwrap());
    errors.extend(
        client
            .compare(dn, "userPassword", CANARY.as_bytes())
            .await
            .err(),
    );
    let added = format!("uid=new,{}", "ou=people,dc=example,dc=org");
    errors.extend(client.add(&added, vec![password_attribute()]).await.err());
    let filter = Filter::Equality("userPassword".into(), CANARY.into());
    let everybody = Filter::Present("objectClass".into());
    let search = Search::new("dc=example,dc=org").filter(Filter::Or(vec![filter, everybody]));
    let found = client
        .search(&search.attributes(["userPassword"]))
        .await
        .unwrap();
    let stored = found
        .entries
        .iter()
        .any(|entry| entry.has("userPassword", CANARY));
    assert!(stored, "the canary is to come back from the server");
    let change = PasswordChange::default().of(dn).from(CANARY).to(CANARY);
    client.password_modify(&change).await.unwrap();
    errors.extend(client.extended("1.2.3", Some(CANARY.into())).await.err());
    for error in &errors {
        is_clean(&format!(
            "{error:?} {error} {} {}",
            error.desc(),
            error.info()
        ));
    }
    is_clean(&format!("{change:?} {found:?} {client:?}"));
    let connection = client.multiplexed();
    connection
        .search(&Search::entry(dn).attributes(["userPassword"]))
        .await
        .unwrap();
    is_clean(&format!("{connection:?}"));
}

#[tokio::test]
async fn no_level_shows_a_secret() {
    let mut seen = 0;
    for level in [Level::Calls, Level::Results, Level::Bytes] {
        // A new one each time: the canary becomes a password that it takes.
        let server = LdapServer::openldap("dc=example,dc=org")
            .ldif_file("fixtures/ldif/company.ldif")
            .start()
            .unwrap();
        let (trace, lines) = lines(level);
        say_everything(&patient().trace(trace), &server).await;
        let lines = lines.lock().unwrap();
        assert!(lines.len() > seen, "{level:?}");
        seen = lines.len();
        is_clean(&lines.join("\n"));
    }
}

#[tokio::test]
async fn a_trace_has_calls_results_and_octets() {
    let answer = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x31\x04\x00\x04\x00";
    let expected = [
        "-> connect ldap://ADDRESS",
        "<- connected to ADDRESS",
        "-> 1 BindRequest { version: 3, name: \"cn=a\", authentication: Simple(***) }",
        "-> 1 301302010160 0e 020103 0404636e3d61 80032a2a2a",
        "<- 1 Bind { result: LdapResult { code: invalidCredentials (49), matched_dn: \"\", diagnostic: \"\", referrals: [] }, sasl_credentials: None }",
        "<- 1 300c02010161070a013104000400",
    ];
    for (level, wanted) in [
        (Level::Calls, vec![0, 2]),
        (Level::Results, vec![0, 1, 2, 4]),
        (Level::Bytes, vec![0, 1, 2, 3, 4, 5]),
    ] {
        let address = peer(vec![vec![Hear, Send(answer.to_vec()), Hold]]);
        let (trace, lines) = lines(level);
        let mut client = plain(address, &patient().trace(trace)).await;
        client.simple_bind("cn=a", "b").await.unwrap_err();
        let seen: Vec<String> = lines
            .lock()
            .unwrap()
            .iter()
            .map(|line| {
                line.replace(&address.to_string(), "ADDRESS")
                    .replace(' ', "")
            })
            .collect();
        let wanted: Vec<String> = wanted
            .iter()
            .map(|at: &usize| expected[*at].replace(' ', ""))
            .collect();
        assert_eq!(seen, wanted);
    }
}

#[tokio::test]
async fn what_breaks_a_conversation_is_traced() {
    let address = peer(vec![vec![Hear, Close]]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let trace = Trace::new(Level::Results, move |event| {
        if event.direction == Direction::Failed {
            sink.lock().unwrap().push(event.text.clone());
        }
    });
    let mut client = plain(address, &patient().trace(trace)).await.multiplexed();
    let error = client
        .request(&ldaplab::wire::Request::Delete(b"cn=a".to_vec()), &[])
        .await
        .unwrap_err();
    assert_eq!(*seen.lock().unwrap(), [error.to_string()]);
    client = client.clone();
    drop(client);
}

#[tokio::test]
async fn connecting_and_tls_are_traced() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let address = |url: &str| url.split("://").nth(1).unwrap().to_owned();
    let trusting = patient().trust_pem(server.trust_pem()).unwrap();
    for start_tls in [false, true] {
        let url = match start_tls {
            true => server.ldap_url(),
            false => server.ldaps_url(),
        };
        let (trace, lines) = lines(Level::Results);
        let mut options = trusting.clone().trace(trace);
        options.start_tls = start_tls;
        Client::connect(&url, &options).await.unwrap();
        let lines = lines.lock().unwrap();
        assert_eq!(
            lines[..2],
            [
                format!("-> connect {url}"),
                format!("<- connected to {}", address(&url)),
            ]
        );
        let secured = "<- TLSv1.3 TLS13_AES_256_GCM_SHA384, verified";
        assert_eq!(lines.last().unwrap(), secured);
    }
    let (trace, lines) = lines(Level::Results);
    let url = server.ldaps_url();
    let error = Client::connect(&url, &patient().trace(trace))
        .await
        .unwrap_err();
    assert_eq!(error.code().as_str(), "tls.no_trust");
    let lines = lines.lock().unwrap();
    assert_eq!(lines[2..], [format!("!! {error}")]);
}

#[tokio::test]
async fn a_trace_goes_to_a_file_and_is_appended() {
    let server = LdapServer::openldap("dc=example,dc=org").start().unwrap();
    let path = std::env::temp_dir().join(format!("ldaplab-trace-{}.log", std::process::id()));
    for _ in 0..2 {
        let trace = Trace::to_file(Level::Calls, &path).unwrap();
        let mut client = Client::connect(&server.ldap_url(), &patient().trace(trace))
            .await
            .unwrap();
        client.anonymous_bind().await.unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let lines = format!(
        "-> connect {}\n-> 1 BindRequest {{ version: 3, name: \"\", authentication: Simple(empty) }}\n",
        server.ldap_url()
    );
    assert_eq!(text, lines.repeat(2));
}

#[test]
fn no_debug_shows_a_secret() {
    let credentials = Credentials::simple("cn=a", CANARY);
    let client = Reconnecting::new("ldap://127.0.0.1", &Options::default())
        .unwrap()
        .credentials(credentials.clone());
    is_clean(&format!("{credentials:?} {client:?}"));
    let mut entry =
        b"\x64\x29\x04\x04cn=a\x30\x21\x30\x1f\x04\x0cuserPassword\x31\x0f\x04\x0d".to_vec();
    entry.extend(CANARY.as_bytes());
    let control = Control::new("1.3.6.1.1.13.2", false).with_value(entry);
    is_clean(&format!("{control:?}"));
    assert!(format!("{:?}", PostRead::request(&["cn"], true)).contains("1.3.6.1.1.13.2"));
}
