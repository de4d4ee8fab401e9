//! The operations, in order.

use ldaplab::{
    client::{Client, PasswordChange, Search},
    identity::{Capabilities, Lookup, Strategy, find_user},
    wire::{
        Control, Request,
        request::{AddRequest, Authentication, ChangeOperation, Scope},
    },
};

use super::{
    Log, Server, connections,
    words::{attribute, attributes, change, dns, person, unit},
};

pub(super) async fn run(server: &Server) -> Vec<(&'static str, String)> {
    let mut log = Log(server, Vec::new());
    binds(server, &mut log).await;
    let client = &mut server.as_admin().await;
    adds(server, client, &mut log).await;
    searches(server, client, &mut log).await;
    compares_and_changes(server, client, &mut log).await;
    passwords(server, &mut log).await;
    moves_and_deletions(server, client, &mut log).await;
    referrals(server, client, &mut log).await;
    connections::at_once(server, &mut log).await;
    connections::tls(server, &mut log).await;
    groups(server, client, &mut log).await;
    connections::connection_tests(server, &mut log).await;
    log.1
}

async fn binds(server: &Server, log: &mut Log<'_>) {
    let mut client = server.anonymous().await;
    log.result("who is nobody", client.who_am_i().await, |who| {
        format!("`{who}`")
    });
    log.done("bind", client.simple_bind(server.ada, "s3cret").await);
    log.result("who is ada", client.who_am_i().await, |who| {
        format!("`{who}`")
    });
    log.done(
        "bind, wrong password",
        client.simple_bind(server.ada, "wrong").await,
    );
    log.result("who failed", client.who_am_i().await, |who| {
        format!("`{who}`")
    });
    log.done(
        "bind, unknown name",
        client
            .simple_bind(&server.below("cn=nobody"), "s3cret")
            .await,
    );
    log.done(
        "bind, malformed name",
        client.simple_bind("nonsense,,", "s3cret").await,
    );
    log.done(
        "bind, empty password, here",
        client.simple_bind(server.ada, "").await,
    );
    let empty = client
        .bind_with(server.ada, Authentication::Simple(Vec::new()), &[])
        .await;
    log.done("bind, empty password, there", empty.map(drop));
    log.done("bind, anonymous", client.anonymous_bind().await);
    log.done(
        "write as nobody",
        client.add(&server.below("ou=x"), unit("x")).await,
    );
}

async fn adds(server: &Server, client: &mut Client, log: &mut Log<'_>) {
    log.done(
        "add",
        client.add(&server.below("ou=work"), unit("work")).await,
    );
    log.done(
        "add again",
        client.add(&server.below("ou=work"), unit("work")).await,
    );
    log.done(
        "add below nothing",
        client
            .add(&server.below("ou=x,ou=no,ou=work"), unit("x"))
            .await,
    );
    let classless = vec![attribute("ou", &["x"])];
    log.done(
        "add without a class",
        client.add(&server.below("ou=x,ou=work"), classless).await,
    );
    let mut members = Vec::new();
    for name in ["c0", "c1", "c2", "c3", "c4", "c5", "c6"] {
        let dn = server.below(&format!("cn={name},ou=work"));
        log.done("add a person", client.add(&dn, person(server, name)).await);
        members.push(dn);
    }
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let group = vec![
        attribute("objectClass", &[server.group_class]),
        attribute("cn", &["many"]),
        attribute("member", &members),
    ];
    log.done(
        "add a group",
        client.add(&server.below("cn=many,ou=work"), group).await,
    );
}

