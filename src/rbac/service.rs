//! The service: one state for many readers, replaced by one writer at a time, on the disk first.

use std::{
    fmt,
    path::PathBuf,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, SystemTime},
};

use tokio::sync::{Notify, Semaphore};

use super::{
    Disk, Fault, FaultKind, Records, User, limits, password,
    records::normal,
    role,
    store::{Change, Found, Session, Store},
    throttle::{Key, Throttle},
    token::Digest,
};
use crate::{
    clock::Clock,
    identity::Directory,
    settings::{Directories, Folder, Id, SealingKey, Secret, Settings, StoreError},
    tls::Trust,
};

/// Passwords that are hashed at the same time: each takes 19 MiB and a core.
const HASHING: usize = 2;

/// How a service runs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The folder of its data.
    pub data: PathBuf,
    /// What directories without a `cert_chain` of their own are trusted by (`ds-trust-chain`).
    pub trust: Option<Trust>,
    /// The key for passwords at rest, where it does not lie beside the data.
    pub sealing_key: Option<SealingKey>,
    /// How long one operation on a directory may take.
    pub answer_timeout: Duration,
    /// Where the time comes from.
    pub clock: Clock,
    /// What the database is written to.
    pub disk: Disk,
}

impl Config {
    /// A service with its data in this folder and everything else as usual.
    pub fn new(data: impl Into<PathBuf>) -> Self {
        Self {
            data: data.into(),
            trust: None,
            sealing_key: None,
            answer_timeout: Duration::from_secs(10),
            clock: Clock::real(),
            disk: Disk::default(),
        }
    }
}

/// What is stored, at one moment.
#[derive(Clone, Debug)]
pub struct State {
    /// The directories.
    pub directories: Arc<Directories>,
    /// Users, groups and roles.
    pub records: Arc<Records>,
    /// What a change does to sessions; nothing in what is stored.
    pub(super) sessions: Vec<Session>,
}

/// The service. Clones share it.
///
/// ```
/// use ldaplab::{rbac::{Config, Rbac, TokenRequest}, settings::Secret};
///
/// # let data = std::env::temp_dir().join(format!("ldaplab-doc-{}", ldaplab::settings::Id::random()));
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let rbac = Rbac::open(Config::new(&data))?;
/// rbac.make_administrator("admin", &Secret::new("a long passphrase")).await?;
/// let token = rbac
///     .log_in(TokenRequest {
///         login: "admin".into(),
///         password: Secret::new("a long passphrase"),
///         lifetime: Default::default(),
///         label: None,
///     })
///     .await?;
/// assert!(rbac.caller(&token)?.may(("directory_service", "edit")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// # std::fs::remove_dir_all(data).unwrap();
/// ```
#[derive(Clone)]
pub struct Rbac(pub(super) Arc<Inner>);

pub(super) struct Inner {
    /// Closed before the folder is let go.
    store: Store,
    folder: Arc<Folder>,
    key: SealingKey,
    notices: Vec<String>,
    state: RwLock<State>,
    /// Whoever holds it is the writer.
    writing: Mutex<()>,
    pub(super) hashing: Arc<Semaphore>,
    /// How many passwords were hashed.
    hashed: AtomicU64,
    /// Failed logins since the service began.
    throttle: Mutex<Throttle>,
    /// Told of when a try at a password ends.
    pub(super) ended: Notify,
    pub(super) trust: Option<Trust>,
    pub(super) answer_timeout: Duration,
    clock: Clock,
}

