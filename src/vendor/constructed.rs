//! Attributes that are not stored but worked out when asked for: which there are, and who is shown them. How they are worked out is the agent's.

/// How an attribute is worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Constructed {
    /// The entry's own DN.
    DistinguishedName,
    /// The groups that name the entry in `member`.
    MemberOf,
    /// The entries that name this one in another attribute.
    BackLink(&'static str),
    /// The SIDs of all security groups, nested ones included, MS-ADTS 3.1.1.4.5.19.
    TokenGroups,
    /// `corp.example/Users/Ada`, MS-ADTS 3.1.1.4.5.3.
    CanonicalName,
    /// A group's RID, MS-ADTS 3.1.1.4.5.11.
    PrimaryGroupToken,
    /// Another attribute's values.
    Copy(&'static str),
    /// The DN of the subschema entry.
    SubschemaSubentry,
    /// Whether there are subordinates.
    HasSubordinates,
}

/// When an attribute is returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// With `*`.
    User,
    /// With `+`, or by name.
    Operational,
    /// Only by name.
    Named,
}
