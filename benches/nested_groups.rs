//! What does it cost to learn a user's nested groups, by which strategy, in which shape, over which network?
//!
//! `cargo bench --bench nested_groups`, with `-- --large` for ten times the groups, with `-- tree` for one shape. The strategies take
//! turns against one server in this process; every answer is compared with the plain closure of the generator.

#![allow(clippy::print_stdout)]

mod measure;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use ldaplab::{
    client::{Client, Entry, Options},
    directory::{Dn, ldif},
    generate::{Graph, Shape, Style, World},
    identity::{Capabilities, Groups, Lookup, Strategy, find_user},
    server::{Builder, Fault, LdapServer, search},
};
use measure::{Contestant, Effort, Table, chosen, grouped, in_turns, ratio, text};
use tokio::runtime::Runtime;

const STRATEGIES: [Strategy; 3] = [
    Strategy::InChain,
    Strategy::MemberWalk,
    Strategy::MemberOfWalk,
];
/// What each answer waits for on the simulated network.
const NETWORK: Duration = Duration::from_millis(1);
/// How many people's groups are looked up, in turns.
const SAMPLE: usize = 4;

/// Shapes with how many groups, usually and largest.
const SIZES: [(Shape, usize, usize); 7] = [
    (Shape::Chain, 12, 12),
    (Shape::Chain, 100, 1_000),
    (Shape::Tree, 85, 1_365),
    (Shape::Diamond, 31, 301),
    (Shape::Cycle, 24, 240),
    (Shape::Wide, 1_000, 10_000),
    (Shape::Random, 200, 2_000),
];

fn main() {
    let effort = Effort::asked();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut table = Table::new([
        "shape",
        "groups",
        "found",
        "strategy",
        "round trips",
        "entries",
        "examined",
        "bytes",
        "time",
        "to in-chain",
        "1 ms network",
        "to in-chain",
    ]);
    for (shape, usual, large) in SIZES {
        if chosen(shape.name()) {
            let size = effort.pick(usual.min(40), usual, large);
            rows(&mut table, &runtime, effort, shape, size);
        }
    }
    table.print("Nested groups of one user, Active Directory profile");
    println!(
        "\nTimes are medians of single look-ups: over loopback, and where every answer waits for a timer of {NETWORK:?}, which goes off at its second tick."
    );
}

/// The same world on the server and in memory.
struct Lab {
    server: LdapServer,
    world: World,
    graph: Graph,
}

impl Lab {
    fn new(shape: Shape, size: usize) -> Self {
        let base = Dn::parse("DC=example,DC=test").expect("a DN");
        let world = World::new(Style::ActiveDirectory, base, 7);
        let people = 200.max(2 * SAMPLE);
        let graph = Graph::new(shape, size, people, 7);
        let entries: Vec<_> = world
            .units()
            .chain(world.people(people))
            .chain(world.groups(&graph))
            .collect();
        let mut text = String::new();
        for entry in &entries {
            let fields = entry.attributes().flat_map(|attribute| {
                let name = attribute.description();
                attribute.values().map(move |value| (name, value))
            });
            ldif::write_record(&mut text, entry.dn().as_str(), fields);
            text.push('\n');
        }
        let builder: Builder = LdapServer::active_directory("example.test").ldif(text);
        Self {
            server: builder.seed(7).start().expect("the server starts"),
            world,
            graph,
        }
    }

    /// The groups of a person as the generator's naive closure has them.
    fn expected(&self, person: usize) -> BTreeSet<String> {
        let groups = self.graph.groups_of(person).into_iter();
        groups
            .map(|group| self.world.group_dn(group).normalized().to_owned())
            .collect()
    }
}

/// One client with what it needs to look up groups.
struct Seeker<'a> {
    runtime: &'a Runtime,
    client: Client,
    capabilities: Capabilities,
    people: Vec<Entry>,
    lookup: Lookup,
    turn: usize,
}

