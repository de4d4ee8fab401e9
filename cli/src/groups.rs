//! `ldaplab groups`: the nested groups of a user, by one strategy or by all of them side by side.

use std::{collections::BTreeSet, process::ExitCode};

use clap::Args;
use ldaplab::{
    client::{Client, Error, Options},
    diagnosis::{Code, Stage},
    identity::{self, Capabilities, Lookup, Strategy, UserSearch},
    wire::ResultCode,
};
use serde_json::{Value, json};

use crate::{
    client_options::{ClientOptions, Purpose},
    failure::Failure,
    output,
    real::{self, Takes},
};

#[derive(Args)]
pub(crate) struct Groups {
    /// ldap://HOST[:PORT] or ldaps://HOST[:PORT]; or a server that is installed here and started for it: real:slapd, real:samba, real:389ds; or in a
    /// container (feature `containers`): container:openldap, container:samba
    url: String,
    /// The user's login name: ada, ada@corp.example or CORP\ada.
    #[arg(long, value_name = "NAME")]
    user: String,
    /// auto, in-chain, member-walk or member-of-walk.
    #[arg(long, default_value = "auto", value_parser = strategy)]
    strategy: Strategy,
    /// Resolve by every strategy and compare; exit code 1 when they disagree. What fails ends with the code of its stage, as `test` does: 10 to 18.
    #[arg(long, conflicts_with = "strategy")]
    compare: bool,
    #[command(flatten)]
    client: ClientOptions,
}

/// Reads the name of a strategy.
pub(crate) fn strategy(name: &str) -> Result<Strategy, String> {
    Strategy::find(name).ok_or_else(|| {
        let names: Vec<&str> = Strategy::ALL
            .iter()
            .map(|strategy| strategy.name())
            .collect();
        format!("there are {}", names.join(", "))
    })
}

impl Groups {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let json = self.client.json;
        self.answer().inspect_err(|failure| failure.print_if(json))
    }

    fn answer(mut self) -> Result<ExitCode, Failure> {
        let _running = real::begin(&mut self.url, &mut self.client, Takes::Everything)?;
        let question = Question {
            options: self.client.connection(&self.url, Purpose::LookUps)?,
            base: self.client.base_or_that_of(&self.url),
            url: self.url,
            credentials: self.client.credentials()?,
            user: self.user,
            strategy: (!self.compare).then_some(self.strategy),
        };
        let answers = question.ask()?;
        if !self.client.json {
            remarks(&answers);
        }
        if self.client.json {
            let answers: Vec<Value> = answers.iter().map(as_json).collect();
            output::print(
                &if self.compare {
                    Value::Array(answers)
                } else {
                    answers[0].clone()
                }
                .to_string(),
            );
        } else {
            output::print(&if self.compare {
                comparison(&answers)
            } else {
                listing(&answers[0])
            });
        }
        let agree = answers
            .iter()
            .all(|answer| names(answer) == names(&answers[0]));
        Ok(if agree {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(1)
        })
    }
}

/// Which groups is a user in?
pub(crate) struct Question {
    pub(crate) url: String,
    pub(crate) options: Options,
    pub(crate) credentials: Option<(String, String)>,
    pub(crate) base: Option<String>,
    pub(crate) user: String,
    /// Without one, every strategy that the server can serve.
    pub(crate) strategy: Option<Strategy>,
}

impl Question {
    /// One answer per strategy, never none.
    pub(crate) fn ask(&self) -> Result<Vec<identity::Groups>, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime
            .map_err(|error| Failure::new(error, "Allow this process more files and threads"))?;
        let answers = runtime.block_on(self.resolve());
        // A name look-up without an answer blocks its thread beyond every deadline; nobody waits for it.
        runtime.shutdown_background();
        answers
    }

    async fn resolve(&self) -> Result<Vec<identity::Groups>, Failure> {
        let mut client = Client::connect(&self.url, &self.options).await?;
        if let Some((name, password)) = &self.credentials {
            client.bind_and_hear(name, password).await?;
        }
        let capabilities = match Capabilities::read(&mut client).await {
            // With a base it goes without; what ends the connection ends this.
            Err(error) if self.base.is_some() && unreadable(&error) => {
                output::complain(&format!(
                    "warning: the root DSE cannot be read, so that nothing is known of what the server can do: {}",
                    error.detail()
                ));
                Capabilities::unknown()
            }
            read => read?,
        };
        let base = self
            .base
            .clone()
            .or_else(|| capabilities.default_base.clone())
            .ok_or_else(|| {
                Failure::new(
                    "the server proposes no base",
                    "Give the base of users and groups with --base",
                )
                .with_code(Stage::Base.exit_code())
            })?;
        let search = UserSearch::new(&base, &self.user);
        let looked = search.find(&mut client, &capabilities).await?;
        let (mut users, cut) = (looked.entries, looked.result.code != ResultCode::SUCCESS);
        let found = users.len();
        let user = match users.pop() {
            Some(user) if found == 1 => user,
            Some(_) => {
                let least = if cut { "at least " } else { "" };
                let named: Vec<String> = users.iter().take(3).map(|user| user.dn.clone()).collect();
                return Err(Failure::new(
                    output::one_line(&format!(
                        "{least}{found} entries below {base} have the login name {}, such as {}",
                        self.user,
                        named.join(" and ")
                    )),
                    "Give a narrower base with --base",
                )
                .with_code(Stage::FindUser.exit_code()));
            }
            None => {
                return Err(Failure::new(
                    format!("nobody below {base} has the login name {}", self.user),
                    match self.credentials {
                        Some(_) => "Check the name, the base and what the bind DN may read",
                        None => {
                            "Check the name and the base, and whether strangers may read the user; --bind gives an account"
                        }
                    },
                )
                .with_code(Stage::FindUser.exit_code()));
            }
        };
        let usable = |strategy: &Strategy| match strategy {
            Strategy::Auto => false,
            Strategy::InChain => capabilities.resolves_in_chain(),
            _ => true,
        };
        let strategies = match self.strategy {
            Some(strategy) => vec![strategy],
            None => Strategy::ALL.iter().copied().filter(usable).collect(),
        };
        let mut answers = Vec::new();
        for strategy in strategies {
            answers.push(
                Lookup::new(&base)
                    .strategy(strategy)
                    .run(&mut client, &capabilities, &user)
                    .await?,
            );
        }
        client.unbind().await;
        Ok(answers)
    }
}

