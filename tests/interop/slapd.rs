//! A real slapd with a folder, ports and a certificate of its own, which ends with its handle.

use std::{
    env,
    fs::{self, DirBuilder, OpenOptions},
    io::{self, BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant, SystemTime},
};

use ldaplab::{
    client::{Client, Options},
    directory::{Entry, ldif},
    tls::{Material, Scenario},
    wire::request::PartialAttribute,
};

use crate::program::absent;

pub(crate) const ADMIN: (&str, &str) = ("cn=admin,dc=example,dc=org", "adminpw");

/// The lines that give it its certificate.
pub(crate) const TLS: &str = "TLSCertificateFile {folder}/chain.pem
TLSCertificateKeyFile {folder}/key.pem";

/// The folders beside PATH's in which distributions keep it.
const FOLDERS: [&str; 3] = ["/usr/sbin", "/usr/local/libexec", "/usr/libexec"];

pub(crate) struct Slapd {
    child: Child,
    folder: PathBuf,
    ports: [u16; 2],
}

impl Slapd {
    /// With the entries of an LDIF text below `dc=example,dc=org`; `None` where there is no slapd and none is required.
    pub(crate) fn start(entries: &str) -> Option<Self> {
        let slapd = Self::configured(TLS)?;
        slapd.load(entries);
        Some(slapd)
    }

    /// Empty, with these lines of `slapd.conf` before its database; `{folder}` in them is its folder.
    pub(crate) fn configured(lines: &str) -> Option<Self> {
        Self::overlaid(lines, "")
    }

    /// [`Self::configured`] with overlays: lines behind its database. Lines of `access` go before its own.
    pub(crate) fn overlaid(lines: &str, overlays: &str) -> Option<Self> {
        let Some(program) = installed() else {
            absent("slapd");
            return None;
        };
        let mut said = String::new();
        // Another process may take a port between our letting go and slapd's taking it.
        for _ in 0..5 {
            match Self::once(&program, lines, overlays) {
                Ok(slapd) => return Some(slapd),
                Err(words) => said = words,
            }
        }
        panic!("slapd does not start:\n{said}");
    }

    fn once(program: &Path, lines: &str, overlays: &str) -> Result<Self, String> {
        let folder = folder();
        let ports = free_ports();
        write(
            &folder,
            "slapd.conf",
            &configuration(&folder, lines, overlays),
        );
        let material = Material::new(Scenario::TRUSTED, &["localhost"], SystemTime::now()).unwrap();
        write(&folder, "chain.pem", &material.chain_pem());
        write(&folder, "key.pem", &material.key_pem());
        write(&folder, "ca.pem", &material.trust_pem());
        let mut slapd = match launch(program, &folder, ports) {
            Ok(child) => Self {
                child,
                folder,
                ports,
            },
            Err(error) => {
                let _ = fs::remove_dir_all(&folder);
                return Err(error.to_string());
            }
        };
        slapd.listens()?;
        Ok(slapd)
    }

    /// Kills it, and starts it again with what it had stored, on the same ports.
    pub(crate) fn restart(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let program = installed().expect("it ran before");
        self.child = launch(&program, &self.folder, self.ports).unwrap();
        self.listens().unwrap();
    }

