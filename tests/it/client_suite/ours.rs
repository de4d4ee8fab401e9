//! The tasks, done with the client of this library.

use std::time::Duration;

use ldaplab::{
    client::{Error, Options, Search, blocking::Client},
    client_suite::{Found, Outcome, Task, Trial},
    directory::{Dn, dn::Rdn, filter},
    wire::request::{Change, ChangeOperation, PartialAttribute, Scope},
};

pub(super) fn attempt(trial: &Trial) -> Outcome {
    match perform(trial) {
        Ok(Some(found)) => Outcome::Done(found),
        Ok(None) => Outcome::Refused("not one entry has this name".to_owned()),
        Err(error) => Outcome::Refused(error.to_string()),
    }
}

fn connect(trial: &Trial) -> Result<Client, Error> {
    let patience = Duration::from_secs(3);
    let mut options = Options::default()
        .network_timeout(patience)
        .operation_timeout(patience);
    if let Some(file) = trial.trust_file() {
        options = options.trust_file(file).expect("the trust file is one");
    }
    if trial.start_tls() {
        options = options.start_tls();
    }
    Client::connect(&trial.url(), &options)
}

fn found(client: &mut Client, search: &Search) -> Result<Option<Vec<Found>>, Error> {
    let entries = client.search(search)?.entries.into_iter();
    let told = entries.map(|entry| {
        let mut found = Found::new(entry.dn);
        for attribute in entry.attributes {
            for value in attribute.values {
                found = found.value(&attribute.description, value);
            }
        }
        found
    });
    Ok(Some(told.collect()))
}

fn perform(trial: &Trial) -> Result<Option<Vec<Found>>, Error> {
    let mut client = connect(trial)?;
    match *trial.task() {
        Task::Bind { name, password } => {
            client.simple_bind(name, password)?;
            Ok(Some(Vec::new()))
        }
        Task::Login {
            base,
            user,
            password,
        } => {
            let search = Search::new(base).filter(filter::build::equals("uid", user));
            let people = client.search(&search.attributes(["1.1"]))?.entries;
            let [person] = people.as_slice() else {
                return Ok(None);
            };
            client.simple_bind(&person.dn, password)?;
            Ok(Some(Vec::new()))
        }
        Task::Search(task) => {
            if !task.name.is_empty() {
                client.simple_bind(task.name, task.password)?;
            }
            let scope = match task.scope {
                "base" => Scope::Base,
                "one" => Scope::One,
                _ => Scope::Sub,
            };
            let search = Search::new(task.base)
                .scope(scope)
                .filter_text(task.filter)?
                .attributes(task.attributes.iter().copied());
            let search = match task.page_size {
                0 => search,
                size => search.paged(size),
            };
            found(&mut client, &search)
        }
        Task::Find {
            base,
            attribute,
            value,
        } => {
            let search = Search::new(base).filter(filter::build::equals(attribute, value));
            found(&mut client, &search.attributes(["uid"]))
        }
        Task::Read {
            base,
            attribute,
            value,
        } => {
            let above = Dn::parse(base).expect("the base is a DN");
            let name = above.child(&Rdn::new(attribute, value));
            let search = Search::entry(name.as_str()).attributes([attribute]);
            found(&mut client, &search)
        }
        Task::Write {
            name,
            password,
            dn,
            attribute,
            value,
        } => {
            client.simple_bind(name, password)?;
            let change = Change {
                operation: ChangeOperation::Replace,
                modification: PartialAttribute {
                    description: attribute.to_owned(),
                    values: vec![value.to_vec()],
                },
            };
            client.modify(dn, vec![change])?;
            Ok(Some(Vec::new()))
        }
        ref other => unreachable!("{other:?}"),
    }
}
