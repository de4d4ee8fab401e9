//! The servers: one row each.

use std::time::Duration;

use crate::real::{attempt::Trouble, folder::Folder, kind, samba, slapd, wishes::Wishes};

/// Where the folder's files are in the container.
pub(super) const INSIDE: &str = "/ldaplab";

/// The script that runs in the container, of those files.
pub(super) const SCRIPT: &str = "start.sh";

/// A server that can be started in a container.
pub(super) struct Kind {
    /// As `container:NAME` on the command line.
    pub(super) name: &'static str,
    /// The same server as it is installed.
    pub(super) server: &'static kind::Kind,
    /// The image, unless another is asked for.
    pub(super) image: &'static str,
    /// The environment variable that names another.
    pub(super) variable: &'static str,
    /// How long it may take until it answers.
    pub(super) patience: Duration,
    pub(super) bind_dn: fn(&str) -> String,
    pub(super) prepare: fn(&Order<'_>) -> Result<(), Trouble>,
}

/// What the server's files are written from.
pub(super) struct Order<'a> {
    pub(super) wishes: &'a Wishes,
    pub(super) suffix: &'a str,
    pub(super) password: &'a str,
    pub(super) folder: &'a Folder,
}

pub(super) const OPENLDAP: Kind = Kind {
    name: "openldap",
    server: &kind::SLAPD,
    image: "localhost/ldaplab-openldap:test",
    variable: "LDAPLAB_OPENLDAP_IMAGE",
    patience: Duration::from_secs(60),
    bind_dn: slapd::bind_dn,
    prepare: openldap,
};

pub(super) const SAMBA: Kind = Kind {
    name: "samba",
    server: &kind::SAMBA,
    image: "localhost/ldaplab-samba:test",
    variable: "LDAPLAB_SAMBA_IMAGE",
    // A new domain takes some ten seconds of a processor.
    patience: Duration::from_secs(240),
    bind_dn: samba::bind_dn,
    prepare: samba_domain,
};

pub(super) const ALL: &[&Kind] = &[&OPENLDAP, &SAMBA];

fn openldap(order: &Order<'_>) -> Result<(), Trouble> {
    let own = slapd::configuration(order.wishes, order.suffix, order.password, INSIDE);
    order.folder.write("slapd.tail", &own)?;
    order
        .folder
        .write("modules", &lines(slapd::modules(order.wishes)))?;
    order.folder.write(SCRIPT, include_str!("openldap.sh"))?;
    Ok(())
}

fn samba_domain(order: &Order<'_>) -> Result<(), Trouble> {
    let domain = samba::Domain::of(order.suffix)?;
    let mut arguments = domain.provisioning(INSIDE, order.password);
    // Extended attributes of files, which only a privileged container may write, are kept here.
    arguments.push(format!("--option=posix:eadb={INSIDE}/eadb.tdb"));
    order.folder.write("arguments", &lines(arguments))?;
    let own = samba::configuration(order.wishes, INSIDE);
    order.folder.write("smb.lines", &lines(own))?;
    order.folder.write("empty.conf", "[global]\n")?;
    order.folder.write(SCRIPT, include_str!("samba.sh"))?;
    Ok(())
}

fn lines(texts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let lines = texts.into_iter().map(|text| format!("{}\n", text.as_ref()));
    lines.collect()
}
