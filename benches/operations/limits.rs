//! What a large directory costs a whole server: the time to load it, its memory, and one more member of a group that holds
//! everybody. Each row is measured in a process of its own, so that memory is its own.

use std::{
    hint::black_box,
    process::Command,
    time::{Duration, Instant},
};

use ldaplab::{
    client::{Client, Options},
    directory::ldif,
    generate::{Graph, Shape, World},
    server::{Builder, LdapServer},
    wire::request::{Change, ChangeOperation, PartialAttribute},
};

use crate::{
    content,
    measure::{Contestant, Effort, Table, grouped, in_turns, ratio, text},
};

/// Members of the small group, which the large one is compared with.
const FEW: usize = 10;
/// People who are in no group, to be added.
const OUTSIDE: usize = 100;

const PROFILES: [&str; 2] = ["AD", "OpenLDAP"];

/// What a child is to measure: a profile and how many people.
pub(crate) fn role() -> Option<(String, usize)> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments
        .iter()
        .position(|argument| argument == "--child")?;
    let people = arguments.get(at + 2)?.parse().ok()?;
    Some((arguments.get(at + 1)?.clone(), people))
}

pub(crate) fn print(effort: Effort) {
    let sizes = effort.pick(&[1_000][..], &[1_000, 100_000], &[1_000, 100_000, 500_000]);
    let mut table = Table::new([
        "server",
        "people",
        "LDIF",
        "reading it alone",
        "start()",
        "memory",
        "a person",
        "peak above",
        "one more member",
        "of a group of 10",
        "ratio",
        "one less",
    ]);
    for profile in PROFILES {
        for size in sizes {
            let figures = measured(profile, *size);
            let mut cells = vec![profile.to_owned(), grouped(*size as u64)];
            cells.extend(figures);
            let cells: [String; 12] = cells.try_into().expect("ten figures of the child");
            table.row(cells);
        }
    }
    table.print("People by LDIF, and one more member of a group that holds them all");
}

fn measured(profile: &str, size: usize) -> Vec<String> {
    let program = std::env::current_exe().expect("a running program has a path");
    let output = Command::new(program)
        .args(["--child", profile, &size.to_string()])
        .output()
        .expect("this program can be started again");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.lines().map(str::to_owned).collect()
}

pub(crate) fn child((profile, people): (String, usize)) {
    let (world, builder): (World, Builder) = match profile.as_str() {
        "AD" => (
            content::active_directory(),
            LdapServer::active_directory(content::DOMAIN),
        ),
        _ => (content::openldap(), LdapServer::openldap(content::SUFFIX)),
    };
    let text_of_all = content::people(&world, people);
    println!("{:.1} MiB", text_of_all.len() as f64 / 1_048_576.0);
    let spare = text_of_all.clone();
    // Both texts are in memory before and after: only what the server keeps counts.
    let before = memory("VmRSS:");
    let builder = builder.ldif(text_of_all);
    let began = Instant::now();
    let server = builder.seed(7).start().expect("the server starts");
    let started = began.elapsed();
    // The builder's text is gone by now.
    let used = memory("VmRSS:") + spare.len() as f64 / 1_048_576.0 - before;
    let peak = memory("VmHWM:") - before;
    drop(server);
    let began = Instant::now();
    black_box(ldif::read(spare.as_bytes()).expect("what we wrote"));
    println!("{}", text(began.elapsed()));
    println!("{}", text(started));
    println!("{used:.0} MiB");
    println!("{:.0} B", used * 1_048_576.0 / people as f64);
    println!("{peak:.0} MiB");
    members(&profile, &world, people);
}

/// One more and one less member of a group of all but a few, and of a small group, through LDAP in turns.
fn members(profile: &str, world: &World, people: usize) {
    let builder = match profile {
        "AD" => LdapServer::active_directory(content::DOMAIN),
        _ => LdapServer::openldap(content::SUFFIX),
    };
    let mut ldif = content::people(world, people);
    let groups = Graph::new(Shape::Wide, 2, 0, 0);
    for (mut group, held) in world.groups(&groups).zip([people - OUTSIDE, FEW]) {
        let members = (0..held).map(|person| world.person_dn(person).as_str().to_owned());
        group.set("member", members);
        content::record(&mut ldif, &group);
    }
    let server = builder.ldif(ldif).start().expect("the server starts");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut clients = [0, 1].map(|_| {
        runtime.block_on(async {
            let connected = Client::connect(&server.ldap_url(), &Options::default()).await;
            let mut client = connected.expect("the server accepts");
            let admin = server.admin();
            let bound = client.simple_bind(admin.dn(), admin.password()).await;
            bound.expect("the administrator binds");
            client
        })
    });
    let mut times = Vec::new();
    for operation in [ChangeOperation::Add, ChangeOperation::Delete] {
        let mut contestants: Vec<Contestant<'_>> = Vec::new();
        for (group, client) in clients.iter_mut().enumerate() {
            let dn = world.group_dn(group);
            let mut next = people - OUTSIDE;
            let runtime = &runtime;
            contestants.push(Box::new(move || {
                let change = Change {
                    operation,
                    modification: PartialAttribute {
                        description: "member".to_owned(),
                        values: vec![world.person_dn(next).as_str().into()],
                    },
                };
                next += 1;
                let began = Instant::now();
                let done = runtime.block_on(client.modify(dn.as_str(), vec![change]));
                let elapsed = began.elapsed();
                done.expect("the member is added or removed");
                elapsed
            }));
        }
        let limit = Duration::from_secs(30);
        times.push(in_turns(OUTSIDE - 1, limit, &mut contestants));
    }
    println!("{}", text(times[0][0]));
    println!("{}", text(times[0][1]));
    println!("{}", ratio(times[0][0], times[0][1]));
    println!("{}", text(times[1][0]));
}

/// A figure of this process's memory in MiB; 0 where the system does not tell.
fn memory(which: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(which));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok())
        .unwrap_or(0.0)
        / 1024.0
}
