//! What a list of requests changed, as LDIF change records: `ldapmodify` does it again.

use super::{Record, Requests, messages};
use crate::{
    directory::{
        Dn, Rdn,
        ldif::{self, Change, ChangeRecord, Layout},
    },
    wire::{Request, ResultCode},
};

impl Requests {
    /// The changes that succeeded, in order, as LDIF (RFC 2849), and everything else as comments. Passwords are `***` unless
    /// [`Requests::with_secrets`] asks for them.
    pub fn ldif(&self) -> String {
        let mut out = String::from("version: 1\n");
        let writer = Layout::new();
        for record in self {
            out.push('\n');
            let done = record.result == Some(ResultCode::SUCCESS);
            match self.change(record).filter(|_| done) {
                Some(change) => writer.write_change(&mut out, &change),
                None => {
                    for line in record.to_string().lines() {
                        out.push_str("# ");
                        out.push_str(line);
                        out.push('\n');
                    }
                }
            }
        }
        out
    }

    fn change(&self, record: &Record) -> Option<ChangeRecord> {
        let (request, _) = messages::request(record, self.shows_secrets());
        let dn = |octets: &[u8]| Dn::from_bytes(octets).ok();
        let (name, change) = match request {
            Request::Add(add) => (dn(&add.dn)?, Change::Add(add.attributes)),
            Request::Modify(modify) => (dn(&modify.dn)?, Change::Modify(modify.changes)),
            Request::Delete(name) => (dn(&name)?, Change::Delete),
            Request::ModifyDn(rename) => {
                let new_rdn = std::str::from_utf8(&rename.new_rdn).ok()?;
                let change = Change::Rename {
                    new_rdn: Rdn::parse(new_rdn).ok()?,
                    delete_old_rdn: rename.delete_old_rdn,
                    new_superior: match &rename.new_superior {
                        Some(superior) => Some(dn(superior)?),
                        None => None,
                    },
                };
                (dn(&rename.dn)?, change)
            }
            _ => return None,
        };
        let mut record_of_change = ldif::ChangeRecord::new(name, change);
        record_of_change.controls.clone_from(&record.controls);
        Some(record_of_change)
    }
}
