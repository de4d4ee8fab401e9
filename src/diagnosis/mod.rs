//! diagnosis: stands in until the room is built.
#![allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    Resolve,
    Connect,
    Secure,
    Bind,
    RootDse,
    Base,
    FindUser,
    BindAsUser,
    Groups,
}
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Code(&'static str);
impl Code {
    pub fn as_str(self) -> &'static str {
        self.0
    }
}
