//! The certificate that is served: another one when the test says so, and an older one as the server's clock is advanced.

use std::{
    sync::{Arc, OnceLock, PoisonError, RwLock},
    time::{Duration, SystemTime},
};

use rustls::ServerConfig;

use crate::{
    clock::Clock,
    tls::{ClientAuthority, Material, MintError, Scenario},
};

/// The material of a server with TLS.
#[derive(Debug)]
pub(super) struct Served {
    clock: Clock,
    clients: Option<ClientAuthority>,
    state: OnceLock<RwLock<State>>,
    /// What makes the material when it is first asked for.
    later: Option<Later>,
}

/// Material of the usual kind, which takes as long to make as all the rest of a server: one that nobody meets over TLS never needs it.
#[derive(Clone, Debug)]
pub(super) struct Later {
    names: Vec<String>,
    now: SystemTime,
    ahead: Duration,
}

impl Later {
    /// For these names, as of now.
    ///
    /// # Errors
    /// What making it would find wrong.
    pub(super) fn new(names: &[&str], clock: &Clock) -> Result<Self, MintError> {
        let now = clock.now();
        Material::check(names, now)?;
        Ok(Self {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            now,
            ahead: clock.ahead(),
        })
    }

    fn make(&self) -> Material {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let made = Material::new(Scenario::TRUSTED, &names, self.now);
        made.expect("names and time were looked at before, and ring makes keys as long as the system has random octets")
    }
}

#[derive(Clone, Debug)]
struct State {
    material: Arc<Material>,
    /// How far the clock was ahead when the material was made.
    made: Duration,
    /// By how much earlier the dates of the configuration are.
    shift: Duration,
    config: Arc<ServerConfig>,
}

impl State {
    fn of(material: Material, made: Duration, clients: Option<&ClientAuthority>) -> Self {
        let config = material.server_config_after(Duration::ZERO, clients);
        Self {
            // Nothing is issued again, so nothing can fail.
            config: config.unwrap_or_else(|_| material.server_config()),
            material: Arc::new(material),
            made,
            shift: Duration::ZERO,
        }
    }
}

impl Served {
    pub(super) fn new(material: Material, clock: &Clock, clients: Option<ClientAuthority>) -> Self {
        let state = State::of(material, clock.ahead(), clients.as_ref());
        Self {
            clock: clock.clone(),
            state: RwLock::new(state).into(),
            clients,
            later: None,
        }
    }

    /// With material that is made when it is first asked for.
    pub(super) fn later(later: Later, clock: &Clock, clients: Option<ClientAuthority>) -> Self {
        Self {
            clock: clock.clone(),
            state: OnceLock::new(),
            clients,
            later: Some(later),
        }
    }

    fn state(&self) -> &RwLock<State> {
        self.state.get_or_init(|| {
            let later = self
                .later
                .as_ref()
                .expect("what is not made has what makes it");
            RwLock::new(State::of(later.make(), later.ahead, self.clients.as_ref()))
        })
    }

    /// The same, to be swapped apart from this.
    pub(super) fn fork(&self) -> Self {
        let state = self.state().read().unwrap_or_else(PoisonError::into_inner);
        Self {
            clock: self.clock.clone(),
            clients: self.clients.clone(),
            state: RwLock::new(state.clone()).into(),
            later: None,
        }
    }

    pub(super) fn material(&self) -> Arc<Material> {
        let state = self.state().read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&state.material)
    }

    /// Serves the certificates of another scenario from the next handshake on.
    pub(super) fn swap(&self, scenario: Scenario) -> Result<(), MintError> {
        // Clients live by a clock that is not advanced.
        let now = self.clock.now() - self.clock.ahead();
        let swapped = self.material().swapped(scenario, now)?;
        let mut state = self.state().write().unwrap_or_else(PoisonError::into_inner);
        *state = State::of(swapped, self.clock.ahead(), self.clients.as_ref());
        Ok(())
    }

    /// The configuration for a handshake now.
    pub(super) fn config(&self) -> Arc<ServerConfig> {
        let ahead = self.clock.ahead();
        let state = self.state().read().unwrap_or_else(PoisonError::into_inner);
        let shift = ahead.saturating_sub(state.made);
        if shift == state.shift {
            return Arc::clone(&state.config);
        }
        drop(state);
        let mut state = self.state().write().unwrap_or_else(PoisonError::into_inner);
        // Dates that a certificate cannot say stay as they were.
        if let Ok(config) = state
            .material
            .server_config_after(shift, self.clients.as_ref())
        {
            state.config = config;
        }
        state.shift = shift;
        Arc::clone(&state.config)
    }
}
