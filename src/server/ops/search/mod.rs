//! Search, RFC 4511 section 4.5: what may be asked, from where, and the cursor that answers.
//!
//! `search` checks and resolves; `chain` resolves LDAP_MATCHING_RULE_IN_CHAIN; `subject` is an entry as a filter sees
//! it; `selection` what of it is returned; `cursor` walks the candidates in batches; `referral` knows referral objects.

mod anr;
mod chain;
mod cursor;
mod explain;
mod prepare;
pub(in crate::server) mod referral;
mod selection;
mod subject;

use std::sync::Arc;

pub(in crate::server) use cursor::Cursor;
pub(in crate::server) use explain::explain;
pub use explain::{Clause, Explanation};
pub(in crate::server) use subject::Subject;

use cursor::{Limit, Source};
use selection::Selection;

use crate::{
    directory::{
        dit::{Candidates, Dit},
        dn::Dn,
        entry::Entry,
        filter::Compiled,
        matching::rule::MatchingRule,
        schema::Syntax,
    },
    server::{
        backend::Backend,
        controls::{domain_scope, manage_dsa_it, paged_results},
        naming::{Named, read_dn},
        profile::{Situation, key},
        reply::Reply,
        root_dse,
        session::Session,
    },
    transcript::Operation,
    wire::{
        Control, Filter, LdapResult,
        request::{Scope, SearchRequest},
    },
};

pub(in crate::server) fn search(
    session: &mut Session,
    backend: &Backend,
    id: i32,
    request: &SearchRequest,
    controls: &[Control],
) -> Reply {
    match start(session, backend, request, controls) {
        Ok(mut cursor) => {
            cursor.answer_to(id);
            Reply::Cursor(Box::new(cursor))
        }
        Err(result) => Reply::result(Operation::Search, result),
    }
}

fn start(
    session: &mut Session,
    backend: &Backend,
    request: &SearchRequest,
    controls: &[Control],
) -> Result<Cursor, LdapResult> {
    check_numbers(backend, request)?;
    let manage = manage_dsa_it::requested(&backend.vendor, controls)?;
    let mut page = paged_results::requested(&backend.vendor, controls)?;
    if let Some(page) = &page
        && let Some(cursor) = paged_results::resume(session, backend, request, page)?
    {
        return Ok(cursor);
    }
    let dit = backend.version();
    let from_root = request.base.is_empty();
    if from_root {
        // The root DSE comes without a control (recorded cases `paged.on_rootdse`, `paged.rootdse`).
        page = None;
    }
    if !(from_root && request.scope == Scope::Base) {
        session.may_read(backend)?;
    }
    let filter = filter_of(backend, &dit, request, from_root);
    let compiled = prepare::compile(backend, &dit, &filter)?;
    let (source, references) = if from_root {
        (root(backend, request)?, Vec::new())
    } else {
        let base = base(backend, &dit, request)?;
        if base == backend.naming.subschema {
            let entry = subschema(backend, &base);
            (
                Source::listed(dit.clone(), one_in_scope(request.scope, entry)),
                Vec::new(),
            )
        } else {
            let without_references = domain_scope::requested(&backend.vendor, controls);
            let asked = Asked {
                request,
                filter: &compiled,
                written: &filter,
                manage,
                without_references,
                tls: session.tls,
            };
            from(backend, &dit, &base, &asked)?
        }
    };
    let selection = Selection::new(backend, request, from_root, session)?;
    let limit = limit(session, backend, request);
    Ok(Cursor::new(
        backend,
        request,
        source,
        compiled,
        selection,
        limit,
        references,
        page.map(|page| page.size),
    ))
}

/// AD's root DSE is returned whatever the filter says (recorded case `rootdse.*`).
fn filter_of(backend: &Backend, dit: &Dit, request: &SearchRequest, from_root: bool) -> Filter {
    if from_root && backend.naming.domain.is_some() {
        Filter::And(Vec::new())
    } else {
        prepare::rewrite(backend, dit, &request.filter)
    }
}

fn check_numbers(backend: &Backend, request: &SearchRequest) -> Result<(), LdapResult> {
    let domain = backend.naming.domain.is_some();
    let situation =
        if matches!(request.scope, Scope::Other(_)) || domain && request.scope == Scope::Children {
            Situation::InvalidScope
        } else if !domain && !(0..=3).contains(&request.deref_aliases) {
            Situation::InvalidDeref
        } else if !domain && request.size_limit < 0 {
            Situation::InvalidSizeLimit
        } else if !domain && request.time_limit < 0 {
            Situation::InvalidTimeLimit
        } else {
            return Ok(());
        };
    Err(backend.vendor.answer(situation, &[]))
}

