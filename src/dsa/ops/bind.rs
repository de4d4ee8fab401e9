//! Bind, RFC 4511 section 4.2 and RFC 4513 section 5.

use std::sync::Arc;

use super::password_policy as policy;
use crate::{
    directory::{dn::Dn, entry::Entry, password},
    dsa::{
        agent::Dsa,
        controls::password_policy::{self, PolicyResponse},
        naming::bind_name,
        reply::Reply,
        session::{Identity, Session},
    },
    vendor::{Situation, key::UnauthenticatedBind},
    wire::{
        Control, LdapResult, Operation,
        request::{Authentication, BindRequest},
    },
};

pub(crate) fn bind(
    session: &mut Session,
    dsa: &Dsa,
    request: &BindRequest,
    controls: &[Control],
) -> Reply {
    // A bind ends what was before it, whatever comes of it: RFC 4511 section 4.2.1.
    session.identity = Identity::default();
    session.pages.clear();
    let mut told = None;
    let outcome = identify(session, dsa, request, &mut told);
    let result = match outcome {
        Ok(identity) => {
            session.identity = identity;
            LdapResult::success()
        }
        Err(result) => result,
    };
    let told = told.filter(|_| password_policy::requested(&dsa.vendor, controls));
    let told = told.map(PolicyResponse::control);
    Reply::result(Operation::Bind, result).with(told)
}

fn identify(
    session: &mut Session,
    dsa: &Dsa,
    request: &BindRequest,
    told: &mut Option<PolicyResponse>,
) -> Result<Identity, LdapResult> {
    let vendor = &dsa.vendor;
    let refuse = |situation| Err(vendor.answer(situation, &[("data", "52e")]));
    if dsa.conduct().checks_version {
        match request.version {
            3 => {}
            2 => return refuse(Situation::HistoricalVersion),
            _ => return refuse(Situation::UnknownVersion),
        }
    }
    let password = match &request.authentication {
        Authentication::Simple(password) => password,
        Authentication::Sasl { mechanism, .. } => {
            session.unsupported = Some(format!("SASL mechanism {mechanism}"));
            let situation = if mechanism.is_empty() {
                Situation::EmptyMechanism
            } else {
                Situation::UnknownMechanism
            };
            return Err(vendor.answer(situation, &[("mechanism", mechanism)]));
        }
        Authentication::Other { tag, .. } => {
            session.unsupported = Some(format!("authentication choice [{tag}]"));
            return refuse(Situation::UnknownAuthentication);
        }
    };
    if request.name.is_empty() && password.is_empty() {
        return Ok(Identity::default());
    }
    if !session.tls && vendor.switches.require_tls {
        return refuse(Situation::PlainBindRefused);
    }
    simple(session, dsa, &request.name, password, told)
}

fn simple(
    session: &mut Session,
    dsa: &Dsa,
    name: &[u8],
    password: &[u8],
    told: &mut Option<PolicyResponse>,
) -> Result<Identity, LdapResult> {
    let vendor = &dsa.vendor;
    let answer = |situation, data: &str| vendor.answer(situation, &[("data", data)]);
    let dit = dsa.version();
    let found = bind_name(&dsa.naming, &dit, name);
    if password.is_empty() {
        if found.is_err() && dsa.conduct().reads_name_without_password {
            return Err(answer(Situation::MalformedBindName, ""));
        }
        return match vendor.switches.unauthenticated_bind {
            UnauthenticatedBind::Anonymous => Ok(Identity::default()),
            UnauthenticatedBind::Refuse => Err(answer(Situation::UnauthenticatedBind, "52e")),
        };
    }
    if name.is_empty() {
        return Err(answer(Situation::PasswordWithoutName, "52e"));
    }
    if let Some(identity) = root(dsa, name, password) {
        return identity;
    }
    let entry = match found {
        Ok(Some(entry)) => entry,
        Ok(None) => {
            return Err(answer(
                Situation::UnknownUser,
                vendor.switches.unknown_user.text(),
            ));
        }
        Err(_) => return Err(answer(Situation::MalformedBindName, "52e")),
    };
    authenticate(session, dsa, &entry, password, told)
}

