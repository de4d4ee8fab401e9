//! What came of one operation.

use crate::wire::{
    Control, Response,
    response::{LdapResult, SearchEntry},
};

/// The messages with the operation's ID, and what else happened until the last of them.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) messages: Vec<(Response, Vec<Control>)>,
    /// The notice of disconnection.
    pub(super) notice: Option<LdapResult>,
    /// Whether the server ended the connection.
    pub(super) closed: bool,
    /// Messages with an ID that nothing had.
    pub(super) stray: Vec<String>,
}

impl Answer {
    /// The final message, if it came.
    pub(super) fn last(&self) -> Option<&Response> {
        let (last, _) = self.messages.last()?;
        last.result().is_some().then_some(last)
    }

    /// The final message's result.
    pub(super) fn result(&self) -> Option<&LdapResult> {
        self.last()?.result()
    }

    /// The final message's controls.
    pub(super) fn controls(&self) -> &[Control] {
        self.messages.last().map_or(&[], |(_, controls)| controls)
    }

    pub(super) fn entries(&self) -> Vec<&SearchEntry> {
        let responses = self.messages.iter().map(|(response, _)| response);
        let entries = responses.filter_map(|response| match response {
            Response::SearchEntry(entry) => Some(entry),
            _ => None,
        });
        entries.collect()
    }

    /// The URLs of each search reference.
    pub(super) fn references(&self) -> Vec<&[String]> {
        let responses = self.messages.iter().map(|(response, _)| response);
        let references = responses.filter_map(|response| match response {
            Response::SearchReference(urls) => Some(urls.as_slice()),
            _ => None,
        });
        references.collect()
    }

    /// The first value of an attribute of the first entry that has it.
    pub(super) fn first(&self, attribute: &str) -> Option<Vec<u8>> {
        let entries = self.entries();
        let mut all = entries.iter().flat_map(|entry| &entry.attributes);
        let found = all.find(|own| own.description.eq_ignore_ascii_case(attribute));
        found?.values.first().cloned()
    }
}
