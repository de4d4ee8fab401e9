//! Two thousand connections at once, in processes of their own: all connect, then all bind, search and unbind, and the
//! server's memory is flat afterwards.
//!
//! The one test starts this program again under a raised limit of open files, as the clients; these start it once more,
//! as the server, so that each process spends one file on a connection. The clients speak bytes that are written out here and
//! share no code with the library.

#![cfg(unix)]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::SocketAddr,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use ldaplab::server::{LdapServer, User, key};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::Barrier,
};

const WANTED: usize = 2_000;
/// Files that a process has open apart from its connections, generously.
const SPARE: usize = 64;
const ROUNDS: usize = 3;
/// A server that hangs fails the test rather than the run; a round takes about a second.
const LIMIT: Duration = Duration::from_secs(120);

const ROLE: &str = "LDAPLAB_CONNECTIONS_ROLE";
const FILES: &str = "LDAPLAB_CONNECTIONS_FILES";
const NAME: &str =
    "two_thousand_connections_bind_search_and_unbind_without_an_error_and_leave_no_memory_behind";
/// What a line for the other process begins with; the test harness writes to stdout too.
const MARK: &str = "@@ ";

#[test]
fn two_thousand_connections_bind_search_and_unbind_without_an_error_and_leave_no_memory_behind() {
    match std::env::var(ROLE).as_deref() {
        Ok("server") => serve(),
        Ok(_) => connect_all(),
        Err(_) => start_under_a_raised_limit(),
    }
}

fn start_under_a_raised_limit() {
    // 4,096 if the machine allows it, by raising the hard limit where that is permitted; else as many as there are.
    let script = format!(
        "ulimit -n 4096 2>/dev/null || ulimit -n \"$(ulimit -H -n)\"; {FILES}=$(ulimit -n); export {FILES}; exec \"$0\" \"$@\""
    );
    let output = Command::new("sh")
        .arg("-c")
        .arg(script)
        .arg(program())
        .args(["--exact", NAME, "--nocapture"])
        .env(ROLE, "clients")
        .output()
        .expect("every Unix has sh");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success(),
        "{said}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: Vec<&str> = said.lines().filter_map(marked).collect();
    assert!(!report.is_empty(), "the clients reported nothing: {said}");
    // Straight to stdout: the test harness swallows what `println!` says in a test that passes.
    say(&report.join("\n"));
}

fn connect_all() {
    let files = std::env::var(FILES).unwrap_or_default();
    // "unlimited" is no number.
    let allowed = files.trim().parse().unwrap_or(usize::MAX);
    let count = WANTED.min(allowed.saturating_sub(SPARE));
    assert!(
        count > 0,
        "a limit of {files} open files allows no connection"
    );
    let mut server = Server::start();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut after = Vec::new();
    let before = server.memory();
    let mut most = 0;
    for _ in 0..ROUNDS {
        let round = runtime.block_on(async {
            tokio::time::timeout(LIMIT, round(server.address, count))
                .await
                .unwrap_or_else(|_| panic!("{count} connections were not done within {LIMIT:?}"))
        });
        // All are bound and none has unbound yet.
        most = most.max(server.memory());
        runtime.block_on(async {
            tokio::time::timeout(LIMIT, leave(round))
                .await
                .unwrap_or_else(|_| panic!("{count} connections did not end within {LIMIT:?}"));
        });
        after.push(server.memory());
    }
    say(&format!(
        "\n{MARK}{count} of {WANTED} connections at once ({files} files allowed); the server's memory in KiB: {before} before, {most} with all open ({} for each), {after:?} after each round",
        most.saturating_sub(before) / count
    ));
    let (first, last) = (after[0], after[ROUNDS - 1]);
    assert!(
        last <= first + first / 10 + 4 * 1024,
        "the server's memory grew from {first} KiB after the first round to {last} KiB after round {ROUNDS}"
    );
    server.stop();
}

/// Connects all, and only then binds and searches on all.
async fn round(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let connected = Arc::new(Barrier::new(count));
    let tasks: Vec<_> = (0..count)
        .map(|number| {
            let connected = Arc::clone(&connected);
            tokio::spawn(async move {
                let mut stream = TcpStream::connect(address)
                    .await
                    .unwrap_or_else(|error| panic!("connection {number} of {count}: {error}"));
                connected.wait().await;
                ask(&mut stream, BIND, BOUND, number).await;
                ask(&mut stream, SEARCH, FOUND, number).await;
                stream
            })
        })
        .collect();
    let mut streams = Vec::with_capacity(count);
    for task in tasks {
        streams.push(task.await.expect("no connection fails"));
    }
    streams
}

