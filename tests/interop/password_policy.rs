//! What slapd's ppolicy overlay answers, and which stored passwords slapd checks: the same questions to it and to our server.

use ldaplab::{
    LdapServer,
    client::{Client, Options},
    server::key,
    wire::{
        Control, Request,
        request::{
            AddRequest, Authentication, BindRequest, Change, ChangeOperation, CompareRequest,
            ExtendedRequest, ModifyRequest, PartialAttribute, Scope, SearchRequest,
        },
    },
};

use crate::{
    program::or_skip,
    slapd::{ADMIN, Slapd},
};

const BASE: &str = "dc=example,dc=org";
const POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

/// Name, stored password, further lines.
const PEOPLE: &[(&str, &str, &str)] = &[
    ("plain", "pw", ""),
    ("locked", "pw", "pwdAccountLockedTime: 20260101000000Z\n"),
    ("disabled", "pw", "pwdAccountLockedTime: 000001010000Z\n"),
    ("reset", "pw", "pwdReset: TRUE\n"),
    ("ended", "pw", "pwdEndTime: 20200101000000Z\n"),
    ("later", "pw", "pwdStartTime: 20990101000000Z\n"),
    ("counted", "pw", ""),
    (
        "free",
        "pw",
        "pwdAccountLockedTime: 000001010000Z\npwdReset: TRUE\npwdPolicySubentry: cn=free,dc=example,dc=org\n",
    ),
    (
        "nopolicy",
        "pw",
        "pwdAccountLockedTime: 000001010000Z\npwdPolicySubentry: cn=none,dc=example,dc=org\n",
    ),
    ("md5", "{MD5}jkvVhMOeAdvXSx3WuqFCgA==", ""),
    ("smd5", "{SMD5}xvSWNwuTWuoFNqpAIlzi3Jji64g=", ""),
    ("des", "{CRYPT}d/krz.ZHtr312", ""),
    ("crypt1", "{CRYPT}$1$Y9tqyU78$R5YCDSG7vyx5qT4wzkbYc.", ""),
    (
        "crypt5",
        "{CRYPT}$5$2A9RpN7R$VxHBA/zUXmiZrG9wV4iqnSJsZNwJ9x/1ZM34l73Hla6",
        "",
    ),
    (
        "crypt6",
        "{CRYPT}$6$opByQKvS6xZaqRNr$AIZv0qqknscbaY8J00FQhTdNQVT4JSwLEWtqlzGlLM9J.vQhRYqpFB7Dr2E6DNv.sMbCDOY3Lvk1BhO4kAUNE/",
        "",
    ),
    ("broken", "{CRYPT}$6$rounds=10$s$x", ""),
];

fn entries() -> String {
    let mut text = format!(
        "dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: Example\ndc: example\n\n"
    );
    for (name, more) in [
        (
            "default",
            "pwdLockout: TRUE\npwdMustChange: TRUE\npwdMaxFailure: 3\n",
        ),
        ("free", ""),
    ] {
        text += &format!(
            "dn: cn={name},{BASE}\nobjectClass: device\nobjectClass: pwdPolicy\ncn: {name}\npwdAttribute: userPassword\n{more}\n"
        );
    }
    for (name, password, more) in PEOPLE {
        text += &format!(
            "dn: {}\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {name}\nsn: {name}\nuserPassword: {password}\n{more}\n",
            dn(name)
        );
    }
    text
}

fn dn(name: &str) -> String {
    format!("uid={name},{BASE}")
}

fn bind(name: &str, password: &str) -> Request {
    Request::Bind(BindRequest {
        version: 3,
        name: name.into(),
        authentication: Authentication::Simple(password.into()),
    })
}

fn change(name: &str, attribute: &str, value: &str) -> Request {
    Request::Modify(ModifyRequest {
        dn: dn(name).into(),
        changes: vec![Change {
            operation: ChangeOperation::Replace,
            modification: attributes(attribute, value),
        }],
    })
}

fn attributes(description: &str, value: &str) -> PartialAttribute {
    PartialAttribute {
        description: description.to_owned(),
        values: vec![value.into()],
    }
}

/// Code, words and controls of an answer.
async fn said(client: &mut Client, what: &str, request: &Request, controls: &[Control]) -> String {
    let answer = client.request(request, controls).await.unwrap();
    let result = answer.result();
    let controls: Vec<String> = answer
        .controls
        .iter()
        .map(|control| format!("{} {:02x?}", control.oid, control.value.as_deref()))
        .collect();
    format!(
        "{what}: {} {:?} {controls:?}",
        result.code.0, result.diagnostic
    )
}

