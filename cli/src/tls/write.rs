//! `ldaplab tls write`.

use std::{fs, io, path::PathBuf, process::ExitCode, time::SystemTime};

use clap::Args;
use ldaplab::tls::{Material, Scenario};

use crate::{failure::Failure, output, server_options::scenario};

#[derive(Args)]
pub(crate) struct Write {
    /// The scenario: see `ldaplab tls list`.
    #[arg(value_parser = scenario)]
    scenario: Scenario,
    /// The folder to write to; made if it is missing.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A host name that the certificate is for, beside localhost; may be repeated.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
}

impl Write {
    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        let names: Vec<&str> = self.host.iter().map(String::as_str).collect();
        let material = Material::new(self.scenario, &names, SystemTime::now())
            .map_err(|error| Failure::usage(error, "Give host names as DNS knows them"))?;
        let domain = |name: &&str| name.contains('.') && name.parse::<std::net::IpAddr>().is_err();
        if self.scenario == Scenario::WILDCARD && !names.iter().any(domain) {
            output::warn(
                "a wildcard stands for the hosts of a domain, and none was given, so that the certificate has no wildcard: give one by --host, such as dc1.corp.example",
            );
        }
        let files = [
            ("chain.pem", material.chain_pem()),
            ("key.pem", material.key_pem()),
            ("trust.pem", material.trust_pem()),
        ];
        let unwritable = |error: io::Error| {
            Failure::new(
                format!("{} cannot be written: {error}", self.out.display()),
                "Name a folder that you may write to",
            )
        };
        fs::create_dir_all(&self.out).map_err(unwritable)?;
        let mut written = String::new();
        for (name, text) in files {
            let path = self.out.join(name);
            if name == "key.pem" {
                if let Err(error) = fs::remove_file(&path)
                    && error.kind() != io::ErrorKind::NotFound
                {
                    return Err(unwritable(error));
                }
                output::secret_file(&path, &text).map_err(unwritable)?;
            } else {
                fs::write(&path, text).map_err(unwritable)?;
            }
            written.push_str(&format!("{}\n", path.display()));
        }
        output::print(&written);
        Ok(ExitCode::SUCCESS)
    }
}
