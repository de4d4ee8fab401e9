//! The part of a plan that says how users are looked up.

use crate::{
    identity::{UserFilter, UserSearch},
    wire::request::Scope,
};

/// A user look-up without the user.
#[derive(Clone, Debug)]
pub(super) struct Users {
    pub(super) base: Option<String>,
    pub(super) attribute: Option<String>,
    pub(super) filter: Option<UserFilter>,
    pub(super) scope: Scope,
}

impl Default for Users {
    fn default() -> Self {
        Self {
            base: None,
            attribute: None,
            filter: None,
            scope: Scope::Sub,
        }
    }
}

impl Users {
    /// The look-up of one user below a base.
    pub(super) fn of(&self, base: &str, login: &str) -> UserSearch {
        let mut search = UserSearch::new(base, login).scope(self.scope);
        if let Some(attribute) = &self.attribute {
            search = search.attribute(attribute);
        }
        if let Some(filter) = &self.filter {
            search = search.filter(filter.clone());
        }
        search
    }
}
