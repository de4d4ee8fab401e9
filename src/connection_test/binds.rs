//! Binds of the test: what the server says with them, and what a refused name may have been meant as.

use super::course::Course;
use crate::{
    client::{
        Bound, Client, Entry, Error, Search,
        bind_name::{Form, escaped, form},
    },
    diagnosis::Code,
    directory::dn::Dn,
    identity::Capabilities,
};

/// Passes on what the server said of a password.
pub(super) fn hear(course: &mut Course, bound: &Bound) {
    if let Some(warning) = bound.warning() {
        course.warn(warning);
    }
}

/// Notes what a refused name may have been meant as, where its form is none that servers read: as far as that is known or the root DSE tells it.
/// The password is not tried with another name, for that could lock the account.
pub(super) async fn suggest(course: &mut Course, client: &mut Client, name: &str, error: &Error) {
    let refused = [
        Code::BIND_NAME_FORM,
        Code::BIND_UNKNOWN_USER,
        Code::BIND_INVALID_DN,
    ];
    if !refused.contains(&error.code()) {
        return;
    }
    let meant = match form(name) {
        Form::Usual => None,
        Form::BrokenDn => escaped(name),
        Form::Bare if name.contains(char::is_whitespace) => None,
        Form::Bare => {
            let capabilities = Capabilities::read(client).await.ok();
            let domain = capabilities.and_then(|capabilities| domain(&capabilities));
            domain.map(|domain| format!("{name}@{domain}"))
        }
    };
    if let Some(meant) = meant {
        course.note("try_name", meant);
    }
}

/// What is known of the account beyond a refusal that says nothing: OpenLDAP's mark of a locked account, where it can be read. Without
/// `ppolicy_use_lockout` slapd does not tell.
pub(super) async fn look_closer(
    course: &mut Course,
    client: &mut Client,
    user: &Entry,
    error: Error,
) -> Error {
    const LOCKED: &str = "pwdAccountLockedTime";
    /// Until an administrator unlocks it, draft-behera-ldap-password-policy-10 section 5.3.3.
    const FOR_GOOD: &str = "000001010000Z";
    if error.code() != Code::BIND_INVALID_CREDENTIALS {
        return error;
    }
    let search = Search::entry(&user.dn).attributes([LOCKED]);
    let found = client.search(&search).await.map(|found| found.entries);
    let entry = found.unwrap_or_default().into_iter().next();
    let Some(since) = entry.as_ref().and_then(|entry| entry.text(LOCKED)) else {
        return error;
    };
    course.note("pwdAccountLockedTime", since);
    let (code, words) = match since {
        FOR_GOOD => (Code::BIND_ACCOUNT_LOCKED, "is locked for good"),
        _ => (
            error.code(),
            "was locked after wrong passwords, and may be so still",
        ),
    };
    let detail = format!("{}; the account {words}", error.detail());
    error.recoded(code).with_detail(detail)
}

/// The DNS name of the domain, for servers that have one: that of its naming context, RFC 2247.
fn domain(capabilities: &Capabilities) -> Option<String> {
    let base = capabilities.default_base.as_ref();
    let base = Dn::parse(base.filter(|_| capabilities.active_directory)?).ok()?;
    let labels: Option<Vec<String>> = base
        .rdns()
        .map(|rdn| {
            let label = String::from_utf8(rdn.value().to_vec()).ok();
            label.filter(|_| rdn.attribute().eq_ignore_ascii_case("dc"))
        })
        .collect();
    labels.map(|labels| labels.join(".").to_lowercase())
}
