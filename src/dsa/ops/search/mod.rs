//! Search, RFC 4511 section 4.5: what may be asked, from where, and the cursor that answers.
//!
//! `search` checks and resolves; `chain` resolves LDAP_MATCHING_RULE_IN_CHAIN; `subject` is an entry as a filter sees
//! it; `selection` what of it is returned; `cursor` walks the candidates in batches; `referral` knows referral objects.

mod anr;
mod chain;
mod cursor;
mod explain;
pub(crate) mod pages;
mod prepare;
pub(crate) mod referral;
mod selection;
mod subject;

use std::sync::Arc;

pub(crate) use cursor::Cursor;
pub(crate) use explain::explain;
pub use explain::{Clause, Explanation};
pub(crate) use subject::Subject;

use cursor::{Limit, Search, Source};
use selection::Selection;

use crate::{
    directory::{
        dit::{Candidates, Dit},
        dn::Dn,
        entry::Entry,
        filter::{Compiled, Truth},
        matching::rule::MatchingRule,
        schema::Syntax,
    },
    dsa::{
        agent::{Database, Dsa},
        controls::{domain_scope, manage_dsa_it, paged_results},
        effort::{self, Effort, Ended},
        naming::{Named, read_dn},
        reply::{Reply, Work},
        root_dse,
        session::Session,
    },
    vendor::Situation,
    wire::{
        Control, Filter, LdapResult, Operation,
        request::{Scope, SearchRequest},
    },
};

pub(crate) fn search(
    session: &mut Session,
    dsa: &Dsa,
    id: i32,
    request: &SearchRequest,
    controls: &[Control],
) -> Reply {
    let begun = match begin(session, dsa, request, controls) {
        Ok(Begun::Resumed(mut cursor)) => {
            cursor.answer_to(id);
            return Reply::Cursor(cursor);
        }
        Ok(Begun::New(begun)) => begun,
        Err(refused) => return Reply::result(Operation::Search, refused),
    };
    if cursor::parts(&request.filter) <= effort::PARTS {
        let effort = Effort::at_once();
        let reply = reply(id, start(dsa, request, &begun, &effort));
        if effort.ended().is_none() {
            return reply;
        }
    }
    let request = request.clone();
    Reply::Work(Work::new(begun.limit.seconds, move |dsa, effort| {
        let started = start(dsa, &request, &begun, effort);
        match effort.ended() {
            Some(Ended::Late) => {
                let late = dsa.vendor.answer(Situation::TimeLimit, &[]);
                Reply::result(Operation::Search, late)
            }
            _ => reply(id, started),
        }
    }))
}

fn reply(id: i32, started: Result<Cursor, LdapResult>) -> Reply {
    match started {
        Ok(mut cursor) => {
            cursor.answer_to(id);
            Reply::Cursor(Box::new(cursor))
        }
        Err(result) => Reply::result(Operation::Search, result),
    }
}

enum Begun {
    /// It goes on with an earlier one.
    Resumed(Box<Cursor>),
    New(Search),
}

fn begin(
    session: &mut Session,
    dsa: &Dsa,
    request: &SearchRequest,
    controls: &[Control],
) -> Result<Begun, LdapResult> {
    check_numbers(dsa, request)?;
    let manage = manage_dsa_it::requested(&dsa.vendor, controls)?;
    let mut page = paged_results::requested(&dsa.vendor, controls)?;
    let limit = limit(session, dsa, request);
    if let Some(page) = &page
        && let Some(cursor) = pages::resume(&mut session.pages, dsa, request, page, limit.seconds)?
    {
        return Ok(Begun::Resumed(Box::new(cursor)));
    }
    let from_root = request.base.is_empty();
    if from_root {
        // The root DSE comes without a control (recorded cases `paged.on_rootdse`, `paged.rootdse`).
        page = None;
    }
    if !(from_root && request.scope == Scope::Base) {
        session.may_read(dsa)?;
    }
    Ok(Begun::New(Search {
        manage,
        without_references: domain_scope::requested(&dsa.vendor, controls),
        page: page.map(|page| page.size),
        limit,
        began: (limit.seconds > 0).then(|| dsa.clock.now()),
        tls: session.tls,
        admin: session.identity.admin,
    }))
}

fn start(
    dsa: &Dsa,
    request: &SearchRequest,
    begun: &Search,
    effort: &Effort<'_>,
) -> Result<Cursor, LdapResult> {
    let dit = dsa.version();
    let from_root = request.base.is_empty();
    let filter = filter_of(dsa, &dit, request, from_root);
    let compiled = prepare::compile(dsa, &dit, &filter, effort)?;
    let (source, references) = if from_root {
        (root(dsa, request)?, Vec::new())
    } else {
        let (base, exists) = base(dsa, &dit, request)?;
        if base == dsa.naming.subschema {
            let entry = subschema(dsa, &base);
            (
                Source::listed(dit.clone(), one_in_scope(request.scope, entry)),
                Vec::new(),
            )
        } else {
            let asked = Asked {
                request,
                filter: &compiled,
                written: &filter,
                begun,
                effort,
            };
            from(dsa, &dit, &base, exists, &asked)?
        }
    };
    let selection = Selection::new(dsa, request, from_root, begun.admin)?;
    Ok(Cursor::new(
        request, source, compiled, selection, begun, references,
    ))
}

