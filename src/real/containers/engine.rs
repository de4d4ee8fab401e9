//! The Docker engine, through testcontainers, which is named here alone.
//!
//! Everything is blocking. The calls run in one runtime of this process, from a thread of their own: the caller may be in a runtime, where nobody may block
//! on another.

use std::{
    collections::HashMap,
    env,
    net::IpAddr,
    path::{Path, PathBuf},
    sync::OnceLock,
    thread,
    time::Duration,
};

use testcontainers::{
    ContainerAsync, GenericImage, ImageExt,
    bollard::{
        self, Docker,
        models::PortBinding,
        query_parameters::{InspectNetworkOptions, RemoveContainerOptionsBuilder},
    },
    core::{ContainerPort, client},
    runners::AsyncRunner,
};
use tokio::{
    net::lookup_host,
    runtime::{Builder, Runtime},
    time::timeout,
};

use super::image::Image;

/// How long an engine that is there may take to say so.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the engine publishes the ports of its containers.
#[derive(Clone, Copy)]
pub(super) struct Host {
    pub(super) address: IpAddr,
    /// Whether that is this machine's own, so that nobody else needs to reach them.
    is_own: bool,
}

/// What is run.
pub(super) struct Order<'a> {
    pub(super) image: &'a Image,
    pub(super) name: &'a str,
    /// Copied, each to the path.
    pub(super) files: Vec<(PathBuf, String)>,
    pub(super) script: String,
    pub(super) ports: [u16; 2],
}

/// A container, which is removed when it is dropped.
pub(super) struct Running(Option<ContainerAsync<GenericImage>>);

/// Where the engine publishes ports; an error where no engine answers.
pub(super) fn reach() -> Result<Host, String> {
    wait(async {
        let docker = docker().await?;
        match timeout(PATIENCE, docker.ping()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(words(&error)),
            Err(_) => return Err(format!("no answer in {} s", PATIENCE.as_secs())),
        }
        host(&docker).await
    })?
}

/// Whether the engine has the image.
pub(super) fn has(image: &Image) -> Result<bool, String> {
    wait(async {
        match docker().await?.inspect_image(&image.to_string()).await {
            Ok(_) => Ok(true),
            Err(bollard::errors::Error::DockerResponseServerError {
                status_code: 404, ..
            }) => Ok(false),
            Err(error) => Err(words(&error)),
        }
    })?
}

/// Runs it.
pub(super) fn run(order: Order<'_>, host: Host) -> Result<Running, String> {
    wait(async {
        let inner = order.ports.map(ContainerPort::Tcp);
        let mut image = GenericImage::new(order.image.name.clone(), order.image.tag.clone())
            .with_entrypoint("/bin/sh");
        for port in inner {
            image = image.with_exposed_port(port);
        }
        let mut request = image
            .with_cmd([order.script])
            .with_container_name(order.name)
            // The files belong to root.
            .with_user("0");
        if host.is_own {
            request = request.with_host_config_modifier(move |config| {
                let own = PortBinding {
                    host_ip: Some("127.0.0.1".to_owned()),
                    host_port: Some(String::new()),
                };
                let bindings = inner.map(|port| (port.to_string(), Some(vec![own.clone()])));
                config.publish_all_ports = Some(false);
                config.port_bindings = Some(HashMap::from(bindings));
            });
        }
        for (file, target) in order.files {
            request = request.with_copy_to(target, file);
        }
        match request.start().await {
            Ok(container) => Ok(Running(Some(container))),
            Err(error) => {
                // It may have been made all the same, and nobody holds it.
                remove(order.name).await;
                Err(words(&error))
            }
        }
    })?
}

impl Running {
    fn container(&self) -> &ContainerAsync<GenericImage> {
        let container = self.0.as_ref();
        container.expect("it is taken only when it is dropped")
    }

    /// At which ports of the host two of its own are published; an error, too, where it has ended.
    pub(super) fn ports(&self, own: [u16; 2]) -> Result<[u16; 2], String> {
        wait(async {
            let port = async |own| {
                let published = self.container().get_host_port_ipv4(ContainerPort::Tcp(own));
                published.await.map_err(|error| words(&error))
            };
            Ok([port(own[0]).await?, port(own[1]).await?])
        })?
    }

    /// Its number, as Docker has it.
    pub(super) fn id(&self) -> &str {
        self.container().id()
    }

    /// How it ended, if it has.
    pub(super) fn ended(&self) -> Result<Option<i64>, String> {
        wait(async {
            let code = self.container().exit_code().await;
            code.map_err(|error| words(&error))
        })?
    }

    /// Everything that it said.
    pub(super) fn said(&self) -> String {
        let said = wait(async {
            let out = self.container().stdout_to_vec().await.unwrap_or_default();
            let err = self.container().stderr_to_vec().await.unwrap_or_default();
            [out, err].concat()
        });
        String::from_utf8_lossy(&said.unwrap_or_default()).into_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(container) = self.0.take() {
            // An engine that is gone has taken it along.
            let _ = wait(async move { drop(container) });
        }
    }
}

async fn remove(name: &str) {
    if let Ok(docker) = docker().await {
        let options = RemoveContainerOptionsBuilder::new().force(true).v(true);
        // It is not there where this fails.
        let _ = docker.remove_container(name, Some(options.build())).await;
    }
}

async fn docker() -> Result<Docker, String> {
    let docker = client::docker_client_instance().await;
    docker.map_err(|error| words(&error))
}

/// This machine, unless the engine is on another, or this process is itself in a container: then the engine's side of the bridge between them.
async fn host(docker: &Docker) -> Result<Host, String> {
    const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    let elsewhere = |address| Host {
        address,
        is_own: false,
    };
    let named = env::var("DOCKER_HOST").unwrap_or_default();
    if let Some((_, authority)) = named
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "tcp" | "http" | "https"))
    {
        let found = lookup_host(authority.trim_end_matches('/')).await;
        let found = found.map_err(|error| format!("DOCKER_HOST={named}: {error}"))?;
        let mut addresses = found.map(|address| address.ip());
        // Ports are asked for in IPv4.
        let address = addresses.find(IpAddr::is_ipv4);
        return address
            .map(elsewhere)
            .ok_or_else(|| format!("DOCKER_HOST={named} has no address of IPv4"));
    }
    if Path::new("/.dockerenv").exists() {
        let bridge = docker.inspect_network("bridge", None::<InspectNetworkOptions>);
        let bridge = bridge.await.map_err(|error| words(&error))?;
        let plans = bridge.ipam.and_then(|ipam| ipam.config).unwrap_or_default();
        let gateway = plans
            .into_iter()
            .find_map(|plan| plan.gateway?.parse().ok());
        if let Some(address) = gateway {
            return Ok(elsewhere(address));
        }
    }
    Ok(Host {
        address: LOOPBACK,
        is_own: true,
    })
}

/// Runs it to its end. It never panics, for it is called where a container goes in a panic.
fn wait<T: Send>(work: impl Future<Output = T> + Send) -> Result<T, String> {
    thread::scope(|scope| {
        let own = thread::Builder::new().name("ldaplab-containers".to_owned());
        let done = own
            .spawn_scoped(scope, || Ok(runtime()?.block_on(work)))
            .map_err(|error| format!("this process gets no thread: {error}"))?;
        let broken = "the client of the Docker engine broke off";
        done.join().unwrap_or_else(|_| Err(broken.to_owned()))
    })
}

fn runtime() -> Result<&'static Runtime, String> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let made = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    Ok(RUNTIME.get_or_init(|| made))
}

/// An error and what it comes from, in one line.
fn words(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
