//! Anything else: a function over the messages of the answer.

use std::{fmt, sync::Arc};

use super::{
    Fault, Parameters, WrongParameter,
    act::{Act, Needs},
    parameters::wrong_parameter,
    script::{Scene, Step},
    table::Row,
};
use crate::wire::Request;

pub(super) const ROW: Row = Row {
    name: "rewrite",
    parameters: &[],
    meaning: "a function over the messages of the answer; only in code",
    build: |_| {
        Err::<Fault, WrongParameter>(wrong_parameter(
            "rewrite",
            "it is a function, which only code can give",
        ))
    },
};

/// The messages of an answer, each whole with its envelope, in the order in which they go out.
pub type Replies = Vec<Vec<u8>>;

type Function = dyn Fn(&Request, &mut Replies) + Send + Sync;

struct Rewrite(Arc<Function>);

impl fmt::Debug for Rewrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rewrite")
    }
}

impl Fault {
    /// Change the messages of the answer as a function says. It is called on the server's thread; one that panics costs its connection.
    ///
    /// ```
    /// use ldaplab::server::Fault;
    ///
    /// // Every answer twice.
    /// let echo = Fault::rewrite(|_request, replies| replies.extend(replies.clone()));
    /// assert_eq!(echo.to_string(), "rewrite");
    /// ```
    pub fn rewrite(function: impl Fn(&Request, &mut Replies) + Send + Sync + 'static) -> Self {
        Self::of(Rewrite(Arc::new(function)))
    }
}

impl Act for Rewrite {
    fn row(&self) -> &'static Row {
        &ROW
    }

    fn parameters(&self) -> Parameters {
        Parameters::new()
    }

    fn needs(&self) -> Needs {
        Needs::TheAnswer
    }

    fn act(&self, scene: &mut Scene<'_>) {
        let mut replies: Replies = scene.script.messages().map(std::mem::take).collect();
        let steps = &mut scene.script.steps;
        let sent = |step: &Step| matches!(step, Step::Send(_));
        // What other faults have put behind the answer, such as its end, stays behind it.
        let at = steps.iter().position(sent).unwrap_or(steps.len());
        steps.retain(|step| !sent(step));
        (self.0)(scene.request, &mut replies);
        let rest = steps.split_off(at);
        steps.extend(replies.into_iter().map(Step::Send));
        steps.extend(rest);
    }
}