/// AD's root DSE is returned whatever the filter says (recorded case `rootdse.*`).
fn filter_of(dsa: &Dsa, dit: &Dit, request: &SearchRequest, from_root: bool) -> Filter {
    if from_root && dsa.conduct().root_dse_for_any_filter {
        Filter::And(Vec::new())
    } else {
        prepare::rewrite(dsa, dit, &request.filter)
    }
}

fn check_numbers(dsa: &Dsa, request: &SearchRequest) -> Result<(), LdapResult> {
    let conduct = dsa.conduct();
    let unknown = request.scope == Scope::Children && !conduct.subordinate_scope;
    let situation = if matches!(request.scope, Scope::Other(_)) || unknown {
        Situation::InvalidScope
    } else if conduct.checks_numbers && !(0..=3).contains(&request.deref_aliases) {
        Situation::InvalidDeref
    } else if conduct.checks_numbers && request.size_limit < 0 {
        Situation::InvalidSizeLimit
    } else if conduct.checks_numbers && request.time_limit < 0 {
        Situation::InvalidTimeLimit
    } else {
        return Ok(());
    };
    Err(dsa.vendor.answer(situation, &[]))
}

/// The root DSE; below the empty base there is nothing that this server would search.
fn root(dsa: &Dsa, request: &SearchRequest) -> Result<Source, LdapResult> {
    if request.scope == Scope::Base {
        let entry = Arc::new(root_dse::root_dse(dsa));
        return Ok(Source::listed(dsa.version(), vec![entry]));
    }
    let scope = referral::scope_suffix(request.scope);
    if dsa.vendor.switches.default_referral.is_none() {
        return Err(dsa.vendor.answer(Situation::NoSuchBase, &[("matched", "")]));
    }
    Err(dsa.outside(Situation::OutsideRead, &Dn::root(), &scope))
}

/// The search base, in a naming context that this server holds, and whether there is an entry of this name.
fn base(dsa: &Dsa, dit: &Dit, request: &SearchRequest) -> Result<(Dn, bool), LdapResult> {
    let (dn, exists) = match read_dn(&dsa.naming, dit, &request.base) {
        Ok(Named::Dn(dn)) => {
            let exists = dit.get(&dn).is_some();
            // The name of an entry is one.
            if !exists && !dsa.understands(&dn) {
                return Err(dsa.invalid_dn(&request.base));
            }
            (dn, exists)
        }
        Ok(Named::Nobody) => {
            return Err(dsa.vendor.answer(Situation::NoSuchBase, &[("matched", "")]));
        }
        Err(_) => return Err(dsa.invalid_dn(&request.base)),
    };
    if dn != dsa.naming.subschema && dsa.naming.context_of(&dn).is_none() {
        let scope = referral::scope_suffix(request.scope);
        return Err(dsa.outside(Situation::OutsideRead, &dn, &scope));
    }
    Ok((dn, exists))
}

/// What decides which entries and references come from below a base.
struct Asked<'a> {
    request: &'a SearchRequest,
    filter: &'a Compiled,
    /// The same, not compiled.
    written: &'a Filter,
    begun: &'a Search,
    effort: &'a Effort<'a>,
}

/// The candidates below a base, and the search references that belong to it.
fn from(
    dsa: &Dsa,
    dit: &Dit,
    base: &Dn,
    exists: bool,
    asked: &Asked<'_>,
) -> Result<(Source, Vec<Vec<String>>), LdapResult> {
    let scope = asked.request.scope;
    if !asked.begun.manage
        && let Some(result) = referral::of_base(dsa, dit, base, scope)
    {
        return Err(result);
    }
    if !exists {
        return Err(dsa.no_such(Situation::NoSuchBase, dit, base));
    }
    let mut references = Vec::new();
    if !asked.begun.without_references {
        references = referral::to_contexts(dsa, base, scope, asked.begun.tls);
    }
    let mut source = Source::walk(candidates(dsa, dit, base, asked));
    if !asked.begun.manage {
        let (found, objects) = referral::below(dsa, dit, base, scope);
        if !asked.begun.without_references {
            references.extend(found);
        }
        source.without(objects);
    }
    Ok((source, references))
}

/// A directory of fewer entries is searched from end to end as fast as an index is built.
const SMALL: usize = 1_000;

/// What an entry counts for that an index is built over, when a link that is followed counts for one.
const INDEXED: usize = 20;

/// Most indexes that searches may ask for.
const MOST_INDEXES: usize = 64;

