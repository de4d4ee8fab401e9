//! The suite while it runs: a server for each case, and what the application says.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use super::{
    case::Case,
    cases,
    error::SuiteError,
    evidence::Evidence,
    ground::Grounds,
    judge::verdict,
    outcome::Outcome,
    report::{Judged, Report},
    scene::Over,
    selection::Selection,
    task::Task,
};
use crate::server::LdapServer;

/// A case with its server. What the server sees of the application is judged, and what the application [reports](Self::report).
#[derive(Debug)]
pub struct Trial {
    case: &'static Case,
    server: LdapServer,
    elsewhere: Option<LdapServer>,
    outcome: Mutex<Option<Outcome>>,
}

impl Trial {
    /// The case.
    pub fn case(&self) -> &'static Case {
        self.case
    }

    /// The case's id.
    pub fn id(&self) -> &'static str {
        self.case.id
    }

    /// What the application is to do.
    pub fn task(&self) -> &'static Task {
        &self.case.task
    }

    /// Where: `ldap://127.0.0.1:PORT` or `ldaps://…`.
    pub fn url(&self) -> String {
        match self.case.scene.over {
            Over::Ldaps => self.server.ldaps_url(),
            Over::Plain | Over::StartTls => self.server.ldap_url(),
        }
    }

    /// Whether the application is to begin with StartTLS.
    pub fn start_tls(&self) -> bool {
        self.case.scene.over == Over::StartTls
    }

    /// The CA certificates that the application is to trust, and no others; `None` where there is no TLS.
    pub fn trust_file(&self) -> Option<&Path> {
        (self.case.scene.over != Over::Plain).then(|| self.server.trust_file())
    }

    /// The environment of a program that is to do the task: [`Task::variables`], with `LDAPLAB_CASE`, `LDAP_URL`, `LDAP_CA_FILE` and `LDAP_START_TLS`
    /// (`yes`, or not there).
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let mut variables = vec![
            ("LDAPLAB_CASE", self.id().to_owned()),
            ("LDAP_URL", self.url()),
        ];
        if let Some(file) = self.trust_file() {
            variables.push(("LDAP_CA_FILE", file.display().to_string()));
        }
        if self.start_tls() {
            variables.push(("LDAP_START_TLS", "yes".to_owned()));
        }
        variables.extend(self.task().variables());
        variables
    }

    /// Says what the application made of it; the last word counts.
    pub fn report(&self, outcome: Outcome) {
        *self.outcome.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
    }

    fn judge(&self, works: bool) -> Judged {
        let outcome = self.outcome.lock().unwrap_or_else(PoisonError::into_inner);
        let elsewhere = self.elsewhere.as_ref();
        let evidence = Evidence {
            requests: self.server.requests(),
            elsewhere: elsewhere.map(LdapServer::requests).unwrap_or_default(),
            handshakes: self.server.handshakes(),
            outcome: outcome.clone(),
        };
        Judged::new(self.case, verdict(self.case, &evidence, works), &evidence)
    }
}

/// Cases that wait for an application, each on a server of its own.
///
/// ```
/// use ldaplab::client_suite::{Outcome, Selection, Suite, Task};
/// # mod my_app {
/// #     use ldaplab::{client::{Error, Options, Search, blocking::Client}, wire::Filter};
/// #     pub fn log_in(url: &str, base: &str, user: &str, password: &str) -> Result<bool, Error> {
/// #         let mut client = Client::connect(url, &Options::default())?;
/// #         let filter = Filter::Equality("uid".into(), user.into());
/// #         let found = client.search(&Search::new(base).filter(filter).attributes(["1.1"]))?.entries;
/// #         let [person] = found.as_slice() else { return Ok(false) };
/// #         Ok(!password.is_empty() && client.simple_bind(&person.dn, password).is_ok())
/// #     }
/// # }
///
/// let suite = Suite::start(&Selection::all().area("login"))?;
/// for trial in suite.trials() {
///     let Task::Login { base, user, password } = *trial.task() else { continue };
///     trial.report(match my_app::log_in(&trial.url(), base, user, password) {
///         Ok(true) => Outcome::Done(Vec::new()),
///         Ok(false) => Outcome::Refused("wrong name or password".to_owned()),
///         Err(error) => Outcome::Refused(error.to_string()),
///     });
/// }
/// suite.judge().assert_passes();
/// # Ok::<(), ldaplab::client_suite::SuiteError>(())
/// ```
#[derive(Debug)]
pub struct Suite {
    trials: Vec<Trial>,
    /// Behind the trials: it goes after them.
    _grounds: Grounds,
}

impl Suite {
    /// Starts the servers of the cases that are chosen. They stop when the suite is dropped.
    ///
    /// # Errors
    /// A server does not start.
    pub fn start(selection: &Selection) -> Result<Self, SuiteError> {
        let mut grounds = Grounds::default();
        let trial = |case: &'static Case| {
            let (server, elsewhere) = grounds.server(&case.scene)?;
            Ok(Trial {
                case,
                server,
                elsewhere,
                outcome: Mutex::default(),
            })
        };
        let chosen = cases().filter(|case| selection.takes(case));
        let trials = chosen.map(trial).collect::<Result<_, SuiteError>>()?;
        Ok(Self {
            trials,
            _grounds: grounds,
        })
    }

    /// The cases, in the order of the tables.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// The case with an id.
    pub fn trial(&self, id: &str) -> Option<&Trial> {
        self.trials.iter().find(|trial| trial.id() == id)
    }

    /// What is to be said of the application so far.
    pub fn judge(&self) -> Report {
        let asks = |trial: &Trial| !trial.server.requests().is_empty();
        let works = self.trials.iter().any(asks);
        Report::new(self.trials.iter().map(|trial| trial.judge(works)).collect())
    }
}
