//! `ldaplab rbac serve`: the API until it is stopped.

use std::{net::SocketAddr, path::PathBuf, process, process::ExitCode, time::Duration};

use clap::Args;
use ldaplab::{
    http::{AllowList, Audit, Service, ServiceConfig, Transport},
    tls::trust,
};
use serde_json::json;

use crate::{
    client_options::seconds,
    failure::{Failure, cure},
    log::Log,
    output, ready,
    stop::Stop,
};

#[derive(Args)]
pub(crate) struct Serve {
    /// The folder that `ldaplab rbac init` made.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4433")]
    listen: SocketAddr,
    /// A name that the certificate is made for, beside localhost; may be repeated.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["tls_cert", "plain_http"])]
    host: Vec<String>,
    /// The service's own certificate chain, PEM; one is made and kept with the data unless given.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// Its private key, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Speak HTTP in clear: everybody on the way can read passwords and tokens.
    #[arg(long, conflicts_with = "tls_cert")]
    plain_http: bool,
    /// The CA of client certificates, PEM; those on the list act as the administrator api_user.
    #[arg(
        long,
        value_name = "FILE",
        requires = "client_list",
        conflicts_with = "plain_http"
    )]
    client_ca: Option<PathBuf>,
    /// The list of the common names that are allowed, one a line.
    #[arg(long, value_name = "FILE", requires = "client_ca")]
    client_list: Option<PathBuf>,
    /// The certificates that directories without a cert_chain of their own are trusted by: PEM, DER, JKS (ds-trust-chain).
    #[arg(long, value_name = "FILE")]
    trust: Option<PathBuf>,
    /// Show the password of the look-up account in GET v1/ds, as the original does.
    #[arg(long)]
    v1_returns_password: bool,
    /// Seconds that one operation on a directory may take, and a whole test.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    directory_timeout: Duration,
    /// Append a line of JSON for every request to this file: when, who, from where, what, with what outcome and why. No password and no token is in it.
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    /// Tell of every request on stderr.
    #[arg(short, long)]
    verbose: bool,
    /// Also write the JSON of the READY line to this file, at once and as a whole.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Stop when stdin ends, too.
    #[arg(long)]
    until_stdin_closes: bool,
}

impl Serve {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let mut stop = Stop::new()?;
        let (until, ready_file) = (self.until_stdin_closes, self.ready_file.clone());
        let Some(service) = stop.unless_before(move || self.start())? else {
            return Ok(ExitCode::SUCCESS);
        };
        let announced = json!({
            "url": service.url(),
            "ca": service.ca_file(),
            "listen": service.address(),
            "version": env!("CARGO_PKG_VERSION"),
            "pid": process::id(),
        });
        let _file = ready::announce(&announced.to_string(), ready_file.as_deref())?;
        stop.wait(until);
        drop(service);
        Ok(ExitCode::SUCCESS)
    }

    fn start(self) -> Result<Service, Failure> {
        let mut config = super::config(&self.data)?;
        config.answer_timeout = self.directory_timeout;
        if let Some(file) = &self.trust {
            let loaded = trust::load(file);
            let loaded = loaded.map_err(|error| Failure::usage(&error, cure(error.code())))?;
            config.trust = Some(loaded);
        }
        let data = self.data.display();
        let init = format!("Make one with: ldaplab rbac init --data {data}");
        // Opening makes it, and a name misspelt is to make nothing.
        if !self.data.is_dir() {
            return Err(Failure::new(format!("there is no folder {data}"), init));
        }
        let holds = |name| self.data.join(name).exists();
        if !holds("rbac.json") && !holds("rbac.redb") {
            return Err(Failure::new(format!("{data} has no administrator"), init));
        }
        let rbac = super::open(config)?;
        super::notice(&rbac);
        if rbac.administrators() == 0 {
            return Err(Failure::new(format!("{data} has no administrator"), init));
        }
        let service = Service::start(rbac, self.service()?).map_err(|error| {
            Failure::new(
                error,
                "Choose another --listen address, or mend the files that are named",
            )
        })?;
        self.warn(&service);
        Ok(service)
    }

    /// Says what is dangerous about how it was called.
    fn warn(&self, service: &Service) {
        output::warn_beyond_loopback([service.address()], "they can guess at passwords");
        if self.plain_http {
            output::warn(
                "it speaks HTTP in clear: everybody on the way can read passwords and tokens",
            );
        }
        if self.v1_returns_password {
            output::warn(
                "GET v1/ds shows the password of the look-up account to whoever may edit directories",
            );
        }
    }

    /// Whom to tell of requests.
    fn audit(&self) -> Result<Audit, Failure> {
        let log = match &self.log {
            Some(path) => Some(Log::open(path)?),
            None => None,
        };
        let verbose = self.verbose;
        Ok(Audit::new(move |event| {
            if let Some(log) = &log {
                log.write(&event.to_json().to_string());
            }
            if verbose {
                output::complain(&event.to_string());
            }
        }))
    }

    fn service(&self) -> Result<ServiceConfig, Failure> {
        let mut service = ServiceConfig::new(self.listen);
        service.names.clone_from(&self.host);
        service.audit = self.audit()?;
        service.v1_returns_password = self.v1_returns_password;
        service.transport = match (&self.tls_cert, &self.tls_key) {
            (Some(chain), Some(key)) => Transport::HttpsWith {
                chain: chain.clone(),
                key: key.clone(),
            },
            _ if self.plain_http => Transport::PlainHttp,
            _ => Transport::Https,
        };
        if let (Some(ca), Some(list)) = (&self.client_ca, &self.client_list) {
            let clients = AllowList::load(ca, list)
                .map_err(|error| Failure::usage(error, "Name readable files"))?;
            service.clients = Some(clients);
        }
        Ok(service)
    }
}
