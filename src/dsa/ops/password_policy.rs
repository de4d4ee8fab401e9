//! OpenLDAP's ppolicy overlay (slapo-ppolicy(5), draft-behera-ldap-password-policy-10), as far as binds go: lockouts, resets,
//! expiry, grace. Recorded from slapd 2.5.13.

use std::time::{Duration, SystemTime};

use crate::{
    clock::generalized_time,
    directory::{dit::Dit, dn::Dn, entry::Entry},
    dsa::agent::Dsa,
    dsa::{
        controls::password_policy::{PolicyError, PolicyResponse, PolicyWarning},
        operational::timestamp,
        session::Session,
    },
    vendor::{Situation, key::Ppolicy},
    wire::{LdapResult, Request, request::Scope},
};

/// What holds for an entry: the attributes of its policy (the draft's section 5.2).
#[derive(Clone, Copy, Debug, Default)]
struct Policy {
    lockout: bool,
    must_change: bool,
    /// Whether a password that somebody else set must be changed.
    marks_resets: bool,
    max_failure: u64,
    lockout_duration: u64,
    failure_interval: u64,
    max_age: u64,
    expire_warning: u64,
    grace: u64,
}

/// What becomes of a bind with the right password.
pub(super) struct Verdict {
    pub(super) response: PolicyResponse,
    pub(super) refused: bool,
    /// Whether nothing but a new password is allowed.
    pub(super) must_change: bool,
}

/// Whether the overlay is there.
pub(super) fn is_on(dsa: &Dsa) -> bool {
    dsa.vendor.switches.ppolicy != Ppolicy::Off
}

impl Policy {
    /// The policy that the entry names, or the default one, or what the switches say.
    fn of(dsa: &Dsa, dit: &Dit, entry: &Entry) -> Self {
        let default = dsa.vendor.switches.ppolicy_default.as_deref();
        let named = entry.text("pwdPolicySubentry");
        match named.or(default) {
            // A policy that is not there holds nobody, as in slapd.
            Some(dn) => Dn::parse(dn)
                .ok()
                .and_then(|dn| dit.get(&dn))
                .map_or_else(Self::default, |policy| Self::read(policy)),
            None => Self {
                lockout: true,
                must_change: true,
                max_failure: dsa.vendor.switches.lockout_threshold,
                ..Self::default()
            },
        }
    }

    fn read(policy: &Entry) -> Self {
        let is = |attribute| {
            policy
                .text(attribute)
                .is_some_and(|text| text.eq_ignore_ascii_case("TRUE"))
        };
        let number = |attribute| {
            let text = policy.text(attribute);
            text.and_then(|text| text.parse().ok()).unwrap_or(0)
        };
        Self {
            lockout: is("pwdLockout"),
            must_change: is("pwdMustChange"),
            marks_resets: is("pwdMustChange"),
            max_failure: number("pwdMaxFailure"),
            lockout_duration: number("pwdLockoutDuration"),
            failure_interval: number("pwdFailureCountInterval"),
            max_age: number("pwdMaxAge"),
            expire_warning: number("pwdExpireWarning"),
            grace: number("pwdGraceAuthNLimit"),
        }
    }

    /// `pwdAccountLockedTime`, where it is not over; `pwdStartTime` and `pwdEndTime` hold without a lockout policy too.
    fn locks(&self, entry: &Entry, now: SystemTime) -> bool {
        let before = |attribute| time(entry, attribute).is_some_and(|time| now < time);
        let after = |attribute| time(entry, attribute).is_some_and(|time| now >= time);
        if before("pwdStartTime") || after("pwdEndTime") {
            return true;
        }
        let Some(text) = entry.text("pwdAccountLockedTime").filter(|_| self.lockout) else {
            return false;
        };
        let forever = self.lockout_duration == 0 || text == FOREVER;
        forever
            || generalized_time::parse(text)
                .is_none_or(|since| now < since + Duration::from_secs(self.lockout_duration))
    }
}

/// The value of `pwdAccountLockedTime` that no time ends, the draft's section 5.3.3.
pub(crate) const FOREVER: &str = "000001010000Z";

fn time(entry: &Entry, attribute: &str) -> Option<SystemTime> {
    generalized_time::parse(entry.text(attribute)?)
}

/// Whether the account is locked; asked before the password is looked at.
pub(super) fn locked(dsa: &Dsa, entry: &Entry) -> Option<PolicyResponse> {
    let policy = Policy::of(dsa, &dsa.version(), entry);
    // slapd says so only with `ppolicy_use_lockout`.
    let told = dsa.vendor.switches.ppolicy == Ppolicy::UseLockout;
    policy
        .locks(entry, dsa.clock.now())
        .then(|| PolicyResponse {
            error: told.then_some(PolicyError::AccountLocked),
            warning: None,
        })
}