/// The administrator who is no entry.
fn root(dsa: &Dsa, name: &[u8], password: &[u8]) -> Option<Result<Identity, LdapResult>> {
    let dn = Dn::from_bytes(name).ok()?;
    let stored = dsa.root.password_of(&dn)?;
    Some(if password::verify(stored, password) {
        let authz_id = format!("dn:{}", dn.as_str());
        let realm = dsa.root.realm(&dn, &dsa.naming.contexts);
        Ok(Identity {
            dn: Some(dn),
            admin: true,
            realm: realm.unwrap_or_default(),
            authz_id,
            must_change: false,
        })
    } else {
        Err(dsa
            .vendor
            .answer(Situation::WrongPassword, &[("data", "52e")]))
    })
}

/// Whether one of an entry's passwords is the given one; a scheme that cannot be checked is said to the recorder.
pub(crate) fn matches_any(session: &mut Session, entry: &Entry, given: &[u8]) -> bool {
    let mut unsupported = None;
    let right = entry
        .values("userPassword")
        .any(|stored| match password::check(stored, given) {
            Ok(right) => right,
            Err(scheme) => {
                unsupported = Some(scheme);
                false
            }
        });
    if let Some(scheme) = unsupported.filter(|_| !right) {
        session.unsupported = Some(format!(
            "the password scheme {} of {}",
            scheme.in_braces(),
            entry.dn().as_str()
        ));
    }
    right
}

fn authenticate(
    session: &mut Session,
    dsa: &Dsa,
    entry: &Arc<Entry>,
    password: &[u8],
    told: &mut Option<PolicyResponse>,
) -> Result<Identity, LdapResult> {
    let answer =
        |(situation, data): (Situation, &str)| dsa.vendor.answer(situation, &[("data", data)]);
    let account = Account { dsa, entry };
    if account.locked() {
        return Err(answer((Situation::AccountLocked, "775")));
    }
    let policed = policy::is_on(dsa);
    if policed {
        let locked = policy::locked(dsa, entry);
        *told = Some(locked.unwrap_or_default());
        if locked.is_some() {
            return Err(answer((Situation::AccountLocked, "")));
        }
    }
    if !matches_any(session, entry, password) {
        account.count_failure();
        if policed {
            policy::failed(dsa, entry.dn());
        }
        return Err(answer((Situation::WrongPassword, "52e")));
    }
    // Why an account may not log in is told only to who knows its password.
    if let Some(state) = account.state() {
        return Err(answer(state));
    }
    account.forget_failures();
    let mut must_change = false;
    if policed {
        let verdict = policy::passed(dsa, entry.dn());
        *told = Some(verdict.response);
        if verdict.refused {
            return Err(answer((Situation::PasswordExpired, "")));
        }
        must_change = verdict.must_change;
    }
    let dn = entry.dn().clone();
    let authz_id = match &dsa.naming.domain {
        Some(domain) => format!(
            "u:{}\\{}",
            domain.netbios,
            entry.text("sAMAccountName").unwrap_or_default()
        ),
        None => format!("dn:{}", dn.as_str()),
    };
    let admin = dn == dsa.root.dn;
    let realm = dsa.root.realm(&dn, &dsa.naming.contexts).filter(|_| admin);
    Ok(Identity {
        dn: Some(dn),
        admin,
        realm: realm.unwrap_or_default(),
        authz_id,
        must_change,
    })
}

/// An account's state, MS-ADTS 5.1.1.1 and MS-SAMR 3.1.1.8; entries of other servers have none of these attributes.
struct Account<'a> {
    dsa: &'a Dsa,
    entry: &'a Entry,
}

/// `ADS_UF_ACCOUNTDISABLE`, MS-ADTS 2.2.16.
const DISABLED: i64 = 0x2;
/// `ADS_UF_DONT_EXPIRE_PASSWD`.
const PASSWORD_NEVER_EXPIRES: i64 = 0x1_0000;

