//! Programs that do the tasks: one run a case, told by environment variables, heard by exit code and LDIF.

use std::{
    ffi::{OsStr, OsString},
    io::Read,
    ops::RangeInclusive,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    outcome::{Found, Outcome},
    suite::{Suite, Trial},
};
use crate::directory::ldif;

/// The exit code by which a program says that it has nothing for a task.
const UNABLE: i32 = 77;

/// How a program in Rust ends that panics.
const PANIC: i32 = 101;

/// How a shell tells that a signal ended what it ran: with 128 and the signal's number.
const SIGNALS: RangeInclusive<i32> = 129..=159;

/// Most octets that are kept of what a program writes.
const MOST: u64 = 16 << 20;

/// How often a program that has closed its output is looked after.
const TICK: Duration = Duration::from_millis(10);

/// A program that stands for an application.
///
/// It is run once a case, with the variables of [`Trial::variables`]. It ends with exit code 0 when the task is done, after it has written what it found on stdout as
/// LDIF (RFC 2849); with 77 when it has nothing for such a task; with any other when it could not be done or was refused, with the reason on stderr. Variables that
/// could lead to another directory (`LDAP…`) are taken out of its environment.
///
/// ```no_run
/// use ldaplab::client_suite::{Driver, Selection, Suite};
///
/// let suite = Suite::start(&Selection::all())?;
/// Driver::new("python3").argument("tests/ldap_tasks.py").run(&suite);
/// suite.judge().assert_passes();
/// # Ok::<(), ldaplab::client_suite::SuiteError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Driver {
    program: OsString,
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    patience: Duration,
    jobs: usize,
}

impl Driver {
    /// A program, by its path or its name on `PATH`.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
            arguments: Vec::new(),
            variables: Vec::new(),
            patience: Duration::from_secs(10),
            jobs: 1,
        }
    }

    /// One argument more.
    #[must_use]
    pub fn argument(mut self, argument: impl Into<OsString>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    /// One variable more in its environment.
    #[must_use]
    pub fn variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// How long a case may take before the program is ended; 10 s unless set. It is told to wait no longer than 3 s for a server.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// So many cases at a time; 1 unless set.
    #[must_use]
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs.max(1);
        self
    }

    /// Runs the program for every case.
    pub fn run(&self, suite: &Suite) {
        let next = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..self.jobs {
                scope.spawn(|| {
                    while let Some(trial) = suite.trials().get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        trial.report(self.attempt(trial));
                    }
                });
            }
        });
    }

    /// Runs the program for one case, and says what came of it.
    #[must_use]
    pub fn attempt(&self, trial: &Trial) -> Outcome {
        let mut command = Command::new(&self.program);
        command
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (name, _) in std::env::vars_os() {
            if leads_elsewhere(&name) {
                command.env_remove(name);
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.envs(trial.variables());
        match command.spawn() {
            Ok(child) => outcome_of(child, Instant::now() + self.patience),
            Err(error) => Outcome::Unable(format!(
                "{} cannot be run: {error}",
                self.program.to_string_lossy()
            )),
        }
    }
}

/// Variables of ours, and of libldap's.
fn leads_elsewhere(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let rest = name.strip_prefix("LDAP").unwrap_or_default();
    !name.starts_with("LDAPLAB_")
        && rest.starts_with(|first: char| first == '_' || first.is_ascii_uppercase())
}

/// Waits for the end of a program, or ends it.
fn outcome_of(mut child: Child, until: Instant) -> Outcome {
    let out = gather(child.stdout.take());
    let err = gather(child.stderr.take());
    let written = out.recv_timeout(left(until));
    let status = ended(&mut child, until);
    let (Ok(written), Some(status)) = (written, status) else {
        let _ = child.kill();
        let _ = child.wait();
        return Outcome::Unfinished("it was ended from outside".to_owned());
    };
    if written.len() as u64 > MOST {
        let most = MOST >> 20;
        return Outcome::Unable(format!("it wrote more than {most} MiB"));
    }
    let why = err.recv_timeout(left(until)).unwrap_or_default();
    let why = last_line(&why);
    if let Some(how) = broken_down(status, &why) {
        return Outcome::Crashed(how);
    }
    match status.code() {
        Some(0) => match entries(&written) {
            Ok(found) => Outcome::Done(found),
            Err(wrong) => Outcome::Unable(format!("what it wrote is no LDIF: {wrong}")),
        },
        Some(UNABLE) => Outcome::Unable(why),
        _ => Outcome::Refused(why),
    }
}

fn left(until: Instant) -> Duration {
    until.saturating_duration_since(Instant::now())
}

/// Reads a stream to its end on a thread of its own: a program's own children may hold it open for longer than anybody waits.
fn gather(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut octets = Vec::new();
        if let Some(stream) = stream {
            // One more tells that it was more.
            let _ = stream.take(MOST + 1).read_to_end(&mut octets);
        }
        let _ = sender.send(octets);
    });
    receiver
}

/// How a program ended, if it does so in time.
fn ended(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    let (_keep, never) = channel::<()>();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if left(until).is_zero() => return None,
            Ok(None) => {}
            Err(_) => return None,
        }
        let wait = never.recv_timeout(TICK.min(left(until)));
        debug_assert_eq!(wait, Err(RecvTimeoutError::Timeout));
    }
}

/// Why a program did not end by itself: a signal.
fn broken_down(status: ExitStatus, why: &str) -> Option<String> {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Some(format!("signal {signal}: {why}"));
    }
    match status.code() {
        Some(code) if SIGNALS.contains(&code) || code == PANIC => {
            Some(format!("exit code {code}: {why}"))
        }
        _ => None,
    }
}

fn last_line(octets: &[u8]) -> String {
    const LONGEST: usize = 300;
    let text = String::from_utf8_lossy(octets);
    let line = text.lines().rev().find(|line| !line.trim().is_empty());
    line.unwrap_or_default().chars().take(LONGEST).collect()
}

fn entries(octets: &[u8]) -> Result<Vec<Found>, ldif::LdifError> {
    let records = ldif::read(octets)?;
    let entry = |record: &ldif::Record<'_>| {
        let mut found = Found::new(record.dn.as_str());
        for (description, value) in &record.attributes {
            found.push(description, value.to_vec());
        }
        found
    };
    Ok(records.iter().map(entry).collect())
}
