//! The schema, RFC 4512 section 4: which attributes and classes there are, with their syntaxes and rules.
//!
//! [`Schema`] is the look-up. `definition` reads one parenthesised description, `file` a text of many
//! (`attributetype ( … )`, `objectclass ( … )`, the form of OpenLDAP's files), [`standard`](Schema::standard) and
//! [`active_directory`](Schema::active_directory) are built from the texts beside this file,
//! [`from_subschema`](Schema::from_subschema) (in `subschema`) from what a server publishes.
//! `load` adds the files of administrators, which `statement` takes apart. [`AttributeType`] and [`ObjectClass`] are what comes out; [`Syntax`] says what a value must look like.

mod attribute_type;
mod content;
mod definition;
mod file;
mod load;
mod lookup;
mod object_class;
mod statement;
mod subschema;
mod syntax;
#[cfg(test)]
mod tests;

pub use attribute_type::{AttributeType, Usage};
pub use content::Content;
pub use definition::DefinitionError;
pub use file::SchemaError;
pub(crate) use load::Loaded;
pub(crate) use lookup::NameHash;
pub use lookup::Schema;
pub use object_class::{ClassKind, ObjectClass};
pub use syntax::Syntax;
