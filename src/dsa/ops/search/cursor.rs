//! A search under way: pulled in batches, between which other connections run and an abandon is seen.

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, SystemTime},
    vec,
};

use super::{
    selection::Selection,
    subject::{Questions, Subject},
};
use crate::{
    directory::{
        dit::{Candidates, Dit},
        dn::Dn,
        entry::Entry,
        filter::{Compiled, Item},
    },
    dsa::{agent::Dsa, controls::paged_results, effort},
    vendor::Situation,
    wire::{Filter, LdapResult, Response, ResultCode, request::SearchRequest},
};

/// Entries after which it is asked whether to go on, where the filter is one item.
const BETWEEN: usize = 8;

/// Where the candidates come from.
#[derive(Debug)]
pub(super) struct Source {
    from: From,
    left_out: HashSet<Dn>,
}

#[derive(Debug)]
enum From {
    Walk(Box<Candidates>),
    Listed {
        version: Dit,
        entries: vec::IntoIter<Arc<Entry>>,
        examined: usize,
    },
}

impl Source {
    pub(super) fn walk(candidates: Candidates) -> Self {
        Self {
            from: From::Walk(Box::new(candidates)),
            left_out: HashSet::new(),
        }
    }

    pub(super) fn listed(version: Dit, entries: Vec<Arc<Entry>>) -> Self {
        Self {
            from: From::Listed {
                version,
                entries: entries.into_iter(),
                examined: 0,
            },
            left_out: HashSet::new(),
        }
    }

    /// Leaves out these entries: they are answered as references.
    pub(super) fn without(&mut self, dns: Vec<Dn>) {
        self.left_out = dns.into_iter().collect();
    }

    /// The version of the directory that the search sees.
    pub(super) fn version(&self) -> &Dit {
        match &self.from {
            From::Walk(candidates) => candidates.version(),
            From::Listed { version, .. } => version,
        }
    }

    fn examined(&self) -> usize {
        match &self.from {
            From::Walk(candidates) => candidates.examined(),
            From::Listed { examined, .. } => *examined,
        }
    }

    fn settled(&self) -> Option<Item> {
        match &self.from {
            From::Walk(candidates) => candidates.settled(),
            From::Listed { .. } => None,
        }
    }

    fn index_used(&self) -> Option<&str> {
        match &self.from {
            From::Walk(candidates) => candidates.index_used(),
            From::Listed { .. } => None,
        }
    }

    fn next(&mut self) -> Option<Arc<Entry>> {
        loop {
            let entry = match &mut self.from {
                From::Walk(candidates) => candidates.next()?,
                From::Listed {
                    entries, examined, ..
                } => {
                    *examined += 1;
                    entries.next()?
                }
            };
            if self.left_out.is_empty() || !self.left_out.contains(entry.dn()) {
                return Some(entry);
            }
        }
    }
}

/// How much the search may return.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limit {
    /// Over all pages.
    pub(super) total: Option<usize>,
    /// In one page, or without pages.
    pub(super) page: Option<usize>,
    /// Seconds, 0 = no limit.
    pub(super) seconds: u64,
}

/// A search whose controls and rights were looked at.
pub(super) struct Search {
    pub(super) manage: bool,
    pub(super) without_references: bool,
    pub(super) page: Option<i64>,
    pub(super) limit: Limit,
    /// When it began, where its time is limited.
    pub(super) began: Option<SystemTime>,
    pub(super) tls: bool,
    pub(super) admin: bool,
}

/// What came of a search.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) entries: usize,
    pub(crate) examined: usize,
    pub(crate) code: Option<ResultCode>,
}

/// A search under way.
#[derive(Debug)]
pub(crate) struct Cursor {
    id: i32,
    request: SearchRequest,
    source: Source,
    filter: Compiled,
    questions: Questions,
    selection: Selection,
    limit: Limit,
    references: Vec<Vec<String>>,
    /// Entries wanted in this page; `None` without paging.
    page: Option<usize>,
    in_page: usize,
    total: usize,
    /// An entry that matched but belongs to the next page.
    held: Option<Arc<Entry>>,
    started: Option<SystemTime>,
    code: Option<ResultCode>,
    /// How many items the filter has.
    parts: usize,
    /// Whether to keep the rest for another page.
    more: bool,
}

impl Cursor {
    pub(super) fn new(
        request: &SearchRequest,
        source: Source,
        filter: Compiled,
        selection: Selection,
        begun: &Search,
        references: Vec<Vec<String>>,
    ) -> Self {
        let mut cursor = Self {
            id: 0,
            request: request.clone(),
            questions: Questions::new(source.settled()),
            source,
            filter,
            selection,
            limit: begun.limit,
            references,
            page: None,
            in_page: 0,
            total: 0,
            held: None,
            started: begun.began,
            code: None,
            more: false,
            parts: parts(&request.filter),
        };
        if let Some(size) = begun.page {
            cursor.next_page(size, begun.limit.page.unwrap_or(0));
        }
        cursor
    }

    /// Whether one entry alone can take longer than others should wait.
    pub(crate) fn is_long(&self) -> bool {
        self.parts > effort::PARTS || self.selection.is_long()
    }

    /// From now the search, or its next page, has so many seconds; 0 = no limit.
    pub(crate) fn start_clock(&mut self, dsa: &Dsa, seconds: u64) {
        self.limit.seconds = seconds;
        self.started = (seconds > 0).then(|| dsa.clock.now());
    }