impl<'a> Seeker<'a> {
    fn new(lab: &Lab, runtime: &'a Runtime, strategy: Strategy) -> Self {
        let base = lab.server.base();
        let connected = runtime.block_on(async {
            let url = lab.server.ldap_url();
            let mut client = Client::connect(&url, &Options::default()).await?;
            let admin = lab.server.admin();
            client.simple_bind(admin.dn(), admin.password()).await?;
            let capabilities = Capabilities::read(&mut client).await?;
            let mut people = Vec::new();
            for person in 0..SAMPLE {
                let login = lab.world.login(person);
                people.extend(find_user(&mut client, &capabilities, base, &login, None).await?);
            }
            Ok::<_, ldaplab::client::Error>((client, capabilities, people))
        });
        let (client, capabilities, people) = connected.expect("the server answers");
        assert_eq!(people.len(), SAMPLE, "everybody is found once");
        Self {
            runtime,
            client,
            capabilities,
            people,
            // The primary group is two more searches for every strategy alike.
            lookup: Lookup::new(base).strategy(strategy).without_primary_group(),
            turn: 0,
        }
    }

    fn groups(&mut self, person: usize) -> Groups {
        let user = &self.people[person];
        let run = self.lookup.run(&mut self.client, &self.capabilities, user);
        self.runtime.block_on(run).expect("the groups are found")
    }

    /// Looks up the next person's groups.
    fn turn(&mut self) -> Duration {
        self.turn = (self.turn + 1) % SAMPLE;
        let began = Instant::now();
        std::hint::black_box(self.groups(self.turn));
        began.elapsed()
    }
}

/// What a strategy asked for, as the mean over the sample.
#[derive(Default)]
struct Cost {
    round_trips: u64,
    bytes: u64,
    entries: usize,
    examined: usize,
    found: usize,
}

fn rows(table: &mut Table, runtime: &Runtime, effort: Effort, shape: Shape, size: usize) {
    let lab = Lab::new(shape, size);
    let mut seekers = STRATEGIES.map(|strategy| Seeker::new(&lab, runtime, strategy));
    let costs = seekers.each_mut().map(|seeker| checked(&lab, seeker));
    let mut compare = |turns| {
        let mut contestants: Vec<Contestant<'_>> = Vec::new();
        for seeker in &mut seekers {
            contestants.push(Box::new(|| seeker.turn()));
        }
        in_turns(turns, effort.limit(), &mut contestants)
    };
    let loopback = compare(effort.pick(1, 200, 200));
    let _network = lab.server.inject(search(), Fault::delay(NETWORK));
    let network = compare(effort.pick(1, 15, 15));
    for (at, strategy) in STRATEGIES.iter().enumerate() {
        let cost = &costs[at];
        table.row([
            shape.name().to_owned(),
            grouped(size as u64),
            mean(cost.found),
            strategy.name().to_owned(),
            mean(cost.round_trips as usize),
            mean(cost.entries),
            mean(cost.examined),
            grouped(cost.bytes / SAMPLE as u64),
            text(loopback[at]),
            ratio(loopback[at], loopback[0]),
            text(network[at]),
            ratio(network[at], network[0]),
        ]);
    }
}

/// Looks up everybody of the sample once, compares with the reference, and adds up the cost.
fn checked(lab: &Lab, seeker: &mut Seeker<'_>) -> Cost {
    let mut cost = Cost::default();
    for person in 0..SAMPLE {
        lab.server.forget_requests();
        let groups = seeker.groups(person);
        let dns = groups.groups.iter();
        let found: BTreeSet<String> = dns
            .map(|group| {
                let dn = Dn::parse(&group.dn).expect("the server sends DNs");
                dn.normalized().to_owned()
            })
            .collect();
        let what = (groups.strategy, person);
        assert_eq!(found, lab.expected(person), "the groups of {what:?}");
        assert_eq!(found.len(), groups.groups.len(), "each once: {what:?}");
        cost.found += found.len();
        cost.round_trips += groups.cost.round_trips;
        cost.bytes += groups.cost.bytes_sent + groups.cost.bytes_received;
        for request in lab.server.requests().iter() {
            cost.entries += request.entries;
            cost.examined += request.examined;
        }
    }
    cost
}

/// A sum over the sample as the mean, with a decimal place where there is one.
fn mean(sum: usize) -> String {
    if sum.is_multiple_of(SAMPLE) {
        return grouped((sum / SAMPLE) as u64);
    }
    format!("{:.1}", sum as f64 / SAMPLE as f64)
}

impl Effort {
    fn limit(self) -> Duration {
        self.pick(
            Duration::ZERO,
            Duration::from_millis(1_500),
            Duration::from_secs(20),
        )
    }
}
