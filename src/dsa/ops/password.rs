//! The passwords of a domain's accounts, MS-ADTS 3.1.1.3.1.5: written as `unicodePwd`, never read.

use crate::{
    clock::filetime,
    directory::{dit::Dit, dn::Dn, entry::Entry, password as stored},
    dsa::agent::Dsa,
    dsa::session::Session,
    vendor::Situation,
    wire::{
        LdapResult,
        request::{Change, ChangeOperation, ModifyRequest},
    },
};

/// The password in a `unicodePwd`: quoted UTF-16 over TLS, MS-ADTS 3.1.1.3.1.5.1.
pub(super) fn given(
    session: &Session,
    dsa: &Dsa,
    values: &[Vec<u8>],
) -> Result<String, LdapResult> {
    if !session.tls {
        return Err(dsa.vendor.answer(Situation::PasswordNeedsTls, &[]));
    }
    let [value] = values else {
        return Err(dsa.vendor.answer(Situation::PasswordMalformed, &[]));
    };
    stored::decode_unicode_pwd(value)
        .ok_or_else(|| dsa.vendor.answer(Situation::PasswordMalformed, &[]))
}

/// `DOMAIN_PASSWORD_COMPLEX` of `pwdProperties`, MS-SAMR 2.2.1.3.
const COMPLEX: i64 = 1;

/// What the domain asks of a new password: its length and, where it says so, three of four kinds of characters.
pub(super) fn policy(dsa: &Dsa, dit: &Dit, password: &str) -> Result<(), LdapResult> {
    let Some(domain) = dit.get(&dsa.naming.base) else {
        return Ok(());
    };
    let number = |attribute: &str| domain.text(attribute)?.parse::<i64>().ok();
    let shortest = number("minPwdLength").unwrap_or(0);
    let long_enough =
        i64::try_from(password.chars().count()).is_ok_and(|length| length >= shortest);
    let kinds = [
        password.chars().any(char::is_uppercase),
        password.chars().any(char::is_lowercase),
        password.chars().any(|c| c.is_ascii_digit()),
        password.chars().any(|c| !c.is_alphanumeric()),
    ];
    let complex = kinds.iter().filter(|kind| **kind).count() >= 3
        || number("pwdProperties").unwrap_or(0) & COMPLEX == 0;
    if long_enough && complex {
        return Ok(());
    }
    Err(dsa.vendor.answer(Situation::PasswordPolicy, &[]))
}

/// `ADS_UF_ACCOUNTDISABLE` and `ADS_UF_PASSWD_NOTREQD`, MS-ADTS 2.2.16: either lets an account be without a password.
const NEEDS_NONE: i64 = 0x2 | 0x20;

/// An account that is enabled has a password.
pub(super) fn needed(dsa: &Dsa, entry: &Entry) -> Result<(), LdapResult> {
    let control = entry
        .text("userAccountControl")
        .and_then(|text| text.parse::<i64>().ok());
    let enabled = control.is_some_and(|control| control & NEEDS_NONE == 0);
    let user = entry.has_class("user") && !entry.has_class("computer");
    let bare = entry.attribute("userPassword").is_none();
    if dsa.conduct().accounts_need_passwords && user && enabled && bare {
        return Err(dsa.vendor.answer(Situation::PasswordRequired, &[]));
    }
    Ok(())
}

/// A user who is no administrator may give himself a new password by naming the old one, MS-ADTS 3.1.1.3.1.5.
pub(super) fn changes_own(session: &Session, dsa: &Dsa, request: &ModifyRequest) -> bool {
    let own = session
        .identity
        .dn
        .as_ref()
        .is_some_and(|dn| Dn::from_bytes(&request.dn).is_ok_and(|target| target == *dn));
    let change = |change: &Change, operation| {
        change.operation == operation
            && change
                .modification
                .description
                .eq_ignore_ascii_case("unicodePwd")
    };
    own && dsa.conduct().unicode_pwd
        && matches!(request.changes.as_slice(), [old, new]
            if change(old, ChangeOperation::Delete) && change(new, ChangeOperation::Add))
}

/// A replace sets the password; a delete of the old followed by an add of the new changes it.
pub(super) fn change(
    session: &Session,
    dsa: &Dsa,
    dit: &Dit,
    entry: &mut Entry,
    change: &Change,
    old: &mut Option<()>,
) -> Result<(), LdapResult> {
    let values = &change.modification.values;
    let refused = |situation| Err(dsa.vendor.answer(situation, &[]));
    let given = given(session, dsa, values)?;
    match (change.operation, *old) {
        (ChangeOperation::Delete, None) => {
            if !entry
                .values("userPassword")
                .any(|stored| stored::verify(stored, given.as_bytes()))
            {
                return refused(Situation::WrongOldPassword);
            }
            *old = Some(());
            return Ok(());
        }
        (ChangeOperation::Add, Some(())) => *old = None,
        (ChangeOperation::Replace, None) => {}
        _ => return refused(Situation::PasswordMalformed),
    }
    policy(dsa, dit, &given)?;
    entry.set("userPassword", [given]);
    entry.set(
        "pwdLastSet",
        [filetime::from_time(dsa.clock.now()).to_string()],
    );
    Ok(())
}