    pub(super) fn answer_to(&mut self, id: i32) {
        self.id = id;
    }

    /// Whether a request goes on with this search: the same base, scope, filter and attributes.
    pub(crate) fn continues(&self, request: &SearchRequest) -> bool {
        let same_base =
            Dn::from_bytes(&self.request.base).ok() == Dn::from_bytes(&request.base).ok();
        same_base
            && self.request.scope == request.scope
            && self.request.filter == request.filter
            && self.request.attributes == request.attributes
    }

    /// Makes ready for a page; `most` is the server's own limit, 0 = none.
    pub(crate) fn next_page(&mut self, size: i64, most: usize) {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        self.page = Some(if most > 0 { size.min(most) } else { size });
        self.in_page = 0;
        self.code = None;
        self.more = false;
    }

    /// The attribute type whose index was used.
    pub(crate) fn index_used(&self) -> Option<&str> {
        self.source.index_used()
    }

    pub(crate) fn outcome(&self) -> Outcome {
        Outcome {
            entries: self.in_page,
            examined: self.source.examined(),
            code: self.code,
        }
    }

    /// Appends the next part of the answer, of so many octets at most and as long as `go_on` says so; true when that was the last.
    pub(crate) fn pull(
        &mut self,
        dsa: &Dsa,
        out: &mut Vec<u8>,
        most: usize,
        go_on: &dyn Fn() -> bool,
    ) -> bool {
        for number in 0.. {
            if out.len() >= most {
                return false;
            }
            let looks = self.parts > 1 || number % BETWEEN == 0;
            if looks && number > 0 && !go_on() {
                return false;
            }
            if self.is_late(dsa) {
                self.end(out, dsa.vendor.answer(Situation::TimeLimit, &[]));
                return true;
            }
            if self.page == Some(0) {
                // Whether a page of no entries has anything behind it.
                if self.held.is_none() {
                    let Some(entry) = self.source.next() else {
                        self.code = Some(ResultCode::SUCCESS);
                        return true;
                    };
                    if !self.matches(dsa, &entry) {
                        continue;
                    }
                    self.held = Some(entry);
                }
                self.more = true;
                return true;
            }
            let Some(entry) = self.held.take().or_else(|| self.source.next()) else {
                self.end(out, LdapResult::success());
                return true;
            };
            if !self.matches(dsa, &entry) {
                continue;
            }
            if self.page == Some(self.in_page) {
                self.held = Some(entry);
                self.more = true;
                return true;
            }
            if self.is_full() {
                self.end(out, dsa.vendor.answer(Situation::SizeLimit, &[]));
                return true;
            }
            self.selection
                .write(dsa, self.source.version(), &entry, self.id, out);
            self.in_page += 1;
            self.total += 1;
        }
        false
    }

    /// Ends a pull that returned true: the rest of a page is kept, for a cookie.
    pub(crate) fn finish(mut self, out: &mut Vec<u8>, keep: impl FnOnce(Self) -> Vec<u8>) {
        let paged = self.page.is_some();
        if self.more {
            self.write_references(out);
            let id = self.id;
            let cookie = keep(self);
            done(out, id, LdapResult::success(), Some(cookie));
        } else if self.code == Some(ResultCode::SUCCESS) {
            done(out, self.id, LdapResult::success(), paged.then(Vec::new));
        }
    }

    fn matches(&self, dsa: &Dsa, entry: &Entry) -> bool {
        let (version, secrets) = (self.source.version(), self.selection.secrets());
        let subject = Subject::new(dsa, version, entry, secrets);
        self.filter.matches(&subject.one_of(&self.questions))
    }

    fn is_late(&self, dsa: &Dsa) -> bool {
        let limit = Duration::from_secs(self.limit.seconds);
        self.started.is_some_and(|started| {
            dsa.clock
                .now()
                .duration_since(started)
                .is_ok_and(|spent| spent >= limit)
        })
    }

    fn is_full(&self) -> bool {
        let full = |limit: Option<usize>, count: usize| limit.is_some_and(|limit| count >= limit);
        full(self.limit.total, self.total)
            || self.page.is_none() && full(self.limit.page, self.in_page)
    }

    fn end(&mut self, out: &mut Vec<u8>, result: LdapResult) {
        self.write_references(out);
        self.code = Some(result.code);
        if result.code != ResultCode::SUCCESS {
            done(out, self.id, result, None);
        }
    }

    fn write_references(&mut self, out: &mut Vec<u8>) {
        for urls in self.references.drain(..) {
            Response::SearchReference(urls).encode_into(out, self.id, &[]);
        }
    }
}

fn done(out: &mut Vec<u8>, id: i32, result: LdapResult, cookie: Option<Vec<u8>>) {
    let controls: Vec<_> = cookie.map(paged_results::response).into_iter().collect();
    Response::SearchDone(result).encode_into(out, id, &controls);
}

/// How many items a filter has.
pub(super) fn parts(filter: &Filter) -> usize {
    match filter {
        Filter::And(parts_of) | Filter::Or(parts_of) => {
            1 + parts_of.iter().map(parts).sum::<usize>()
        }
        Filter::Not(part) => 1 + parts(part),
        _ => 1,
    }
}
