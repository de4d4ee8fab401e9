//! `ldaplab conformance`: what a server does otherwise than the RFCs say, clause by clause; and below it the suite for clients.

use std::{
    fs,
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::{Args, Subcommand};
use ldaplab::conformance::{
    self, Deviations, Level, Manner, Outcome, Report, Selection, Target, Verdict,
};

use crate::{
    client_options::{ClientOptions, Purpose, read_password, seconds},
    conformance_client::ConformanceClient,
    failure::Failure,
    output,
};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Conformance {
    #[command(subcommand)]
    other: Option<Other>,
    /// ldap://HOST[:PORT] or ldaps://HOST[:PORT]
    #[arg(required_unless_present_any = ["list", "merge"])]
    url: Option<String>,
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

pub(crate) fn level(name: &str) -> Result<Level, String> {
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
        let mut reports = self
            .merge
            .iter()
            .map(|path| merged(path))
            .collect::<Result<Vec<_>, _>>()?;
        let Some(url) = self.url.as_deref() else {
            self.write_page(&reports)?;
            return Ok(ExitCode::SUCCESS);
        };
        let manner = Manner {
            jobs: usize::from(self.jobs),
            known: self.known()?,
        };
        let target = self.target(url)?;
        let live = std::io::stderr().is_terminal();
        let report = conformance::run_in(&target, &selection, &manner, &|outcome| {
            if live {
                output::complain(&progress(outcome));
            }
        });
        self.write(&report)?;
        reports.push((url.to_owned(), report.to_json()));
        self.write_page(&reports)?;
        if let Some(trouble) = &report.trouble {
            return Err(Failure::new(
                trouble,
                "Name a server that answers, and who may ask it",
            ));
        }
        if report
            .outcomes
            .iter()
            .all(|own| matches!(own.verdict, Verdict::Skipped(_)))
        {
            let why = report.outcomes.first().and_then(|own| own.verdict.why());
            return Err(Failure::new(
                format!("no case was run: {}", why.unwrap_or("this part has none")),
                "Give what the cases need, or choose others; --list tells all",
            ));
        }
        match self.client.json {
            true => output::print(&report.to_json().to_string()),
            false => output::print(&report.to_string()),
        }
        Ok(ExitCode::from(u8::from(!report.conforms())))
    }

    fn selection(&self) -> Result<Selection, Failure> {
        let mut selection = Selection::all();
        for section in &self.section {
            selection = selection.section(section);
        }
        for case in &self.case {
            selection = selection.case(case);
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

    fn known(&self) -> Result<Deviations, Failure> {
        let mut texts = String::new();
        for path in &self.deviations {
            let text = fs::read_to_string(path).map_err(|error| {
                let cause = format!("the file {} cannot be read: {error}", path.display());
                Failure::usage(cause, "Name a readable text file")
            })?;
            texts += &text;
            texts.push('\n');
        }
        Deviations::parse(&texts).map_err(|error| {
            Failure::usage(
                error,
                "Write [[deviation]] with case, server, versions, why and reference",
            )
        })
    }

    fn target(&self, url: &str) -> Result<Target, Failure> {
        let wrong =
            |error| Failure::usage(error, "Write ldap://HOST[:PORT] or ldaps://HOST[:PORT]");
        let mut target = Target::new(url)
            .map_err(wrong)?
            .options(self.client.lasting_connection(url, Purpose::Cases)?);
        if let Some((name, password)) = self.client.credentials()? {
            target = target.bind(name, password);
        }
        if let (Some(name), Some(file)) = (&self.second, &self.second_password_file) {
            target = target.second(name, read_password(file)?);
        }
        if let Some(dn) = &self.scratch {
            target = target.scratch(dn);
        }
        if let Some(base) = &self.client.base {
            target = target.base(base);
        }
        Ok(match self.case_timeout {
            Some(time) => target.time(time),
            None => target,
        })
    }

    fn write_page(&self, reports: &[(String, serde_json::Value)]) -> Result<(), Failure> {
        match &self.html {
            Some(path) => write(path, conformance::page(reports)),
            None => Ok(()),
        }
    }

    fn write(&self, report: &Report) -> Result<(), Failure> {
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
        Ok(())
    }
}

pub(crate) fn write(path: &Path, text: String) -> Result<(), Failure> {
    fs::write(path, text).map_err(|error| {
        let cause = format!("the file {} cannot be written: {error}", path.display());
        Failure::new(cause, "Name a file in a folder that you may write to")
    })
}

/// A report that was saved, under its file's name.
pub(crate) fn merged(path: &Path) -> Result<(String, serde_json::Value), Failure> {
    let wrong = |why: String| {
        let cause = format!("the report {} {why}", path.display());
        Failure::usage(cause, "Name a file that `ldaplab conformance --save` wrote")
    };
    let text =
        fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let report: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| wrong(format!("is no JSON: {error}")))?;
    if !report["cases"].is_array() {
        return Err(wrong("has no cases".to_owned()));
    }
    let name = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok((name, report))
}

fn progress(outcome: &Outcome) -> String {
    let why = match &outcome.verdict {
        Verdict::Failed(why) | Verdict::Skipped(why) => format!(": {}", output::one_line(why)),
        _ => String::new(),
    };
    format!("{:17} {}{why}", outcome.verdict.name(), outcome.case.id)
}
