//! The record while it is written.

use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use tokio::time::Instant;

use super::{
    ProxyError,
    anonymous::Anonymous,
    record::{self, Head, Line, What},
    words,
};
use crate::{
    transcript::redact,
    wire::{Envelope, Request, Response},
};

/// A record file that grows.
pub(super) struct Sink {
    path: PathBuf,
    began: Instant,
    secrets: bool,
    anonymous: Option<Anonymous>,
    writing: Mutex<Writing>,
}

struct Writing {
    file: BufWriter<File>,
    failed: Option<io::Error>,
}

impl Sink {
    /// Begins a file that is not there yet: nobody's record is overwritten, and nobody else may read it.
    pub(super) fn create(
        path: &Path,
        server: &str,
        secrets: bool,
        anonymous: Option<Anonymous>,
    ) -> Result<Self, ProxyError> {
        let failed = |error: io::Error| {
            let cause = format!("the record {} cannot be written: {error}", path.display());
            let cure = match error.kind() {
                io::ErrorKind::AlreadyExists => "name another file, or remove this one",
                _ => "name a file in a folder that you may write to",
            };
            ProxyError::new(cause, cure)
        };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = BufWriter::new(options.open(path).map_err(failed)?);
        let head = Head {
            // A host's name is a name.
            server: anonymous.is_none().then(|| server.to_owned()),
            secrets,
            pseudonyms: anonymous.is_some(),
        };
        writeln!(file, "{}", head.write())
            .and_then(|()| file.flush())
            .map_err(failed)?;
        Ok(Self {
            path: path.to_owned(),
            began: Instant::now(),
            secrets,
            anonymous,
            writing: Mutex::new(Writing { file, failed: None }),
        })
    }

    /// Notes a request.
    pub(super) fn request(
        &self,
        connection: u64,
        tls: bool,
        envelope: &Envelope,
        request: &Request,
    ) {
        let mut shown = request.clone();
        let mut controls = envelope.controls.clone();
        if !self.secrets {
            shown = redact::request(&shown);
            controls = redact::controls(&controls);
        }
        if let Some(anonymous) = &self.anonymous {
            anonymous.request(&mut shown);
            anonymous.controls(&mut controls);
        }
        let octets = match shown == *request && controls == envelope.controls {
            true => envelope.raw.to_vec(),
            false => shown.encode(envelope.id, &controls),
        };
        let said = words::request(&shown, &controls);
        let line = Line {
            connection,
            id: envelope.id,
            what: What::Request,
            name: record::request_name(request).to_owned(),
            octets: Some((octets, 0)),
        };
        self.write(&line, Some(&said), tls, false);
    }

    /// Notes a reply; `asked` is the extended operation that it answers, if it answers one.
    pub(super) fn reply(
        &self,
        connection: u64,
        envelope: &Envelope,
        response: &Response,
        asked: Option<&str>,
    ) {
        let mut shown = response.clone();
        let mut controls = envelope.controls.clone();
        if !self.secrets {
            shown = redact::response(&shown, asked);
            controls = redact::controls(&controls);
        }
        if let Some(anonymous) = &self.anonymous {
            anonymous.response(&mut shown, asked);
            anonymous.controls(&mut controls);
        }
        let octets = match shown == *response && controls == envelope.controls {
            true => envelope.raw.to_vec(),
            false => shown.encode(envelope.id, &controls),
        };
        let line = Line {
            connection,
            id: envelope.id,
            what: What::Reply,
            name: record::response_name(response).to_owned(),
            octets: Some((octets, 0)),
        };
        self.write(&line, None, false, response.result().is_some());
    }

    /// Notes a message that cannot be read, and so cannot be searched for secrets either: its octets only where secrets may be shown.
    pub(super) fn unreadable(&self, connection: u64, id: Option<i32>, what: What, raw: &[u8]) {
        let shown = self.secrets && self.anonymous.is_none();
        let line = Line {
            connection,
            id: id.unwrap_or(0).max(0),
            what,
            name: "unreadable".to_owned(),
            octets: shown.then(|| (raw.to_vec(), 0)),
        };
        self.write(&line, None, false, true);
    }

    /// Notes who ended a connection.
    pub(super) fn end(&self, connection: u64, by: &str) {
        let line = Line {
            connection,
            id: 0,
            what: What::End,
            name: by.to_owned(),
            octets: None,
        };
        self.write(&line, None, false, true);
    }

    fn write(&self, line: &Line, words: Option<&str>, tls: bool, flush: bool) {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if writing.failed.is_some() {
            return;
        }
        // Under the lock, so that the file is in the order of time.
        let milliseconds = self.began.elapsed().as_secs_f64() * 1000.0;
        let text = record::write(line, milliseconds, words, tls);
        let mut written = writeln!(writing.file, "{text}");
        if flush {
            written = written.and_then(|()| writing.file.flush());
        }
        writing.failed = written.err();
    }

    /// Writes what is still in memory, and says what failed since the beginning.
    pub(super) fn finish(&self) -> Result<(), ProxyError> {
        let mut writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        if writing.failed.is_none() {
            writing.failed = writing.file.flush().err();
        }
        match &writing.failed {
            None => Ok(()),
            Some(error) => Err(ProxyError::new(
                format!(
                    "the record {} is not complete: {error}",
                    self.path.display()
                ),
                "make room where it is written, and record again",
            )),
        }
    }
}
