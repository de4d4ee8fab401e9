//! Running programs that are not ours.

use std::{
    env,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The values of an attribute in LDIF output.
    pub(crate) fn values(&self, attribute: &str) -> Vec<&str> {
        let prefix = format!("{attribute}: ");
        self.out
            .lines()
            .filter_map(|line| line.strip_prefix(&prefix))
            .collect()
    }
}

/// A program, or `None` if it is missing and may be.
pub(crate) fn program(name: &str) -> Option<Command> {
    let paths = env::var_os("PATH").unwrap_or_default();
    if env::split_paths(&paths).any(|folder| folder.join(name).is_file()) {
        let mut command = Command::new(name);
        // What the machine is configured for is not what is tested.
        command
            .env_clear()
            .env("PATH", paths)
            .env("LDAPCONF", "/dev/null")
            .env("HOME", "/nonexistent")
            .stdin(Stdio::null());
        return Some(command);
    }
    absent(name);
    None
}

/// A missing program: a line about the skipped test, or a panic where the program is required.
pub(crate) fn absent(name: &str) {
    let required = env::var("LDAPLAB_REQUIRE").unwrap_or_default();
    match missing(name, &required) {
        Ok(skipped) => {
            // Straight to stderr: the harness shows what a passing test prints through its macros to nobody.
            let _ = writeln!(std::io::stderr(), "{skipped}");
        }
        Err(failed) => panic!("{failed}"),
    }
}

/// What a missing program means: a line about the skipped test, or its failure.
fn missing(name: &str, required: &str) -> Result<String, String> {
    if required.split_whitespace().any(|required| required == name) {
        return Err(format!("{name} is missing, and LDAPLAB_REQUIRE names it"));
    }
    let package = match name {
        "python3" | "python3-ldap" | "slapd" | "curl" | "tshark" | "openssl" => name,
        "timeout" => "coreutils",
        "samba" => "samba-ad-dc samba-ad-provision",
        "389ds" => "389-ds-base",
        _ => "ldap-utils",
    };
    Ok(format!(
        "skipped: {name} is not installed (Debian: apt-get install {package})"
    ))
}

pub(crate) fn run(mut command: Command) -> Ran {
    let output = command.output().expect("a program that was found runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ran {
        code: output.status.code(),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Runs `name -x -LLL -o ldif-wrap=no -o nettimeout=10 …` with a trust file.
pub(crate) fn ldap(name: &str, trust: &Path, arguments: &[&str]) -> Option<Ran> {
    let mut command = program(name)?;
    command
        .env("LDAPTLS_CACERT", trust)
        .args(["-x", "-o", "nettimeout=10"]);
    if name == "ldapsearch" {
        command.args(["-LLL", "-o", "ldif-wrap=no"]);
    }
    command.args(arguments);
    Some(run(command))
}

macro_rules! or_skip {
    ($ran:expr) => {
        match $ran {
            Some(ran) => ran,
            None => return,
        }
    };
}

pub(crate) use or_skip;

#[test]
fn a_missing_program_skips_its_test_unless_it_is_required() {
    let skipped = "skipped: ldapadd is not installed (Debian: apt-get install ldap-utils)";
    assert_eq!(missing("ldapadd", ""), Ok(skipped.to_owned()));
    assert_eq!(
        missing("ldapadd", "ldapsearch ldapaddx"),
        Ok(skipped.to_owned())
    );
    let failed = "ldapadd is missing, and LDAPLAB_REQUIRE names it";
    assert_eq!(
        missing("ldapadd", "ldapsearch ldapadd"),
        Err(failed.to_owned())
    );
}

/// Runs python3 with variables set.
pub(crate) fn python(arguments: &[&str], variables: &[(&str, &str)]) -> Option<Ran> {
    let mut command = program("python3")?;
    command
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .envs(variables.iter().copied())
        .args(arguments);
    Some(run(command))
}

/// Runs curl.
#[cfg(feature = "http")]
pub(crate) fn curl(arguments: &[&str]) -> Option<Ran> {
    let mut command = program("curl")?;
    command.args(arguments);
    Some(run(command))
}
