//! `ldaplab demo`: the tour.

use std::process::ExitCode;

use clap::Args;
use ldaplab::{
    client::Options,
    connection_test::{ConnectionTest, Plan, PlanError},
    diagnosis::Audience,
    server::LdapServer,
    tls::Scenario,
};

use crate::{
    failure::{Failure, cure},
    groups::{Question, comparison},
    output::print,
};

/// The directory of the tour, inside the binary, so that the tour needs no file.
const CORP: &str = include_str!("../../fixtures/ldif/corp.ldif");
const ADA: (&str, &str) = (r"EXAMPLE\ada", "s3cret");

#[derive(Args)]
pub(crate) struct Demo {}

impl Demo {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let server = LdapServer::active_directory("example.test")
            .ldif(CORP)
            .tls(Scenario::SELF_SIGNED)
            .secure_only()
            .start()
            .map_err(|error| {
                Failure::new(
                    error,
                    "Allow this process to listen on the loopback addresses",
                )
            })?;
        let url = server.ldaps_url();
        print(&format!(
            "1. A directory\n\nAn Active Directory for example.test listens on {url}.\n\
             It has no port without TLS, and its certificate is signed by its own key.\n\n"
        ));
        print("2. Why a connection fails\n\nA client that does not hold this certificate:\n\n");
        let plan = || {
            let plan = Plan::url(&url)?.audience(Audience::CommandLine);
            Ok(plan.bind(ADA.0, ADA.1))
        };
        let stranger = plan()
            .and_then(|plan| plan.trust_pem(server.trust_pem()))
            .map_err(wrong)?;
        let refused = ConnectionTest::new(stranger).run_blocking();
        print(&format!("{refused}\n\n"));
        print(
            "The same client with the certificate in its trust file, which also logs ada in:\n\n",
        );
        let trusting = plan()
            .and_then(|plan| plan.trust_pem(server.chain_pem()))
            .map_err(wrong)?;
        let accepted = ConnectionTest::new(trusting)
            .login("ada")
            .password(ADA.1)
            .run_blocking();
        print(&format!("{accepted}\n\n"));
        print(
            "3. Nested groups\n\nada is in the innermost of twelve groups, and in some others. Every way of asking, and what it costs:\n\n",
        );
        let options = Options::default()
            .trust_pem(server.chain_pem())
            .map_err(|error| Failure::new(&error, cure(error.code())))?;
        let credentials = Some((ADA.0.to_owned(), ADA.1.to_owned()));
        let question = Question {
            url,
            options,
            credentials,
            base: None,
            user: "ada".to_owned(),
            strategy: None,
        };
        print(&format!("{}\n", comparison(&question.ask()?)));
        print(
            "Next: `ldaplab tls list`, `ldaplab serve --help`, and README.md for the same in a Rust test.",
        );
        if refused.passed() || !accepted.passed() {
            return Err(Failure::new(
                "the tour did not go as it should",
                "Report this with what is printed above",
            ));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn wrong(error: PlanError) -> Failure {
    Failure::new(error.cause(), error.cure())
}