/// The candidates of a search; the first search that an index would have helped builds it.
fn candidates(dsa: &Dsa, dit: &Dit, base: &Dn, asked: &Asked<'_>) -> Candidates {
    let scope = asked.request.scope;
    let candidates = dit.candidates(base, scope, asked.filter);
    if dit.len() < SMALL || candidates.index_used().is_some() {
        return candidates;
    }
    if let Some(members) = prepare::members(dsa, dit, asked.written, asked.effort) {
        return dit.candidates(base, scope, &members);
    }
    let wanted = candidates.wanted();
    if wanted.is_empty() || dit.indexes().count() >= MOST_INDEXES {
        return candidates;
    }
    if !asked.effort.spend(dit.len() * wanted.len() * INDEXED) {
        return candidates;
    }
    if asked.effort.is_long() {
        return indexed_apart(dsa, dit, base, asked, wanted).unwrap_or(candidates);
    }
    let mut current = dsa.write();
    let unchanged = current.version() == dit.version();
    for attribute in wanted {
        current.index_on(attribute);
    }
    if !unchanged {
        // Somebody wrote meanwhile: this search goes on with what it has seen.
        return candidates;
    }
    current.candidates(base, scope, asked.filter)
}

/// The same by indexes that are built beside the directory, which takes them over unless somebody writes meanwhile.
fn indexed_apart(
    dsa: &Dsa,
    dit: &Dit,
    base: &Dn,
    asked: &Asked<'_>,
    wanted: &[String],
) -> Option<Candidates> {
    let mut indexed = dit.clone();
    for attribute in wanted {
        indexed.index_on_while(attribute, &|entries| asked.effort.spend(entries * INDEXED));
    }
    if asked.effort.ended().is_some() {
        return None;
    }
    dsa.install(dit.version(), indexed.clone());
    Some(indexed.candidates(base, asked.request.scope, asked.filter))
}

/// What a filter says of one entry of the directory, by its indexes where they know.
pub(crate) fn truth(
    dsa: &Dsa,
    dit: &Dit,
    entry: &Entry,
    filter: &Compiled,
    secrets: bool,
) -> Truth {
    let mut candidates = dit.candidates(entry.dn(), Scope::Base, filter);
    if candidates.next().is_none() {
        return Truth::False;
    }
    let questions = subject::Questions::new(candidates.settled());
    filter.evaluate(&Subject::new(dsa, dit, entry, secrets).one_of(&questions))
}

fn one_in_scope(scope: Scope, entry: Entry) -> Vec<Arc<Entry>> {
    match scope {
        Scope::Base | Scope::Sub => vec![Arc::new(entry)],
        _ => Vec::new(),
    }
}

/// The subschema subentry, RFC 4512 section 4.2.
fn subschema(dsa: &Dsa, dn: &Dn) -> Entry {
    let schema = &dsa.schema;
    let mut entry = Entry::new(dn.clone());
    let subschema = dsa.conduct().subschema;
    entry.set("objectClass", subschema.classes.iter().copied());
    entry.set("cn", [subschema.cn]);
    let types = schema.attribute_types();
    if subschema.brief {
        entry.set(
            "attributeTypes",
            types
                .map(|kind| kind.active_directory_definition())
                .collect::<Vec<_>>(),
        );
    } else {
        entry.set(
            "attributeTypes",
            types.map(|kind| kind.definition()).collect::<Vec<_>>(),
        );
        entry.set(
            "matchingRules",
            MatchingRule::all()
                .iter()
                .map(MatchingRule::definition)
                .collect::<Vec<_>>(),
        );
        entry.set(
            "ldapSyntaxes",
            Syntax::ALL
                .iter()
                .map(|syntax| syntax.definition())
                .collect::<Vec<_>>(),
        );
    }
    entry.set(
        "objectClasses",
        schema
            .object_classes()
            .map(|class| class.definition())
            .collect::<Vec<_>>(),
    );
    entry
}

/// The database that is searched, where it has settings of its own.
fn database<'d>(dsa: &'d Dsa, request: &SearchRequest) -> Option<&'d Database> {
    if dsa.root.databases.is_empty() {
        return None;
    }
    let base = Dn::from_bytes(&request.base).ok()?;
    dsa.root.database(dsa.naming.context_of(&base))
}

/// How many entries the search may return.
fn limit(session: &Session, dsa: &Dsa, request: &SearchRequest) -> Limit {
    let switches = &dsa.vendor.switches;
    let database = database(dsa, request);
    let server = if session.identity.admin {
        0
    } else {
        let own = database.and_then(|database| database.size_limit);
        own.unwrap_or(switches.size_limit)
    };
    let client = usize::try_from(request.size_limit).unwrap_or(0);
    let total = [client, server]
        .into_iter()
        .filter(|limit| *limit > 0)
        .min();
    let page = Some(switches.max_page_size).filter(|limit| *limit > 0);
    let asked = u64::try_from(request.time_limit).unwrap_or(0);
    let own = database
        .filter(|_| !session.identity.admin)
        .map_or(0, |database| database.time_limit);
    let seconds = [asked, own].into_iter().filter(|limit| *limit > 0).min();
    let seconds = seconds.unwrap_or(0);
    Limit {
        total,
        page,
        seconds,
    }
}