/// The root DSE; below the empty base there is nothing that this server would search.
fn root(backend: &Backend, request: &SearchRequest) -> Result<Source, LdapResult> {
    if request.scope == Scope::Base {
        let entry = Arc::new(root_dse::root_dse(backend));
        return Ok(Source::listed(backend.version(), vec![entry]));
    }
    let scope = referral::scope_suffix(request.scope);
    if backend
        .vendor
        .switches
        .text(key::DEFAULT_REFERRAL)
        .is_empty()
    {
        return Err(backend
            .vendor
            .answer(Situation::NoSuchBase, &[("matched", "")]));
    }
    Err(backend.outside(Situation::OutsideRead, &Dn::root(), &scope))
}

/// The search base, that this server holds.
fn base(backend: &Backend, dit: &Dit, request: &SearchRequest) -> Result<Dn, LdapResult> {
    let dn = match read_dn(&backend.naming, dit, &request.base) {
        Ok(Named::Dn(dn)) if backend.understands(&dn) => dn,
        Ok(Named::Dn(_)) => return Err(backend.invalid_dn(&request.base)),
        Ok(Named::Nobody) => {
            return Err(backend
                .vendor
                .answer(Situation::NoSuchBase, &[("matched", "")]));
        }
        Err(_) => return Err(backend.invalid_dn(&request.base)),
    };
    if dn != backend.naming.subschema && backend.naming.context_of(&dn).is_none() {
        let scope = referral::scope_suffix(request.scope);
        return Err(backend.outside(Situation::OutsideRead, &dn, &scope));
    }
    Ok(dn)
}

/// What decides which entries and references come from below a base.
struct Asked<'a> {
    request: &'a SearchRequest,
    filter: &'a Compiled,
    /// The same, not compiled.
    written: &'a Filter,
    manage: bool,
    without_references: bool,
    tls: bool,
}

/// The candidates below a base, and the search references that belong to it.
fn from(
    backend: &Backend,
    dit: &Dit,
    base: &Dn,
    asked: &Asked<'_>,
) -> Result<(Source, Vec<Vec<String>>), LdapResult> {
    let scope = asked.request.scope;
    if !asked.manage
        && let Some(result) = referral::of_base(backend, dit, base, scope)
    {
        return Err(result);
    }
    if dit.get(base).is_none() {
        return Err(backend.no_such(Situation::NoSuchBase, dit, base));
    }
    let mut references = Vec::new();
    if !asked.without_references {
        references = referral::to_contexts(backend, base, scope, asked.tls);
    }
    let mut source = Source::walk(candidates(backend, dit, base, asked));
    if !asked.manage {
        let (found, objects) = referral::below(backend, dit, base, scope);
        if !asked.without_references {
            references.extend(found);
        }
        source.without(objects);
    }
    Ok((source, references))
}

/// A directory of fewer entries is searched from end to end as fast as an index is built.
const SMALL: usize = 1_000;

/// Most indexes that searches may ask for.
const MOST_INDEXES: usize = 64;

/// The candidates of a search; the first search that an index would have helped builds it.
fn candidates(backend: &Backend, dit: &Dit, base: &Dn, asked: &Asked<'_>) -> Candidates {
    let scope = asked.request.scope;
    let candidates = dit.candidates(base, scope, asked.filter);
    if dit.len() < SMALL || candidates.index_used().is_some() {
        return candidates;
    }
    if let Some(members) = prepare::members(backend, dit, asked.written) {
        return dit.candidates(base, scope, &members);
    }
    let wanted = candidates.wanted();
    if wanted.is_empty() || dit.indexes().count() >= MOST_INDEXES {
        return candidates;
    }
    let mut current = backend.write();
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

fn one_in_scope(scope: Scope, entry: Entry) -> Vec<Arc<Entry>> {
    match scope {
        Scope::Base | Scope::Sub => vec![Arc::new(entry)],
        _ => Vec::new(),
    }
}

/// The subschema subentry, RFC 4512 section 4.2.
fn subschema(backend: &Backend, dn: &Dn) -> Entry {
    let schema = &backend.schema;
    let mut entry = Entry::new(dn.clone());
    let domain = backend.naming.domain.is_some();
    if domain {
        entry.set("objectClass", ["top", "subSchema"]);
    } else {
        entry.set(
            "objectClass",
            ["top", "subentry", "subschema", "extensibleObject"],
        );
    }
    entry.set("cn", [if domain { "Aggregate" } else { "Subschema" }]);
    let types = schema.attribute_types();
    if domain {
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

/// How many entries the search may return.
fn limit(session: &Session, backend: &Backend, request: &SearchRequest) -> Limit {
    let switches = &backend.vendor.switches;
    let server = if session.identity.admin {
        0
    } else {
        switches.number(key::SIZE_LIMIT)
    };
    let client = usize::try_from(request.size_limit).unwrap_or(0);
    let total = [client, server]
        .into_iter()
        .filter(|limit| *limit > 0)
        .min();
    let page = Some(switches.number(key::MAX_PAGE_SIZE)).filter(|limit| *limit > 0);
    let seconds = u64::try_from(request.time_limit).unwrap_or(0);
    Limit {
        total,
        page,
        seconds,
    }
}
