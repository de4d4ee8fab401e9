//! `ldaplab explain`: why an entry does not match a filter.

use std::process::ExitCode;

use clap::Args;
use ldaplab::{
    client::{Client, Search},
    diagnosis::Stage,
    directory::filter,
    identity::{Capabilities, Clause, Explanation, Reason, Verdict, explain_filter},
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
pub(crate) struct Explain {
    /// The server: ldap://HOST or ldaps://HOST, with :PORT if it is not the usual one; or one that is installed here and started for it: real:slapd, real:samba,
    /// real:389ds; or in a container (feature `containers`): container:openldap, container:samba.
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
        let json = self.client.json;
        self.answer().inspect_err(|failure| failure.print_if(json))
    }

    fn answer(mut self) -> Result<ExitCode, Failure> {
        self.client.refuse(
            &["--base"],
            "one entry is asked about, which --dn names",
            "Leave it out",
        )?;
        let asked = filter::parse(&self.filter).map_err(|error| {
            Failure::usage(
                format!("--filter: {error}"),
                "Write a filter as RFC 4515 has it, such as (&(objectClass=person)(uid=ada))",
            )
        })?;
        let _running = real::begin(&mut self.url, &mut self.client, Takes::NoBase)?;
        let options = self.client.connection(&self.url, Purpose::Entry)?;
        let credentials = self.client.credentials()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::new(error, "Allow this process more files"))?;
        let why = runtime.block_on(async {
            let mut client = Client::connect(&self.url, &options).await?;
            if let Some((name, password)) = credentials {
                client.bind_and_hear(&name, &password).await?;
            }
            let capabilities = match Capabilities::read(&mut client).await {
                Err(error) if error.result().is_some() => Capabilities::unknown(),
                read => read.map_err(|error| error.at(Stage::RootDse))?,
            };
            let entry = Search::entry(&self.dn).attributes(["1.1"]);
            let of_entry = |error: ldaplab::client::Error| error.at(Stage::FindUser);
            let found = client
                .search(&entry)
                .await
                .map_err(|error| self.unread(error))?;
            if found.entries.is_empty() {
                let url = found.references.iter().flatten().next();
                return Err(match url {
                    Some(url) => elsewhere(&self.dn, url),
                    None => hidden(format!("the server shows no entry {}", self.dn)),
                });
            }
            if let Some(other) = found.entries.iter().find(|entry| !entry.has_name(&self.dn)) {
                return Err(Failure::new(
                    format!(
                        "{} was asked for, and the server returned {}",
                        self.dn,
                        output::one_line(&other.dn)
                    ),
                    "Ask for the entry by the DN that the server gives it; where both are the same entry, report the server's answer to whoever runs it",
                )
                .with_code(Stage::FindUser.exit_code()));
            }
            let why = explain_filter(&mut client, &capabilities, &self.dn, &asked);
            Ok(why.await.map_err(of_entry)?)
        });
        // A name look-up without an answer blocks its thread beyond every deadline; nobody waits for it.
        runtime.shutdown_background();
        let why = why?;
        if let (Some(error), true) = (&why.broke_off, why.clauses.is_empty()) {
            return Err(error.clone().at(Stage::FindUser).into());
        }
        output::print(&if self.client.json {
            object(&why).to_string()
        } else if why.matches() {
            match &*self.dn {
                "" => "the root DSE matches".to_owned(),
                dn => format!("{dn} matches"),
            }
        } else {
            lines(&why)
        });
        Ok(ExitCode::from(u8::from(!why.matches())))
    }
}

