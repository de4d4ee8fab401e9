//! The root DSE as rows: an attribute, and what it tells. The agent knows what stands behind each.

/// What a value of the root DSE tells, RFC 4512 section 5.1 and MS-ADTS 3.1.1.3.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// The same in every server.
    Text(&'static str),
    /// The naming contexts, in their order.
    Contexts,
    /// The naming context that people and groups live in.
    Base,
    /// The subschema entry (RFC 4512 section 4.2).
    Subschema,
    /// The controls that work.
    Controls,
    /// The extended operations that work.
    ExtendedOperations,
    /// The server's host name.
    Host,
    /// The server's object in the domain's configuration.
    Server,
    /// The object of the server's directory service, below the server's own.
    DirectoryService,
    /// The naming context of the domain's configuration.
    Configuration,
    /// The naming context of the domain's schema.
    Schema,
    /// The service principal name without its class: `corp.example:dc1$@CORP.EXAMPLE` (MS-ADTS 3.1.1.3.2.18).
    ServiceName,
    /// The last update sequence number that was given out (MS-ADTS 3.1.1.1.9).
    HighestUsn,
    /// The time on the server's clock.
    CurrentTime,
}
