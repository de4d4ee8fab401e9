//! A test's own error, beside which a server's expectations do not take its place.

use std::{cell::Cell, error::Error, fmt};

thread_local! {
    /// How many errors of tests there are on this thread.
    static FAILING: Cell<usize> = const { Cell::new(0) };
}

/// Whether a test on this thread is returning an error.
pub(crate) fn is_returning() -> bool {
    FAILING.try_with(Cell::get).is_ok_and(|failing| failing > 0)
}

/// What a test returns that uses `?`. A server that is dropped while it is on its way prints what else was expected, and lets the error
/// stand; with another type of error the server cannot know of it, and its panic takes the error's place.
///
/// ```
/// use ldaplab::server::{LdapServer, TestResult, search};
///
/// fn a_login_is_looked_up() -> TestResult {
///     let dc = LdapServer::openldap("dc=example,dc=org").start()?;
///     dc.expect(search().filter("(uid=ada)").named("lookup"));
///     let port: u16 = "the program's own error".parse()?;
///     Ok(drop(port))
/// }
///
/// let error = a_login_is_looked_up().unwrap_err();
/// assert_eq!(format!("{error:?}"), "invalid digit found in string");
/// ```
pub type TestResult<T = ()> = Result<T, TestError>;

/// Any error, on its way out of a test: see [`TestResult`].
pub struct TestError(String);

impl TestError {
    /// An error that is a sentence.
    pub fn new(text: impl fmt::Display) -> Self {
        // A thread that is at its end has no test.
        let _ = FAILING.try_with(|failing| failing.set(failing.get() + 1));
        Self(text.to_string())
    }
}

impl<E: Error> From<E> for TestError {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            let words = cause.to_string();
            // Many errors have their cause's words in their own.
            if !text.contains(&words) {
                text += &format!("; because of: {words}");
            }
            source = cause.source();
        }
        Self::new(text)
    }
}

impl Drop for TestError {
    fn drop(&mut self) {
        let _ = FAILING.try_with(|failing| failing.set(failing.get().saturating_sub(1)));
    }
}

impl fmt::Display for TestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

debug_is_display!(TestError);
