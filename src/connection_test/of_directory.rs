//! A plan from the settings of a directory.

use super::{Plan, PlanError};
use crate::{
    diagnosis::Audience,
    identity::{Directory, Strategy},
};

impl Plan {
    /// A plan for a directory of a service: its server, its look-up account, and the base with the parts for users and for groups.
    ///
    /// # Errors
    /// [`PlanError`]: the host name cannot stand in a URL.
    pub fn directory(directory: &Directory) -> Result<Self, PlanError> {
        let settings = directory.settings();
        let mut plan = Self::url(&settings.url())?;
        plan.options = directory.options().clone();
        // The whole test ends by then, however long connecting may take.
        let whole = directory.options().timeout;
        plan.options.timeout = whole;
        plan.options.network_timeout = Some(settings.connect_timeout().min(whole));
        plan = plan
            .base(settings.base_dn())
            .user_base(settings.user_base())
            .group_base(settings.group_base())
            .login_attribute(settings.user_lookup_attribute())
            .audience(Audience::Settings);
        if let Some((login, password)) = settings.account() {
            plan = plan.bind(login, password.reveal());
        }
        if !settings.in_chain_allowed() {
            plan = plan.group_strategy(Strategy::MemberWalk);
        }
        Ok(plan)
    }
}
