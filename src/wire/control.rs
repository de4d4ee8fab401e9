//! Controls, RFC 4511 section 4.1.11: kept raw, values read on demand.

use super::{
    ber::{
        read::{self, BerError, Reader},
        tag, write,
    },
    oid,
};

/// The identifier octet of the controls in a message.
pub(crate) const CONTROLS: u8 = 0xa0;

/// A control as it stands on the wire.
#[derive(Clone, PartialEq, Eq, Hash)]
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

    /// ManageDsaIT, RFC 3296: treat referral objects as plain entries. Critical, and without a value.
    pub fn manage_dsa_it() -> Self {
        Self::new(oid::MANAGE_DSA_IT, true)
    }

    /// The control with this OID in a message, if it is there.
    pub fn find<'a>(controls: &'a [Self], oid: &str) -> Option<&'a Self> {
        controls.iter().find(|control| control.oid == oid)
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
    ///
    /// ```
    /// use ldaplab::wire::control::PagedResults;
    ///
    /// let first = PagedResults { size: 2, cookie: Vec::new() };
    /// assert_eq!(first.encode(), b"\x30\x05\x02\x01\x02\x04\x00");
    /// assert_eq!(PagedResults::decode(&first.encode()), Some(first));
    /// ```
    pub fn decode(value: &[u8]) -> Option<Self> {
        let mut outer = Reader::new(value);
        let mut inner = outer.sequence("the paged results value").ok()?;
        outer.end("the paged results value").ok()?;
        let size = inner.integer("the page size").ok()?;
        let cookie = inner.octets("the cookie").ok()?.to_vec();
        inner.end("the paged results value").ok()?;
        Some(Self { size, cookie })
    }

    /// The control's value.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.cookie.len() + 16);
        write::constructed(&mut out, tag::SEQUENCE, |out| {
            write::integer(out, tag::INTEGER, self.size);
            write::octets(out, &self.cookie);
        });
        out
    }

    /// The control with this value.
    pub fn control(&self, critical: bool) -> Control {
        Control::new(oid::PAGED_RESULTS, critical).with_value(self.encode())
    }
}

/// The controls inside `[0]`.
pub(crate) fn decode_all(list: &[u8]) -> Result<Vec<Control>, BerError> {
    let mut list = Reader::new(list);
    let mut controls = Vec::new();
    while !list.is_empty() {
        let mut control = list.sequence("a control")?;
        let oid = control.text("a control's OID")?;
        let critical = match control.optional(tag::BOOLEAN)? {
            Some(content) => read::boolean(content, "a control's criticality")?,
            None => false,
        };
        let value = control.optional(tag::OCTET_STRING)?.map(<[u8]>::to_vec);
        control.end("a control")?;
        controls.push(Control {
            oid,
            critical,
            value,
        });
    }
    Ok(controls)
}

/// Writes `[0]` with the controls; nothing when there are none. `criticality` is left out when false, its default
/// (RFC 4511 section 5.1).
pub(crate) fn encode_all(out: &mut Vec<u8>, controls: &[Control]) {
    if controls.is_empty() {
        return;
    }
    write::constructed(out, CONTROLS, |out| {
        for control in controls {
            write::constructed(out, tag::SEQUENCE, |out| {
                write::octets(out, control.oid.as_bytes());
                if control.critical {
                    write::boolean(out, tag::BOOLEAN, true);
                }
                if let Some(value) = &control.value {
                    write::octets(out, value);
                }
            });
        }
    });
}
