//! What it costs that a server keeps what it was asked, and that it looks at rules and expectations.

use std::time::{Duration, Instant};

use ldaplab::{
    client::{Client, Options, Search},
    server::{Fault, LdapServer, ReadyMade, Rule, key, search},
    wire::request::Scope,
};
use tokio::runtime::Runtime;

use crate::{
    content,
    measure::{Contestant, Effort, Table, in_turns, ratio, text},
    pipeline::{Pipeline, searches},
};

/// Searches in one write.
const PIPELINED: usize = 100;

/// What a server does beside answering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watching {
    Nothing,
    Recording,
    Rules,
    Everything,
}

const WATCHING: [(Watching, &str); 4] = [
    (Watching::Nothing, "nothing is kept"),
    (Watching::Recording, "requests and replies are kept"),
    (Watching::Rules, "and ten rules do not match"),
    (Watching::Everything, "and eleven expectations look on"),
];

impl Watching {
    fn server(self, people: &str) -> LdapServer {
        let kept = if self == Self::Nothing { 0 } else { 10_000 };
        let server = LdapServer::openldap(content::SUFFIX)
            .ldif(people)
            .seed(7)
            .set(key::MAX_RECORDED, kept)
            .start()
            .expect("the server starts");
        if matches!(self, Self::Rules | Self::Everything) {
            for number in 0..10 {
                let other = search().filter(&format!("(uid=nobody{number})"));
                server
                    .inject_rule(Rule::new(other, Fault::busy()))
                    .forever();
            }
        }
        if self == Self::Everything {
            ReadyMade::ALL.iter().for_each(|rule| server.keep(*rule));
        }
        server
    }
}

/// One server and who asks it.
struct Asked {
    server: LdapServer,
    client: Client,
    pipeline: Pipeline,
}

impl Drop for Asked {
    fn drop(&mut self) {
        // What is found wanting of the bench itself is of no interest.
        drop(self.server.verify());
    }
}

async fn bound(server: &LdapServer, url: &str, options: &Options) -> Client {
    let client = Client::connect(url, options).await;
    let mut client = client.expect("the server answers");
    let admin = server.admin();
    let bound = client.simple_bind(admin.dn(), admin.password()).await;
    bound.expect("the administrator may");
    client
}

pub(crate) fn print(runtime: &Runtime, effort: Effort) {
    let world = content::openldap();
    let people = content::people(&world, effort.pick(100, 1_000, 1_000));
    let turns = effort.pick(2, 2_000, 10_000);
    let limit = effort.pick(
        Duration::ZERO,
        Duration::from_secs(2),
        Duration::from_secs(20),
    );
    let mut asked: Vec<Asked> = WATCHING
        .iter()
        .map(|(watching, _)| {
            let server = watching.server(&people);
            let url = server.ldap_url();
            let options = Options::default();
            let client = runtime.block_on(bound(&server, &url, &options));
            let pipeline = runtime.block_on(Pipeline::connect(&server, false));
            Asked {
                server,
                client,
                pipeline,
            }
        })
        .collect();
    let mut table = Table::new([
        "beside answering",
        "base search",
        "to nothing",
        "1,000 entries",
        "to nothing",
    ]);
    let base = searches(content::SUFFIX, PIPELINED);
    let mut contestants: Vec<Contestant<'_>> = Vec::new();
    for one in &mut asked {
        let base = &base;
        contestants.push(Box::new(move || {
            let began = Instant::now();
            runtime.block_on(one.pipeline.run(base, PIPELINED));
            began.elapsed() / PIPELINED as u32
        }));
    }
    let small = in_turns(turns, limit, &mut contestants);
    drop(contestants);
    let all = Search::new(content::SUFFIX).scope(Scope::Sub);
    let mut contestants: Vec<Contestant<'_>> = Vec::new();
    for one in &mut asked {
        let all = &all;
        contestants.push(Box::new(move || {
            let began = Instant::now();
            let found = runtime.block_on(one.client.search(all)).expect("a search");
            assert!(found.entries.len() >= 100);
            began.elapsed()
        }));
    }
    let large = in_turns(turns, limit, &mut contestants);
    drop(contestants);
    for (at, (_, words)) in WATCHING.iter().enumerate() {
        table.row([
            (*words).to_owned(),
            text(small[at]),
            ratio(small[at], small[0]),
            text(large[at]),
            ratio(large[at], large[0]),
        ]);
    }
    table.print("What keeping and looking costs an operation, one connection");
}
