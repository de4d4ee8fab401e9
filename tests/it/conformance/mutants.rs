//! Plausible mistakes of a server, made by rewriting its answers: none knows a case, and each is found.

use ldaplab::{
    conformance::{self, Selection, Verdict},
    server::any,
    wire::{Control, LdapResult, Request, Response, ResultCode},
};

use super::{
    manner,
    matrix::{Messages, result, rewriting},
    server, target,
};

/// A mistake: its name, the kind of request that it concerns (none for all), and what it does to the messages that answer one.
type Mutant = (&'static str, &'static str, fn(&Request, &mut Messages));

/// Takes a refusal for a success.
fn passes_over(messages: &mut Messages, codes: &[u32]) {
    for (response, _) in messages {
        if let Some(result) = result(response)
            && codes.contains(&result.code.0)
        {
            *result = LdapResult::success();
        }
    }
}

fn answers(messages: &mut Messages, from: u32, to: u32) {
    for (response, _) in messages {
        if let Some(result) = result(response)
            && result.code.0 == from
        {
            result.code = ResultCode(to);
        }
    }
}

fn forgets_matched_dn(messages: &mut Messages) {
    for (response, _) in messages {
        if let Some(result) = result(response) {
            result.matched_dn.clear();
        }
    }
}

macro_rules! is {
    ($request:expr, $kind:ident) => {
        matches!($request, Request::$kind(..))
    };
}

const MUTANTS: &[Mutant] = &[
    (
        "a compare is always true",
        "Compare",
        |request, messages| {
            if is!(request, Compare) {
                answers(messages, 5, 6);
            }
        },
    ),
    (
        "a compare is always false",
        "Compare",
        |request, messages| {
            if is!(request, Compare) {
                answers(messages, 6, 5);
            }
        },
    ),
    (
        "a compare with a missing entry is false",
        "Compare",
        |request, messages| {
            if is!(request, Compare) {
                answers(messages, 32, 5);
            }
        },
    ),
    (
        "compare forgets matchedDN",
        "Compare",
        |request, messages| {
            if is!(request, Compare) {
                forgets_matched_dn(messages);
            }
        },
    ),
    ("search forgets matchedDN", "Search", |request, messages| {
        if is!(request, Search) {
            forgets_matched_dn(messages);
        }
    }),
    ("add forgets matchedDN", "Add", |request, messages| {
        if is!(request, Add) {
            forgets_matched_dn(messages);
        }
    }),
    ("delete forgets matchedDN", "Delete", |request, messages| {
        if is!(request, Delete) {
            forgets_matched_dn(messages);
        }
    }),
    ("modify forgets matchedDN", "Modify", |request, messages| {
        if is!(request, Modify) {
            forgets_matched_dn(messages);
        }
    }),
    (
        "modify DN forgets matchedDN",
        "ModifyDn",
        |request, messages| {
            if is!(request, ModifyDn) {
                forgets_matched_dn(messages);
            }
        },
    ),
    (
        "an add of what exists is taken for one that succeeded",
        "Add",
        |request, messages| {
            if is!(request, Add) {
                passes_over(messages, &[68]);
            }
        },
    ),
    (
        "an add breaks the schema and nobody says so",
        "Add",
        |request, messages| {
            if is!(request, Add) {
                passes_over(messages, &[65]);
            }
        },
    ),
    (
        "an add of an unknown attribute is taken",
        "Add",
        |request, messages| {
            if is!(request, Add) {
                passes_over(messages, &[16, 17]);
            }
        },
    ),
    (
        "an add of a value that is none is taken",
        "Add",
        |request, messages| {
            if is!(request, Add) {
                passes_over(messages, &[21]);
            }
        },
    ),
    (
        "an add with constraints broken is taken",
        "Add",
        |request, messages| {
            if is!(request, Add) {
                passes_over(messages, &[19, 20]);
            }
        },
    ),
    (
        "an add under no name is taken",
        "Add",
        |request, messages| {
            if is!(request, Add) {
                passes_over(messages, &[34]);
            }
        },
    ),
    (
        "a delete of what is above others is taken",
        "Delete",
        |request, messages| {
            if is!(request, Delete) {
                passes_over(messages, &[66]);
            }
        },
    ),
    (
        "a delete of nothing succeeds",
        "Delete",
        |request, messages| {
            if is!(request, Delete) {
                passes_over(messages, &[32]);
            }
        },
    ),
    (
        "a delete under no name succeeds",
        "Delete",
        |request, messages| {
            if is!(request, Delete) {
                passes_over(messages, &[34]);
            }
        },
    ),
    (
        "a value that is there is added again",
        "Modify",
        |request, messages| {
            if is!(request, Modify) {
                passes_over(messages, &[20]);
            }
        },
    ),
    (
        "what is not there is deleted",
        "Modify",
        |request, messages| {
            if is!(request, Modify) {
                passes_over(messages, &[16]);
            }
        },
    ),
    (
        "a modify breaks the schema and nobody says so",
        "Modify",
        |request, messages| {
            if is!(request, Modify) {
                passes_over(messages, &[65]);
            }
        },
    ),
    (
        "a modify of an unknown attribute is taken",
        "Modify",
        |request, messages| {
            if is!(request, Modify) {
                passes_over(messages, &[17]);
            }
        },
    ),
    (
        "a modify to a value that is none is taken",
        "Modify",
        |request, messages| {
            if is!(request, Modify) {
                passes_over(messages, &[21]);
            }
        },
    ),
    (
        "what only the server writes is modified",
        "Modify",
        |request, messages| {
            if is!(request, Modify) {
                passes_over(messages, &[19]);
            }
        },
    ),
    (
        "a modify under no name is taken",
        "Modify",
        |request, messages| {
            if is!(request, Modify) {
                passes_over(messages, &[34]);
            }
        },
    ),
    (
        "a rename onto another entry is taken",
        "ModifyDn",
        |request, messages| {
            if is!(request, ModifyDn) {
                passes_over(messages, &[68]);
            }
        },
    ),
    (
        "a move to nowhere is taken",
        "ModifyDn",
        |request, messages| {
            if is!(request, ModifyDn) {
                passes_over(messages, &[32]);
            }
        },
    ),
    (
        "a move below itself is taken",
        "ModifyDn",
        |request, messages| {
            if is!(request, ModifyDn) {
                passes_over(messages, &[53]);
            }
        },
    ),
    (
        "a rename to no RDN is taken",
        "ModifyDn",
        |request, messages| {
            if is!(request, ModifyDn) {
                passes_over(messages, &[34]);
            }
        },
    ),
    (
        "a rename breaks the schema and nobody says so",
        "ModifyDn",
        |request, messages| {
            if is!(request, ModifyDn) {
                passes_over(messages, &[64, 65]);
            }
        },
    ),
    (
        "a rename to an unknown attribute is taken",
        "ModifyDn",
        |request, messages| {
            if is!(request, ModifyDn) {
                passes_over(messages, &[16, 17, 34, 64]);
            }
        },
    ),
    ("any password will do", "Bind", |request, messages| {
        if is!(request, Bind) {
            passes_over(messages, &[49]);
        }
    }),
    (
        "a simple bind is answered with credentials",
        "Bind",
        |request, messages| {
            for (response, _) in messages.iter_mut().filter(|_| is!(request, Bind)) {
                if let Response::Bind {
                    sasl_credentials, ..
                } = response
                {
                    *sasl_credentials = Some(b"other".to_vec());
                }
            }
        },
    ),
    ("any version will do", "Bind", |request, messages| {
        if is!(request, Bind) {
            passes_over(messages, &[2]);
        }
    }),
    ("any mechanism will do", "Bind", |request, messages| {
        if is!(request, Bind) {
            passes_over(messages, &[7]);
        }
    }),
    (
        "any extended operation succeeds",
        "Extended",
        |request, messages| {
            if is!(request, Extended) {
                passes_over(messages, &[2]);
            }
        },
    ),
    ("critical controls are ignored", "", |_, messages| {
        passes_over(messages, &[12])
    }),
    (
        "the last entry of a search is lost",
        "Search",
        |request, messages| {
            let is_entry =
                |own: &(Response, Vec<Control>)| matches!(own.0, Response::SearchEntry(_));
            if is!(request, Search)
                && messages.iter().filter(|own| is_entry(own)).count() > 1
                && let Some(at) = messages.iter().rposition(is_entry)
            {
                messages.remove(at);
            }
        },
    ),
    ("an attribute is lost", "Search", |request, messages| {
        for (response, _) in messages {
            if is!(request, Search)
                && let Response::SearchEntry(entry) = response
            {
                entry
                    .attributes
                    .retain(|own| !own.description.eq_ignore_ascii_case("sn"));
            }
        }
    }),
    (
        "only the first value of an attribute comes",
        "Search",
        |request, messages| {
            for (response, _) in messages {
                if is!(request, Search)
                    && let Response::SearchEntry(entry) = response
                    && !entry.dn.is_empty()
                {
                    entry
                        .attributes
                        .iter_mut()
                        .for_each(|own| own.values.truncate(1));
                }
            }
        },
    ),
    ("the root DSE has a name", "Search", |request, messages| {
        for (response, _) in messages {
            if is!(request, Search)
                && let Response::SearchEntry(entry) = response
                && entry.dn.is_empty()
            {
                entry.dn = b"cn=root".to_vec();
            }
        }
    }),
];

