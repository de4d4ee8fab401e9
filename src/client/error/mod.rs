//! What a client operation fails with.

mod kind;
mod not_bound;
mod results;
mod win32;

use std::{borrow::Cow, fmt, sync::Arc};

pub use kind::Kind;
pub(crate) use not_bound::not_bound;
pub use win32::Win32;

use crate::{
    diagnosis::{Code, Stage},
    wire::{Control, LdapResult, ResultCode},
};

/// A failure: its code in the table of [`crate::diagnosis`], the stage it ended, and the evidence.
///
/// ```no_run
/// # async fn example() {
/// use ldaplab::{client::{Client, Options}, diagnosis::Code};
///
/// let error = Client::connect("ldap://127.0.0.1:1", &Options::default()).await.unwrap_err();
/// assert_eq!(error.code(), Code::TCP_REFUSED);
/// println!("{} {}", error.cause(), error.cure());
/// # }
/// ```
#[derive(Clone)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Clone, Debug)]
struct Inner {
    stage: Stage,
    code: Code,
    detail: String,
    message_id: Option<i32>,
    result: Option<LdapResult>,
    controls: Vec<Control>,
    evidence: Vec<(&'static str, String)>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(stage: Stage, code: Code, detail: impl Into<String>) -> Self {
        Self {
            inner: Box::new(Inner {
                stage,
                code,
                detail: detail.into(),
                message_id: None,
                result: None,
                controls: Vec::new(),
                evidence: Vec::new(),
                source: None,
            }),
        }
    }

    /// The same error with more to say.
    pub(crate) fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.inner.detail = detail.into();
        self
    }

    /// A failure at the stage that its code names.
    pub(crate) fn of(code: Code, detail: impl Into<String>) -> Self {
        Self::new(code.stage(), code, detail)
    }

    /// The server answered and refused.
    pub(crate) fn refused(stage: Stage, code: Code, what: &str, result: LdapResult) -> Self {
        let detail = format!("the server answered {what} with {}", describe(&result));
        Self::new(stage, code, detail).with_result(result)
    }

    pub(crate) fn because(
        mut self,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        self.inner.source = Some(Arc::new(source));
        self
    }

    pub(crate) fn with_result(mut self, result: LdapResult) -> Self {
        self.inner.result = Some(result);
        self
    }

    pub(crate) fn with_controls(mut self, controls: Vec<Control>) -> Self {
        self.inner.controls = controls;
        self
    }

    /// The failure of this request.
    pub(crate) fn of_message(mut self, id: i32) -> Self {
        self.inner.message_id.get_or_insert(id);
        self
    }

    pub(crate) fn with_evidence(mut self, evidence: Vec<(&'static str, String)>) -> Self {
        self.inner.evidence = evidence;
        self
    }

    /// The same failure as the end of another stage: whoever runs stages knows better which one it was.
    #[must_use]
    pub fn at(mut self, stage: Stage) -> Self {
        self.inner.stage = stage;
        self
    }

    /// The same failure under a code that says more.
    #[must_use]
    pub(crate) fn recoded(mut self, code: Code) -> Self {
        self.inner.code = code;
        self
    }

    /// The stage that failed. Where an operation is no stage of a connection, the stage that its code belongs to.
    pub fn stage(&self) -> Stage {
        self.inner.stage
    }

    /// The code; it has cause and cure.
    pub fn code(&self) -> Code {
        self.inner.code
    }

    /// Why, in one sentence for people.
    pub fn cause(&self) -> &'static str {
        self.inner.code.cause()
    }

    /// What to do, in one sentence for people, in the words of this library; [`Code::cure_for`] has it in others.
    pub fn cure(&self) -> &'static str {
        self.inner.code.cure()
    }

    /// What was seen, in one sentence: the evidence.
    pub fn detail(&self) -> &str {
        &self.inner.detail
    }

    /// What else was learnt before the failure, names in `snake_case` and values: the certificates of a refused chain.
    pub fn evidence(&self) -> &[(&'static str, String)] {
        &self.inner.evidence
    }

    /// The server's result, when it answered and refused.
    pub fn result(&self) -> Option<&LdapResult> {
        self.inner.result.as_ref()
    }

    /// The server's result code, when it answered and refused.
    pub fn result_code(&self) -> Option<ResultCode> {
        self.result().map(|result| result.code)
    }

    /// The server's own words (diagnosticMessage) without the NUL that AD ends them with; `None` when it said nothing.
    pub fn server_text(&self) -> Option<&str> {
        self.result()
            .map(|result| result.diagnostic.trim_end_matches(['\0', '\n', '\r', ' ']))
            .filter(|text| !text.is_empty())
    }

    /// What went wrong, in the kinds that programs tell apart.
    pub fn kind(&self) -> Kind {
        match &self.inner.result {
            // A notice ends the connection, whatever code it brings.
            Some(_) if self.inner.code != Code::NOTICE_OF_DISCONNECTION => Kind::Server,
            _ => Kind::of(self.inner.code),
        }
    }

    /// What the result code means, in the words that LDAP programs have always used (`No such object`); where the
    /// server refused nothing, the [`cause`](Self::cause): a refused connection says refused.
    pub fn desc(&self) -> &'static str {
        match (self.kind(), self.result_code()) {
            (Kind::Server, Some(code)) => results::desc(code),
            _ => self.cause(),
        }
    }

    /// What else is known: the server's own words, or what the client saw.
    pub fn info(&self) -> &str {
        self.server_text().unwrap_or(&self.inner.detail)
    }

    /// The deepest entry above the one that was asked for (matchedDN); `None` when the server named none. Bytes that are
    /// not UTF-8 are replaced.
    pub fn matched(&self) -> Option<String> {
        self.result()
            .filter(|result| !result.matched_dn.is_empty())
            .map(|result| String::from_utf8_lossy(&result.matched_dn).into_owned())
    }

    /// The URLs of a referral; empty when there is none.
    pub fn referral(&self) -> &[String] {
        self.result()
            .map_or(&[], |result| result.referrals.as_slice())
    }

    /// The controls that came with the server's refusal: what a password policy has to say about a refused bind.
    pub fn controls(&self) -> &[Control] {
        &self.inner.controls
    }

    /// The message ID of the request that failed; `None` when none was sent.
    pub fn message_id(&self) -> Option<i32> {
        self.inner.message_id
    }

    /// The Win32 and SSPI errors that Active Directory and Samba write into their words: the leading number, then the one
    /// behind `data`.
    ///
    /// ```
    /// # fn example(error: &ldaplab::client::Error) {
    /// for number in error.win32() {
    ///     println!("{} {}: {}", number.number, number.symbol, number.meaning);
    /// }
    /// # }
    /// ```
    pub fn win32(&self) -> Vec<Win32> {
        self.server_text().map_or_else(Vec::new, win32::read)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code(), self.detail())
    }
}

