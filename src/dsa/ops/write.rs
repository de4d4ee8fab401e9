//! Writes: at once under the directory's lock, or on a version of their own when they take long.

use crate::{
    directory::dit::Dit,
    dsa::{
        agent::Dsa,
        effort::Effort,
        reply::{Reply, Work},
        session::Session,
    },
    wire::{Control, LdapResult, Operation},
};

/// How often a version is made anew because somebody wrote meanwhile; after that it is made under the lock.
const ATTEMPTS: usize = 3;

/// What moving or deleting one entry counts for, when a value that is read counts for one.
pub(super) const AN_ENTRY: usize = 50;

/// What a write may change, and how much it may do.
pub(super) struct Changing<'a> {
    pub(super) dsa: &'a Dsa,
    pub(super) dit: &'a mut Dit,
    pub(super) effort: &'a Effort<'a>,
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
fn apart(
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
