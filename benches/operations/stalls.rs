//! The longest that others wait while one client asks for something that takes long: base searches of the root DSE in a row, beside attacks.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use ldaplab::{
    client::{Client, Options, Search},
    directory::filter,
    server::{Builder, LdapServer},
    wire::request::Scope,
};

use crate::measure::{Effort, Table, text};

const BASE: &str = "DC=corp,DC=example";

/// What one client does.
enum Attack {
    /// So many closures in one search of a clique.
    Closures(usize),
    /// A filter of so many parts over all users.
    Filter(usize),
    /// An OU is renamed whose users are all in one group.
    Rename,
    /// An attribute that has no index is asked for.
    Index,
}

pub(crate) fn print(effort: Effort) {
    let (groups, users) = effort.pick((60, 500), (600, 10_000), (600, 50_000));
    let mut table = Table::new(["attack", "it took", "longest wait", "waits", "median"]);
    for (name, attack) in [
        (
            format!("100 closures up a clique of {groups}"),
            Attack::Closures(100),
        ),
        (
            format!("300 closures up a clique of {groups}"),
            Attack::Closures(300),
        ),
        (
            format!("10,000 parts over {users} users"),
            Attack::Filter(10_000),
        ),
        (
            format!("rename of an OU of {users} users in one group"),
            Attack::Rename,
        ),
        (format!("an index over {users} users"), Attack::Index),
    ] {
        let server = company(groups, users).start().expect("it starts");
        let (took, mut waits) = beside(&server, &attack, groups);
        waits.sort_unstable();
        let longest = waits.last().copied().unwrap_or_default();
        let median = waits.get(waits.len() / 2).copied().unwrap_or_default();
        let count = waits.len().to_string();
        table.row([name, text(took), text(longest), count, text(median)]);
    }
    table.print("The longest wait for the root DSE beside one client's attack");
}

fn company(groups: usize, users: usize) -> Builder {
    let mut ldif = String::new();
    let members: String = (0..groups)
        .map(|number| format!("member: CN=g{number},{BASE}\n"))
        .collect();
    for number in 0..groups {
        ldif += &format!("dn: CN=g{number},{BASE}\nobjectClass: group\n{members}\n");
    }
    ldif += &format!("dn: OU=People,{BASE}\nobjectClass: organizationalUnit\n\n");
    let mut all = format!("dn: CN=All,{BASE}\nobjectClass: group\n");
    for number in 0..users {
        ldif += &format!("dn: CN=u{number},OU=People,{BASE}\nobjectClass: user\n\n");
        all += &format!("member: CN=u{number},OU=People,{BASE}\n");
    }
    LdapServer::active_directory("corp.example")
        .without_tls()
        .ldif(ldif + &all)
}

/// How long the attack took, and every wait beside it.
fn beside(server: &LdapServer, attack: &Attack, groups: usize) -> (Duration, Vec<Duration>) {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            block_on(async {
                let url = server.ldap_url();
                let mut client = Client::connect(&url, &Options::default())
                    .await
                    .expect("it listens");
                let root = Search::entry("").attributes(["1.1"]);
                let mut waits = Vec::new();
                while !done.load(Ordering::Relaxed) {
                    let began = Instant::now();
                    client.search(&root).await.expect("the root DSE");
                    waits.push(began.elapsed());
                }
                waits
            })
        });
        let took = block_on(async {
            let patient = Options::default().timeout(Duration::from_secs(300));
            let url = server.ldap_url();
            let mut client = Client::connect(&url, &patient).await.expect("it listens");
            let admin = server.admin();
            client
                .simple_bind(admin.dn(), admin.password())
                .await
                .expect("the administrator");
            let began = Instant::now();
            perform(&mut client, attack, groups).await;
            began.elapsed()
        });
        done.store(true, Ordering::Relaxed);
        (took, waiting.join().expect("it only asks"))
    })
}

async fn perform(client: &mut Client, attack: &Attack, groups: usize) {
    let any = |parts: Vec<String>| format!("(|{})", parts.concat());
    let filter = match attack {
        Attack::Closures(count) => any((0..*count)
            .map(|at| {
                format!(
                    "(member:1.2.840.113556.1.4.1941:=CN=g{},{BASE})",
                    at % groups
                )
            })
            .collect()),
        Attack::Filter(count) => any((0..*count).map(|at| format!("(title=x{at})")).collect()),
        Attack::Index => "(title=x)".to_owned(),
        Attack::Rename => {
            let people = format!("OU=People,{BASE}");
            let renamed = client.modify_dn(&people, "OU=Staff", true, None).await;
            return renamed.expect("it is renamed");
        }
    };
    let search = Search::new(BASE)
        .scope(Scope::Sub)
        .filter(filter::parse(&filter).expect("a filter"))
        .attributes(["1.1"]);
    client.search(&search).await.expect("it is answered");
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(future)
}
