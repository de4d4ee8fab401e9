//! The server that a relay is in front of.

use bytes::BytesMut;

use super::link::Link;
use crate::client::{Client, Error, LdapUrl, Options};

/// Where the server is, and how it is spoken to.
#[derive(Clone, Debug)]
pub(super) struct Upstream {
    pub(super) url: LdapUrl,
    pub(super) options: Options,
}

impl Upstream {
    /// A connection of its own for a client, with TLS where the URL or the options say so; and what came before it was asked for.
    pub(super) async fn connect(&self) -> Result<(Link, BytesMut), Error> {
        let client = Client::connect_url(&self.url, &self.options).await?;
        let (stream, unread) = client.into_stream();
        Ok((Box::new(stream), unread))
    }
}
