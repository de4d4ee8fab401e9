//! What is asked of more than one connection, or of how it came about.

use ldaplab::{
    client::{Client, Search},
    connection_test::{ConnectionTest, Outcome, Plan},
    wire::{Response, request::Scope},
};

use super::{Log, Server};

pub(super) async fn at_once(server: &Server, log: &mut Log<'_>) {
    let connection = server.as_admin().await.multiplexed();
    let one = Search::new(server.below("ou=work"))
        .scope(Scope::One)
        .attributes(["1.1"]);
    let mut pending = Vec::new();
    for _ in 0..8 {
        pending.push(connection.start_search(&one).await.unwrap());
    }
    let mut counts = Vec::new();
    while let Some(mut search) = pending.pop() {
        let mut entries = 0;
        while let Some(answer) = search.next().await.unwrap() {
            entries += usize::from(matches!(answer.response, Response::SearchEntry(_)));
        }
        counts.push(entries);
    }
    log.add(
        "eight searches, answered in any order",
        format!("{counts:?}"),
    );
    connection.start_search(&one).await.unwrap().abandon();
    let found = connection.search(&one).await;
    log.result("search after one was abandoned", found, |found| {
        found.entries.len().to_string()
    });
    log.add("outstanding", connection.outstanding().to_string());
    log.done("cancel what never was", connection.cancel(77_777).await);
}

pub(super) async fn tls(server: &Server, log: &mut Log<'_>) {
    let mut client = server.anonymous().await;
    log.done("StartTLS", client.start_tls().await);
    log.add("protected", client.peer().is_some().to_string());
    log.done(
        "bind over StartTLS",
        client.simple_bind(server.ada, "s3cret").await,
    );
    log.done("StartTLS twice", client.start_tls().await);
    log.result("and it goes on", client.who_am_i().await, |who| {
        format!("`{who}`")
    });
    let mut client = Client::connect(&server.ldaps, &server.options())
        .await
        .unwrap();
    log.done("StartTLS over ldaps", client.start_tls().await);
    log.done(
        "bind over ldaps",
        client.simple_bind(server.ada, "s3cret").await,
    );
}

pub(super) async fn connection_tests(server: &Server, log: &mut Log<'_>) {
    let (dn, password) = &server.admin;
    let plan = |url: &str| {
        let plan = Plan::url(url).unwrap().trust_file(&server.trust).unwrap();
        plan.bind(dn, password).base(server.base)
    };
    for (name, plan) in [
        ("connection test over ldaps", plan(&server.ldaps)),
        (
            "connection test over StartTLS",
            plan(&server.ldap).start_tls(),
        ),
    ] {
        let test = ConnectionTest::new(plan).login("ada").password("s3cret");
        let report = test.run().await;
        let stages = report.stages().iter();
        let passed = stages.filter(|stage| matches!(stage.outcome, Outcome::Passed));
        log.add(name, format!("{} stages passed", passed.count()));
    }
}
