//! Operations over loopback, each by a plain connection and by TLS in turns.

use std::{
    collections::HashMap,
    hint::black_box,
    time::{Duration, Instant},
};

use ldaplab::{
    client::{Client, Error, Options, Search},
    directory::filter,
    generate::World,
    server::LdapServer,
    wire::request::{Change, ChangeOperation, PartialAttribute, Scope},
};
use tokio::runtime::Runtime;

use crate::{
    content,
    measure::{Contestant, Effort, Table, grouped, in_turns, ratio, text},
    pipeline::{Pipeline, searches},
};

/// Searches in one write.
const PIPELINED: usize = 100;

/// What is measured. The first is what the others are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Operation {
    BaseSearch,
    Equality,
    Missing,
    Substring,
    Pipelined,
    Unindexed,
    Subtree,
    Paged,
    Bind,
    Connect,
    Compare,
    Add,
    Modify,
    Rename,
    Delete,
}

/// In the order of measuring: what is renamed was added before, what is deleted was renamed, and who binds as somebody is
/// the administrator no more.
const OPERATIONS: [Operation; 15] = [
    Operation::BaseSearch,
    Operation::Pipelined,
    Operation::Equality,
    Operation::Missing,
    Operation::Substring,
    Operation::Unindexed,
    Operation::Subtree,
    Operation::Paged,
    Operation::Compare,
    Operation::Add,
    Operation::Modify,
    Operation::Rename,
    Operation::Delete,
    Operation::Bind,
    Operation::Connect,
];

impl Operation {
    fn name(self, people: usize) -> String {
        let people = grouped(people as u64);
        match self {
            Self::BaseSearch => "base search".to_owned(),
            Self::Pipelined => format!("base search, {PIPELINED} in one write"),
            Self::Equality => "subtree, indexed equality, 1 found".to_owned(),
            Self::Missing => "subtree, indexed equality, none found".to_owned(),
            Self::Substring => "subtree, (uid=u12*)".to_owned(),
            Self::Unindexed => "subtree, no index helps, none found".to_owned(),
            Self::Subtree => format!("subtree, all {people} entries"),
            Self::Paged => format!("the same in pages of {PAGE}"),
            Self::Bind => "simple bind".to_owned(),
            Self::Connect => "connect, bind, unbind".to_owned(),
            Self::Compare => "compare".to_owned(),
            Self::Add => "add".to_owned(),
            Self::Modify => "modify, replace one value".to_owned(),
            Self::Rename => "modify DN".to_owned(),
            Self::Delete => "delete".to_owned(),
        }
    }

    /// How many operations one turn has.
    fn count(self) -> usize {
        match self {
            Self::Pipelined => PIPELINED,
            _ => 1,
        }
    }
}

const PAGE: u32 = 500;

pub(crate) fn print(runtime: &Runtime, effort: Effort) {
    let people = effort.pick(1_000, 10_000, 100_000);
    let world = content::openldap();
    let server = LdapServer::openldap(content::SUFFIX)
        .ldif(content::people(&world, people))
        .seed(7)
        .start()
        .expect("the server starts");
    let limit = effort.pick(
        Duration::ZERO,
        Duration::from_millis(1_000),
        Duration::from_secs(10),
    );
    let turns = effort.pick(2, 2_000, 2_000);
    let mut users = [false, true].map(|tls| User::new(&server, &world, runtime, people, tls));
    let mut table = Table::new([
        "operation",
        "plain",
        "a second",
        "to base search",
        "TLS",
        "a second",
        "to plain",
    ]);
    let mut base = Duration::ZERO;
    for operation in OPERATIONS {
        // One turn more than asked for is taken.
        let possible = users[0].possible(operation);
        let mut contestants: Vec<Contestant<'_>> = Vec::new();
        for user in &mut users {
            contestants.push(Box::new(move || user.turn(operation)));
        }
        let times = in_turns(turns.min(possible), limit, &mut contestants);
        let [plain, tls] = [0, 1].map(|at| times[at] / operation.count() as u32);
        if operation == Operation::BaseSearch {
            base = plain;
        }
        table.row([
            operation.name(people),
            text(plain),
            rate(plain),
            ratio(plain, base),
            text(tls),
            rate(tls),
            ratio(tls, plain),
        ]);
    }
    let title = format!(
        "Operations against {} people, OpenLDAP profile, one connection",
        grouped(people as u64)
    );
    table.print(&title);
}

fn rate(time: Duration) -> String {
    grouped((1.0 / time.as_secs_f64().max(1e-9)).round() as u64)
}

/// One connection of each kind, and what it does in turns.
struct User<'a> {
    runtime: &'a Runtime,
    world: &'a World,
    url: String,
    options: Options,
    client: Client,
    pipeline: Pipeline,
    people: usize,
    /// Keeps the two users' new entries apart.
    name: &'static str,
    turns: HashMap<Operation, usize>,
}

