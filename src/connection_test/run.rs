//! Running a plan.

use super::{Plan, Report};

/// A test that is ready to run.
#[derive(Clone)]
pub struct ConnectionTest {
    plan: Plan,
    login: Option<String>,
    password: Option<String>,
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

    /// Also binds as that user with this password, on a connection of its own.
    #[must_use]
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// Runs the test; it ends at the plan's deadline at the latest.
    pub async fn run(&self) -> Report {
        todo!()
    }

    /// [`run`](Self::run) for callers without a runtime, and for those inside one: it has its own, on its own thread.
    pub fn run_blocking(&self) -> Report {
        todo!()
    }
}

impl std::fmt::Debug for ConnectionTest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectionTest")
            .field("plan", &self.plan)
            .field("login", &self.login)
            .field("password", &self.password.as_ref().map(|_| "***"))
            .finish()
    }
}
