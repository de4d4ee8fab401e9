//! SearchResultEntry written straight from the stored entry, RFC 4511 section 4.5.2.

use super::control::Control;

/// Writes one SearchResultEntry message without building it first.
///
/// Call [`EntryWriter::begin`], then [`attribute`](Self::attribute) for each attribute, then
/// [`finish`](Self::finish). Appends to the buffer, which may hold earlier messages.
#[derive(Debug)]
pub struct EntryWriter<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> EntryWriter<'a> {
    /// Starts an entry.
    pub fn begin(out: &'a mut Vec<u8>, id: i32, dn: &[u8]) -> Self {
        let _ = (id, dn);
        Self { out }
    }

    /// Writes one attribute; no values writes an empty SET (typesOnly, empty ranges).
    pub fn attribute<V: AsRef<[u8]>>(
        &mut self,
        description: &str,
        values: impl IntoIterator<Item = V>,
    ) {
        let _ = (description, values.into_iter().count(), &self.out);
        todo!()
    }

    /// Ends the message.
    pub fn finish(self, controls: &[Control]) {
        let _ = controls;
        todo!()
    }
}
