//! Running a plan.

use std::{fmt, io, thread};

use super::{Plan, Report, course::Course};
use crate::{
    client::{Error, deadline::Deadline},
    diagnosis::{Code, Given, Stage},
};

/// A test that is ready to run.
///
/// ```no_run
/// use ldaplab::{connection_test::{ConnectionTest, Plan}, diagnosis::Code};
///
/// let plan = Plan::url("ldaps://dc1.corp.example")?
///     .trust_file("ca.pem")?
///     .bind("cn=reader,dc=corp,dc=example", "s3cret");
/// let report = ConnectionTest::new(plan).login("ada").run_blocking();
/// assert_eq!(report.failure().map(|failure| failure.code()), Some(Code::CERTIFICATE_EXPIRED));
/// println!("{report}");
/// # Ok::<(), ldaplab::connection_test::PlanError>(())
/// ```
#[derive(Clone)]
pub struct ConnectionTest {
    pub(super) plan: Plan,
    pub(super) login: Option<String>,
    pub(super) password: Option<String>,
}

impl ConnectionTest {
    /// A test of everything up to the base.
    pub fn new(plan: Plan) -> Self {
        Self {
            plan,
            login: None,
            password: None,
        }
    }

    /// Also looks up a user by login name (`ada`, `ada@corp.example`, `CORP\ada`) and resolves the user's groups.
    #[must_use]
    pub fn login(mut self, name: impl Into<String>) -> Self {
        self.login = Some(name.into());
        self
    }

    /// Also binds as that user with this password, on a connection of its own. An empty password is refused.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Runs the test; it ends at the plan's deadline at the latest.
    pub async fn run(&self) -> Report {
        let deadline = Deadline::new(self.plan.options.timeout, self.plan.options.deadline);
        let mut course = self.course(deadline);
        let mut bounded = self.clone();
        bounded.plan.options.deadline = Some(deadline.at());
        if let Err(error) = bounded.stages(&mut course, deadline).await {
            course.fail(&error);
        }
        course.finish()
    }

    /// [`run`](Self::run) for callers without a runtime, and for those inside one: it has its own, on its own thread.
    pub fn run_blocking(&self) -> Report {
        let outcome = thread::scope(|scope| {
            thread::Builder::new()
                .name("connection test".to_owned())
                .spawn_scoped(scope, || self.run_on_this_thread())
                .map(thread::ScopedJoinHandle::join)
        });
        match outcome {
            Ok(Ok(Ok(report))) => report,
            Ok(Ok(Err(error))) | Err(error) => self.not_started(&error),
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
        }
    }

    fn course(&self, deadline: Deadline) -> Course {
        let given = Given {
            in_chain: None,
            audience: self.plan.audience,
            account: Some(self.plan.bind.is_some()),
            ..Given::default()
        };
        Course::new(self.plan.url.to_string(), deadline, given)
    }

    fn run_on_this_thread(&self) -> io::Result<Report> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let report = runtime.block_on(self.run());
        // A look-up without an answer blocks its thread beyond every deadline; nobody waits for it.
        runtime.shutdown_background();
        Ok(report)
    }

    /// The machine has no thread or no socket left.
    fn not_started(&self, error: &io::Error) -> Report {
        let deadline = Deadline::new(self.plan.options.timeout, None);
        let mut course = self.course(deadline);
        let detail = format!("this machine could not start the test: {error}");
        let error = Error::new(Stage::Resolve, Code::TCP_FAILED, detail);
        if course.begin(Stage::Resolve).is_ok() {
            course.fail(&error);
        }
        course.finish()
    }
}

impl fmt::Debug for ConnectionTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionTest")
            .field("plan", &self.plan)
            .field("login", &self.login)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .finish()
    }
}
