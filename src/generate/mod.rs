//! Directories of any size from a seed: people, and groups that hold each other in a given shape.
//!
//! [`World`] turns numbers into entries in the style of a vendor: person 7 and group 3 have the same name and
//! attributes in every run with the same seed. [`Graph`] says which group holds which people and groups, for a
//! [`Shape`], and answers by the plainest possible closure what nested-group resolution must find. [`Pseudonyms`] takes
//! the names and values of a directory that exists and gives it others.
//!
//! ```
//! use ldaplab::{directory::Dn, generate::{Graph, Shape, Style, World}};
//!
//! let world = World::new(Style::OpenLdap, Dn::parse("dc=example,dc=org").unwrap(), 7);
//! let graph = Graph::new(Shape::Chain, 12, 100, 7);
//! let entries: Vec<_> = world.units().chain(world.people(100)).chain(world.groups(&graph)).collect();
//! assert_eq!(entries.len(), 2 + 100 + 12);
//! assert_eq!(graph.groups_of(0).len(), 12);
//! ```

mod graph;
mod pseudonym;
mod world;

pub use graph::{Graph, Shape};
pub use pseudonym::Pseudonyms;
pub use world::{Style, World};
