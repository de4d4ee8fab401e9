//! Real servers behind one handle: OpenLDAP's slapd, a Samba domain controller, 389 Directory Server, as they are installed on this machine.
//!
//! [`RealServer::slapd`], [`RealServer::samba`] and [`RealServer::ds389`] return a [`Builder`]; its [`start`](Builder::start) looks for the programs
//! (`programs`), and for each attempt makes a `folder` of its own, which a `guard` removes should this process die, lets the server's own file (`slapd`,
//! `samba`, `ds389`) write what the program reads, runs it (`process`), and asks it over its socket in that folder (`conversation`) until it answers; then
//! the entries are added (`load`). What a server is, is a row of `kind`. Whatever fails is a [`RealError`] that names the program and the [`Stage`], with
//! the program's last words.
//!
//! With the feature `containers` the same servers run in containers, and share all this but the process.
//!
//! Nothing here knows the mock directories: a test may hold both and compare them.

mod attempt;
mod builder;
#[cfg(feature = "containers")]
pub mod containers;
mod conversation;
mod ds389;
mod error;
mod folder;
mod guard;
mod kind;
mod load;
mod ports;
mod process;
mod programs;
mod samba;
mod server;
mod slapd;
mod start;
mod wishes;

pub use builder::Builder;
pub use error::{RealError, Stage};
pub use server::RealServer;