impl Explain {
    /// Why the entry cannot be read.
    fn unread(&self, error: ldaplab::client::Error) -> Failure {
        let words = format!("the entry {} cannot be read: {}", self.dn, error.detail());
        let code = Stage::FindUser.exit_code();
        match error.result_code() {
            Some(ResultCode::NO_SUCH_OBJECT) => Failure::new(
                words,
                "Check the DN; where it is right, bind with an account that may read the entry (--bind NAME), since servers deny that what they hide exists",
            )
            .with_code(code),
            Some(ResultCode::INVALID_DN_SYNTAX) => Failure::new(
                words,
                "Write the whole DN, a comma within a name as \\,",
            )
            .with_code(code),
            Some(ResultCode::REFERRAL) => match error.referral() {
                [url, ..] => elsewhere(&self.dn, url),
                [] => error.at(Stage::FindUser).into(),
            },
            Some(
                ResultCode::INSUFFICIENT_ACCESS_RIGHTS
                | ResultCode::OPERATIONS_ERROR
                | ResultCode::UNWILLING_TO_PERFORM
                | ResultCode::INAPPROPRIATE_AUTHENTICATION,
            ) => hidden(words),
            _ => error.at(Stage::FindUser).into(),
        }
    }
}

fn hidden(words: String) -> Failure {
    Failure::new(words, "Bind with an account that may read it (--bind NAME)")
        .with_code(Stage::FindUser.exit_code())
}

fn elsewhere(dn: &str, url: &str) -> Failure {
    Failure::new(
        format!("the server does not hold {dn} and refers to {url}"),
        "Ask that server",
    )
    .with_code(Stage::FindUser.exit_code())
}

fn likely(reason: Reason) -> &'static str {
    match reason {
        Reason::Placeholder => "a placeholder of an application is left in it; write the value",
        Reason::InChain => {
            "this server does not say that it resolves groups in-chain; ask for the direct group, or walk them"
        }
        Reason::NotDn => "its value is no DN; write the whole DN, a comma within a name as \\5c,",
        Reason::Nested => {
            "the entry is in the group through another group; ask with memberOf:1.2.840.113556.1.4.1941:= where that is resolved"
        }
        Reason::PrimaryGroup => {
            "the group is the entry's primary group, which memberOf does not show; ask for primaryGroupID"
        }
        Reason::UniqueNames => {
            "the group names it in uniqueMember, which memberOf does not show here"
        }
        Reason::NoMemberOf => {
            "the group names it in member, and its memberOf does not show that: the group is older than the overlay that writes memberOf, or this account may not read it"
        }
        Reason::UnknownName => "the server's schema has no such attribute or class",
        other => other.code().cause(),
    }
}

fn lines(why: &Explanation) -> String {
    let mut out = String::new();
    for clause in &why.clauses {
        let filter = output::one_line(&clause.filter);
        out += &format!("{filter} is {}\n", clause.verdict.words());
        if let Some(words) = &clause.said {
            out += &format!("  the server said: {}\n", output::one_line(words));
        }
        for value in &clause.instead {
            out += &format!("  has instead: {}\n", output::one_line(value));
        }
        if let Some(reason) = clause.reason {
            out += &format!("  likely: {}\n", likely(reason));
        }
    }
    if let Some(error) = &why.broke_off {
        out += &format!("the questions broke off: {error}\n");
    }
    if why.not_asked > 0 {
        out += &format!("{} more parts were not asked about\n", why.not_asked);
    }
    out
}

fn object(why: &Explanation) -> Value {
    json!({
        "matches": why.matches(),
        "clauses": why.clauses.iter().map(clause).collect::<Value>(),
        "not_asked": why.not_asked,
        "broke_off": why.broke_off.as_ref().map(ToString::to_string),
    })
}

fn clause(clause: &Clause) -> Value {
    let verdict = match clause.verdict {
        Verdict::False => "false",
        Verdict::Unreadable => "unreadable",
        _ => "unanswered",
    };
    json!({
        "filter": clause.filter,
        "verdict": verdict,
        "said": clause.said,
        "instead": clause.instead,
        "reason": clause.reason.map(|reason| reason.code().as_str()),
        "likely": clause.reason.map(likely),
    })
}
