//! Controls, RFC 4511 section 4.1.11: kept raw, values read on demand.

/// A control as it stands on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Control {
    /// The control's OID.
    pub oid: String,
    /// Whether the operation must fail when the control is not recognised.
    pub critical: bool,
    /// The value, if any; absent and empty are different.
    pub value: Option<Vec<u8>>,
}

impl Control {
    /// A control without a value.
    pub fn new(oid: impl Into<String>, critical: bool) -> Self {
        Self {
            oid: oid.into(),
            critical,
            value: None,
        }
    }

    /// The same control with a value.
    #[must_use]
    pub fn with_value(mut self, value: impl Into<Vec<u8>>) -> Self {
        self.value = Some(value.into());
        self
    }
}

/// The value of the simple paged results control, RFC 2696, in requests and responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PagedResults {
    /// Page size in a request; estimate of the total, or 0, in a response. Signed: servers answer negative sizes.
    pub size: i64,
    /// Opaque; empty on the first request and in the last response.
    pub cookie: Vec<u8>,
}

impl PagedResults {
    /// Reads a control's value; `None` when it is not one.
    pub fn decode(value: &[u8]) -> Option<Self> {
        let _ = value;
        todo!()
    }

    /// The control's value.
    pub fn encode(&self) -> Vec<u8> {
        todo!()
    }
}
