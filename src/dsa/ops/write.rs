//! Writes: at once under the directory's lock, or on a version of their own when they take long.

use crate::{
    directory::{dit::Dit, dn::Dn},
    dsa::{
        agent::Dsa,
        effort::{AT_ONCE, Effort},
        reply::{Reply, Work},
        session::Session,
    },
    wire::{Control, LdapResult, Operation},
};

/// How often a version is made anew because somebody wrote meanwhile; after that it is made under the lock.
pub(crate) const ATTEMPTS: usize = 3;

/// What moving or deleting one entry counts for, when a value that is read counts for one.
pub(super) const AN_ENTRY: usize = 50;

/// What a write may change, and how much it may do.
pub(crate) struct Changing<'a> {
    pub(super) dsa: &'a Dsa,
    pub(crate) dit: &'a mut Dit,
    pub(super) effort: &'a Effort<'a>,
}

impl Changing<'_> {
    /// An entry's name and those of everything below it, the uppermost first, as far as the effort goes.
    pub(super) fn names_below(&self, dn: &Dn) -> Vec<Dn> {
        let most = match self.effort.is_long() {
            true => usize::MAX,
            false => AT_ONCE / AN_ENTRY,
        };
        let names = self.dit.names_below(dn, most);
        // More than that is more than is done at once.
        let steps = names
            .as_ref()
            .map_or(usize::MAX, |names| names.len() * AN_ENTRY);
        self.effort.spend(steps);
        names.unwrap_or_default()
    }
}

/// What a write comes to. One whose effort is at an end has changed nothing where it was tried at once; elsewhere its version is of no use.
pub(super) type Run<R> =
    fn(&mut Session, &mut Changing<'_>, &R, &[Control]) -> Result<(), LdapResult>;

/// Performs a write; `long` says that it takes long for sure.
pub(super) fn write<R: Clone + Send + 'static>(
    session: &mut Session,
    dsa: &Dsa,
    operation: Operation,
    asked: (&R, &[Control]),
    long: bool,
    run: Run<R>,
) -> Reply {
    let (request, controls) = asked;
    if !long {
        let effort = Effort::at_once();
        let mut dit = dsa.write();
        let mut changing = Changing {
            dsa,
            dit: &mut dit,
            effort: &effort,
        };
        let result = run(session, &mut changing, request, controls);
        if effort.ended().is_none() {
            return Reply::result(operation, of(result));
        }
    }
    let (mut session, request, controls) = (session.apart(), request.clone(), controls.to_vec());
    Reply::Work(Work::new(0, move |dsa, effort| {
        let result = apart(dsa, effort, |changing| {
            run(&mut session, changing, &request, &controls)
        });
        Reply::result(operation, of(result))
    }))
}

fn of(result: Result<(), LdapResult>) -> LdapResult {
    result.map_or_else(|refused| refused, |()| LdapResult::success())
}

/// Changes a version and has it take the place of the directory.
pub(crate) fn apart(
    dsa: &Dsa,
    effort: &Effort<'_>,
    mut run: impl FnMut(&mut Changing<'_>) -> Result<(), LdapResult>,
) -> Result<(), LdapResult> {
    for _ in 0..ATTEMPTS {
        let mut dit = dsa.version();
        let base = dit.version();
        let dit_of = &mut dit;
        run(&mut Changing {
            dsa,
            dit: dit_of,
            effort,
        })?;
        if effort.ended().is_some() || dsa.install(base, dit) {
            return Ok(());
        }
    }
    let mut dit = dsa.write();
    let before = dit.clone();
    let result = run(&mut Changing {
        dsa,
        dit: &mut dit,
        effort,
    });
    if effort.ended().is_some() || result.is_err() {
        *dit = before;
    }
    result
}