impl fmt::Debug for Rbac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rbac")
            .field("data", &self.0.folder.path())
            .finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Rbac {
    /// Opens the data, made where there is none.
    ///
    /// # Errors
    /// Another process has the folder, others than its owner may use it, the system refuses, or a file is damaged or missing. Nothing is then changed.
    pub fn open(config: Config) -> Result<Self, StoreError> {
        let folder = Arc::new(Folder::open(config.data)?);
        let (key, fresh_key) = match config.sealing_key {
            Some(key) => (key, None),
            None => match SealingKey::of(&folder)? {
                Some(key) => (key, None),
                None if Directories::needs_its_key(&folder)? => {
                    return Err(SealingKey::missing(&folder));
                }
                None => {
                    let (key, text) = SealingKey::random();
                    (key, Some(text))
                }
            },
        };
        let directories = Directories::load(&folder, &key)?;
        let found = Found::look(&folder, &config.disk)?;
        // Nothing is written before everything could be read.
        if let Some(text) = fresh_key {
            SealingKey::keep(&folder, &text)?;
        }
        if Directories::are_old(&folder)? {
            directories.save(&folder, &key)?;
        }
        let (store, stored) = found.open(&folder, &config.disk)?;
        let mut records = stored.clone();
        let notices = records.set_strangers_aside(&directories, &folder)?;
        if notices.is_some() {
            store.keep(&Change {
                records: Some((&stored, &records)),
                ..Change::default()
            })?;
        }
        let counts = store.counts()?;
        let rbac = Self(Arc::new(Inner {
            store,
            folder,
            key,
            notices: notices.into_iter().collect(),
            state: RwLock::new(State {
                directories: Arc::new(directories),
                records: Arc::new(records),
                sessions: Vec::new(),
            }),
            writing: Mutex::new(()),
            hashing: Arc::new(Semaphore::new(HASHING)),
            hashed: AtomicU64::new(0),
            throttle: Mutex::default(),
            ended: Notify::new(),
            trust: config.trust,
            answer_timeout: config.answer_timeout,
            clock: config.clock,
        }));
        rbac.throttle(|throttle, now| throttle.restore(counts, now));
        Ok(rbac)
    }

    /// What whoever runs the service should know of how the data was found, in sentences.
    pub fn notices(&self) -> &[String] {
        &self.0.notices
    }

    /// The folder of its data.
    pub(crate) fn folder(&self) -> &Folder {
        &self.0.folder
    }

    /// What is stored now.
    pub fn state(&self) -> State {
        let state = self.0.state.read();
        state.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many local users may do everything. A revoked one counts: nobody is to keep a service from starting by guessing at a password.
    pub fn administrators(&self) -> usize {
        let records = self.state().records;
        let users = records.users().iter();
        users
            .filter(|user| user.password.is_some())
            .filter(|user| user.role_ids.contains(&role::ADMINISTRATORS))
            .count()
    }

    /// Makes, or makes good again, a local administrator with this password; also when it was revoked.
    ///
    /// # Errors
    /// The login name or password is none, a directory's user has it, or it could not be stored.
    pub async fn make_administrator(&self, login: &str, secret: &Secret) -> Result<(), Fault> {
        limits::check_login(login)?;
        let hash = self.hash(secret).await?;
        let (login, service) = (login.to_owned(), self.clone());
        self.change(move |state| {
            let records = Arc::make_mut(&mut state.records);
            let known = records.user_named(&login).map(|user| user.id.clone());
            let id = known.unwrap_or_else(|| {
                let user = User::local(&login, &login, "");
                let id = user.id.clone();
                records.users.push(user);
                id
            });
            let Some(user) = records.user_mut(&id) else {
                return Ok(());
            };
            if user.is_remote() || user.login == super::API_USER {
                let msg = format!("the user {login} exists and is not a local one");
                return Err(Fault::new(FaultKind::CONFLICT, msg));
            }
            user.password = Some(hash);
            user.is_revoked = false;
            user.is_superuser = true;
            if !user.role_ids.contains(&role::ADMINISTRATORS) {
                user.role_ids.push(role::ADMINISTRATORS);
            }
            // Who knew the old password knows it for nothing.
            if let Some(user) = records.user(&id) {
                service.forgive(user);
            }
            state.sessions.push(Session::EndAllOf(id));
            Ok(())
        })
        .await
    }

    /// How many passwords were hashed since the service began: the work that a login costs, and by which nobody can be told from nobody.
    pub fn hashed(&self) -> u64 {
        self.0.hashed.load(Ordering::Relaxed)
    }

    /// Replaces the state by a changed one. It is on the disk before anybody sees it, and it is finished also when nobody waits for it any more.
    pub(super) async fn change<T: Send + 'static>(
        &self,
        change: impl FnOnce(&mut State) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let inner = Arc::clone(&self.0);
        let done = tokio::task::spawn_blocking(move || inner.change(change)).await;
        done.unwrap_or_else(|_| {
            Err(Fault::new(
                FaultKind::SERVER_ERROR,
                "the change broke off; nothing was changed",
            ))
        })
    }

    /// Whose a token is; `None` if it is none, or has ended.
    pub(super) fn holder(&self, digest: &Digest) -> Result<Option<Id>, Fault> {
        Ok(self.0.store.holder(digest, self.now())?)
    }

    /// Stores the counts of failed logins that are to be. What cannot be stored counts all the same; it is said in words.
    pub(super) async fn keep_counts(&self) -> Result<(), Fault> {
        match self.throttle(|throttle, _| throttle.is_stored()) {
            true => Ok(()),
            false => self.change(|_| Ok(())).await,
        }
    }

    /// The directory of settings, as this service reaches it.
    pub(super) fn directory(&self, settings: &Settings) -> Directory {
        Directory::new(settings, self.0.trust.as_ref()).answer_timeout(self.0.answer_timeout)
    }

    /// The time of its clock.
    pub fn time(&self) -> SystemTime {
        self.0.clock.now()
    }

    /// Seconds since 1970.
    pub(super) fn now(&self) -> u64 {
        seconds(&self.0.clock)
    }

    pub(super) async fn hash(&self, secret: &Secret) -> Result<String, Fault> {
        limits::check_password(secret)?;
        self.with_password(secret, password::hash).await
    }

    /// Runs one of the slow functions on a password, where it holds up nobody.
    pub(super) async fn with_password<T: Send + 'static>(
        &self,
        secret: &Secret,
        slow: impl FnOnce(&Secret) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let failed = || Fault::new(FaultKind::SERVER_ERROR, "the password could not be checked");
        let permit = Arc::clone(&self.0.hashing).acquire_owned().await;
        let permit = permit.map_err(|_| failed())?;
        let secret = secret.clone();
        self.0.hashed.fetch_add(1, Ordering::Relaxed);
        let done = tokio::task::spawn_blocking(move || {
            let result = slow(&secret);
            drop(permit);
            result
        });
        done.await.map_err(|_| failed())
    }

    /// The counts of failed logins, and the time in seconds since 1970.
    pub(super) fn throttle<T>(&self, ask: impl FnOnce(&mut Throttle, u64) -> T) -> T {
        ask(&mut lock(&self.0.throttle), self.now())
    }

    /// Counts a failure, and says how many there were in a row.
    pub(super) fn fail(&self, key: &Key) -> u32 {
        self.throttle(|throttle, now| throttle.fail(key, now))
    }

    /// For how many seconds it is closed.
    pub(super) fn closed(&self, key: &Key) -> Option<u64> {
        self.throttle(|throttle, now| throttle.closed(key, now))
    }

    /// Ends a row of failures.
    pub(super) fn succeeded(&self, keys: &[Key]) {
        self.throttle(|throttle, now| keys.iter().for_each(|key| throttle.forgive(key, now)));
    }

    /// Lets a user in again.
    pub(super) fn forgive(&self, user: &User) {
        self.succeeded(&[Key::User(user.id.clone())]);
        if let (Some(directory), Some(dn)) = (&user.directory, &user.dn) {
            self.succeeded(&[Key::Entry(directory.clone(), normal(dn))]);
        }
        self.throttle(|throttle, now| throttle.forgive_everywhere(&user.login, now));
    }
}

impl Inner {
    fn change<T>(&self, change: impl FnOnce(&mut State) -> Result<T, Fault>) -> Result<T, Fault> {
        let _writer = lock(&self.writing);
        let before = self
            .state
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let mut state = before.clone();
        let result = change(&mut state)?;
        let redirected = !Arc::ptr_eq(&before.directories, &state.directories);
        if redirected {
            state.directories.save(&self.folder, &self.key)?;
        }
        let sessions = std::mem::take(&mut state.sessions);
        let counts = lock(&self.throttle).unstored();
        let records = (!Arc::ptr_eq(&before.records, &state.records))
            .then_some((&*before.records, &*state.records));
        let kept = self.store.keep(&Change {
            records,
            sessions: &sessions,
            counts: &counts,
            now: seconds(&self.clock),
        });
        if let Err(error) = kept {
            lock(&self.throttle).still_unstored(&counts);
            // Both or neither. After a crash in between, `Records::set_strangers_aside` makes good.
            if redirected {
                let _ = before.directories.save(&self.folder, &self.key);
            }
            return Err(error.into());
        }
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = state;
        Ok(result)
    }
}

fn seconds(clock: &Clock) -> u64 {
    let since = clock.now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}
