//! A group of a user, as every strategy returns it.

/// One group of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its DN.
    pub dn: String,
    /// Its name (`cn`), if it was returned.
    pub name: Option<String>,
    /// How many steps from the user (from the primary group, if through it), 1 for direct membership; `None` where the
    /// strategy does not tell.
    pub depth: Option<usize>,
    /// Whether the user is in it only because the primary group is.
    pub through_primary: bool,
}
