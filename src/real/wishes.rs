//! What a server is to be like.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use crate::tls::Scenario;

/// What not every server can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Overlay,
    Database,
    SizeLimit,
    TimeLimit,
    WithoutTls,
}

impl Wish {
    /// The builder's method.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Overlay => "overlay",
            Self::Database => "database",
            Self::SizeLimit => "size_limit",
            Self::TimeLimit => "time_limit",
            Self::WithoutTls => "without_tls",
        }
    }
}

/// Where entries come from.
#[derive(Clone)]
pub(super) enum Source {
    Text(String),
    File(PathBuf),
}

/// What was asked of the builder.
#[derive(Clone, Default)]
pub(super) struct Wishes {
    pub(super) suffix: Option<String>,
    pub(super) password: Option<String>,
    pub(super) entries: Vec<Source>,
    pub(super) empty: bool,
    pub(super) overlays: Vec<String>,
    pub(super) lines: Vec<String>,
    pub(super) database: Vec<String>,
    pub(super) size_limit: Option<u32>,
    pub(super) time_limit: Option<u32>,
    pub(super) scenario: Option<Scenario>,
    pub(super) without_tls: bool,
    pub(super) path: Option<OsString>,
}

impl Wishes {
    /// Those that were made of the ones that not every server can.
    pub(super) fn made(&self) -> impl Iterator<Item = Wish> {
        let all = [
            (Wish::Overlay, !self.overlays.is_empty()),
            (Wish::Database, !self.database.is_empty()),
            (Wish::SizeLimit, self.size_limit.is_some()),
            (Wish::TimeLimit, self.time_limit.is_some()),
            (Wish::WithoutTls, self.without_tls),
        ];
        let made = all.into_iter().filter(|(_, made)| *made);
        made.map(|(wish, _)| wish)
    }
}

/// A time in whole seconds, rounded up.
pub(super) fn whole_seconds(time: Duration) -> u32 {
    let seconds = time.as_secs() + u64::from(time.subsec_nanos() > 0);
    u32::try_from(seconds).unwrap_or(u32::MAX)
}
