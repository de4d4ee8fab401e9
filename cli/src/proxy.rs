//! `ldaplab proxy`: a relay in front of a real server that records, or the record in its place.

use std::{net::SocketAddr, path::PathBuf, process, process::ExitCode};

use clap::Args;
use ldaplab::{
    client::Options,
    generate::Pseudonyms,
    proxy::{self, ProxyError, Recorder, Replay},
};

use crate::{
    client_options::{ClientOptions, Purpose},
    failure::{Failure, capital},
    output, ready,
    real::{self, Running, Takes},
    stop::Stop,
};

#[derive(Args)]
pub(crate) struct Proxy {
    /// The server: ldap://HOST:PORT or ldaps://HOST:PORT; or one that is installed here and started for it: real:slapd, real:samba, real:389ds, or in a
    /// container (feature `containers`): container:openldap, container:samba. Its base and account stand in the READY line.
    #[arg(required_unless_present = "replay", conflicts_with = "replay")]
    url: Option<String>,
    /// Write what goes by to this file, which must not be there yet; passwords and SASL credentials are masked.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Answer from a record, without a server. Exit code 1 if anything was asked that is not in it.
    #[arg(long, value_name = "FILE", conflicts_with = "record")]
    replay: Option<PathBuf>,
    /// Keep passwords and SASL credentials in the record.
    #[arg(long, requires = "record", conflicts_with = "anonymise")]
    with_secrets: bool,
    /// Put pseudonyms in the place of names and values in the record.
    #[arg(long, requires = "record")]
    anonymise: bool,
    /// The file that the pseudonyms are derived from: the same octets give the same pseudonyms. Unless given, from nothing that anybody knows.
    /// With --replay, clients may ask by the real names.
    #[arg(long, value_name = "FILE")]
    pseudonym_key: Option<PathBuf>,
    /// Where plain LDAP is spoken, with StartTLS; a free port of 127.0.0.1 unless given.
    #[arg(long, value_name = "ADDRESS")]
    ldap: Option<SocketAddr>,
    /// Where LDAP over TLS is spoken; a free port of 127.0.0.1 unless given.
    #[arg(long, value_name = "ADDRESS")]
    ldaps: Option<SocketAddr>,
    /// One more name in the certificate of the proxy; may be repeated.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Also write the JSON of the READY line to this file, at once and as a whole.
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
    /// Stop when stdin ends, too.
    #[arg(long)]
    until_stdin_closes: bool,
    #[command(flatten)]
    client: ClientOptions,
}

macro_rules! face {
    ($self:ident, $builder:expr) => {{
        let mut builder = $builder.tell(|what| output::complain(what));
        if let Some(address) = $self.ldap {
            builder = builder.ldap(address);
        }
        if let Some(address) = $self.ldaps {
            builder = builder.ldaps(address);
        }
        if let Some(patience) = $self.client.given_timeout() {
            builder = builder.patience(patience);
        }
        for name in &$self.host {
            builder = builder.host(name);
        }
        if let Some(bytes) = $self.client.limits.max_message() {
            builder = builder.limits(Options::default().max_message(bytes).limits);
        }
        builder
    }};
}

