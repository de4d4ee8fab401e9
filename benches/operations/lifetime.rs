//! From `start()` to the first answer, and the time that `Drop` takes.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use ldaplab::server::{Builder, LdapServer, User};

use crate::{
    content,
    measure::{Effort, Table, grouped, median, ratio, text},
};

/// The root DSE's objectClass, as bytes: what is measured is the server.
const ROOT_DSE: &[u8] = b"\x30\x32\x02\x01\x01\x63\x2d\x04\x00\x0a\x01\x00\x0a\x01\x00\
    \x02\x01\x00\x02\x01\x00\x01\x01\x00\x87\x0bobjectClass\x30\x0d\x04\x0bobjectClass";

struct Row {
    what: String,
    builder: Builder,
    /// Connections that are open when the server is dropped.
    connections: usize,
    /// Whether a turn takes a tenth of a second.
    large: bool,
    start: Vec<Duration>,
    answer: Vec<Duration>,
    both: Vec<Duration>,
    drop: Vec<Duration>,
}

impl Row {
    fn new(what: impl Into<String>, builder: Builder) -> Self {
        Self {
            what: what.into(),
            builder,
            connections: 1,
            large: false,
            start: Vec::new(),
            answer: Vec::new(),
            both: Vec::new(),
            drop: Vec::new(),
        }
    }

    fn turn(&mut self) {
        let builder = self.builder.clone();
        let began = Instant::now();
        let server = builder.start().expect("the server starts");
        let started = began.elapsed();
        let mut first = connect(&server);
        first.write_all(ROOT_DSE).expect("it is open");
        let read = first.read(&mut [0; 512]).expect("it is open");
        let answered = began.elapsed();
        assert!(read > 14, "an entry and a result, not {read} bytes");
        let mut others: Vec<TcpStream> = (1..self.connections).map(|_| connect(&server)).collect();
        // Whoever was answered is served, so that the drop finds all of them at work.
        for other in &mut others {
            other.write_all(ROOT_DSE).expect("it is open");
            assert!(other.read(&mut [0; 512]).expect("it is open") > 14);
        }
        let began = Instant::now();
        drop(server);
        let dropped = began.elapsed();
        for mut connection in others.into_iter().chain([first]) {
            let end = connection.read(&mut [0; 512]);
            assert!(matches!(end, Ok(0)), "closed, not {end:?}");
        }
        self.start.push(started);
        self.answer.push(answered - started);
        self.both.push(answered);
        self.drop.push(dropped);
    }
}

fn connect(server: &LdapServer) -> TcpStream {
    TcpStream::connect(server.ldap_address().expect("a plain port")).expect("the server accepts")
}

pub(crate) fn print(effort: Effort) {
    let mut rows = rows(effort.pick(500, 10_000, 10_000));
    // In turns, and the quick ones more often.
    let (few, many): (Vec<&mut Row>, Vec<&mut Row>) = rows.iter_mut().partition(|row| row.large);
    take_turns(many, effort.pick(1, 200, 1_000));
    take_turns(few, effort.pick(1, 9, 50));
    let mut table = Table::new([
        "server",
        "start()",
        "first answer",
        "both",
        "to empty AD",
        "fastest",
        "Drop",
    ]);
    let empty = median(&mut rows[0].both);
    for row in &mut rows {
        let both = median(&mut row.both);
        table.row([
            row.what.clone(),
            text(median(&mut row.start)),
            text(median(&mut row.answer)),
            text(both),
            ratio(both, empty),
            // A thread that waits for its turn on a busy machine shows in the median, not here.
            text(row.both.iter().min().copied().unwrap_or_default()),
            text(median(&mut row.drop)),
        ]);
    }
    table.print("From start() to the first answer, and Drop");
}

fn take_turns(mut rows: Vec<&mut Row>, turns: usize) {
    rows.iter_mut().for_each(|row| row.turn());
    for row in &mut rows {
        // The first does not count.
        for times in [
            &mut row.start,
            &mut row.answer,
            &mut row.both,
            &mut row.drop,
        ] {
            times.clear();
        }
    }
    for _ in 0..turns {
        rows.iter_mut().for_each(|row| row.turn());
    }
}

fn rows(many: usize) -> Vec<Row> {
    let ad = || LdapServer::active_directory(content::DOMAIN);
    let openldap = || LdapServer::openldap(content::SUFFIX);
    let fixture = |name: &str| format!("{}/fixtures/ldif/{name}", env!("CARGO_MANIFEST_DIR"));
    let people = grouped(many as u64);
    let of_one_group = |count: usize| {
        let names = (0..count).map(|number| format!("u{number}"));
        names.fold(ad(), |builder, name| {
            builder.user(User::new(name).member_of("Large"))
        })
    };
    let mut crowd = Row::new("AD, empty, 100 connections open", ad());
    crowd.connections = 100;
    let large = many * 4 / 25;
    let mut rows = vec![
        Row::new("AD, empty", ad()),
        crowd,
        Row::new("AD, empty, without TLS", ad().without_tls()),
        Row::new("AD, corp.ldif", ad().ldif_file(fixture("corp.ldif"))),
        Row::new(
            format!("AD, {people} people by LDIF"),
            ad().ldif(content::people(&content::active_directory(), many)),
        ),
        Row::new(
            format!(
                "AD, {} users of one group by value",
                grouped(large as u64 / 4)
            ),
            of_one_group(large / 4),
        ),
        Row::new(
            format!("AD, {} users of one group by value", grouped(large as u64)),
            of_one_group(large),
        ),
        Row::new("OpenLDAP, empty", openldap()),
        Row::new("OpenLDAP, empty, without TLS", openldap().without_tls()),
        Row::new(
            "OpenLDAP, company.ldif",
            openldap().ldif_file(fixture("company.ldif")),
        ),
        Row::new(
            format!("OpenLDAP, {people} people by LDIF"),
            openldap().ldif(content::people(&content::openldap(), many)),
        ),
    ];
    for row in &mut rows {
        row.large = row.what.ends_with("by LDIF");
    }
    rows
}
