//! MS-ADTS 3.1.1.3.2 and 3.1.1.3.4: the root DSE, and who may ask for more.

use crate::conformance::{
    answer::Answer,
    case::{
        Case,
        Need::{ActiveDirectory, Identity},
        quirk,
    },
    expect::{code, success},
    names::Names,
    step::{Ask, Op, Step::Reconnect, ask, base, search, sub},
};

const ROOT: Ask = base("");

/// The diagnostic message has a text in it.
fn says(answer: &Answer, text: &str) -> Result<(), String> {
    let told = answer.result().map(|own| own.diagnostic.to_string());
    let told = told.unwrap_or_default();
    match told.contains(text) {
        true => Ok(()),
        false => Err(format!(
            "the diagnostic message is `{told}`, it lacks `{text}`"
        )),
    }
}

fn data_52e(answer: &Answer, _: &Names) -> Result<(), String> {
    says(answer, "data 52e")
}

pub(super) const CASES: &[Case] = &[
    quirk(
        "active-directory/root-dse/capability",
        "supportedCapabilities says Active Directory.",
    )
    .needs(&[ActiveDirectory])
    .steps(&[search(
        ROOT.attributes(&["supportedCapabilities"]),
        success().has(&[("supportedCapabilities", &["1.2.840.113556.1.4.800"])]),
    )]),
    quirk(
        "active-directory/root-dse/default-naming-context",
        "defaultNamingContext is one of the naming contexts.",
    )
    .needs(&[ActiveDirectory])
    .steps(&[search(
        ROOT.attributes(&["defaultNamingContext", "namingContexts"]),
        success().look(|answer, _| {
            let own = answer.first("defaultNamingContext");
            let entries = answer.entries();
            let mut all = entries
                .iter()
                .flat_map(|entry| &entry.attributes)
                .filter(|own| own.description.eq_ignore_ascii_case("namingContexts"))
                .flat_map(|own| &own.values);
            match all.any(|value| Some(value) == own.as_ref()) {
                true => Ok(()),
                false => Err("it is none of namingContexts".to_owned()),
            }
        }),
    )]),
    quirk(
        "active-directory/root-dse/operational-unasked",
        "What is operational in the RFC comes without being asked for.",
    )
    .needs(&[ActiveDirectory])
    .steps(&[search(
        ROOT,
        success().has(&[
            ("namingContexts", &[]),
            ("supportedControl", &[]),
            ("supportedLDAPVersion", &["3", "2"]),
            ("dnsHostName", &[]),
            ("currentTime", &[]),
            ("configurationNamingContext", &[]),
            ("schemaNamingContext", &[]),
            ("rootDomainNamingContext", &[]),
            ("domainFunctionality", &[]),
            ("forestFunctionality", &[]),
            ("highestCommittedUSN", &[]),
            ("dsServiceName", &[]),
            ("serverName", &[]),
            ("ldapServiceName", &[]),
        ]),
    )]),
    quirk(
        "active-directory/root-dse/anonymous",
        "The root DSE is anybody's to read.",
    )
    .needs(&[ActiveDirectory])
    .steps(&[
        Reconnect,
        search(
            ROOT,
            success().count(1, 1).has(&[("defaultNamingContext", &[])]),
        ),
    ]),
    quirk(
        "active-directory/root-dse/anonymous-no-further",
        "Nothing else is: operationsError, with a text that says that a bind must come first.",
    )
    .needs(&[ActiveDirectory])
    .steps(&[
        Reconnect,
        search(
            sub("{base}").attributes(&["1.1"]).size_limit(1),
            code(&[1])
                .count(0, 0)
                .look(|answer, _| says(answer, "000004DC")),
        ),
    ]),
    quirk(
        "active-directory/bind/wrong-password",
        "A wrong password answers invalidCredentials, with `data 52e`.",
    )
    .needs(&[ActiveDirectory, Identity])
    .steps(&[
        Reconnect,
        ask(
            Op::Bind("{bind}", "certainly not it"),
            code(&[49]).look(data_52e),
        ),
    ]),
    quirk(
        "active-directory/bind/unknown-name",
        "An unknown name is told the same.",
    )
    .needs(&[ActiveDirectory])
    .steps(&[
        Reconnect,
        ask(
            Op::Bind("CN=there is none,{base}", "certainly not it"),
            code(&[49]).look(data_52e),
        ),
    ]),
    quirk(
        "active-directory/bind/name-without-password",
        "A bind with a name and no password succeeds and makes nobody of the session.",
    )
    .needs(&[ActiveDirectory, Identity])
    .steps(&[
        Reconnect,
        ask(Op::Bind("{bind}", ""), success()),
        search(base("{base}").attributes(&["1.1"]), code(&[1])),
    ]),
    quirk(
        "active-directory/search/no-such-object",
        "A name that does not exist is told with `0000208D` and the last one on the way that does.",
    )
    .needs(&[ActiveDirectory, Identity])
    .steps(&[search(
        base("CN=there is none,{base}"),
        code(&[32])
            .matched("{base}")
            .look(|answer, _| says(answer, "0000208D")),
    )]),
];
