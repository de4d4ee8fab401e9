//! From wishes to a running container.

use std::{fs, io, net::SocketAddr, path::PathBuf};

use ring::rand::{SecureRandom, SystemRandom};

use crate::real::{
    attempt::{Trouble, certify},
    error::{RealError, Stage},
    folder::Folder,
    guard::{CONTAINER, Guard},
    start::{entries, possible, random_password, suffix, unprepared},
    wishes::Wishes,
};

use super::{
    container::{Container, Parts, broken},
    engine,
    image::Image,
    kind::{INSIDE, Kind, Order, SCRIPT},
};

/// Of LDAP, plain and with TLS.
const PORTS: [u16; 2] = [389, 636];

pub(super) fn start(
    kind: &'static Kind,
    image: Option<Image>,
    wishes: &Wishes,
) -> Result<Container, RealError> {
    let server = kind.server;
    possible(server, wishes)?;
    let suffix = suffix(server, wishes)?;
    let entries = entries(server, wishes, &suffix)?;
    let image = image.unwrap_or_else(|| Image::of(kind));
    let host = find(kind, &image)?;
    let prepare = || -> Result<_, Trouble> {
        let password = wishes.password.clone().map_or_else(random_password, Ok)?;
        let folder = Folder::new(kind.name)?;
        certify(wishes, &folder, &host.address.to_string())?;
        (kind.prepare)(&Order {
            wishes,
            suffix: suffix.as_str(),
            password: &password,
            folder: &folder,
        })?;
        let files = copies(&folder)?;
        let name = container_name(&folder)?;
        let guard = Guard::over(folder.path())?;
        folder.write(CONTAINER, &name)?;
        Ok((password, folder, files, name, guard))
    };
    let (password, folder, files, name, guard) =
        prepare().map_err(|trouble| unprepared(server, trouble))?;
    let order = engine::Order {
        image: &image,
        name: &name,
        files,
        script: format!("{INSIDE}/{SCRIPT}"),
        ports: PORTS,
    };
    let running = engine::run(order, host).map_err(|cause| {
        let missing = has(kind, &image, &format!("does not get it: {cause}"));
        missing.map_or_else(|missing| missing, |()| not_run(kind, &image, &cause))
    })?;
    let ports = running
        .ports(PORTS)
        .map_err(|cause| broken(kind, &running, &password, &cause))?;
    let container = Container::answering(Parts {
        running,
        folder,
        guard,
        kind,
        addresses: ports.map(|port| SocketAddr::new(host.address, port)),
        base: suffix.as_str().to_owned(),
        password,
    })?;
    container.add(&entries)?;
    Ok(container)
}

/// Whether there is an engine, and the image or a registry that may have it.
fn find(kind: &Kind, image: &Image) -> Result<engine::Host, RealError> {
    let host = engine::reach().map_err(|cause| {
        RealError::new(
            kind.server.name,
            Stage::Find,
            format!("no Docker engine answers: {cause}"),
            "start one (Debian: apt-get install docker.io), or name where it listens in DOCKER_HOST",
        )
    })?;
    if image.is_local() {
        has(kind, image, "no registry has it")?;
    }
    Ok(host)
}

/// An error where the engine does not have the image, and why it will not.
fn has(kind: &Kind, image: &Image, why: &str) -> Result<(), RealError> {
    match engine::has(image) {
        Ok(true) => Ok(()),
        Ok(false) => Err(RealError::new(
            kind.server.name,
            Stage::Find,
            format!("the Docker engine has no image {image}, and {why}"),
            format!(
                "make one with tests/containers/build-image.sh {}, or name another in {}",
                kind.name, kind.variable
            ),
        )),
        Err(cause) => Err(not_run(kind, image, &cause)),
    }
}

fn not_run(kind: &Kind, image: &Image, cause: &str) -> RealError {
    RealError::new(
        kind.server.name,
        Stage::Start,
        format!("the Docker engine does not run {image}: {cause}"),
        "see whether `docker run` does",
    )
}

/// The folder's files, and where they are copied to.
fn copies(folder: &Folder) -> io::Result<Vec<(PathBuf, String)>> {
    let mut copies = Vec::new();
    for file in fs::read_dir(folder.path())? {
        let file = file?;
        let target = format!("{INSIDE}/{}", file.file_name().to_string_lossy());
        copies.push((file.path(), target));
    }
    Ok(copies)
}

/// The folder's, and something that another machine with the same engine does not have.
fn container_name(folder: &Folder) -> io::Result<String> {
    let mut octets = [0; 4];
    let filled = SystemRandom::new().fill(&mut octets);
    filled.map_err(|_| io::Error::other("this machine gives no random octets"))?;
    let own = folder.path().file_name().unwrap_or_default();
    let (own, number) = (own.to_string_lossy(), u32::from_be_bytes(octets));
    Ok(format!("{own}-{number:08x}"))
}
