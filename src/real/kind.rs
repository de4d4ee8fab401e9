//! The servers: one row each.

use super::{
    attempt::{Attempt, Prepared, Trouble},
    ds389, samba, slapd,
    wishes::Wish,
};

/// A server that can be started.
pub(super) struct Kind {
    /// As `real:NAME` on the command line.
    pub(super) name: &'static str,
    /// As people call it.
    pub(super) title: &'static str,
    /// What has to be installed, and the Debian package that has it: the server itself first.
    pub(super) programs: &'static [(&'static str, &'static str)],
    /// The suffix, unless another is asked for.
    pub(super) suffix: &'static str,
    /// What makes the program say its version, and the word before it.
    pub(super) version: (&'static str, &'static str),
    /// The wishes that it cannot fulfil, each with the reason.
    pub(super) refuses: &'static [(Wish, &'static str)],
    /// Whether the entry of its suffix is there from the start.
    pub(super) has_base: bool,
    pub(super) prepare: fn(&Attempt<'_>) -> Result<Prepared, Trouble>,
}

pub(super) const SLAPD: Kind = Kind {
    name: "slapd",
    title: "OpenLDAP",
    programs: &[("slapd", "slapd")],
    suffix: "dc=example,dc=org",
    version: ("-VV", "slapd "),
    refuses: &[],
    has_base: false,
    prepare: slapd::prepare,
};

pub(super) const SAMBA: Kind = Kind {
    name: "samba",
    title: "Samba",
    programs: &[
        ("samba", "samba-ad-dc samba-ad-provision"),
        ("samba-tool", "samba-ad-dc samba-ad-provision"),
    ],
    suffix: "DC=example,DC=test",
    version: ("--version", "Version "),
    refuses: &[
        (Wish::Overlay, "overlays are OpenLDAP's"),
        (
            Wish::Database,
            "only OpenLDAP has a section for its database",
        ),
        (
            Wish::SizeLimit,
            "no line of smb.conf limits the entries of a search",
        ),
        (
            Wish::TimeLimit,
            "no line of smb.conf limits the time of a search",
        ),
        (
            Wish::WithoutTls,
            "only OpenLDAP is started without a certificate here",
        ),
    ],
    has_base: true,
    prepare: samba::prepare,
};

pub(super) const DS389: Kind = Kind {
    name: "389ds",
    title: "389 Directory Server",
    programs: &[
        ("ns-slapd", "389-ds-base"),
        ("openssl", "openssl"),
        ("certutil", "libnss3-tools"),
        ("pk12util", "libnss3-tools"),
    ],
    suffix: "dc=example,dc=org",
    version: ("-v", "389-Directory/"),
    refuses: &[
        (Wish::Overlay, "overlays are OpenLDAP's"),
        (
            Wish::Database,
            "only OpenLDAP has a section for its database",
        ),
        (
            Wish::WithoutTls,
            "only OpenLDAP is started without a certificate here",
        ),
    ],
    has_base: false,
    prepare: ds389::prepare,
};

pub(super) const ALL: &[&Kind] = &[&SLAPD, &SAMBA, &DS389];