#[test]
fn every_mutant_is_found() {
    let mut found = std::collections::BTreeSet::new();
    let mut alive = Vec::new();
    let server = server();
    let sane = conformance::run_in(&target(&server), &Selection::all(), &manner(), &|_| {});
    let start = server.snapshot();
    for (name, kind, change) in MUTANTS {
        server.restore(&start);
        // What a case does not ask cannot be answered wrongly.
        let asks = |record: &[String]| {
            let asked = record.iter().filter(|line| line.starts_with('>'));
            asked.clone().any(|line| line.contains(&format!(" {kind}")))
        };
        let concerned = sane.outcomes.iter().filter(|own| asks(&own.record));
        let selection = concerned.fold(Selection::all(), |all, own| all.case(own.case.id));
        let _mistake = server.inject(any(), rewriting(*change));
        let report = conformance::run_in(&target(&server), &selection, &manner(), &|_| {});
        let killed: Vec<&str> = (report.outcomes.iter())
            .filter(|own| {
                matches!(&own.verdict, Verdict::Failed(why) if !why.starts_with("it could not be run"))
                    || matches!(own.verdict, Verdict::DeviatesNoLonger(_))
            })
            .map(|own| own.case.id)
            .collect();
        if killed.is_empty() {
            alive.push(*name);
        }
        if killed.len() <= 10 {
            found.extend(killed);
        }
    }
    assert_eq!(alive, [""; 0]);
    // The cases that a mutant singles out; the number may only rise.
    assert!(found.len() >= 105, "{}", found.len());
}
