//! What takes long beside what does not: others are served, time, abandon and a client that leaves end it, writers queue.

use std::time::{Duration, SystemTime};

use ldaplab::{
    clock::Clock,
    server::{LdapServer, User, key},
    transcript::Operation,
    wire::{Request, request::Scope},
};

use super::peer::{Peer, modify, rename, search};

const SUFFIX: &str = "dc=example,dc=org";

/// Groups in layers of which each member of one holds all of the next, so that no closure helps another.
const LAYERS: usize = 4;
const WIDTH: usize = 150;

fn layers(clock: &Clock) -> LdapServer {
    let mut ldif = format!("dn: {SUFFIX}\nobjectClass: domain\ndc: example\n\n");
    for layer in 0..LAYERS {
        for number in 0..WIDTH {
            ldif += &format!(
                "dn: cn=l{layer}n{number},{SUFFIX}\nobjectClass: groupOfNames\ncn: l{layer}n{number}\n"
            );
            for below in 0..WIDTH {
                ldif += &format!("member: cn=l{}n{below},{SUFFIX}\n", layer + 1);
            }
            ldif += "\n";
        }
    }
    let server = LdapServer::openldap(SUFFIX)
        .set(key::IN_CHAIN, true)
        .clock(clock.clone());
    server.ldif(ldif).start().unwrap()
}

/// Seven million links to follow.
fn attack(time_limit: i64) -> Request {
    let items = (0..WIDTH)
        .map(|number| format!("(memberOf:1.2.840.113556.1.4.1941:=cn=l0n{number},{SUFFIX})"));
    let filter = format!("(|{})", items.collect::<String>());
    match search(SUFFIX, Scope::Sub, &filter, &["1.1"]) {
        Request::Search(mut asked) => {
            asked.time_limit = time_limit;
            Request::Search(asked)
        }
        other => other,
    }
}

fn is_under_way(server: &LdapServer, connection: u64) -> bool {
    let requests = server.requests();
    let last = requests.of(Operation::Search);
    let last = last.filtered(|record| record.connection == connection);
    last.iter()
        .last()
        .is_some_and(|record| record.result.is_none())
}

/// Asks for the root DSE until a connection's search is seen to be under way: others are served beside it.
fn begun(server: &LdapServer, connection: u64, other: &mut Peer) {
    let root = search("", Scope::Base, "(objectClass=*)", &["1.1"]);
    for _ in 0..10_000 {
        assert_eq!(other.ask(&root).code(), 0);
        if is_under_way(server, connection) {
            return;
        }
    }
    panic!("the search of connection {connection} was not seen before it was done");
}

#[test]
fn others_are_served_beside_a_closure_that_its_time_an_abandon_or_the_end_ends() {
    let clock = Clock::at(SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 30));
    let server = layers(&clock);
    let (mut heavy, mut other) = (Peer::plain(&server), Peer::plain(&server));
    let root = search("", Scope::Base, "(objectClass=*)", &["1.1"]);
    assert_eq!((heavy.ask(&root).code(), other.ask(&root).code()), (0, 0));
    let asked = heavy.send(&attack(2));
    begun(&server, 1, &mut other);
    clock.advance(Duration::from_secs(3));
    assert_eq!(heavy.answer(asked).code(), 3);
    // One that began before shows that what follows did not run to its own end.
    let mut long = Peer::plain(&server);
    long.send(&attack(0));
    begun(&server, 3, &mut other);
    let abandoned = heavy.send(&attack(0));
    begun(&server, 1, &mut other);
    heavy.send(&Request::Abandon(abandoned));
    assert_eq!(heavy.ask(&root).code(), 0);
    assert!(is_under_way(&server, 3), "the abandoned one ran to its end");
    // Four run at once. Three clients leave, so that there is room for another, whose time is over.
    let mut leaving: Vec<Peer> = (0..3).map(|_| Peer::plain(&server)).collect();
    for (peer, connection) in leaving.iter_mut().zip(4..) {
        peer.send(&attack(0));
        begun(&server, connection, &mut other);
    }
    drop(leaving);
    let late = heavy.send(&attack(1));
    begun(&server, 1, &mut other);
    clock.advance(Duration::from_secs(2));
    assert_eq!(heavy.answer(late).code(), 3);
    assert!(
        is_under_way(&server, 3),
        "those whose clients left ran to their end"
    );
    // Nor does the end of the server wait for it.
    drop(server);
}

#[test]
fn writers_queue_behind_a_long_write_and_lose_nothing() {
    let base = "DC=example,DC=test";
    let mut ldif = format!("dn: OU=People,{base}\nobjectClass: organizationalUnit\n\n");
    let mut group = format!("dn: CN=All,{base}\nobjectClass: group\n");
    for number in 0..1_000 {
        ldif += &format!("dn: CN=u{number},OU=People,{base}\nobjectClass: user\n\n");
        group += &format!("member: CN=u{number},OU=People,{base}\n");
    }
    let server = LdapServer::active_directory("example.test").ldif(ldif + &group);
    let server = server.start().unwrap();
    let (mut mover, mut writer) = (Peer::admin(&server), Peer::admin(&server));
    let moved = mover.send(&rename(
        &format!("OU=People,{base}"),
        "OU=Staff",
        true,
        None,
    ));
    let all = format!("CN=All,{base}");
    let admin = format!("CN=Administrator,CN=Users,{base}");
    let added = writer.ask(&modify(&all, &[("add", "member", &[&admin])]));
    assert_eq!(added.code(), 0, "{}", added.words());
    assert_eq!(mover.answer(moved).code(), 0);
    let members = server.entry(&all).values("member");
    let moved = format!(",OU=Staff,{base}");
    let moved = members.iter().filter(|dn| dn.ends_with(moved.as_bytes()));
    assert_eq!((moved.count(), members.len()), (1_000, 1_001));
    assert!(members.contains(&admin.into_bytes()));
    assert_eq!(
        writer.find(&format!("OU=Staff,{base}"), "(cn=u999)"),
        [format!("CN=u999,OU=Staff,{base}")]
    );
}

#[test]
fn what_a_stranger_has_looked_up_by_a_bind_is_found_by_an_index() {
    // The builder's users have a displayName, so that there is something in the index.
    let server = LdapServer::active_directory("example.test").user(User::new("ada"));
    let server = server.start().unwrap();
    let mut peer = Peer::admin(&server);
    // A directory so small gets no index by being asked.
    peer.find("DC=example,DC=test", "(displayName=nobody)");
    let requests = server.requests();
    let search = requests.of(Operation::Search);
    let record = search.iter().last().unwrap();
    assert_eq!(
        (record.index.as_deref(), record.examined),
        (Some("displayName"), 0)
    );
}
