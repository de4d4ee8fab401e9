//! `ldaplab conformance`: what servers do otherwise than the RFCs say, clause by clause; `servers` finds or starts them. `client` is the suite for clients.

mod client;
mod servers;

use std::{
    fs,
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::{Args, Subcommand};
use ldaplab::conformance::{self, Deviations, Level, Manner, Outcome, Report, Selection, Verdict};

use crate::{
    client_options::{ClientOptions, seconds},
    failure::Failure,
    output,
};
use client::ConformanceClient;
use servers::Server;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Conformance {
    #[command(subcommand)]
    other: Option<Other>,
    /// ldap://HOST[:PORT] or ldaps://HOST[:PORT]; or a server that is started for the run with all that cases need: real:slapd, real:samba, real:389ds as they are
    /// installed, mock:openldap, mock:active-directory of ldaplab's own, each also with :tls behind it. Of several one after the other.
    #[arg(required_unless_present_any = ["list", "merge"], value_name = "URL")]
    urls: Vec<String>,
    /// Run the cases against this server, too, and print where a test against it would mislead about the first: a profile of ldaplab's own (openldap,
    /// active-directory), or what stands for URL.
    #[arg(long, value_name = "SERVER", conflicts_with_all = ["save", "junit", "html", "merge", "deviations", "profile"])]
    diff: Option<String>,
    /// With --diff --json: without the URL, and without names that are not the suite's own.
    #[arg(long, requires_all = ["diff", "json"])]
    anonymise: bool,
    /// An entry below which cases may write, with the rights of --bind; without it only cases that read are run. All that is made there is removed again.
    #[arg(long, value_name = "DN", requires = "bind")]
    scratch: Option<String>,
    /// Somebody with fewer rights than --bind, for cases that need one; the password from --second-password-file.
    #[arg(long, value_name = "DN", requires = "second_password_file")]
    second: Option<String>,
    /// The file whose first line is the password of --second.
    #[arg(long, value_name = "FILE", requires = "second")]
    second_password_file: Option<PathBuf>,
    /// Only the cases of a document or section, such as rfc4511 or rfc4511/4.5; may be repeated.
    #[arg(long, value_name = "SECTION")]
    section: Vec<String>,
    /// Only the case of this id; may be repeated.
    #[arg(long, value_name = "ID")]
    case: Vec<String>,
    /// Without the case of this id; may be repeated.
    #[arg(long, value_name = "ID")]
    without: Vec<String>,
    /// Only cases at least as binding as must, should or may.
    #[arg(long, value_parser = level)]
    level: Option<Level>,
    /// Print the ids of the cases, one at the start of each line, and ask nobody.
    #[arg(long)]
    list: bool,
    /// So many cases at a time.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Only one part of several, such as 2/5, so that several machines share a run.
    #[arg(long, value_name = "PART/OF", value_parser = shard)]
    shard: Option<(usize, usize)>,
    /// A file of known deviations of the server (TOML: [[deviation]] with case, server, versions, why, reference).
    #[arg(long, value_name = "FILE")]
    deviations: Vec<PathBuf>,
    /// The deviations that are known of a kind of server: slapd, samba, 389ds, openldap-profile, active-directory-profile. Servers that are started for the run
    /// have theirs anyway.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Seconds after which a case is given up; 10 unless given.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    case_timeout: Option<Duration>,
    /// Write the report as JSON to a file.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Write the report as JUnit XML to a file.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write a page of HTML: the report, and those of --merge beside it.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// A report that --save wrote, for the page of --html; may be repeated. Without a URL nobody is asked.
    #[arg(long, value_name = "FILE", requires = "html")]
    merge: Vec<PathBuf>,
    #[command(flatten)]
    client: ClientOptions,
}

#[derive(Subcommand)]
enum Other {
    /// What an application's client does otherwise than it should: a server drives it through cases. Exit code: 0, or 1 when a must-case fails or none was judged.
    Client(ConformanceClient),
}

fn level(name: &str) -> Result<Level, String> {
    let found = Level::ALL.into_iter().find(|level| level.name() == name);
    found.ok_or_else(|| "there are must, should, may and quirk".to_owned())
}

fn shard(text: &str) -> Result<(usize, usize), String> {
    let wrong = || "not a part and a number of parts, such as 2/5".to_owned();
    let (part, of) = text.split_once('/').ok_or_else(wrong)?;
    let (part, of) = (
        part.parse().map_err(|_| wrong())?,
        of.parse().map_err(|_| wrong())?,
    );
    Selection::all().shard(part, of).map(|_| (part, of))
}

impl Conformance {
    pub(crate) fn run(mut self) -> Result<ExitCode, Failure> {
        if let Some(Other::Client(client)) = self.other.take() {
            return client.run();
        }
        let selection = self.selection()?;
        if self.list {
            let line = |case: &&conformance::Case| {
                format!("{} {} {}\n", case.id, case.level.name(), case.clause)
            };
            output::print(&selection.chosen().iter().map(line).collect::<String>());
            return Ok(ExitCode::SUCCESS);
        }
        let mut reports = Vec::new();
        for path in &self.merge {
            reports.append(&mut merged(path)?);
        }
        if self.urls.is_empty() {
            self.write_page(&reports)?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(other) = &self.diff {
            return self.compare(other, &selection);
        }
        if self.urls.len() > 1 && self.junit.is_some() {
            return Err(Failure::usage(
                "a file of JUnit XML is about one server",
                "Give one URL with --junit",
            ));
        }
        let (mut found, mut conforms) = (Vec::new(), true);
        for name in &self.urls {
            let server = self.server(name)?;
            let report = self.one(&server, &selection)?;
            conforms &= report.conforms();
            let mut json = report.to_json();
            json["name"] = server.name.as_str().into();
            found.push((server.name.clone(), report, json));
        }
        let all: Vec<serde_json::Value> = found.iter().map(|(_, _, json)| json.clone()).collect();
        let all = match all.as_slice() {
            [one] => one.clone(),
            _ => all.into(),
        };
        if let Some(path) = &self.save {
            write(path, all.to_string())?;
        }
        match self.client.json {
            true => output::print(&all.to_string()),
            false => {
                let texts = found.iter().map(|(_, report, _)| report.to_string());
                output::print(&texts.collect::<Vec<_>>().join("\n"));
            }
        }
        reports.extend(found.into_iter().map(|(name, _, json)| (name, json)));
        self.write_page(&reports)?;
        Ok(ExitCode::from(u8::from(!conforms)))
    }

    /// Runs the cases against one server.
    fn one(&self, server: &Server, selection: &Selection) -> Result<Report, Failure> {
        let known = match self.known()? {
            Some(known) => known,
            None => server.known.clone(),
        };
        let manner = self.manner(known);
        let report = conformance::run_in(&server.target, selection, &manner, &told());
        if let Some(path) = &self.junit {
            let xml = report.to_junit();
            write(
                path,
                xml.map_err(|error| Failure::new(error, "Leave --junit out"))?,
            )?;
        }
        if let Some(trouble) = &report.trouble {
            return Err(Failure::new(
                trouble,
                "Name a server that answers, and who may ask it",
            ));
        }
        something_was_run(&report)?;
        Ok(report)
    }

    /// The first server and another one, side by side.
    fn compare(&self, other: &str, selection: &Selection) -> Result<ExitCode, Failure> {
        let [one] = self.urls.as_slice() else {
            return Err(Failure::usage(
                "two servers are held against each other",
                "Give one URL with --diff",
            ));
        };
        let other = match other.contains(':') {
            true => other.to_owned(),
            false => format!("mock:{other}"),
        };
        let (one, other) = (self.server(one)?, self.server(&other)?);
        let manner = self.manner(Deviations::default());
        let found = conformance::diff_in(&one.target, &other.target, selection, &manner, &told());
        for report in &found.reports {
            if let Some(trouble) = &report.trouble {
                return Err(Failure::new(
                    format!("{}: {trouble}", report.url),
                    "Name a server that answers, and who may ask it",
                ));
            }
            something_was_run(report)?;
        }
        match self.client.json {
            true => output::print(&found.to_json(self.anonymise).to_string()),
            false => output::print(&found.to_string()),
        }
        Ok(ExitCode::from(u8::from(!found.is_complete())))
    }

    fn manner(&self, known: Deviations) -> Manner {
        Manner {
            jobs: usize::from(self.jobs),
            known,
        }
    }

    fn selection(&self) -> Result<Selection, Failure> {
        let mut selection = Selection::all();
        for section in &self.section {
            selection = selection.section(section);
        }
        for case in &self.case {
            selection = selection.case(case);
        }
        for case in &self.without {
            selection = selection.without(case);
        }
        if let Some(level) = self.level {
            selection = selection.level(level);
        }
        if let Some((part, of)) = self.shard {
            selection = selection
                .shard(part, of)
                .map_err(|why| Failure::usage(why, "Count parts from 1"))?;
        }
        match selection.unknown().first() {
            Some(unknown) => Err(Failure::usage(
                format!("no case is `{unknown}` or lies in it"),
                "`ldaplab conformance --list` prints them all",
            )),
            None => Ok(selection),
        }
    }

    /// What is known, where the user says so.
    fn known(&self) -> Result<Option<Deviations>, Failure> {
        if self.deviations.is_empty() && self.profile.is_none() {
            return Ok(None);
        }
        let mut known = Deviations::default();
        if let Some(name) = &self.profile {
            known = Deviations::known(name).ok_or_else(|| {
                let names: Vec<&str> = Deviations::names().collect();
                Failure::usage(
                    format!("no deviations are known of `{name}`"),
                    format!("There are {}", names.join(", ")),
                )
            })?;
        }
        for path in &self.deviations {
            let text = fs::read_to_string(path).map_err(|error| {
                let cause = format!("the file {} cannot be read: {error}", path.display());
                Failure::usage(cause, "Name a readable text file")
            })?;
            let read = Deviations::parse(&text).map_err(|error| {
                Failure::usage(
                    format!("{}: {error}", path.display()),
                    "Write [[deviation]] with case, server, versions, why and reference",
                )
            })?;
            known = known.and(read);
        }
        Ok(Some(known))
    }

    fn write_page(&self, reports: &[(String, serde_json::Value)]) -> Result<(), Failure> {
        match &self.html {
            Some(path) => write(path, conformance::page(reports)),
            None => Ok(()),
        }
    }
}

/// A run in which everything was skipped has shown nothing.
fn something_was_run(report: &Report) -> Result<(), Failure> {
    let skipped = |own: &Outcome| matches!(own.verdict, Verdict::Skipped(_));
    if !report.outcomes.iter().all(skipped) {
        return Ok(());
    }
    let why = report.outcomes.first().and_then(|own| own.verdict.why());
    Err(Failure::new(
        format!("no case was run: {}", why.unwrap_or("this part has none")),
        "Give what the cases need, or choose others; --list tells all",
    ))
}

/// Tells of each outcome on a terminal.
fn told() -> impl Fn(&Outcome) + Sync {
    let live = std::io::stderr().is_terminal();
    move |outcome| {
        if live {
            output::complain(&progress(outcome));
        }
    }
}

fn write(path: &Path, text: String) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| {
        let cause = format!("the file {} cannot be written: {error}", path.display());
        Failure::new(cause, "Name a file in a folder that you may write to")
    })
}

/// The reports of a file, each under its server's name, or that of the file.
fn merged(path: &Path) -> Result<Vec<(String, serde_json::Value)>, Failure> {
    let wrong = |why: String| {
        let cause = format!("the report {} {why}", path.display());
        Failure::usage(cause, "Name a file that `ldaplab conformance --save` wrote")
    };
    let text =
        fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let read: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| wrong(format!("is no JSON: {error}")))?;
    let reports = match read {
        serde_json::Value::Array(reports) => reports,
        one => vec![one],
    };
    if reports.is_empty() || reports.iter().any(|report| !report["cases"].is_array()) {
        return Err(wrong("has no cases".to_owned()));
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let several = reports.len() > 1;
    let named = |report: serde_json::Value| {
        let name = match report["name"].as_str() {
            Some(name) if several => name.to_owned(),
            _ => stem.clone().into_owned(),
        };
        (name, report)
    };
    Ok(reports.into_iter().map(named).collect())
}

fn progress(outcome: &Outcome) -> String {
    let why = match &outcome.verdict {
        Verdict::Failed(why) | Verdict::Skipped(why) => format!(": {}", output::one_line(why)),
        _ => String::new(),
    };
    format!("{:17} {}{why}", outcome.verdict.name(), outcome.case.id)
}
