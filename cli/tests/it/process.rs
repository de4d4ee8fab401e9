//! Running the binary.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
};

use serde_json::Value;

/// The Active Directory fixture.
pub(crate) const CORP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/ldif/corp.ldif");
/// The OpenLDAP fixture.
pub(crate) const COMPANY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/ldif/company.ldif");

pub(crate) fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ldaplab"));
    for name in [
        "LDAP_BIND_PASSWORD",
        "LDAPLAB_RBAC_PASSWORD",
        "LDAPLAB_RBAC_KEY",
    ] {
        command.env_remove(name);
    }
    command
}

/// How a run ended, as text.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("the output is text"),
            err: String::from_utf8(output.stderr).expect("the errors are text"),
        }
    }
}

/// Runs the binary to its end, without input.
pub(crate) fn run<A: AsRef<OsStr>>(arguments: &[A]) -> Ran {
    run_with(arguments, &[])
}

/// Runs the binary to its end with variables of the environment set.
pub(crate) fn run_with<A: AsRef<OsStr>>(arguments: &[A], variables: &[(&str, &str)]) -> Ran {
    let mut command = binary();
    command
        .args(arguments)
        .envs(variables.iter().copied())
        .stdin(Stdio::null());
    command.output().expect("the binary runs").into()
}

/// A serving process. It stops when this is dropped: its stdin ends.
pub(crate) struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    pub(crate) ready: Value,
    pub(crate) ready_line: String,
}

impl Serving {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[])
    }

    /// With variables of the environment set.
    pub(crate) fn start_with(arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        Self::spawn(binary(), arguments, variables)
    }

    /// With stderr in a file, which holds everything that was said before READY.
    pub(crate) fn start_into(arguments: &[&str], stderr: &Path) -> Self {
        let mut command = binary();
        command.stderr(std::fs::File::create(stderr).expect("the target folder is writable"));
        Self::spawn(command, arguments, &[])
    }

    /// Where no file may grow beyond so many blocks of 512 octets, as on a disk that is full.
    pub(crate) fn start_limited(arguments: &[&str], blocks: u64) -> Self {
        let mut command = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {blocks} && exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_ldaplab")]);
        Self::spawn(command, arguments, &[])
    }

    fn spawn(mut command: Command, arguments: &[&str], variables: &[(&str, &str)]) -> Self {
        command
            .args(arguments)
            .envs(variables.iter().copied())
            .arg("--until-stdin-closes")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut out = BufReader::new(child.stdout.take().expect("stdout is piped"));
        let mut line = String::new();
        out.read_line(&mut line).expect("stdout is text");
        let json = line
            .strip_prefix("READY ")
            .unwrap_or_else(|| panic!("not a READY line: {line:?}"));
        let ready = serde_json::from_str(json).expect("READY carries JSON");
        Self {
            child,
            out,
            ready,
            ready_line: line,
        }
    }

    pub(crate) fn field(&self, name: &str) -> &str {
        self.ready[name]
            .as_str()
            .unwrap_or_else(|| panic!("{name} is null in {}", self.ready))
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) {
        let kill = format!("kill -TERM {}", self.child.id());
        assert!(
            Command::new("sh")
                .args(["-c", &kill])
                .status()
                .expect("sh runs")
                .success()
        );
    }

    /// Ends it in the middle of whatever it does: SIGKILL.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it is our own process");
        self.child.wait().expect("the process can be waited for");
    }

    /// Ends stdin, which is what stops it if nothing else does.
    pub(crate) fn close_stdin(&mut self) {
        drop(self.child.stdin.take());
    }

    /// Waits for the end: the exit code, and what came on stdout after READY.
    pub(crate) fn end(&mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("stdout is text");
        (
            self.child
                .wait()
                .expect("the process can be waited for")
                .code(),
            rest,
        )
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.close_stdin();
        let _ = self.child.wait();
    }
}

/// A folder that goes away with this.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// `name` is the test's own.
    pub(crate) fn new(name: &str) -> Self {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the target folder is writable");
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, and says its path.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).expect("the target folder is writable");
        path.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