debug_is_display!(Error);

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source = self.inner.source.as_deref()?;
        Some(source)
    }
}

/// The longest text of a server that people are shown.
const LONGEST: usize = 4_000;

/// A server's text as people are shown it: what is longer is cut, and says so.
pub(crate) fn shown(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        None => Cow::Borrowed(text),
        Some((at, _)) => {
            let more = text[at..].chars().count();
            Cow::Owned(format!("{}… ({more} more characters)", &text[..at]))
        }
    }
}

/// Some of a list for people, and how many more there are.
pub(crate) fn few(texts: &[String]) -> String {
    const FEW: usize = 5;
    match texts.len().saturating_sub(FEW) {
        0 => texts.join("; "),
        more => format!("{}; and {more} more", texts[..FEW].join("; ")),
    }
}

/// A result in one line for people: `invalidCredentials (49), "80090308: …"`.
pub(crate) fn describe(result: &LdapResult) -> String {
    let mut text = result.code.to_string();
    let diagnostic = result.diagnostic.trim_end_matches(['\0', '\n', '\r', ' ']);
    if !diagnostic.is_empty() {
        text.push_str(&format!(", {:?}", shown(diagnostic)));
    }
    if !result.matched_dn.is_empty() {
        text.push_str(&format!(
            ", matched up to `{}`",
            shown(&String::from_utf8_lossy(&result.matched_dn))
        ));
    }
    if !result.referrals.is_empty() {
        let urls = result.referrals.join(" ");
        text.push_str(&format!(", refers to {}", shown(&urls)));
    }
    text
}