/// What the policy says once the password was right; uses up a grace bind where one is needed.
pub(super) fn passed(dsa: &Dsa, dn: &Dn) -> Verdict {
    let mut verdict = Verdict {
        response: PolicyResponse::default(),
        refused: false,
        must_change: false,
    };
    let now = dsa.clock.now();
    let mut dit = dsa.write();
    let Some(mut entry) = dit.get(dn).map(|entry| Entry::clone(entry)) else {
        return verdict;
    };
    let policy = Policy::of(dsa, &dit, &entry);
    let failed = entry.attribute("pwdFailureTime").is_some();
    let lifted = entry.attribute("pwdAccountLockedTime").is_some() && policy.lockout;
    let mut changed = failed || lifted;
    entry.remove("pwdFailureTime");
    if lifted {
        entry.remove("pwdAccountLockedTime");
    }
    let reset = entry
        .text("pwdReset")
        .is_some_and(|text| text.eq_ignore_ascii_case("TRUE"));
    if policy.must_change && reset {
        verdict.must_change = true;
        verdict.response.error = Some(PolicyError::ChangeAfterReset);
    } else if let Some(set) = time(&entry, "pwdChangedTime").filter(|_| policy.max_age > 0) {
        let age = now.duration_since(set).unwrap_or_default().as_secs();
        if age > policy.max_age {
            let used = entry.values("pwdGraceUseTime").count() as u64;
            match policy.grace.checked_sub(used + 1) {
                Some(left) => {
                    verdict.response.warning = Some(PolicyWarning::GraceRemaining(left));
                    entry.push("pwdGraceUseTime", moment(now, used));
                    changed = true;
                }
                None => {
                    verdict.refused = true;
                    verdict.response.error = Some(PolicyError::PasswordExpired);
                }
            }
        } else if policy.max_age - age < policy.expire_warning {
            let left = policy.max_age - age;
            verdict.response.warning = Some(PolicyWarning::BeforeExpiration(left));
        }
    }
    if changed {
        // The entry was there under the same lock.
        let _ = dit.replace(entry);
    }
    verdict
}

/// A time with its microseconds, which tell values of one second apart.
fn moment(now: SystemTime, number: u64) -> String {
    let micros = now
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .subsec_micros();
    let micros = (u64::from(micros) + number) % 1_000_000;
    format!("{}.{micros:06}Z", timestamp(now).trim_end_matches('Z'))
}

/// Counts a wrong password, and locks where it was one too many.
pub(super) fn failed(dsa: &Dsa, dn: &Dn) {
    let now = dsa.clock.now();
    let mut dit = dsa.write();
    let Some(mut entry) = dit.get(dn).map(|entry| Entry::clone(entry)) else {
        return;
    };
    let policy = Policy::of(dsa, &dit, &entry);
    if !policy.lockout || policy.max_failure == 0 {
        return;
    }
    let mut failures: Vec<String> = entry
        .values("pwdFailureTime")
        .map(|value| String::from_utf8_lossy(value).into_owned())
        .collect();
    let interval = Duration::from_secs(policy.failure_interval);
    failures.retain(|text| {
        policy.failure_interval == 0
            || generalized_time::parse(text).is_none_or(|time| now < time + interval)
    });
    failures.push(moment(now, failures.len() as u64));
    if failures.len() as u64 >= policy.max_failure {
        entry.set("pwdAccountLockedTime", [timestamp(now)]);
    }
    entry.set("pwdFailureTime", failures);
    let _ = dit.replace(entry);
}

/// Marks an entry whose password was changed: it is unlocked, and who got it from somebody else may have to change it.
pub(crate) fn changed(dsa: &Dsa, dit: &Dit, entry: &mut Entry, by: Option<&Dn>) {
    if !is_on(dsa) {
        return;
    }
    let policy = Policy::of(dsa, dit, entry);
    for attribute in [
        "pwdFailureTime",
        "pwdAccountLockedTime",
        "pwdGraceUseTime",
        "pwdReset",
    ] {
        entry.remove(attribute);
    }
    entry.set("pwdChangedTime", [timestamp(dsa.clock.now())]);
    if policy.marks_resets && by != Some(entry.dn()) {
        entry.set("pwdReset", ["TRUE"]);
    }
}

/// What a client hears who must change its password before anything else.
pub(crate) fn restricts(session: &Session, dsa: &Dsa, request: &Request) -> Result<(), LdapResult> {
    if !session.identity.must_change {
        return Ok(());
    }
    let held = |dn: &[u8]| Dn::from_bytes(dn).is_ok_and(|dn| dsa.naming.context_of(&dn).is_some());
    let restricted = match request {
        // The root DSE and the subschema are no part of the overlay's database.
        Request::Search(search) => {
            held(&search.base) || search.base.is_empty() && search.scope != Scope::Base
        }
        Request::Compare(compare) => held(&compare.dn),
        Request::Add(add) => held(&add.dn),
        Request::Delete(dn) => held(dn),
        Request::Modify(modify) => {
            let of_password = |name: &str| name.eq_ignore_ascii_case("userPassword");
            let mut changes = modify.changes.iter();
            held(&modify.dn) && !changes.all(|change| of_password(&change.modification.description))
        }
        _ => false,
    };
    if restricted {
        return Err(dsa.vendor.answer(Situation::OnlyNewPassword, &[]));
    }
    Ok(())
}
