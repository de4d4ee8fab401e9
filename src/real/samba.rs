//! Samba as an Active Directory domain controller, its LDAP service alone.
//!
//! Its ports are fixed. Instead of a network namespace, which a client in this process could not reach, it is given an address of its own in 127.0.0.0/8,
//! all of which is this machine's on Linux: there its ports are free, and several domain controllers run side by side.

use std::{fs, io, net::SocketAddr, process::Command, time::Duration};

use crate::directory::Dn;

use super::{
    attempt::{Attempt, Prepared, Trouble},
    error::{RealError, Stage},
    ports,
    process::Process,
    wishes::Wishes,
};

const NAME: &str = "samba";

/// LDAP and the global catalogue, plain and with TLS.
const PORTS: [u16; 4] = [389, 636, 3268, 3269];

/// A new domain takes some ten seconds of a processor.
const PATIENCE: Duration = Duration::from_secs(180);

pub(super) fn prepare(attempt: &Attempt<'_>) -> Result<Prepared, Trouble> {
    let folder = attempt.folder.text()?;
    let domain = Domain::of(attempt.suffix)?;
    let address = ports::loopback_with(&PORTS).map_err(no_address)?;
    attempt.certify(&address.to_string())?;
    for name in ["dc", "dc/etc", "ncalrpc"] {
        attempt.folder.folder(name)?;
    }
    // That of the machine is not read.
    attempt.folder.write("empty.conf", "[global]\n")?;
    let mut command = Command::new(attempt.found.path("samba-tool"));
    command
        .args(domain.provisioning(folder, attempt.password))
        .args(["interfaces=lo", "bind interfaces only=yes"].map(|own| format!("--option={own}")))
        .arg(format!("--host-ip={address}"));
    provision(attempt, &mut command)?;
    let conf = format!("{folder}/dc/etc/smb.conf");
    let provisioned = fs::read_to_string(&conf)?;
    let own = [
        format!("interfaces = {address}/8"),
        "bind interfaces only = yes".to_owned(),
    ];
    let lines = configuration(attempt.wishes, folder);
    // Of two lines the later one counts; the domain controller's own section comes first.
    let added: Vec<String> = own.into_iter().chain(lines).collect();
    let end = provisioned.find("\n[sysvol]").unwrap_or(provisioned.len());
    let (head, tail) = provisioned.split_at(end);
    fs::write(&conf, format!("{head}\n{}\n{tail}", added.join("\n")))?;
    Ok(Prepared {
        arguments: ["-i", "-M", "single", "--debug-stdout", "-s", &conf]
            .map(Into::into)
            .to_vec(),
        addresses: [389, 636].map(|port| SocketAddr::new(address, port)),
        socket: attempt.folder.join("dc/private/ldapi"),
        bind_dn: bind_dn(attempt.suffix),
    })
}

fn provision(attempt: &Attempt<'_>, command: &mut Command) -> Result<(), Trouble> {
    let mut process = Process::start(command, attempt.folder)?;
    let ended = process.ends_within(PATIENCE)?;
    if ended.is_some_and(|status| status.success()) {
        return Ok(());
    }
    process.kill();
    let how = ended.map_or_else(
        || format!("took more than {} s", PATIENCE.as_secs()),
        |status| format!("failed ({status})"),
    );
    let error = RealError::new(
        NAME,
        Stage::Prepare,
        format!("`samba-tool domain provision` {how}"),
        "mend what it says",
    );
    Err(error.saying(process.words(), attempt.password).into())
}

/// Lines of the domain controller's own section, wherever Samba is installed; its files are in this folder.
pub(super) fn configuration(wishes: &Wishes, folder: &str) -> Vec<String> {
    let own = [
        "server services = ldap".to_owned(),
        "ldap server require strong auth = no".to_owned(),
        "ldb:nosync = true".to_owned(),
        format!("pid directory = {folder}/dc"),
        format!("ncalrpc dir = {folder}/ncalrpc"),
        format!("tls keyfile = {folder}/key.pem"),
        format!("tls certfile = {folder}/chain.pem"),
        format!("tls cafile = {folder}/ca.pem"),
    ];
    let lines = wishes.lines.iter();
    let lines = lines.map(|line| line.replace("{folder}", folder));
    own.into_iter().chain(lines).collect()
}

/// Who may do everything in the domain of a suffix.
pub(super) fn bind_dn(suffix: &str) -> String {
    format!("CN=Administrator,CN=Users,{suffix}")
}

/// The labels of a domain: `example` and `test` of `DC=example,DC=test`.
pub(super) struct Domain(Vec<String>);

impl Domain {
    pub(super) fn of(suffix: &str) -> Result<Self, RealError> {
        let no_domain = || {
            RealError::new(
                NAME,
                Stage::Prepare,
                format!("the suffix {suffix} is that of no domain"),
                "write it of DC alone, at least two of them, such as DC=example,DC=test",
            )
        };
        let dn = Dn::parse(suffix).map_err(|_| no_domain())?;
        let rdns = dn.rdns().map(|rdn| {
            let label = String::from_utf8(rdn.value().to_vec()).ok()?;
            let plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            (rdn.attribute().eq_ignore_ascii_case("dc") && plain && !label.is_empty())
                .then_some(label)
        });
        let labels: Option<Vec<String>> = rdns.collect();
        labels
            .filter(|labels| labels.len() > 1)
            .map(Self)
            .ok_or_else(no_domain)
    }

    /// What `samba-tool` is told to make a new domain in `dc` of this folder, which has a configuration `empty.conf`.
    pub(super) fn provisioning(&self, folder: &str, password: &str) -> Vec<String> {
        let Self(labels) = self;
        let realm = labels.join(".").to_uppercase();
        let domain: String = labels[0].to_uppercase().chars().take(15).collect();
        let fixed = [
            "domain",
            "provision",
            "--host-name=dc1",
            "--server-role=dc",
            "--dns-backend=NONE",
            "--use-rfc2307",
            "--option=ldb:nosync=true",
        ];
        let own = [
            format!("--configfile={folder}/empty.conf"),
            format!("--realm={realm}"),
            format!("--domain={domain}"),
            format!("--adminpass={password}"),
            format!("--targetdir={folder}/dc"),
        ];
        fixed.map(str::to_owned).into_iter().chain(own).collect()
    }
}

fn no_address(error: io::Error) -> RealError {
    let (cause, cure) = match error.kind() {
        io::ErrorKind::PermissionDenied => (
            "Samba listens on the ports 389 and 636 only, which this user may not open".to_owned(),
            "run as root, or allow these ports to everybody (sysctl net.ipv4.ip_unprivileged_port_start=389)",
        ),
        _ => (
            format!("there is no address in 127.0.0.0/8 at which Samba's ports are free: {error}"),
            "run it on Linux, where all of 127.0.0.0/8 is this machine's own",
        ),
    };
    RealError::new(NAME, Stage::Prepare, cause, cure)
}
