//! The same servers in containers: OpenLDAP's slapd and a Samba domain controller, each in an image that the caller or the environment names.
//!
//! [`OpenLdapContainer`] and [`SambaContainer`] collect wishes (`builder`), the same as those of the installed servers. Their start (`start`) asks the Docker
//! engine (`engine`, the one file that names testcontainers) whether it is there and has the `image`, writes what the server reads into a `folder` of its own,
//! as `kind` says, runs a container with a copy of that, and asks its mapped port until it answers. A [`Container`] goes with its handle.
//!
//! An image only has to have the programs: what it would run by itself is not used, so that its vendor does not matter.

mod builder;
mod container;
mod engine;
mod image;
mod kind;
mod start;

pub use builder::{OpenLdapContainer, SambaContainer};
pub use container::Container;