async fn searches(server: &Server, client: &mut Client, log: &mut Log<'_>) {
    let work = server.below("ou=work");
    for (name, scope) in [
        ("search base", Scope::Base),
        ("search one", Scope::One),
        ("search sub", Scope::Sub),
        ("search children", Scope::Children),
    ] {
        let search = Search::new(&work).scope(scope).attributes(["1.1"]);
        let found = client.search(&search).await;
        log.result(name, found, |found| {
            let cut = dns(&found)
                .replace(&format!(",{work}"), "")
                .replace(&work, "work");
            format!(
                "{cut}, {} attributes",
                found
                    .entries
                    .iter()
                    .map(|entry| entry.attributes.len())
                    .sum::<usize>()
            )
        });
    }
    let c0 = server.below("cn=c0,ou=work");
    let pick = Search::entry(&c0).attributes(["SN", "cn", "mail"]);
    log.result("select attributes", client.search(&pick).await, |found| {
        attributes(&found)
    });
    let types = Search::entry(&c0).attributes(["sn"]).types_only();
    log.result("types only", client.search(&types).await, |found| {
        attributes(&found)
    });
    let people = Search::new(&work)
        .filter_text("(&(sn=prober)(!(cn=c3)))")
        .unwrap();
    log.result("filter", client.search(&people).await, |found| {
        found.entries.len().to_string()
    });
    let people = Search::new(&work).filter_text("(nonsense=x)").unwrap();
    log.result(
        "filter, unknown attribute",
        client.search(&people).await,
        |found| found.entries.len().to_string(),
    );
    let below = Search::new(&work).scope(Scope::One);
    log.result("paged", client.search_paged(&below, 3).await, |found| {
        format!("{} in {} pages", found.entries.len(), found.pages)
    });
    let outcome = client.search_outcome(&below.clone().size_limit(2)).await;
    log.result("size limit", outcome, |found| {
        format!("{} and {}", found.entries.len(), found.result.code)
    });
    log.result(
        "size limit as an error",
        client.search(&below.size_limit(2)).await,
        |found| dns(&found),
    );
    let nowhere = Search::new(server.below("ou=x,ou=no,ou=work"));
    log.result("unknown base", client.search(&nowhere).await, |found| {
        dns(&found)
    });
    let away = Search::new("dc=elsewhere,dc=net");
    log.result(
        "another naming context",
        client.search(&away).await,
        |found| dns(&found),
    );
    log.result(
        "malformed base",
        client.search(&Search::new("nonsense,,")).await,
        |found| dns(&found),
    );
    let many = Search::entry(server.below("cn=many,ou=work"));
    let members = client.search(&many.clone().attributes(["member"])).await;
    log.result("large attribute, whole", members, |found| {
        found.entries[0].values("member").count().to_string()
    });
    let range = client.search(&many.attributes(["member;range=1-2"])).await;
    log.result("large attribute, range", range, |found| {
        attributes(&found).replace(&format!(",{work}"), "")
    });
}

async fn compares_and_changes(server: &Server, client: &mut Client, log: &mut Log<'_>) {
    use ChangeOperation::{Add, Delete, Replace};
    let c0 = &server.below("cn=c0,ou=work");
    for (name, dn, attribute, value) in [
        ("compare, true", c0, "sn", "PROBER"),
        ("compare, false", c0, "sn", "Nightjar"),
        ("compare, no such attribute", c0, "description", "x"),
        ("compare, unknown attribute", c0, "nonsense", "x"),
        (
            "compare, no such entry",
            &server.below("cn=no,ou=work"),
            "sn",
            "x",
        ),
    ] {
        let compared = client.compare(dn, attribute, value.as_bytes()).await;
        log.result(name, compared, |same| same.to_string());
    }
    for (name, changes) in [
        ("modify, add", change(Add, "description", &["one", "two"])),
        ("modify, add again", change(Add, "description", &["two"])),
        (
            "modify, delete a value",
            change(Delete, "description", &["one"]),
        ),
        (
            "modify, delete it again",
            change(Delete, "description", &["one"]),
        ),
        (
            "modify, replace",
            change(Replace, "telephoneNumber", &["1", "2"]),
        ),
        (
            "modify, replace by nothing",
            change(Replace, "telephoneNumber", &[]),
        ),
        (
            "modify, delete what is not there",
            change(Delete, "telephoneNumber", &[]),
        ),
        ("modify, unknown attribute", change(Add, "nonsense", &["x"])),
        ("modify, the name", change(Delete, "cn", &["c0"])),
    ] {
        log.done(name, client.modify(c0, changes).await);
    }
    let all_or_nothing = [
        change(Add, "description", &["three"]),
        change(Delete, "seeAlso", &[]),
    ]
    .concat();
    log.done(
        "modify, half of it wrong",
        client.modify(c0, all_or_nothing).await,
    );
    let found = client
        .search(&Search::entry(c0).attributes(["description", "telephoneNumber"]))
        .await;
    log.result("modified", found, |found| attributes(&found));
    log.done(
        "modify, no such entry",
        client
            .modify(&server.below("cn=no,ou=work"), change(Add, "sn", &["x"]))
            .await,
    );
    log.done(
        "increment",
        client.increment(server.ada, server.number, 2).await,
    );
    log.done(
        "increment what is no number",
        client.increment(c0, "sn", 1).await,
    );
    log.done(
        "increment what is not there",
        client.increment(c0, server.number, 1).await,
    );
    let found = client
        .search(&Search::entry(server.ada).attributes([server.number]))
        .await;
    log.result("incremented", found, |found| attributes(&found));
}