/// Whether the server answered, and did not show the root DSE.
fn unreadable(error: &Error) -> bool {
    error.result().is_some() || error.code() == Code::ROOT_DSE_EMPTY
}

fn names(answer: &identity::Groups) -> BTreeSet<String> {
    answer
        .groups
        .iter()
        .map(|group| group.dn.to_lowercase())
        .collect()
}

fn costs(answer: &identity::Groups) -> Vec<String> {
    vec![
        answer.strategy.name().to_owned(),
        format!("{} groups", answer.groups.len()),
        format!("{} round trips", answer.cost.round_trips),
        format!(
            "{} bytes",
            answer.cost.bytes_sent + answer.cost.bytes_received
        ),
        format!("{:.1} ms", answer.elapsed.as_secs_f64() * 1000.0),
    ]
}

/// What the numbers do not say, on stderr.
fn remarks(answers: &[identity::Groups]) {
    let groups = || answers.iter().flat_map(|answer| &answer.groups);
    if groups().any(|group| group.depth.is_none()) {
        output::complain(
            "note: `?` stands where a strategy does not tell how many groups lie between the user and this one.",
        );
    }
    let references: BTreeSet<&String> = answers
        .iter()
        .flat_map(|answer| &answer.references)
        .collect();
    if let Some(example) = references.first() {
        output::complain(&format!(
            "note: the server refers to other servers for parts of the base ({}, such as {}), and nobody was asked there: groups that they hold are missing.",
            references.len(),
            output::one_line(example)
        ));
    }
    let none = answers
        .iter()
        .find(|answer| answer.groups.iter().all(|group| group.through_primary));
    let words = match none.map(|answer| &answer.primary) {
        None => return,
        Some(None) => ["", "none"],
        Some(Some(_)) => [" besides the primary one", "no other"],
    };
    let [seen, is_in] = words;
    output::complain(&format!(
        "note: no group{seen} was seen. The user is in {is_in}, or the account may not read who is in them (member, memberOf): the two look the same."
    ));
}

fn listing(answer: &identity::Groups) -> String {
    let depth =
        |depth: Option<usize>| depth.map_or_else(|| "?".to_owned(), |depth| depth.to_string());
    let mut rows: Vec<Vec<String>> = answer
        .groups
        .iter()
        .map(|group| vec![depth(group.depth), group.dn.clone()])
        .collect();
    rows.extend(
        answer
            .primary
            .iter()
            .map(|group| vec!["primary".to_owned(), group.dn.clone()]),
    );
    output::table(&rows) + &output::table(&[costs(answer)])
}

/// The costs side by side, and below them who found what the others did not.
pub(crate) fn comparison(answers: &[identity::Groups]) -> String {
    let mut text = output::table(&answers.iter().map(costs).collect::<Vec<_>>());
    let all: BTreeSet<String> = answers.iter().flat_map(names).collect();
    for answer in answers {
        for missing in all.difference(&names(answer)) {
            text.push_str(&format!(
                "{} did not find {missing}\n",
                answer.strategy.name()
            ));
        }
    }
    text
}

fn as_json(answer: &identity::Groups) -> Value {
    let group =
        |group: &identity::Group| json!({"dn": group.dn, "name": group.name, "depth": group.depth});
    json!({
        "strategy": answer.strategy.name(),
        "groups": answer.groups.iter().map(group).collect::<Vec<_>>(),
        "primary": answer.primary.as_ref().map(group),
        "references": answer.references,
        "round_trips": answer.cost.round_trips,
        "bytes_sent": answer.cost.bytes_sent,
        "bytes_received": answer.cost.bytes_received,
        "milliseconds": answer.elapsed.as_secs_f64() * 1000.0,
    })
}