impl Account<'_> {
    fn number(&self, attribute: &str) -> Option<i64> {
        self.entry.text(attribute)?.parse().ok()
    }

    fn is_domain_account(&self) -> bool {
        self.dsa.conduct().account_control
    }

    fn locked(&self) -> bool {
        let Some(since) = self.number("lockoutTime").filter(|time| *time != 0) else {
            return false;
        };
        // Without a duration until somebody unlocks it.
        let over = |lasts| self.dsa.filetime() >= since.saturating_add(lasts);
        self.is_domain_account() && !self.of_domain("lockoutDuration").is_some_and(over)
    }

    /// A span of time that the domain's own object says, stored as a negative number of 100 ns; MS-ADTS 3.1.1.1.1 and MS-SAMR 3.1.1.1.
    fn of_domain(&self, attribute: &str) -> Option<i64> {
        let version = self.dsa.version();
        let domain = version.get(&self.dsa.naming.base)?;
        let span: i64 = domain.text(attribute)?.parse().ok()?;
        // The smallest number stands for without end.
        span.checked_neg().filter(|span| *span > 0)
    }

    /// Whether the password is older than the domain allows, MS-SAMR 3.1.1.8.2.
    fn password_expired(&self) -> bool {
        let (Some(set), Some(most)) = (self.number("pwdLastSet"), self.of_domain("maxPwdAge"))
        else {
            return false;
        };
        set > 0 && self.dsa.filetime() >= set.saturating_add(most)
    }

    fn state(&self) -> Option<(Situation, &'static str)> {
        if !self.is_domain_account() {
            return None;
        }
        let control = self.number("userAccountControl").unwrap_or(0);
        let expires = self
            .number("accountExpires")
            .filter(|time| *time != 0 && *time != i64::MAX);
        if control & DISABLED != 0 {
            return Some((Situation::AccountDisabled, "533"));
        }
        if expires.is_some_and(|time| time <= self.dsa.filetime()) {
            return Some((Situation::AccountExpired, "701"));
        }
        if control & PASSWORD_NEVER_EXPIRES != 0 {
            return None;
        }
        if self.password_expired() {
            return Some((Situation::PasswordMustChange, "532"));
        }
        let must_change = self.number("pwdLastSet") == Some(0);
        must_change.then_some((Situation::PasswordMustChange, "773"))
    }

    /// The switch, or what the domain says: MS-ADTS 3.1.1.1.1, `lockoutThreshold` of the domain's own object.
    fn lockout_threshold(&self) -> u64 {
        let set = self.dsa.vendor.switches.lockout_threshold;
        let version = self.dsa.version();
        let of_domain = version
            .get(&self.dsa.naming.base)
            .and_then(|domain| domain.text("lockoutThreshold")?.parse().ok());
        if set > 0 { set } else { of_domain.unwrap_or(0) }
    }

    fn count_failure(&self) {
        let threshold = self.lockout_threshold();
        let window = self.of_domain("lockOutObservationWindow");
        if !self.is_domain_account() || self.entry.attribute("sAMAccountName").is_none() {
            return;
        }
        self.store(|entry, now| {
            let before = entry
                .text("badPwdCount")
                .and_then(|text| text.parse::<i64>().ok());
            let last = entry
                .text("badPasswordTime")
                .and_then(|text| text.parse::<i64>().ok());
            // Failures that lie further back do not count.
            let stale = window
                .zip(last)
                .is_some_and(|(window, last)| now >= last.saturating_add(window));
            let before = before.filter(|_| !stale);
            let failures = before.unwrap_or(0).saturating_add(1);
            entry.set("badPwdCount", [failures.to_string()]);
            entry.set("badPasswordTime", [now.to_string()]);
            if threshold > 0 && u64::try_from(failures).is_ok_and(|failures| failures >= threshold)
            {
                entry.set("lockoutTime", [now.to_string()]);
            }
        });
    }

    fn forget_failures(&self) {
        if self.is_domain_account() && self.number("badPwdCount").unwrap_or(0) != 0 {
            self.store(|entry, _| entry.set("badPwdCount", ["0"]));
        }
    }

    fn store(&self, change: impl FnOnce(&mut Entry, i64)) {
        let mut dit = self.dsa.write();
        // The entry may be gone or renamed by now: then there is nothing to count.
        let Some(mut entry) = dit.get(self.entry.dn()).map(|entry| Entry::clone(entry)) else {
            return;
        };
        change(&mut entry, self.dsa.filetime());
        let _ = dit.replace(entry);
    }
}