async fn passwords(server: &Server, log: &mut Log<'_>) {
    let mut client = server.anonymous().await;
    let change = PasswordChange::default().from("s3cret").to("n3xt");
    let none = |made: Option<Vec<u8>>| format!("made up: {:?}", made.map(|made| made.len()));
    log.result(
        "password, as nobody",
        client.password_modify(&change).await,
        none,
    );
    client.simple_bind(server.ada, "s3cret").await.unwrap();
    let wrong = PasswordChange::default().from("wrong").to("n3xt");
    log.result(
        "password, wrong old one",
        client.password_modify(&wrong).await,
        none,
    );
    log.result("password", client.password_modify(&change).await, none);
    log.done(
        "bind with the old one",
        client.simple_bind(server.ada, "s3cret").await,
    );
    log.done(
        "bind with the new one",
        client.simple_bind(server.ada, "n3xt").await,
    );
    let mut client = server.as_admin().await;
    let generate = PasswordChange::default().of(server.ada);
    log.result(
        "password, made up",
        client.password_modify(&generate).await,
        none,
    );
    let missing = PasswordChange::default().of(server.below("cn=no")).to("x");
    log.result(
        "password of nobody",
        client.password_modify(&missing).await,
        none,
    );
    let back = PasswordChange::default().of(server.ada).to("s3cret");
    log.result(
        "password, set by the administrator",
        client.password_modify(&back).await,
        none,
    );
}

async fn moves_and_deletions(server: &Server, client: &mut Client, log: &mut Log<'_>) {
    let [one, two, moved] = [
        "ou=one,ou=work",
        "ou=two,ou=work",
        "ou=three,ou=two,ou=work",
    ]
    .map(|rdns| server.below(rdns));
    client.add(&one, unit("one")).await.unwrap();
    client.add(&two, unit("two")).await.unwrap();
    client
        .add(&format!("cn=leaf,{one}"), person(server, "leaf"))
        .await
        .unwrap();
    log.done(
        "rename onto another",
        client.modify_dn(&one, "ou=two", true, None).await,
    );
    log.done(
        "rename below itself",
        client
            .modify_dn(&one, "ou=one", true, Some(&format!("cn=leaf,{one}")))
            .await,
    );
    log.done(
        "rename below nothing",
        client
            .modify_dn(&one, "ou=one", true, Some(&server.below("ou=no")))
            .await,
    );
    log.done(
        "rename a subtree",
        client.modify_dn(&one, "ou=three", true, Some(&two)).await,
    );
    let found = client
        .search(&Search::new(&two).attributes(["ou", "cn"]))
        .await;
    log.result("renamed", found, |found| dns(&found));
    let found = client
        .search(&Search::entry(&moved).attributes(["ou"]))
        .await;
    log.result("renamed, its name", found, |found| attributes(&found));
    log.done(
        "rename what is not there",
        client.modify_dn(&one, "ou=x", true, None).await,
    );
    log.done("delete what has children", client.delete(&two).await);
    log.done("delete what is not there", client.delete(&one).await);
    for dn in [&format!("cn=leaf,{moved}"), &moved, &two] {
        log.done("delete", client.delete(dn).await);
    }
    let found = client.search(&Search::entry(&two)).await;
    log.result("deleted", found, |found| dns(&found));
}

async fn referrals(server: &Server, client: &mut Client, log: &mut Log<'_>) {
    let away = server.below("ou=away,ou=work");
    let entry = AddRequest {
        dn: away.clone().into_bytes(),
        attributes: vec![
            attribute("objectClass", &["referral", "extensibleObject"]),
            attribute("ou", &["away"]),
            attribute("ref", &["ldap://far.example.net/ou=away,dc=example,dc=net"]),
        ],
    };
    let tree = [Control::manage_dsa_it()];
    let added = client.request(&Request::Add(entry), &tree).await;
    log.result("add a referral", added, |answer| {
        answer.result().code.to_string()
    });
    let below = Search::new(server.below("ou=work"))
        .filter_text("(ou=*)")
        .unwrap();
    log.result("search reference", client.search(&below).await, |found| {
        format!("{} and {:?}", dns(&found), found.references)
    });
    log.result(
        "search below a referral",
        client.search(&Search::new(format!("cn=x,{away}"))).await,
        |found| dns(&found),
    );
    log.done(
        "delete below a referral",
        client.delete(&format!("cn=x,{away}")).await,
    );
    let delete = Request::Delete(away.into_bytes());
    let deleted = client.request(&delete, &tree).await;
    log.result("delete a referral", deleted, |answer| {
        answer.result().code.to_string()
    });
}

async fn groups(server: &Server, client: &mut Client, log: &mut Log<'_>) {
    let capabilities = Capabilities::read(client).await.unwrap();
    let users = find_user(client, &capabilities, server.base, "ada", None)
        .await
        .unwrap();
    log.add("ada is found", users.len().to_string());
    let lookup = Lookup::new(server.base).strategy(Strategy::MemberWalk);
    let groups = lookup.run(client, &capabilities, &users[0]).await;
    log.result("nested groups", groups, |groups| {
        let of = |group: &ldaplab::identity::Group| {
            format!(
                "{}:{:?}",
                group.name.clone().unwrap_or_default(),
                group.depth
            )
        };
        groups.groups.iter().map(of).collect::<Vec<_>>().join(" ")
    });
}
