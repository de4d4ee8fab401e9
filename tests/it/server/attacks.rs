//! What a fresh pair of eyes broke once: heavy filters, long messages of strangers, renames past the schema, secrets asked
//! for sideways, controls and names without effect.

use ldaplab::{
    server::key,
    transcript::Operation,
    wire::{Control, Request, request::Scope},
};

use super::{
    ADMIN, ALICE, corp,
    load::large,
    peer::{Peer, compare, critical, rename, search},
    slapd,
};

#[test]
fn a_heavy_filter_lets_others_through() {
    let server = large(400, 10);
    let mut heavy = Peer::admin(&server);
    let filter = format!("(&{})", "(objectClass=*)".repeat(3_000));
    let request = search("dc=example,dc=org", Scope::Sub, &filter, &["1.1"]);
    let sent: Vec<i32> = (0..6).map(|_| heavy.send(&request)).collect();
    let mut other = Peer::admin(&server);
    let people = search(ALICE, Scope::Base, "(objectClass=*)", &["1.1"]);
    assert_eq!(other.ask(&people).code(), 32);
    let done = server
        .requests()
        .of(Operation::Search)
        .filtered(|record| record.connection == 1 && record.result.is_some())
        .count();
    assert!(
        done < 6,
        "all heavy searches were answered before the small one"
    );
    for id in sent {
        assert_eq!(heavy.answer(id).entries.len(), 402);
    }
}

#[test]
fn who_has_not_bound_sends_short_messages() {
    let filter = format!("(cn={})", "x".repeat(300_000));
    let long = search("dc=example,dc=org", Scope::Base, &filter, &[]);
    let server = slapd().start().unwrap();
    let mut stranger = Peer::plain(&server);
    stranger.send(&long);
    assert!(
        stranger.read().is_none(),
        "slapd closes (recorded case `wire.length_300k_anon`)"
    );
    assert_eq!(
        Peer::admin(&server).ask(&long).code(),
        0,
        "`wire.length_300k_auth`"
    );
    let server = slapd().set(key::MAX_PDU_ANONYMOUS, 0).start().unwrap();
    assert_eq!(Peer::plain(&server).ask(&long).code(), 0);
}

#[test]
fn a_rename_keeps_to_the_schema() {
    let server = slapd().start().unwrap();
    let mut peer = Peer::admin(&server);
    let people = "ou=people,dc=example,dc=org";
    let refused = peer.ask(&rename(people, "cn=people", true, None));
    assert_eq!(
        (refused.code(), refused.words()),
        (
            65,
            "object class 'organizationalUnit' requires attribute 'ou'"
        )
    );
    assert_eq!(peer.ask(&rename(ALICE, "uid=", true, None)).code(), 34);
    let dc = corp().start().unwrap();
    let ada = dc.dn_of("ada");
    assert_eq!(
        Peer::admin(&dc)
            .ask(&rename(&ada, "CN=", true, None))
            .code(),
        64
    );
    assert!(dc.entry(&ada).exists());
}

#[test]
fn passwords_are_not_found_by_asking_sideways() {
    let server = slapd().start().unwrap();
    let by_filter = search(ALICE, Scope::Base, "(userPassword=*)", &["1.1"]);
    let mut stranger = Peer::plain(&server);
    assert_eq!(
        stranger
            .ask(&compare(ALICE, "userPassword", "secret"))
            .code(),
        16
    );
    assert_eq!(stranger.ask(&by_filter).entries.len(), 0);
    let mut admin = Peer::admin(&server);
    assert_eq!(
        admin.ask(&compare(ALICE, "userPassword", "secret")).code(),
        6
    );
    assert_eq!(admin.ask(&by_filter).entries.len(), 1);
    assert_eq!(server.admin().dn(), ADMIN);
}

#[test]
fn a_control_without_effect_is_listed() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let request = search(dc.base(), Scope::Base, "(objectClass=*)", &["1.1"]);
    let sort = Control::new("1.2.840.113556.1.4.473", false).with_value([0x30, 0]);
    assert_eq!(peer.ask_with(&request, &[sort]).code(), 0);
    assert_eq!(
        peer.ask_with(&request, &[critical("1.2.840.113556.1.4.473")])
            .code(),
        12
    );
    let told: Vec<_> = dc
        .requests()
        .unsupported()
        .iter()
        .map(|record| record.unsupported.clone())
        .collect();
    assert_eq!(
        told,
        [
            Some("control 1.2.840.113556.1.4.473, which was ignored".to_owned()),
            Some("critical control 1.2.840.113556.1.4.473".to_owned()),
        ]
    );
}

#[test]
fn ambiguous_names_are_resolved() {
    let dc = corp().start().unwrap();
    let mut peer = Peer::admin(&dc);
    let ada = dc.dn_of("ada");
    for (filter, found) in [
        ("(anr=ada)", true),
        ("(anr=Ada Nightjar)", true),
        ("(anr=nightjar ada)", true),
        ("(anr=Ada Nig)", true),
        ("(anr=Nightj)", true),
        ("(anr==Nightj)", false),
        ("(anr==ada)", true),
        ("(anr=nobody)", false),
        ("(anr=)", false),
    ] {
        let request: Request = search(
            "OU=People,OU=Corp,DC=example,DC=test",
            Scope::Sub,
            filter,
            &["1.1"],
        );
        let dns = peer.ask(&request).dns().contains(&ada);
        assert_eq!(dns, found, "{filter}");
    }
}
