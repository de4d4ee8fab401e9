//! From wishes to a running server.

use std::{io, process::Command};

use ring::rand::{SecureRandom, SystemRandom};

use crate::directory::{Dn, Entry};

use super::{
    attempt::{Attempt, Trouble},
    error::{RealError, Stage},
    folder::Folder,
    guard::Guard,
    kind::Kind,
    load,
    programs::{Found, Programs},
    server::{Parts, RealServer},
    wishes::Wishes,
};

/// How often a port may be lost to somebody else between our letting go and the program's taking it.
const ATTEMPTS: usize = 5;

pub(super) fn start(kind: &'static Kind, wishes: &Wishes) -> Result<RealServer, RealError> {
    possible(kind, wishes)?;
    let suffix = suffix(kind, wishes)?;
    let entries = entries(kind, wishes, &suffix)?;
    let programs = wishes
        .path
        .as_deref()
        .map_or_else(Programs::installed, Programs::of);
    let found = programs.all_of(kind.name, kind.title, kind.programs)?;
    let version = version(kind, &found).map_err(|error| unprepared(kind, Trouble::Io(error)))?;
    let password = match &wishes.password {
        Some(password) => password.clone(),
        None => random_password().map_err(|error| unprepared(kind, Trouble::Io(error)))?,
    };
    let order = Order {
        wishes,
        suffix: suffix.as_str(),
        password,
        found,
        version,
    };
    let mut attempt = 1;
    let server = loop {
        match order.once(kind) {
            Err(error) if error.is_lost_race() && attempt < ATTEMPTS => attempt += 1,
            other => break other?,
        }
    };
    server.add(&entries)?;
    Ok(server)
}

struct Order<'a> {
    wishes: &'a Wishes,
    suffix: &'a str,
    password: String,
    found: Found,
    version: String,
}

impl Order<'_> {
    fn once(&self, kind: &'static Kind) -> Result<RealServer, RealError> {
        let parts = self
            .parts(kind)
            .map_err(|trouble| unprepared(kind, trouble))?;
        RealServer::run(parts)
    }

    fn parts(&self, kind: &'static Kind) -> Result<Parts, Trouble> {
        let folder = Folder::new(kind.name)?;
        let guard = Guard::over(folder.path())?;
        let prepared = (kind.prepare)(&Attempt {
            wishes: self.wishes,
            suffix: self.suffix,
            password: &self.password,
            found: &self.found,
            folder: &folder,
        })?;
        Ok(Parts {
            folder,
            guard,
            name: kind.name,
            program: self.found.server().to_owned(),
            version: self.version.clone(),
            prepared,
            base: self.suffix.to_owned(),
            password: self.password.clone(),
        })
    }
}

/// A wish that the server cannot fulfil is told, and not left out.
pub(super) fn possible(kind: &Kind, wishes: &Wishes) -> Result<(), RealError> {
    for wish in wishes.made() {
        if let Some((_, why)) = kind.refuses.iter().find(|(refused, _)| *refused == wish) {
            let cause = format!(
                "{} cannot be started with `{}`: {why}",
                kind.title,
                wish.name()
            );
            return Err(RealError::new(
                kind.name,
                Stage::Prepare,
                cause,
                "leave it out",
            ));
        }
    }
    let lines = wishes.overlays.iter().chain(wishes.suffix.as_ref());
    if lines
        .chain(wishes.password.as_ref())
        .any(|text| text.chars().any(char::is_control))
    {
        return Err(RealError::new(
            kind.name,
            Stage::Prepare,
            "a suffix, a password or the name of an overlay has a control character in it",
            "write it in one line",
        ));
    }
    Ok(())
}

pub(super) fn suffix(kind: &Kind, wishes: &Wishes) -> Result<Dn, RealError> {
    let text = wishes.suffix.as_deref().unwrap_or(kind.suffix);
    let wrong = |cause: String| {
        let cure = "write one as RFC 4514 has it, such as dc=example,dc=org";
        RealError::new(kind.name, Stage::Prepare, cause, cure)
    };
    let dn = Dn::parse(text).map_err(|error| wrong(format!("the suffix {text}: {error}")))?;
    match dn.is_root() {
        true => Err(wrong("the suffix is empty".to_owned())),
        false => Ok(dn),
    }
}

/// What the program says of itself.
fn version(kind: &Kind, found: &Found) -> io::Result<String> {
    let (argument, before) = kind.version;
    let output = Command::new(found.server()).arg(argument).output()?;
    let said = [output.stdout, output.stderr].concat();
    version_in(&String::from_utf8_lossy(&said), before).ok_or_else(|| {
        io::Error::other(format!(
            "{} {argument} says no version",
            found.server().display()
        ))
    })
}

/// The word behind the one that comes before a version.
pub(super) fn version_in(said: &str, before: &str) -> Option<String> {
    let (_, behind) = said.split_once(before)?;
    behind.split_whitespace().next().map(str::to_owned)
}

/// What is added when it runs: the entries that were asked for, else that of the suffix.
pub(super) fn entries(kind: &Kind, wishes: &Wishes, suffix: &Dn) -> Result<Vec<Entry>, RealError> {
    let mut entries = load::read(kind.name, &wishes.entries)?;
    if wishes.entries.is_empty() && !wishes.empty && !kind.has_base {
        entries.push(load::base(kind.name, suffix)?);
    }
    Ok(entries)
}

/// Letters of both cases and digits, which a domain controller demands.
pub(super) fn random_password() -> io::Result<String> {
    let mut octets = [0; 12];
    let filled = SystemRandom::new().fill(&mut octets);
    filled.map_err(|_| io::Error::other("this machine gives no random octets"))?;
    let digits: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    Ok(format!("Aa1.{digits}"))
}

pub(super) fn unprepared(kind: &Kind, trouble: Trouble) -> RealError {
    match trouble {
        Trouble::Known(error) => error,
        Trouble::Io(error) => RealError::new(
            kind.name,
            Stage::Prepare,
            format!("{} cannot be set up: {error}", kind.title),
            "see that the installation is complete and the folder for temporary files can be written",
        ),
    }
}