impl Proxy {
    pub(crate) fn run(mut self) -> Result<ExitCode, Failure> {
        let mut stop = Stop::new()?;
        let (until, ready_file) = (self.until_stdin_closes, self.ready_file.clone());
        let Some((proxy, running)) = stop.unless_before(move || self.start())? else {
            return Ok(ExitCode::SUCCESS);
        };
        output::warn_beyond_loopback(
            [proxy.ldap_address(), proxy.ldaps_address()],
            "what they say is relayed and recorded",
        );
        let _file = ready::announce(&fields(&proxy, running.as_ref()), ready_file.as_deref())?;
        stop.wait(until);
        let unmatched = proxy.unmatched_count();
        proxy.stop().map_err(failed)?;
        if unmatched > 0 {
            return Err(Failure::new(
                match unmatched {
                    1 => "one request was not in the record".to_owned(),
                    many => format!("{many} requests were not in the record"),
                },
                "Record again with a client that asks them, or ask what is recorded",
            ));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn start(&mut self) -> Result<(proxy::Proxy, Option<Running>), Failure> {
        self.client.refuse(
            &["--bind", "--base", "--max-entries", "--max-bytes"],
            "a proxy's clients bind and search with names and limits of their own",
            "Leave it out here, and give it to the client",
        )?;
        if self.replay.is_some() {
            if self.with_secrets || self.anonymise {
                return Err(Failure::usage(
                    "--with-secrets and --anonymise say how a record is written, and none is",
                    "Give them with --record",
                ));
            }
            self.client.refuse(
                &["--ca", "--start-tls", "--insecure", "--resolve"],
                "a record is answered from, and no server is asked",
                "Leave it out, or give the URL of a server in the place of --replay",
            )?;
        }
        if self.pseudonym_key.is_some() && self.replay.is_none() && !self.anonymise {
            return Err(Failure::usage(
                "--pseudonym-key is given, and nothing is recorded under pseudonyms",
                "Give --anonymise with it, or --replay",
            ));
        }
        if let Some(file) = &self.replay {
            let mut replay = Replay::file(file).map_err(unusable)?;
            if self.pseudonym_key.is_some() {
                replay = replay.pseudonyms(self.pseudonyms()?);
            }
            let proxy = face!(self, replay).start().map_err(failed)?;
            return Ok((proxy, None));
        }
        let mut url = self.url.clone().unwrap_or_default();
        let running = real::begin(&mut url, &mut self.client, Takes::TrustAlone)?;
        let url = url.as_str();
        let recorder = Recorder::new(url).map_err(unusable)?;
        let mut recorder =
            face!(self, recorder).options(self.client.connection(url, Purpose::Relay)?);
        if let Some(file) = &self.record {
            recorder = recorder.file(file);
        }
        if self.with_secrets {
            output::warn(
                "passwords and SASL credentials are written to the record; whoever reads it has them",
            );
            recorder = recorder.with_secrets();
        }
        if self.anonymise {
            recorder = recorder.anonymise(self.pseudonyms()?);
        }
        Ok((recorder.start().map_err(failed)?, running))
    }

    fn pseudonyms(&self) -> Result<Pseudonyms, Failure> {
        let Some(file) = &self.pseudonym_key else {
            return Pseudonyms::random().ok_or_else(|| {
                Failure::new(
                    "this machine gives no random octets",
                    "Write some into a file, and give it as --pseudonym-key",
                )
            });
        };
        let key = std::fs::read(file).map_err(|error| {
            Failure::usage(
                format!(
                    "the key of the pseudonyms {} cannot be read: {error}",
                    file.display()
                ),
                "Name a readable file of random octets",
            )
        })?;
        Ok(Pseudonyms::new(&key))
    }
}

/// The fields of the contract; a proxy knows nothing of the directory behind it, unless that was started for it.
fn fields(proxy: &proxy::Proxy, running: Option<&Running>) -> String {
    let text = |text: String| serde_json::Value::from(text).to_string();
    let null = || "null".to_owned();
    let [base, bind_dn, password] =
        real::account(running).map(|known| known.map_or_else(null, text));
    let fields = [
        ("ldap", text(proxy.ldap_url())),
        ("ldaps", text(proxy.ldaps_url())),
        ("gc", null()),
        ("gcs", null()),
        ("host", text("localhost".to_owned())),
        ("base", base),
        ("bind_dn", bind_dn),
        ("bind_password", password),
        ("ca", text(proxy.trust_file().display().to_string())),
        ("profile", null()),
        ("version", text(env!("CARGO_PKG_VERSION").to_owned())),
        ("pid", process::id().to_string()),
        ("control", null()),
        ("token", null()),
    ];
    let fields = fields.map(|(name, value)| format!("\"{name}\":{value}"));
    format!("{{{}}}", fields.join(","))
}

fn failed(error: ProxyError) -> Failure {
    Failure::new(error.cause(), capital(error.cure()))
}

fn unusable(error: ProxyError) -> Failure {
    Failure::usage(error.cause(), capital(error.cure()))
}
