//! `ldaplab explain`: why an entry does not match a filter.

use std::process::ExitCode;

use clap::Args;
use ldaplab::{
    client::Client,
    directory::filter,
    identity::{Capabilities, Clause, Reason, Verdict, explain_filter},
};
use serde_json::{Value, json};

use crate::{client_options::ClientOptions, failure::Failure, output};

#[derive(Args)]
pub(crate) struct Explain {
    /// The server: ldap://HOST or ldaps://HOST, with :PORT if it is not the usual one.
    url: String,
    #[command(flatten)]
    client: ClientOptions,
    /// The entry.
    #[arg(long, value_name = "DN")]
    dn: String,
    /// The filter (RFC 4515) that should match it.
    #[arg(long, value_name = "FILTER")]
    filter: String,
}

impl Explain {
    /// Exit code 0: it matches; 1: it does not.
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let asked = filter::parse(&self.filter).map_err(|error| {
            Failure::usage(
                format!("--filter: {error}"),
                "Write a filter as RFC 4515 has it, such as (&(objectClass=person)(uid=ada))",
            )
        })?;
        let options = self.client.connection(&self.url)?;
        let credentials = self.client.credentials()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(error, "Allow this process more files"))?;
        let clauses = runtime.block_on(async {
            let mut client = Client::connect(&self.url, &options).await?;
            if let Some((name, password)) = credentials {
                client.simple_bind(&name, &password).await?;
            }
            let capabilities = match Capabilities::read(&mut client).await {
                Err(error) if error.result().is_some() => Capabilities::unknown(),
                read => read?,
            };
            client
                .search(&ldaplab::client::Search::entry(&self.dn).attributes(["1.1"]))
                .await?;
            explain_filter(&mut client, &capabilities, &self.dn, &asked).await
        })?;
        output::print(&if self.client.json {
            clauses.iter().map(object).collect::<Value>().to_string()
        } else if clauses.is_empty() {
            format!("{} matches", self.dn)
        } else {
            clauses.iter().map(lines).collect()
        });
        Ok(ExitCode::from(u8::from(!clauses.is_empty())))
    }
}

fn verdict(clause: &Clause) -> &'static str {
    match clause.verdict {
        Verdict::Unreadable => "neither true nor false: not known to the server, or not to be seen",
        _ => "false",
    }
}

fn reason(clause: &Clause) -> Option<&'static str> {
    Some(match clause.reason? {
        Reason::Placeholder => "a placeholder of an application is left in it; write the value",
        Reason::InChain => {
            "this server does not say that it resolves groups in-chain; ask for the direct group, or walk them"
        }
        Reason::NotDn => {
            "its value is no DN; write the group's whole DN, a comma within a name as \\5c,"
        }
        Reason::Nested => {
            "the entry is in the group through another group; ask with memberOf:1.2.840.113556.1.4.1941:= where that is resolved"
        }
        Reason::UniqueNames => {
            "the group names it in uniqueMember, which memberOf does not show here"
        }
        Reason::UnknownName => "the server's schema has no such attribute or class",
        _ => return None,
    })
}

fn lines(clause: &Clause) -> String {
    let mut out = format!("{} is {}\n", clause.filter, verdict(clause));
    for value in &clause.instead {
        out += &format!("  has instead: {value}\n");
    }
    if let Some(reason) = reason(clause) {
        out += &format!("  likely: {reason}\n");
    }
    out
}

fn object(clause: &Clause) -> Value {
    json!({
        "filter": clause.filter,
        "false": clause.verdict == Verdict::False,
        "instead": clause.instead,
        "likely": reason(clause),
    })
}