impl<'a> User<'a> {
    fn new(
        server: &LdapServer,
        world: &'a World,
        runtime: &'a Runtime,
        people: usize,
        tls: bool,
    ) -> Self {
        let (url, name) = if tls {
            (server.ldaps_url(), "tls")
        } else {
            (server.ldap_url(), "plain")
        };
        let options = Options::default().trust_pem(server.trust_pem());
        let options = options.expect("the server's own certificates");
        let (client, pipeline) = runtime.block_on(async {
            let mut client = Client::connect(&url, &options).await.expect("trusted");
            let admin = server.admin();
            let bound = client.simple_bind(admin.dn(), admin.password()).await;
            bound.expect("the administrator binds");
            (client, Pipeline::connect(server, tls).await)
        });
        Self {
            runtime,
            world,
            url,
            options,
            client,
            pipeline,
            people,
            name,
            turns: HashMap::new(),
        }
    }

    /// How often an operation that needs another's entries can be done.
    fn possible(&self, operation: Operation) -> usize {
        let needed = match operation {
            Operation::Rename => Operation::Add,
            Operation::Delete => Operation::Rename,
            _ => return usize::MAX,
        };
        let done = self.turns.get(&needed).copied().unwrap_or(0);
        done.saturating_sub(1)
    }

    fn turn(&mut self, operation: Operation) -> Duration {
        let turns = self.turns.entry(operation).or_default();
        let turn = *turns;
        *turns += 1;
        let runtime = self.runtime;
        // Scattered over everybody.
        let person = (turn * 7_919 + 13) % self.people;
        if operation == Operation::Pipelined {
            let dn = self.world.person_dn(person);
            let messages = searches(dn.as_str(), PIPELINED);
            let began = Instant::now();
            runtime.block_on(self.pipeline.run(&messages, PIPELINED));
            return began.elapsed();
        }
        let began = Instant::now();
        let done = runtime.block_on(self.run(operation, turn, person));
        let elapsed = began.elapsed();
        done.unwrap_or_else(|error| panic!("{operation:?}: {error}"));
        elapsed
    }

    async fn run(&mut self, operation: Operation, turn: usize, person: usize) -> Result<(), Error> {
        let world = self.world;
        let dn = world.person_dn(person);
        let below = |text: &str| {
            Search::new(content::SUFFIX).filter(filter::parse(text).expect("a filter"))
        };
        match operation {
            Operation::BaseSearch => self.found(Search::entry(dn.as_str()), 1).await,
            Operation::Equality => {
                let text = format!("(uid={})", world.login(person));
                self.found(below(&text), 1).await
            }
            Operation::Missing => self.found(below(&format!("(uid=nobody{turn})")), 0).await,
            Operation::Substring => {
                let count = (0..self.people).filter(|n| n.to_string().starts_with("12"));
                self.found(below("(uid=u12*)"), count.count()).await
            }
            Operation::Unindexed => self.found(below("(title=*no such title*)"), 0).await,
            Operation::Subtree => self.found(people(world), self.people).await,
            Operation::Paged => self.found(people(world).paged(PAGE), self.people).await,
            Operation::Bind => {
                let (client, bound) = (&mut self.client, world.password(person));
                client.simple_bind(dn.as_str(), &bound).await
            }
            Operation::Connect => {
                let mut client = Client::connect(&self.url, &self.options).await?;
                let password = world.password(person);
                client.simple_bind(dn.as_str(), &password).await?;
                client.unbind().await;
                Ok(())
            }
            Operation::Compare => {
                let login = world.login(person);
                let same = self.client.compare(dn.as_str(), "uid", login.as_bytes());
                assert!(same.await?, "{dn:?} is {login}");
                Ok(())
            }
            _ => self.write(operation, turn, person).await,
        }
    }

    async fn write(
        &mut self,
        operation: Operation,
        turn: usize,
        person: usize,
    ) -> Result<(), Error> {
        let added =
            |name: &str, turn: usize| format!("uid={name}{turn},ou=people,{}", content::SUFFIX);
        let renamed = format!("uid={}r{turn},ou=people,{}", self.name, content::SUFFIX);
        match operation {
            Operation::Add => {
                let mut entry = self.world.person(person);
                entry.set("uid", [format!("{}{turn}", self.name)]);
                let attributes = entry.attributes().map(|attribute| PartialAttribute {
                    description: attribute.description().to_owned(),
                    values: attribute.values().map(<[u8]>::to_vec).collect(),
                });
                let dn = added(self.name, turn);
                self.client.add(&dn, attributes.collect()).await
            }
            Operation::Modify => {
                let change = Change {
                    operation: ChangeOperation::Replace,
                    modification: PartialAttribute {
                        description: "title".to_owned(),
                        values: vec![format!("Title {turn}").into_bytes()],
                    },
                };
                let dn = self.world.person_dn(person);
                self.client.modify(dn.as_str(), vec![change]).await
            }
            Operation::Rename => {
                let rdn = format!("uid={}r{turn}", self.name);
                let dn = added(self.name, turn);
                self.client.modify_dn(&dn, &rdn, true, None).await
            }
            Operation::Delete => self.client.delete(&renamed).await,
            _ => unreachable!("no write"),
        }
    }

    async fn found(&mut self, search: Search, expected: usize) -> Result<(), Error> {
        let found = black_box(self.client.search(&search).await?);
        assert_eq!(found.entries.len(), expected, "{search:?}");
        Ok(())
    }
}

/// Everybody who was there from the start.
fn people(world: &World) -> Search {
    let unit = world
        .person_dn(0)
        .parent()
        .expect("people have a container");
    Search::new(unit.as_str()).scope(Scope::One)
}