/// Unbinds all; the server closes without another byte.
async fn leave(streams: Vec<TcpStream>) {
    for (number, mut stream) in streams.into_iter().enumerate() {
        let sent = stream.write_all(UNBIND).await;
        sent.unwrap_or_else(|error| panic!("the unbind of connection {number}: {error}"));
        let mut rest = Vec::new();
        let end = stream.read_to_end(&mut rest).await;
        assert!(
            end.is_ok() && rest.is_empty(),
            "after its unbind connection {number} got {rest:x?} and {end:?}"
        );
    }
}

async fn ask(stream: &mut TcpStream, request: &[u8], expected: &[u8], number: usize) {
    let sent = stream.write_all(request).await;
    sent.unwrap_or_else(|error| panic!("connection {number} could not send: {error}"));
    let mut answer = vec![0; expected.len()];
    let read = stream.read_exact(&mut answer).await;
    assert!(
        read.is_ok() && answer == expected,
        "connection {number} got {read:?} {:?}, not {:?}",
        answer.escape_ascii().to_string(),
        expected.escape_ascii().to_string()
    );
}

/// `uid=ada,ou=people,dc=example,dc=org` binds with `s3cret`.
const BIND: &[u8] = b"\x30\x35\x02\x01\x01\x60\x30\x02\x01\x03\
    \x04\x23uid=ada,ou=people,dc=example,dc=org\x80\x06s3cret";
/// Success.
const BOUND: &[u8] = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00";
/// The subtree of `dc=example,dc=org` for `(uid=ada)`, and of what is found `mail`.
const SEARCH: &[u8] = b"\x30\x3b\x02\x01\x02\x63\x36\x04\x11dc=example,dc=org\
    \x0a\x01\x02\x0a\x01\x00\x02\x01\x00\x02\x01\x00\x01\x01\x00\
    \xa3\x0a\x04\x03uid\x04\x03ada\x30\x06\x04\x04mail";
/// The entry, and success.
const FOUND: &[u8] = b"\x30\x47\x02\x01\x02\x64\x42\x04\x23uid=ada,ou=people,dc=example,dc=org\
    \x30\x1b\x30\x19\x04\x04mail\x31\x11\x04\x0fada@example.org\
    \x30\x0c\x02\x01\x02\x65\x07\x0a\x01\x00\x04\x00\x04\x00";
const UNBIND: &[u8] = b"\x30\x05\x02\x01\x03\x42\x00";

/// The server's process.
fn serve() {
    let server = LdapServer::openldap("dc=example,dc=org")
        .user(User::new("ada").password("s3cret"))
        .plain_only()
        // What is kept for `requests()` grows until it is full; here it is full within the first round.
        .set(key::MAX_RECORDED, 100)
        .start()
        .expect("the server starts");
    let address = server.ldap_address().expect("a plain port");
    say(&format!("\n{MARK}{address}"));
    for _asked in std::io::stdin().lock().lines() {
        say(&format!("\n{MARK}{}", resident_kib()));
    }
}

/// The memory of this process that is in use; 0 where the system does not tell.
fn resident_kib() -> usize {
    let status = if cfg!(target_os = "linux") {
        std::fs::read_to_string("/proc/self/status").expect("Linux tells")
    } else {
        String::new()
    };
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

/// The server as the clients hold it.
struct Server {
    child: Child,
    asks: ChildStdin,
    says: BufReader<ChildStdout>,
    address: SocketAddr,
}

impl Server {
    fn start() -> Self {
        let mut child = Command::new(program())
            .args(["--exact", NAME, "--nocapture"])
            .env(ROLE, "server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("this program can be started again");
        let asks = child.stdin.take().expect("a pipe was asked for");
        let mut says = BufReader::new(child.stdout.take().expect("a pipe was asked for"));
        let address = answer(&mut says).parse().expect("an address");
        Self {
            child,
            asks,
            says,
            address,
        }
    }

    fn memory(&mut self) -> usize {
        writeln!(self.asks, "memory").expect("the server listens");
        answer(&mut self.says).parse().expect("a number")
    }

    fn stop(mut self) {
        // The end of its stdin ends it.
        drop(self.asks);
        let mut rest = String::new();
        let _ = self.says.read_to_string(&mut rest);
        let status = self.child.wait().expect("a child can be waited for");
        assert!(status.success(), "the server ended with {status}: {rest}");
    }
}

fn answer(from: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    loop {
        line.clear();
        let read = from.read_line(&mut line).expect("text");
        assert!(read > 0, "the server ended");
        if let Some(text) = marked(&line) {
            return text.trim().to_owned();
        }
    }
}

fn say(text: &str) {
    let mut stdout = std::io::stdout();
    let said = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
    said.expect("somebody reads");
}

fn marked(line: &str) -> Option<&str> {
    line.strip_prefix(MARK)
}

fn program() -> std::path::PathBuf {
    std::env::current_exe().expect("a running program has a path")
}
