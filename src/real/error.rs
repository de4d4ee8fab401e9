//! What keeps a real server from running.

use std::fmt;

/// How far a server came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Looking for its programs.
    Find,
    /// Writing what it reads: configuration, certificates, a new database.
    Prepare,
    /// Running it until it answers.
    Start,
    /// Adding the entries.
    Load,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Find => "find",
            Self::Prepare => "prepare",
            Self::Start => "start",
            Self::Load => "load",
        })
    }
}

/// Why a real server does not run: the program, the stage, one sentence of cause, one of cure, and the program's last words. No password is in it.
#[derive(Clone, PartialEq, Eq)]
pub struct RealError {
    program: &'static str,
    stage: Stage,
    cause: String,
    cure: String,
    said: Vec<String>,
}

impl RealError {
    pub(super) fn new(
        program: &'static str,
        stage: Stage,
        cause: impl fmt::Display,
        cure: impl fmt::Display,
    ) -> Self {
        Self {
            program,
            stage,
            cause: cause.to_string(),
            cure: cure.to_string(),
            said: Vec::new(),
        }
    }

    /// With the program's last words, in which the password is masked.
    pub(super) fn saying(mut self, said: Vec<String>, password: &str) -> Self {
        self.said = said;
        if !password.is_empty() {
            self.cause = self.cause.replace(password, "***");
            for line in &mut self.said {
                *line = line.replace(password, "***");
            }
        }
        self
    }

    /// The server's name, as in [`RealServer::name`](super::RealServer::name).
    pub fn program(&self) -> &'static str {
        self.program
    }

    /// How far it came.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// What is wrong.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// How to mend it.
    pub fn cure(&self) -> &str {
        &self.cure
    }

    /// The last lines that the program said; empty where it said nothing, or was not run.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// Whether another process had taken a port, so that another attempt may succeed.
    pub(super) fn is_lost_race(&self) -> bool {
        const TAKEN: [&str; 4] = [
            "address already in use",
            "errno=98",
            "address_already_associated",
            "network address is in use",
        ];
        self.said.iter().any(|line| {
            let line = line.to_ascii_lowercase();
            TAKEN.iter().any(|words| line.contains(words))
        })
    }
}

impl fmt::Display for RealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.cause, self.cure)?;
        for line in &self.said {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

debug_is_display!(RealError);

impl std::error::Error for RealError {}