    /// Waits until it takes connections, or else what it said.
    fn listens(&mut self) -> Result<(), String> {
        let ports = self.ports;
        let words = self.child.stderr.take().expect("stderr is piped");
        let (tell, heard) = mpsc::channel();
        thread::spawn(move || {
            let mut said = String::new();
            let mut listens = false;
            // Read to the end: a full pipe would stop slapd.
            for line in BufReader::new(words).lines().map_while(Result::ok) {
                if !listens {
                    said.push_str(&line);
                    said.push('\n');
                }
                if !listens && line.ends_with("slapd starting") {
                    listens = true;
                    let _ = tell.send(Ok(()));
                }
            }
            let _ = tell.send(Err(said));
        });
        let deadline = Instant::now() + Duration::from_secs(30);
        let listens = || {
            ports
                .iter()
                .all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok())
        };
        match heard.recv_timeout(Duration::from_secs(30)) {
            Ok(Ok(())) => {}
            Ok(Err(said)) => return Err(said),
            Err(_) => return Err("not a word in 30 s".to_owned()),
        }
        // It says so a moment before it is so.
        while !listens() {
            match heard.recv_timeout(Duration::from_millis(2)) {
                Ok(Err(said)) => return Err(said),
                _ if Instant::now() > deadline => return Err("no open port in 30 s".to_owned()),
                _ => {}
            }
        }
        Ok(())
    }

    pub(crate) fn ldap_url(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.ports[0])
    }

    pub(crate) fn ldaps_url(&self) -> String {
        format!("ldaps://127.0.0.1:{}", self.ports[1])
    }

    /// `host:port` of [`Self::ldap_url`].
    pub(crate) fn authority(&self) -> String {
        format!("127.0.0.1:{}", self.ports[0])
    }

    /// Its socket in the file system.
    pub(crate) fn ldapi_url(&self) -> String {
        ldapi(&self.folder)
    }

    pub(crate) fn trust_file(&self) -> PathBuf {
        self.folder.join("ca.pem")
    }

    fn load(&self, entries: &str) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(self.fill(entries));
    }

    /// Adds the entries of an LDIF text.
    pub(crate) async fn fill(&self, entries: &str) {
        let mut client = Client::connect(&self.ldap_url(), &Options::default())
            .await
            .unwrap();
        client.simple_bind(ADMIN.0, ADMIN.1).await.unwrap();
        for record in &ldif::read(entries).unwrap() {
            let entry = Entry::from(record);
            let dn = entry.dn().as_str().to_owned();
            let attributes = entry.attributes().map(|attribute| PartialAttribute {
                description: attribute.description().to_owned(),
                values: attribute.values().map(<[u8]>::to_vec).collect(),
            });
            let added = client.add(&dn, attributes.collect()).await;
            added.unwrap_or_else(|error| panic!("{dn}: {error}"));
        }
        client.unbind().await;
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// With a debug level slapd stays in the foreground; at this one it says when it listens.
fn launch(program: &Path, folder: &Path, ports: [u16; 2]) -> io::Result<Child> {
    let urls = format!(
        "ldap://127.0.0.1:{} ldaps://127.0.0.1:{} {}",
        ports[0],
        ports[1],
        ldapi(folder)
    );
    Command::new(program)
        .arg("-f")
        .arg(folder.join("slapd.conf"))
        .args(["-h", &urls, "-d", "256"])
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
}

fn ldapi(folder: &Path) -> String {
    let path = folder.join("ldapi").display().to_string();
    format!("ldapi://{}", path.replace('/', "%2F"))
}

fn installed() -> Option<PathBuf> {
    let paths = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&paths)
        .chain(FOLDERS.map(PathBuf::from))
        .map(|folder| folder.join("slapd"))
        .find(|program| program.is_file())
}

/// A new folder that only we read.
pub(crate) fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let name = format!("ldaplab-slapd-{}-{number}", std::process::id());
    let folder = env::temp_dir().join(name);
    let _ = fs::remove_dir_all(&folder);
    DirBuilder::new().mode(0o700).create(&folder).unwrap();
    fs::create_dir(folder.join("db")).unwrap();
    folder
}

fn write(folder: &Path, name: &str, text: &str) {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(folder.join(name))
        .unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// Both held until both are known, so that they differ.
fn free_ports() -> [u16; 2] {
    let held = [(), ()].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}

fn configuration(folder: &Path, lines: &str, overlays: &str) -> String {
    let schemas = ["core", "cosine", "nis", "inetorgperson"]
        .map(|name| format!("include /etc/ldap/schema/{name}.schema\n"))
        .concat();
    let (dn, password) = ADMIN;
    let folder = folder.display();
    let lines = lines.replace("{folder}", &folder.to_string());
    // The first rule that fits counts.
    let (rules, overlays): (Vec<&str>, Vec<&str>) = overlays
        .lines()
        .partition(|line| line.starts_with("access "));
    let (rules, overlays) = (rules.join("\n"), overlays.join("\n"));
    format!(
        "{schemas}modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {folder}/slapd.pid
{lines}
referral ldap://root.example.org
database mdb
suffix \"dc=example,dc=org\"
rootdn \"{dn}\"
rootpw {password}
directory {folder}/db
index objectClass eq
{rules}
access to attrs=userPassword by self write by anonymous auth by * none
access to * by * read
overlay memberof
{overlays}
"
    )
}