async fn answers(url: &str) -> Vec<String> {
    let connect = || async { Client::connect(url, &Options::default()).await.unwrap() };
    let asked = [Control::new(POLICY, false)];
    let mut all = Vec::new();
    for (name, ..) in PEOPLE.iter().chain(&[("nobody", "", "")]) {
        for password in ["pw", "secret", "wrong"] {
            for controls in [&asked[..], &[]] {
                let what = format!("{name} {password} {}", controls.len());
                let mut client = connect().await;
                all.push(said(&mut client, &what, &bind(&dn(name), password), controls).await);
            }
        }
    }
    let mut admin = connect().await;
    all.push(said(&mut admin, "rootdn", &bind(ADMIN.0, ADMIN.1), &asked).await);
    // Who must change the password.
    let mut client = connect().await;
    all.push(said(&mut client, "reset", &bind(&dn("reset"), "pw"), &[]).await);
    for (what, request) in restricted() {
        all.push(said(&mut client, what, &request, &[]).await);
    }
    for (what, request) in [
        ("who", extended("1.3.6.1.4.1.4203.1.11.3", None)),
        (
            "new",
            extended(
                "1.3.6.1.4.1.4203.1.11.1",
                Some(b"\x30\x09\x81\x02pw\x82\x03new"),
            ),
        ),
        ("afterwards", restricted().remove(0).1),
    ] {
        let heard = said(&mut client, what, &request, &[]).await;
        all.push(heard);
    }
    let mut client = connect().await;
    all.push(
        said(
            &mut client,
            "with the new one",
            &bind(&dn("reset"), "new"),
            &asked,
        )
        .await,
    );
    // An administrator's new password unlocks, and must be changed.
    let request = change("locked", "userPassword", "given");
    all.push(said(&mut admin, "given", &request, &asked).await);
    let mut client = connect().await;
    all.push(
        said(
            &mut client,
            "with the given one",
            &bind(&dn("locked"), "given"),
            &asked,
        )
        .await,
    );
    all
}

fn extended(name: &str, value: Option<&[u8]>) -> Request {
    Request::Extended(ExtendedRequest {
        name: name.to_owned(),
        value: value.map(<[u8]>::to_vec),
    })
}

fn restricted() -> Vec<(&'static str, Request)> {
    vec![
        (
            "search",
            Request::Search(SearchRequest {
                base: BASE.into(),
                scope: Scope::Base,
                deref_aliases: 0,
                size_limit: 0,
                time_limit: 0,
                types_only: false,
                filter: ldaplab::directory::filter::parse("(objectClass=*)").unwrap(),
                attributes: vec!["1.1".to_owned()],
            }),
        ),
        (
            "compare",
            Request::Compare(CompareRequest {
                dn: BASE.into(),
                attribute: "o".to_owned(),
                value: "x".into(),
            }),
        ),
        (
            "add",
            Request::Add(AddRequest {
                dn: format!("cn=z,{BASE}").into(),
                attributes: vec![attributes("objectClass", "device"), attributes("cn", "z")],
            }),
        ),
        ("delete", Request::Delete(format!("cn=z,{BASE}").into())),
        ("change", change("reset", "sn", "x")),
    ]
}

#[tokio::test]
async fn binds_under_a_policy_are_answered_as_by_slapd() {
    for (directive, mode) in [("", "on"), ("ppolicy_use_lockout\n", "use-lockout")] {
        let overlay =
            format!("overlay ppolicy\nppolicy_default \"cn=default,{BASE}\"\n{directive}");
        let slapd = or_skip!(Slapd::overlaid("moduleload ppolicy", &overlay));
        slapd.fill(&entries()).await;
        let server = LdapServer::openldap(BASE)
            .root_password(ADMIN.1)
            .ldif(entries())
            .set(key::PPOLICY, mode)
            .set(key::PPOLICY_DEFAULT, format!("cn=default,{BASE}"))
            .start()
            .unwrap();
        let theirs = answers(&slapd.ldap_url()).await;
        let ours = answers(&server.ldap_url()).await;
        let differ: Vec<_> = theirs.iter().zip(&ours).filter(|(a, b)| a != b).collect();
        assert!(
            differ.is_empty(),
            "slapd's answers and ours, {mode}: {differ:#?}"
        );
        assert_eq!(theirs.len(), ours.len());
        let right = ours.iter().filter(|answer| answer.contains(": 0 ")).count();
        assert!(right > 20, "{ours:#?}");
    }
}
