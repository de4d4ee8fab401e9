//! Logging a user in: find the entry, bind as it, ask for its groups.

use tokio::time::Instant;

use super::Directory;
use crate::{
    client::{Entry, Error},
    diagnosis::Code,
    settings::{Id, Secret},
    wire::ResultCode,
};

/// A user who proved to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoggedIn {
    /// The entry's DN.
    pub dn: String,
    /// The login name as the directory spells it.
    pub login: String,
    /// Every value of the attribute in which it was found.
    pub logins: Vec<String>,
    /// The name for people; empty where there is none.
    pub display_name: String,
    /// The mail address; empty where there is none.
    pub email: String,
    /// Those of the groups that were asked about in which the user is.
    pub groups: Vec<String>,
}

impl LoggedIn {
    /// Whether the entry has this login name too.
    pub fn has_login(&self, login: &str) -> bool {
        let folded = login.to_lowercase();
        self.logins.iter().any(|own| own.to_lowercase() == folded)
    }
}

/// Why nobody was logged in.
#[derive(Clone)]
#[non_exhaustive]
pub enum LoginError {
    /// The directory has no such user.
    NoSuchUser,
    /// Several entries have the login name: the DNs of two.
    Ambiguous(Vec<String>),
    /// It is not the user's password (or the account may not be used; the server's words are in the error).
    Refused {
        /// The DN of the user's entry; empty where it was not looked up.
        dn: String,
        /// What the server said.
        error: Error,
    },
    /// The directory cannot be asked.
    Unavailable(Error),
}

impl std::fmt::Display for LoginError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoSuchUser => f.write_str("the directory has no user of this login name"),
            Self::Ambiguous(dns) => write!(
                f,
                "more than one entry has this login name: {}",
                dns.join(" and ")
            ),
            Self::Refused { dn, error } if dn.is_empty() => {
                write!(f, "the login is refused: {error}")
            }
            Self::Refused { dn, error } => write!(f, "the login as {dn} is refused: {error}"),
            Self::Unavailable(error) => write!(f, "the directory cannot be asked: {error}"),
        }
    }
}

debug_is_display!(LoginError);

impl std::error::Error for LoginError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::NoSuchUser | Self::Ambiguous(_) => None,
            Self::Refused { error, .. } | Self::Unavailable(error) => Some(error),
        }
    }
}

impl From<Error> for LoginError {
    fn from(error: Error) -> Self {
        Self::Unavailable(error)
    }
}

impl Directory {
    /// Logs a user in: looks the name up with the look-up account, binds as the entry's DN on a connection of its own, and asks which of
    /// these groups the user is in ([`Self::memberships`]). An empty password is refused before anything is sent, for a bind with it succeeds without
    /// proving anything (RFC 4513 section 5.1.2).
    ///
    /// # Errors
    /// [`LoginError`]; all of it ends by [`Self::patience`].
    pub async fn log_in(
        &self,
        login: &str,
        password: &str,
        groups: &[String],
    ) -> Result<LoggedIn, LoginError> {
        if login.is_empty() {
            return Err(LoginError::NoSuchUser);
        }
        if password.is_empty() {
            let error = Error::of(
                Code::BIND_EMPTY_PASSWORD,
                "the password is empty; nothing was sent",
            );
            return Err(LoginError::Refused {
                dn: String::new(),
                error,
            });
        }
        let end = Instant::now() + self.patience();
        let mut client = self.connect(end).await?;
        let mut found = self.users(&mut client, login).await?;
        let user = match (found.pop(), found.pop()) {
            (None, _) => {
                client.unbind().await;
                return Err(LoginError::NoSuchUser);
            }
            // To bind as nobody proves nothing (RFC 4513 section 5.1.1).
            (Some(user), None) if user.dn.is_empty() => {
                client.unbind().await;
                return Err(LoginError::NoSuchUser);
            }
            (Some(user), None) => user,
            (Some(one), Some(other)) => {
                client.unbind().await;
                return Err(LoginError::Ambiguous(vec![other.dn, one.dn]));
            }
        };
        self.prove(&user, password, end).await?;
        let groups = self.memberships(&mut client, &user, groups).await?;
        client.unbind().await;
        let settings = &self.settings;
        let text = |attribute| user.text(attribute).unwrap_or_default().to_owned();
        Ok(LoggedIn {
            login: spelling(&user, settings.user_lookup_attribute(), login),
            logins: user
                .texts(settings.user_lookup_attribute())
                .map(str::to_owned)
                .collect(),
            display_name: text(settings.user_display_name_attribute()),
            email: text(settings.user_email_attribute()),
            dn: user.dn,
            groups,
        })
    }

    /// What a login asks until the user is found, without their being proved: for refusals that must not be told apart by what was asked.
    ///
    /// # Errors
    /// As [`Self::log_in`], as far as it goes.
    pub async fn feign_look_up(&self, login: &str) -> Result<(), LoginError> {
        let mut client = self.connect(Instant::now() + self.patience()).await?;
        let mut found = self.users(&mut client, login).await?;
        client.unbind().await;
        match (found.pop(), found.pop()) {
            (Some(one), Some(other)) => Err(LoginError::Ambiguous(vec![other.dn, one.dn])),
            _ => Ok(()),
        }
    }

    /// The bind of such a login: as `cn=nobody-` with a number, who is nobody, and with a password that nobody has. How it ends is all one.
    pub async fn feign_proof(&self) {
        let end = Instant::now() + self.patience();
        let Ok(mut client) = self.reach(end).await else {
            return;
        };
        let nobody = format!("cn=nobody-{},{}", Id::random(), self.settings.user_base());
        let _ = client
            .bind_and_hear(&nobody, Secret::random().reveal())
            .await;
        client.unbind().await;
    }

    async fn prove(&self, user: &Entry, password: &str, end: Instant) -> Result<(), LoginError> {
        let mut client = self.reach(end).await?;
        let bound = client.bind_and_hear(&user.dn, password).await;
        client.unbind().await;
        bound.map(drop).map_err(|error| match error.result_code() {
            // The server takes the password, for its change alone.
            None if error.code() == Code::BIND_MUST_CHANGE_PASSWORD => LoginError::Refused {
                dn: user.dn.clone(),
                error,
            },
            Some(
                ResultCode::INVALID_CREDENTIALS
                | ResultCode::INAPPROPRIATE_AUTHENTICATION
                | ResultCode::INSUFFICIENT_ACCESS_RIGHTS
                | ResultCode::CONSTRAINT_VIOLATION
                | ResultCode::UNWILLING_TO_PERFORM,
            ) => LoginError::Refused {
                dn: user.dn.clone(),
                error,
            },
            _ => LoginError::Unavailable(error),
        })
    }
}

/// The value by which the entry was found, as it stands there. Directories take more for the same than we do (blanks, accents): then it is the first.
fn spelling(user: &Entry, attribute: &str, login: &str) -> String {
    let folded = login.to_lowercase();
    let mut values = user.texts(attribute);
    let same = values.find(|value| value.to_lowercase() == folded);
    let same = same.or_else(|| user.text(attribute));
    same.unwrap_or(login.trim()).to_owned()
}
