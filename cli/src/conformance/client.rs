//! `ldaplab conformance client`: what an application's client does otherwise than it should, with a server that drives it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{self, ExitCode},
    time::Duration,
};

use clap::Args;
use ldaplab::{
    client_suite::{self, Driver, Report, Selection, Suite, Trial},
    conformance::Level,
};
use serde_json::{Value, json};

use super::{level, merged, write};
use crate::{client_options::seconds, failure::Failure, output, ready, stop::Stop};

#[derive(Args)]
pub(crate) struct ConformanceClient {
    /// Serve the cases until it is stopped, and judge then. The READY line lists them: id, URL, task, and what a program needs as variables.
    #[arg(long, required_unless_present_any = ["list", "merge", "command"], conflicts_with = "command")]
    serve: bool,
    /// A command that is run for each case, told by environment variables (LDAPLAB_CASE, LDAP_URL, LDAP_TASK, …). Exit code 0: done, with what was found as LDIF on
    /// stdout; 77: it has nothing for such a task; any other: refused, with the reason on stderr.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
    /// A file that holds, when --serve is stopped, what the application says came of its tasks: an object of JSON a line, with case, outcome and entries.
    #[arg(
        long,
        value_name = "FILE",
        requires = "serve",
        conflicts_with = "command"
    )]
    outcomes: Option<PathBuf>,
    /// Only the cases of an area, such as references; may be repeated.
    #[arg(long, value_name = "AREA")]
    area: Vec<String>,
    /// Only the case of this id; may be repeated.
    #[arg(long, value_name = "ID")]
    case: Vec<String>,
    /// Only cases at least as binding as must or should.
    #[arg(long, value_parser = level)]
    level: Option<Level>,
    /// Print the ids of the cases, one at the start of each line, and serve nobody.
    #[arg(long)]
    list: bool,
    /// Seconds after which the command is ended; 10 unless given. It is told to wait no longer than 3 for a server.
    #[arg(long, value_name = "SECONDS", requires = "command", conflicts_with = "serve", value_parser = seconds)]
    case_timeout: Option<Duration>,
    /// So many cases at a time.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "command", conflicts_with = "serve", value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Also write the JSON of the READY line to this file, at once and as a whole.
    #[arg(
        long,
        value_name = "FILE",
        requires = "serve",
        conflicts_with = "command"
    )]
    ready_file: Option<PathBuf>,
    /// Stop when stdin ends, too.
    #[arg(long, requires = "serve", conflicts_with = "command")]
    until_stdin_closes: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Write the report as JSON to a file.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Write the report as JUnit XML to a file.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Print reports that --save wrote side by side, as Markdown; may be repeated. The file's name is the client's.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["serve", "command", "list"])]
    merge: Vec<PathBuf>,
}

impl ConformanceClient {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        if !self.merge.is_empty() {
            let mut reports = Vec::new();
            for path in &self.merge {
                reports.append(&mut merged(path)?);
            }
            output::print(&client_suite::table(&reports));
            return Ok(ExitCode::SUCCESS);
        }
        let selection = self.selection()?;
        if self.list {
            let line = |case: &&client_suite::Case| {
                format!("{} {} {}\n", case.id, case.level.name(), case.clause)
            };
            output::print(&selection.chosen().iter().map(line).collect::<String>());
            return Ok(ExitCode::SUCCESS);
        }
        let report = match self.command.as_slice() {
            [] => self.serve(selection)?,
            [program, arguments @ ..] => Some(self.drive(&selection, program, arguments)?),
        };
        match report {
            Some(report) => self.tell(&report),
            None => Ok(ExitCode::SUCCESS),
        }
    }

    fn selection(&self) -> Result<Selection, Failure> {
        let all = Selection::all();
        let areas = self.area.iter().fold(all, |all, area| all.area(area));
        let mut selection = self.case.iter().fold(areas, |all, id| all.case(id));
        if let Some(level) = self.level {
            selection = selection.level(level);
        }
        match selection.unknown().first() {
            Some(unknown) => Err(Failure::usage(
                format!("no case and no area is `{unknown}`"),
                "`ldaplab conformance client --list` prints them all",
            )),
            None if selection.chosen().is_empty() => Err(Failure::usage(
                "no case is in all that was named",
                "Name fewer areas, cases or levels",
            )),
            None => Ok(selection),
        }
    }

    /// `None` if it was stopped before the servers were there.
    fn serve(&self, selection: Selection) -> Result<Option<Report>, Failure> {
        let mut stop = Stop::new()?;
        let Some(suite) = stop.unless_before(move || start(&selection))? else {
            return Ok(None);
        };
        let json = listed(&suite).to_string();
        let _file = ready::announce(&json, self.ready_file.as_deref())?;
        stop.wait(self.until_stdin_closes);
        if let Some(path) = &self.outcomes {
            let text = read(path)?;
            suite.report_lines(&text).map_err(|error| {
                Failure::new(
                    format!("{}: {error}", path.display()),
                    "Write one object of JSON a line",
                )
            })?;
        }
        Ok(Some(suite.judge()))
    }

    fn drive(
        &self,
        selection: &Selection,
        program: &str,
        arguments: &[String],
    ) -> Result<Report, Failure> {
        let suite = start(selection)?;
        let driver = Driver::new(program);
        let mut driver = arguments.iter().fold(driver, Driver::argument);
        driver = driver.jobs(usize::from(self.jobs));
        if let Some(time) = self.case_timeout {
            driver = driver.patience(time);
        }
        driver.run(&suite);
        Ok(suite.judge())
    }

    fn tell(&self, report: &Report) -> Result<ExitCode, Failure> {
        if let Some(path) = &self.save {
            write(path, report.to_json().to_string())?;
        }
        if let Some(path) = &self.junit {
            let xml = report.to_junit();
            write(
                path,
                xml.map_err(|error| Failure::new(error, "Leave --junit out"))?,
            )?;
        }
        match self.json {
            true => output::print(&report.to_json().to_string()),
            false => output::print(&report.to_string()),
        }
        if !report.says_something() {
            return Err(Failure::new(
                "nothing can be said of the client: no case was asked and judged",
                "Let the client do the tasks that the READY line lists, or give a command that does them after --",
            ));
        }
        Ok(ExitCode::from(u8::from(!report.passes())))
    }
}

fn start(selection: &Selection) -> Result<Suite, Failure> {
    Suite::start(selection)
        .map_err(|error| Failure::new(error, "Allow this process more threads and files"))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        let cause = format!("the file {} cannot be read: {error}", path.display());
        Failure::new(cause, "Name the file that the application writes")
    })
}

/// The cases as they are served.
fn listed(suite: &Suite) -> Value {
    let case = |trial: &Trial| {
        let variables: serde_json::Map<String, Value> = trial
            .variables()
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        json!({
            "id": trial.id(), "level": trial.case().level.name(), "clause": trial.case().clause, "url": trial.url(),
            "ca": trial.trust_file().map(|file| file.display().to_string()), "start_tls": trial.start_tls(),
            "task": trial.task().to_string(), "needs_outcome": trial.case().needs_outcome(), "variables": variables,
        })
    };
    let cases: Vec<Value> = suite.trials().iter().map(case).collect();
    json!({ "version": env!("CARGO_PKG_VERSION"), "pid": process::id(), "cases": cases })
}
